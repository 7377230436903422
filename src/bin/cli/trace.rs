//! `trace FILE|LINK`: the thread from problem to evidence, and where it is torn.

use super::arguments::{Arguments, Known};
use super::input::Opened;
use super::{Failure, changes, input, print, run};
use tokenwright::analysis::incentives::verdicts;
use tokenwright::report;
use tokenwright::simulate::compile;

pub fn main(arguments: Arguments) -> Result<(), Failure> {
    let options: Vec<_> = changes::OPTIONS.into_iter().chain(["format"]).collect();
    let arguments = arguments.sort(Known { options: &options, flags: &[] })?;
    let format = arguments.choice("format", &["text", "json"])?.unwrap_or("text");
    let Opened { mut state, .. } = input::open(arguments.one_word("FILE or LINK")?)?;
    changes::apply(&arguments, &state.project, &mut state.spec)?;
    let project = &state.project;
    // A document whose model does not run yet has a thread all the same.
    let summary = match compile(project) {
        Ok(model) => Some(run::simulate(&model, &state.spec, run::cores())?),
        Err(problems) => {
            let count = problems.len();
            let what = if count == 1 { "an error".to_owned() } else { format!("{count} errors") };
            print::note(&format!("note: not simulated, for the document has {what}: see tokenwright check"));
            None
        }
    };
    let evidence = summary.as_ref().map(|summary| verdicts(project, summary)).unwrap_or_default();
    print::out(&match format {
        "json" => report::thread_json(project, summary.as_ref(), &evidence) + "\n",
        _ => report::thread_text(project, summary.as_ref(), &evidence),
    });
    Ok(())
}
