//! Two designs under the same luck.
//!
//! Draws depend on seed, run and place, not on the design, so run *i* of one
//! design and run *i* of another see the same shocks and the same people. What
//! differs between them is the design's doing, and far fewer runs show it than
//! two independent sets would need (common random numbers).

use super::precision::{CONFIDENCE, shared_luck_saves, standard_error, z};
use super::risk::{Fragility, fragility};
use crate::num::{order, stats};
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
    order::sort(&mut differences);
    Paired { pairs: differences.len(), higher, lower, median_difference: median_of_sorted(&differences) }
}

/// Compares one metric of two summaries; none if they are not of the same seed
/// and length, because then they did not share their luck.
pub fn compare(metric: &str, variant: &Summary, baseline: &Summary) -> Option<Paired> {
    let [variant, baseline] = finals(metric, [variant, baseline])?;
    Some(paired(variant, baseline))
}

/// The mean difference of one metric of two summaries; none where [`compare`] has
/// none, or where [`shared_luck`] has none.
pub fn difference(metric: &str, variant: &Summary, baseline: &Summary) -> Option<SharedLuck> {
    let [variant, baseline] = finals(metric, [variant, baseline])?;
    shared_luck(variant, baseline)
}

/// Final values of a metric of two summaries that shared their luck.
fn finals<'a>(metric: &str, [variant, baseline]: [&'a Summary; 2]) -> Option<[&'a [f64]; 2]> {
    if variant.seed != baseline.seed || variant.steps != baseline.steps {
        return None;
    }
    let find = |summary: &'a Summary| summary.metrics.iter().find(|found| found.id == metric);
    let of = |found: &'a MetricSummary| found.finals.as_slice();
    Some([of(find(variant)?), of(find(baseline)?)])
}

/// How sure the mean difference of two designs is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SharedLuck {
    /// Mean of variant − baseline, in the metric's unit.
    pub mean_difference: f64,
    /// Its standard error, in the same unit.
    pub standard_error: f64,
    /// Share of the runs that two independent sets would need to be as sure, which
    /// sharing the luck saves. Negative where it does harm; NaN if neither design
    /// varies.
    pub saved: f64,
}

/// The mean difference of final values in run order, and its error.
///
/// **Formula.** Of the differences dᵢ of n pairs: mean(d), sd(d)/√n; saved by
/// [`shared_luck_saves`], with the correlation of the pairs,
/// ρ = (s₁² + s₂² − s_d²)/(2·s₁·s₂).
/// **Units.** Those of the values.
/// **Errors.** None with fewer than two pairs; a run that broke or is not finite
/// under one of the designs is no pair.
/// **Source.** Law & Kelton, "Simulation Modeling and Analysis" (2000), section
/// 11.2.
pub fn shared_luck(variant: &[f64], baseline: &[f64]) -> Option<SharedLuck> {
    let pairs = variant.iter().zip(baseline).filter(|(v, b)| v.is_finite() && b.is_finite());
    let (variant, baseline): (Vec<f64>, Vec<f64>) = pairs.unzip();
    if variant.len() < 2 {
        return None;
    }
    let differences: Vec<f64> = variant.iter().zip(&baseline).map(|(v, b)| v - b).collect();
    let sds = [stats::sd(&variant), stats::sd(&baseline)];
    let (sd, product) = (stats::sd(&differences), sds[0] * sds[1]);
    let squares = sds[0] * sds[0] + sds[1] * sds[1];
    // A design that does not vary shares nothing.
    let correlation = if product > 0.0 { (squares - sd * sd) / (2.0 * product) } else { 0.0 };
    Some(SharedLuck {
        mean_difference: stats::mean(&differences),
        standard_error: standard_error(sd, differences.len() as u64),
        saved: shared_luck_saves(sds, correlation),
    })
}

/// What it does to a figure, on average, that a number may be higher or lower than
/// thought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curvature {
    /// Mean over the runs of H, in the unit of the figure.
    pub mean: f64,
    /// Its standard error, in the same unit.
    pub standard_error: f64,
}

/// Taleb's heuristic over runs that share their luck: of each run, what the figure
/// comes to with the number lower and higher by as much, against what it comes to as
/// it is.
///
/// **Formula.** hᵢ = [`fragility`] of run i; mean(h), sd(h)/√n.
/// **Units.** Those of the values, which are in run order.
/// **Errors.** None with fewer than two runs; a run that broke or is not finite in one
/// of the three does not count.
/// **Source.** As [`fragility`]; the error as [`shared_luck`].
pub fn curvature(below: &[f64], at: &[f64], above: &[f64]) -> Option<Curvature> {
    let runs = below.iter().zip(at).zip(above).map(|((below, at), above)| [*below, *at, *above]);
    let whole = runs.filter(|values| values.iter().all(|value| value.is_finite()));
    // The three values stand for the pay-off at −1, 0 and 1.
    let bends: Vec<f64> =
        whole.map(|values| fragility(|place| values[(place + 1.0) as usize], 0.0, 1.0)).collect();
    (bends.len() > 1).then(|| Curvature {
        mean: stats::mean(&bends),
        standard_error: standard_error(stats::sd(&bends), bends.len() as u64),
    })
}

impl Curvature {
    /// How far the truth may be from the mean, with a confidence of [`CONFIDENCE`]; in
    /// the unit of the figure.
    pub fn give_or_take(&self) -> f64 {
        z(CONFIDENCE) * self.standard_error
    }

    /// What it means for a figure of which more is better, or less: what chance and
    /// rounding may have done is no difference.
    pub fn verdict(&self, more_is_better: bool) -> Option<Fragility> {
        let gain = if more_is_better { self.mean } else { -self.mean };
        Fragility::of(gain, self.give_or_take().max(1e-12))
    }
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

    #[test]
    fn shared_luck_needs_fewer_runs() {
        let baseline = [1.0, 4.0, 2.0, 7.0, f64::NAN, 3.0];
        let shifted = baseline.map(|x| x + 2.0);
        let same = shared_luck(&shifted, &baseline).unwrap();
        assert_eq!((same.mean_difference, same.standard_error), (2.0, 0.0));
        assert!((same.saved - 1.0).abs() < 1e-12);
        // The difference from its mirror image varies twice as much as from a stranger.
        let opposite = shared_luck(&baseline.map(|x| -x), &baseline).unwrap();
        assert!((opposite.saved + 1.0).abs() < 1e-12);
        let still = shared_luck(&[5.0; 6], &baseline).unwrap();
        assert_eq!(still.saved, 0.0);
        assert!(shared_luck(&[5.0; 2], &[5.0; 2]).unwrap().saved.is_nan());
        assert_eq!(shared_luck(&[1.0], &[1.0]), None);
    }

    #[test]
    fn a_bent_figure_is_fragile_or_gains_and_a_straight_one_is_neither() {
        let luck: Vec<f64> = (0..50).map(|run| f64::from(run * 37 % 50) / 25.0 - 0.98).collect();
        let figure = |f: fn(f64, f64) -> f64, x: f64| luck.iter().map(|u| f(x, *u)).collect::<Vec<_>>();
        let bend = |f| curvature(&figure(f, 1.0), &figure(f, 3.0), &figure(f, 5.0)).unwrap();
        // H of x² at a distance of 2 is 4, whatever the luck adds.
        let square = bend(|x, u| x * x + u);
        assert!((square.mean - 4.0).abs() < 1e-12 && square.standard_error < 1e-12, "{square:?}");
        assert_eq!(square.verdict(true), Some(Fragility::Antifragile));
        assert_eq!(square.verdict(false), Some(Fragility::Fragile));
        assert_eq!(bend(|x, u| 3.0 * x + u).verdict(true), Some(Fragility::Robust));
        // Luck that bends it more than the number does: nothing can be said.
        let lost = bend(|x, u| 0.01 * x * x + 10.0 * u * (x - 3.0) * (x - 3.0));
        assert_eq!(lost.verdict(true), Some(Fragility::Robust));
        assert!(lost.give_or_take() > lost.mean.abs());
        // A run that broke in one of the three does not count.
        let broke = curvature(&[1.0, f64::NAN, 2.0], &[0.0, 0.0, 0.0], &[1.0, 1.0, 4.0]).unwrap();
        assert_eq!(broke.mean, 2.0);
        assert_eq!(curvature(&[1.0, f64::NAN], &[0.0; 2], &[1.0; 2]), None);
    }
}
