//! The thread from the problem to the evidence: what answers what, and where it is
//! torn, from either end. Everything leads to the form where it can be mended.

use super::command::Studio;
use super::parts::{follow, head, section};
use super::shell::go;
use super::state::Screen;
use super::words::{among, mechanisms, problem_leaves};
use crate::studio::incentives::{metrics, parameters};
use crate::ui::dom::{El, button, el};
use leptos::prelude::*;
use tokenwright::discovery::thread::Gap;
use tokenwright::edit::status::{Stage, with_thread};
use tokenwright::project::Project;

/// A cell: its words, and where it leads; without words it is missing.
#[derive(Clone, PartialEq)]
struct Cell {
    words: String,
    to: Screen,
    /// The thread cannot do without it.
    needed: bool,
}

/// The view.
pub fn thread() -> Vec<El> {
    let studio = Studio::get();
    let shown = follow(read);
    let gaps = move || {
        let (_, gaps) = shown.get();
        let line = |(why, to): (String, Screen)| {
            el("li").class("st-row").child(
                el("p")
                    .class("st-finding st-bad")
                    .child(el("span").text(why))
                    .child(button("button small").text("Go there").on_click(move || go(studio, to))),
            )
        };
        match gaps.is_empty() {
            true => vec![el("li").class("quiet").text("The thread is whole: nothing is torn.")],
            false => gaps.into_iter().map(line).collect(),
        }
    };
    let head_row = ["Part of the problem", "Behaviour", "Mechanism", "Parameter", "Metric", "Weight"];
    let columns = head_row.map(|name| el("th").attr("scope", "col").text(name));
    let rows = move || {
        let (strands, _) = shown.get();
        let cells = |cells: Vec<Cell>| el("tr").children(cells.into_iter().map(|one| cell(studio, one)));
        strands.into_iter().map(cells).collect::<Vec<_>>()
    };
    let table =
        el("table").child(el("thead").child(el("tr").children(columns))).child(el("tbody").slot(rows));
    let scroll = el("div")
        .class("table-scroll st-table")
        .attr("role", "group")
        .attr("tabindex", "0")
        .attr("aria-labelledby", "thread-title")
        .attr("data-testid", "thread")
        .child(table);
    vec![
        head(
            "Does every part of the problem have an answer?",
            "From the leaves of the logic tree by behaviour, mechanism and metric to the objective; torn ends in red.",
        ),
        section("gaps-title", "Where it is torn").child(el("ul").attr("data-testid", "gaps").slot(gaps)),
        section("thread-title", "The thread").child(scroll),
    ]
}

fn cell(studio: Studio, cell: Cell) -> El {
    let Cell { words, to, needed } = cell;
    if words.is_empty() {
        let missing =
            needed.then(|| button("st-link st-missing").text("missing").on_click(move || go(studio, to)));
        return el("td").children(missing).text(if needed { "" } else { "–" });
    }
    el("td").child(button("st-link").text(words).on_click(move || go(studio, to)))
}

/// The strands as cells, and the gaps with the form that mends them.
fn read(project: &Project) -> (Vec<Vec<Cell>>, Vec<(String, Screen)>) {
    let (leaves, known, measured) = (problem_leaves(project), mechanisms(project), metrics(project));
    let tuned = parameters(project);
    let problem = Screen::Form(Stage::Problem);
    let (incentives, objective) = (Screen::Form(Stage::Incentives), Screen::Form(Stage::Objective));
    with_thread(project, &[], |thread| {
        let strands = thread.strands.iter().map(|strand| {
            let cell = |words: String, to, needed| Cell { words, to, needed };
            let behaviour = if strand.desired.is_empty() { strand.undesired } else { strand.desired };
            let weight = strand.weight.map_or_else(String::new, |weight| format!("{:.0} %", weight * 100.0));
            vec![
                cell(
                    named(&leaves, strand.leaf),
                    if strand.row.is_some() { incentives } else { problem },
                    true,
                ),
                cell(behaviour.to_owned(), incentives, false),
                cell(named(&known, strand.mechanism), incentives, true),
                cell(named(&tuned, strand.parameter), incentives, false),
                cell(named(&measured, strand.metric), incentives, strand.row.is_some()),
                cell(weight, objective, strand.row.is_some() && !strand.metric.is_empty()),
            ]
        });
        let gap = |gap: &Gap| match gap {
            Gap::Unanswered(leaf) => (format!("Nothing answers {}.", quoted(&leaves, leaf)), problem),
            Gap::Idle(mechanism) => {
                (format!("{} answers no part of the problem.", quoted(&known, mechanism)), incentives)
            }
            Gap::Unweighted(metric) => (
                format!("{} is in no goal: the objective does not see it.", quoted(&measured, metric)),
                objective,
            ),
            Gap::Unasked(metric) => {
                let why =
                    format!("The goal {} belongs to no part of the problem.", quoted(&measured, metric));
                (why, incentives)
            }
            Gap::Unknown { .. } => (format!("{}.", gap.why()), incentives),
        };
        (strands.collect(), thread.gaps.iter().map(gap).collect())
    })
}

fn named(choices: &[(String, String)], id: &str) -> String {
    if id.is_empty() { String::new() } else { among(choices, id) }
}

fn quoted(choices: &[(String, String)], id: &str) -> String {
    format!("“{}”", among(choices, id))
}
