//! The one-page report as plain data: what is said, in which order, apart from how
//! it looks. [`markdown`](super::markdown) and [`html`](super::html) are made from
//! it, and so say the same.
//!
//! In all texts of a page `…` between backticks is code, and a line break is one;
//! whatever comes from a document has lost its backticks and line breaks on the
//! way here.

mod design;
mod discovery;
mod results;

use super::table::Align;
use crate::diagram::model::Graph;
use crate::discovery::canvas::Verdict;
use crate::project::Project;
use crate::simulate::{RunSpec, ScoreError, Summary};

/// The report.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Title of the document.
    pub title: String,
    /// What is seen to happen; may be empty.
    pub lead: String,
    /// The parts, in order.
    pub sections: Vec<Section>,
}

/// A part of the report.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its name in addresses.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What is in it.
    pub blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// Terms and what is said of them.
    Facts(Vec<(String, String)>),
    /// Statements, each with its depth, from 0; never two deeper than the one before.
    Outline(Vec<(usize, String)>),
    /// Points.
    List(Vec<String>),
    /// A table.
    Table {
        /// Headings and sides of the columns.
        columns: Vec<(&'static str, Align)>,
        /// As many cells as columns each.
        rows: Vec<Vec<String>>,
    },
    /// Who and what there is, what moves between them, and which nodes were put where.
    Diagram(Graph, Vec<(String, f64, f64)>),
    /// Fans of metrics over time.
    Fans(Vec<FanFigure>),
}

/// A metric over time.
#[derive(Clone, Debug, PartialEq)]
pub struct FanFigure {
    /// Its label.
    pub title: String,
    /// Median and spread at the end, with the unit.
    pub end: String,
    /// Unit of the values; `%` where they are ratios.
    pub unit: String,
    /// The times of the first and the last point: `day 0`.
    pub span: [String; 2],
    /// Time, then quantiles of 5, 25, 50, 75 and 95 %, at each point that has them.
    pub points: Vec<[f64; 6]>,
}

/// The report on a document and, if there is one, a simulation of it, with how sure its
/// score is where that is known. `evidence` is the verdict on each row of the canvas; empty
/// before there is one.
pub fn page(
    project: &Project,
    spec: &RunSpec,
    simulated: Option<(&Summary, Option<&ScoreError>)>,
    evidence: &[Option<Verdict>],
) -> Page {
    let summary = simulated.map(|(summary, _)| summary);
    let section = |id, title, blocks| Section { id, title, blocks };
    let mut sections = vec![
        section("problem", "Problem", discovery::problem(project)),
        section("tree", "Parts of the problem", discovery::outline(project)),
        section("stakeholders", "Stakeholders", discovery::stakeholders(project)),
        section("flows", "Value flows", discovery::flows(project)),
        section("canvas", "Incentives", discovery::canvas(project, evidence)),
        section("token", "Token", design::token(project, spec)),
        section("diagram", "Diagram", design::diagram(project)),
        section("mechanisms", "Mechanisms", design::mechanisms(project)),
        section("agents", "Agents", design::agents(project)),
        section("objective", "Objective", design::objective(project, simulated)),
        section("results", "Results", results::results(project, summary)),
        section("thread", "From problem to evidence", discovery::thread(project, summary, evidence)),
        section("assumptions", "Assumptions", results::assumptions(project, spec)),
        section("plan", "Plan", results::plan(project)),
    ];
    let open = discovery::open_points(project, evidence);
    if !open.is_empty() {
        sections.push(section("open", "Open points", vec![Block::List(open)]));
    }
    sections.push(section("origin", "How to repeat it", results::origin(project, spec, summary)));
    Page { title: plain(&project.meta.title), lead: plain(&project.meta.story), sections }
}

/// A paragraph that says that there is nothing, if there is nothing.
fn or_say(nothing: &str, empty: bool, block: impl FnOnce() -> Block) -> Vec<Block> {
    vec![if empty { Block::Text(nothing.to_owned()) } else { block() }]
}

/// Text of a document: on one line, entries set apart by semicolons, and nothing in
/// it that a page takes for code.
pub(super) fn plain(text: &str) -> String {
    let entries = text.lines().map(|line| {
        let visible: String = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        visible.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "´")
    });
    let mut out = String::new();
    for entry in entries.filter(|entry| !entry.is_empty()) {
        if !out.is_empty() {
            out.push_str(if out.ends_with(['.', '?', '!', ';', ':', ',']) { " " } else { "; " });
        }
        out.push_str(&entry);
    }
    out
}

/// An id or a formula.
pub(super) fn code(text: &str) -> String {
    let text = plain(text);
    if text.is_empty() { text } else { format!("`{text}`") }
}

/// A label with the id that stands for it in formulas; the id alone, if there is no
/// label.
fn labelled(label: &str, id: &str) -> String {
    let label = plain(label);
    if label.is_empty() { code(id) } else { format!("{label} {}", code(id)) }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_document_keeps_its_entries_apart_and_no_marks() {
        assert_eq!(plain(" a  b \n\n c.\nd `e`\t\u{1b}[2J"), "a b; c. d ´e´ [2J");
        assert_eq!(
            (code("x < 1"), code(" "), labelled("", "id")),
            ("`x < 1`".into(), String::new(), "`id`".into())
        );
    }
}
