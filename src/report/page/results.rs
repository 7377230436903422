//! The last part of the report: what came out, what it rests on, how long the work
//! takes, and how to get the same numbers again.

use super::super::loss::{LEVEL, loss};
use super::super::number::{NONE, exact, human, shown_unit};
use super::super::precision::{ruin_in_words, sureness};
use super::super::table::Align::{Left, Right};
use super::super::text::{label_of, span, unit_of};
use super::super::thread::{NOT_SIMULATED, spread};
use super::super::word::counted;
use super::{Block, FanFigure, capital, code, labelled, or_say, plain};
use crate::analysis::precision::{CONFIDENCE, z};
use crate::discovery::plan::{Bar, Cover, Phase, coverage, effort, schedule};
use crate::project::{Category, Project, Skill};
use crate::simulate::{FaultKind, MetricSummary, RunSpec, Summary};

pub fn results(project: &Project, summary: Option<&Summary>) -> Vec<Block> {
    let Some(summary) = summary else {
        return vec![Block::Text(format!("{}.", capital(NOT_SIMULATED)))];
    };
    let rows = summary.metrics.iter().map(|metric| {
        let unit = unit_of(project, &metric.id);
        let scale = if unit == "%" { 100.0 } else { 1.0 };
        let figure = |value: f64| human(value * scale);
        let about =
            project.metrics.iter().find(|found| found.id == metric.id).map(|found| plain(&found.about));
        vec![
            plain(&label_of(project, &metric.id)),
            figure(metric.last.p50),
            format!("{} to {}", figure(metric.last.p5), figure(metric.last.p95)),
            plain(shown_unit(unit)),
            about.unwrap_or_default(),
        ]
    });
    let head = format!(
        "At the end of {} of {} of {}: the median, and where nine of ten runs end.",
        counted(summary.runs as f64, "run"),
        counted(f64::from(summary.steps), "step"),
        counted(project.run.step.length, project.run.step.unit.name()),
    );
    let columns =
        vec![("Metric", Left), ("Median", Right), ("5 to 95 %", Right), ("Unit", Left), ("What it is", Left)];
    let mut blocks = vec![Block::Text(head), Block::Table { columns, rows: rows.collect() }];
    let shown = project.charts();
    let drawn = shown.iter().filter_map(|id| summary.metrics.iter().find(|metric| metric.id == *id));
    let fans: Vec<FanFigure> = drawn.map(|metric| fan(project, summary, metric)).collect();
    if !fans.is_empty() {
        blocks.push(Block::Fans(fans));
    }
    blocks.extend(sure(project, summary));
    blocks
}

/// How sure the figures are, in words that need no statistics.
fn sure(project: &Project, summary: &Summary) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !summary.metrics.is_empty() {
        let head = "How sure this is: other runs of the same design would have come out a little \
                    differently. In 19 of 20 such sets of runs, the true average is no further from the one \
                    here than is said below, and the true median and the true ends of nine in ten runs are in the \
                    ranges given. The last column says how many runs would tell the average to 1 %. All this is about chance alone: \
                    whether the assumptions hold is another question.";
        let rows = summary.metrics.iter().map(|metric| {
            let unit = unit_of(project, &metric.id);
            let scale = if unit == "%" { 100.0 } else { 1.0 };
            let figure = |value: f64| human(value * scale);
            let sure = sureness(summary, metric);
            let none = || NONE.to_owned();
            vec![
                plain(&label_of(project, &metric.id)),
                figure(metric.last.mean),
                figure(z(CONFIDENCE) * sure.standard_error),
                span(sure.median, unit),
                span(sure.low, unit),
                span(sure.high, unit),
                plain(shown_unit(unit)),
                sure.runs_for_percent.map_or_else(none, |runs| human(runs as f64)),
            ]
        });
        let columns = vec![
            ("Metric", Left),
            ("Average", Right),
            ("Give or take", Right),
            ("True median", Right),
            ("True 5 %", Right),
            ("True 95 %", Right),
            ("Unit", Left),
            ("Runs for 1 %", Right),
        ];
        blocks.push(Block::Text(head.to_owned()));
        blocks.push(Block::Table { columns, rows: rows.collect() });
    }
    blocks.extend(losses(project, summary));
    let ruin = ruin_in_words(summary);
    if !ruin.is_empty() {
        blocks.push(Block::Text(format!("{}.", capital(&ruin))));
    }
    blocks
}

/// What the figures may lose.
fn losses(project: &Project, summary: &Summary) -> Vec<Block> {
    let row = |metric: &MetricSummary| {
        let found = loss(&project.objective, summary, metric, LEVEL)?;
        let unit = unit_of(project, &metric.id);
        let scale = if unit == "%" { 100.0 } else { 1.0 };
        let figure = |value: f64| human(value * scale);
        let label = plain(&label_of(project, &metric.id));
        Some(vec![
            if found.rises { format!("{label} (a rise)") } else { label },
            figure(found.start),
            figure(found.risk.value_at_risk),
            span(found.error.value_at_risk, unit),
            figure(found.risk.conditional),
            figure(z(CONFIDENCE) * found.error.conditional),
            plain(shown_unit(unit)),
        ])
    };
    let rows: Vec<Vec<String>> = summary.metrics.iter().filter_map(row).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let head = "What may be lost between start and end: in one run of twenty it is at least the value at \
                risk (VaR), and in those runs on average the conditional value at risk (CVaR, expected \
                shortfall); below 0 it is a gain. Beside them stands where the true value at risk lies and \
                how far the conditional one may be off, in 19 of 20 cases. Of the runs that reached the end, \
                against the average at the start; where a goal wants less of a figure, a rise is the loss.";
    let columns = vec![
        ("Metric", Left),
        ("Start", Right),
        ("VaR 95 %", Right),
        ("True VaR", Right),
        ("CVaR 95 %", Right),
        ("Give or take", Right),
        ("Unit", Left),
    ];
    vec![Block::Text(head.to_owned()), Block::Table { columns, rows }]
}

fn fan(project: &Project, summary: &Summary, metric: &MetricSummary) -> FanFigure {
    let unit = unit_of(project, &metric.id);
    let step = &project.run.step;
    let moment = |step_number: Option<&u32>| {
        let time = step_number.map_or(0.0, |number| f64::from(*number) * step.length);
        format!("{} {}", step.unit.name(), exact(time, ""))
    };
    let quantiles =
        [&metric.series.p5, &metric.series.p25, &metric.series.p50, &metric.series.p75, &metric.series.p95];
    let point = |(at, time): (usize, &u32)| {
        let mut point = [f64::from(*time); 6];
        for (value, series) in point[1..].iter_mut().zip(quantiles) {
            *value = series.get(at).copied().filter(|value| value.is_finite())?;
        }
        Some(point)
    };
    FanFigure {
        title: plain(&label_of(project, &metric.id)),
        end: spread(summary, metric, unit),
        unit: unit.to_owned(),
        span: [moment(summary.times.first()), moment(summary.times.last())],
        points: summary.times.iter().enumerate().filter_map(point).collect(),
    }
}

pub fn assumptions(project: &Project, spec: &RunSpec) -> Vec<Block> {
    let about = project.meta.about.lines().map(plain).filter(|line| !line.is_empty());
    let mut blocks: Vec<Block> = about.map(Block::Text).collect();
    if blocks.is_empty() {
        blocks.push(Block::Text("No assumptions have been written down.".to_owned()));
    }
    if !project.parameters.is_empty() {
        let rows = project.parameters.iter().zip(&spec.parameters).map(|(parameter, value)| {
            let mut shown = exact(*value, &parameter.unit);
            if *value != parameter.default {
                shown.push_str(&format!(" (instead of {})", exact(parameter.default, &parameter.unit)));
            }
            vec![labelled(&parameter.label, &parameter.id), plain(&shown), plain(&parameter.about)]
        });
        let columns = vec![("Parameter", Left), ("Value", Right), ("What it does", Left)];
        blocks.push(Block::Table { columns, rows: rows.collect() });
    }
    blocks
}

pub fn plan(project: &Project) -> Vec<Block> {
    let plan = &project.plan;
    let effort = effort(plan.category, plan.security);
    let adjusted: Vec<(&str, f64)> =
        plan.durations.iter().map(|duration| (duration.step.as_str(), duration.weeks)).collect();
    let bars = schedule(&effort, &adjusted);
    let category = match plan.category {
        Category::Dapp => "an application on a chain",
        Category::Defi => "an application that holds other people's money",
        Category::Layer2 => "a layer 2 chain",
        Category::Layer1 => "a layer 1 chain",
    };
    let total: f64 = bars.iter().map(|bar| bar.weeks).sum();
    let head = format!(
        "An estimate: {} weeks for {category} with {} security requirements. The range, two weeks to five \
         months, is that of the process; what lies between is interpolated.",
        week(total),
        plan.security.name(),
    );
    let row = |bar: &Bar| {
        let phase = match bar.step.phase {
            Phase::Discovery => "Discovery",
            Phase::Design => "Design",
            Phase::Deployment => "Deployment",
        };
        let weeks = format!("{}{}", week(bar.weeks), if bar.adjusted { " (set)" } else { "" });
        vec![phase.to_owned(), bar.step.label.to_owned(), week(bar.start_weeks), weeks]
    };
    let columns = vec![("Phase", Left), ("Step", Left), ("From week", Right), ("Weeks", Right)];
    let table = Block::Table { columns, rows: bars.iter().map(row).collect() };
    let mut blocks = vec![Block::Text(head), table];
    blocks.extend(or_say("Nobody is on the team yet.", plan.team.is_empty(), || team(project)));
    blocks
}

fn week(weeks: f64) -> String {
    exact((weeks * 10.0).round() / 10.0, "")
}

fn team(project: &Project) -> Block {
    let plan = &project.plan;
    let covers = coverage(&plan.team, plan.security);
    let rows = Skill::ALL.iter().zip(covers).map(|(skill, cover)| {
        let who = plan.team.iter().filter(|known| known.skill == *skill);
        let who: Vec<String> =
            who.map(|known| format!("{} ({})", plain(&known.person), known.level.name())).collect();
        let cover = match cover {
            Cover::Covered => "covered",
            Cover::Thin => "thin",
            Cover::Missing => "missing",
        };
        vec![skill.label().to_owned(), cover.to_owned(), who.join(", ")]
    });
    Block::Table { columns: vec![("Skill", Left), ("Team", Left), ("Who", Left)], rows: rows.collect() }
}

pub fn origin(project: &Project, spec: &RunSpec, summary: Option<&Summary>) -> Vec<Block> {
    let fact = |term: &str, text: String| (term.to_owned(), text);
    let mut facts = vec![fact("Document", code(&project.meta.id))];
    if !project.meta.modified.is_empty() {
        facts.push(fact("Last changed", plain(&project.meta.modified)));
    }
    facts.push(fact("Seed", spec.seed.to_string()));
    let Some(summary) = summary else {
        facts.push(fact("Simulation", format!("{}.", capital(NOT_SIMULATED))));
        return vec![Block::Facts(facts)];
    };
    facts.push(fact(
        "Runs",
        format!("{} of {}", counted(summary.runs as f64, "run"), counted(f64::from(summary.steps), "step")),
    ));
    let ledger = &summary.ledger;
    if ledger.checks > 0 {
        let said = format!(
            "largest relative imbalance {} in {} checks",
            human(ledger.max_relative_imbalance),
            human(ledger.checks as f64)
        );
        facts.push(fact("Books", said));
    }
    let faults = summary.faults.iter().map(|fault| {
        let kind = match fault.kind {
            FaultKind::NotFinite => "value infinite or undefined",
            FaultKind::PoolDrained => "pool drained",
            FaultKind::Declared => "mechanism failed",
        };
        format!("{kind} at {} in {}", code(&fault.place), counted(fault.runs as f64, "run"))
    });
    let faults: Vec<String> = faults.collect();
    facts
        .push(fact("Runs that broke", if faults.is_empty() { "none".to_owned() } else { faults.join("\n") }));
    facts.push(fact("Result", code(&summary.hash)));
    facts.push(fact("Engine", format!("tokenwright {}", plain(&summary.engine))));
    vec![Block::Facts(facts)]
}
