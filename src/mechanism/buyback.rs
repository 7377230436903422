//! Buy-back: spends income on the market, then burns or keeps the tokens.
//!
//! Buy-back: quote is spent on the token, which is then burned or kept. The
//! purchase itself is the market's; here is what it comes to.

use super::swap::{self, Direction};
use super::{Rule, path};
use crate::ledger::HolderId;
use crate::lower::{Context, Market, Orders, Want};
use crate::program::{Shape, Slot};
use crate::project::Buyback;

pub(super) struct Rules {
    spec: Buyback,
    market: Market,
    from: HolderId,
    keep: Option<HolderId>,
    /// Where the tokens arrive before they are burned.
    vault: HolderId,
    spent: Slot,
    bought: Slot,
    total: Slot,
}

impl Rules {
    pub(super) fn declare(spec: Buyback, cx: &mut Context) -> Option<Self> {
        let id = &spec.id;
        let market = cx.market(&path(id, "market"), &spec.market)?;
        let from = cx.account(&path(id, "from"), &spec.from)?;
        let keep = match &spec.keep_in {
            Some(account) => Some(cx.account(&path(id, "keep_in"), account)?),
            None => None,
        };
        let vault = cx.vault(id, "vault", Shape::Run);
        let (in_quote, in_base) = (cx.unit_of(market.quote), cx.unit_of(market.base));
        let place = path(id, "id");
        let spent = cx.output(&place, id, "spent", Shape::Run, in_quote);
        let bought = cx.output(&place, id, "bought", Shape::Run, in_base.clone());
        let total = cx.output(&place, id, "total", Shape::Run, in_base);
        Some(Rules { spec, market, from, keep, vault, spent, bought, total })
    }
}

impl Rule for Rules {
    fn step(&self, cx: &mut Context, _orders: &Orders) {
        let unit = cx.unit_of(self.market.quote);
        let spend = cx.amount(&path(&self.spec.id, "spend"), &self.spec.spend, Want::run().of(unit));
        let (swap, _, totals) = swap::take(cx, &self.market, Direction::Buy, &[(self.from, spend)]);
        let receiver = self.keep.unwrap_or(self.vault);
        let bought = swap::pay(cx, &self.market, Direction::Buy, swap, &[(receiver, totals[0])]);
        if self.keep.is_none() {
            cx.book.burn(&mut cx.b, self.market.base, self.vault, bought);
        }
        cx.b.write(self.spent, swap.paid);
        cx.b.write(self.bought, bought);
        let total = cx.b.read(self.total);
        let total = cx.b.add(total, bought);
        cx.b.write(self.total, total);
    }
}

/// What a purchase on a market did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Impact {
    /// Quote per token before.
    pub price_before: f64,
    /// Quote per token afterwards.
    pub price_after: f64,
    /// Quote spent per token bought; NaN if nothing happened.
    pub average_price: f64,
}

/// Prices around a purchase of `bought` tokens for `spent` on a pool that held
/// `quote` and `token`.
///
/// **Formula.** Q/T before, (Q + s)/(T − b) after, s/b on average.
/// **Units.** Quote; tokens; quote per token.
/// **Assumes.** The pool keeps the whole payment, fee included.
/// **Guarantees.** For b > 0, the average lies at or above `price_before`.
/// **Errors.** +∞ if the pool is emptied.
/// **Source.** Uniswap v2 (reserves after `swap`).
pub fn impact(quote: f64, token: f64, spent: f64, bought: f64) -> Impact {
    Impact {
        price_before: quote / token,
        price_after: (quote + spent) / (token - bought),
        average_price: spent / bought,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buying_raises_the_price_and_costs_more_than_it_was() {
        let bought = 4e6 * 5e4 / (1e6 + 5e4);
        let impact = impact(1e6, 4e6, 5e4, bought);
        assert_eq!(impact.price_before, 0.25);
        assert!(impact.price_before < impact.average_price && impact.average_price < impact.price_after);
        // Without a fee the product of the reserves is unchanged.
        assert!((impact.price_after - 1.05_f64 * 1.05 * 0.25).abs() < 1e-12);
    }
}
