//! Fermi imitation.

use super::{Learner, field};
use crate::lower::{Context, Want};
use crate::num::rng::site;
use crate::program::{Imitate, Pure, Shape, Slot, Unary, Val};
use crate::project::Formula;

pub(super) struct Fermi {
    pub index: usize,
    pub payoff: Slot,
    pub beta: Formula,
    pub revision: Formula,
    pub mutation: Formula,
    pub rate: Formula,
}

impl Fermi {
    fn choices(&self, cx: &Context) -> u32 {
        cx.project.populations[self.index].strategies.len() as u32
    }
}

impl Learner for Fermi {
    /// Everybody starts with a strategy by lot.
    fn init(&self, cx: &mut Context, choice: Slot) {
        let shape = Shape::Pop(self.index as u16);
        let place = field(cx, self.index, "start");
        let count = f64::from(self.choices(cx));
        let draw = cx.b.draw(site(&place), shape);
        let count = cx.b.constant(count);
        let scaled = cx.b.mul(draw, count);
        let start = cx.b.unary(Unary::Floor, scaled);
        cx.b.write(choice, start);
    }

    fn choose(&self, cx: &mut Context, choice: Slot) -> Val {
        let want = || Want::agents(self.index);
        let (beta, revision) = (field(cx, self.index, "beta"), field(cx, self.index, "revision"));
        let (mutation, place) = (field(cx, self.index, "mutation"), field(cx, self.index, "imitation"));
        let op = Imitate {
            beta: cx.amount(&beta, &self.beta, want()),
            revision: cx.amount(&revision, &self.revision, want().ratio()),
            mutation: cx.amount(&mutation, &self.mutation, want().ratio()),
            choice: cx.b.read(choice),
            payoff: cx.b.read(self.payoff),
            choices: self.choices(cx),
            site: site(&place),
        };
        cx.b.imitate(op)
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        let place = field(cx, self.index, "rate");
        let rate = cx.formula(&place, &self.rate, Want::agents(self.index).ratio());
        let value = cx.b.read(self.payoff);
        let op = Pure::Toward { value, choice, index: None, rate, target: reward };
        let value = cx.b.pure(op, Shape::Pop(self.index as u16));
        cx.b.write(self.payoff, value);
    }
}
