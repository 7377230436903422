//! The form of a document: ids, bounds, references that are not formulas.
//!
//! What can be said without compiling is said here, all at once. Formulas and
//! what they refer to are checked while they are lowered.

mod actions;
mod discovery;
mod goals;

pub use actions::actions;
pub use discovery::{amounts, discovery};
pub use goals::scales;

use crate::diag::{Diagnostic, Severity};
use crate::formula::is_word;
use crate::lower::context::unknown;
use crate::project::{Curve, Project};

/// Steps of a run.
pub const STEPS: std::ops::RangeInclusive<u32> = 1..=10_000;
/// Runs of a set.
pub const RUNS: std::ops::RangeInclusive<u64> = 1..=100_000;
/// Seeds: every JSON reader keeps them whole.
pub const SEEDS: std::ops::RangeInclusive<u64> = 0..=(1 << 53) - 1;
/// Agents of a population.
pub const AGENTS: std::ops::RangeInclusive<u32> = 1..=100_000;
/// Agents × steps of a run: a worker must be able to finish one.
const MAX_AGENT_STEPS: u64 = 100_000_000;
/// Entries of one list of the document.
const MAX_ENTRIES: usize = 500;

/// All problems of form of the model. (What may be wrong with the discovery keeps no
/// model from running: [`discovery()`].)
pub fn structure(project: &Project) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    meta(project, &mut found);
    run(project, &mut found);
    lists(project, &mut found);
    parameters(project, &mut found);
    populations(project, &mut found);
    objective(project, &mut found);
    view(project, &mut found);
    found
}

/// Whether the document is in a form that can be lowered, so that its formulas
/// can be checked as well.
pub fn compilable(found: &[Diagnostic]) -> bool {
    let fatal = |d: &&Diagnostic| d.severity == Severity::Error && d.path.starts_with("populations");
    found.iter().filter(fatal).count() == 0
}

fn meta(project: &Project, found: &mut Vec<Diagnostic>) {
    let id = &project.meta.id;
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || id.len() > 64 || !id.chars().all(good) {
        let message = format!("`{id}` is not an id: 1 to 64 lower-case letters, digits and hyphens");
        found.push(Diagnostic::error("meta.id", message));
    }
    if project.meta.title.trim().is_empty() {
        found.push(Diagnostic::error("meta.title", "the title is empty"));
    }
}

fn run(project: &Project, found: &mut Vec<Diagnostic>) {
    let run = &project.run;
    let mut bound = |field: &str, inside: bool, value: String, range: String| {
        if !inside {
            let message = format!("{value} is outside of {range}");
            found.push(Diagnostic::error(format!("run.{field}"), message));
        }
    };
    let range = |from: u64, to: u64| format!("{from} to {to}");
    bound("steps", STEPS.contains(&run.steps), run.steps.to_string(), range(1, u64::from(*STEPS.end())));
    bound("runs", RUNS.contains(&run.runs), run.runs.to_string(), range(1, *RUNS.end()));
    bound("seed", SEEDS.contains(&run.seed), run.seed.to_string(), range(0, *SEEDS.end()));
    let length = run.step.length;
    bound(
        "step.length",
        length > 0.0 && length.is_finite(),
        length.to_string(),
        "numbers above 0".to_owned(),
    );
}

/// Ids of every list that has ids; uniqueness over lists is checked where names
/// are declared.
fn lists(project: &Project, found: &mut Vec<Diagnostic>) {
    let mut list = |path: &str, ids: Vec<&str>| {
        if ids.len() > MAX_ENTRIES {
            let message = format!("{} entries; at most {MAX_ENTRIES} are allowed", ids.len());
            found.push(Diagnostic::error(path, message));
        }
        for (position, id) in ids.iter().enumerate() {
            let place = format!("{path}[{position}].id");
            if !is_id(id) {
                let message = format!("`{id}` is not an id: a letter, then letters, digits and `_`");
                found.push(Diagnostic::error(place, message));
            } else if ids[..position].contains(id) {
                found.push(Diagnostic::error(place, format!("the id `{id}` stands twice in this list")));
            }
        }
    };
    list("parameters", project.parameters.iter().map(|x| x.id.as_str()).collect());
    list("assets", project.assets.iter().map(|x| x.id.as_str()).collect());
    list("accounts", project.accounts.iter().map(|x| x.id.as_str()).collect());
    list("populations", project.populations.iter().map(|x| x.id.as_str()).collect());
    list("exogenous", project.exogenous.iter().map(|x| x.id.as_str()).collect());
    list("series", project.series.iter().map(|x| x.id.as_str()).collect());
    list("arrivals", project.arrivals.iter().map(|x| x.id.as_str()).collect());
    list("shocks", project.shocks.iter().map(|x| x.id.as_str()).collect());
    list("scenarios", project.scenarios.iter().map(|x| x.id.as_str()).collect());
    for scenario in &project.scenarios {
        let path = format!("scenarios.{}.shocks", scenario.id);
        list(&path, scenario.shocks.iter().map(|x| x.id.as_str()).collect());
    }
    list("variables", project.variables.iter().map(|x| x.id.as_str()).collect());
    list("mechanisms", project.mechanisms.iter().map(|x| x.id()).collect());
    list("metrics", project.metrics.iter().map(|x| x.id.as_str()).collect());
    for population in &project.populations {
        let path = format!("populations.{}", population.id);
        list(&format!("{path}.attributes"), population.attributes.iter().map(|x| x.id.as_str()).collect());
        list(&format!("{path}.strategies"), population.strategies.iter().map(|x| x.id.as_str()).collect());
    }
    for asset in &project.assets {
        for issuer in &asset.issuers {
            if !project.mechanisms.iter().any(|mechanism| mechanism.id() == issuer) {
                let ids: Vec<&str> = project.mechanisms.iter().map(|m| m.id()).collect();
                found.push(unknown(&format!("assets.{}.issuers", asset.id), "mechanism", issuer, &ids));
            }
        }
    }
}

fn is_id(id: &str) -> bool {
    id.len() <= 64 && id.starts_with(|c: char| c.is_ascii_alphabetic()) && !id.contains('.') && is_word(id)
}

fn parameters(project: &Project, found: &mut Vec<Diagnostic>) {
    for p in &project.parameters {
        let place = |field: &str| format!("parameters.{}.{field}", p.id);
        let numbers = [p.default, p.min, p.max, p.step];
        if numbers.iter().any(|x| !x.is_finite()) {
            found.push(Diagnostic::error(place("default"), "default, min, max and step must be finite"));
            continue;
        }
        if p.min >= p.max {
            let message = format!("max ({}) must be above min ({})", p.max, p.min);
            found.push(Diagnostic::error(place("max"), message));
        } else if p.default < p.min || p.default > p.max {
            let message = format!("the default {} is outside of {} to {}", p.default, p.min, p.max);
            found.push(Diagnostic::error(place("default"), message));
        }
        if p.step <= 0.0 {
            found.push(Diagnostic::error(place("step"), format!("the step must be above 0, not {}", p.step)));
        }
    }
}

fn populations(project: &Project, found: &mut Vec<Diagnostic>) {
    let mut agents = 0_u64;
    for p in &project.populations {
        agents += u64::from(p.size);
        if !AGENTS.contains(&p.size) {
            let message = format!("{} agents; 1 to {} are allowed", p.size, AGENTS.end());
            found.push(Diagnostic::error(format!("populations.{}.size", p.id), message));
        }
        if !(p.weight > 0.0 && p.weight.is_finite()) {
            let message = format!("each agent must stand for more than 0 users, not {}", p.weight);
            found.push(Diagnostic::error(format!("populations.{}.weight", p.id), message));
        }
    }
    let work = agents.saturating_mul(u64::from(project.run.steps));
    if work > MAX_AGENT_STEPS {
        let message = format!("{agents} agents × {} steps are too many for one run", project.run.steps);
        let hint = format!("keep the product below {MAX_AGENT_STEPS}; let each agent stand for more users");
        found.push(Diagnostic::error("populations", message).hint(hint));
    }
}

fn objective(project: &Project, found: &mut Vec<Diagnostic>) {
    let metrics: Vec<&str> = project.metrics.iter().map(|metric| metric.id.as_str()).collect();
    for (position, goal) in project.objective.goals.iter().enumerate() {
        let place = |field: &str| format!("objective.goals[{position}].{field}");
        if !metrics.contains(&goal.metric.as_str()) {
            found.push(unknown(&place("metric"), "metric", &goal.metric, &metrics));
        }
        if goal.worst == goal.best || !goal.worst.is_finite() || !goal.best.is_finite() {
            let message = "worst and best must be two different finite numbers";
            found.push(Diagnostic::error(place("best"), message));
        }
        if !(goal.weight > 0.0 && goal.weight.is_finite()) {
            found.push(Diagnostic::error(place("weight"), "the weight must be above 0"));
        }
        let problem = match goal.curve {
            Curve::Linear {} => None,
            Curve::Exponential { a } => (a == 0.0 || !a.is_finite()).then_some("a must not be 0"),
            Curve::Power { p } => (!(p > 0.0 && p.is_finite())).then_some("p must be above 0"),
            Curve::Logistic { k, .. } => (!(k > 0.0 && k.is_finite())).then_some("k must be above 0"),
            Curve::Gaussian { width, .. } => {
                (!(width > 0.0 && width.is_finite())).then_some("width must be above 0")
            }
        };
        if let Some(problem) = problem {
            found.push(Diagnostic::error(place("curve"), problem));
        }
    }
}

fn view(project: &Project, found: &mut Vec<Diagnostic>) {
    let metrics: Vec<&str> = project.metrics.iter().map(|metric| metric.id.as_str()).collect();
    let parameters: Vec<&str> = project.parameters.iter().map(|parameter| parameter.id.as_str()).collect();
    let mut refer = |field: &str, kind: &str, ids: &[String], known: &[&str]| {
        for id in ids.iter().filter(|id| !known.contains(&id.as_str())) {
            found.push(unknown(&format!("view.{field}"), kind, id, known));
        }
    };
    refer("charts", "metric", &project.view.charts, &metrics);
    refer("figures", "metric", &project.view.figures, &metrics);
    refer("sliders", "parameter", &project.view.sliders, &parameters);
}
