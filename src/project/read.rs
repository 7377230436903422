//! Reading and writing the document: JSON text ↔ [`Project`].

use super::{FORMAT, Project};
use crate::diag::Diagnostic;

/// The longest document that is read, in bytes: far above any real model, and
/// small enough that a hostile one cannot exhaust the reader.
pub const MAX_DOCUMENT_BYTES: usize = 512 * 1024;

/// The most entries of all lists and objects together that are read: ten times
/// what a large model has. Reading takes time and memory by the entry, not by
/// the byte.
pub const MAX_DOCUMENT_ENTRIES: usize = 20_000;

impl Project {
    /// Reads a document. What is wrong with its *form* (not JSON, unknown field,
    /// wrong type, newer format) is said here, at its path; what is wrong with
    /// its *meaning* is said by [`crate::simulate::validate`].
    pub fn from_json(text: &str) -> Result<Project, Diagnostic> {
        if text.len() > MAX_DOCUMENT_BYTES {
            return Err(Diagnostic::error(
                "",
                format!("the document is longer than {MAX_DOCUMENT_BYTES} bytes, the most that is read"),
            ));
        }
        // Commas within texts are counted too: it is a bound, not a census.
        let entries = text.bytes().filter(|byte| matches!(byte, b',' | b'{' | b'[')).count();
        if entries > MAX_DOCUMENT_ENTRIES {
            let message =
                format!("the document has more than {MAX_DOCUMENT_ENTRIES} entries, the most that is read");
            return Err(Diagnostic::error("", message));
        }
        let format = format_of(text)?;
        if format > u64::from(FORMAT) {
            return Err(Diagnostic::error(
                "format",
                format!("the document has format {format}, written by a newer version; this one reads up to {FORMAT}"),
            )
            .hint("open it with the newest version"));
        }
        if format == 0 {
            return Err(Diagnostic::error("format", "there is no format 0").hint(format!("write {FORMAT}")));
        }
        serde_json::from_str(text).map_err(|error| {
            Diagnostic::error(path_at(text, error.line(), error.column()), error.to_string())
        })
    }

    /// The document as JSON, indented for people.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self)
            .unwrap_or_else(|error| unreachable!("a project is plain data: {error}"))
    }

    /// The document as JSON without white space, as links carry it.
    pub fn to_json_compact(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|error| unreachable!("a project is plain data: {error}"))
    }
}

/// Path of what stands at a line and column (from 1) of a JSON text:
/// `mechanisms[2].fee`. A reader that keeps the path all the time would cost
/// more code than all the rest of reading.
fn path_at(text: &str, line: usize, column: usize) -> String {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = (start + column).min(text.len());
    let mut open: Vec<Step> = Vec::new();
    let mut string: Option<usize> = None;
    let (bytes, mut at) = (text.as_bytes(), 0);
    while at < end {
        match (string, bytes[at]) {
            (Some(_), b'\\') => at += 1,
            (Some(from), b'"') => {
                string = None;
                if let Some(Step::Key { name, wanted: wanted @ true }) = open.last_mut() {
                    *name = String::from_utf8_lossy(&bytes[from..at]).into_owned();
                    *wanted = false;
                }
            }
            (Some(_), _) => {}
            (None, b'"') => string = Some(at + 1),
            (None, b'{') => open.push(Step::Key { name: String::new(), wanted: true }),
            (None, b'[') => open.push(Step::Index(0)),
            // What ends at the very place is still meant.
            (None, b'}' | b']') if at + 1 < end => drop(open.pop()),
            (None, b',') if at + 1 < end => match open.last_mut() {
                Some(Step::Key { wanted, .. }) => *wanted = true,
                Some(Step::Index(index)) => *index += 1,
                None => {}
            },
            (None, _) => {}
        }
        at += 1;
    }
    let mut path = String::new();
    for step in open {
        match step {
            Step::Key { name, .. } if name.is_empty() => {}
            Step::Key { name, .. } if path.is_empty() => path = name,
            Step::Key { name, .. } => path = format!("{path}.{name}"),
            Step::Index(index) => path = format!("{path}[{index}]"),
        }
    }
    path
}

/// One level of a path.
enum Step {
    /// In an object: its newest key, and whether the next text is a key.
    Key { name: String, wanted: bool },
    /// In an array: the index.
    Index(usize),
}

/// The format number alone, so that a newer document is told apart from a
/// broken one before its new fields are met.
pub(crate) fn format_of(text: &str) -> Result<u64, Diagnostic> {
    #[derive(serde::Deserialize)]
    struct Head {
        format: Option<u64>,
    }
    let head: Head = serde_json::from_str(text).map_err(|error| {
        Diagnostic::error("", format!("this is not a document: {error}"))
            .hint("a document is a JSON object that starts with \"format\"")
    })?;
    head.format.ok_or_else(|| {
        Diagnostic::error("format", "the field `format` is missing")
            .hint(format!("write \"format\": {FORMAT}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_field_is_refused_by_name_and_path() {
        let text = r#"{"format":1,"meta":{"id":"x","title":"X","stroy":"?"}}"#;
        let error = Project::from_json(text).unwrap_err();
        assert_eq!(error.path, "meta.stroy");
        assert!(error.message.contains("unknown field `stroy`"), "{error}");
    }

    #[test]
    fn a_newer_format_is_told_apart_from_a_broken_document() {
        let newer = Project::from_json(r#"{"format":9,"wonders":[]}"#).unwrap_err();
        assert!(newer.message.contains("format 9"), "{newer}");
        let broken = Project::from_json(r#"{"format":1"#).unwrap_err();
        assert!(broken.message.contains("not a document"), "{broken}");
        let other =
            Project::from_json(r#"{"format":1,"meta":{"id":"x","title":"X"},"run":{"steps":"many"}}"#);
        assert_eq!(other.unwrap_err().path, "run.steps");
    }

    #[test]
    fn a_formula_may_be_a_number() {
        let text = r#"{"format":1,"meta":{"id":"x","title":"X"},
            "variables":[{"id":"a","formula":2.5},{"id":"b","formula":"a + 1"}]}"#;
        let project = Project::from_json(text).unwrap();
        assert_eq!(project.variables[0].formula.text(), "2.5");
        assert_eq!(Project::from_json(&project.to_json()).unwrap(), project);
    }
}
