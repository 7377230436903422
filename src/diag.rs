//! What the user got wrong, said so that they can mend it.
//!
//! A [`Diagnostic`] names the place twice: as a path in the document
//! (`mechanisms.pool.fee`) and, where the value is a formula, as a span in its
//! text. Whoever finds problems collects all of them; nobody stops at the first.
//! Broken *worlds* are not diagnostics but faults ([`crate::simulate::Fault`]);
//! broken *code* is an assertion.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A half-open range of byte offsets in the text of one formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte; `end ≥ start`.
    pub end: u32,
}

impl Span {
    /// The span `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start: start as u32, end: end.max(start) as u32 }
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The document runs, but probably not as meant.
    Warning,
    /// The document cannot run.
    Error,
}

/// One problem of a document: where, what was found, what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Whether the document can run in spite of it.
    pub severity: Severity,
    /// Path in the document, with ids instead of positions where there are
    /// ids: `populations.traders.strategies.wash.actions[0].amount`. Empty for
    /// the document as a whole.
    pub path: String,
    /// Where in the formula at `path`, if that is a formula.
    pub span: Option<Span>,
    /// What was found and what was expected, one sentence without a full stop.
    pub message: String,
    /// What to do about it, if that can be said.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// An error at `path`.
    pub fn error(path: impl Into<String>, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Error,
            path: path.into(),
            span: None,
            message: message.into(),
            hint: None,
        }
    }

    /// A warning at `path`.
    pub fn warning(path: impl Into<String>, message: impl Into<String>) -> Self {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(path, message) }
    }

    /// The same, pointing into the formula.
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same, with a hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same, below `prefix` (a formula knows nothing of where it stands).
    pub fn under(mut self, prefix: &str) -> Self {
        self.path = match (prefix.is_empty(), self.path.is_empty()) {
            (true, _) => self.path,
            (_, true) => prefix.to_owned(),
            _ => format!("{prefix}.{}", self.path),
        };
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{kind}: ")?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "; {hint}")?;
        }
        Ok(())
    }
}

/// The candidate nearest to `name` in spelling, if it is near enough to be what
/// was meant: at most a third of the letters differ (Damerau–Levenshtein,
/// adjacent transpositions count once).
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (edit_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_forgives_a_typo_but_not_a_different_word() {
        let names = ["fee_rate", "royalty", "price"];
        assert_eq!(nearest("fee_rat", names), Some("fee_rate"));
        assert_eq!(nearest("fee_raet", names), Some("fee_rate"));
        assert_eq!(nearest("supply", names), None);
    }

    #[test]
    fn a_prefix_goes_in_front_of_the_path() {
        assert_eq!(Diagnostic::error("fee", "x").under("mechanisms.pool").path, "mechanisms.pool.fee");
        assert_eq!(Diagnostic::error("", "x").under("metrics.tvl").path, "metrics.tvl");
    }
}
