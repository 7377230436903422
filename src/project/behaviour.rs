//! Who acts: populations, their strategies, and how they learn.

use super::{Balance, Formula, Id};
use serde::{Deserialize, Serialize};

/// A group of agents alike in what they may do, different in what they own.
/// Formulas read `population.attribute`, `population.asset` (balances),
/// `population.strategy` (1 for the agents who chose it in this step, else 0),
/// `population.users` (real users an agent stands for) and
/// `population.reward` (what each agent was last rewarded).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// How formulas call it.
    pub id: Id,
    /// How people call it.
    pub label: String,
    /// Simulated agents, 1 to 100,000.
    pub size: u32,
    /// Real users that each agent stands for, > 0. Balances are those of all
    /// of them together, so the ledger needs no weights.
    #[serde(default = "super::one", skip_serializing_if = "super::is_one")]
    pub weight: f64,
    /// What makes agents different: drawn once, before the first step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// What each agent starts with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initial: Vec<Balance>,
    /// What an agent may do. None: its balances move only by mechanisms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strategies: Vec<Strategy>,
    /// How it chooses among the strategies. Needed if there are two or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub learning: Option<Learning>,
    /// What an agent is after: its reward for this step, evaluated when the
    /// step is over. Needed where there is learning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reward: Option<Formula>,
}

/// Something in which agents differ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// How formulas call it: `population.attribute`.
    pub id: Id,
    /// How people call it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// Unit; empty: not declared.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Its value, usually a draw: `lognormal(8, 1.2)`. May use the attributes
    /// above it.
    pub value: Formula,
}

/// One way to behave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strategy {
    /// How formulas call it: `population.strategy` is 1 for those who chose it.
    pub id: Id,
    /// How people call it.
    pub label: String,
    /// Whether the design wants it, as the incentive canvas says.
    #[serde(default, skip_serializing_if = "Desirability::is_neutral")]
    pub kind: Desirability,
    /// What the agent does in a step in which it follows the strategy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
}

/// Whether the design wants a behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Desirability {
    /// Wanted: the mechanism should reward it.
    Desired,
    /// Neither.
    #[default]
    Neutral,
    /// Unwanted: the mechanism should not pay for it.
    Undesired,
}

impl Desirability {
    fn is_neutral(&self) -> bool {
        *self == Desirability::Neutral
    }
}

/// An order to a mechanism. All amounts are evaluated before any mechanism
/// acts, so nobody sees another's action of the same step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// The mechanism.
    pub at: Id,
    /// What to do there: one of the mechanism's ports, such as `buy` or `stake`.
    #[serde(rename = "do")]
    pub port: Id,
    /// How much, in the port's unit, ≥ 0 (less counts as 0).
    pub amount: Formula,
}

/// How agents choose among strategies and what they remember. A rate of 0.1
/// forgets with a half-life of about 7 steps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum Learning {
    /// ε-greedy bandit: with probability ε any strategy, else the one with the
    /// highest estimate (ties by lot); q += rate·(reward − q).
    EpsilonGreedy {
        /// ε, 0 to 1.
        epsilon: Formula,
        /// Step size, 0 to 1.
        rate: Formula,
        /// Estimates before the first step.
        #[serde(default = "zero")]
        initial: Formula,
        /// Ties: the first strategy of the document, or one by lot.
        #[serde(default)]
        ties: Ties,
    },
    /// Boltzmann choice: p ∝ exp(q/τ); q += rate·(reward − q).
    Softmax {
        /// τ > 0, in units of the reward.
        temperature: Formula,
        /// Step size, 0 to 1.
        rate: Formula,
        /// Estimates before the first step.
        #[serde(default = "zero")]
        initial: Formula,
    },
    /// Fermi imitation: with probability `revision` an agent compares itself
    /// with another one, drawn at random, and takes over its strategy with
    /// probability 1/(1+exp(−β(π_other − π_own))); with probability `mutation`
    /// it tries any strategy. π is the reward, averaged with `rate`.
    Fermi {
        /// β ≥ 0, per unit of reward.
        beta: Formula,
        /// Share of agents who compare in a step, 0 to 1.
        #[serde(default = "unit")]
        revision: Formula,
        /// Share of agents who try something at random, 0 to 1.
        #[serde(default = "zero")]
        mutation: Formula,
        /// Weight of the newest reward in the average, 0 to 1.
        #[serde(default = "unit")]
        rate: Formula,
    },
}

/// Who wins a tie of estimates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// One of the best, each with the same probability.
    #[default]
    Lot,
    /// The first of the best in the document.
    First,
}

fn zero() -> Formula {
    Formula::new("0")
}

fn unit() -> Formula {
    Formula::new("1")
}
