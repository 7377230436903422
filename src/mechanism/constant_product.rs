//! A constant-product market, cleared in batches.
//!
//! All that is bought in a step is one swap, then all that is sold is one; each
//! side shares pro rata, so that no result depends on whose order came first.
//!
//! A constant-product market: x·y = k, the fee stays in the pool (Uniswap v2).

use super::swap::{self, Direction};
use super::{Port, Rule, at, path};
use crate::formula::UnitType;
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Binding, Context, Market, Orders, Want};
use crate::num::wide::{mul_div, sqrt_product};
use crate::program::{Shape, Slot, Unary, Val};
use crate::project::ConstantProduct;

pub(super) struct Rules {
    spec: ConstantProduct,
    market: Market,
    shares: Option<(AssetId, HolderId)>,
    orders: Vec<HolderId>,
    volume: Slot,
    bought: Slot,
    sold: Slot,
    fees: Slot,
}

impl Rules {
    pub(super) fn declare(spec: ConstantProduct, cx: &mut Context) -> Option<Self> {
        let id = &spec.id;
        let base = cx.asset(&path(id, "base"), &spec.base);
        let quote = cx.asset(&path(id, "quote"), &spec.quote);
        let reserves = cx.account(&path(id, "reserves"), &spec.reserves);
        let (base, quote, reserves) = (base?, quote?, reserves?);
        let fee = (path(id, "fee"), spec.fee.clone());
        let market = Market { reserves, base, quote, fee };
        cx.markets.insert(id.clone(), market.clone());
        let shares = match (&spec.shares, &spec.shares_to) {
            (Some(asset), Some(owner)) => {
                let place = path(id, "shares");
                let asset = cx.asset(&place, asset)?;
                cx.issuer(&place, asset, id);
                Some((asset, cx.holder(&path(id, "shares_to"), owner)?))
            }
            (None, None) => None,
            _ => {
                let message = "`shares` and `shares_to` go together";
                cx.report(crate::diag::Diagnostic::error(path(id, "shares"), message));
                None
            }
        };
        let mut orders = Vec::new();
        for (index, order) in spec.orders.iter().enumerate() {
            let place = path(id, &format!("orders[{index}]"));
            orders.push(cx.account(&format!("{place}.account"), &order.account)?);
            if order.port != "buy" && order.port != "sell" {
                let message = format!("an account can `buy` or `sell`, not `{}`", order.port);
                cx.report(crate::diag::Diagnostic::error(format!("{place}.do"), message));
            }
        }
        let (in_quote, in_base) = (cx.unit_of(quote), cx.unit_of(base));
        let place = path(id, "id");
        let base_slot = cx.book.balance(&mut cx.b, reserves, base);
        let quote_slot = cx.book.balance(&mut cx.b, reserves, quote);
        let mut known = |name: &str, unit: UnitType, binding| {
            cx.name(&place, format!("{id}.{name}"), Shape::Run, unit, binding);
        };
        known("price", in_quote.over(&in_base), Binding::Ratio(quote_slot, base_slot));
        known("base", in_base.clone(), Binding::Slot(base_slot));
        known("quote", in_quote.clone(), Binding::Slot(quote_slot));
        let volume = cx.output(&place, id, "volume", Shape::Run, in_quote.clone());
        let bought = cx.output(&place, id, "bought", Shape::Run, in_base.clone());
        let sold = cx.output(&place, id, "sold", Shape::Run, in_base);
        let fees = cx.output(&place, id, "fees", Shape::Run, in_quote);
        Some(Rules { spec, market, shares, orders, volume, bought, sold, fees })
    }

    /// Orders of agents and accounts at a port.
    fn orders(
        &self,
        cx: &mut Context,
        orders: &Orders,
        port: &str,
        accounts: &[Val],
    ) -> Vec<(HolderId, Val)> {
        let mut all = Vec::new();
        for (population, amount) in at(orders, &self.spec.id, port) {
            all.push((cx.holders[&cx.project.populations[*population].id], *amount));
        }
        for ((order, holder), amount) in self.spec.orders.iter().zip(&self.orders).zip(accounts) {
            if order.port == port {
                all.push((*holder, *amount));
            }
        }
        all
    }

    /// Amounts of the accounts' standing orders, before anything moves.
    fn standing(&self, cx: &mut Context) -> Vec<Val> {
        let mut amounts = Vec::new();
        for (index, order) in self.spec.orders.iter().enumerate() {
            let asset = if order.port == "buy" { self.market.quote } else { self.market.base };
            let unit = cx.unit_of(asset);
            let place = path(&self.spec.id, &format!("orders[{index}].amount"));
            amounts.push(cx.formula(&place, &order.amount, Want::run().of(unit)));
        }
        amounts
    }

    fn clear(&self, cx: &mut Context, direction: Direction, orders: Vec<(HolderId, Val)>) -> (Val, Val) {
        let (swap, each, _) = swap::take(cx, &self.market, direction, &orders);
        let receivers: Vec<_> = orders.iter().zip(each).map(|((holder, _), paid)| (*holder, paid)).collect();
        let out = swap::pay(cx, &self.market, direction, swap, &receivers);
        (swap.paid, out)
    }

    /// Liquidity of agents: `add` gives quote and the base that goes with it at
    /// the pool's ratio, cut to what the agent has of either; `remove` burns
    /// shares for their part of both reserves.
    fn liquidity(&self, cx: &mut Context, orders: &Orders) {
        let Some((shares, _)) = self.shares else { return };
        let m = &self.market;
        for (population, amount) in at(orders, &self.spec.id, "remove") {
            let holder = cx.holders[&cx.project.populations[*population].id];
            let (base, quote) = swap::reserves(cx, m);
            let supply = cx.book.supply(shares);
            let supply = cx.b.read(supply);
            let (per_base, per_quote) = (cx.b.ratio(base, supply), cx.b.ratio(quote, supply));
            let burned = cx.book.burn(&mut cx.b, shares, holder, *amount).each;
            for (asset, per_share) in [(m.base, per_base), (m.quote, per_quote)] {
                let due = cx.b.mul(burned, per_share);
                cx.book.transfer(&mut cx.b, asset, m.reserves, holder, due);
            }
        }
        for (population, amount) in at(orders, &self.spec.id, "add") {
            let holder = cx.holders[&cx.project.populations[*population].id];
            let (base, quote) = swap::reserves(cx, m);
            let supply = cx.book.supply(shares);
            let supply = cx.b.read(supply);
            let ratio = cx.b.ratio(base, quote);
            let own = |cx: &mut Context, asset| {
                let slot = cx.book.balance(&mut cx.b, holder, asset);
                cx.b.read(slot)
            };
            let (own_base, own_quote) = (own(cx, m.base), own(cx, m.quote));
            let most = cx.b.ratio(own_base, ratio);
            let give = cx.b.positive(*amount);
            let give = cx.b.min(give, own_quote);
            let give = cx.b.min(give, most);
            let matching = cx.b.mul(give, ratio);
            let per_quote = cx.b.ratio(supply, quote);
            let paid = cx.book.transfer(&mut cx.b, m.quote, holder, m.reserves, give).each;
            cx.book.transfer(&mut cx.b, m.base, holder, m.reserves, matching);
            let minted = cx.b.mul(paid, per_quote);
            cx.book.mint(&mut cx.b, shares, holder, minted);
        }
    }
}

impl Rule for Rules {
    fn ports(&self) -> Vec<Port> {
        let port = |name: &str, asset: &str| Port { name: name.into(), asset: asset.to_owned() };
        let mut ports = vec![port("buy", &self.spec.quote), port("sell", &self.spec.base)];
        if let Some(shares) = &self.spec.shares {
            ports.extend([port("add", &self.spec.quote), port("remove", shares)]);
        }
        ports
    }

    fn init(&self, cx: &mut Context) {
        let Some((shares, owner)) = self.shares else { return };
        let (base, quote) = swap::reserves(cx, &self.market);
        let product = cx.b.mul(base, quote);
        let first = cx.b.unary(Unary::Sqrt, product);
        let each = cx.book.shares(&mut cx.b, owner, first, None);
        cx.book.mint(&mut cx.b, shares, owner, each);
    }

    fn step(&self, cx: &mut Context, orders: &Orders) {
        let place = format!("mechanisms.{}", self.spec.id);
        swap::fault_if_drained(cx, &self.market, &place);
        let standing = self.standing(cx);
        let buys = self.orders(cx, orders, "buy", &standing);
        let sells = self.orders(cx, orders, "sell", &standing);
        let (spent, bought) = self.clear(cx, Direction::Buy, buys);
        let (sold, received) = self.clear(cx, Direction::Sell, sells);
        let fee = swap::fee(cx, &self.market);
        let (base, quote) = swap::reserves(cx, &self.market);
        let price = cx.b.ratio(quote, base);
        let sold_value = cx.b.mul(sold, price);
        let taxed = cx.b.add(spent, sold_value);
        let fees = cx.b.mul(taxed, fee);
        let volume = cx.b.add(spent, received);
        cx.b.write(self.volume, volume);
        cx.b.write(self.bought, bought);
        cx.b.write(self.sold, sold);
        cx.b.write(self.fees, fees);
        self.liquidity(cx, orders);
    }
}

/// What a trader receives.
///
/// **Formula.** out = Y·a/(X + a), a = in·(1 − fee).
/// **Units.** `reserve_in` and `amount_in` in one asset, `reserve_out` and the
/// result in the other; `fee` a ratio of what is paid in.
/// **Assumes.** Amounts and reserves ≥ 0, 0 ≤ fee ≤ 1.
/// **Guarantees.** Less than `reserve_out`; x·y never falls; rises with
/// `amount_in`.
/// **Errors.** NaN for an empty pool and nothing paid in.
/// **Source.** Uniswap v2 (`UniswapV2Library.getAmountOut`), without its
/// rounding.
#[inline]
pub fn amount_out(reserve_in: f64, reserve_out: f64, amount_in: f64, fee: f64) -> f64 {
    let effective = amount_in * (1.0 - fee);
    reserve_out * effective / (reserve_in + effective)
}

/// What a trader must pay to receive `amount_out`: the inverse of
/// [`amount_out`].
///
/// **Formula.** in = X·out/((Y − out)·(1 − fee)).
/// **Errors.** +∞ or negative where `amount_out` is not below `reserve_out`:
/// no payment buys the whole pool.
/// **Source.** Uniswap v2 (`UniswapV2Library.getAmountIn`), without its
/// rounding.
#[inline]
pub fn amount_in(reserve_in: f64, reserve_out: f64, amount_out: f64, fee: f64) -> f64 {
    reserve_in * amount_out / ((reserve_out - amount_out) * (1.0 - fee))
}

/// What a pool holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reserves {
    /// The asset that is traded.
    pub base: f64,
    /// The asset in which its price is given.
    pub quote: f64,
}

impl Reserves {
    /// Price of the next, infinitely small trade before the fee: quote per base.
    pub fn price(self) -> f64 {
        self.quote / self.base
    }
}

/// The outcome of a batch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cleared {
    /// Base that all buyers together receive.
    pub base_out: f64,
    /// Quote that all sellers together receive.
    pub quote_out: f64,
    /// The pool afterwards.
    pub reserves: Reserves,
}

/// Clears a step: all purchases as one swap, then all sales as one. Each side
/// shares what it receives pro rata to what it paid in, so everyone on a side
/// has the same average price and nobody's order comes first.
///
/// **Formula.** [`amount_out`] twice, the second time on the reserves that the
/// first left.
/// **Units.** `quote_in` in quote, `base_in` in base; `fee` a ratio.
/// **Guarantees.** What enters plus what was there equals what leaves plus what
/// remains, per asset, to rounding; x·y never falls. A side that pays nothing
/// receives nothing.
/// **Errors.** None; an empty pool pays nothing.
/// **Source.** Uniswap v2 swaps; batching is this model's.
pub fn clear_batch(reserves: Reserves, fee: f64, quote_in: f64, base_in: f64) -> Cleared {
    let swap = |reserve_in: f64, reserve_out: f64, paid: f64| {
        if paid > 0.0 { amount_out(reserve_in, reserve_out, paid, fee) } else { 0.0 }
    };
    let base_out = swap(reserves.quote, reserves.base, quote_in);
    let bought = Reserves { base: reserves.base - base_out, quote: reserves.quote + quote_in };
    let quote_out = swap(bought.base, bought.quote, base_in);
    let reserves = Reserves { base: bought.base + base_in, quote: bought.quote - quote_out };
    Cleared { base_out, quote_out, reserves }
}

/// Shares that a deposit into a pool with `total` shares creates.
///
/// **Formula.** min(base·T/X, quote·T/Y); into a pool without shares
/// √(base·quote).
/// **Guarantees.** No share of the others shrinks in value; what is deposited
/// beyond the pool's ratio is a gift to all shares.
/// **Errors.** NaN if the pool has shares but lacks an asset.
/// **Source.** Uniswap v2 (`UniswapV2Pair.mint`); without its 1,000 locked
/// units, which are nothing in divisible tokens.
pub fn shares_minted(reserves: Reserves, total: f64, base: f64, quote: f64) -> f64 {
    if total == 0.0 {
        return (base * quote).sqrt();
    }
    (base * total / reserves.base).min(quote * total / reserves.quote)
}

/// What `shares` of a pool with `total` shares are worth in its assets.
///
/// **Formula.** shares·X/T and shares·Y/T.
/// **Errors.** NaN in a pool without shares.
/// **Source.** Uniswap v2 (`UniswapV2Pair.burn`).
pub fn redeemed(reserves: Reserves, total: f64, shares: f64) -> Reserves {
    Reserves { base: shares * reserves.base / total, quote: shares * reserves.quote / total }
}

/// Value of a liquidity position over that of holding, minus 1, when the price
/// has become `ratio` times what it was.
///
/// **Formula.** 2√r/(1 + r) − 1, computed as −(√r − 1)²/(1 + r), which does not
/// cancel near r = 1.
/// **Units.** Ratios.
/// **Assumes.** No fees earned.
/// **Guarantees.** −1 to 0; the same for r and 1/r.
/// **Errors.** NaN for r < 0.
/// **Source.** Follows from x·y = k; Pintail, "Uniswap: a good deal for
/// liquidity providers?" (2019).
pub fn impermanent_loss(ratio: f64) -> f64 {
    let gap = ratio.sqrt() - 1.0;
    -gap * gap / (1.0 + ratio)
}

/// Value of a liquidity position in quote over what it was, when the price has
/// become `ratio` times what it was: √r.
pub fn position_growth(ratio: f64) -> f64 {
    ratio.sqrt()
}

/// The part of what is paid in that trades: `kept/of`, 997/1000 in Uniswap v2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitFee {
    /// Numerator, at most `of`.
    pub kept: u128,
    /// Denominator, > 0.
    pub of: u128,
}

/// The fee of Uniswap v2: 0.3 %.
pub const UNISWAP_V2_FEE: UnitFee = UnitFee { kept: 997, of: 1000 };

/// Shares that Uniswap v2 locks for ever at the first deposit.
pub const MINIMUM_LIQUIDITY: u128 = 1000;

/// [`amount_out`] in smallest units, as the contract computes it.
///
/// **Formula.** ⌊in·n·Y/(X·d + in·n)⌋.
/// **Errors.** None for an empty denominator or beyond 128 bits.
/// **Source.** Uniswap v2 (`UniswapV2Library.getAmountOut`).
pub fn amount_out_units(reserve_in: u128, reserve_out: u128, amount_in: u128, fee: UnitFee) -> Option<u128> {
    let effective = amount_in.checked_mul(fee.kept)?;
    mul_div(effective, reserve_out, reserve_in.checked_mul(fee.of)?.checked_add(effective)?)
}

/// [`amount_in`] in smallest units, as the contract computes it.
///
/// **Formula.** ⌊X·out·d/((Y − out)·n)⌋ + 1.
/// **Errors.** None unless `amount_out` is below `reserve_out`, or beyond 128
/// bits.
/// **Source.** Uniswap v2 (`UniswapV2Library.getAmountIn`).
pub fn amount_in_units(reserve_in: u128, reserve_out: u128, amount_out: u128, fee: UnitFee) -> Option<u128> {
    let left = reserve_out.checked_sub(amount_out)?.checked_mul(fee.kept)?;
    mul_div(reserve_in.checked_mul(fee.of)?, amount_out, left)?.checked_add(1)
}

/// Shares that the first depositor receives, in smallest units; the total is
/// [`MINIMUM_LIQUIDITY`] more.
///
/// **Formula.** ⌊√(a·b)⌋ − 1000.
/// **Errors.** None if the deposit is too small for a share.
/// **Source.** Uniswap v2 (`UniswapV2Pair.mint`).
pub fn first_shares_units(a: u128, b: u128) -> Option<u128> {
    sqrt_product(a, b).checked_sub(MINIMUM_LIQUIDITY)
}

/// [`shares_minted`] for a later deposit, in smallest units.
///
/// **Formula.** min(⌊a·T/A⌋, ⌊b·T/B⌋).
/// **Errors.** None for an empty pool or beyond 128 bits.
/// **Source.** Uniswap v2 (`UniswapV2Pair.mint`).
pub fn shares_minted_units(reserves: [u128; 2], total: u128, deposit: [u128; 2]) -> Option<u128> {
    let of = |i: usize| mul_div(deposit[i], total, reserves[i]);
    Some(of(0)?.min(of(1)?))
}

/// [`redeemed`] in smallest units.
///
/// **Formula.** ⌊shares·A/T⌋, ⌊shares·B/T⌋.
/// **Errors.** None without shares or beyond 128 bits.
/// **Source.** Uniswap v2 (`UniswapV2Pair.burn`).
pub fn redeemed_units(reserves: [u128; 2], total: u128, shares: u128) -> Option<[u128; 2]> {
    Some([mul_div(shares, reserves[0], total)?, mul_div(shares, reserves[1], total)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: Reserves = Reserves { base: 4e6, quote: 1e6 };

    #[test]
    fn paying_what_is_asked_buys_what_was_wanted() {
        for fee in [0.0, 0.003, 0.3] {
            let out = amount_out(1e6, 4e6, 5e4, fee);
            assert!((amount_in(1e6, 4e6, out, fee) - 5e4).abs() < 1e-8);
        }
        assert_eq!(amount_out(1.0, 1.0, 5.0, 1.0), 0.0);
    }

    #[test]
    fn a_batch_conserves_both_assets_and_never_lowers_k() {
        for (quote_in, base_in) in [(5e4, 0.0), (0.0, 7e4), (5e4, 7e4), (0.0, 0.0)] {
            let cleared = clear_batch(POOL, 0.003, quote_in, base_in);
            let after = cleared.reserves;
            assert!((POOL.base + base_in - cleared.base_out - after.base).abs() < 1e-8);
            assert!((POOL.quote + quote_in - cleared.quote_out - after.quote).abs() < 1e-8);
            assert!(after.base * after.quote >= POOL.base * POOL.quote);
        }
        let empty = clear_batch(Reserves { base: 0.0, quote: 0.0 }, 0.003, 0.0, 0.0);
        assert_eq!(empty.base_out + empty.quote_out, 0.0);
    }

    #[test]
    fn without_a_fee_buying_and_selling_back_restores_the_pool() {
        let bought = clear_batch(POOL, 0.0, 5e4, 0.0);
        let back = clear_batch(bought.reserves, 0.0, 0.0, bought.base_out);
        assert!((back.quote_out - 5e4).abs() < 1e-8);
        assert!((back.reserves.price() - POOL.price()).abs() < 1e-12);
    }

    #[test]
    fn shares_are_redeemed_for_what_was_deposited() {
        let total = shares_minted(Reserves { base: 0.0, quote: 0.0 }, 0.0, POOL.base, POOL.quote);
        assert_eq!(total, 2e6);
        let more = shares_minted(POOL, total, 4e5, 1e6);
        assert_eq!(more, 2e5);
        assert_eq!(redeemed(POOL, total, total), POOL);
    }

    #[test]
    fn impermanent_loss_is_symmetric_and_accurate_near_1() {
        assert!((impermanent_loss(2.0) + 0.057_190_958_417_936_63).abs() < 1e-16);
        assert!((impermanent_loss(0.25) - impermanent_loss(4.0)).abs() < 1e-16);
        assert_eq!((impermanent_loss(1.0), impermanent_loss(0.0)), (0.0, -1.0));
        let tiny: f64 = 1e-6;
        assert!((impermanent_loss(1.0 + tiny) / (-tiny * tiny / 8.0) - 1.0).abs() < 2e-6);
    }

    #[test]
    fn units_round_against_the_trader() {
        let (x, y, dx) = (5_000_000_000_000_000_000, 10_000_000_000_000_000_000, 1_000_000_000_000_000_000);
        let out = amount_out_units(x, y, dx, UNISWAP_V2_FEE).unwrap();
        assert_eq!(out, 1_662_497_915_624_478_906);
        assert_eq!(amount_in_units(x, y, out, UNISWAP_V2_FEE), Some(dx));
        let near = amount_out(x as f64, y as f64, dx as f64, 0.003);
        assert!((near / out as f64 - 1.0).abs() < 1e-14);
        assert_eq!(amount_in_units(x, y, y, UNISWAP_V2_FEE), None);
        assert_eq!(amount_out_units(0, y, 0, UNISWAP_V2_FEE), None);
    }

    #[test]
    fn units_of_shares() {
        let first = first_shares_units(10_u128.pow(18), 4 * 10_u128.pow(18)).unwrap();
        assert_eq!(first + MINIMUM_LIQUIDITY, 2 * 10_u128.pow(18));
        assert_eq!(first_shares_units(30, 30), None);
        assert_eq!(shares_minted_units([0, 5], 7, [1, 1]), None);
        assert_eq!(shares_minted_units([10, 40], 20, [1, 5]), Some(2));
        assert_eq!(redeemed_units([11, 45], 22, 2), Some([1, 4]));
    }
}
