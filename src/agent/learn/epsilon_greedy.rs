//! The ε-greedy bandit.

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
