//! The table of functions as text, for the command line and the documentation.

use super::{FUNCTIONS, FunctionKind, HELP};
use std::fmt::Write;

/// Every function with its signature, what it gives, and an example; in the
/// examples `x` is a population of four agents with 1, 2, 3 and 4.
pub fn help_text() -> String {
    let signature = FUNCTIONS.iter().map(|function| function.signature.chars().count()).max().unwrap_or(0);
    let example = HELP.iter().map(|help| help.example.chars().count()).max().unwrap_or(0);
    let mut text_of_all = String::new();
    let mut line = |text: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(text_of_all, "{}", text.trim_end());
    };
    let mut heading = "";
    for (function, help) in FUNCTIONS.iter().zip(HELP) {
        let group = group(function.kind);
        if group != heading {
            if !heading.is_empty() {
                line(String::new());
            }
            line(group.to_owned());
            heading = group;
        }
        let shown = format!("{:example$} = {}", help.example, help.result);
        line(format!(
            "  {:signature$}  {shown:width$}  {}",
            function.signature,
            help.doc,
            width = example + 7
        ));
    }
    line(String::new());
    line("Time".to_owned());
    let prev = "The value of x one step before";
    line(format!("  {:signature$}  {:width$}  {prev}", "prev(x)", "", width = example + 7));
    text_of_all
}

/// Heading of the functions of this kind.
fn group(kind: FunctionKind) -> &'static str {
    match kind {
        FunctionKind::Math(_) => "Functions of numbers (of every agent, where an argument is a population)",
        FunctionKind::Reduce(_) => "Reductions of a population to one number",
        FunctionKind::Draw(_) => "Random draws (new in every step; for every agent in formulas of agents)",
        FunctionKind::Process(_) => "Random processes (from the value before to the value now)",
    }
}
