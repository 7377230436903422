//! The document: one token economy, whole.
//!
//! A [`Project`] is versioned JSON and the only thing that is ever stored,
//! shared or edited. Everything the model does is in it; nothing of the model
//! lives in the page. It holds *what the user wrote*: formulas as text, ids as
//! text. [`crate::simulate::compile`] turns it into a program, or says all that
//! is wrong with it.
//!
//! Ids are lower-case words (`[a-z][a-z0-9_]*`, asset ids may use capitals) and
//! are unique over all lists that formulas can name. Fields that are left out
//! have the defaults documented here; fields that do not exist are refused by
//! name, because a misspelt field that is silently dropped is a wrong model.

mod behaviour;
mod economy;
mod goals;
mod read;

pub use behaviour::*;
pub use economy::*;
pub use goals::*;
pub use read::*;

use serde::{Deserialize, Serialize};

/// The version of the document format that this build writes. Documents of
/// older versions are migrated when they are read; newer ones are refused with
/// a message.
pub const FORMAT: u32 = 1;

/// The name of a thing in the document, as formulas write it.
pub type Id = String;

/// A token economy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// Version of the format; see [`FORMAT`].
    pub format: u32,
    /// What it is called and what it is about.
    pub meta: Meta,
    /// How long, how often and with which luck it is simulated.
    #[serde(default)]
    pub run: RunSettings,
    /// The sliders: numbers that a reader may change without changing the model.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// What can be owned: the token, the quote currency, shares of a pool, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<Asset>,
    /// Single owners: a treasury, the outside world, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<Account>,
    /// Groups of agents who choose and learn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub populations: Vec<Population>,
    /// Processes from outside the economy that move by a rule of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exogenous: Vec<Exogenous>,
    /// Named formulas. A variable *is* its formula wherever it is used: it is
    /// evaluated on the values of that moment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<Variable>,
    /// The rules by which value moves, in the order in which they act in a step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mechanisms: Vec<Mechanism>,
    /// What is measured at the end of every step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<Metric>,
    /// What a good outcome is.
    #[serde(default, skip_serializing_if = "Objective::is_empty")]
    pub objective: Objective,
    /// What the page shows first.
    #[serde(default, skip_serializing_if = "View::is_empty")]
    pub view: View,
}

impl Project {
    /// Metrics that are drawn as fan charts: what the view names, else the first
    /// six.
    pub fn charts(&self) -> Vec<Id> {
        if self.view.charts.is_empty() {
            return self.metrics.iter().take(6).map(|metric| metric.id.clone()).collect();
        }
        self.view.charts.clone()
    }

    /// Metrics that are shown as key figures: what the view names, else the
    /// charts.
    pub fn figures(&self) -> Vec<Id> {
        if self.view.figures.is_empty() { self.charts() } else { self.view.figures.clone() }
    }
}

/// What the project is called and what it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meta {
    /// Short name for links and files: lower-case letters, digits and hyphens.
    pub id: Id,
    /// Title for people.
    pub title: String,
    /// One sentence that says what the reader will see happen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub story: String,
    /// Longer text: what is modelled, from which sources, what is left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Day of the last change, `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub modified: String,
}

/// How long, how often and with which luck the model is simulated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunSettings {
    /// Steps in a run, 1 to 10,000.
    pub steps: u32,
    /// What one step stands for.
    pub step: TimeStep,
    /// Runs in a run set, 1 to 100,000.
    pub runs: u64,
    /// The seed: 0 to 2⁵³−1, so that every JSON reader keeps it whole.
    pub seed: u64,
}

impl Default for RunSettings {
    fn default() -> Self {
        RunSettings { steps: 365, step: TimeStep::default(), runs: 1000, seed: 1 }
    }
}

/// What one step stands for: `length` × `unit`. Formulas read it as `dt`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeStep {
    /// The time unit in which the document's rates are given.
    pub unit: TimeUnit,
    /// How many of these one step lasts, > 0.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub length: f64,
}

impl Default for TimeStep {
    fn default() -> Self {
        TimeStep { unit: TimeUnit::Day, length: 1.0 }
    }
}

/// Units of time. A year is 365 days, a month a twelfth of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// One block of the chain; 12 seconds where a year is needed.
    Block,
    /// 60 minutes.
    Hour,
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// A twelfth of a year.
    Month,
    /// 365 days.
    Year,
}

impl TimeUnit {
    /// The name that units and messages use: `day`.
    pub fn name(self) -> &'static str {
        match self {
            TimeUnit::Block => "block",
            TimeUnit::Hour => "hour",
            TimeUnit::Day => "day",
            TimeUnit::Week => "week",
            TimeUnit::Month => "month",
            TimeUnit::Year => "year",
        }
    }

    /// How many make a year of 365 days. A block counts as 12 seconds.
    pub fn per_year(self) -> f64 {
        match self {
            TimeUnit::Block => 365.0 * 7_200.0,
            TimeUnit::Hour => 365.0 * 24.0,
            TimeUnit::Day => 365.0,
            TimeUnit::Week => 365.0 / 7.0,
            TimeUnit::Month => 12.0,
            TimeUnit::Year => 1.0,
        }
    }
}

/// Text of a formula; see [`crate::formula`] for the language. In JSON a string,
/// or a plain number.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Formula(pub String);

impl Formula {
    /// The formula with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Formula(text.into())
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl Serialize for Formula {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Formula {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Formula;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a formula: text such as \"2% * price\", or a number")
            }
            fn visit_str<E>(self, v: &str) -> Result<Formula, E> {
                Ok(Formula(v.to_owned()))
            }
            fn visit_f64<E>(self, v: f64) -> Result<Formula, E> {
                Ok(Formula(format!("{v}")))
            }
            fn visit_i64<E>(self, v: i64) -> Result<Formula, E> {
                Ok(Formula(v.to_string()))
            }
            fn visit_u64<E>(self, v: u64) -> Result<Formula, E> {
                Ok(Formula(v.to_string()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

pub(crate) fn one() -> f64 {
    1.0
}

pub(crate) fn is_one(x: &f64) -> bool {
    *x == 1.0
}
