//! `check FILE…`: all that is wrong with documents.

use super::arguments::{Arguments, Known};
use super::{Failure, input, print};
use tokenwright::diag::{Diagnostic, Severity};
use tokenwright::discovery::findings::findings;
use tokenwright::simulate::validate;

pub fn main(arguments: Arguments) -> Result<(), Failure> {
    let words = arguments.sort(Known::default())?.words;
    if words.is_empty() {
        return Err(Failure::usage("a FILE is missing: tokenwright check FILE…"));
    }
    let mut outcome = Ok(());
    for word in &words {
        match check(word) {
            Err(Failure::Errors) => outcome = Err(Failure::Errors),
            result => result?,
        }
    }
    outcome
}

fn check(argument: &str) -> Result<(), Failure> {
    let opened = input::open(argument)?;
    let mut diagnostics = validate(&opened.state.project);
    diagnostics.extend(findings(&opened.state.project));
    print::diagnostics(&opened.name, Some(&opened.state.project), &diagnostics);
    let name = if opened.name.is_empty() { &opened.state.project.meta.id } else { &opened.name };
    let errors = count(&diagnostics, Severity::Error);
    let warnings = counted(count(&diagnostics, Severity::Warning), "warning");
    if errors > 0 {
        print::note(&format!("{name}: {}, {warnings}", counted(errors, "error")));
        return Err(Failure::Errors);
    }
    print::out(&format!("{name}: no errors, {warnings}\n"));
    Ok(())
}

fn count(diagnostics: &[Diagnostic], severity: Severity) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count()
}

fn counted(count: usize, what: &str) -> String {
    match count {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
