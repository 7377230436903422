//! How sure the score of a run set is, and what its goals measure; and means over time.

use super::chunk::Chunk;
use super::model::Model;
use super::series::Series;
use super::summarise::{outcome_of, score_of};
use super::summary::GoalScore;
use crate::analysis::precision::{CONFIDENCE, ROUNDING, jackknife, runs_for, standard_error};
use crate::num::stats;
use crate::project::{Goal, Statistic};

/// Groups of runs that are left out, one after the other.
const GROUPS: usize = 20;

/// Most runs that an error of the score is found from, the first of the set: more would
/// not make it surer, which is a matter of the groups.
pub const SCORED_RUNS: u64 = 400;

/// How sure a score is.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreError {
    /// Standard error of the total, 0 to 1.
    pub standard_error: f64,
    /// Runs after which the total would be known to ± 0.01, in 19 of 20 cases; none if
    /// that cannot be said.
    pub runs_for_point: Option<u64>,
    /// Of its parts, in the order of the document.
    pub goals: Vec<GoalError>,
}

/// How sure a goal's part of a score is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GoalError {
    /// Standard error of what it measures, in the unit of that.
    pub value: f64,
    /// Standard error of its utility, 0 to 1.
    pub utility: f64,
}

impl Model {
    /// How sure the score of a set of `all` runs is, of which a chunk has the first, whatever
    /// statistics and curves its goals are made of.
    ///
    /// **Formula.** [`jackknife`] over 20 groups of the first [`SCORED_RUNS`], times
    /// √(these ÷ all), as errors fall; s/√n for what is measured as a mean, as everywhere a
    /// mean is shown. Runs wanted as [`runs_for`].
    /// **Units.** Those of the score, 0 to 1, and of the goals' metrics.
    /// **Errors.** None without goals, and with fewer than two runs to a group.
    /// **Source.** [`jackknife`].
    pub fn score_error(&self, chunk: &Chunk, all: u64) -> Option<ScoreError> {
        let runs = chunk.runs().min(SCORED_RUNS);
        if runs < 2 * GROUPS as u64 || self.project().objective.goals.is_empty() {
            return None;
        }
        let errors = jackknife(GROUPS, |stays| {
            let rest = |values: &Vec<f64>| {
                let kept = values.iter().take(runs as usize).enumerate().filter(|(run, _)| stays(*run));
                kept.map(|(_, value)| *value).collect::<Vec<_>>()
            };
            let outcomes: Vec<Vec<f64>> = chunk.outcomes.iter().map(rest).collect();
            let broken = chunk.faults.iter().map(|fault| fault.run - chunk.from);
            let broken = broken.filter(|run| *run < runs && stays(*run as usize));
            let left = (0..runs as usize).filter(|run| stays(*run)).count();
            let score = score_of(self, &outcomes, broken.count() as f64 / left as f64);
            let goals = score.goals.iter().flat_map(|goal| [goal.value, goal.utility]);
            std::iter::once(score.total).chain(goals).collect()
        });
        let (error, goals) = errors.split_first()?;
        let of_one_run = error * (runs as f64).sqrt();
        let fallen = (runs as f64 / all as f64).sqrt();
        // What differs by rounding alone is known.
        let sure = |error: f64, of: f64| if error <= ROUNDING * of.abs() { 0.0 } else { error * fallen };
        let known = score_of(self, &chunk.outcomes, 0.0).goals;
        let all_goals = &self.project().objective.goals;
        let goal = |((pair, known), goal): ((&[f64], &GoalScore), &Goal)| GoalError {
            value: self.mean_error(chunk, all, goal).unwrap_or_else(|| sure(pair[0], known.value)),
            utility: sure(pair[1], 1.0),
        };
        Some(ScoreError {
            standard_error: error * fallen,
            runs_for_point: runs_for(of_one_run, 0.01, CONFIDENCE),
            goals: goals.chunks_exact(2).zip(&known).zip(all_goals).map(goal).collect(),
        })
    }

    /// The error of a mean of `all` runs, by those of a chunk; none for another statistic.
    fn mean_error(&self, chunk: &Chunk, all: u64, goal: &Goal) -> Option<f64> {
        let outcome = outcome_of(self, goal).filter(|_| goal.statistic == Statistic::Mean)?;
        let values: Vec<f64> =
            chunk.outcomes[outcome].iter().copied().filter(|value| value.is_finite()).collect();
        let error = standard_error(stats::sd(&values), values.len() as u64);
        let error = error * (chunk.runs() as f64 / all as f64).sqrt();
        Some(if error <= ROUNDING * stats::mean(&values).abs() { 0.0 } else { error })
    }
}

impl Chunk {
    /// What a metric came to at the end of every run, in run order; NaN: it broke.
    pub fn finals(&self, metric: usize) -> &[f64] {
        self.outcomes.get(metric).map_or(&[], Vec::as_slice)
    }

    /// Standard errors of the means of a metric over time, point by point, over the runs that
    /// were still going.
    ///
    /// **Units.** Those of the metric. NaN where fewer than two runs were going.
    /// **Guarantees.** Within 0.5 % where the set is so large that series are sketched
    /// ([`EXACT_RUNS`](super::EXACT_RUNS)).
    /// **Source.** [`standard_error`].
    pub fn errors_over_time(&self, metric: usize) -> Vec<f64> {
        let (points, runs) = (self.points as usize, self.runs() as usize);
        let error = |cell: usize| match &self.series {
            Series::Exact(all) => {
                let values = all[cell * runs..(cell + 1) * runs].iter().copied().map(f64::from);
                let values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
                standard_error(stats::sd(&values), values.len() as u64)
            }
            Series::Sketched(cells) => {
                let sketch = &cells[cell].sketch;
                standard_error(sketch.sd(), sketch.count())
            }
        };
        (metric * points..(metric + 1) * points).map(error).collect()
    }
}
