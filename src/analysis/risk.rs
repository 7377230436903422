//! Risk of loss: value at risk and its conditional mean. (Drawdown of a path is
//! [`crate::num::stats::max_drawdown`].)
//!
//! A loss is minus a return. A level of 0.95 means: the loss that is not
//! exceeded in 95 % of cases.

use crate::num::dist::{normal_pdf, standard_normal};
use crate::num::stats;

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
    stats::sort(losses);
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
}
