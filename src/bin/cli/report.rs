//! `report FILE|LINK`: the one-page report, from the document and a simulation.

use super::arguments::{Arguments, Known};
use super::input::Opened;
use super::{Failure, changes, input, print, run};
use tokenwright::analysis::incentives::verdicts;
use tokenwright::report;
use tokenwright::simulate::compile;

pub fn main(arguments: Arguments) -> Result<(), Failure> {
    let options: Vec<_> = changes::OPTIONS.into_iter().chain(["format"]).collect();
    let arguments = arguments.sort(Known { options: &options, flags: &[] })?;
    let format = arguments.choice("format", &["md", "html"])?.unwrap_or("md");
    let Opened { name, mut state, .. } = input::open(arguments.one_word("FILE or LINK")?)?;
    changes::apply(&arguments, &state.project, &mut state.spec)?;
    let (project, spec) = (&state.project, &state.spec);
    let model = compile(project).map_err(|diagnostics| {
        print::diagnostics(&name, Some(project), &diagnostics);
        Failure::Errors
    })?;
    let (summary, sure) = run::simulate_surely(&model, spec)?;
    let page = report::page(project, spec, Some((&summary, sure.as_ref())), &verdicts(project, &summary));
    print::out(&match format {
        "html" => report::html(&page),
        _ => report::markdown(&page),
    });
    Ok(())
}
