//! A summary for people at a terminal: what was run, how good it was and why,
//! the key figures, and whether the numbers can be trusted.

use super::limits::{broken_limits, unit_of_goal};
use super::loss::{LEVEL, loss};
use super::number::{NONE, exact, human, human_with, shown_unit};
use super::precision::{Sureness, ruin_in_words, sureness};
use super::table::{Align, Table};
use super::word::counted;
use crate::analysis::precision::Interval;
use crate::project::{Goal, Metric, OverTime, Parameter, Project, Statistic};
use crate::simulate::{FaultKind, GoalScore, MetricSummary, RunSpec, ScoreError, Summary};

/// Width of a sparkline, in characters.
const SPARK: usize = 24;

/// Width of a bar, in characters.
const BAR: usize = 10;

/// What the columns after the mean say.
const SURE: &str = "error: standard error of the mean; runs for ±1 %: after which the mean lies within\n\
                    1 % of the truth in 19 of 20 cases\n";

/// The summary of a run set of a document, and how sure its score is where that is known.
pub fn text(project: &Project, spec: &RunSpec, summary: &Summary, sure: Option<ScoreError>) -> String {
    let mut out = heading(project, spec, summary);
    for part in [
        score(project, summary, sure),
        figures(project, summary),
        doubts(project, summary),
        losses(project, summary),
        trust(summary),
        format!("Hash     {}\n", summary.hash),
    ] {
        if !part.is_empty() {
            out.push('\n');
            out.push_str(&part);
        }
    }
    out
}

fn heading(project: &Project, spec: &RunSpec, summary: &Summary) -> String {
    let mut out = format!("{}\n", project.meta.title);
    if !project.meta.story.is_empty() {
        out.push_str(&format!("{}\n", project.meta.story));
    }
    let step = &project.run.step;
    out.push_str(&format!(
        "{} of {} of {}, seed {}\n",
        counted(summary.runs as f64, "run"),
        counted(f64::from(summary.steps), "step"),
        counted(step.length, step.unit.name()),
        summary.seed,
    ));
    let changed: Vec<String> = project
        .parameters
        .iter()
        .zip(&spec.parameters)
        .filter(|(parameter, value)| parameter.default != **value)
        .map(|(parameter, value)| change(parameter, *value))
        .collect();
    if !changed.is_empty() {
        out.push_str(&format!("with {}\n", changed.join(", ")));
    }
    out
}

fn change(parameter: &Parameter, value: f64) -> String {
    let Parameter { id, unit, default, .. } = parameter;
    format!("{id} {} instead of {}", exact(value, unit), exact(*default, unit))
}

fn score(project: &Project, summary: &Summary, sure: Option<ScoreError>) -> String {
    let score = &summary.score;
    if score.goals.is_empty() {
        return String::new();
    }
    let mut out = format!("Score    {:.3}", score.total);
    if score.survival < 1.0 {
        out.push_str(&format!(" ({} of the runs survived)", human_with(score.survival, "%")));
    }
    if let Some(sure) = &sure {
        out.push_str(&format!("  error ± {:.4}", sure.standard_error));
        if let Some(runs) = sure.runs_for_point {
            out.push_str(&format!(", runs for ± 0.01: {}", exact(runs as f64, "")));
        }
    }
    out.push('\n');
    use Align::{Left, Right};
    let mut table = Table::new([Left, Left, Right, Left, Left, Right, Left, Right]);
    let errors = if sure.is_some() { "error" } else { "" };
    table.row(["goal", "measured by", "value", errors, "utility", "", errors, "weight"]);
    for (place, part) in score.goals.iter().enumerate() {
        let goal = project.objective.goals.get(place);
        let unit = goal.map_or_else(|| unit_of(project, &part.metric), |goal| unit_of_goal(project, goal));
        let error = sure.as_ref().and_then(|sure| sure.goals.get(place));
        let scale = if unit == "%" { 100.0 } else { 1.0 };
        table.row([
            name_of(project, part),
            goal.map(measure).unwrap_or_default(),
            human_with(part.value, unit),
            error.map_or_else(String::new, |error| format!("± {}", human(error.value * scale))),
            bar(part.utility),
            format!("{:.2}", part.utility),
            error.map_or_else(String::new, |error| format!("± {:.3}", error.utility)),
            human_with(part.weight, "%"),
        ]);
    }
    out.push_str(&table.render("  "));
    for broken in broken_limits(project, summary) {
        out.push_str(&format!("Limit broken: {broken}\n"));
    }
    out
}

/// How a goal reduces its metric: `median of the end`.
pub(super) fn measure(goal: &Goal) -> String {
    let statistic = match goal.statistic {
        Statistic::Mean => "mean",
        Statistic::P5 => "p5",
        Statistic::P25 => "p25",
        Statistic::Median => "median",
        Statistic::P75 => "p75",
        Statistic::P95 => "p95",
    };
    let over = match goal.over {
        OverTime::Final => "the end",
        OverTime::Mean => "the average",
        OverTime::Min => "the lowest",
        OverTime::Max => "the highest",
        OverTime::Drawdown => "the largest fall",
    };
    format!("{statistic} of {over}")
}

fn name_of(project: &Project, goal: &GoalScore) -> String {
    if goal.label.is_empty() { label_of(project, &goal.metric) } else { goal.label.clone() }
}

fn metric<'a>(project: &'a Project, id: &str) -> Option<&'a Metric> {
    project.metrics.iter().find(|metric| metric.id == id)
}

pub(super) fn label_of(project: &Project, id: &str) -> String {
    metric(project, id)
        .map(|metric| metric.label.as_str())
        .filter(|label| !label.is_empty())
        .unwrap_or(id)
        .to_owned()
}

pub(super) fn unit_of<'a>(project: &'a Project, id: &str) -> &'a str {
    metric(project, id).map_or("", |metric| &metric.unit)
}

fn figures(project: &Project, summary: &Summary) -> String {
    use Align::{Left, Right};
    if summary.metrics.is_empty() {
        return String::new();
    }
    let mut table = Table::new([Left, Right, Right, Right, Right, Left, Left, Right, Left]);
    table.row([
        "At the end",
        "p5",
        "median",
        "p95",
        "mean",
        "error",
        "",
        "runs for ±1 %",
        "median over time",
    ]);
    for metric in &summary.metrics {
        let MetricSummary { id, series, last, .. } = metric;
        let Sureness { standard_error, runs_for_percent, .. } = sureness(summary, metric);
        let unit = unit_of(project, id);
        let scale = if unit == "%" { 100.0 } else { 1.0 };
        let cells = [last.p5, last.p50, last.p95, last.mean].map(|value| human(value * scale));
        let head = std::iter::once(label_of(project, id));
        table.row(head.chain(cells).chain([
            format!("± {}", human(standard_error * scale)),
            shown_unit(unit).to_owned(),
            runs_for_percent.map_or_else(|| NONE.to_owned(), |runs| human(runs as f64)),
            sparkline(&series.p50, SPARK),
        ]));
    }
    table.render("") + SURE
}

/// Where the quantiles of the table above lie.
fn doubts(project: &Project, summary: &Summary) -> String {
    use Align::{Left, Right};
    let mut table = Table::new([Left, Right, Right, Right, Left]);
    table.row(["How sure that is", "p5", "median", "p95", ""]);
    let mut known = false;
    for metric in &summary.metrics {
        let unit = unit_of(project, &metric.id);
        let Sureness { low, median, high, .. } = sureness(summary, metric);
        known |= median.is_some();
        let ends = [low, median, high].map(|interval| span(interval, unit));
        table.row(
            std::iter::once(label_of(project, &metric.id)).chain(ends).chain([shown_unit(unit).to_owned()]),
        );
    }
    if !known {
        return String::new();
    }
    table.render("") + "where the true figure lies in 19 of 20 cases; –: too few runs\n"
}

/// An interval without its unit, `25.9 to 37.1`, of a percentage in points; a dash if there
/// is none.
pub fn span(interval: Option<Interval>, unit: &str) -> String {
    let scale = if unit == "%" { 100.0 } else { 1.0 };
    let ends = interval.map(|Interval { low, high }| [low, high].map(|end| human(end * scale)));
    ends.map_or_else(|| NONE.to_owned(), |[low, high]| format!("{low} to {high}"))
}

/// What the figures may lose.
fn losses(project: &Project, summary: &Summary) -> String {
    use Align::{Left, Right};
    let mut table = Table::new([Left, Right, Right, Right, Right, Left, Left]);
    table.row(["Loss from start to end", "start", "VaR 95 %", "lies in", "CVaR 95 %", "error", ""]);
    let mut some = 0;
    for metric in &summary.metrics {
        let Some(found) = loss(&project.objective, summary, metric, LEVEL) else { continue };
        some += 1;
        let unit = unit_of(project, &metric.id);
        let scale = if unit == "%" { 100.0 } else { 1.0 };
        let figure = |value: f64| human(value * scale);
        let label = label_of(project, &metric.id);
        table.row([
            if found.rises { format!("{label} (a rise)") } else { label },
            figure(found.start),
            figure(found.risk.value_at_risk),
            span(found.error.value_at_risk, unit),
            figure(found.risk.conditional),
            format!("± {}", figure(found.error.conditional)),
            shown_unit(unit).to_owned(),
        ]);
    }
    if some == 0 {
        return String::new();
    }
    table.render("")
        + "VaR 95 %: 1 run of 20 loses at least that much; CVaR 95 %: what such runs lose on\n\
           average (below 0: a gain). Of runs that reached the end, against the mean at the start;\n\
           a rise is the loss where a goal wants less\n"
}

fn trust(summary: &Summary) -> String {
    let ledger = &summary.ledger;
    let mut out = if ledger.checks == 0 {
        String::from("Ledger   nothing to balance\n")
    } else {
        let of = if ledger.asset.is_empty() { String::new() } else { format!(" (of {})", ledger.asset) };
        format!(
            "Ledger   largest relative imbalance {}{of} in {} checks\n",
            human(ledger.max_relative_imbalance),
            human(ledger.checks as f64),
        )
    };
    if summary.faults.is_empty() {
        out.push_str("Faults   none\n");
    }
    for (place, fault) in summary.faults.iter().enumerate() {
        let kind = match fault.kind {
            FaultKind::NotFinite => "value infinite or undefined",
            FaultKind::PoolDrained => "pool drained",
            FaultKind::Declared => "mechanism failed",
        };
        let head = if place == 0 { "Faults   " } else { "         " };
        let runs = counted(fault.runs as f64, "run");
        out.push_str(&format!(
            "{head}{kind} at {} in {runs}, first in step {}\n",
            fault.place, fault.first_step
        ));
    }
    let ruin = ruin_in_words(summary);
    if !ruin.is_empty() {
        out.push_str(&format!("Ruin     {ruin}\n"));
    }
    out
}

/// A share of 0 to 1 as a bar.
fn bar(share: f64) -> String {
    let full = if share.is_nan() { 0 } else { (share.clamp(0.0, 1.0) * BAR as f64).round() as usize };
    "█".repeat(full) + &"░".repeat(BAR - full)
}

/// Values over time as a line of at most `width` blocks, from the smallest to
/// the largest; a space where there is no number.
pub fn sparkline(values: &[f64], width: usize) -> String {
    const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let width = width.min(values.len());
    // Evenly spread over the values, first and last included.
    let spread = |place: usize| place * (values.len() - 1) / (width - 1).max(1);
    let shown: Vec<f64> = (0..width).filter_map(|place| values.get(spread(place)).copied()).collect();
    let finite = || shown.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let block = |value: f64| {
        if !value.is_finite() {
            return ' ';
        }
        // Halves, because the difference of two large numbers may overflow.
        let height = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
        let level = if height.is_nan() { 0 } else { (height * BLOCKS.len() as f64) as usize };
        BLOCKS.get(level.min(BLOCKS.len() - 1)).copied().unwrap_or(' ')
    };
    shown.into_iter().map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_spans_its_values() {
        assert_eq!(sparkline(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 8), "▁▂▃▄▅▆▇█");
        assert_eq!(sparkline(&[5.0; 30], 4), "▁▁▁▁");
        assert_eq!(sparkline(&[f64::MIN, f64::NAN, f64::MAX], 9), "▁ █");
        assert_eq!(sparkline(&[], 9), "");
        assert_eq!(sparkline(&[3.0], 9), "▁");
    }
}
