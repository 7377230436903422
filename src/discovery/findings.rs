//! What a careful reader would ask about the discovery of a document, as
//! diagnostics: of worksheet, logic tree and canvas, as far as they have been begun.
//! None of it keeps a model from running, so all are warnings.

use super::worksheet::{self, SheetBox};
use super::{canvas, document, mece};
use crate::diag::Diagnostic;
use crate::project::Project;

/// All findings, in the order of the forms.
pub fn findings(project: &Project) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if project.discovery.worksheet != Default::default() {
        found.extend(worksheet::check(&document::worksheet(project)).iter().map(of_worksheet));
    }
    for finding in mece::check(&document::tree(project)) {
        let node = finding.nodes.first().and_then(|at| project.discovery.tree.get(*at));
        let id = node.map_or("", |node| node.id.as_str());
        found.push(Diagnostic::warning(format!("discovery.tree.{id}"), finding.why));
    }
    for gap in canvas::gaps(&document::canvas(project)) {
        let id = project.discovery.canvas.get(gap.row).map_or("", |row| row.id.as_str());
        let path = format!("discovery.canvas.{id}.{}", field(gap.field));
        found.push(Diagnostic::warning(path, gap.why));
    }
    found
}

fn of_worksheet(finding: &worksheet::Finding) -> Diagnostic {
    let name = match finding.of {
        SheetBox::Question => "question",
        SheetBox::Context => "context",
        SheetBox::Success => "success",
        SheetBox::Scope => "out_of_scope",
        SheetBox::Constraints => "constraints",
        SheetBox::Stakeholders => "decides",
        SheetBox::Sources => "sources",
    };
    let example = finding.example.replace('\n', "; ");
    Diagnostic::warning(format!("discovery.worksheet.{name}"), finding.why)
        .hint(format!("{}, for example: {example}", finding.of.guide().title))
}

/// The field of the document in which it is mended.
fn field(of: canvas::Field) -> &'static str {
    match of {
        canvas::Field::Stakeholder => "stakeholder",
        canvas::Field::Desired => "desired",
        canvas::Field::Mechanism => "mechanism",
        canvas::Field::Metric => "metric",
        canvas::Field::Leaf => "leaf",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(discovery: &str) -> Vec<String> {
        let text = format!(
            r#"{{ "format": 1, "meta": {{ "id": "x", "title": "X" }}, "run": {{ "steps": 1 }}, "discovery": {discovery} }}"#
        );
        let project = Project::from_json(&text).unwrap_or_else(|problems| panic!("{problems:#?}"));
        findings(&project).into_iter().map(|finding| finding.path).collect()
    }

    #[test]
    fn what_has_not_been_begun_is_not_asked_about() {
        assert!(paths("{}").is_empty());
    }

    #[test]
    fn every_finding_has_its_place() {
        let worksheet = paths(r#"{ "worksheet": { "question": "Sell more" } }"#);
        let boxes = ["question", "question", "question", "context", "success"];
        let expected = boxes.map(|name| format!("discovery.worksheet.{name}"));
        assert_eq!(worksheet[..5], expected, "{worksheet:?}");
        let rest = paths(
            r#"{ "tree": [{ "id": "a", "text": "Root" }, { "id": "b", "text": "Only child", "depth": 1 }],
                 "canvas": [{ "id": "r", "stakeholder": "x", "desired": "Buy", "friction": "Fees", "metric": "m" }] }"#,
        );
        assert!(rest.contains(&"discovery.tree.a".to_owned()), "{rest:?}");
        assert!(rest.contains(&"discovery.canvas.r.mechanism".to_owned()), "{rest:?}");
        assert!(!rest.iter().any(|path| path.starts_with("discovery.worksheet")), "{rest:?}");
    }
}
