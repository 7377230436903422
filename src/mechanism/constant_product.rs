//! A constant-product market, cleared in batches.
//!
//! All that is bought in a step is one swap, then all that is sold is one; each
//! side shares pro rata, so that no result depends on whose order came first.

use super::swap::{self, Direction};
use super::{Port, Rule, at, path};
use crate::formula::UnitType;
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Binding, Context, Market, Orders, Want};
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
    fn orders(&self, cx: &mut Context, orders: &Orders, port: &str, accounts: &[Val]) -> Vec<(HolderId, Val)> {
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
            amounts.push(cx.amount(&place, &order.amount, Want::run().of(unit)));
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
            let give = cx.b.min(*amount, own_quote);
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
        let port = |name, asset: &str| Port { name, asset: asset.to_owned() };
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
