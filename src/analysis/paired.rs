//! Two designs under the same luck.
//!
//! Draws depend on seed, run and place, not on the design, so run *i* of one
//! design and run *i* of another see the same shocks and the same people. What
//! differs between them is the design's doing, and far fewer runs show it than
//! two independent sets would need (common random numbers).

use crate::num::stats;
use crate::simulate::{MetricSummary, Summary};

/// How a metric's final values differ, run by run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// Runs that reached the end under both designs.
    pub pairs: usize,
    /// Runs in which the variant ends higher.
    pub higher: usize,
    /// Runs in which the variant ends lower.
    pub lower: usize,
    /// Median of variant − baseline, in the metric's unit; NaN without pairs.
    pub median_difference: f64,
}

impl Paired {
    /// Share of the pairs in which the variant ends higher, 0 to 1.
    pub fn share_higher(&self) -> f64 {
        self.higher as f64 / self.pairs.max(1) as f64
    }

    /// Share of the pairs in which the variant ends lower, 0 to 1.
    pub fn share_lower(&self) -> f64 {
        self.lower as f64 / self.pairs.max(1) as f64
    }
}

/// Compares final values in run order; a run that broke is NaN and left out.
/// The longer list is cut to the shorter.
pub fn paired(variant: &[f64], baseline: &[f64]) -> Paired {
    let mut differences: Vec<f64> = Vec::with_capacity(variant.len().min(baseline.len()));
    let (mut higher, mut lower) = (0, 0);
    for (v, b) in variant.iter().zip(baseline).filter(|(v, b)| !v.is_nan() && !b.is_nan()) {
        higher += usize::from(v > b);
        lower += usize::from(v < b);
        differences.push(if v == b { 0.0 } else { v - b });
    }
    stats::sort(&mut differences);
    Paired { pairs: differences.len(), higher, lower, median_difference: median_of_sorted(&differences) }
}

/// Compares one metric of two summaries; none if they are not of the same seed
/// and length, because then they did not share their luck.
pub fn compare(metric: &str, variant: &Summary, baseline: &Summary) -> Option<Paired> {
    if variant.seed != baseline.seed || variant.steps != baseline.steps {
        return None;
    }
    let find = |summary: &'_ Summary| summary.metrics.iter().position(|m| m.id == metric);
    let variant: &MetricSummary = variant.metrics.get(find(variant)?)?;
    let baseline = baseline.metrics.get(find(baseline)?)?;
    Some(paired(&variant.finals, &baseline.finals))
}

fn median_of_sorted(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    match (sorted.get(middle), sorted.len() % 2) {
        (None, _) => f64::NAN,
        (Some(high), 0) => (sorted.get(middle - 1).copied().unwrap_or(*high) + high) / 2.0,
        (Some(value), _) => *value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_compared_with_their_own_luck() {
        let got = paired(&[1.0, 5.0, 3.0, 2.0], &[0.0, 6.0, 1.0, 2.0]);
        assert_eq!(got, Paired { pairs: 4, higher: 2, lower: 1, median_difference: 0.5 });
        assert_eq!(got.share_higher(), 0.5);
    }

    #[test]
    fn a_run_that_broke_is_no_pair() {
        let got = paired(&[f64::NAN, 2.0, 4.0], &[1.0, f64::NAN, 1.0]);
        assert_eq!(got, Paired { pairs: 1, higher: 1, lower: 0, median_difference: 3.0 });
    }

    #[test]
    fn no_pairs_have_no_difference() {
        let got = paired(&[], &[1.0]);
        assert_eq!(got.pairs, 0);
        assert!(got.median_difference.is_nan());
        assert_eq!(got.share_higher(), 0.0);
    }

    #[test]
    fn equal_infinities_do_not_differ() {
        assert_eq!(paired(&[f64::INFINITY], &[f64::INFINITY]).median_difference, 0.0);
    }
}
