//! Changes to a document, as data: what a form can do, what it is called, and what
//! belongs together with what. [`history`] takes them back.
//!
//! Forms send an [`Edit`] and never touch the document; so everything that can be
//! done has a name, can be undone, and is tested without a browser.

pub mod history;
pub mod judgements;
pub mod model;
pub mod nodes;
pub mod pins;
pub mod place;
pub mod status;

#[cfg(test)]
mod tests;

pub use history::History;
pub use model::ModelEdit;
pub use nodes::NodeEdit;
pub use place::Place;

use crate::project::*;
use place::quoted;

/// A list whose entries a form adds, removes and moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Who is concerned.
    Stakeholders,
    /// What flows between them.
    Flows,
    /// The incentive canvas.
    Rows,
    /// The goals of the objective; their ids are their places.
    Goals,
}

/// A change to a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Gives a field a text.
    Set {
        /// The field.
        place: Place,
        /// The entry that it is of; empty for a field of the whole document.
        id: String,
        /// Its new text.
        value: String,
    },
    /// Changes the logic tree.
    Tree(NodeEdit),
    /// Changes the model.
    Model(ModelEdit),
    /// Some edits that are one, and what it is called.
    Many(String, Vec<Edit>),
    /// Adds an empty entry at the end.
    Add {
        /// To which list.
        list: List,
        /// Its id; see [`fresh_id`].
        id: String,
    },
    /// Removes an entry.
    Remove {
        /// From which list.
        list: List,
        /// Its id.
        id: String,
    },
    /// Moves an entry up or down by one.
    Shift {
        /// In which list.
        list: List,
        /// Its id.
        id: String,
        /// Down rather than up.
        down: bool,
    },
    /// Says who else has a part of a flow.
    Splits {
        /// The flow.
        flow: String,
        /// The parts, in %.
        splits: Vec<Split>,
    },
    /// Weights of all goals, in their order.
    Weights(Vec<f64>),
    /// How the goals compare in pairs; see `Objective::judgements`.
    Judgements(Vec<f64>),
    /// How long a step of the plan takes; none: as estimated.
    Weeks {
        /// Id of the step.
        step: String,
        /// Weeks.
        weeks: Option<f64>,
    },
    /// What somebody of the team knows of an area; none: nothing.
    Knows {
        /// Who.
        person: String,
        /// Of what.
        skill: Skill,
        /// How well.
        level: Option<Proficiency>,
    },
    /// Takes somebody out of the team.
    Leaves(String),
    /// Puts a node of the diagram somewhere.
    Pin {
        /// Its key in the diagram.
        node: String,
        /// How people call it.
        label: String,
        /// Where its middle is, in px.
        at: (f64, f64),
    },
    /// Lays the diagram out again: no node stays where somebody has put it.
    Unpin,
    /// The numbers that a simulation starts from: values of the parameters in
    /// their order, seed, runs and steps.
    Design {
        /// Values of the parameters.
        parameters: Vec<f64>,
        /// Seed.
        seed: u64,
        /// Runs.
        runs: u64,
        /// Steps.
        steps: u32,
    },
}

impl Edit {
    /// Gives a field of the whole document a text.
    pub fn set(place: Place, id: &str, value: impl Into<String>) -> Edit {
        Edit::Set { place, id: id.to_owned(), value: value.into() }
    }

    /// What it is called, for "Undo: …", given the document before it.
    pub fn name(&self, project: &Project) -> String {
        match self {
            Edit::Set { place, id, .. } => place::name(project, *place, id),
            Edit::Tree(edit) => edit.name(&project.discovery.tree),
            Edit::Model(edit) => edit.name(project),
            Edit::Many(name, _) => name.clone(),
            Edit::Add { list, .. } => format!("add {}", list.entry()),
            Edit::Remove { list, .. } => format!("delete {}", list.entry()),
            Edit::Shift { list, .. } => format!("move {}", list.entry()),
            Edit::Splits { .. } => "change splits of a flow".to_owned(),
            Edit::Weights(_) => "change weights".to_owned(),
            Edit::Judgements(_) => "change a judgement".to_owned(),
            Edit::Weeks { .. } => "change duration of a step".to_owned(),
            Edit::Knows { person, .. } => format!("change skills of {}", quoted(person)),
            Edit::Leaves(person) => format!("take {} out of the team", quoted(person)),
            Edit::Pin { label, .. } => format!("move {}", quoted(label)),
            Edit::Unpin => "lay the diagram out again".to_owned(),
            Edit::Design { .. } => match self.moved(project) {
                Some(parameter) => format!("change {}", quoted(&parameter.label)),
                None => "change the simulation".to_owned(),
            },
        }
    }

    /// Edits in a row with the same burst are one step of the history.
    pub fn burst(&self, project: &Project) -> Option<String> {
        match self {
            Edit::Set { place, id, .. } => Some(format!("{place:?} {id}")),
            Edit::Model(ModelEdit { path, change: model::Change::Text(_) }) => Some(format!("model {path}")),
            Edit::Splits { flow, .. } => Some(format!("splits {flow}")),
            Edit::Weeks { step, .. } => Some(format!("weeks {step}")),
            Edit::Pin { node, .. } => Some(format!("pin {node}")),
            Edit::Design { .. } => self.moved(project).map(|parameter| format!("slider {}", parameter.id)),
            _ => None,
        }
    }

    /// The one parameter that a design changes.
    fn moved<'a>(&self, project: &'a Project) -> Option<&'a Parameter> {
        let Edit::Design { parameters, .. } = self else { return None };
        let mut changed =
            project.parameters.iter().zip(parameters).filter(|(known, value)| known.default != **value);
        let (parameter, _) = changed.next()?;
        changed.next().is_none().then_some(parameter)
    }

    /// Makes the change, or says why it cannot be made; the document may then be
    /// in between and is to be dropped.
    pub fn apply(&self, project: &mut Project) -> Result<(), String> {
        match self {
            Edit::Set { place, id, value } => return place::set(project, *place, id, value),
            Edit::Tree(edit) => {
                if !edit.apply(&mut project.discovery.tree) {
                    return Err("There is nothing to change".to_owned());
                }
            }
            Edit::Model(edit) => return edit.apply(project),
            Edit::Many(_, edits) => return edits.iter().try_for_each(|edit| edit.apply(project)),
            Edit::Add { list, id } => list.add(project, id),
            Edit::Remove { list, id } => return list.remove(project, id).ok_or_else(gone),
            Edit::Shift { list, id, down } => return list.shift(project, id, *down).ok_or_else(gone),
            Edit::Splits { flow, splits } => {
                let flow = project.discovery.flows.iter_mut().find(|known| known.id == *flow);
                flow.ok_or_else(gone)?.splits.clone_from(splits);
            }
            Edit::Weights(weights) => {
                for (goal, weight) in project.objective.goals.iter_mut().zip(weights) {
                    goal.weight = *weight;
                }
            }
            Edit::Judgements(judgements) => project.objective.judgements.clone_from(judgements),
            Edit::Weeks { step, weeks } => {
                project.plan.durations.retain(|known| known.step != *step);
                let own = weeks.map(|weeks| Duration { step: step.clone(), weeks });
                project.plan.durations.extend(own);
            }
            Edit::Knows { person, skill, level } => {
                let team = &mut project.plan.team;
                team.retain(|known| known.person != *person || known.skill != *skill);
                let known = level.map(|level| Knowledge { person: person.clone(), skill: *skill, level });
                team.extend(known);
            }
            Edit::Leaves(person) => project.plan.team.retain(|known| known.person != *person),
            Edit::Pin { node, at: (x, y), .. } => pins::put(project, node, *x, *y),
            Edit::Unpin => project.view.diagram.clear(),
            Edit::Design { parameters, seed, runs, steps } => {
                for (parameter, value) in project.parameters.iter_mut().zip(parameters) {
                    parameter.default = value.clamp(parameter.min, parameter.max);
                }
                (project.run.seed, project.run.runs, project.run.steps) = (*seed, *runs, *steps);
            }
        }
        Ok(())
    }
}

fn gone() -> String {
    "It is not there any more".to_owned()
}

impl List {
    fn entry(self) -> &'static str {
        match self {
            List::Stakeholders => "a stakeholder",
            List::Flows => "a flow",
            List::Rows => "a row of the canvas",
            List::Goals => "a goal",
        }
    }

    fn prefix(self) -> char {
        match self {
            List::Stakeholders => 's',
            List::Flows => 'f',
            List::Rows => 'r',
            List::Goals => 'g',
        }
    }

    /// The ids of its entries.
    pub fn ids(self, project: &Project) -> Vec<String> {
        let discovery = &project.discovery;
        match self {
            List::Stakeholders => discovery.stakeholders.iter().map(|entry| entry.id.clone()).collect(),
            List::Flows => discovery.flows.iter().map(|entry| entry.id.clone()).collect(),
            List::Rows => discovery.canvas.iter().map(|entry| entry.id.clone()).collect(),
            List::Goals => (0..project.objective.goals.len()).map(|at| at.to_string()).collect(),
        }
    }

    fn add(self, project: &mut Project, id: &str) {
        let id = id.to_owned();
        let discovery = &mut project.discovery;
        match self {
            List::Stakeholders => discovery.stakeholders.push(Stakeholder { id, ..Default::default() }),
            List::Flows => discovery.flows.push(ValueFlow { id, ..Default::default() }),
            List::Rows => discovery.canvas.push(CanvasRow { id, ..Default::default() }),
            List::Goals => {
                let goals = project.objective.goals.len();
                rejudge(project, (0..goals).map(Some).chain([None]).collect());
                let metric = project.metrics.first().map(|metric| metric.id.clone()).unwrap_or_default();
                project.objective.goals.push(Goal {
                    metric,
                    label: String::new(),
                    over: OverTime::default(),
                    statistic: Statistic::default(),
                    worst: 0.0,
                    best: 1.0,
                    curve: Curve::default(),
                    limit: None,
                    weight: 1.0,
                });
            }
        }
    }

    fn remove(self, project: &mut Project, id: &str) -> Option<()> {
        let at = self.ids(project).iter().position(|known| known == id)?;
        match self {
            List::Stakeholders => drop(project.discovery.stakeholders.remove(at)),
            List::Flows => drop(project.discovery.flows.remove(at)),
            List::Rows => drop(project.discovery.canvas.remove(at)),
            List::Goals => {
                let goals = project.objective.goals.len();
                rejudge(project, (0..goals).filter(|place| *place != at).map(Some).collect());
                drop(project.objective.goals.remove(at));
            }
        }
        Some(())
    }

    fn shift(self, project: &mut Project, id: &str, down: bool) -> Option<()> {
        let ids = self.ids(project);
        let at = ids.iter().position(|known| known == id)?;
        let other = if down { at + 1 } else { at.checked_sub(1)? };
        if other >= ids.len() {
            return None;
        }
        match self {
            List::Stakeholders => project.discovery.stakeholders.swap(at, other),
            List::Flows => project.discovery.flows.swap(at, other),
            List::Rows => project.discovery.canvas.swap(at, other),
            List::Goals => {
                let mut order: Vec<_> = (0..project.objective.goals.len()).map(Some).collect();
                order.swap(at, other);
                rejudge(project, order);
                project.objective.goals.swap(at, other);
            }
        }
        Some(())
    }
}

/// Keeps the judgements with their goals, which are about to move.
fn rejudge(project: &mut Project, order: Vec<Option<usize>>) {
    let objective = &mut project.objective;
    objective.judgements = judgements::moved(&objective.judgements, objective.goals.len(), &order);
}

/// An id that no entry of the list has: `s1`, `s2`, …
pub fn fresh_id(project: &Project, list: List) -> String {
    let ids = list.ids(project);
    let mut number = ids.len() + 1;
    loop {
        let id = format!("{}{number}", list.prefix());
        if !ids.contains(&id) {
            return id;
        }
        number += 1;
    }
}

/// Gives every entry that forms find by its id an id of its own: documents from
/// elsewhere may have left it out, or used one twice.
pub fn settle_ids(project: &mut Project) {
    fn settle<T>(list: &mut [T], prefix: &str, id: impl Fn(&mut T) -> &mut String) {
        let mut known: Vec<String> = Vec::new();
        for entry in list {
            let id = id(entry);
            let mut number = known.len() + 1;
            while id.is_empty() || known.contains(id) {
                *id = format!("{prefix}{number}");
                number += 1;
            }
            known.push(id.clone());
        }
    }
    let discovery = &mut project.discovery;
    settle(&mut discovery.tree, "n", |node| &mut node.id);
    nodes::settle_depths(&mut discovery.tree);
    settle(&mut discovery.stakeholders, "s", |entry| &mut entry.id);
    settle(&mut discovery.flows, "f", |entry| &mut entry.id);
    settle(&mut discovery.canvas, "r", |entry| &mut entry.id);
}
