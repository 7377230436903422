//! Chunk → summary: quantiles, score, faults, books, hash.

use super::chunk::{Chunk, largest};
use super::model::{Model, times};
use super::series::{Cell, Series};
use super::summary::{
    Behaviour, Distribution, Fan, FaultCount, GoalScore, KEPT_FINALS, KEPT_PATHS, LedgerReport,
    MetricSummary, RunSpec, Score, Summary,
};
use crate::analysis::objective;
use crate::map::sort_few;
use crate::num::exact::ExactSum;
use crate::num::{order, stats};
use crate::project::{Goal, Statistic};

const PROBABILITIES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
const BINS: usize = 24;

pub(super) fn summarise(model: &Model, spec: &RunSpec, chunk: &Chunk) -> Result<Summary, String> {
    let times = times(spec.steps);
    let metrics = &model.project().metrics;
    if chunk.points as usize != times.len()
        || chunk.metrics as usize != model.series()
        || chunk.outcomes.len() != model.outcomes.len()
    {
        return Err("the chunk belongs to another model or another number of steps".to_owned());
    }
    if chunk.from != 0 {
        return Err(format!("a summary starts with run 0, the chunk with run {}", chunk.from));
    }
    let merged;
    let chunk = if chunk.is_raw() {
        merged = Chunk::merge(vec![chunk.clone()])?;
        &merged
    } else {
        chunk
    };
    let mut summary = Summary {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        project: model.project().meta.id.clone(),
        seed: spec.seed,
        runs: chunk.runs(),
        steps: spec.steps,
        metrics: metrics.iter().enumerate().map(|(m, metric)| metric_summary(chunk, m, &metric.id)).collect(),
        behaviours: model
            .behaviours
            .iter()
            .enumerate()
            .map(|(b, id)| Behaviour {
                id: id.clone(),
                series: fan(&chunk.series, metrics.len() + b, times.len(), chunk.runs() as usize),
            })
            .collect(),
        times,
        alive: chunk.alive.clone(),
        score: score(model, chunk),
        faults: faults(chunk),
        ledger: ledger(model, chunk),
        hash: String::new(),
    };
    summary.hash = super::hash::hash(&summary);
    Ok(summary)
}

impl MetricSummary {
    /// Sums up a series that was measured elsewhere: its values run by run, point by point
    /// each; what is not finite, or not there because the run broke, does not count.
    pub fn of(id: &str, runs: &[Vec<f32>], points: usize) -> MetricSummary {
        let at = |run: &Vec<f32>, point: usize| run.get(point).copied().unwrap_or(f32::NAN);
        let cells = (0..points).flat_map(|point| runs.iter().map(move |run| at(run, point)));
        let cells = Series::Exact(cells.collect());
        let finals: Vec<f64> = runs.iter().map(|run| f64::from(at(run, points.saturating_sub(1)))).collect();
        let path = |run: &Vec<f32>| (0..points).map(|point| at(run, point)).collect();
        MetricSummary {
            id: id.to_owned(),
            series: fan(&cells, 0, points, runs.len()),
            last: distribution(&finals),
            paths: runs.iter().take(KEPT_PATHS).map(path).collect(),
            finals: finals.iter().take(KEPT_FINALS).copied().collect(),
        }
    }
}

/// Mean and quantiles of a series.
fn fan(cells: &Series, index: usize, points: usize, runs: usize) -> Fan {
    let mut series = Fan::default();
    let mut scratch = Vec::new();
    for cell in index * points..(index + 1) * points {
        let (mean, quantiles) = match cells {
            Series::Exact(all) => exact(&all[cell * runs..(cell + 1) * runs], &mut scratch),
            Series::Sketched(all) => sketched(&all[cell]),
        };
        series.mean.push(mean);
        let fans = [&mut series.p5, &mut series.p25, &mut series.p50, &mut series.p75, &mut series.p95];
        fans.into_iter().zip(quantiles).for_each(|(fan, quantile)| fan.push(quantile));
    }
    series
}

fn metric_summary(chunk: &Chunk, metric: usize, id: &str) -> MetricSummary {
    let points = chunk.points as usize;
    let cells = metric * points..(metric + 1) * points;
    let finals = &chunk.outcomes[metric];
    MetricSummary {
        id: id.to_owned(),
        series: fan(&chunk.series, metric, points, chunk.runs() as usize),
        last: distribution(finals),
        paths: chunk.paths.iter().map(|path| path[cells.clone()].to_vec()).collect(),
        finals: finals.iter().take(KEPT_FINALS).copied().collect(),
    }
}

fn exact(values: &[f32], scratch: &mut Vec<f32>) -> (f64, [f64; 5]) {
    scratch.clear();
    scratch.extend(values.iter().filter(|value| value.is_finite()));
    let mut sum = ExactSum::new();
    scratch.iter().for_each(|value| sum.add(*value));
    let mut quantiles = [f64::NAN; 5];
    if !scratch.is_empty() {
        order::quantiles(scratch, &PROBABILITIES, &mut quantiles);
    }
    (sum.mean(), quantiles)
}

fn sketched(cell: &Cell) -> (f64, [f64; 5]) {
    (cell.sum.mean(), PROBABILITIES.map(|q| cell.quantile(q)))
}

fn distribution(values: &[f64]) -> Distribution {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    if sorted.is_empty() {
        let nan = f64::NAN;
        let histogram = vec![0; BINS];
        return Distribution {
            mean: nan,
            sd: nan,
            min: nan,
            p5: nan,
            p25: nan,
            p50: nan,
            p75: nan,
            p95: nan,
            max: nan,
            histogram,
        };
    }
    // In run order, before sorting.
    let (mean, sd) = (stats::mean(&sorted), stats::sd(&sorted));
    order::sort(&mut sorted);
    let q = |p: f64| order::quantile_sorted(&sorted, p);
    let (min, max) = (sorted[0], sorted[sorted.len() - 1]);
    let mut histogram = vec![0; BINS];
    for value in &sorted {
        let position = if max > min { (value - min) / (max - min) } else { 0.0 };
        histogram[((position * BINS as f64) as usize).min(BINS - 1)] += 1;
    }
    let [p5, p25, p50, p75, p95] = PROBABILITIES.map(q);
    Distribution { mean, sd, min, p5, p25, p50, p75, p95, max, histogram }
}

fn score(model: &Model, chunk: &Chunk) -> Score {
    score_of(model, &chunk.outcomes, chunk.faults.len() as f64 / chunk.runs() as f64)
}

/// The score of some runs: their outcomes, and the share of them that broke.
pub(super) fn score_of(model: &Model, outcomes: &[Vec<f64>], broken: f64) -> Score {
    let survival = 1.0 - broken;
    let all = &model.project().objective.goals;
    let weights: f64 = all.iter().map(|goal| goal.weight).sum();
    let goals: Vec<GoalScore> =
        all.iter().filter_map(|goal| goal_score(model, outcomes, goal, weights)).collect();
    // The parts are weighed by what the document says, not by their rounded
    // shares.
    let total = objective::score(goals.iter().zip(all).map(|(part, goal)| (goal.weight, part.utility)));
    Score { total: total * survival, survival, goals }
}

fn goal_score(model: &Model, outcomes: &[Vec<f64>], goal: &Goal, weights: f64) -> Option<GoalScore> {
    let metric = model.project().metrics.iter().find(|metric| metric.id == goal.metric)?;
    let position = outcome_of(model, goal)?;
    let value = statistic(goal.statistic, &outcomes[position]);
    let label = if goal.label.is_empty() { &metric.label } else { &goal.label };
    let utility =
        if value.is_nan() { 0.0 } else { objective::utility(&goal.curve, goal.worst, goal.best, value) };
    Some(GoalScore {
        metric: goal.metric.clone(),
        label: label.clone(),
        value,
        utility,
        weight: goal.weight / weights,
    })
}

/// Which of the outcomes a goal is measured by.
pub(super) fn outcome_of(model: &Model, goal: &Goal) -> Option<usize> {
    let is_it = |outcome: &super::model::Outcome| {
        outcome.over == goal.over && model.project().metrics[outcome.metric].id == goal.metric
    };
    model.outcomes.iter().position(is_it)
}

fn statistic(statistic: Statistic, values: &[f64]) -> f64 {
    let mut values: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    if values.is_empty() {
        return f64::NAN;
    }
    let probability = match statistic {
        Statistic::Mean => return stats::mean(&values),
        Statistic::P5 => 0.05,
        Statistic::P25 => 0.25,
        Statistic::Median => 0.5,
        Statistic::P75 => 0.75,
        Statistic::P95 => 0.95,
    };
    let mut out = [f64::NAN];
    order::quantiles(&mut values, &[probability], &mut out);
    out[0]
}

fn faults(chunk: &Chunk) -> Vec<FaultCount> {
    let mut counts: Vec<FaultCount> = Vec::new();
    for fault in &chunk.faults {
        match counts.iter_mut().find(|count| count.kind == fault.kind && count.place == fault.place) {
            Some(count) => {
                count.runs += 1;
                count.first_step = count.first_step.min(fault.step);
            }
            None => counts.push(FaultCount {
                kind: fault.kind,
                place: fault.place.clone(),
                runs: 1,
                first_step: fault.step,
            }),
        }
    }
    sort_few(&mut counts, |count: &FaultCount| (count.kind, count.place.clone()));
    counts
}

fn ledger(model: &Model, chunk: &Chunk) -> LedgerReport {
    let names = model.book().asset_names();
    LedgerReport {
        max_relative_imbalance: largest(&chunk.imbalance),
        asset: names.get(chunk.worst_asset as usize).cloned().unwrap_or_default(),
        checks: chunk.checks,
    }
}
