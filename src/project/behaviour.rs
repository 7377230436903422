//! Who acts: populations, their strategies, and how they learn.

use super::{Balance, Formula, Id, Learning, one, unit, zero};
use crate::{choice, record};

record! {
    /// A group of agents alike in what they may do, different in what they own.
    /// Formulas read `population.attribute`, `population.asset` (balances),
    /// `population.strategy` (1 for the agents who chose it in this step, else 0),
    /// `population.index` (0, 1, … within the population),
    /// `population.users` (real users an agent stands for) and
    /// `population.reward` (what each agent was last rewarded).
    pub struct Population {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String,
        /// Simulated agents, 1 to 100,000.
        pub size: u32,
        /// Real users that each agent stands for, > 0. Balances are those of all
        /// of them together, so the ledger needs no weights.
        pub weight: f64 = one(),
        /// What makes agents different: drawn once, before the first step.
        pub attributes: Vec<Attribute> = Vec::new(),
        /// What each agent starts with.
        pub initial: Vec<Balance> = Vec::new(),
        /// What an agent may do. None: its balances move only by mechanisms.
        pub strategies: Vec<Strategy> = Vec::new(),
        /// How it chooses among the strategies. Needed if there are two or more.
        pub learning: Option<Learning> = None,
        /// What an agent is after: its reward for this step, evaluated when the
        /// step is over. Needed where there is learning.
        pub reward: Option<Formula> = None,
        /// Who takes part. None: all agents do, all the time.
        pub turnover: Option<Turnover> = None,
    }
}

record! {
    /// Entry and exit by adoption and churn. Formulas read `population.active`: 1
    /// for the agents who take part in this step, else 0. Those who do not keep
    /// what they own, what they have learned and their place among those whom
    /// others imitate; they do not act, are not rewarded and do not learn.
    pub struct Turnover {
        /// Probability with which an agent takes part from the start, 0 to 1.
        pub initial: Formula = unit(),
        /// Rate per time unit at which those who do not take part enter:
        /// `3% + 38% * mean(active)` is Bass adoption.
        pub enters: Formula = zero(),
        /// Rate per time unit at which those who take part leave.
        pub leaves: Formula = zero(),
    }
}

record! {
    /// Something in which agents differ.
    pub struct Attribute {
        /// How formulas call it: `population.attribute`.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// Unit; empty: not declared.
        pub unit: String = String::new(),
        /// Its value, usually a draw: `lognormal(8, 1.2)`. May use the attributes
        /// above it.
        pub value: Formula,
    }
}

record! {
    /// One way to behave.
    pub struct Strategy {
        /// How formulas call it: `population.strategy` is 1 for those who chose it.
        pub id: Id,
        /// How people call it.
        pub label: String,
        /// Whether the design wants it, as the incentive canvas says.
        pub kind: Desirability = Desirability::Neutral,
        /// What the agent does in a step in which it follows the strategy.
        pub actions: Vec<Action> = Vec::new(),
    }
}

choice! {
    /// Whether the design wants a behaviour.
    #[derive(Default)]
    pub enum Desirability {
        /// Wanted: the mechanism should reward it.
        "desired" => Desired,
        /// Neither.
        #[default]
        "neutral" => Neutral,
        /// Unwanted: the mechanism should not pay for it.
        "undesired" => Undesired,
    }
}

record! {
    /// An order to a mechanism. All amounts are evaluated before any mechanism
    /// acts, so nobody sees another's action of the same step.
    pub struct Action {
        /// The mechanism.
        pub at: Id,
        /// What to do there: one of the mechanism's ports, such as `buy` or `stake`.
        pub port as "do": Id,
        /// How much, in the port's unit, ≥ 0 (less counts as 0).
        pub amount: Formula,
    }
}
