//! Output that survives a reader who has seen enough (`tokenwright … | head`),
//! and diagnostics with the formula they are about.

use serde_json::Value;
use std::io::Write;
use tokenwright::diag::{Diagnostic, Severity, Span};
use tokenwright::project::Project;

/// Writes to standard output. Where nobody reads any more there is nobody to
/// tell, so failures are passed over.
pub fn out(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}

/// Writes a line to standard error.
pub fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Prints diagnostics of a document to standard error, errors last: they are
/// what is looked for at the end of a long list.
pub fn diagnostics(name: &str, project: Option<&Project>, diagnostics: &[Diagnostic]) {
    let document = project.and_then(|project| serde_json::to_value(project).ok());
    let of = |severity| diagnostics.iter().filter(move |diagnostic| diagnostic.severity == severity);
    for diagnostic in of(Severity::Warning).chain(of(Severity::Error)) {
        note(&described(name, document.as_ref(), diagnostic));
    }
}

/// Prints diagnostics of a formula that stands alone to standard error.
pub fn formula_diagnostics(formula: &str, diagnostics: &[Diagnostic]) {
    let document = Value::String(formula.to_owned());
    for diagnostic in diagnostics {
        note(&described("", Some(&document), diagnostic));
    }
}

/// A diagnostic, with an excerpt of its formula if it points into one.
fn described(name: &str, document: Option<&Value>, diagnostic: &Diagnostic) -> String {
    let kind = match diagnostic.severity {
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let mut text = format!("{kind}: {}", harmless(&diagnostic.message));
    match (name, diagnostic.path.as_str()) {
        ("", "") => {}
        (name, "") => text.push_str(&format!("\n  in {name}")),
        ("", path) => text.push_str(&format!("\n  at {}", harmless(path))),
        (name, path) => text.push_str(&format!("\n  at {} in {name}", harmless(path))),
    }
    let formula = document.and_then(|document| find(document, &diagnostic.path));
    if let (Some(span), Some(formula)) = (diagnostic.span, formula) {
        text.push_str(&excerpt(formula, span));
    }
    if let Some(hint) = &diagnostic.hint {
        text.push_str(&format!("\n  hint: {}", harmless(hint)));
    }
    text
}

/// Text of a stranger's document, unable to command the terminal.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// The line of the formula in which the span starts, with carets below it.
fn excerpt(formula: &str, span: Span) -> String {
    let mut start = (span.start as usize).min(formula.len());
    while !formula.is_char_boundary(start) {
        start -= 1;
    }
    let (before, after) = formula.split_at(start);
    let head = before.rsplit('\n').next().unwrap_or_default();
    let tail = after.split('\n').next().unwrap_or_default();
    let length = (span.end.saturating_sub(span.start) as usize).clamp(1, tail.len().max(1));
    let marked = tail.char_indices().take_while(|(at, _)| *at < length).count().max(1);
    let (indent, carets) = (" ".repeat(head.chars().count()), "^".repeat(marked));
    format!("\n    | {}{}\n    | {indent}{carets}", harmless(head), harmless(tail))
}

/// The formula at a path of the document. A segment is a field, or the id of an
/// element; `[3]` is a place in a list.
fn find<'a>(document: &'a Value, path: &str) -> Option<&'a str> {
    let mut value = document;
    for segment in path.split('.').filter(|_| !path.is_empty()) {
        let mut places = segment.split('[');
        let name = places.next().unwrap_or_default();
        value = match value {
            Value::Array(list) => list.iter().find(|element| names(element, name))?,
            other => other.get(name)?,
        };
        for place in places {
            value = value.get(place.trim_end_matches(']').parse::<usize>().ok()?)?;
        }
    }
    match value {
        Value::String(text) => Some(text),
        other => other.get("formula")?.as_str(),
    }
}

/// Whether a path would call the element so: by its id, or as the goal of a
/// metric, the balance of an asset, the share of an owner.
fn names(element: &Value, name: &str) -> bool {
    ["id", "metric", "asset", "to"].iter().any(|key| element.get(key).and_then(Value::as_str) == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_below_what_is_meant() {
        assert_eq!(excerpt("1 + fee", Span::new(4, 7)), "\n    | 1 + fee\n    |     ^^^");
        assert_eq!(excerpt("ä + fee", Span::new(5, 8)), "\n    | ä + fee\n    |     ^^^");
        assert_eq!(excerpt("a +\nb +", Span::new(7, 7)), "\n    | b +\n    |    ^");
        assert_eq!(excerpt("ä", Span::new(1, 90)), "\n    | ä\n    | ^");
        assert_eq!(excerpt("", Span::new(3, 9)), "\n    | \n    | ^");
    }

    #[test]
    fn a_path_leads_to_its_formula() {
        let document = serde_json::json!({
            "metrics": [{"id": "a", "formula": "1"}, {"id": "b", "formula": "2"}],
            "populations": [{"id": "p", "strategies": [{"id": "s", "actions": [{"amount": "3"}]}]}],
        });
        assert_eq!(find(&document, "metrics.b"), Some("2"));
        assert_eq!(find(&document, "metrics.b.formula"), Some("2"));
        assert_eq!(find(&document, "metrics[0].formula"), Some("1"));
        assert_eq!(find(&document, "populations.p.strategies.s.actions[0].amount"), Some("3"));
        assert_eq!(find(&document, "populations.q.strategies"), None);
        assert_eq!(find(&document, ""), None);
    }
}
