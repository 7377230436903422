//! What a run set comes to: the numbers that charts, reports and links carry.

pub use crate::program::FaultKind;
use crate::project::{Document, RunSettings};
use serde::{Deserialize, Serialize};

/// How a model is to be run. Two specs that are equal give summaries that are
/// equal bit for bit, on any machine, in any number of pieces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSpec {
    /// Value of every parameter, in the order of the document.
    pub parameters: Vec<f64>,
    /// The seed: 0 to 2⁵³−1.
    pub seed: u64,
    /// Steps in a run, 1 to 10,000.
    pub steps: u32,
    /// Runs in the whole set, 1 to 100,000. It is part of the spec because it
    /// decides how series are kept (see [`EXACT_RUNS`]).
    pub runs: u64,
}

impl RunSpec {
    /// A document's own settings and defaults.
    pub fn of(document: &impl Document) -> RunSpec {
        let RunSettings { seed, steps, runs, .. } = *document.run();
        let parameters = document.parameters().iter().map(|parameter| parameter.default).collect();
        RunSpec { parameters, seed, steps, runs }
    }
}

/// Up to this many runs, quantiles over time are exact (of values kept in
/// single precision); above, they come from sketches with a relative error of
/// at most 0.5 %. Final values are always exact, in double precision.
pub const EXACT_RUNS: u64 = 10_000;

/// Single paths that a summary keeps: the first runs of the set.
pub const KEPT_PATHS: usize = 8;

/// Final values that a summary keeps in run order, for paired comparisons with
/// another design under the same luck.
pub const KEPT_FINALS: usize = 1_000;

/// What a run set comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Version of the engine that made it.
    pub engine: String,
    /// Id of the project.
    pub project: String,
    /// The seed.
    pub seed: u64,
    /// Runs that are in it.
    pub runs: u64,
    /// Steps in a run.
    pub steps: u32,
    /// The steps at which series have their points: 0 is the state before the
    /// first step; the last is `steps`.
    pub times: Vec<u32>,
    /// Runs that were still going at each of `times`; series are over these.
    pub alive: Vec<u64>,
    /// One entry per metric, in the order of the document.
    pub metrics: Vec<MetricSummary>,
    /// What agents chose: one entry per strategy of every population that the
    /// incentive canvas judges, in the order of the document.
    pub behaviours: Vec<Behaviour>,
    /// The objective.
    pub score: Score,
    /// Runs that broke, by kind and place; empty if none did.
    pub faults: Vec<FaultCount>,
    /// How well the books balance.
    pub ledger: LedgerReport,
    /// Hash of all the numbers above but `behaviours`: 16 hexadecimal digits. (Engine version
    /// and project id are not part of it.)
    pub hash: String,
}

/// One metric over runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MetricSummary {
    /// Id of the metric.
    pub id: String,
    /// Over time, each the length of [`Summary::times`].
    pub series: Fan,
    /// At the end, over the runs that reached it.
    pub last: Distribution,
    /// The first [`KEPT_PATHS`] runs over [`Summary::times`]; a run that broke
    /// has NaN from there on.
    pub paths: Vec<Vec<f32>>,
    /// Final values of the first [`KEPT_FINALS`] runs in run order (NaN: broke).
    pub finals: Vec<f64>,
}

/// How common a strategy is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Behaviour {
    /// `population.strategy`, as formulas and the incentive canvas call it.
    pub id: String,
    /// The share of the population's agents who followed it, 0 to 1, over time;
    /// before the first step nobody has chosen.
    pub series: Fan,
}

/// Mean and quantiles over time. NaN where no run was going any more.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Fan {
    /// Mean.
    pub mean: Vec<f64>,
    /// 5 % quantile (type 7: linear between order statistics).
    pub p5: Vec<f64>,
    /// 25 % quantile.
    pub p25: Vec<f64>,
    /// Median.
    pub p50: Vec<f64>,
    /// 75 % quantile.
    pub p75: Vec<f64>,
    /// 95 % quantile.
    pub p95: Vec<f64>,
}

/// A distribution over runs. All NaN if no run is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Mean.
    pub mean: f64,
    /// Standard deviation of the sample (n − 1).
    pub sd: f64,
    /// Smallest.
    pub min: f64,
    /// 5 % quantile.
    pub p5: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 95 % quantile.
    pub p95: f64,
    /// Largest.
    pub max: f64,
    /// Runs per bin, over 24 bins of equal width from `min` to `max`.
    pub histogram: Vec<u64>,
}

/// The objective and its parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// 0 to 1: Σ weight·utility / Σ weight × `survival`. NaN without goals.
    pub total: f64,
    /// Share of runs that did not break. A run that breaks counts as utility 0.
    pub survival: f64,
    /// The parts, in the order of the document.
    pub goals: Vec<GoalScore>,
}

/// One goal's part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalScore {
    /// Id of the metric.
    pub metric: String,
    /// Label of the goal.
    pub label: String,
    /// The statistic's value.
    pub value: f64,
    /// Its utility, 0 to 1.
    pub utility: f64,
    /// The goal's share of all weights, 0 to 1.
    pub weight: f64,
}

/// A run that broke: what, where, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The run.
    pub run: u64,
    /// The step in which it broke, from 0.
    pub step: u32,
    /// What happened.
    pub kind: FaultKind,
    /// Path of the thing that broke: `mechanisms.pool`, `metrics.price`, …
    pub place: String,
}

/// Runs that broke in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultCount {
    /// What happened.
    pub kind: FaultKind,
    /// Where.
    pub place: String,
    /// In how many runs.
    pub runs: u64,
    /// The earliest step.
    pub first_step: u32,
}

/// How well the books balance: for every asset, after every step, all balances
/// together against what was there at the start plus minted minus burned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LedgerReport {
    /// The largest difference of any run, step and asset, relative to all that
    /// had come in of the asset: minted, or paid by the world outside.
    pub max_relative_imbalance: f64,
    /// The asset with that difference; empty without assets.
    pub asset: String,
    /// How many comparisons were made: runs × steps × assets.
    pub checks: u64,
}
