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
mod discovery;
mod economy;
mod goals;
mod learning;
mod mechanisms;
mod plan;
mod read;
mod sheet;
mod world;

pub use behaviour::*;
pub use discovery::*;
pub use economy::*;
pub use goals::*;
pub use learning::*;
pub use mechanisms::*;
pub use plan::*;
pub use read::*;
pub use sheet::*;
pub use world::*;

use crate::json::{Json, Reader, Record};
use crate::{choice, record};

/// The version of the document format that this build writes. Documents of
/// older versions are migrated when they are read; newer ones are refused with
/// a message.
pub const FORMAT: u32 = 1;

/// The name of a thing in the document, as formulas write it.
pub type Id = String;

record! {
    /// A token economy.
    pub struct Project {
        /// Version of the format; see [`FORMAT`].
        pub format: u32,
        /// What it is called and what it is about.
        pub meta: Meta,
        /// The problem, who is concerned, and the incentives.
        pub discovery: Discovery = Discovery::default(),
        /// How long, how often and with which luck it is simulated.
        pub run: RunSettings = Default::default(),
        /// The sliders: numbers that a reader may change without changing the model.
        pub parameters: Vec<Parameter> = Vec::new(),
        /// What can be owned: the token, the quote currency, shares of a pool, …
        pub assets: Vec<Asset> = Vec::new(),
        /// Single owners: a treasury, the outside world, …
        pub accounts: Vec<Account> = Vec::new(),
        /// Groups of agents who choose and learn.
        pub populations: Vec<Population> = Vec::new(),
        /// Processes from outside the economy that move by a rule of their own.
        pub exogenous: Vec<Exogenous> = Vec::new(),
        /// Series from outside that are replayed.
        pub series: Vec<Series> = Vec::new(),
        /// Arrivals that excite further ones.
        pub arrivals: Vec<Arrivals> = Vec::new(),
        /// What happens to the economy in every run, or by its own hazard.
        pub shocks: Vec<Shock> = Vec::new(),
        /// What may happen to it, each with its probability: a run set is a mixture.
        pub scenarios: Vec<Scenario> = Vec::new(),
        /// Named formulas. A variable *is* its formula wherever it is used: it is
        /// evaluated on the values of that moment.
        pub variables: Vec<Variable> = Vec::new(),
        /// The rules by which value moves, in the order in which they act in a step.
        pub mechanisms: Vec<Mechanism> = Vec::new(),
        /// What is measured at the end of every step.
        pub metrics: Vec<Metric> = Vec::new(),
        /// What a good outcome is.
        pub objective: Objective = Objective::default(),
        /// What the page shows first.
        pub view: View = View::default(),
        /// What the work takes.
        pub plan: Plan = Plan::default(),
    }
}

impl Project {
    /// An empty project.
    pub fn new(id: &str, title: &str) -> Project {
        Project {
            format: FORMAT,
            meta: Meta {
                id: id.to_owned(),
                title: title.to_owned(),
                story: String::new(),
                about: String::new(),
                modified: String::new(),
            },
            discovery: Discovery::default(),
            run: RunSettings::default(),
            parameters: Vec::new(),
            assets: Vec::new(),
            accounts: Vec::new(),
            populations: Vec::new(),
            exogenous: Vec::new(),
            series: Vec::new(),
            arrivals: Vec::new(),
            shocks: Vec::new(),
            scenarios: Vec::new(),
            variables: Vec::new(),
            mechanisms: Vec::new(),
            metrics: Vec::new(),
            objective: Objective::default(),
            view: View::default(),
            plan: Plan::default(),
        }
    }

    /// Metrics that are drawn as fan charts: what the view names, else the first
    /// six.
    pub fn charts(&self) -> Vec<Id> {
        self.view.charts_of(&self.metrics)
    }

    /// Metrics that are shown as key figures: what the view names, else the
    /// charts.
    pub fn figures(&self) -> Vec<Id> {
        self.view.figures_of(&self.metrics)
    }
}

record! {
    /// What the project is called and what it is about.
    pub struct Meta {
        /// Short name for links and files: lower-case letters, digits and hyphens.
        pub id: Id,
        /// Title for people.
        pub title: String,
        /// One sentence that says what the reader will see happen.
        pub story: String = String::new(),
        /// Longer text: what is modelled, from which sources, what is left out.
        pub about: String = String::new(),
        /// Day of the last change, `YYYY-MM-DD`.
        pub modified: String = String::new(),
    }
}

record! {
    /// How long, how often and with which luck the model is simulated.
    pub struct RunSettings {
        /// Steps in a run, 1 to 10,000.
        pub steps: u32 = RunSettings::default().steps,
        /// What one step stands for.
        pub step: TimeStep = RunSettings::default().step,
        /// Runs in a run set, 1 to 100,000.
        pub runs: u64 = RunSettings::default().runs,
        /// The seed: 0 to 2⁵³−1, so that every JSON reader keeps it whole.
        pub seed: u64 = RunSettings::default().seed,
    }
}

impl Default for RunSettings {
    fn default() -> Self {
        RunSettings { steps: 365, step: TimeStep::default(), runs: 1000, seed: 1 }
    }
}

record! {
    /// What one step stands for: `length` × `unit`. Formulas read it as `dt`.
    pub struct TimeStep {
        /// The time unit in which the document's rates are given.
        pub unit: TimeUnit,
        /// How many of these one step lasts, > 0.
        pub length: f64 = one(),
    }
}

impl Default for TimeStep {
    fn default() -> Self {
        TimeStep { unit: TimeUnit::Day, length: 1.0 }
    }
}

choice! {
    /// Units of time. A year is 365 days, a month a twelfth of it.
    pub enum TimeUnit {
        /// One block of the chain; 12 seconds where a year is needed.
        "block" => Block,
        /// 60 minutes.
        "hour" => Hour,
        /// 24 hours.
        "day" => Day,
        /// 7 days.
        "week" => Week,
        /// A twelfth of a year.
        "month" => Month,
        /// 365 days.
        "year" => Year,
    }
}

impl TimeUnit {
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

impl Record for Formula {
    fn read(tree: Json, reader: &mut Reader) -> Self {
        match tree {
            Json::Text(text) => Formula(text),
            Json::Number(value) => Formula(format!("{value}")),
            other => {
                reader.unexpected("a formula: text such as \"2% * price\", or a number", &other);
                Formula::default()
            }
        }
    }

    fn write(&self) -> Json {
        Json::Text(self.0.clone())
    }
}

fn one() -> f64 {
    1.0
}

fn zero() -> Formula {
    Formula::new("0")
}

fn unit() -> Formula {
    Formula::new("1")
}
