//! How sure a simulated figure is: the error of a mean, of a quantile and of a
//! share of runs, how many runs a wanted precision takes, and what it saves to
//! let two designs meet the same luck.
//!
//! A confidence c in (0, 1) means: intervals made in this way contain the true
//! value in a share c of all run sets.

use crate::num::dist::standard_normal;
use crate::num::math::{expm1, ln, ln_1p};
use crate::num::stats;

/// By how much of their size figures may differ from those of other runs because sums are
/// taken in floating point: what differs by less is the same.
pub const ROUNDING: f64 = 1e-12;

/// The confidence of what is reported: 95 %.
pub const CONFIDENCE: f64 = 0.95;

/// The number of standard deviations that hold a share `confidence` of a normal
/// distribution around its mean.
///
/// **Formula.** z = Φ⁻¹((1 + c)/2); 1.96 for 95 %.
/// **Errors.** Infinite for c = 1, NaN outside of −1…1.
pub fn z(confidence: f64) -> f64 {
    standard_normal(0.5 + confidence / 2.0)
}

/// Standard error of the mean of n independent values.
///
/// **Formula.** s/√n.
/// **Units.** Those of the values; `sd` is the standard deviation of the sample.
/// **Errors.** NaN where there is no standard deviation (fewer than two values).
/// **Source.** Law & Kelton, "Simulation Modeling and Analysis" (2000), ch. 4.
pub fn standard_error(sd: f64, n: u64) -> f64 {
    sd / (n as f64).sqrt()
}

/// Runs after which the mean is known to ± `half_width`.
///
/// **Formula.** ⌈(z·s/h)²⌉.
/// **Units.** `sd` and `half_width` in those of the values; result in runs, at
/// least 1.
/// **Assumes.** The sample's deviation is near the true one (a pilot of 50 runs
/// or more), and the mean is nearly normal.
/// **Errors.** None if the width is not positive or the deviation is no number;
/// also where more than 2⁵³ runs would be needed.
/// **Source.** Law & Kelton (2000), section 9.4.1, with z for t.
pub fn runs_for(sd: f64, half_width: f64, confidence: f64) -> Option<u64> {
    let root = z(confidence) * sd / half_width;
    let runs = (root * root).ceil().max(1.0);
    (sd >= 0.0 && half_width > 0.0 && runs <= (1_u64 << 53) as f64).then_some(runs as u64)
}

/// An interval that holds the true value with some confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Interval of a probability of which `hits` in `trials` were seen.
///
/// **Formula.** (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²))/(1 + z²/n), p = hits/n.
/// **Units.** Probabilities.
/// **Guarantees.** Within 0…1, with exact ends for no hits and for hits only.
/// **Errors.** None without trials or with more hits than trials.
/// **Source.** Wilson, "Probable inference, the law of succession, and
/// statistical inference", JASA 22 (1927) 209–212.
pub fn wilson(hits: u64, trials: u64, confidence: f64) -> Option<Interval> {
    if trials == 0 || hits > trials {
        return None;
    }
    let (n, z) = (trials as f64, z(confidence));
    let (p, square) = (hits as f64 / n, z * z);
    let centre = p + square / (2.0 * n);
    let spread = z * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt();
    let scale = 1.0 + square / n;
    let low = if hits == 0 { 0.0 } else { ((centre - spread) / scale).max(0.0) };
    let high = if hits == trials { 1.0 } else { ((centre + spread) / scale).min(1.0) };
    Some(Interval { low, high })
}

/// The largest probability of an event that may be believed in after it was
/// never seen in `trials`.
///
/// **Formula.** 1 − (1 − c)^(1/n): with this probability, no event in n trials
/// has a chance of 1 − c. About 3/n for 95 %, the "rule of three".
/// **Units.** Probabilities; one-sided. 1 without trials.
/// **Source.** Hanley & Lippman-Hand, "If nothing goes wrong, is everything all
/// right?", JAMA 249 (1983) 1743–1745.
pub fn zero_event_bound(trials: u64, confidence: f64) -> f64 {
    -expm1(ln_1p(-confidence) / trials as f64)
}

/// Order statistics, counted from 1, between which a quantile lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranks {
    /// Rank of the lower end.
    pub lower: usize,
    /// Rank of the upper end.
    pub upper: usize,
    /// Probability that they enclose the quantile; at least the confidence.
    pub coverage: f64,
}

/// Ranks that enclose the `q` quantile of any continuous distribution, by the
/// exact binomial distribution.
///
/// **Formula.** With B of Bin(n, q) and α = 1 − c: the largest l with
/// P(B < l) ≤ α/2 and the smallest u with P(B ≥ u) ≤ α/2; coverage P(l ≤ B < u).
/// **Units.** Ranks 1 to n of the values in ascending order.
/// **Guarantees.** Holds for any distribution: nothing is assumed of its shape.
/// **Errors.** None if there are too few values for one of the ends. Even where
/// there are enough, a run set should not be stopped by this interval before
/// n·(1 − q) ≥ 10 (of the upper tail; n·q of the lower).
/// **Source.** Conover, "Practical Nonparametric Statistics" (1999), section
/// 3.2; David & Nagaraja, "Order Statistics" (2003), section 7.1.
pub fn quantile_ranks(n: usize, q: f64, confidence: f64) -> Option<Ranks> {
    if !(q > 0.0 && q < 1.0 && confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let mass = binomial(n, q);
    // P(B < l), from below, and P(B ≥ u), from above: each keeps its digits.
    let (mut below, mut lower) = (0.0, 0);
    while lower < n && below + mass[lower] <= tail {
        below += mass[lower];
        lower += 1;
    }
    let (mut above, mut upper) = (0.0, n + 1);
    while upper > 0 && above + mass[upper - 1] <= tail {
        above += mass[upper - 1];
        upper -= 1;
    }
    (lower >= 1 && upper <= n).then_some(Ranks { lower, upper, coverage: 1.0 - below - above })
}

/// Where the `q` quantile of a distribution lies, of which `sorted` is a sample in ascending
/// order.
///
/// **Formula.** The values at the ranks of [`quantile_ranks`].
/// **Units.** Those of the values.
/// **Errors.** None where [`quantile_ranks`] has none: too few values.
/// **Source.** As [`quantile_ranks`].
pub fn quantile_interval(sorted: &[f64], q: f64, confidence: f64) -> Option<Interval> {
    let ranks = quantile_ranks(sorted.len(), q, confidence)?;
    let at = |rank: usize| sorted.get(rank.checked_sub(1)?).copied();
    Some(Interval { low: at(ranks.lower)?, high: at(ranks.upper)? })
}

/// Standard errors of figures that are made of n independent things, whatever they are:
/// the figures are made again and again, each time without one group of the things.
///
/// **Formula.** Of the values xᵢ without group i, one thing in g:
/// √((g − 1)/g · Σ(xᵢ − mean)²), the jackknife that leaves out groups. Leaving out single
/// things would not do for quantiles.
/// **Units.** Those of the figures. `figures` is asked for them with what says whether a
/// thing, by its position, stays.
/// **Assumes.** Several things to a group. A figure that does not move when a group goes,
/// such as a quantile among equal values, has an error of 0.
/// **Source.** Shao & Wu, "A general theory for jackknife variance estimation",
/// Annals of Statistics 17 (1989) 1176–1197.
pub fn jackknife(groups: usize, figures: impl Fn(&dyn Fn(usize) -> bool) -> Vec<f64>) -> Vec<f64> {
    let without: Vec<Vec<f64>> = (0..groups).map(|group| figures(&|at| at % groups != group)).collect();
    let figures = without.first().map_or(0, Vec::len);
    let error = |figure: usize| {
        let values: Vec<f64> = without.iter().map(|all| all[figure]).collect();
        standard_error(stats::sd(&values), groups as u64) * (groups - 1) as f64
    };
    (0..figures).map(error).collect()
}

/// The probabilities of 0 to n hits in n trials. They are built outward from the
/// largest by the ratio of neighbours and then scaled, so nothing overflows and
/// no logarithm of a factorial loses digits.
fn binomial(n: usize, q: f64) -> Vec<f64> {
    let odds = q / (1.0 - q);
    let mode = (((n + 1) as f64 * q) as usize).min(n);
    let mut mass = vec![0.0; n + 1];
    mass[mode] = 1.0;
    for k in mode..n {
        mass[k + 1] = mass[k] * ((n - k) as f64 / (k + 1) as f64 * odds);
    }
    for k in (0..mode).rev() {
        mass[k] = mass[k + 1] * ((k + 1) as f64 / (n - k) as f64 / odds);
    }
    let all = stats::sum(&mass);
    mass.iter().map(|weight| weight / all).collect()
}

/// Fewest values of which the largest is at least the `q` quantile with this
/// confidence.
///
/// **Formula.** ⌈ln(1 − c)/ln q⌉: the smallest n with 1 − qⁿ ≥ c.
/// **Errors.** None if q or c are not within (0, 1).
/// **Source.** Wilks, "Determination of sample sizes for setting tolerance
/// limits", Annals of Mathematical Statistics 12 (1941) 91–96.
pub fn runs_to_exceed(q: f64, confidence: f64) -> Option<u64> {
    let within = |x: f64| x > 0.0 && x < 1.0;
    (within(q) && within(confidence)).then(|| (ln_1p(-confidence) / ln(q)).ceil().max(1.0) as u64)
}

/// Variance of the difference of two values, of which `correlation` says how far
/// they share their luck.
///
/// **Formula.** s₁² + s₂² − 2ρ·s₁·s₂; 0 for ρ says: under independent luck.
/// **Units.** The square of those of the values.
/// **Source.** Law & Kelton (2000), section 11.2, common random numbers.
pub fn difference_variance(sds: [f64; 2], correlation: f64) -> f64 {
    let [a, b] = sds;
    a * a + b * b - 2.0 * correlation * a * b
}

/// Share of the variance that shared luck takes away from a comparison: with it
/// goes the same share of the runs that the comparison needs.
///
/// **Formula.** 1 − Var(shared)/Var(independent) = 2ρ·s₁·s₂/(s₁² + s₂²).
/// **Units.** Ratio; negative where sharing does harm (ρ < 0).
/// **Errors.** NaN if neither value varies.
/// **Source.** As [`difference_variance`].
pub fn shared_luck_saves(sds: [f64; 2], correlation: f64) -> f64 {
    1.0 - difference_variance(sds, correlation) / difference_variance(sds, 0.0)
}

/// Variance of the mean of a pair, such as of a draw and its mirror image
/// (antithetic variates), each with this variance.
///
/// **Formula.** (σ² + cov)/2. Two independent draws have σ²/2, so a pair is
/// better where the covariance is negative.
/// **Units.** The square of those of the values.
/// **Source.** Hammersley & Morton, "A new Monte Carlo technique: antithetic
/// variates", Mathematical Proceedings of the Cambridge Philosophical Society 52
/// (1956) 449–475.
pub fn pair_variance(variance: f64, covariance: f64) -> f64 {
    f64::midpoint(variance, covariance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::order;
    use crate::num::rng::{Key, site};

    #[test]
    fn a_hundred_times_the_runs_for_a_tenth_of_the_width() {
        assert_eq!(runs_for(2.5, 0.1, CONFIDENCE), Some(2401));
        assert_eq!(runs_for(2.5, 0.01, CONFIDENCE), Some(240_092));
        assert_eq!(runs_for(0.0, 0.1, CONFIDENCE), Some(1));
        for (sd, width) in [(1.0, 0.0), (1.0, -1.0), (f64::NAN, 1.0), (1.0, f64::NAN), (1e9, 1e-9)] {
            assert_eq!(runs_for(sd, width, CONFIDENCE), None, "{sd} {width}");
        }
        assert_eq!(standard_error(2.5, 400), 0.125);
    }

    #[test]
    fn shares_keep_within_0_and_1() {
        assert_eq!(wilson(0, 0, 0.95), None);
        assert_eq!(wilson(3, 2, 0.95), None);
        for n in [1, 7, 1000] {
            let [none, all] = [0, n].map(|hits| wilson(hits, n, 0.95).unwrap());
            assert_eq!((none.low, all.high), (0.0, 1.0));
            assert!((none.high - (1.0 - all.low)).abs() < 1e-12);
        }
        // The ends are where the score test just rejects: (p̂ − p)² = z²·p(1 − p)/n.
        let Interval { low, high } = wilson(3, 200, 0.95).unwrap();
        for p in [low, high] {
            let ratio = (0.015 - p) * (0.015 - p) / (p * (1.0 - p) / 200.0);
            assert!((ratio.sqrt() - z(0.95)).abs() < 1e-9, "{p}");
        }
    }

    #[test]
    fn what_never_happened_may_still_happen() {
        let bound = zero_event_bound(1000, 0.95);
        assert!((crate::num::math::pow(1.0 - bound, 1000.0) - 0.05).abs() < 1e-12);
        assert!((bound - 3.0 / 1000.0).abs() < 1e-5);
        assert_eq!(zero_event_bound(0, 0.95), 1.0);
    }

    #[test]
    fn ranks_cover_as_they_say_and_no_more_than_needed() {
        for (n, q) in [(100, 0.9), (59, 0.5), (1000, 0.05), (100_000, 0.95), (8, 0.5)] {
            let Ranks { lower, upper, coverage } = quantile_ranks(n, q, 0.95).unwrap();
            assert!((0.95..0.994).contains(&coverage), "{n} {q}: {coverage}");
            assert!((lower as f64) < n as f64 * q && (upper as f64) > n as f64 * q);
        }
        // The largest of 72 exceeds the 95 % quantile in 97.5 % of cases, of 71 it does not.
        let enough = (1..).find(|n| quantile_ranks(*n, 0.95, 0.95).is_some());
        assert_eq!(enough, Some(72));
        assert_eq!(runs_to_exceed(0.95, 0.975), Some(72));
        for (n, q, c) in [(0, 0.5, 0.95), (100, 0.0, 0.95), (100, 1.0, 0.95), (100, 0.5, 1.0)] {
            assert_eq!(quantile_ranks(n, q, c), None);
        }
    }

    #[test]
    fn the_interval_of_a_quantile_holds_it_as_often_as_it_says() {
        let ranks = quantile_ranks(100, 0.9, 0.95).unwrap();
        let stream = Key::new(3, site("ranks")).at(0, 0);
        let sets = 2000;
        let hit = |set: &u64| {
            let mut sample: Vec<f64> = (0..100).map(|i| stream.uniform(set * 100 + i)).collect();
            order::sort(&mut sample);
            sample[ranks.lower - 1] < 0.9 && 0.9 < sample[ranks.upper - 1]
        };
        let hits = (0..sets).filter(hit).count() as u64;
        // Within what 2000 sets can tell, at 99.99 %.
        let Interval { low, high } = wilson(hits, sets, 0.9999).unwrap();
        assert!((low..=high).contains(&ranks.coverage), "{hits} of {sets}");
    }

    #[test]
    fn leaving_out_groups_gives_the_error_of_a_mean_and_of_a_median() {
        let stream = Key::new(5, site("jackknife")).at(0, 0);
        let (sets, n) = (100, 500);
        let errors = |set: u64| {
            jackknife(20, |stays| {
                let kept = (0..n).filter(|at| stays(*at)).map(|at| stream.uniform(set * 1000 + at as u64));
                let mut kept: Vec<f64> = kept.collect();
                let mean = stats::mean(&kept);
                order::sort(&mut kept);
                vec![mean, order::quantile_sorted(&kept, 0.5), 3.0]
            })
        };
        let all: Vec<Vec<f64>> = (0..sets).map(errors).collect();
        // Of even values: sd 1/√12, and a median of an error of 1/(2·√n).
        let root = (n as f64).sqrt();
        for (figure, known) in [1.0 / (12_f64.sqrt() * root), 0.5 / root].into_iter().enumerate() {
            let said = stats::mean(&all.iter().map(|errors| errors[figure]).collect::<Vec<_>>());
            assert!((said / known - 1.0).abs() < 0.15, "{figure}: {said} and {known}");
        }
        assert!(all.iter().all(|errors| errors[2] == 0.0));
    }

    #[test]
    fn shared_luck_halves_or_spoils() {
        assert!((shared_luck_saves([1.0, 1.0], 0.5) - 0.5).abs() < 1e-15);
        assert_eq!(difference_variance([3.0, 3.0], 1.0), 0.0);
        assert!(shared_luck_saves([1.0, 2.0], -0.5) < 0.0);
        assert_eq!(pair_variance(2.0, -2.0), 0.0);
        assert_eq!(pair_variance(2.0, 0.0), 1.0);
    }
}
