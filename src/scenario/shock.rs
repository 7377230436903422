//! Shocks: when they strike, how strong they are, and what they do.

use crate::diag::Diagnostic;
use crate::formula::UnitType;
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Binding, Context, Want, context::unknown};
use crate::num::math::LN_2;
use crate::num::rng::site;
use crate::program::{Binary, Role, Shape, Slot, Unary, Val};
use crate::project::{Effect, Shock, ShockShape};

/// The time at which something strikes that does not.
const NEVER: f64 = f64::MAX;

/// A shock while it is compiled.
pub(super) struct Strike {
    spec: Shock,
    path: String,
    /// Where the document names its target.
    pub(super) target: String,
    /// Its present strength.
    level: Slot,
    /// When it strikes or struck.
    start: Slot,
    size: Slot,
    /// Whether its scenario happens; none: it belongs to none.
    scenario: Option<Slot>,
}

/// Makes a shock's name known.
pub(super) fn declare(spec: Shock, path: String, scenario: Option<Slot>, cx: &mut Context) -> Strike {
    if spec.time.is_some() == spec.hazard.is_some() {
        let message = "a shock strikes either at a `time` or with a `hazard`";
        cx.report(Diagnostic::error(format!("{path}.time"), message).hint("give one of the two"));
    }
    let level = cx.b.slot(spec.id.clone(), Shape::Run, Role::State);
    cx.name(&path, spec.id.clone(), Shape::Run, UnitType::Unknown, Binding::Slot(level));
    let start = cx.b.slot(format!("{}.start", spec.id), Shape::Run, Role::State);
    let size = cx.b.slot(format!("{}.size", spec.id), Shape::Run, Role::State);
    let target = format!("{path}.effect.target");
    Strike { spec, path, target, level, start, size, scenario }
}

impl Strike {
    /// From now on, whoever names the target gets it as the shock leaves it.
    pub(super) fn attach(&self, cx: &mut Context) {
        let (target, adds) = match &self.spec.effect {
            Effect::Multiply { target } => (target, false),
            Effect::Add { target } => (target, true),
            Effect::Transfer { .. } => return,
        };
        let known = targets(cx);
        match cx.names.symbols.get_mut(target) {
            Some(symbol) if known.contains(&target.as_str()) => {
                let inner = symbol.binding.clone();
                symbol.binding = Binding::Shocked { inner: Box::new(inner), level: self.level, adds };
            }
            _ => {
                let kind = "parameter, process, series or variable";
                cx.report(unknown(&self.target, kind, target, &known));
            }
        }
    }

    fn unit(&self, cx: &Context) -> UnitType {
        match &self.spec.effect {
            Effect::Add { target } => {
                cx.names.symbols.get(target).map_or(UnitType::Unknown, |symbol| symbol.kind.unit.clone())
            }
            Effect::Multiply { .. } | Effect::Transfer { .. } => UnitType::ratio(),
        }
    }

    /// Draws size and time.
    pub(super) fn init(&self, cx: &mut Context) {
        let unit = self.unit(cx);
        let size = cx.formula(&format!("{}.size", self.path), &self.spec.size, Want::run().of(unit));
        cx.b.write(self.size, size);
        let never = cx.b.constant(NEVER);
        let start = match &self.spec.time {
            Some(time) => {
                let unit = cx.time_unit();
                let time = cx.formula(&format!("{}.time", self.path), time, Want::run().of(unit));
                self.happens(cx, time, never)
            }
            None => never,
        };
        cx.b.write(self.start, start);
    }

    /// `yes` where the scenario happens, else `no`.
    fn happens(&self, cx: &mut Context, yes: Val, no: Val) -> Val {
        match self.scenario {
            Some(scenario) => {
                let happens = cx.b.read(scenario);
                cx.b.select(happens, yes, no)
            }
            None => yes,
        }
    }

    /// How strong it is in this step, and what it takes.
    pub(super) fn step(&self, cx: &mut Context) {
        let (step, dt) = (cx.b.step(), cx.dt());
        let dt = cx.b.constant(dt);
        let time = cx.b.mul(step, dt);
        let start = self.strikes(cx, time, dt);
        let (zero, age) = (cx.b.constant(0.0), cx.b.sub(time, start));
        let begun = cx.b.binary(Binary::Ge, age, zero);
        let size = cx.b.read(self.size);
        let strength = self.strength(cx, size, age, dt);
        let level = cx.b.select(begun, strength, zero);
        cx.b.write(self.level, level);
        self.transfer(cx, level);
    }

    fn strikes(&self, cx: &mut Context, time: Val, dt: Val) -> Val {
        let start = cx.b.read(self.start);
        let Some(hazard) = &self.spec.hazard else { return start };
        let place = format!("{}.hazard", self.path);
        let hazard = cx.amount(&place, hazard, Want::run());
        let draw = cx.b.draw(site(&place), Shape::Run);
        let (one, never) = (cx.b.constant(1.0), cx.b.constant(NEVER));
        let b = &mut cx.b;
        let expected = b.mul(hazard, dt);
        let survival = b.unary(Unary::Neg, expected);
        let survival = b.unary(Unary::Exp, survival);
        let chance = b.sub(one, survival);
        let (struck, waits) = (b.binary(Binary::Lt, draw, chance), b.binary(Binary::Eq, start, never));
        let strikes = b.binary(Binary::And, struck, waits);
        let first = b.select(strikes, time, start);
        let start = self.happens(cx, first, never);
        cx.b.write(self.start, start);
        start
    }

    /// Size times shape, for those it has struck.
    fn strength(&self, cx: &mut Context, size: Val, age: Val, dt: Val) -> Val {
        let unit = cx.time_unit();
        let length = |cx: &mut Context, field: &str, text| {
            cx.amount(&format!("{}.shape.{field}", self.path), text, Want::run().of(unit.clone()))
        };
        match &self.spec.shape {
            ShockShape::Step {} => size,
            ShockShape::Pulse { duration } => {
                let duration = length(cx, "duration", duration);
                let (zero, duration) = (cx.b.constant(0.0), cx.b.max(duration, dt));
                let lasts = cx.b.binary(Binary::Lt, age, duration);
                cx.b.select(lasts, size, zero)
            }
            ShockShape::Ramp { duration } => {
                let duration = length(cx, "duration", duration);
                let duration = cx.b.max(duration, dt);
                let (part, one) = (cx.b.div(age, duration), cx.b.constant(1.0));
                let part = cx.b.min(part, one);
                cx.b.mul(size, part)
            }
            ShockShape::Decay { half_life } => {
                let half_life = length(cx, "half_life", half_life);
                let least = cx.b.constant(f64::MIN_POSITIVE);
                let half_life = cx.b.max(half_life, least);
                let (lives, rate) = (cx.b.div(age, half_life), cx.b.constant(-LN_2));
                let log = cx.b.mul(rate, lives);
                let part = cx.b.unary(Unary::Exp, log);
                cx.b.mul(size, part)
            }
        }
    }

    fn transfer(&self, cx: &mut Context, level: Val) {
        let Some((asset, from, to)) = self.sides(cx) else { return };
        let balance = cx.book.balance(&mut cx.b, from, asset);
        let balance = cx.b.read(balance);
        let amount = cx.b.mul(level, balance);
        cx.book.transfer(&mut cx.b, asset, from, to, amount);
    }

    fn sides(&self, cx: &mut Context) -> Option<(AssetId, HolderId, HolderId)> {
        let Effect::Transfer { asset, from, to } = &self.spec.effect else { return None };
        let place = |field: &str| format!("{}.effect.{field}", self.path);
        let asset = cx.asset(&place("asset"), asset);
        let (from_id, to_id) = (cx.holder(&place("from"), from), cx.account(&place("to"), to));
        if from == to {
            cx.report(Diagnostic::error(place("to"), "what is lost must go to another account"));
            return None;
        }
        Some((asset?, from_id?, to_id?))
    }
}

/// What formulas name and a shock can change.
fn targets<'p>(cx: &Context<'p>) -> Vec<&'p str> {
    let project = cx.project;
    let parameters = project.parameters.iter().map(|x| x.id.as_str());
    let processes = project.exogenous.iter().map(|x| x.id.as_str());
    let series = project.series.iter().map(|x| x.id.as_str());
    let arrivals = project.arrivals.iter().map(|x| x.id.as_str());
    let variables = project.variables.iter().map(|x| x.id.as_str());
    parameters.chain(processes).chain(series).chain(arrivals).chain(variables).collect()
}
