//! The softmax bandit: better strategies more often, by Boltzmann's rule.

use super::{Estimates, Learner, Learners, read};
use crate::lower::Context;
pub use crate::program::choice::softmax as choose;
use crate::program::choice::weigh;
use crate::program::{Pure, Slot, Val};
use crate::project::Softmax;

struct Boltzmann {
    who: Learners,
    estimates: Estimates,
    spec: Softmax,
}

pub(super) fn declare(spec: Softmax, who: Learners, cx: &mut Context) -> impl Learner + use<> {
    let estimates = Estimates::declare(&who, cx, spec.rate.clone(), spec.initial.clone());
    Boltzmann { who, estimates, spec }
}

impl Learner for Boltzmann {
    fn init(&self, cx: &mut Context, _choice: Slot) {
        self.estimates.init(&self.who, cx);
    }

    fn choose(&self, cx: &mut Context, _choice: Slot) -> Val {
        let temperature = self.who.above_zero(cx, "temperature", &self.spec.temperature);
        let draw = self.who.draw(cx, "temperature");
        let estimates = read(cx, &self.estimates.slots);
        cx.b.pure(Pure::Softmax { estimates, temperature, draw }, self.who.shape())
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        self.estimates.learn(&self.who, cx, choice, reward);
    }
}

/// The probability of each strategy.
///
/// **Formula.** e^(q/τ)/Σe^(q/τ), computed relative to the largest q so that
/// nothing overflows.
/// **Units.** Temperature τ > 0 in the unit of the estimates.
/// **Guarantees.** Sums to 1; does not change if all estimates shift alike;
/// uniform as τ → ∞, all on the best as τ → 0.
/// **Errors.** NaN for τ = 0 or NaN estimates; empty for no strategies.
/// **Source.** Sutton & Barto, "Reinforcement Learning" (2018), § 2.8; Luce,
/// "Individual Choice Behavior" (1959).
pub fn probabilities(estimates: &[f64], temperature: f64) -> Vec<f64> {
    let mut weights = vec![0.0; estimates.len()];
    let total = weigh(estimates, temperature, &mut weights);
    weights.iter_mut().for_each(|weight| *weight /= total);
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_boltzmanns() {
        let p = probabilities(&[1.0, 2.0, 0.5], 0.5);
        let expected = [0.114_195_199_384_594_49, 0.843_794_734_481_339_5, 0.042_010_066_134_066_05];
        assert!(p.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15), "{p:?}");
        assert_eq!(probabilities(&[1e308, -1e308], 1.0), [1.0, 0.0]);
        assert_eq!(probabilities(&[3.0, 3.0], 1e-9), [0.5, 0.5]);
        assert_eq!(probabilities(&[3.0], 1.0), [1.0]);
    }

    #[test]
    fn choices_follow_the_probabilities() {
        const N: usize = 100_000;
        let estimates = [0.3, -1.0, 1.0, 0.0];
        let (mut share, mut scratch) = ([0.0; 4], [0.0; 4]);
        for i in 0..N {
            let u = (i as f64 + 0.5) / N as f64;
            share[choose(&estimates, 0.7, u, &mut scratch)] += 1.0 / N as f64;
        }
        let p = probabilities(&estimates, 0.7);
        assert!(share.iter().zip(&p).all(|(a, b)| (a - b).abs() < 1e-4), "{share:?} for {p:?}");
        assert_eq!(choose(&[], 0.7, 0.5, &mut []), 0);
    }
}
