//! The thread from problem to evidence, for people at a terminal and for other
//! programs; and its lines, from which the one-page report makes its table.

use super::number::{human, human_with, shown_unit};
use super::precision::{give_or_take, sureness};
use super::table::{Align, Table};
use super::text::{label_of, unit_of};
use crate::discovery::canvas::{Grade, Verdict};
use crate::discovery::document::{pieces, stakeholder_label, tree};
use crate::discovery::thread::{Gap, Strand, Thread, trace};
use crate::json::Json;
use crate::project::Project;
use crate::simulate::{Distribution, MetricSummary, Summary};

/// What stands for evidence before there is any.
pub(super) const NOT_SIMULATED: &str = "not simulated";

/// The thread as a table, each leaf of the problem with what answers it below, and
/// its gaps. `evidence` is the verdict on each row of the canvas, empty before
/// there is one; `summary` that of a simulation.
pub fn thread_text(project: &Project, summary: Option<&Summary>, evidence: &[Option<Verdict>]) -> String {
    use Align::{Left, Right};
    with_thread(project, evidence, |thread| {
        let names = LeafNames::of(project);
        let mut out = format!("{}\n\n", project.meta.title);
        let mut table = Table::new([Left, Left, Left, Left, Right, Left]);
        table.row(["behaviour", "mechanism", "parameter", "metric", "weight", "evidence"]);
        for strand in &thread.strands {
            table.row([
                behaviour(project, strand),
                dash(strand.mechanism),
                dash(strand.parameter),
                dash(strand.metric),
                weight(strand),
                evidence_of(project, strand, summary, evidence),
            ]);
        }
        let rendered = table.render("    ");
        let mut lines = rendered.lines();
        out.push_str(&format!(
            "Part of the problem, and what answers it\n{}\n",
            lines.next().unwrap_or_default()
        ));
        let mut last = None;
        for (strand, line) in thread.strands.iter().zip(lines) {
            if last != Some(strand.leaf) {
                out.push_str(&format!("{}\n", names.full(strand.leaf)));
                last = Some(strand.leaf);
            }
            out.push_str(&format!("{line}\n"));
        }
        if thread.gaps.is_empty() {
            return out + "\nNo gaps.\n";
        }
        for (heading, sides) in SIDES {
            let said: Vec<String> =
                thread.gaps.iter().filter(|gap| sides.contains(&kind(gap))).map(Gap::why).collect();
            if !said.is_empty() {
                out.push_str(&format!("\n{heading}\n  {}\n", said.join("\n  ")));
            }
        }
        out
    })
}

/// The same as JSON: `project`, `seed`, `runs`, `hash` (null before a simulation),
/// `strands` and `gaps`. What is not there is null.
pub fn thread_json(project: &Project, summary: Option<&Summary>, evidence: &[Option<Verdict>]) -> String {
    with_thread(project, evidence, |thread| {
        let names = LeafNames::of(project);
        let strands = thread.strands.iter().map(|strand| {
            let row = strand.row.and_then(|row| project.discovery.canvas.get(row));
            let stakeholder = row.map_or("", |row| row.stakeholder.as_str());
            object([
                ("leaf", id(strand.leaf)),
                ("place", id(names.path(strand.leaf))),
                ("text", id(names.text(strand.leaf))),
                ("row", row.map_or(Json::Null, |row| id(&row.id))),
                ("stakeholder", id(stakeholder)),
                ("desired", id(strand.desired)),
                ("undesired", id(strand.undesired)),
                ("mechanism", id(strand.mechanism)),
                ("parameter", id(strand.parameter)),
                ("metric", id(strand.metric)),
                ("weight", strand.weight.map_or(Json::Null, Json::Number)),
                ("evidence", evidence_json(strand, summary, evidence)),
            ])
        });
        let gaps = thread
            .gaps
            .iter()
            .map(|gap| object([("kind", id(kind(gap))), ("id", id(gap_id(gap))), ("why", id(&gap.why()))]));
        let number = |value: Option<u64>| value.map_or(Json::Null, |value| Json::Number(value as f64));
        let report = object([
            ("project", id(&project.meta.id)),
            ("seed", number(summary.map(|summary| summary.seed))),
            ("runs", number(summary.map(|summary| summary.runs))),
            ("hash", summary.map_or(Json::Null, |summary| id(&summary.hash))),
            ("strands", Json::List(strands.collect())),
            ("gaps", Json::List(gaps.collect())),
        ]);
        report.pretty()
    })
}

/// Makes the thread of a document and hands it on.
pub(super) fn with_thread<T>(
    project: &Project,
    evidence: &[Option<Verdict>],
    then: impl FnOnce(&Thread) -> T,
) -> T {
    let grades: Vec<Option<Grade>> =
        evidence.iter().map(|verdict| verdict.as_ref().map(|verdict| verdict.grade)).collect();
    then(&trace(&pieces(project, &grades)))
}

/// How leaves are called.
pub(super) struct LeafNames<'a> {
    nodes: Vec<(&'a str, String, &'a str)>,
}

impl<'a> LeafNames<'a> {
    pub(super) fn of(project: &'a Project) -> Self {
        let paths = tree(project).family().paths();
        let nodes = project.discovery.tree.iter().zip(paths);
        LeafNames { nodes: nodes.map(|(node, path)| (node.id.as_str(), path, node.text.as_str())).collect() }
    }

    fn find(&self, leaf: &str) -> Option<&(&'a str, String, &'a str)> {
        self.nodes.iter().find(|(id, ..)| *id == leaf)
    }

    fn path(&self, leaf: &str) -> &str {
        self.find(leaf).map_or("", |(_, path, _)| path)
    }

    fn text(&self, leaf: &str) -> &'a str {
        self.find(leaf).map_or("", |(.., text)| text)
    }

    /// Place and text.
    pub(super) fn full(&self, leaf: &str) -> String {
        match self.find(leaf) {
            Some((_, path, text)) => format!("{path} {}", one_line(text)),
            None if leaf.is_empty() => "No part of the problem".to_owned(),
            None => format!("{leaf} (there is no such part)"),
        }
    }
}

/// Who is to do what, or what instead.
pub(super) fn behaviour(project: &Project, strand: &Strand) -> String {
    let row = strand.row.and_then(|row| project.discovery.canvas.get(row));
    let Some(row) = row else { return dash("") };
    let who = stakeholder_label(project, &row.stakeholder);
    let said = match (strand.desired, strand.undesired) {
        ("", undesired) => format!("not: {undesired}"),
        (desired, "") => desired.to_owned(),
        (desired, undesired) => format!("{desired}, not: {undesired}"),
    };
    one_line(&format!("{who}: {said}"))
}

/// The part of the objective that a strand has.
pub(super) fn weight(strand: &Strand) -> String {
    strand.weight.map_or_else(|| dash(""), |weight| human_with(weight, "%"))
}

/// What the simulation said: whether the incentive works, and the metric at the end.
pub(super) fn evidence_of(
    project: &Project,
    strand: &Strand,
    summary: Option<&Summary>,
    evidence: &[Option<Verdict>],
) -> String {
    let verdict = verdict_of(strand, evidence).map(|verdict| grade(verdict.grade).to_owned());
    match (verdict, figure(project, strand, summary)) {
        (None, None) if strand.metric.is_empty() => dash(""),
        (None, None) => NOT_SIMULATED.to_owned(),
        (verdict, figure) => verdict.into_iter().chain(figure).collect::<Vec<_>>().join(", "),
    }
}

/// Where the metric of a strand ends, as `90 ± 1 % (36 to 97)`; none without a metric or
/// before a simulation.
pub fn figure(project: &Project, strand: &Strand, summary: Option<&Summary>) -> Option<String> {
    let summary = summary?;
    last(strand, Some(summary)).map(|metric| spread(summary, metric, unit_of(project, strand.metric)))
}

fn verdict_of<'a>(strand: &Strand, evidence: &'a [Option<Verdict>]) -> Option<&'a Verdict> {
    evidence.get(strand.row?)?.as_ref()
}

fn last<'a>(strand: &Strand, summary: Option<&'a Summary>) -> Option<&'a MetricSummary> {
    summary?.metrics.iter().find(|metric| metric.id == strand.metric)
}

/// A grade in a word.
pub fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Fails => "fails",
        Grade::Weak => "weak",
        Grade::Works => "works",
    }
}

/// How a metric ends, as `90 ± 1 % (36 to 97)`: the median, how far the true one may be, and
/// nine of ten runs.
pub(super) fn spread(summary: &Summary, metric: &MetricSummary, unit: &str) -> String {
    let scale = if unit == "%" { 100.0 } else { 1.0 };
    let Distribution { p5, p50, p95, .. } = metric.last;
    let sure = give_or_take(summary, metric);
    let [p5, p50, p95] = [p5, p50, p95].map(|value| human(value * scale));
    let sure = sure.map_or_else(String::new, |half| format!(" ± {}", human(half * scale)));
    let unit = match shown_unit(unit) {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    format!("{p50}{sure}{unit} ({p5} to {p95})")
}

fn evidence_json(strand: &Strand, summary: Option<&Summary>, evidence: &[Option<Verdict>]) -> Json {
    let verdict = verdict_of(strand, evidence)
        .map(|verdict| object([("grade", id(grade(verdict.grade))), ("sentence", id(&verdict.sentence))]));
    let figure = summary.zip(last(strand, summary)).map(|(summary, metric)| {
        let number = Json::Number;
        let Distribution { p5, p50, p95, .. } = metric.last;
        let sure = sureness(summary, metric);
        let ends = [sure.low, sure.median, sure.high].map(|interval| {
            interval.map_or(Json::Null, |at| object([("low", number(at.low)), ("high", number(at.high))]))
        });
        let [low, median, high] = ends;
        object([
            ("p5", number(p5)),
            ("p50", number(p50)),
            ("p95", number(p95)),
            ("precision", object([("p5", low), ("p50", median), ("p95", high)])),
        ])
    });
    if verdict.is_none() && figure.is_none() {
        return Json::Null;
    }
    object([("verdict", verdict.unwrap_or_default()), ("final", figure.unwrap_or_default())])
}

/// The two ends from which a thread can be torn, and names that lead nowhere.
pub(super) const SIDES: [(&str, &[&str]); 3] = [
    ("Gaps from the problem", &["unanswered", "unweighted"]),
    ("Gaps from the design", &["idle", "unasked"]),
    ("Names that lead nowhere", &["unknown"]),
];

fn kind(gap: &Gap) -> &'static str {
    match gap {
        Gap::Unanswered(_) => "unanswered",
        Gap::Unweighted(_) => "unweighted",
        Gap::Idle(_) => "idle",
        Gap::Unasked(_) => "unasked",
        Gap::Unknown { .. } => "unknown",
    }
}

fn gap_id<'a>(gap: &Gap<'a>) -> &'a str {
    match gap {
        Gap::Unanswered(id) | Gap::Unweighted(id) | Gap::Idle(id) | Gap::Unasked(id) => id,
        Gap::Unknown { id, .. } => id,
    }
}

fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
    Json::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A text; null if it is empty.
fn id(text: &str) -> Json {
    if text.is_empty() { Json::Null } else { Json::Text(text.to_owned()) }
}

fn dash(text: &str) -> String {
    if text.is_empty() { super::number::NONE.to_owned() } else { one_line(text) }
}

/// Text of a document on one line, without signs that command a terminal.
fn one_line(text: &str) -> String {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The metric that a strand is seen by, for people.
pub(super) fn metric_label(project: &Project, strand: &Strand) -> String {
    if strand.metric.is_empty() {
        return dash("");
    }
    let unit = shown_unit(unit_of(project, strand.metric));
    let label = label_of(project, strand.metric);
    if unit.is_empty() { label } else { format!("{label} ({unit})") }
}
