//! One swap against constant-product reserves, as operations: shared by the
//! market itself and by what trades on it.

use crate::ledger::HolderId;
use crate::lower::{Context, Market, Want};
use crate::program::{Binary, FaultKind, Val};

/// Which way a swap goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// Quote in, base out.
    Buy,
    /// Base in, quote out.
    Sell,
}

/// What has been paid in, and what comes out for it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Swap {
    /// Taken from the payers.
    pub paid: Val,
    /// To be paid out of the reserves.
    pub out: Val,
}

/// The market's fee, a ratio.
pub(super) fn fee(cx: &mut Context, market: &Market) -> Val {
    let (path, text) = market.fee.clone();
    cx.amount(&path, &text, Want::run().ratio())
}

/// Reserves of base and quote, now.
pub(super) fn reserves(cx: &mut Context, market: &Market) -> (Val, Val) {
    let base = cx.book.balance(&mut cx.b, market.reserves, market.base);
    let quote = cx.book.balance(&mut cx.b, market.reserves, market.quote);
    (cx.b.read(base), cx.b.read(quote))
}

/// What `paid` buys at reserves (in, out): out·d/(in + d), d = paid·(1 − fee).
/// Source: Uniswap v2. 0 for an empty pool.
pub(super) fn amount_out(cx: &mut Context, paid: Val, reserve_in: Val, reserve_out: Val, fee: Val) -> Val {
    let b = &mut cx.b;
    let one = b.constant(1.0);
    let kept = b.sub(one, fee);
    let net = b.mul(paid, kept);
    let after = b.add(reserve_in, net);
    let product = b.mul(reserve_out, net);
    b.ratio(product, after)
}

/// Takes `amounts` (per agent where the payer is a population) from the payers
/// as one swap. Everything is priced at the reserves before any payment.
pub(super) fn take(
    cx: &mut Context,
    market: &Market,
    direction: Direction,
    payers: &[(HolderId, Val)],
) -> (Swap, Vec<Val>, Vec<Val>) {
    let (base, quote) = reserves(cx, market);
    let (asset, reserve_in, reserve_out) = match direction {
        Direction::Buy => (market.quote, quote, base),
        Direction::Sell => (market.base, base, quote),
    };
    let fee = fee(cx, market);
    let (mut each, mut totals) = (Vec::new(), Vec::new());
    let mut paid = cx.b.constant(0.0);
    for (payer, amount) in payers {
        let moved = cx.book.transfer(&mut cx.b, asset, *payer, market.reserves, *amount);
        paid = cx.b.add(paid, moved.total);
        each.push(moved.each);
        totals.push(moved.total);
    }
    let out = amount_out(cx, paid, reserve_in, reserve_out, fee);
    (Swap { paid, out }, each, totals)
}

/// Pays `swap.out` to the payers in proportion to what they paid.
pub(super) fn pay(
    cx: &mut Context,
    market: &Market,
    direction: Direction,
    swap: Swap,
    receivers: &[(HolderId, Val)],
) -> Val {
    let asset = match direction {
        Direction::Buy => market.base,
        Direction::Sell => market.quote,
    };
    let price = cx.b.ratio(swap.out, swap.paid);
    let mut out = cx.b.constant(0.0);
    for (receiver, paid) in receivers {
        let amount = cx.b.mul(*paid, price);
        let moved = cx.book.transfer(&mut cx.b, asset, market.reserves, *receiver, amount);
        out = cx.b.add(out, moved.total);
    }
    out
}

/// The run breaks if a reserve is not above 0.
pub(super) fn fault_if_drained(cx: &mut Context, market: &Market, path: &str) {
    let place = cx.b.place(path);
    let (base, quote) = reserves(cx, market);
    let zero = cx.b.constant(0.0);
    let smaller = cx.b.min(base, quote);
    let drained = cx.b.binary(Binary::Le, smaller, zero);
    cx.b.fault_if(drained, FaultKind::PoolDrained, place);
}
