//! Arrivals that excite each other, step by step; [`super::hawkes`] says what is
//! known of them.

use crate::formula::UnitType;
use crate::lower::{Binding, Context, Want};
use crate::num::rng::site;
use crate::program::{Hawkes, Pure, Role, Shape, Slot};
use crate::project::{Arrivals, Formula};

/// Arrivals while they are compiled.
pub(super) struct Stream {
    index: usize,
    count: Slot,
    intensity: Slot,
}

pub(super) fn declare(index: usize, cx: &mut Context) -> Stream {
    let spec: &Arrivals = &cx.project.arrivals[index];
    let place = format!("arrivals.{}", spec.id);
    let count = cx.b.slot(spec.id.clone(), Shape::Run, Role::State);
    cx.name(&place, spec.id.clone(), Shape::Run, UnitType::Unknown, Binding::Slot(count));
    let intensity = cx.output(&place, &spec.id, "intensity", Shape::Run, UnitType::Unknown);
    Stream { index, count, intensity }
}

impl Stream {
    pub(super) fn init(&self, cx: &mut Context) {
        let spec = &cx.project.arrivals[self.index];
        let (field, start) = match &spec.initial {
            Some(initial) => ("initial", initial),
            None => ("base", &spec.base),
        };
        let start = cx.amount(&format!("arrivals.{}.{field}", spec.id), start, Want::run());
        cx.b.write(self.intensity, start);
    }

    pub(super) fn step(&self, cx: &mut Context) {
        let spec = &cx.project.arrivals[self.index];
        let place = format!("arrivals.{}", spec.id);
        let mut rate =
            |field: &str, text: &Formula| cx.amount(&format!("{place}.{field}"), text, Want::run());
        let rates =
            [rate("base", &spec.base), rate("excitation", &spec.excitation), rate("decay", &spec.decay)];
        let (intensity, dt) = (cx.b.read(self.intensity), cx.dt());
        let dt = cx.b.constant(dt);
        // Both have the same address, and so the same luck.
        for (slot, counts) in [(self.count, true), (self.intensity, false)] {
            let op = Hawkes { intensity, rates, dt, counts, site: site(&place) };
            let value = cx.b.pure(Pure::Hawkes(Box::new(op)), Shape::Run);
            cx.b.write(slot, value);
        }
    }
}
