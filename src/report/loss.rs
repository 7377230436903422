//! What may be lost by the end: value at risk and its conditional mean of the figures of a
//! summary, and how sure these are.

use super::precision::kept;
use crate::analysis::precision::ROUNDING;
use crate::analysis::risk::{self, Risk, RiskError};
use crate::project::Objective;
use crate::simulate::{MetricSummary, Summary};

/// The level that reports show: one run in twenty is worse than the value at risk.
pub const LEVEL: f64 = 0.95;

/// What a figure may lose between the beginning and the end of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Loss {
    /// What it is at the beginning, averaged over runs, in its unit.
    pub start: f64,
    /// Whether less of it is better, so that a rise is the loss.
    pub rises: bool,
    /// What is lost, in its unit; negative: even then it gains.
    pub risk: Risk,
    /// How sure that is.
    pub error: RiskError,
    /// Runs that it is found from: those that reached the end, of the ones that the summary
    /// keeps the final values of.
    pub runs: u64,
}

/// What a metric may lose, at a level in (0, 1): how much worse its end is than its beginning.
/// Worse is less, unless a goal of the objective wants less of it.
///
/// **Formula.** [`risk::sample`] and [`risk::sample_error`] of the losses start − end, or
/// end − start.
/// **Units.** The metric's.
/// **Assumes.** Runs that broke have no end and do not count; how many they are is said by
/// the probability of ruin.
/// **Errors.** None without a beginning, without runs, and where all runs end alike: then
/// nothing is at risk. Also of what begins at 0, such as what flows in a step, if no goal
/// is about it.
pub fn loss(objective: &Objective, summary: &Summary, metric: &MetricSummary, level: f64) -> Option<Loss> {
    let start = metric.series.mean.first().copied().filter(|start| start.is_finite())?;
    let goal = objective.goals.iter().find(|goal| goal.metric == metric.id);
    let rises = goal.is_some_and(|goal| goal.best < goal.worst);
    let ends = kept(metric);
    let (least, most) = (*ends.first()?, *ends.last()?);
    let alike = most - least <= ROUNDING * least.abs().max(most.abs());
    if alike || start == 0.0 && goal.is_none() || summary.times.len() < 2 {
        return None;
    }
    let mut losses: Vec<f64> = ends.iter().map(|end| if rises { end - start } else { start - end }).collect();
    Some(Loss {
        start,
        rises,
        risk: risk::sample(&mut losses, level),
        error: risk::sample_error(&mut losses, level),
        runs: losses.len() as u64,
    })
}
