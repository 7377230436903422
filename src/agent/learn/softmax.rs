//! Boltzmann (softmax) choice.

use super::{Estimates, Learner, field};
use crate::lower::{Context, Want};
use crate::num::rng::site;
use crate::program::{Pure, Shape, Slot, Val};
use crate::project::Formula;

pub(super) struct Softmax {
    pub estimates: Estimates,
    pub temperature: Formula,
}

impl Learner for Softmax {
    fn init(&self, cx: &mut Context, _choice: Slot) {
        self.estimates.init(cx);
    }

    fn choose(&self, cx: &mut Context, _choice: Slot) -> Val {
        let index = self.estimates.index;
        let shape = Shape::Pop(index as u16);
        let place = field(cx, index, "temperature");
        let temperature = cx.formula(&place, &self.temperature, Want::agents(index));
        let draw = cx.b.draw(site(&place), shape);
        let estimates = self.estimates.read(cx);
        cx.b.pure(Pure::Softmax { estimates, temperature, draw }, shape)
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        self.estimates.learn(cx, choice, reward);
    }
}
