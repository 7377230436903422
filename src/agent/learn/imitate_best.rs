//! Imitation of the best: agents copy whoever earns most of those whom they see.

use super::{Learner, Learners, Payoff};
use crate::lower::Context;
use crate::program::{Binary, Pure, Reduce, Slot, Val};
use crate::project::{ImitateBest, Sight};

struct Follower {
    who: Learners,
    payoff: Payoff,
    spec: ImitateBest,
}

pub(super) fn declare(spec: ImitateBest, who: Learners, cx: &mut Context) -> impl Learner + use<> {
    let payoff = Payoff::declare(&who, cx, spec.rate.clone());
    Follower { who, payoff, spec }
}

impl Follower {
    /// The strategy of the best of all.
    fn of_all(&self, cx: &mut Context, own: Val, payoff: Val) -> Val {
        let none = cx.b.constant(f64::INFINITY);
        let best = cx.b.reduce(Reduce::Max, payoff);
        let leads = cx.b.binary(Binary::Eq, payoff, best);
        let theirs = cx.b.select(leads, own, none);
        let first = cx.b.reduce(Reduce::Min, theirs);
        cx.b.select(leads, own, first)
    }

    /// The strategy of the best of an agent and the two beside it.
    fn of_neighbours(&self, cx: &mut Context, own: Val, payoff: Val) -> Val {
        let (mut strategy, mut best) = (own, payoff);
        for offset in [-1, 1] {
            let mut beside = |val| cx.b.pure(Pure::Neighbour(offset, val), self.who.shape());
            let (theirs, earned) = (beside(own), beside(payoff));
            let better = cx.b.binary(Binary::Gt, earned, best);
            strategy = cx.b.select(better, theirs, strategy);
            best = cx.b.max(best, earned);
        }
        strategy
    }
}

impl Learner for Follower {
    fn init(&self, cx: &mut Context, choice: Slot) {
        self.who.start(cx, choice);
    }

    fn choose(&self, cx: &mut Context, choice: Slot) -> Val {
        let (own, payoff) = (cx.b.read(choice), cx.b.read(self.payoff.slot));
        let copied = match self.spec.sees {
            Sight::All => self.of_all(cx, own, payoff),
            Sight::Neighbours => self.of_neighbours(cx, own, payoff),
        };
        self.who.revise(cx, own, copied, &self.spec.revision, &self.spec.mutation)
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        self.payoff.learn(&self.who, cx, choice, reward);
    }
}

/// The strategies on a ring after everybody has looked at both neighbours at
/// once.
///
/// **Rule.** An agent takes over the strategy of the neighbour who earns more
/// than itself and the other one; on a tie it keeps its own, else that of the
/// neighbour before it.
/// **Source.** Nowak & May, "Evolutionary games and spatial chaos", Nature 359
/// (1992) 826; here in one dimension.
pub fn on_ring(strategies: &[usize], payoffs: &[f64]) -> Vec<usize> {
    let n = strategies.len();
    let of = |i: usize| {
        let mut best = i;
        for j in [(i + n - 1) % n, (i + 1) % n] {
            if payoffs[j] > payoffs[best] {
                best = j;
            }
        }
        strategies[best]
    };
    (0..n).map(of).collect()
}

/// What each agent on a ring earns in a game with both of its neighbours.
///
/// **Units.** `game[i][j]` is what i earns against j.
pub fn ring_payoffs(strategies: &[usize], game: &[Vec<f64>]) -> Vec<f64> {
    let n = strategies.len();
    let against = |i: usize, j: usize| game[strategies[i]][strategies[j]];
    (0..n).map(|i| against(i, (i + n - 1) % n) + against(i, (i + 1) % n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_neighbour_is_copied() {
        assert_eq!(on_ring(&[0, 1, 2, 3], &[5.0, 1.0, 5.0, 1.0]), [0, 0, 2, 2], "left on a tie");
        assert_eq!(on_ring(&[0, 1, 2], &[1.0, 1.0, 1.0]), [0, 1, 2], "own on a tie");
        assert_eq!(on_ring(&[7], &[0.0]), [7]);
        assert_eq!(ring_payoffs(&[0, 0, 1], &[vec![1.0, 0.0], vec![1.4, 0.0]]), [1.0, 1.0, 2.8]);
    }
}
