//! What exists and how it moves: parameters, assets, accounts, mechanisms.

use super::{Formula, Id};
use serde::{Deserialize, Serialize};

/// A number that a reader may change: one row that form, slider, check and
/// documentation all read. Changing its value never recompiles the model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    pub label: String,
    /// Unit, such as `%`, `usd`, `LOOKS/day`; empty: not declared. A `%`
    /// parameter is stored as a ratio (0.02) and shown as a percentage (2 %).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The value when nobody has changed it; within `min..=max`.
    pub default: f64,
    /// Smallest allowed value.
    pub min: f64,
    /// Largest allowed value, > `min`.
    pub max: f64,
    /// Distance between the stops of the slider, > 0. Typed values may lie
    /// between the stops.
    pub step: f64,
    /// What it does, in one sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Heading of its group of sliders; empty: "Parameters".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
}

/// Something that can be owned. Its supply changes only by mint and burn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// How formulas call it: `usd`, `LOOKS`. Also its unit.
    pub id: Id,
    /// How people call it.
    pub label: String,
    /// The mechanisms that may mint it. None: the supply is what the accounts
    /// start with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<Id>,
    /// The most that may ever be minted, starting balances included; a mint
    /// beyond it is cut to what is left. None: no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_supply: Option<Formula>,
}

/// A starting balance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balance {
    /// Of which asset.
    pub asset: Id,
    /// How much, ≥ 0, evaluated once at the start (per agent in a population,
    /// where it may use the agent's attributes).
    pub amount: Formula,
}

/// A single owner of balances. Formulas read a balance as `account.asset`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    pub label: String,
    /// Whether it can run dry.
    #[serde(default, skip_serializing_if = "AccountKind::is_holder")]
    pub kind: AccountKind,
    /// What it starts with; an asset that is not listed starts at 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initial: Vec<Balance>,
}

/// Whether an account can run dry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// Owns what it was given; a transfer moves at most what is there.
    #[default]
    Holder,
    /// The world outside the model: it always can pay, and its balance shows,
    /// with a minus, what it has paid in net. It keeps the books balanced.
    External,
}

impl AccountKind {
    fn is_holder(&self) -> bool {
        *self == AccountKind::Holder
    }
}

/// A named formula.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Unit of the value; empty: whatever the formula gives.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Its value.
    pub formula: Formula,
}

/// A process from outside the economy: it has a value that it keeps from step
/// to step and renews at the start of each step. In `next`, its own id (and
/// `prev` of it) is the value before the renewal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exogenous {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Unit of the value; empty: not declared.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Value before the first step.
    pub initial: Formula,
    /// Value in this step, e.g. `gbm(demand, 5%, 80%)`.
    pub next: Formula,
}

/// A rule by which value moves. In a step the mechanisms act in the order of
/// the document, each on the balances that the ones before it left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Mechanism {
    /// Allocation of a supply to owners, each with cliff and vesting.
    Allocation(Allocation),
    /// New tokens by a schedule.
    Emission(Emission),
    /// Flows between accounts, all evaluated on the values at the start and
    /// then moved at once: stocks and flows.
    Flows(Flows),
    /// A marketplace where agents pay agents, with fee and royalty.
    Marketplace(Marketplace),
    /// Deposits that earn a share of what flows in.
    Staking(Staking),
    /// Shares out a budget among agents in proportion to a formula.
    Rewards(Rewards),
    /// Destroys tokens of an account.
    Burn(Burn),
    /// Buys the token on a market with a budget, then burns or keeps it.
    Buyback(Buyback),
    /// A constant-product market with batch clearing.
    ConstantProduct(ConstantProduct),
    /// Spends an account by rules: who may receive how much of it.
    Treasury(Treasury),
}

impl Mechanism {
    /// How formulas call it.
    pub fn id(&self) -> &str {
        match self {
            Mechanism::Allocation(m) => &m.id,
            Mechanism::Emission(m) => &m.id,
            Mechanism::Flows(m) => &m.id,
            Mechanism::Marketplace(m) => &m.id,
            Mechanism::Staking(m) => &m.id,
            Mechanism::Rewards(m) => &m.id,
            Mechanism::Burn(m) => &m.id,
            Mechanism::Buyback(m) => &m.id,
            Mechanism::ConstantProduct(m) => &m.id,
            Mechanism::Treasury(m) => &m.id,
        }
    }
}

/// Mints a supply into buckets that unlock over time. Outputs: `unlocked`
/// (total unlocked so far), `locked`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allocation {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The asset; this mechanism must be one of its issuers.
    pub asset: Id,
    /// Tokens that the shares refer to.
    pub total: Formula,
    /// Who gets how much, when. The shares sum to at most 1.
    pub buckets: Vec<Bucket>,
}

/// One row of a token table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// How formulas call it (`allocation.team` is what it has unlocked).
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Share of the total, a ratio.
    pub share: Formula,
    /// The account or population that receives what unlocks; a population
    /// shares it equally.
    pub to: Id,
    /// Part of the bucket that is free at the start, a ratio; `after_cliff` only.
    #[serde(default = "zero", skip_serializing_if = "is_zero")]
    pub tge: Formula,
    /// Time until the cliff, in the document's time unit.
    #[serde(default = "zero", skip_serializing_if = "is_zero")]
    pub cliff: Formula,
    /// Time of linear vesting, in the document's time unit; see [`Vesting`] for
    /// where it counts from. 0: all at the cliff.
    #[serde(default = "zero", skip_serializing_if = "is_zero")]
    pub duration: Formula,
    /// Which of the two usual meanings of "cliff" applies.
    #[serde(default)]
    pub vesting: Vesting,
}

/// The two usual meanings of "cliff and linear vesting".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vesting {
    /// Token tables: the TGE part at once, the rest linearly over `duration`
    /// *after* the cliff.
    #[default]
    AfterCliff,
    /// Contracts (OpenZeppelin `VestingWalletCliff`): nothing before the cliff,
    /// then all that a linear schedule over `duration` from the *start* gives.
    CatchUp,
}

/// Mints by a schedule. Outputs: `emitted` (this step), `total` (so far).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emission {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The asset; this mechanism must be one of its issuers.
    pub asset: Id,
    /// The account or population that receives; a population shares equally.
    pub to: Id,
    /// How much, when.
    pub schedule: Schedule,
}

/// How much is minted, when. Times are in the document's time unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Schedule {
    /// The same amount per time unit.
    Constant {
        /// Tokens per time unit.
        rate: Formula,
    },
    /// An amount per time unit that halves every `interval` (Bitcoin).
    Halving {
        /// Tokens per time unit in the first era.
        rate: Formula,
        /// Time between halvings.
        interval: Formula,
    },
    /// Exponential decay to a maximum: cumulated S(t) = M(1 − 2^(−t/h)).
    Exponential {
        /// M: tokens that are minted in the end.
        max: Formula,
        /// h: time in which half of what is left is minted.
        half_life: Formula,
    },
    /// A yearly rate on the current supply, falling by a share each year to a
    /// floor (Solana): max(initial·(1−disinflation)^year, floor), spread evenly
    /// over the year on the supply at its start.
    Inflation {
        /// Rate of the first year, a ratio.
        initial: Formula,
        /// Relative fall per year, a ratio.
        disinflation: Formula,
        /// The rate never falls below it, a ratio.
        floor: Formula,
    },
    /// Any amount: tokens in this step.
    Formula {
        /// Tokens in this step.
        amount: Formula,
    },
}

/// Stocks and flows: every amount is evaluated first, on the balances at the
/// start of the mechanism, and then all move in order. Outputs: the id of each
/// flow is what it moved in this step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flows {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The flows.
    pub flows: Vec<Flow>,
}

/// One flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flow {
    /// How formulas call it: `mechanism.flow` is what it moved in this step.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Of which asset.
    pub asset: Id,
    /// The account or population that pays; none: minted (the mechanism must
    /// be an issuer).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Id>,
    /// The account or population that receives; none: burned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Id>,
    /// How much in this step, ≥ 0 (less counts as 0); per agent if `from` is a
    /// population, else in total (per agent if it depends on the agents of `to`).
    pub amount: Formula,
}

/// A marketplace for goods that are not followed one by one (NFTs): buyers
/// bring budgets, sellers bring goods at their asking value; both sides are
/// served pro rata up to the smaller one. Of every sale the fee goes to
/// `fee_to` and, where the seller honours it, the royalty to `royalty_to`; the
/// seller has the remainder. Ports: `buy` (budget), `sell`,
/// `sell_without_royalty` (asking value), `self_trade`,
/// `self_trade_without_royalty` (a sale to oneself: only fee and royalty
/// leave). Outputs: `volume`, `sales` (volume but self-trades), `self_trades`,
/// `fees`, `royalties`, `evaded` (royalties not paid) and, per population,
/// `volume_by.<population>` (what each agent bought, sold and traded with
/// itself) and `goods_of.<population>` (the value of what each agent bought from
/// others, less that of what it sold to them).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marketplace {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The asset in which prices are paid.
    pub asset: Id,
    /// Fee as a share of the price.
    pub fee: Formula,
    /// The account or population that receives the fees.
    pub fee_to: Id,
    /// Royalty as a share of the price.
    #[serde(default = "zero", skip_serializing_if = "is_zero")]
    pub royalty: Formula,
    /// The account or population that receives the royalties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub royalty_to: Option<Id>,
}

/// Deposits of one asset that earn, pro rata, whatever flows into the reward
/// account. Deposits stay the depositor's and can be taken out at any time. Ports: `stake`, `unstake`, both in `asset`. Outputs: `staked`
/// (total), `rewards` (paid in this step), `apr` (yearly reward over staked, in
/// units of `reward_asset` per `asset`), `deposits_of.<population>` and
/// `rewards_of.<population>` (per agent).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staking {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The asset that is staked.
    pub asset: Id,
    /// The asset in which rewards are paid.
    pub reward_asset: Id,
    /// The account that the rewards are paid from.
    pub reward_from: Id,
    /// How much of it is paid out in this step, at most what is there.
    pub reward: Formula,
    /// Populations that may stake.
    pub stakers: Vec<Id>,
    /// Part of its free holdings that each population stakes at the start, a
    /// ratio.
    #[serde(default = "zero", skip_serializing_if = "is_zero")]
    pub initial_share: Formula,
}

/// Shares out a budget in proportion to a weight per agent. Outputs: `paid`
/// (this step), `paid_to.<population>` (per agent).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rewards {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The asset that is paid out.
    pub asset: Id,
    /// The account that pays; none: minted (the mechanism must be an issuer).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Id>,
    /// How much is shared out in this step, at most what is there.
    pub budget: Formula,
    /// Who shares in it.
    pub shares: Vec<RewardShare>,
}

/// Who shares in a budget.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RewardShare {
    /// The population.
    pub to: Id,
    /// Weight of each agent, ≥ 0; the budget is split in proportion over all
    /// rows. Nothing is paid if all weights are 0.
    pub weight: Formula,
}

/// Burns. Outputs: `burned` (this step), `total` (so far).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Burn {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The asset.
    pub asset: Id,
    /// Whose tokens: an account or a population.
    pub from: Id,
    /// How much in this step (per agent for a population), at most what is there.
    pub amount: Formula,
}

/// Spends quote on a market and burns or keeps the token. Outputs: `spent`,
/// `bought` (this step), `total` (bought so far).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Buyback {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The constant-product market it buys on.
    pub market: Id,
    /// The account whose quote is spent.
    pub from: Id,
    /// Quote spent in this step, at most what is there.
    pub spend: Formula,
    /// The account that keeps the tokens; none: they are burned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep_in: Option<Id>,
}

/// A constant-product market x·y = k with the fee left in the pool (Uniswap
/// v2), cleared in batches: all that is bought in a step is one swap, then all
/// that is sold is one; each side shares pro rata, so nobody's order comes
/// first. Ports: `buy` (amount in quote), `sell` (amount in base), `add` (quote
/// that is matched with base at the pool's ratio), `remove` (pool shares).
/// Outputs: `price` (quote per base), `volume` (quote), `bought`, `sold` (base),
/// `quote`, `base` (reserves), `fees` (in quote).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConstantProduct {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The asset that is traded.
    pub base: Id,
    /// The asset in which its price is given.
    pub quote: Id,
    /// The account that holds the reserves; its starting balances are the
    /// starting reserves.
    pub reserves: Id,
    /// Share of what is paid in that stays in the pool as fee, a ratio.
    pub fee: Formula,
    /// The asset that stands for shares in the pool, if liquidity can be added
    /// and removed; this mechanism must be its issuer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<Id>,
    /// The account or population (equally) that owns the shares of the starting
    /// reserves. Needed with `shares`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares_to: Option<Id>,
    /// Orders of accounts, besides those of agents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
}

/// A standing order of an account on a market.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Who.
    pub account: Id,
    /// `buy` or `sell`.
    #[serde(rename = "do")]
    pub port: Id,
    /// How much in this step: quote for `buy`, base for `sell`; evaluated
    /// before the market moves.
    pub amount: Formula,
}

/// Spends an account by rules, in order, each at most what is left. Outputs: the
/// id of each grant is what it paid in this step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Treasury {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// The account.
    pub account: Id,
    /// What it pays.
    pub grants: Vec<Grant>,
}

/// A payment of a treasury.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Of which asset.
    pub asset: Id,
    /// The account or population that receives; a population shares equally.
    pub to: Id,
    /// How much in this step.
    pub amount: Formula,
    /// The balance that must stay: the grant is cut to what is above it.
    #[serde(default = "zero", skip_serializing_if = "is_zero")]
    pub reserve: Formula,
}

fn zero() -> Formula {
    Formula::new("0")
}

fn is_zero(formula: &Formula) -> bool {
    formula.text() == "0"
}
