//! The thread from the problem to the evidence: what answers what, and where it is
//! torn, from either end. Everything leads to the form where it can be mended.

use super::command::Studio;
use super::parts::{follow, head, section};
use super::shell::go_to;
use super::state::Screen;
use super::words::{among, mechanisms, problem_leaves};
use crate::studio::incentives::{metrics, parameters};
use crate::ui::command::Desk;
use crate::ui::dom::{El, button, el};
use leptos::prelude::*;
use tokenwright::discovery::thread::Gap;
use tokenwright::edit::List;
use tokenwright::edit::status::{Stage, with_thread};
use tokenwright::project::Project;
use tokenwright::report::{figure, grade};

/// Where something can be seen to: the form, and the entry in it.
#[derive(Clone, PartialEq)]
struct Way {
    to: Screen,
    entry: Option<String>,
}

/// A cell: its words, and where it leads; without words it is missing.
#[derive(Clone, PartialEq)]
struct Cell {
    words: String,
    way: Way,
    /// The thread cannot do without it.
    needed: bool,
}

/// What the last simulation said at the end of a strand.
#[derive(Clone, PartialEq, Default)]
struct Evidence {
    /// Whether the incentive works; empty: nothing to be judged.
    grade: &'static str,
    /// Where the metric ended.
    figure: String,
}

/// The view.
pub fn thread() -> Vec<El> {
    let studio = Studio::get();
    let shown = follow(read);
    let gaps = move || {
        let (strands, gaps) = shown.get();
        let line = |(why, way): (String, Way)| {
            el("li").class("st-row").child(
                el("p")
                    .class("st-finding st-bad")
                    .child(el("span").text(why))
                    .child(button("button small").text("Go there").on_click(move || way.follow(studio))),
            )
        };
        let quiet = |words| vec![el("li").class("quiet").text(words)];
        match (gaps.is_empty(), strands.is_empty()) {
            (true, true) => quiet("There is no thread yet: it begins with the parts of the problem."),
            (true, false) => quiet("The thread is whole: nothing is torn."),
            (false, _) => gaps.into_iter().map(line).collect(),
        }
    };
    let head_row = [
        "Part of the problem",
        "Behaviour",
        "Mechanism",
        "Parameter",
        "Metric",
        "Weight",
        "Simulated evidence",
    ];
    let columns = head_row.map(|name| el("th").attr("scope", "col").text(name));
    let evidence = evidence(studio);
    let rows = move || {
        let (strands, _) = shown.get();
        let row = |(at, cells): (usize, Vec<Cell>)| {
            let cells = cells.into_iter().map(|one| cell(studio, one));
            el("tr").children(cells).child(evidence_cell(evidence, at))
        };
        strands.into_iter().enumerate().map(row).collect::<Vec<_>>()
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
    let note = "Evidence: whether the incentive works, and where the metric ends: the median and nine of ten \
                runs of the last simulation.";
    vec![
        head(
            "Does every part of the problem have an answer?",
            "From the leaves of the logic tree by behaviour, mechanism and metric to the objective; torn ends in red.",
        ),
        section("gaps-title", "Where it is torn").child(el("ul").attr("data-testid", "gaps").slot(gaps)),
        section("thread-title", "The thread")
            .child(el("p").class("quiet small-text").text(note))
            .child(scroll),
    ]
}

fn cell(studio: Studio, cell: Cell) -> El {
    let Cell { words, way, needed } = cell;
    if words.is_empty() {
        let missing =
            needed.then(|| button("st-link st-missing").text("missing").on_click(move || way.follow(studio)));
        return el("td").children(missing).text(if needed { "" } else { "–" });
    }
    el("td").child(button("st-link").text(words).on_click(move || way.follow(studio)))
}

/// The end of a strand. It follows every slider, so it alone is told anew.
fn evidence_cell(evidence: Memo<Vec<Evidence>>, at: usize) -> El {
    let here = Memo::new(move |_| evidence.read().get(at).cloned().unwrap_or_default());
    let nothing = move || here.read().grade.is_empty() && here.read().figure.is_empty();
    el("td")
        .child(
            el("span")
                .live_flag("hidden", move || here.read().grade.is_empty())
                .live_attr("class", move || Some(format!("st-verdict st-verdict-{}", here.read().grade)))
                .live_text(move || here.read().grade.to_owned()),
        )
        .text(" ")
        .child(el("span").class("num").live_text(move || here.read().figure.clone()))
        .child(el("span").live_flag("hidden", move || !nothing()).text("–"))
}

/// What the last simulation said of each strand.
fn evidence(studio: Studio) -> Memo<Vec<Evidence>> {
    let state = Desk::get().state;
    Memo::new(move |_| {
        let (project, outcome) = (studio.known.project.read(), state.outcome.read());
        let summary = outcome.as_ref().map(|outcome| &*outcome.summary);
        let verdicts = studio.evidence.read();
        let grades: Vec<_> =
            verdicts.iter().map(|verdict| verdict.as_ref().map(|verdict| verdict.grade)).collect();
        with_thread(&project, &grades, |thread| {
            let strands = thread.strands.iter().map(|strand| Evidence {
                grade: strand.evidence.map_or("", grade),
                figure: figure(&project, strand, summary).unwrap_or_default(),
            });
            strands.collect()
        })
    })
}

impl Way {
    fn follow(&self, studio: Studio) {
        go_to(studio, self.to, self.entry.clone());
    }
}

/// The form of a stage, opened at an entry.
fn way(stage: Stage, entry: Option<String>) -> Way {
    Way { to: Screen::Form(stage), entry }
}

/// The strands as cells, and the gaps with the form that mends them.
fn read(project: &Project) -> (Vec<Vec<Cell>>, Vec<(String, Way)>) {
    let (leaves, known, measured) = (problem_leaves(project), mechanisms(project), metrics(project));
    let tuned = parameters(project);
    let leaf_way = |leaf: &str| way(Stage::Problem, (!leaf.is_empty()).then(|| format!("node-{leaf}")));
    let goal_way = |metric: &str| {
        let at = project.objective.goals.iter().position(|goal| goal.metric == metric);
        way(Stage::Objective, at.map(|at| format!("card-{:?}-{at}", List::Goals)))
    };
    let incentives = || way(Stage::Incentives, None);
    with_thread(project, &[], |thread| {
        let strands = thread.strands.iter().map(|strand| {
            let cell = |words: String, way, needed| Cell { words, way, needed };
            let row = strand.row.and_then(|row| project.discovery.canvas.get(row));
            let row_way = || match (row, strand.leaf) {
                (Some(row), _) => way(Stage::Incentives, Some(format!("card-{:?}-{}", List::Rows, row.id))),
                // Of a leaf that names its mechanism itself.
                (None, leaf) if !leaf.is_empty() => leaf_way(leaf),
                (None, _) => incentives(),
            };
            let behaviour = if strand.desired.is_empty() { strand.undesired } else { strand.desired };
            let weight = strand.weight.map_or_else(String::new, |weight| format!("{:.0} %", weight * 100.0));
            let leaf = if strand.leaf.is_empty() { row_way() } else { leaf_way(strand.leaf) };
            vec![
                cell(named(&leaves, strand.leaf), leaf, true),
                cell(behaviour.to_owned(), row_way(), false),
                cell(named(&known, strand.mechanism), row_way(), true),
                cell(named(&tuned, strand.parameter), row_way(), false),
                cell(named(&measured, strand.metric), row_way(), row.is_some()),
                cell(weight, goal_way(strand.metric), row.is_some() && !strand.metric.is_empty()),
            ]
        });
        let gap = |gap: &Gap| match gap {
            Gap::Unanswered(leaf) => (format!("Nothing answers {}.", quoted(&leaves, leaf)), leaf_way(leaf)),
            Gap::Idle(mechanism) => {
                (format!("{} answers no part of the problem.", quoted(&known, mechanism)), incentives())
            }
            Gap::Unweighted(metric) => (
                format!("{} is in no goal: the objective does not see it.", quoted(&measured, metric)),
                goal_way(metric),
            ),
            Gap::Unasked(metric) => {
                let why =
                    format!("The goal {} belongs to no part of the problem.", quoted(&measured, metric));
                (why, incentives())
            }
            Gap::Unknown { .. } => (format!("{}.", gap.why()), incentives()),
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
