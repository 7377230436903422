//! Risk of loss: value at risk and its conditional mean; risk of ruin, with closed
//! forms to check it by; fragility. (Drawdown of a path is
//! [`crate::num::stats::max_drawdown`].)
//!
//! A loss is minus a return. A level of 0.95 means: the loss that is not
//! exceeded in 95 % of cases.

use super::precision::{
    CONFIDENCE, Interval, quantile_interval, quantile_ranks, standard_error, wilson, zero_event_bound,
};
use crate::num::dist::{normal_pdf, standard_normal};
use crate::num::math::{exp, expm1, ln};
use crate::num::{order, stats};

/// Value at risk and conditional value at risk.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Risk {
    /// The loss that is not exceeded with a probability of the level.
    pub value_at_risk: f64,
    /// Mean of the worst 1 − level of losses (expected shortfall).
    pub conditional: f64,
}

/// Risk of a normally distributed return.
///
/// **Formula.** VaR = −μ + σ·z_a; CVaR = −μ + σ·φ(z_a)/(1 − a).
/// **Units.** Those of the return; `level` a in (0, 1).
/// **Errors.** Infinite or NaN at levels 0 and 1.
/// **Source.** McNeil, Frey & Embrechts, "Quantitative Risk Management" (2015),
/// examples 2.11 and 2.14.
pub fn normal(mean: f64, sd: f64, level: f64) -> Risk {
    let z = standard_normal(level);
    Risk { value_at_risk: -mean + sd * z, conditional: -mean + sd * normal_pdf(z) / (1.0 - level) }
}

/// Risk of a sample of losses, which are sorted.
///
/// **Formula.** VaR is the ⌈n·a⌉-th smallest loss. CVaR is the mean of the worst
/// n(1 − a) losses, the VaR counting with the fraction that is left: VaR +
/// Σ(loss − VaR)⁺/(n(1 − a)).
/// **Units.** Those of the losses; `level` a in 0…1.
/// **Guarantees.** CVaR is the minimum over v of v + Σ(loss − v)⁺/(n(1 − a)), so
/// it is at least VaR and subadditive. At level 1 both are the largest loss.
/// **Errors.** NaN for an empty sample.
/// **Source.** Rockafellar & Uryasev, "Conditional value-at-risk for general
/// loss distributions", Journal of Banking & Finance 26 (2002) 1443–1471.
pub fn sample(losses: &mut [f64], level: f64) -> Risk {
    order::sort(losses);
    let n = losses.len() as f64;
    let covered = n * level;
    // 0.07 · 100 is 7.000…1 in binary: that is rank 7, not 8.
    let nearest = covered.round();
    let rank = if (covered - nearest).abs() <= 1e-12 * n { nearest } else { covered.ceil() };
    let index = (rank.max(1.0) as usize - 1).min(losses.len().saturating_sub(1));
    let Some(value_at_risk) = losses.get(index).copied() else {
        return Risk { value_at_risk: f64::NAN, conditional: f64::NAN };
    };
    let excess: f64 = losses[index..].iter().map(|loss| loss - value_at_risk).sum();
    // At level 1 there is nothing beyond: 0/0.
    let beyond = if excess > 0.0 { excess / (n * (1.0 - level)) } else { 0.0 };
    Risk { value_at_risk, conditional: value_at_risk + beyond }
}

/// How sure the risk of a sample is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RiskError {
    /// Where the value at risk lies, with a confidence of [`CONFIDENCE`]; none for too few
    /// losses.
    pub value_at_risk: Option<Interval>,
    /// Standard error of the conditional value at risk.
    pub conditional: f64,
}

/// How sure [`sample`] is of losses, which are sorted.
///
/// **Formula.** The value at risk is a quantile: [`quantile_interval`]. Of the
/// conditional one s/√n, with s the standard deviation of (loss − VaR)⁺/(1 − a).
/// **Units.** Those of the losses; `level` a in (0, 1).
/// **Assumes.** Independent losses, and n(1 − a) of at least 10: of fewer the error is
/// rather too small.
/// **Errors.** NaN for n(1 − a) below 5: so few say nothing of the tail.
/// **Source.** Manistre & Hancock, "Variance of the CTE estimator", North American
/// Actuarial Journal 9 (2005) 129–156.
pub fn sample_error(losses: &mut [f64], level: f64) -> RiskError {
    let Risk { value_at_risk, .. } = sample(losses, level);
    let few = losses.len() as f64 * (1.0 - level) < FEWEST;
    let beyond = |loss: &f64| (loss - value_at_risk).max(0.0) / (1.0 - level);
    let parts: Vec<f64> = losses.iter().map(beyond).collect();
    RiskError {
        value_at_risk: quantile_interval(losses, level, CONFIDENCE),
        conditional: if few { f64::NAN } else { standard_error(stats::sd(&parts), parts.len() as u64) },
    }
}

/// Fewest losses beyond a value at risk that say how sure their mean is.
const FEWEST: f64 = 5.0;

/// How likely a run is to break.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ruin {
    /// Share of the runs that broke, 0 to 1.
    pub probability: f64,
    /// Where the probability lies, with a confidence of [`CONFIDENCE`].
    pub interval: Interval,
}

/// Probability of ruin from a run set.
///
/// **Formula.** broke/runs; the interval is Wilson's, and where no run broke, 0 to
/// the one-sided 1 − (1 − c)^(1/runs).
/// **Units.** Probabilities of one run, over its steps.
/// **Errors.** None without runs, or if more broke than there were.
/// **Source.** [`wilson`], [`zero_event_bound`].
pub fn ruin(broke: u64, runs: u64) -> Option<Ruin> {
    let mut interval = wilson(broke, runs, CONFIDENCE)?;
    if broke == 0 {
        interval.high = zero_event_bound(runs, CONFIDENCE);
    }
    Some(Ruin { probability: broke as f64 / runs as f64, interval })
}

/// When ruined runs are ruined: the first of the `times` at which half of those
/// that break within the run are gone.
///
/// **Units.** Steps. `alive` are the runs that were still going at each of the
/// times, of `runs`.
/// **Guarantees.** The median time to ruin, rounded up to the next of the times.
/// It is that of runs which break before the last of them, so it grows with the
/// length of the runs.
/// **Errors.** None if no run broke.
/// **Source.** Median of the sample.
pub fn time_to_ruin(runs: u64, times: &[u32], alive: &[u64]) -> Option<u32> {
    let broke = runs.checked_sub(*alive.last()?).filter(|broke| *broke > 0)?;
    let gone = |left: &u64| 2 * runs.saturating_sub(*left) >= broke;
    times.iter().zip(alive).find(|(_, left)| gone(left)).map(|(time, _)| *time)
}

/// Where the median time to ruin lies, with a confidence of [`CONFIDENCE`]: between the
/// first of the `times` at which the lower and the upper rank of a median are reached
/// among the runs that broke.
///
/// **Units.** Steps; the rest as for [`time_to_ruin`].
/// **Errors.** None if fewer than six runs broke.
/// **Source.** [`quantile_ranks`].
pub fn time_to_ruin_between(runs: u64, times: &[u32], alive: &[u64]) -> Option<[u32; 2]> {
    let broke = runs.checked_sub(*alive.last()?)?;
    let ranks = quantile_ranks(usize::try_from(broke).ok()?, 0.5, CONFIDENCE)?;
    let reached = |rank: usize| {
        let gone = |left: &u64| runs.saturating_sub(*left) >= rank as u64;
        times.iter().zip(alive).find(|(_, left)| gone(left)).map(|(time, _)| *time)
    };
    Some([reached(ranks.lower)?, reached(ranks.upper)?])
}

/// A gambler who plays for one unit a round until all is lost or the target is
/// reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gambler {
    /// Probability to lose everything.
    pub ruin: f64,
    /// Expected rounds until either end.
    pub duration: f64,
}

/// Gambler's ruin.
///
/// **Formula.** With r = (1 − p)/p, of k units on the way to N: ruin
/// (r^k − r^N)/(1 − r^N), duration (N·(1 − ruin) − k)/(2p − 1); for p = ½,
/// 1 − k/N and k·(N − k).
/// **Units.** `win` p is a probability; `start` k and `target` N in units of the
/// stake, 0 ≤ k ≤ N.
/// **Guarantees.** No overflow for any N. The duration loses digits as p comes
/// near to ½ without being it.
/// **Errors.** None outside of these ranges, for p of 0 or 1, and for N = 0.
/// **Source.** Feller, "An Introduction to Probability Theory and Its
/// Applications" I (1968), XIV.2 and XIV.3.
pub fn gambler(win: f64, start: f64, target: f64) -> Option<Gambler> {
    let valid = win > 0.0 && win < 1.0 && start >= 0.0 && target > 0.0 && start <= target;
    if !(valid && target.is_finite()) {
        return None;
    }
    if win == 0.5 {
        return Some(Gambler { ruin: 1.0 - start / target, duration: start * (target - start) });
    }
    // In the powers of the odds that are below 1, which cannot overflow.
    let log_odds = ln((1.0 - win) / win);
    let ahead = target - start;
    let ruin = if log_odds < 0.0 {
        exp(start * log_odds) * (expm1(ahead * log_odds) / expm1(target * log_odds))
    } else {
        expm1(-ahead * log_odds) / expm1(-target * log_odds)
    };
    Some(Gambler { ruin, duration: (target * (1.0 - ruin) - start) / (2.0 * win - 1.0) })
}

/// Ruin of a reserve that premiums fill and claims drain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reserve {
    /// Probability that the reserve is ever empty.
    pub ruin: f64,
    /// Adjustment coefficient R, per unit of money.
    pub adjustment: f64,
    /// Lundberg's bound e^(−R·u), which the probability never exceeds.
    pub bound: f64,
}

/// Cramér–Lundberg: claims arrive as a Poisson process, their sizes are
/// exponential, and income exceeds the mean claims by a loading.
///
/// **Formula.** R = θ/(m·(1 + θ)); ψ(u) = e^(−R·u)/(1 + θ).
/// **Units.** `loading` θ > 0 as a ratio; `mean_claim` m > 0 and `reserve` u ≥ 0
/// in money.
/// **Assumes.** No end of time: over a finite time ruin is less likely.
/// **Errors.** None outside of these ranges; without a loading ruin is certain.
/// **Source.** Asmussen & Albrecher, "Ruin Probabilities" (2010), chapter IV;
/// Lundberg (1903), Cramér (1930).
pub fn reserve(loading: f64, mean_claim: f64, reserve: f64) -> Option<Reserve> {
    if !(loading > 0.0 && mean_claim > 0.0 && reserve >= 0.0) {
        return None;
    }
    let adjustment = loading / (mean_claim * (1.0 + loading));
    let bound = exp(-adjustment * reserve);
    Some(Reserve { ruin: bound / (1.0 + loading), adjustment, bound })
}

/// What uncertainty does to a pay-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fragility {
    /// It does harm: what is lost on one side is more than is won on the other.
    Fragile,
    /// It makes no difference.
    Robust,
    /// It does good.
    Antifragile,
}

/// Taleb's heuristic: what a pay-off gains or loses on average when its cause is
/// off by Δ to either side.
///
/// **Formula.** H = (f(a − Δ) + f(a + Δ))/2 − f(a).
/// **Units.** Those of the pay-off f; `at` a and `delta` Δ in those of its cause.
/// **Guarantees.** 0 for a straight line, whatever Δ; depends on Δ otherwise, so
/// it is to be looked at over several.
/// **Errors.** What f gives: NaN where it is not defined.
/// **Source.** Taleb, Canetti, Kinda, Loukoianova & Schmieder, "A new heuristic
/// measure of fragility and tail risks", IMF Working Paper 12/216 (2012).
pub fn fragility(payoff: impl Fn(f64) -> f64, at: f64, delta: f64) -> f64 {
    f64::midpoint(payoff(at - delta), payoff(at + delta)) - payoff(at)
}

impl Fragility {
    /// What H means; differences up to `tolerance` are none. None for NaN. (For a
    /// harm in place of a pay-off, give −H.)
    pub fn of(h: f64, tolerance: f64) -> Option<Fragility> {
        match h {
            h if h.is_nan() => None,
            h if h < -tolerance => Some(Fragility::Fragile),
            h if h > tolerance => Some(Fragility::Antifragile),
            _ => Some(Fragility::Robust),
        }
    }

    /// How reports and vectors call it.
    pub fn name(self) -> &'static str {
        match self {
            Fragility::Fragile => "fragile",
            Fragility::Robust => "robust",
            Fragility::Antifragile => "antifragile",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::dist;
    use crate::num::rng::{Key, site};

    #[test]
    fn a_small_sample() {
        let mut losses: Vec<f64> = (1..20).rev().map(f64::from).chain([40.0]).collect();
        let risk = sample(&mut losses, 0.95);
        assert_eq!(risk.value_at_risk, 19.0);
        assert!((risk.conditional - 40.0).abs() < 1e-12);
        // With a level between two losses the lower one counts in part:
        // the worst 2.4 are 40, 19 and 0.4 of 18.
        let risk = sample(&mut losses, 0.88);
        assert_eq!(risk.value_at_risk, 18.0);
        assert!((risk.conditional - (40.0 + 19.0 + 0.4 * 18.0) / 2.4).abs() < 1e-12);
    }

    #[test]
    fn the_conditional_value_is_the_minimum_of_rockafellar_and_uryasev() {
        let stream = Key::new(4, site("risk")).at(0, 0);
        let mut losses: Vec<f64> = (0..101).map(|i| dist::normal(stream.uniform(i), 1.0, 3.0)).collect();
        let n = losses.len() as f64;
        for level in [0.5, 0.77, 0.9, 0.95, 0.995] {
            let risk = sample(&mut losses, level);
            let objective =
                |v: f64| v + losses.iter().map(|l| (l - v).max(0.0)).sum::<f64>() / (n * (1.0 - level));
            let minimum = losses.iter().map(|v| objective(*v)).fold(f64::INFINITY, f64::min);
            assert!((risk.conditional - minimum).abs() < 1e-12, "level {level}");
        }
    }

    #[test]
    fn edges() {
        assert_eq!(sample(&mut [3.0], 0.95), Risk { value_at_risk: 3.0, conditional: 3.0 });
        assert_eq!(sample(&mut [1.0, 3.0], 1.0), Risk { value_at_risk: 3.0, conditional: 3.0 });
        assert_eq!(sample(&mut [1.0, 3.0], 0.0), Risk { value_at_risk: 1.0, conditional: 2.0 });
        assert!(sample(&mut [], 0.95).conditional.is_nan());
        let mut hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(sample(&mut hundred, 0.07).value_at_risk, 7.0);
    }

    #[test]
    fn a_large_normal_sample_approaches_the_closed_form() {
        let n = 200_001;
        let mut losses: Vec<f64> =
            (0..n).map(|i| -dist::normal((f64::from(i) + 0.5) / f64::from(n), 0.01, 0.1)).collect();
        let (sampled, closed) = (sample(&mut losses, 0.95), normal(0.01, 0.1, 0.95));
        assert!((sampled.value_at_risk - closed.value_at_risk).abs() < 1e-5);
        assert!((sampled.conditional - closed.conditional).abs() < 1e-5);
    }

    #[test]
    fn the_errors_of_risk_are_those_that_sets_of_losses_have() {
        let level = 0.9;
        let (sets, n) = (400, 500);
        let stream = Key::new(6, site("tails")).at(0, 0);
        let (mut found, mut said, mut held) = (Vec::new(), Vec::new(), 0);
        let closed = normal(0.0, 1.0, level);
        for set in 0..sets {
            let loss = |i: u64| -dist::normal(stream.uniform(set * n + i), 0.0, 1.0);
            let mut losses: Vec<f64> = (0..n).map(loss).collect();
            let error = sample_error(&mut losses, level);
            found.push(sample(&mut losses, level).conditional);
            said.push(error.conditional);
            let Interval { low, high } = error.value_at_risk.unwrap();
            held += u64::from(low <= closed.value_at_risk && closed.value_at_risk <= high);
        }
        let (apart, said) = (stats::sd(&found), stats::mean(&said));
        assert!((said / apart - 1.0).abs() < 0.1, "sets are {apart} apart, and say {said}");
        assert!((stats::mean(&found) / closed.conditional - 1.0).abs() < 0.01);
        let Interval { low, high } = wilson(held, sets, 0.9999).unwrap();
        assert!(low <= 0.97 && 0.95 <= high, "{held} of {sets} intervals hold it");
        assert!(sample_error(&mut [1.0; 49], 0.9).conditional.is_nan());
    }

    #[test]
    fn ruin_is_counted_and_nothing_seen_is_not_nothing() {
        let some = ruin(3, 200).unwrap();
        assert_eq!((some.probability, some.interval), (0.015, wilson(3, 200, CONFIDENCE).unwrap()));
        let none = ruin(0, 1000).unwrap();
        assert_eq!((none.probability, none.interval.low), (0.0, 0.0));
        assert!((none.interval.high - 0.003).abs() < 1e-5);
        assert_eq!((ruin(0, 0), ruin(2, 1)), (None, None));
    }

    #[test]
    fn half_of_the_ruined_are_gone_at_the_time_to_ruin() {
        let times = [0, 10, 20, 30];
        assert_eq!(time_to_ruin(100, &times, &[100, 96, 95, 90]), Some(20));
        assert_eq!(time_to_ruin(100, &times, &[100, 99, 99, 90]), Some(30));
        assert_eq!(time_to_ruin(100, &times, &[90, 90, 90, 90]), Some(0));
        assert_eq!(time_to_ruin(100, &times, &[100; 4]), None);
        assert_eq!(time_to_ruin(100, &[], &[]), None);
        // Ranks 2 and 9 of ten; too few say nothing.
        assert_eq!(time_to_ruin_between(100, &times, &[100, 98, 92, 90]), Some([10, 30]));
        assert_eq!(time_to_ruin_between(100, &times, &[100, 99, 91, 90]), Some([20, 20]));
        assert_eq!(time_to_ruin_between(100, &times, &[100, 98, 97, 95]), None);
    }

    /// Probability of ruin as a run set would count it, with the interval that
    /// contains the true one in all but one of ten thousand cases.
    fn counted(runs: u64, breaks: impl Fn(u64) -> bool) -> Interval {
        let broke = (0..runs).filter(|run| breaks(*run)).count() as u64;
        wilson(broke, runs, 0.9999).unwrap()
    }

    #[test]
    fn counted_ruin_is_that_of_the_gambler() {
        for (win, start, target) in [(0.48, 10.0, 30.0), (0.5, 3.0, 8.0), (0.55, 2.0, 20.0)] {
            let closed = gambler(win, start, target).unwrap();
            let (runs, rounds) = (4000, std::cell::Cell::new(0_u64));
            let found = counted(runs, |run| {
                let stream = Key::new(8, site("gambler")).at(run, 0);
                let (mut purse, mut round) = (start, 0);
                while purse > 0.0 && purse < target {
                    purse += if stream.uniform(round) < win { 1.0 } else { -1.0 };
                    round += 1;
                }
                rounds.set(rounds.get() + round);
                purse == 0.0
            });
            assert!((found.low..=found.high).contains(&closed.ruin), "{closed:?}, {found:?}");
            let duration = rounds.get() as f64 / runs as f64;
            assert!((duration / closed.duration - 1.0).abs() < 0.08, "{closed:?}, {duration}");
        }
    }

    #[test]
    fn the_gambler_at_the_edges() {
        let fair = gambler(0.5, 3.0, 10.0).unwrap();
        let nearly = gambler(0.5 + 1e-9, 3.0, 10.0).unwrap();
        assert!((fair.ruin - nearly.ruin).abs() < 1e-7 && (fair.duration - nearly.duration).abs() < 1e-4);
        let ends = [0.0, 10.0].map(|start| gambler(0.3, start, 10.0).unwrap().ruin);
        assert_eq!(ends, [1.0, 0.0]);
        // 19^1000 is beyond all doubles.
        assert!(gambler(0.05, 500.0, 1000.0).unwrap().ruin > 1.0 - 1e-12);
        assert!(gambler(0.95, 500.0, 1000.0).unwrap().ruin < 1e-300);
        let bad =
            [(0.0, 1.0, 2.0), (1.0, 1.0, 2.0), (0.5, 3.0, 2.0), (0.5, 0.0, 0.0), (0.5, 1.0, f64::INFINITY)];
        assert!(bad.into_iter().all(|(win, start, target)| gambler(win, start, target).is_none()));
    }

    #[test]
    fn counted_ruin_is_that_of_the_reserve() {
        let (loading, mean, start) = (0.5, 2.0, 3.0);
        let closed = reserve(loading, mean, start).unwrap();
        let found = counted(4000, |run| {
            let stream = Key::new(9, site("claims")).at(run, 0);
            let mut reserve = start;
            // A claim a unit of time; after 300 of them nobody is ruined any more.
            (0..300).any(|claim| {
                let (wait, size) = (stream.uniform(2 * claim), stream.uniform(2 * claim + 1));
                reserve += (1.0 + loading) * mean * dist::exponential(wait, 1.0);
                reserve -= dist::exponential(size, mean);
                reserve < 0.0
            })
        });
        assert!((found.low..=found.high).contains(&closed.ruin), "{closed:?}, {found:?}");
        assert!(closed.ruin < closed.bound);
        assert_eq!((reserve(0.0, 1.0, 1.0), reserve(0.1, 1.0, -1.0)), (None, None));
    }

    #[test]
    fn curvature_is_fragility() {
        let class = |h: f64| Fragility::of(h, 1e-9).map(Fragility::name);
        assert_eq!(class(fragility(|x| 1.0 + 3.0 * x, 10.0, 4.0)), Some("robust"));
        assert_eq!(class(fragility(|x| -x * x, 0.0, 1.0)), Some("fragile"));
        assert_eq!(class(fragility(|x| (x - 10.0).max(0.0), 10.0, 2.0)), Some("antifragile"));
        assert_eq!(class(fragility(|x| (x - 10.0).max(0.0), 10.0, 0.0)), Some("robust"));
        assert_eq!(class(f64::NAN), None);
    }
}
