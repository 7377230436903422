//! The first half of the process, as the user wrote it: the problem, who is
//! concerned, what flows between them, and which behaviour the design is after.
//!
//! None of it moves a number of the simulation. What it is held to, and what it
//! comes to, is in [`crate::discovery`].

use super::{Formula, Id};
use crate::record;

record! {
    /// All of the discovery.
    #[derive(Default)]
    pub struct Discovery {
        /// The problem statement worksheet.
        pub worksheet: Worksheet = Worksheet::default(),
        /// The logic tree, in reading order: every node before its children.
        pub tree: Vec<ProblemNode> = Vec::new(),
        /// Who is concerned.
        pub stakeholders: Vec<Stakeholder> = Vec::new(),
        /// What flows between them.
        pub flows: Vec<ValueFlow> = Vec::new(),
        /// The incentive canvas.
        pub canvas: Vec<CanvasRow> = Vec::new(),
    }
}

record! {
    /// The boxes of the problem statement worksheet. Text, one entry a line where
    /// there are several.
    #[derive(Default)]
    pub struct Worksheet {
        /// The question to be answered.
        pub question: String = String::new(),
        /// What has led to it.
        pub context: String = String::new(),
        /// By what it will be seen that the answer is good.
        pub success: String = String::new(),
        /// What may be part of a solution.
        pub in_scope: String = String::new(),
        /// What may not.
        pub out_of_scope: String = String::new(),
        /// Limits within the scope.
        pub constraints: String = String::new(),
        /// Who decides.
        pub decides: String = String::new(),
        /// Who helps.
        pub helps: String = String::new(),
        /// Who may hinder.
        pub hinders: String = String::new(),
        /// Where insight comes from.
        pub sources: String = String::new(),
    }
}

record! {
    /// One statement of the logic tree.
    #[derive(Default)]
    pub struct ProblemNode {
        /// How the canvas calls it; unique in the tree.
        pub id: Id,
        /// What it says.
        pub text: String,
        /// How deep it stands: 0 for the root.
        pub depth: u32 = 0,
        /// By what its children are told apart ("side", "cause"); empty: not said.
        pub split: String = String::new(),
        /// By what it is told apart from its siblings, if that is not what its
        /// parent's `split` says.
        pub criterion: String = String::new(),
        /// Its share of its parent in %, 0 to 100; none: not estimated.
        pub share: Option<f64> = None,
        /// Mechanisms that answer it.
        pub addressed_by: Vec<Id> = Vec::new(),
    }
}

record! {
    /// Somebody who is concerned.
    #[derive(Default)]
    pub struct Stakeholder {
        /// How flows and canvas call them; unique among stakeholders.
        pub id: Id,
        /// How people call them.
        pub label: String,
        /// What they are after.
        pub goal: String = String::new(),
        /// How many people they are; none: not estimated.
        pub users: Option<f64> = None,
        /// What they own or control.
        pub holds: String = String::new(),
        /// What they fear.
        pub fears: String = String::new(),
        /// The population or account of the model that stands for them; none: they
        /// are not in the model.
        pub model: Option<Id> = None,
    }
}

record! {
    /// Something that one stakeholder gives to another.
    #[derive(Default)]
    pub struct ValueFlow {
        /// Unique among flows.
        pub id: Id,
        /// The stakeholder who gives.
        pub from: Id,
        /// The stakeholder who receives.
        pub to: Id,
        /// What: an asset of the model, or something without a price.
        pub asset: String,
        /// What for.
        pub purpose: String = String::new(),
        /// How much, as a formula of the model; empty: not said.
        pub amount: Formula = Formula::default(),
        /// Who else has a part of it, in %. What is left stays with `to`.
        pub splits: Vec<Split> = Vec::new(),
        /// The mechanism that moves it; none: it is not in the model.
        pub mechanism: Option<Id> = None,
    }
}

record! {
    /// A part of a flow.
    #[derive(Default)]
    pub struct Split {
        /// The stakeholder who receives it.
        pub to: Id,
        /// How much, in % of the whole, 0 to 100.
        pub share: f64,
    }
}

record! {
    /// A row of the incentive canvas.
    #[derive(Default)]
    pub struct CanvasRow {
        /// Unique in the canvas.
        pub id: Id,
        /// The stakeholder.
        pub stakeholder: Id,
        /// What they should do.
        pub desired: String = String::new(),
        /// The strategy that this is in the model: `population.strategy`.
        pub desired_strategy: Option<Id> = None,
        /// What keeps them from it.
        pub friction: String = String::new(),
        /// What they might do instead.
        pub undesired: String = String::new(),
        /// The strategy that this is in the model: `population.strategy`.
        pub undesired_strategy: Option<Id> = None,
        /// The mechanism that answers friction and undesired behaviour.
        pub mechanism: Option<Id> = None,
        /// The parameter by which it can be tuned.
        pub parameter: Option<Id> = None,
        /// The metric by which it is seen whether it works.
        pub metric: Option<Id> = None,
        /// The leaf of the tree that it answers.
        pub leaf: Option<Id> = None,
    }
}
