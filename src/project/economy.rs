//! What exists: parameters, assets, accounts, named formulas, processes from outside.

use super::{Formula, Id};
use crate::{choice, record};

record! {
    /// A number that a reader may change: one row that form, slider, check and
    /// documentation all read. Changing its value never recompiles the model.
    pub struct Parameter {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String,
        /// Unit, such as `%`, `usd`, `LOOKS/day`; empty: not declared. A `%`
        /// parameter is stored as a ratio (0.02) and shown as a percentage (2 %).
        pub unit: String = String::new(),
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
        pub about: String = String::new(),
        /// Heading of its group of sliders; empty: "Parameters".
        pub group: String = String::new(),
    }
}

record! {
    /// Something that can be owned. Its supply changes only by mint and burn.
    pub struct Asset {
        /// How formulas call it: `usd`, `LOOKS`. Also its unit.
        pub id: Id,
        /// How people call it.
        pub label: String,
        /// The mechanisms that may mint it. None: the supply is what the accounts
        /// start with.
        pub issuers: Vec<Id> = Vec::new(),
        /// The most that may ever be minted, starting balances included; a mint
        /// beyond it is cut to what is left. None: no limit.
        pub max_supply: Option<Formula> = None,
    }
}

record! {
    /// A starting balance.
    pub struct Balance {
        /// Of which asset.
        pub asset: Id,
        /// How much, ≥ 0, evaluated once at the start (per agent in a population,
        /// where it may use the agent's attributes).
        pub amount: Formula,
    }
}

record! {
    /// A single owner of balances. Formulas read a balance as `account.asset`.
    pub struct Account {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String,
        /// Whether it can run dry.
        pub kind: AccountKind = AccountKind::Holder,
        /// What it starts with; an asset that is not listed starts at 0.
        pub initial: Vec<Balance> = Vec::new(),
    }
}

choice! {
    /// Whether an account can run dry.
    #[derive(Default)]
    pub enum AccountKind {
        /// Owns what it was given; a transfer moves at most what is there.
        #[default]
        "holder" => Holder,
        /// The world outside the model: it always can pay, and its balance shows,
        /// with a minus, what it has paid in net. It keeps the books balanced.
        "external" => External,
    }
}

record! {
    /// A named formula.
    pub struct Variable {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// Unit of the value; empty: whatever the formula gives.
        pub unit: String = String::new(),
        /// Its value.
        pub formula: Formula,
    }
}

record! {
    /// A process from outside the economy: it has a value that it keeps from step
    /// to step and renews at the start of each step. In `next`, its own id (and
    /// `prev` of it) is the value before the renewal.
    pub struct Exogenous {
        /// How formulas call it.
        pub id: Id,
        /// How people call it.
        pub label: String = String::new(),
        /// Unit of the value; empty: not declared.
        pub unit: String = String::new(),
        /// Value before the first step.
        pub initial: Formula,
        /// Value in this step, e.g. `gbm(demand, 5%, 80%)`.
        pub next: Formula,
    }
}
