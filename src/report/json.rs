//! A summary as JSON for other programs.
//!
//! The shape is a promise of its own, apart from [`Summary`]'s, which may change
//! with the engine: metrics are an object by id, in the order of the document;
//! what is no number is `null`.

use super::loss::{Loss, loss};
use super::precision::{half_broken_between, half_broken_by, ruin, sureness};
use crate::analysis::objective::breaks_limit;
use crate::analysis::precision::{CONFIDENCE, Interval};
use crate::project::Project;
use crate::simulate::{Distribution, Fan, FaultCount, FaultKind, MetricSummary, Score, ScoreError, Summary};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// A summary as indented JSON: `engine`, `project`, `seed`, `runs`, `steps`,
/// `hash`, `score`, `limits`, `metrics`, `ledger`, `faults`, `precision`.
pub fn json(project: &Project, summary: &Summary, sure: Option<ScoreError>) -> String {
    let report = Report {
        engine: &summary.engine,
        project: &summary.project,
        seed: summary.seed,
        runs: summary.runs,
        steps: summary.steps,
        hash: &summary.hash,
        score: &summary.score,
        limits: limits(project, summary),
        metrics: Metrics { all: &summary.metrics, times: &summary.times },
        ledger: Ledger { max_relative_imbalance: summary.ledger.max_relative_imbalance },
        faults: Faults {
            runs: summary.faults.iter().map(|fault| fault.runs).sum(),
            not_finite: places(&summary.faults, FaultKind::NotFinite),
            pool_drained: places(&summary.faults, FaultKind::PoolDrained),
            declared: places(&summary.faults, FaultKind::Declared),
        },
        precision: Precision {
            confidence: CONFIDENCE,
            ruin: ruin(summary).map(|ruin| Ruin {
                probability: ruin.probability,
                low: ruin.interval.low,
                high: ruin.interval.high,
                half_by_step: half_broken_by(summary),
                half_between_steps: half_broken_between(summary),
            }),
            score: sure.map(|sure| SureScore {
                standard_error: sure.standard_error,
                runs_for_1_point: sure.runs_for_point,
                goals: sure
                    .goals
                    .iter()
                    .map(|goal| SureGoal { value: goal.value, utility: goal.utility })
                    .collect(),
            }),
            metrics: Sureness { project, summary },
        },
    };
    serde_json::to_string_pretty(&report).unwrap_or_else(|error| unreachable!("plain data encodes: {error}"))
}

#[derive(Serialize)]
struct Report<'a> {
    engine: &'a str,
    project: &'a str,
    seed: u64,
    runs: u64,
    steps: u32,
    hash: &'a str,
    score: &'a Score,
    limits: Vec<Limit<'a>>,
    metrics: Metrics<'a>,
    ledger: Ledger,
    faults: Faults<'a>,
    precision: Precision<'a>,
}

/// What a goal has to reach, whatever the score.
#[derive(Serialize)]
struct Limit<'a> {
    metric: &'a str,
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<f64>,
    value: f64,
    kept: bool,
}

fn limits<'a>(project: &'a Project, summary: &Summary) -> Vec<Limit<'a>> {
    let goals = project.objective.goals.iter().zip(&summary.score.goals);
    let limited = goals.filter(|(goal, _)| goal.limit.is_some());
    let said = limited.map(|(goal, now)| {
        let up = goal.best > goal.worst;
        Limit {
            metric: &goal.metric,
            label: &goal.label,
            at_least: goal.limit.filter(|_| up),
            at_most: goal.limit.filter(|_| !up),
            value: now.value,
            kept: !breaks_limit(goal, now.value),
        }
    });
    said.collect()
}

/// How sure the figures are.
#[derive(Serialize)]
struct Precision<'a> {
    /// Of all intervals.
    confidence: f64,
    /// The probability that a run breaks.
    ruin: Option<Ruin>,
    /// Of the score; none where it cannot be said.
    score: Option<SureScore>,
    metrics: Sureness<'a>,
}

#[derive(Serialize)]
struct SureScore {
    standard_error: f64,
    runs_for_1_point: Option<u64>,
    /// In the order of the score's goals.
    goals: Vec<SureGoal>,
}

/// Standard errors of what a goal measures and of its utility.
#[derive(Serialize)]
struct SureGoal {
    value: f64,
    utility: f64,
}

#[derive(Serialize)]
struct Ruin {
    probability: f64,
    low: f64,
    high: f64,
    half_by_step: Option<u32>,
    half_between_steps: Option<[u32; 2]>,
}

/// By metric, in the order of the document.
struct Sureness<'a> {
    project: &'a Project,
    summary: &'a Summary,
}

impl Serialize for Sureness<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Sureness { project, summary } = self;
        serializer.collect_map(summary.metrics.iter().map(|metric| {
            let sure = sureness(summary, metric);
            let risk = LEVELS.map(|level| {
                loss(&project.objective, summary, metric, level).map(|loss| AtRisk::of(level, &loss))
            });
            let figures = Sure {
                standard_error: sure.standard_error,
                runs_for_1_percent: sure.runs_for_percent,
                p5: sure.low.map(Ends::of),
                median: sure.median.map(Ends::of),
                p95: sure.high.map(Ends::of),
                at_risk: risk.into_iter().flatten().collect(),
            };
            (&metric.id, figures)
        }))
    }
}

/// The levels of [`AtRisk`].
const LEVELS: [f64; 3] = [0.9, 0.95, 0.99];

#[derive(Serialize)]
struct Sure {
    /// Of the mean at the end.
    standard_error: f64,
    /// For the mean at the end to lie within 1 % of the truth.
    runs_for_1_percent: Option<u64>,
    /// Where quantiles at the end lie; null where that cannot be said.
    p5: Option<Ends>,
    median: Option<Ends>,
    p95: Option<Ends>,
    /// What it may lose from the beginning to the end; empty where nothing is at risk.
    at_risk: Vec<AtRisk>,
}

#[derive(Serialize)]
struct AtRisk {
    level: f64,
    /// The mean at the beginning.
    start: f64,
    value_at_risk: f64,
    /// Where the value at risk lies.
    interval: Option<Ends>,
    /// Conditional value at risk (expected shortfall).
    conditional: f64,
    /// Of the conditional one.
    standard_error: f64,
}

impl AtRisk {
    fn of(level: f64, loss: &Loss) -> AtRisk {
        AtRisk {
            level,
            start: loss.start,
            value_at_risk: loss.risk.value_at_risk,
            interval: loss.error.value_at_risk.map(Ends::of),
            conditional: loss.risk.conditional,
            standard_error: loss.error.conditional,
        }
    }
}

#[derive(Serialize)]
struct Ends {
    low: f64,
    high: f64,
}

impl Ends {
    fn of(interval: Interval) -> Ends {
        Ends { low: interval.low, high: interval.high }
    }
}

#[derive(Serialize)]
struct Ledger {
    max_relative_imbalance: f64,
}

/// Metrics by id, in the order of the document.
struct Metrics<'a> {
    all: &'a [MetricSummary],
    times: &'a [u32],
}

impl Serialize for Metrics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.all.len()))?;
        for metric in self.all {
            let series = Series { step: self.times, fan: &metric.series };
            map.serialize_entry(&metric.id, &Metric { last: Final::of(&metric.last), series })?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Metric<'a> {
    #[serde(rename = "final")]
    last: Final,
    series: Series<'a>,
}

#[derive(Serialize)]
struct Series<'a> {
    step: &'a [u32],
    #[serde(flatten)]
    fan: &'a Fan,
}

#[derive(Serialize)]
struct Final {
    mean: f64,
    p5: f64,
    p25: f64,
    p50: f64,
    p75: f64,
    p95: f64,
}

impl Final {
    fn of(last: &Distribution) -> Final {
        let Distribution { mean, p5, p25, p50, p75, p95, .. } = *last;
        Final { mean, p5, p25, p50, p75, p95 }
    }
}

/// How many runs broke, and by kind, where and when.
#[derive(Serialize)]
struct Faults<'a> {
    runs: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_finite: Vec<Place<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pool_drained: Vec<Place<'a>>,
    declared: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    place: &'a str,
    runs: u64,
    first_step: u32,
}

fn places(faults: &[FaultCount], kind: FaultKind) -> Vec<Place<'_>> {
    let of_kind = faults.iter().filter(|fault| fault.kind == kind);
    of_kind
        .map(|fault| Place { place: &fault.place, runs: fault.runs, first_step: fault.first_step })
        .collect()
}
