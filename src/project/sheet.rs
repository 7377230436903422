//! The page of a document that readers see and turn, without its model.

use super::{Id, Meta, Metric, Objective, Parameter, Project, RunSettings, View};
use crate::diag::Diagnostic;
use crate::json::{Json, Reader};

/// A document in the form in which it is wanted: whole, as a [`Project`], or as a
/// [`Sheet`].
pub trait Document: Sized {
    /// Reads it. What is wrong with its form is said, each at its path; of a sheet
    /// only what is on it.
    fn from_tree(tree: Json) -> Result<Self, Vec<Diagnostic>>;

    /// Reads it from a text; see [`Document::from_tree`].
    fn from_json(text: &str) -> Result<Self, Vec<Diagnostic>> {
        Self::from_tree(super::parse(text).map_err(|problem| vec![problem])?)
    }

    /// The whole document as JSON without white space, as links carry it.
    fn to_json_compact(&self) -> String;

    /// Its parameters, in its order.
    fn parameters(&self) -> &[Parameter];

    /// Its settings for runs.
    fn run(&self) -> &RunSettings;
}

impl Document for Project {
    fn from_tree(tree: Json) -> Result<Self, Vec<Diagnostic>> {
        Project::from_tree(tree)
    }

    fn to_json_compact(&self) -> String {
        Project::to_json_compact(self)
    }

    fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    fn run(&self) -> &RunSettings {
        &self.run
    }
}

/// What is shown of a document and turned in it: its name, sliders, metrics and
/// goals. The model stays text, for whoever compiles it: a reader of sheets knows
/// no mechanism, and says nothing of a model that is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What it is called and what it is about.
    pub meta: Meta,
    /// How long, how often and with which luck it is simulated.
    pub run: RunSettings,
    /// The sliders.
    pub parameters: Vec<Parameter>,
    /// What is measured.
    pub metrics: Vec<Metric>,
    /// What a good outcome is.
    pub objective: Objective,
    /// What is shown first.
    pub view: View,
    /// The whole document, as links carry it.
    pub text: String,
}

impl Sheet {
    /// The sheet of a document.
    pub fn of(project: &Project) -> Sheet {
        Sheet {
            meta: project.meta.clone(),
            run: project.run.clone(),
            parameters: project.parameters.clone(),
            metrics: project.metrics.clone(),
            objective: project.objective.clone(),
            view: project.view.clone(),
            text: project.to_json_compact(),
        }
    }

    /// Metrics that are drawn as fan charts; see [`Project::charts`].
    pub fn charts(&self) -> Vec<Id> {
        self.view.charts_of(&self.metrics)
    }

    /// Metrics that are shown as key figures; see [`Project::figures`].
    pub fn figures(&self) -> Vec<Id> {
        self.view.figures_of(&self.metrics)
    }
}

impl Document for Sheet {
    fn from_tree(tree: Json) -> Result<Self, Vec<Diagnostic>> {
        super::format_of(&tree).map_err(|problem| vec![problem])?;
        let text = tree.compact();
        Reader::read_some(tree, |document| Sheet {
            meta: document.field("meta"),
            run: document.or("run", RunSettings::default),
            parameters: document.or("parameters", Vec::new),
            metrics: document.or("metrics", Vec::new),
            objective: document.or("objective", Objective::default),
            view: document.or("view", View::default),
            text,
        })
    }

    fn to_json_compact(&self) -> String {
        self.text.clone()
    }

    fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    fn run(&self) -> &RunSettings {
        &self.run
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_on_it_can_be_wrong() {
        let sheet = |rest: &str| {
            Sheet::from_json(&format!(r#"{{"format":1,"meta":{{"id":"x","title":"X"}},{rest}}}"#))
        };
        let model = r#""mechanisms":[{"type":"wonder","id":3}]"#;
        assert!(sheet(model).unwrap().text.contains(model), "the model stays as it was written");
        assert_eq!(sheet(r#""run":{"steps":"many"}"#).unwrap_err()[0].path, "run.steps");
        let newer = Sheet::from_json(r#"{"format":9}"#).unwrap_err();
        assert_eq!(newer[0].path, "format");
    }
}
