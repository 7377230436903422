//! How sure the score of a run set is.

use super::chunk::Chunk;
use super::model::Model;
use super::summarise::score_of;
use crate::analysis::precision::{CONFIDENCE, runs_for, standard_error};
use crate::num::stats;

/// Groups of runs that are left out, one after the other.
const GROUPS: usize = 20;

/// How sure a score is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoreError {
    /// Standard error of the total, 0 to 1.
    pub standard_error: f64,
    /// Runs after which the total would be known to ± 0.01, in 19 of 20 cases; none if
    /// that cannot be said.
    pub runs_for_point: Option<u64>,
}

impl Model {
    /// How sure the score of the runs of a chunk is, whatever statistics and curves its
    /// goals are made of.
    ///
    /// **Formula.** Of the scores sᵢ without the runs of group i, one run in g = 20:
    /// √((g − 1)/g · Σ(sᵢ − mean)²), the jackknife that leaves out groups; single runs
    /// would not do for quantiles. Runs wanted as [`runs_for`], for an error that falls
    /// with the root of the runs.
    /// **Units.** Those of the score, 0 to 1.
    /// **Errors.** None without goals, and with fewer than two runs to a group.
    /// **Source.** Shao & Wu, "A general theory for jackknife variance estimation",
    /// Annals of Statistics 17 (1989) 1176–1197.
    pub fn score_error(&self, chunk: &Chunk) -> Option<ScoreError> {
        let runs = chunk.runs();
        if runs < 2 * GROUPS as u64 || self.project().objective.goals.is_empty() {
            return None;
        }
        let without = |group: usize| {
            let stays = |run: &usize| run % GROUPS != group;
            let rest = |values: &Vec<f64>| {
                let kept = values.iter().enumerate().filter(|(run, _)| stays(run));
                kept.map(|(_, value)| *value).collect::<Vec<_>>()
            };
            let outcomes: Vec<Vec<f64>> = chunk.outcomes.iter().map(rest).collect();
            let broken = chunk.faults.iter().filter(|fault| stays(&((fault.run - chunk.from) as usize)));
            let left = (0..runs as usize).filter(stays).count();
            score_of(self, &outcomes, broken.count() as f64 / left as f64).total
        };
        let totals: Vec<f64> = (0..GROUPS).map(without).collect();
        let error = standard_error(stats::sd(&totals), GROUPS as u64) * (GROUPS - 1) as f64;
        let of_one_run = error * (runs as f64).sqrt();
        Some(ScoreError { standard_error: error, runs_for_point: runs_for(of_one_run, 0.01, CONFIDENCE) })
    }
}
