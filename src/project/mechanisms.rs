//! How value moves: what each mechanism is told.

use super::{Formula, Id, zero};
use crate::json::{Json, Reader, Record};
use crate::{choice, record, tagged};

tagged! {
    /// A rule by which value moves. In a step the mechanisms act in the order of
    /// the document, each on the balances that the ones before it left.
    pub enum Mechanism by "type" {
        /// Allocation of a supply to owners, each with cliff and vesting.
        "allocation" => Allocation(Allocation),
        /// New tokens by a schedule.
        "emission" => Emission(Emission),
        /// Flows between accounts, all evaluated on the values at the start and
        /// then moved at once: stocks and flows.
        "flows" => Flows(Flows),
        /// A marketplace where agents pay agents, with fee and royalty.
        "marketplace" => Marketplace(Marketplace),
        /// Deposits that earn a share of what flows in.
        "staking" => Staking(Staking),
        /// Shares out a budget among agents in proportion to a formula.
        "rewards" => Rewards(Rewards),
        /// Destroys tokens of an account.
        "burn" => Burn(Burn),
        /// Buys the token on a market with a budget, then burns or keeps it.
        "buyback" => Buyback(Buyback),
        /// A constant-product market with batch clearing.
        "constant_product" => ConstantProduct(ConstantProduct),
        /// Spends an account by rules: who may receive how much of it.
        "treasury" => Treasury(Treasury),
        /// A mechanism that is written as a text: one of the catalogue, or the
        /// document's own.
        "rule" => Rule(RuleUse),
    }
}

impl Mechanism {
    /// How people call it; may be empty.
    pub fn label(&self) -> &str {
        match self {
            Mechanism::Allocation(m) => &m.label,
            Mechanism::Emission(m) => &m.label,
            Mechanism::Flows(m) => &m.label,
            Mechanism::Marketplace(m) => &m.label,
            Mechanism::Staking(m) => &m.label,
            Mechanism::Rewards(m) => &m.label,
            Mechanism::Burn(m) => &m.label,
            Mechanism::Buyback(m) => &m.label,
            Mechanism::ConstantProduct(m) => &m.label,
            Mechanism::Treasury(m) => &m.label,
            Mechanism::Rule(m) => &m.label,
        }
    }

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
            Mechanism::Rule(m) => &m.id,
        }
    }
}

record! {
    /// Mints a supply into buckets that unlock over time. Outputs: `unlocked`
    /// (total unlocked so far), `locked`.
    pub struct Allocation {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// The asset; this mechanism must be one of its issuers.
        pub asset: Id,
        /// Tokens that the shares refer to.
        pub total: Formula,
        /// Who gets how much, when. The shares sum to at most 1.
        pub buckets: Vec<Bucket>,
    }
}

record! {
    /// One row of a token table.
    pub struct Bucket {
        /// How formulas call it (`allocation.team` is what it has unlocked).
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// Share of the total, a ratio.
        pub share: Formula,
        /// The account or population that receives what unlocks; a population
        /// shares it equally.
        pub to: Id,
        /// Part of the bucket that is free at the start, a ratio; `after_cliff` only.
        pub tge: Formula = zero(),
        /// Time until the cliff, in the document's time unit.
        pub cliff: Formula = zero(),
        /// Time of linear vesting, in the document's time unit; see [`Vesting`] for
        /// where it counts from. 0: all at the cliff.
        pub duration: Formula = zero(),
        /// Which of the two usual meanings of "cliff" applies.
        pub vesting: Vesting = Default::default(),
    }
}

choice! {
    /// The two usual meanings of "cliff and linear vesting".
    #[derive(Default)]
    pub enum Vesting {
        /// Token tables: the TGE part at once, the rest linearly over `duration`
        /// *after* the cliff.
        #[default]
        "after_cliff" => AfterCliff,
        /// Contracts (OpenZeppelin `VestingWalletCliff`): nothing before the cliff,
        /// then all that a linear schedule over `duration` from the *start* gives.
        "catch_up" => CatchUp,
    }
}

record! {
    /// Mints by a schedule. Outputs: `emitted` (this step), `total` (so far).
    pub struct Emission {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// The asset; this mechanism must be one of its issuers.
        pub asset: Id,
        /// The account or population that receives; a population shares equally.
        pub to: Id,
        /// How much, when.
        pub schedule: Schedule,
    }
}

tagged! {
    /// How much is minted, when. Times are in the document's time unit.
    pub enum Schedule by "kind" {
        /// The same amount per time unit.
        "constant" => Constant {
            /// Tokens per time unit.
            rate: Formula,
        },
        /// An amount per time unit that halves every `interval` (Bitcoin).
        "halving" => Halving {
            /// Tokens per time unit in the first era.
            rate: Formula,
            /// Time between halvings.
            interval: Formula,
        },
        /// Exponential decay to a maximum: cumulated S(t) = M(1 − 2^(−t/h)).
        "exponential" => Exponential {
            /// M: tokens that are minted in the end.
            max: Formula,
            /// h: time in which half of what is left is minted.
            half_life: Formula,
        },
        /// A yearly rate on the current supply, falling by a share each year to a
        /// floor (Solana): max(initial·(1−disinflation)^year, floor), spread evenly
        /// over the year on the supply at its start.
        "inflation" => Inflation {
            /// Rate of the first year, a ratio.
            initial: Formula,
            /// Relative fall per year, a ratio.
            disinflation: Formula,
            /// The rate never falls below it, a ratio.
            floor: Formula,
        },
        /// Any amount: tokens in this step.
        "formula" => Formula {
            /// Tokens in this step.
            amount: Formula,
        },
    }
}

record! {
    /// Stocks and flows: every amount is evaluated first, on the balances at the
    /// start of the mechanism, and then all move in order. Outputs: the id of each
    /// flow is what it moved in this step.
    pub struct Flows {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// The flows.
        pub flows: Vec<Flow>,
    }
}

record! {
    /// One flow.
    pub struct Flow {
        /// How formulas call it: `mechanism.flow` is what it moved in this step.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// Of which asset.
        pub asset: Id,
        /// The account or population that pays; none: minted (the mechanism must
        /// be an issuer).
        pub from: Option<Id> = None,
        /// The account or population that receives; none: burned.
        pub to: Option<Id> = None,
        /// How much in this step, ≥ 0 (less counts as 0); per agent if `from` is a
        /// population, else in total (per agent if it depends on the agents of `to`).
        pub amount: Formula,
    }
}

record! {
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
    pub struct Marketplace {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// The asset in which prices are paid.
        pub asset: Id,
        /// Fee as a share of the price.
        pub fee: Formula,
        /// The account or population that receives the fees.
        pub fee_to: Id,
        /// Royalty as a share of the price.
        pub royalty: Formula = zero(),
        /// The account or population that receives the royalties.
        pub royalty_to: Option<Id> = None,
    }
}

record! {
    /// Deposits of one asset that earn, pro rata, whatever flows into the reward
    /// account. Deposits stay the depositor's and can be taken out at any time. Ports: `stake`, `unstake`, both in `asset`. Outputs: `staked`
    /// (total), `rewards` (paid in this step), `apr` (yearly reward over staked, in
    /// units of `reward_asset` per `asset`), `deposits_of.<population>` and
    /// `rewards_of.<population>` (per agent).
    pub struct Staking {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
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
        pub initial_share: Formula = zero(),
    }
}

record! {
    /// Shares out a budget in proportion to a weight per agent. Outputs: `paid`
    /// (this step), `paid_to.<population>` (per agent).
    pub struct Rewards {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// The asset that is paid out.
        pub asset: Id,
        /// The account that pays; none: minted (the mechanism must be an issuer).
        pub from: Option<Id> = None,
        /// How much is shared out in this step, at most what is there.
        pub budget: Formula,
        /// Who shares in it.
        pub shares: Vec<RewardShare>,
    }
}

record! {
    /// Who shares in a budget.
    pub struct RewardShare {
        /// The population.
        pub to: Id,
        /// Weight of each agent, ≥ 0; the budget is split in proportion over all
        /// rows. Nothing is paid if all weights are 0.
        pub weight: Formula,
    }
}

record! {
    /// Burns. Outputs: `burned` (this step), `total` (so far).
    pub struct Burn {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// The asset.
        pub asset: Id,
        /// Whose tokens: an account or a population.
        pub from: Id,
        /// How much in this step (per agent for a population), at most what is there.
        pub amount: Formula,
    }
}

record! {
    /// Spends quote on a market and burns or keeps the token. Outputs: `spent`,
    /// `bought` (this step), `total` (bought so far).
    pub struct Buyback {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// The constant-product market it buys on.
        pub market: Id,
        /// The account whose quote is spent.
        pub from: Id,
        /// Quote spent in this step, at most what is there.
        pub spend: Formula,
        /// The account that keeps the tokens; none: they are burned.
        pub keep_in: Option<Id> = None,
    }
}

record! {
    /// A constant-product market x·y = k with the fee left in the pool (Uniswap
    /// v2), cleared in batches: all that is bought in a step is one swap, then all
    /// that is sold is one; each side shares pro rata, so nobody's order comes
    /// first. Ports: `buy` (amount in quote), `sell` (amount in base), `add` (quote
    /// that is matched with base at the pool's ratio), `remove` (pool shares).
    /// Outputs: `price` (quote per base), `volume` (quote), `bought`, `sold` (base),
    /// `quote`, `base` (reserves), `fees` (in quote).
    pub struct ConstantProduct {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
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
        pub shares: Option<Id> = None,
        /// The account or population (equally) that owns the shares of the starting
        /// reserves. Needed with `shares`.
        pub shares_to: Option<Id> = None,
        /// Orders of accounts, besides those of agents.
        pub orders: Vec<Order> = Vec::new(),
    }
}

record! {
    /// A standing order of an account on a market.
    pub struct Order {
        /// Who.
        pub account: Id,
        /// `buy` or `sell`.
        pub port as "do": Id,
        /// How much in this step: quote for `buy`, base for `sell`; evaluated
        /// before the market moves.
        pub amount: Formula,
    }
}

record! {
    /// Spends an account by rules, in order, each at most what is left. Outputs: the
    /// id of each grant is what it paid in this step.
    pub struct Treasury {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// The account.
        pub account: Id,
        /// What it pays.
        pub grants: Vec<Grant>,
    }
}

record! {
    /// A payment of a treasury.
    pub struct Grant {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// Of which asset.
        pub asset: Id,
        /// The account or population that receives; a population shares equally.
        pub to: Id,
        /// How much in this step.
        pub amount: Formula,
        /// The balance that must stay: the grant is cut to what is above it.
        pub reserve: Formula = zero(),
    }
}

record! {
    /// A mechanism that is written as a text ([`crate::mechanism::rule`]). Outputs:
    /// those that the text declares.
    pub struct RuleUse {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// Its name in the catalogue, such as `bancor_curve`; or the text itself.
        pub rule: String,
        /// What the rule is told, by the names of its fields: ids and formulas.
        pub with: With = With::default(),
    }
}

/// The fields of a rule: names, and formulas or ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct With(pub Vec<(String, Formula)>);

impl With {
    /// Names and what they are.
    pub fn iter(&self) -> std::slice::Iter<'_, (String, Formula)> {
        self.0.iter()
    }
}

impl Record for With {
    fn read(tree: Json, reader: &mut Reader) -> Self {
        match tree {
            Json::Object(fields) => {
                With(fields.into_iter().map(|(name, value)| (name, Formula::read(value, reader))).collect())
            }
            Json::Null => With::default(),
            other => {
                reader.unexpected("an object: the fields of the rule", &other);
                With::default()
            }
        }
    }

    fn write(&self) -> Json {
        Json::Object(self.0.iter().map(|(name, value)| (name.clone(), value.write())).collect())
    }
}
