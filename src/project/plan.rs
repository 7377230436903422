//! What the work takes: the class of project, durations that the consultant has
//! set, and who is there to do it. What is estimated from it is in
//! [`crate::discovery::plan`].

use super::Id;
use crate::{choice, record};

record! {
    /// The plan.
    #[derive(Default)]
    pub struct Plan {
        /// What is built.
        pub category: Category = Category::default(),
        /// How little may go wrong.
        pub security: Security = Security::default(),
        /// Durations that are not the estimate's.
        pub durations: Vec<Duration> = Vec::new(),
        /// Who knows what.
        pub team: Vec<Knowledge> = Vec::new(),
    }
}

record! {
    /// The duration of a step, as the consultant has set it.
    pub struct Duration {
        /// Id of the step.
        pub step: Id,
        /// Weeks, ≥ 0.
        pub weeks: f64,
    }
}

record! {
    /// Somebody's knowledge of one area; a person may have several.
    pub struct Knowledge {
        /// Who.
        pub person: String,
        /// Of what.
        pub skill: Skill,
        /// How well.
        pub level: Proficiency,
    }
}

choice! {
    /// What is built.
    #[derive(Default)]
    pub enum Category {
        /// An application on a chain.
        #[default]
        "dapp" => Dapp,
        /// An application that holds and prices other people's money.
        "defi" => Defi,
        /// A chain that settles on another.
        "layer2" => Layer2,
        /// A chain of its own.
        "layer1" => Layer1,
    }
}

choice! {
    /// How little may go wrong.
    #[derive(Default)]
    pub enum Security {
        /// Mistakes are annoying.
        "low" => Low,
        /// Mistakes cost money.
        #[default]
        "medium" => Medium,
        /// Mistakes end the project.
        "high" => High,
        /// A bank's tolerance of risk: very low.
        "institutional" => Institutional,
    }
}

choice! {
    /// An area in which a team needs somebody.
    pub enum Skill {
        /// Systems engineering.
        "systems_engineering" => SystemsEngineering,
        /// Machine learning.
        "machine_learning" => MachineLearning,
        /// Market research.
        "market_research" => MarketResearch,
        /// Capital markets.
        "capital_markets" => CapitalMarkets,
        /// Trends of Web3.
        "web3_trends" => Web3Trends,
        /// Blockchain engineering.
        "blockchain_engineering" => BlockchainEngineering,
        /// Statistics.
        "statistics" => Statistics,
    }
}

choice! {
    /// How well somebody knows an area.
    pub enum Proficiency {
        /// Can follow and help.
        "basic" => Basic,
        /// Can be responsible for it.
        "expert" => Expert,
    }
}
