//! UCB1: optimism in the face of what has not been tried often.

use super::{Learner, Learners, fill, read};
use crate::lower::Context;
use crate::num::math::ln;
use crate::program::{Binary, Slot, Unary, Val};
use crate::project::{Ties, Ucb1};

struct Optimist {
    who: Learners,
    means: Vec<Slot>,
    counts: Vec<Slot>,
    spec: Ucb1,
}

pub(super) fn declare(spec: Ucb1, who: Learners, cx: &mut Context) -> impl Learner + use<> {
    let (means, counts) = (who.memories(cx, "mean"), who.memories(cx, "count"));
    Optimist { who, means, counts, spec }
}

impl Learner for Optimist {
    fn init(&self, cx: &mut Context, _choice: Slot) {
        let zero = cx.b.constant(0.0);
        fill(cx, &self.means, zero);
        fill(cx, &self.counts, zero);
    }

    fn choose(&self, cx: &mut Context, _choice: Slot) -> Val {
        let width = cx.amount(&self.who.field("exploration"), &self.spec.exploration, self.who.want());
        let (means, counts) = (read(cx, &self.means), read(cx, &self.counts));
        let b = &mut cx.b;
        let (zero, one, two) = (b.constant(0.0), b.constant(1.0), b.constant(2.0));
        let untried = b.constant(f64::INFINITY);
        let total = counts.iter().fold(zero, |total, count| b.add(total, *count));
        let total = b.max(total, one);
        let log = b.unary(Unary::Ln, total);
        let log = b.mul(two, log);
        let indices = means.into_iter().zip(counts).map(|(mean, count)| {
            let spread = b.div(log, count);
            let spread = b.unary(Unary::Sqrt, spread);
            let bonus = b.mul(width, spread);
            let index = b.add(mean, bonus);
            let tried = b.binary(Binary::Gt, count, zero);
            b.select(tried, index, untried)
        });
        let indices = indices.collect();
        self.who.greedy(cx, indices, ("ties", zero), Ties::Lot)
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        for (k, (mean, count)) in self.means.iter().zip(&self.counts).enumerate() {
            let (chosen, one) = (self.who.chose(cx, choice, k), cx.b.constant(1.0));
            let (value, times) = (cx.b.read(*mean), cx.b.read(*count));
            let times = cx.b.add(times, chosen);
            let rate = cx.b.div(one, times);
            let value = self.who.toward(cx, value, rate, reward, (choice, Some(k as u32)));
            self.who.remember(cx, *mean, value);
            self.who.remember(cx, *count, times);
        }
    }
}

/// How good a strategy may be that was chosen `count` times of `total`.
///
/// **Formula.** m + √(2·ln t/n).
/// **Units.** Rewards from 0 to 1, mean m in them.
/// **Guarantees.** Who always chooses the highest index loses O(ln t) against
/// the best strategy.
/// **Errors.** Infinite for a strategy that was never chosen.
/// **Source.** Auer, Cesa-Bianchi & Fischer, "Finite-time analysis of the
/// multiarmed bandit problem", Machine Learning 47 (2002) 235.
pub fn index(mean: f64, count: f64, total: f64) -> f64 {
    if count > 0.0 { mean + (2.0 * ln(total.max(1.0)) / count).sqrt() } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_tried_less_may_be_better() {
        assert!((index(0.4, 2.0, 17.0) - 2.083_215_180_556_608_4).abs() < 1e-15);
        assert!(index(0.4, 2.0, 17.0) > index(0.6, 10.0, 17.0));
        assert_eq!(index(0.0, 0.0, 17.0), f64::INFINITY);
        assert_eq!(index(0.7, 1.0, 1.0), 0.7);
    }
}
