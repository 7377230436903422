//! Changes to what is run, given as options: `--set id=value`, `--seed`,
//! `--runs`, `--steps`. Unlike in a link, a value out of range is refused: who
//! types it is there to type another.

use super::Failure;
use super::arguments::Sorted;
use tokenwright::diag::nearest;
use tokenwright::project::Project;
use tokenwright::report::number::exact;
use tokenwright::simulate::{RUNS, RunSpec, SEEDS, STEPS, evaluate};

/// The options that [`apply`] reads.
pub const OPTIONS: [&str; 4] = ["set", "seed", "runs", "steps"];

/// Applies the changes to a spec of the project.
pub fn apply(arguments: &Sorted, project: &Project, spec: &mut RunSpec) -> Result<(), Failure> {
    if let Some(seed) = arguments.whole("seed", SEEDS)? {
        spec.seed = seed;
    }
    if let Some(runs) = arguments.whole("runs", RUNS)? {
        spec.runs = runs;
    }
    if let Some(steps) = arguments.whole("steps", STEPS)? {
        spec.steps = steps;
    }
    for change in arguments.all("set") {
        set(change, project, spec)?;
    }
    Ok(())
}

fn set(change: &str, project: &Project, spec: &mut RunSpec) -> Result<(), Failure> {
    let Some((id, text)) = change.split_once('=') else {
        return Err(Failure::usage(format!("--set expects id=value, such as --set fee=2%, not `{change}`")));
    };
    let ids = || project.parameters.iter().map(|parameter| parameter.id.as_str());
    let found = project.parameters.iter().zip(&mut spec.parameters).find(|(parameter, _)| parameter.id == id);
    let Some((parameter, value)) = found else {
        return Err(Failure::usage(match nearest(id, ids()) {
            Some(near) => format!("there is no parameter `{id}`; did you mean `{near}`?"),
            None if project.parameters.is_empty() => {
                format!("there is no parameter `{id}`: the document has none")
            }
            None => format!(
                "there is no parameter `{id}`; the parameters are {}",
                ids().collect::<Vec<_>>().join(", ")
            ),
        }));
    };
    let wanted = evaluate(text).map_err(|diagnostics| {
        let why = diagnostics.first().map(|diagnostic| diagnostic.message.clone()).unwrap_or_default();
        Failure::usage(format!("--set {id} expects a number, such as 0.05, 5% or 2.5M, not `{text}`: {why}"))
    })?;
    if !(parameter.min..=parameter.max).contains(&wanted) {
        let [given, min, max] = [wanted, parameter.min, parameter.max].map(|x| exact(x, &parameter.unit));
        return Err(Failure::usage(format!("--set {id} expects {min} to {max}, not {given}")));
    }
    *value = wanted;
    Ok(())
}
