//! Emission of new tokens by a schedule.
//!
//! A step mints what the schedule gives over its time span [t, t + dt], so that
//! the total does not depend on the length of the steps where the schedule has
//! a closed form.

use super::{Rule, path};
use crate::formula::UnitType;
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
use crate::program::{Binary, Role, Shape, Slot, Unary, Val};
use crate::project::{Emission, Formula, Schedule};

pub(super) struct Rules {
    spec: Emission,
    asset: AssetId,
    to: HolderId,
    emitted: Slot,
    total: Slot,
    /// Supply at the start of the current year, for [`Schedule::Inflation`].
    base: Slot,
}

impl Rules {
    pub(super) fn declare(spec: Emission, cx: &mut Context) -> Option<Self> {
        let id = &spec.id;
        let asset = cx.asset(&path(id, "asset"), &spec.asset)?;
        cx.issuer(&path(id, "asset"), asset, id);
        let to = cx.holder(&path(id, "to"), &spec.to)?;
        let unit = cx.unit_of(asset);
        let emitted = cx.output(&path(id, "id"), id, "emitted", Shape::Run, unit.clone());
        let total = cx.output(&path(id, "id"), id, "total", Shape::Run, unit);
        let base = cx.b.slot(format!("{id}.base"), Shape::Run, Role::State);
        Some(Rules { spec, asset, to, emitted, total, base })
    }

    fn field(&self, cx: &mut Context, name: &str, text: &Formula, unit: UnitType) -> Val {
        cx.amount(&path(&self.spec.id, &format!("schedule.{name}")), text, Want::run().of(unit))
    }

    fn amount(&self, cx: &mut Context) -> Val {
        let (tokens, time) = (cx.unit_of(self.asset), cx.time_unit());
        let rate_unit = tokens.over(&time);
        match &self.spec.schedule {
            Schedule::Constant { rate } => {
                let rate = self.field(cx, "rate", rate, rate_unit);
                cx.per_step(rate)
            }
            Schedule::Halving { rate, interval } => {
                let rate = self.field(cx, "rate", rate, rate_unit);
                let interval = self.field(cx, "interval", interval, time);
                let start = self.start_of_step(cx);
                let eras = cx.b.div(start, interval);
                let eras = cx.b.unary(Unary::Floor, eras);
                let half = cx.b.constant(0.5);
                let factor = cx.b.binary(Binary::Pow, half, eras);
                let rate = cx.b.mul(rate, factor);
                cx.per_step(rate)
            }
            Schedule::Exponential { max, half_life } => {
                let max = self.field(cx, "max", max, tokens);
                let half_life = self.field(cx, "half_life", half_life, time);
                let (start, end) = (self.start_of_step(cx), cx.end_of_step());
                let (left, after) = (self.left(cx, start, half_life), self.left(cx, end, half_life));
                let minted = cx.b.sub(left, after);
                cx.b.mul(max, minted)
            }
            Schedule::Inflation { initial, disinflation, floor } => {
                let ratio = UnitType::ratio;
                let initial = self.field(cx, "initial", initial, ratio());
                let disinflation = self.field(cx, "disinflation", disinflation, ratio());
                let floor = self.field(cx, "floor", floor, ratio());
                self.inflation(cx, initial, disinflation, floor)
            }
            Schedule::Formula { amount } => self.field(cx, "amount", amount, tokens),
        }
    }

    fn start_of_step(&self, cx: &mut Context) -> Val {
        let step = cx.b.step();
        cx.per_step(step)
    }

    /// 2^(−t/h): the share that is not minted yet.
    fn left(&self, cx: &mut Context, time: Val, half_life: Val) -> Val {
        let lives = cx.b.div(time, half_life);
        let lives = cx.b.unary(Unary::Neg, lives);
        let two = cx.b.constant(2.0);
        cx.b.binary(Binary::Pow, two, lives)
    }

    fn inflation(&self, cx: &mut Context, initial: Val, disinflation: Val, floor: Val) -> Val {
        let per_year = cx.dt() / cx.project.run.step.unit.per_year();
        let supply = cx.book.supply(self.asset);
        let supply = cx.b.read(supply);
        let base = cx.b.read(self.base);
        let step = cx.b.step();
        let b = &mut cx.b;
        let (one, length) = (b.constant(1.0), b.constant(per_year));
        let half_step = b.constant(0.5);
        let middle = b.add(step, half_step);
        let (zero, time, last) = (b.constant(0.0), b.mul(middle, length), b.sub(middle, one));
        let (year, before) = (b.unary(Unary::Floor, time), b.mul(last, length));
        let before = b.unary(Unary::Floor, before);
        let first = b.binary(Binary::Eq, step, zero);
        let turned = b.binary(Binary::Ne, year, before);
        let turned = b.binary(Binary::Or, first, turned);
        let base = b.select(turned, supply, base);
        b.write(self.base, base);
        let kept = b.sub(one, disinflation);
        let decay = b.binary(Binary::Pow, kept, year);
        let rate = b.mul(initial, decay);
        let rate = b.max(rate, floor);
        let rate = b.mul(rate, length);
        b.mul(base, rate)
    }
}

impl Rule for Rules {
    fn step(&self, cx: &mut Context, _orders: &Orders) {
        let amount = self.amount(cx);
        let each = cx.book.shares(&mut cx.b, self.to, amount, None);
        let minted = cx.book.mint(&mut cx.b, self.asset, self.to, each).total;
        cx.b.write(self.emitted, minted);
        let total = cx.b.read(self.total);
        let total = cx.b.add(total, minted);
        cx.b.write(self.total, total);
    }
}
