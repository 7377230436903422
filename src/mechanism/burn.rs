//! Burning: tokens that leave for good.
//!
//! Burning: tokens that cease to exist.

use super::{Rule, path};
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
use crate::num::math::{expm1, ln_1p};
use crate::program::{Shape, Slot};
use crate::project::Burn;

pub(super) struct Rules {
    spec: Burn,
    asset: AssetId,
    from: HolderId,
    burned: Slot,
    total: Slot,
}

impl Rules {
    pub(super) fn declare(spec: Burn, cx: &mut Context) -> Option<Self> {
        let id = &spec.id;
        let asset = cx.asset(&path(id, "asset"), &spec.asset)?;
        let from = cx.holder(&path(id, "from"), &spec.from)?;
        let unit = cx.unit_of(asset);
        let burned = cx.output(&path(id, "id"), id, "burned", Shape::Run, unit.clone());
        let total = cx.output(&path(id, "id"), id, "total", Shape::Run, unit);
        Some(Rules { spec, asset, from, burned, total })
    }
}

impl Rule for Rules {
    fn step(&self, cx: &mut Context, _orders: &Orders) {
        let want = match cx.book.shape(self.from) {
            Shape::Pop(p) => Want::agents(p as usize),
            Shape::Uniform | Shape::Run => Want::run(),
        };
        let unit = cx.unit_of(self.asset);
        let amount = cx.formula(&path(&self.spec.id, "amount"), &self.spec.amount, want.of(unit));
        let burned = cx.book.burn(&mut cx.b, self.asset, self.from, amount).total;
        cx.b.write(self.burned, burned);
        let total = cx.b.read(self.total);
        let total = cx.b.add(total, burned);
        cx.b.write(self.total, total);
    }
}

/// The supply at which burning a share of it balances a constant issuance.
///
/// **Formula.** S* = I/β.
/// **Units.** Tokens per period; ratio per period; result tokens.
/// **Errors.** +∞ (NaN for I = 0) without burning.
/// **Source.** Fixed point of S′ = S + I − β·S.
pub fn steady_state(issuance: f64, burn_rate: f64) -> f64 {
    issuance / burn_rate
}

/// The supply after `n` periods of constant issuance and proportional burn.
///
/// **Formula.** S′ = S + I − β·S, n times: S + (I − β·S)·(1 − (1 − β)ⁿ)/β.
/// **Units.** Tokens; tokens per period; ratio per period.
/// **Assumes.** What is burned in a period is a share of the supply at its
/// start; 0 ≤ β ≤ 1.
/// **Guarantees.** Between S and the steady state.
/// **Errors.** None in that range.
/// **Source.** Geometric series.
pub fn supply_after(supply: f64, issuance: f64, burn_rate: f64, n: u32) -> f64 {
    if n == 0 {
        return supply;
    }
    // (1 − (1 − β)ⁿ)/β → n as β → 0; expm1 keeps its accuracy on the way.
    let periods =
        if burn_rate == 0.0 { f64::from(n) } else { -expm1(f64::from(n) * ln_1p(-burn_rate)) / burn_rate };
    supply + (issuance - burn_rate * supply) * periods
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closed_form_is_the_recurrence() {
        for burn_rate in [0.0, 1e-12, 0.002, 0.5, 1.0] {
            let mut supply = 1e9;
            for n in 0..200 {
                let closed = supply_after(1e9, 1e6, burn_rate, n);
                assert!(
                    (closed / supply - 1.0).abs() < 1e-12,
                    "β {burn_rate}, n {n}: {closed}, not {supply}"
                );
                supply = supply + 1e6 - burn_rate * supply;
            }
        }
    }

    #[test]
    fn the_steady_state_stays() {
        let steady = steady_state(1e6, 0.002);
        assert_eq!(steady, 5e8);
        assert_eq!(supply_after(steady, 1e6, 0.002, 1000), steady);
        assert!(steady_state(1e6, 0.0).is_infinite());
    }
}
