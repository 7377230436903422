//! Processes of the formula language: what one step of them computes. The same
//! arithmetic, on plain numbers, stands in [`crate::scenario`], with sources.

use super::context::Context;
use super::expression::At;
use crate::num::math::TAU;
use crate::program::{Binary, Unary, Val};

impl Context<'_> {
    /// x·exp((μ − σ²/2)·dt + σ·√dt·Z): exact for any dt.
    pub(super) fn gbm(&mut self, args: &[Val], at: &mut At) -> Val {
        let z = self.normal(args, at);
        self.growth([args[0], args[1], args[2]], z)
    }

    fn growth(&mut self, [x, drift, volatility]: [Val; 3], z: Val) -> Val {
        let (dt, root, half) = self.dt_values();
        let b = &mut self.b;
        let variance = b.mul(volatility, volatility);
        let variance = b.mul(half, variance);
        let drift = b.sub(drift, variance);
        let drift = b.mul(drift, dt);
        let spread = b.mul(volatility, root);
        let spread = b.mul(spread, z);
        let log = b.add(drift, spread);
        let factor = b.unary(Unary::Exp, log);
        b.mul(x, factor)
    }

    /// mean + (x − mean)·e^(−κ·dt) + σ·√((1 − e^(−2κ·dt))/(2κ))·Z: exact for any
    /// dt; for κ = 0 a random walk.
    pub(super) fn ou(&mut self, args: &[Val], at: &mut At) -> Val {
        let (x, mean, reversion, volatility) = (args[0], args[1], args[2], args[3]);
        let z = self.normal(args, at);
        let (dt, _, _) = self.dt_values();
        let b = &mut self.b;
        let (zero, one, two) = (b.constant(0.0), b.constant(1.0), b.constant(2.0));
        let decay = b.mul(reversion, dt);
        let decay = b.unary(Unary::Neg, decay);
        let decay = b.unary(Unary::Exp, decay);
        let distance = b.sub(x, mean);
        let distance = b.mul(distance, decay);
        let centre = b.add(mean, distance);
        let square = b.mul(decay, decay);
        let lost = b.sub(one, square);
        let twice = b.mul(two, reversion);
        let variance = b.div(lost, twice);
        let moving = b.binary(Binary::Ne, reversion, zero);
        let variance = b.select(moving, variance, dt);
        let spread = b.unary(Unary::Sqrt, variance);
        let spread = b.mul(volatility, spread);
        let spread = b.mul(spread, z);
        b.add(centre, spread)
    }

    fn dt_values(&mut self) -> (Val, Val, Val) {
        let dt = self.dt();
        (self.b.constant(dt), self.b.constant(dt.sqrt()), self.b.constant(0.5))
    }

    /// x·exp((μ − σ²/2 − λk)·dt + σ·√dt·Z + m·N + δ·√N·Z′) with N jumps, k =
    /// e^(m + δ²/2) − 1: exact for any dt.
    pub(super) fn merton(&mut self, args: &[Val], at: &mut At) -> Val {
        let [x, drift, volatility, intensity, mean, sd] = *args else { unreachable!("six arguments") };
        let intensity = self.b.positive(intensity);
        let (z, jump_z) = (self.normal(args, at), self.normal(args, at));
        let (site, shape) = self.next_site(args, at);
        let (dt, _, half) = self.dt_values();
        let expected = self.b.mul(intensity, dt);
        let jumps = self.b.poisson(site, shape, expected);
        let b = &mut self.b;
        let one = b.constant(1.0);
        let spread = b.mul(sd, sd);
        let spread = b.mul(half, spread);
        let factor = b.add(mean, spread);
        let factor = b.unary(Unary::Exp, factor);
        let factor = b.sub(factor, one);
        let made_up = b.mul(intensity, factor);
        let drift = b.sub(drift, made_up);
        let calm = self.growth([x, drift, volatility], z);
        let b = &mut self.b;
        let jump = b.mul(mean, jumps);
        let root = b.unary(Unary::Sqrt, jumps);
        let spread = b.mul(sd, root);
        let spread = b.mul(spread, jump_z);
        let jump = b.add(jump, spread);
        let factor = b.unary(Unary::Exp, jump);
        b.mul(calm, factor)
    }

    /// m·(1 − (p + q)·left/(p + q·x/m + q·left)), left = (1 − x/m)·e^(−(p+q)·dt);
    /// where nobody can ever adopt, x.
    pub(super) fn bass(&mut self, args: &[Val]) -> Val {
        let [x, market, p, q] = *args else { unreachable!("four arguments") };
        let (dt, _, _) = self.dt_values();
        let b = &mut self.b;
        let (zero, one) = (b.constant(0.0), b.constant(1.0));
        let rate = b.add(p, q);
        let decay = b.mul(rate, dt);
        let decay = b.unary(Unary::Neg, decay);
        let decay = b.unary(Unary::Exp, decay);
        let share = b.ratio(x, market);
        let left = b.sub(one, share);
        let left = b.mul(left, decay);
        let (moved, stayed) = (b.mul(q, share), b.mul(q, left));
        let pull = b.add(p, moved);
        let pull = b.add(pull, stayed);
        let missing = b.mul(rate, left);
        let missing = b.div(missing, pull);
        let reached = b.sub(one, missing);
        let reached = b.mul(market, reached);
        let moves = b.binary(Binary::Gt, pull, zero);
        b.select(moves, reached, x)
    }

    /// 1 + amplitude·cos(2π·(time − peak)/period), time at the start of the step.
    pub(super) fn season(&mut self, args: &[Val]) -> Val {
        let [amplitude, period, peak] = *args else { unreachable!("three arguments") };
        let (dt, _, _) = self.dt_values();
        let b = &mut self.b;
        let (one, turn, step) = (b.constant(1.0), b.constant(TAU), b.step());
        let time = b.mul(step, dt);
        let since = b.sub(time, peak);
        let turns = b.div(since, period);
        let angle = b.mul(turn, turns);
        let wave = b.unary(Unary::Cos, angle);
        let wave = b.mul(amplitude, wave);
        b.add(one, wave)
    }
}
