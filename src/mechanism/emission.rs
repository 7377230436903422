//! Emission of new tokens by a schedule.
//!
//! A step mints what the schedule gives over its time span [t, t + dt], so that
//! the total does not depend on the length of the steps where the schedule has
//! a closed form.
//!
//! Schedules by which new tokens come into being.
//!
//! A schedule is given as the total minted until a time; what a step mints is
//! the difference of two totals, so that no step length changes the total.

use super::{Rule, path};
use crate::formula::UnitType;
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
use crate::num::math::{LN_2, exp2, expm1, ln, powi};
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
                let (start, end) = (self.start_of_step(cx), cx.end_of_step());
                let left = self.left_by_halving(cx, start, interval);
                let after = self.left_by_halving(cx, end, interval);
                let minted = cx.b.sub(left, after);
                cx.b.mul(rate, minted)
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

    /// What a rate of 1 that halves every `interval` mints from `time` on:
    /// 2⁻ⁿ·(2·interval − (t − n·interval)), n = ⌊t/interval⌋.
    fn left_by_halving(&self, cx: &mut Context, time: Val, interval: Val) -> Val {
        let b = &mut cx.b;
        let (half, two) = (b.constant(0.5), b.constant(2.0));
        let eras = b.div(time, interval);
        let eras = b.unary(Unary::Floor, eras);
        let past = b.mul(eras, interval);
        let into = b.sub(time, past);
        let whole = b.mul(two, interval);
        let whole = b.sub(whole, into);
        let share = b.binary(Binary::Pow, half, eras);
        b.mul(share, whole)
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

/// Inflation in the last of `n` periods of constant emission: tokens minted
/// over the supply at the period's start.
///
/// **Formula.** e/(S₀ + (n − 1)·e).
/// **Units.** Tokens; tokens per period; result a ratio per period.
/// **Errors.** NaN for n = 0: there is no last period.
/// **Source.** Definition.
pub fn constant_inflation(supply: f64, per_period: f64, n: u32) -> f64 {
    if n == 0 {
        return f64::NAN;
    }
    per_period / (supply + f64::from(n - 1) * per_period)
}

/// Tokens minted until time `t` at a constant rate.
///
/// **Formula.** e·t.
/// **Source.** Definition.
pub fn constant_total(rate: f64, t: f64) -> f64 {
    rate * t
}

/// Tokens minted until time `t` at a rate that halves every `interval`.
///
/// **Formula.** With n = ⌊t/interval⌋: rate·(interval·2(1 − 2⁻ⁿ) + (t −
/// n·interval)·2⁻ⁿ).
/// **Units.** Tokens per unit of time; time.
/// **Assumes.** Divisible tokens; see [`halving_total_units`] for a contract's.
/// **Guarantees.** Continuous, never falls, below 2·rate·interval.
/// **Errors.** NaN unless `interval` > 0; 0 for t ≤ 0.
/// **Source.** Bitcoin's schedule, integrated.
pub fn halving_total(rate: f64, interval: f64, t: f64) -> f64 {
    if interval.is_nan() || interval <= 0.0 {
        return f64::NAN;
    }
    if t <= 0.0 {
        return 0.0;
    }
    let era = (t / interval).floor();
    let left = exp2(-era);
    rate * (2.0 * interval * (1.0 - left) + (t - era * interval) * left)
}

/// The subsidy of the block at `height`, in smallest units.
///
/// **Formula.** initial >> (height // interval).
/// **Guarantees.** Exact; 0 once all bits are shifted out.
/// **Errors.** None for an interval of 0.
/// **Source.** Bitcoin Core, `GetBlockSubsidy` (which stops at 64 halvings,
/// when nothing is left of its 64-bit amount).
pub fn halving_subsidy_units(initial: u128, interval: u64, height: u64) -> Option<u128> {
    let era = height.checked_div(interval)?;
    Some(u32::try_from(era).ok().and_then(|era| initial.checked_shr(era)).unwrap_or(0))
}

/// All subsidies of the blocks before `height`, in smallest units.
///
/// **Formula.** Σ over eras of blocks in the era × (initial >> era).
/// **Guarantees.** Exact: with Bitcoin's figures 2,099,999,997,690,000, not
/// 21 million coins, because the shift drops fractions.
/// **Errors.** None for an interval of 0, or beyond 128 bits.
/// **Source.** As [`halving_subsidy_units`].
pub fn halving_total_units(initial: u128, interval: u64, height: u64) -> Option<u128> {
    let eras = height.checked_div(interval)?;
    let mut total = 0_u128;
    for era in 0..=eras.min(127) {
        let blocks = interval.min(height - era * interval);
        total = total.checked_add((initial >> era).checked_mul(u128::from(blocks))?)?;
    }
    Some(total)
}

/// Tokens minted until time `t` when half of what is left is minted in every
/// half-life.
///
/// **Formula.** M·(1 − 2^(−t/h)).
/// **Units.** Tokens; t and h in the same unit of time.
/// **Guarantees.** Never falls, never above M, accurate for small t/h.
/// **Errors.** NaN for h = 0 at t = 0.
/// **Source.** Radioactive decay; used by many emission plans.
pub fn exponential_total(max: f64, half_life: f64, t: f64) -> f64 {
    -max * expm1(-t / half_life * LN_2)
}

/// Tokens minted until the end of period `n` if every period mints the same
/// share 1 − 2^(−1/h) of what is left, step by step, as a contract would.
///
/// **Formula.** M·(1 − (1 − s)ⁿ), s = 1 − 2^(−1/h): equal to
/// [`exponential_total`] at whole periods.
/// **Source.** As [`exponential_total`].
pub fn exponential_total_stepwise(max: f64, half_life: f64, n: u32) -> f64 {
    let share = exponential_total(1.0, half_life, 1.0);
    let mut left = max;
    for _ in 0..n {
        left -= left * share;
    }
    max - left
}

/// A yearly rate of inflation that falls to a floor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inflation {
    /// Rate in the first year (year 0), a ratio.
    pub initial: f64,
    /// Relative fall per year, 0 to 1.
    pub disinflation: f64,
    /// The rate never falls below it.
    pub floor: f64,
}

impl Inflation {
    /// The rate of a year, counted from 0.
    ///
    /// **Formula.** max(i₀·(1 − d)^y, i_∞).
    /// **Source.** Solana documentation, "Inflation schedule".
    pub fn rate(&self, year: u32) -> f64 {
        let year = i32::try_from(year).unwrap_or(i32::MAX);
        (self.initial * powi(1.0 - self.disinflation, year)).max(self.floor)
    }

    /// The supply after so many years.
    ///
    /// **Formula.** S·∏(1 + i_y), y = 0 … years − 1.
    /// **Assumes.** Each year's rate applies to the supply at its start.
    pub fn supply_after(&self, supply: f64, years: u32) -> f64 {
        (0..years).fold(supply, |supply, year| supply + supply * self.rate(year))
    }

    /// The first year in which the rate is at its floor; None if it never gets
    /// there.
    pub fn floor_year(&self) -> Option<u32> {
        if self.initial <= self.floor {
            return Some(0);
        }
        // Nearly the answer; rounding can put it one year off to either side.
        let estimate = (ln(self.floor / self.initial) / ln(1.0 - self.disinflation)).ceil();
        if !(0.0..f64::from(u32::MAX - 2)).contains(&estimate) {
            return None;
        }
        let from = (estimate as u32).saturating_sub(1);
        (from..=from + 2).find(|year| self.rate(*year) <= self.floor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bitcoin() {
        let (initial, interval) = (5_000_000_000, 210_000);
        assert_eq!(halving_subsidy_units(initial, interval, 209_999), Some(initial));
        assert_eq!(halving_subsidy_units(initial, interval, 210_000), Some(2_500_000_000));
        assert_eq!(halving_subsidy_units(initial, interval, u64::MAX), Some(0));
        assert_eq!(halving_total_units(initial, interval, 6_930_000), Some(2_099_999_997_690_000));
        assert_eq!(halving_total_units(initial, interval, u64::MAX), Some(2_099_999_997_690_000));
        assert_eq!(halving_total_units(initial, interval, 210_001), Some(210_000 * initial + initial / 2));
        assert_eq!(halving_total_units(initial, 0, 5), None);
        assert_eq!(halving_total_units(u128::MAX, 10, 2), None);
    }

    #[test]
    fn totals_agree_with_adding_up() {
        let direct: f64 = (0..1000).map(|h| 50.0 / f64::from(1 << (h / 210))).sum();
        assert!((halving_total(50.0, 210.0, 1000.0) / direct - 1.0).abs() < 1e-14);
        assert_eq!(halving_total(50.0, 210.0, -1.0), 0.0);
        assert!(halving_total(50.0, 0.0, 1.0).is_nan());
        for n in [0, 1, 12, 100] {
            let (closed, stepwise) =
                (exponential_total(1e9, 24.0, f64::from(n)), exponential_total_stepwise(1e9, 24.0, n));
            assert!((closed - stepwise).abs() <= 1e-12 * 1e9, "{n}");
        }
        assert_eq!(exponential_total(8.0, 3.0, 3.0), 4.0);
        assert_eq!(constant_total(3.0, 4.0), 12.0);
    }

    #[test]
    fn disinflation() {
        let solana = Inflation { initial: 0.08, disinflation: 0.15, floor: 0.015 };
        assert_eq!(solana.floor_year(), Some(11));
        assert!(solana.rate(10) > 0.015);
        assert_eq!(solana.rate(11), 0.015);
        assert_eq!(solana.supply_after(1.0, 1), 1.08);
        assert_eq!(Inflation { disinflation: 0.0, ..solana }.floor_year(), None);
        assert_eq!(Inflation { floor: 0.0, ..solana }.floor_year(), None);
        assert_eq!(Inflation { floor: 0.08, ..solana }.floor_year(), Some(0));
        assert_eq!(Inflation { disinflation: 1.0, ..solana }.floor_year(), Some(1));
        assert_eq!(Inflation { disinflation: 0.5, floor: 0.01, ..solana }.floor_year(), Some(3));
    }

    #[test]
    fn inflation_of_constant_emission_falls() {
        assert_eq!(constant_inflation(100.0, 10.0, 1), 0.1);
        assert_eq!(constant_inflation(100.0, 10.0, 11), 0.05);
        assert!(constant_inflation(100.0, 10.0, 0).is_nan());
    }
}
