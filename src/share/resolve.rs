//! From a link to what is shown: the document found, the changes fitted in.

use super::codec::invalid;
use super::error::{Notices, shortened};
use super::{LinkError, Notice, Parsed, Source, Theme, View};
use crate::diag::nearest;
use crate::map::Map;
use crate::project::{Document, Parameter, Project};
use crate::report::number::exact;
use crate::simulate::{RUNS, RunSpec, SEEDS, STEPS};

/// The largest seed.
pub const MAX_SEED: u64 = *SEEDS.end();

/// The most runs of a set.
pub const MAX_RUNS: u64 = *RUNS.end();

/// The most steps of a run.
pub const MAX_STEPS: u32 = *STEPS.end();

/// Misspelt names for which the nearest known one is looked for, and names
/// among which it is looked for: comparing takes time, and a link may hold
/// thousands of either.
const SUGGESTIONS: usize = 3;
const CANDIDATES: usize = 100;

/// A link, ready to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved<D = Project> {
    /// The document, unchanged: changes are in `spec`.
    pub project: D,
    /// Id of the template, if it is one.
    pub template: Option<String>,
    /// Values of all parameters, seed, runs and steps: the document's own where
    /// the link says nothing.
    pub spec: RunSpec,
    /// Hash of the result that the sender saw.
    pub hash: Option<String>,
    /// How much of the page to show.
    pub view: Option<View>,
    /// Light or dark.
    pub theme: Option<Theme>,
    /// What was passed over or clamped, in reading and here.
    pub notices: Vec<Notice>,
}

impl Resolved<Project> {
    /// The document with the changes as its own defaults: running it as it is
    /// gives what the link shows.
    pub fn into_document(self) -> Project {
        let Resolved { mut project, spec, .. } = self;
        for (parameter, value) in project.parameters.iter_mut().zip(spec.parameters) {
            parameter.default = value;
        }
        (project.run.seed, project.run.runs, project.run.steps) = (spec.seed, spec.runs, spec.steps);
        project
    }
}

/// Finds the document of a link, with `templates` for the ids there are and
/// `lookup` for the document of one, and fits the changes into it. Whether the
/// document makes sense is for [`crate::simulate::validate`] to say.
pub fn resolve<D: Document>(
    parsed: Parsed,
    templates: &[&str],
    lookup: impl Fn(&str) -> Option<D>,
) -> Result<Resolved<D>, LinkError> {
    let Parsed { link, notices } = parsed;
    let (template, project) = match link.source {
        Source::Document(tree) => (None, D::from_tree(tree).map_err(invalid)?),
        Source::Template(id) => match lookup(&id) {
            Some(project) => (Some(id), project),
            None => {
                let nearest = nearest(&shortened(&id), templates.iter().copied()).map(str::to_owned);
                return Err(LinkError::UnknownTemplate { id: shortened(&id), nearest });
            }
        },
    };
    let mut notices = Notices::new(notices);
    let run = project.run();
    let mut limited = |key: &str, value: u64, least: u64, most: u64| {
        if value < least {
            notices.add(key, || format!("{key} {value} is below the least, {least}: clamped"));
        } else if value > most {
            notices.add(key, || format!("{key} {value} is above the most, {most}: clamped"));
        }
        value.clamp(least, most)
    };
    let seed = limited("seed", link.seed.unwrap_or(run.seed), 0, MAX_SEED);
    let runs = limited("runs", link.runs.unwrap_or(run.runs), 1, MAX_RUNS);
    let steps = limited("steps", u64::from(link.steps.unwrap_or(run.steps)), 1, u64::from(MAX_STEPS));
    let parameters = values(project.parameters(), &link.parameters, &mut notices);
    Ok(Resolved {
        template,
        spec: RunSpec { parameters, seed, runs, steps: u32::try_from(steps).unwrap_or(MAX_STEPS) },
        hash: link.hash,
        view: link.view,
        theme: link.theme,
        notices: notices.finish(),
        project,
    })
}

/// The value of every parameter, with the changes in place.
fn values(parameters: &[Parameter], changes: &[(String, f64)], notices: &mut Notices) -> Vec<f64> {
    let places: Map<&str, usize> =
        parameters.iter().enumerate().map(|(place, parameter)| (parameter.id.as_str(), place)).collect();
    let mut values: Vec<f64> = parameters.iter().map(|parameter| parameter.default).collect();
    let mut suggestions = 0;
    for (id, wanted) in changes {
        let place = places.get(id.as_str()).copied();
        match place.and_then(|place| Some((parameters.get(place)?, values.get_mut(place)?))) {
            Some((parameter, value)) => *value = clamped(parameter, *wanted, notices),
            None => {
                suggestions += 1;
                let candidates = if suggestions <= SUGGESTIONS { CANDIDATES } else { 0 };
                let names = parameters.iter().map(|parameter| parameter.id.as_str()).take(candidates);
                notices.add(&format!("p.{id}"), || unknown_parameter(id, names));
            }
        }
    }
    values
}

fn unknown_parameter<'a>(id: &str, names: impl Iterator<Item = &'a str>) -> String {
    let shown = shortened(id);
    let alike = names.filter(|name| name.len().abs_diff(shown.len()) <= shown.len() / 3 + 1);
    match nearest(&shown, alike) {
        Some(near) => format!("there is no parameter `{shown}` (did you mean `{near}`?): passed over"),
        None => format!("there is no parameter `{shown}`: passed over"),
    }
}

/// The value within the parameter's range. Unlike `f64::clamp` it has an answer
/// for a document whose range is upside down.
fn clamped(parameter: &Parameter, value: f64, notices: &mut Notices) -> f64 {
    let Parameter { id, unit, min, max, .. } = parameter;
    let (limit, side) = if value > *max {
        (*max, "above the most")
    } else if value < *min {
        (*min, "below the least")
    } else {
        return value;
    };
    let message = || {
        let name = if parameter.label.is_empty() { id } else { &parameter.label };
        format!("{} {} is {side}, {}: clamped", shortened(name), exact(value, unit), exact(limit, unit))
    };
    notices.add(&format!("p.{id}"), message);
    limit
}
