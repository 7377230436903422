//! The ε-greedy bandit.
//!
//! The ε-greedy bandit: mostly the best strategy so far, sometimes any.

use super::nth;
use super::{Estimates, Learner, field};
use crate::lower::{Context, Want};
use crate::num::rng::site;
use crate::program::{Binary, Pure, Shape, Slot, Unary, Val};
use crate::project::{Formula, Ties};

pub(super) struct EpsilonGreedy {
    pub estimates: Estimates,
    pub epsilon: Formula,
    pub ties: Ties,
}

impl Learner for EpsilonGreedy {
    fn init(&self, cx: &mut Context, _choice: Slot) {
        self.estimates.init(cx);
    }

    /// One draw u decides all: below ε it explores, and u/ε is again uniform
    /// and picks the strategy; above, (u − ε)/(1 − ε) is uniform and decides
    /// ties.
    fn choose(&self, cx: &mut Context, _choice: Slot) -> Val {
        let index = self.estimates.index;
        let shape = Shape::Pop(index as u16);
        let place = field(cx, index, "epsilon");
        let epsilon = cx.amount(&place, &self.epsilon, Want::agents(index).ratio());
        let draw = cx.b.draw(site(&place), shape);
        let estimates = self.estimates.read(cx);
        let count = estimates.len();
        let b = &mut cx.b;
        let tie = match self.ties {
            Ties::First => None,
            Ties::Lot => {
                let one = b.constant(1.0);
                let above = b.sub(draw, epsilon);
                let rest = b.sub(one, epsilon);
                Some(b.div(above, rest))
            }
        };
        let best = b.pure(Pure::ArgMax(estimates, tie), shape);
        let explores = b.binary(Binary::Lt, draw, epsilon);
        let any = if count == 2 {
            let half = b.constant(0.5);
            let middle = b.mul(half, epsilon);
            b.binary(Binary::Ge, draw, middle)
        } else {
            let count = b.constant(count as f64);
            let scaled = b.div(draw, epsilon);
            let scaled = b.mul(scaled, count);
            b.unary(Unary::Floor, scaled)
        };
        b.select(explores, any, best)
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        self.estimates.learn(cx, choice, reward);
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

/// The strategy that a draw u in (0, 1) chooses under [`probabilities`].
///
/// One draw does it all: below ε it explores, and where in that part it lies
/// says which strategy; above, where it lies says which of the best. 0 for no
/// strategies.
#[inline]
pub fn choose(estimates: &[f64], epsilon: f64, ties: Ties, u: f64) -> usize {
    if u < epsilon {
        return nth(u / epsilon, estimates.len());
    }
    let best = best(estimates);
    let rank = match winners(estimates, best, ties) {
        0 | 1 => 0,
        many => nth((u - epsilon) / (1.0 - epsilon), many),
    };
    let mut winners = estimates.iter().enumerate().filter(|(_, estimate)| **estimate == best);
    winners.nth(rank).map_or(0, |(strategy, _)| strategy)
}

fn best(estimates: &[f64]) -> f64 {
    estimates.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// How many strategies share the greedy choice.
fn winners(estimates: &[f64], best: f64, ties: Ties) -> usize {
    let tied = estimates.iter().filter(|estimate| **estimate == best).count();
    match ties {
        Ties::Lot => tied,
        Ties::First => tied.min(1),
    }
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
