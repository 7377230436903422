//! Entry and exit: who takes part.

use crate::lower::{Binding, Context, Want};
use crate::num::rng::site;
use crate::program::{Binary, Role, Shape, Slot, Unary, Val};
use crate::project::Turnover;

/// Who of a population takes part, while it is compiled.
pub(super) struct Members {
    index: usize,
    pub active: Slot,
    /// The choice of those who take part; −1 for the others.
    pub acting: Slot,
    spec: Turnover,
}

impl Members {
    pub(super) fn declare(spec: &Turnover, index: usize, cx: &mut Context) -> Self {
        let id = &cx.project.populations[index].id;
        let (shape, place) = (Shape::Pop(index as u16), format!("populations.{id}.turnover"));
        let active = cx.b.slot(format!("{id}.active"), shape, Role::State);
        let ratio = crate::formula::UnitType::ratio();
        cx.name(&place, format!("{id}.active"), shape, ratio, Binding::Slot(active));
        let acting = cx.b.slot(format!("{id}.acting"), shape, Role::State);
        Members { index, active, acting, spec: spec.clone() }
    }

    fn place(&self, cx: &Context, field: &str) -> String {
        format!("populations.{}.turnover.{field}", cx.project.populations[self.index].id)
    }

    /// Who takes part from the start.
    pub(super) fn init(&self, cx: &mut Context) {
        let place = self.place(cx, "initial");
        let share = cx.formula(&place, &self.spec.initial, Want::agents(self.index).ratio());
        cx.known(&place, share, [0.0, 1.0]);
        let draw = cx.b.draw(site(&place), Shape::Pop(self.index as u16));
        let active = cx.b.binary(Binary::Lt, draw, share);
        cx.b.write(self.active, active);
        let nothing = cx.b.constant(-1.0);
        cx.b.write(self.acting, nothing);
    }

    /// Some enter, some leave.
    pub(super) fn step(&self, cx: &mut Context) {
        let place = self.place(cx, "enters");
        let enters = cx.amount(&place, &self.spec.enters, Want::agents(self.index));
        let place = self.place(cx, "leaves");
        let leaves = cx.amount(&place, &self.spec.leaves, Want::agents(self.index));
        let active = cx.b.read(self.active);
        let rate = cx.b.select(active, leaves, enters);
        let dt = cx.dt();
        let (dt, one) = (cx.b.constant(dt), cx.b.constant(1.0));
        let draw = cx.b.draw(site(&self.place(cx, "turnover")), Shape::Pop(self.index as u16));
        let b = &mut cx.b;
        let expected = b.mul(rate, dt);
        let stays = b.unary(Unary::Neg, expected);
        let stays = b.unary(Unary::Exp, stays);
        let changes = b.sub(one, stays);
        let changes = b.binary(Binary::Lt, draw, changes);
        let active = b.binary(Binary::Ne, active, changes);
        b.write(self.active, active);
    }

    /// `yes` for those who take part, `no` for the others.
    pub(super) fn select(&self, cx: &mut Context, yes: Val, no: Val) -> Val {
        let active = cx.b.read(self.active);
        cx.b.select(active, yes, no)
    }
}
