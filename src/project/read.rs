//! Reading and writing the document: JSON text ↔ [`Project`].

use super::{FORMAT, Project};
use crate::diag::Diagnostic;
use crate::json::{Json, Reader, Record};

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
    pub fn from_json(text: &str) -> Result<Project, Vec<Diagnostic>> {
        Project::from_tree(parse(text).map_err(|problem| vec![problem])?)
    }

    /// Reads a document from its tree; see [`Project::from_json`].
    pub fn from_tree(tree: Json) -> Result<Project, Vec<Diagnostic>> {
        match format_of(&tree) {
            Err(problem) => Err(vec![problem]),
            Ok(_) => Reader::read(tree),
        }
    }

    /// The document as JSON, indented for people.
    pub fn to_json(&self) -> String {
        self.write().pretty()
    }

    /// The document as JSON without white space, as links carry it.
    pub fn to_json_compact(&self) -> String {
        self.write().compact()
    }
}

/// The tree of a document that is not too large to be read.
pub(crate) fn parse(text: &str) -> Result<Json, Diagnostic> {
    if text.len() > MAX_DOCUMENT_BYTES {
        let message =
            format!("the document is longer than {MAX_DOCUMENT_BYTES} bytes, the most that is read");
        return Err(Diagnostic::error("", message));
    }
    // Commas within texts are counted too: it is a bound, not a census.
    let entries = text.bytes().filter(|byte| matches!(byte, b',' | b'{' | b'[')).count();
    if entries > MAX_DOCUMENT_ENTRIES {
        let message =
            format!("the document has more than {MAX_DOCUMENT_ENTRIES} entries, the most that is read");
        return Err(Diagnostic::error("", message));
    }
    Json::parse(text).map_err(|error| {
        Diagnostic::error("", format!("this is not a document: {error}"))
            .hint("a document is a JSON object that starts with \"format\"")
    })
}

/// The format of a document, which is one that this build reads. A newer
/// document is told apart from a broken one before its new fields are met.
pub(crate) fn format_of(tree: &Json) -> Result<u64, Diagnostic> {
    let problem = |message: String, hint: String| Err(Diagnostic::error("format", message).hint(hint));
    let write = format!("write \"format\": {FORMAT}");
    match tree.get("format") {
        Some(Json::Number(format)) if *format > f64::from(FORMAT) => problem(
            format!(
                "the document has format {format}, written by a newer version; this one reads up to {FORMAT}"
            ),
            "open it with the newest version".into(),
        ),
        Some(Json::Number(format)) if *format >= 1.0 && format.trunc() == *format => Ok(*format as u64),
        Some(other) => problem(format!("there is no format {}", other.compact()), write),
        None => problem("the field `format` is missing".into(), write),
    }
}

impl serde::Serialize for Project {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write().serialize(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Project {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tree = Json::deserialize(deserializer)?;
        Project::from_tree(tree).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            serde::de::Error::custom(problems.join("\n"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_field_is_refused_by_name_and_path() {
        let text = r#"{"format":1,"meta":{"id":"x","title":"X","stroy":"?"}}"#;
        let error = &Project::from_json(text).unwrap_err()[0];
        assert_eq!(error.path, "meta.stroy");
        assert!(error.message.contains("unknown field `stroy`"), "{error}");
    }

    #[test]
    fn a_newer_format_is_told_apart_from_a_broken_document() {
        let newer = Project::from_json(r#"{"format":9,"wonders":[]}"#).unwrap_err();
        assert!(newer[0].message.contains("format 9"), "{newer:?}");
        let broken = Project::from_json(r#"{"format":1"#).unwrap_err();
        assert!(broken[0].message.contains("not a document"), "{broken:?}");
        let other =
            Project::from_json(r#"{"format":1,"meta":{"id":"x","title":"X"},"run":{"steps":"many"}}"#);
        assert_eq!(other.unwrap_err()[0].path, "run.steps");
    }

    #[test]
    fn all_problems_are_told_at_once() {
        let text = r#"{"format":1,"meta":{"id":"x","titel":"X"},"run":{"seed":-1},
            "metrics":[{"id":"price","label":"P","formula":[]}, 7],
            "mechanisms":[{"type":"brun","id":"b"}]}"#;
        let problems = Project::from_json(text).unwrap_err();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let expected = [
            "error: meta.title: the field `title` is missing",
            "error: meta.titel: unknown field `titel`; did you mean `title`?",
            "error: run.seed: expected a whole number from 0 to 9007199254740991, found -1",
            "error: mechanisms.b.type: expected one of allocation, emission, flows, marketplace, staking, \
             rewards, burn, buyback, constant_product, treasury, rule, found \"brun\"; did you mean `burn`?",
            "error: metrics.price.formula: expected a formula: text such as \"2% * price\", or a number, \
             found a list",
            "error: metrics[1]: expected an object, found 7",
        ];
        assert_eq!(told, expected);
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
