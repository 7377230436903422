//! The ε-greedy bandit: mostly the best strategy so far, sometimes any.

use super::{Estimates, Learner, Learners, read};
use crate::lower::Context;
pub use crate::program::choice::epsilon_greedy as choose;
use crate::program::choice::{best, winners};
use crate::program::{Slot, Val};
use crate::project::{EpsilonGreedy, Ties};

struct Greedy {
    who: Learners,
    estimates: Estimates,
    spec: EpsilonGreedy,
}

pub(super) fn declare(spec: EpsilonGreedy, who: Learners, cx: &mut Context) -> impl Learner + use<> {
    let estimates = Estimates::declare(&who, cx, spec.rate.clone(), spec.initial.clone());
    Greedy { who, estimates, spec }
}

impl Learner for Greedy {
    fn init(&self, cx: &mut Context, _choice: Slot) {
        self.estimates.init(&self.who, cx);
    }

    fn choose(&self, cx: &mut Context, _choice: Slot) -> Val {
        let epsilon = self.who.share(cx, "epsilon", &self.spec.epsilon);
        let estimates = read(cx, &self.estimates.slots);
        self.who.greedy(cx, estimates, ("epsilon", epsilon), self.spec.ties)
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        self.estimates.learn(&self.who, cx, choice, reward);
    }
}

/// The probability of each strategy.
///
/// **Formula.** ε/K for each, plus (1 − ε) for the best; if several are best,
/// they share it ([`Ties::Lot`]) or the first has it ([`Ties::First`]).
/// **Units.** Estimates in any unit; ε a probability.
/// **Guarantees.** Sums to 1; does not change if all estimates shift or scale
/// alike.
/// **Errors.** Empty for no strategies; NaN estimates are never best.
/// **Source.** Sutton & Barto, "Reinforcement Learning" (2018), § 2.2.
pub fn probabilities(estimates: &[f64], epsilon: f64, ties: Ties) -> Vec<f64> {
    let k = estimates.len() as f64;
    let best = best(estimates);
    let winners = winners(estimates, best, ties);
    let mut before = 0;
    let share = |estimate: f64| {
        let wins = estimate == best && before < winners;
        before += usize::from(wins);
        epsilon / k + if wins { (1.0 - epsilon) / winners as f64 } else { 0.0 }
    };
    estimates.iter().copied().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_share_what_exploration_leaves() {
        let p = probabilities(&[1.0, 2.0, 0.5, 1.5], 0.1, Ties::Lot);
        assert!(p.iter().zip([0.025, 0.925, 0.025, 0.025]).all(|(a, b)| (a - b).abs() < 1e-15));
        assert_eq!(probabilities(&[1.0, 2.0, 2.0, 0.0], 0.0, Ties::Lot), [0.0, 0.5, 0.5, 0.0]);
        assert_eq!(probabilities(&[1.0, 2.0, 2.0, 0.0], 0.0, Ties::First), [0.0, 1.0, 0.0, 0.0]);
        assert_eq!(probabilities(&[7.0], 0.3, Ties::Lot), [1.0]);
        assert!(probabilities(&[], 0.1, Ties::Lot).is_empty());
    }

    #[test]
    fn choices_follow_the_probabilities() {
        const N: usize = 100_000;
        for (epsilon, ties) in [(0.0, Ties::Lot), (0.3, Ties::Lot), (0.3, Ties::First), (1.0, Ties::Lot)] {
            let estimates = [1.0, -1.0, 1.0, 0.0];
            let mut share = [0.0; 4];
            for i in 0..N {
                share[choose(&estimates, epsilon, ties, (i as f64 + 0.5) / N as f64)] += 1.0 / N as f64;
            }
            let p = probabilities(&estimates, epsilon, ties);
            assert!(share.iter().zip(&p).all(|(a, b)| (a - b).abs() < 1e-4), "{share:?} for {p:?}");
        }
        assert_eq!(choose(&[], 0.5, Ties::Lot, 0.9), 0);
    }
}
