//! A marketplace for goods that are not followed one by one, such as NFTs, with
//! marketplace fee and creator royalty.
//!
//! Buyers bring budgets, sellers bring goods at their asking value. The smaller
//! side is served in full, the other pro rata. A sale to oneself needs no
//! counterpart: only fee and royalty leave the pocket. Whether the royalty is
//! paid is the seller's choice, by the port through which they sell.

use super::{Port, Rule, at, path};
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
use crate::program::{Binary, Shape, Slot, Val};
use crate::project::Marketplace;

const BUY: &str = "buy";
/// Ports of sellers, and whether they honour the royalty.
const SELL: [(&str, Royalty); 2] = [("sell", Royalty::Honoured), ("sell_without_royalty", Royalty::Evaded)];
const SELF_TRADE: [(&str, Royalty); 2] =
    [("self_trade", Royalty::Honoured), ("self_trade_without_royalty", Royalty::Evaded)];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Royalty {
    Honoured,
    Evaded,
}

pub(super) struct Rules {
    spec: Marketplace,
    asset: AssetId,
    fee_to: HolderId,
    royalty_to: Option<HolderId>,
    clearing: HolderId,
    outputs: Outputs,
    /// What each agent bought, sold and traded with itself, per population.
    volume_by: Vec<Slot>,
}

struct Outputs {
    volume: Slot,
    sales: Slot,
    self_trades: Slot,
    fees: Slot,
    royalties: Slot,
    evaded: Slot,
}

/// Sums of a step.
struct Sums {
    fees: Val,
    royalties: Val,
    evaded: Val,
    self_trades: Val,
    sales: Val,
    volume_by: Vec<Val>,
}

impl Rules {
    pub(super) fn declare(spec: Marketplace, cx: &mut Context) -> Option<Self> {
        let id = &spec.id;
        let asset = cx.asset(&path(id, "asset"), &spec.asset);
        let fee_to = cx.holder(&path(id, "fee_to"), &spec.fee_to);
        let royalty_to = match &spec.royalty_to {
            Some(to) => Some(cx.holder(&path(id, "royalty_to"), to)?),
            None => None,
        };
        let (asset, fee_to) = (asset?, fee_to?);
        let clearing = cx.vault(id, "clearing", Shape::Run);
        let unit = cx.unit_of(asset);
        let place = path(id, "id");
        let mut run = |name: &str| cx.output(&place, id, name, Shape::Run, unit.clone());
        let outputs = Outputs {
            volume: run("volume"),
            sales: run("sales"),
            self_trades: run("self_trades"),
            fees: run("fees"),
            royalties: run("royalties"),
            evaded: run("evaded"),
        };
        let populations = &cx.project.populations;
        let volume_by = (0..populations.len())
            .map(|p| {
                let name = format!("volume_by.{}", populations[p].id);
                cx.output(&place, id, &name, Shape::Pop(p as u16), unit.clone())
            })
            .collect();
        Some(Rules { spec, asset, fee_to, royalty_to, clearing, outputs, volume_by })
    }

    fn rates(&self, cx: &mut Context) -> (Val, Val) {
        let (spec, zero) = (&self.spec, cx.b.constant(0.0));
        let fee = cx.amount(&path(&spec.id, "fee"), &spec.fee, Want::run().ratio());
        let royalty = cx.amount(&path(&spec.id, "royalty"), &spec.royalty, Want::run().ratio());
        (fee, if self.royalty_to.is_some() { royalty } else { zero })
    }

    fn holder(&self, cx: &Context, population: usize) -> HolderId {
        cx.holders[&cx.project.populations[population].id]
    }

    /// Pays `amount` out of the clearing account.
    fn pay(&self, cx: &mut Context, to: HolderId, amount: Val) -> Val {
        cx.book.share_out(&mut cx.b, self.asset, self.clearing, to, amount, None).total
    }

    /// Sales between agents: budgets against asking values.
    fn match_sides(&self, cx: &mut Context, orders: &Orders, sums: &mut Sums) {
        let (fee, royalty) = self.rates(cx);
        let (one, mut demand, mut supply) = (cx.b.constant(1.0), cx.b.constant(0.0), cx.b.constant(0.0));
        let mut buyers = Vec::new();
        for (population, budget) in at(orders, &self.spec.id, BUY) {
            let slot = cx.book.balance(&mut cx.b, self.holder(cx, *population), self.asset);
            let there = cx.b.read(slot);
            let there = cx.b.positive(there);
            let budget = cx.b.min(*budget, there);
            let total = cx.b.total(budget);
            demand = cx.b.add(demand, total);
            buyers.push((*population, budget));
        }
        let mut sellers = Vec::new();
        for (port, honours) in SELL {
            for (population, asked) in at(orders, &self.spec.id, port) {
                let total = cx.b.total(*asked);
                supply = cx.b.add(supply, total);
                sellers.push((*population, *asked, honours));
            }
        }
        let matched = cx.b.min(demand, supply);
        let (served, sold) = (cx.b.ratio(matched, demand), cx.b.ratio(matched, supply));
        for (population, budget) in buyers {
            let spend = cx.b.mul(budget, served);
            let holder = self.holder(cx, population);
            let moved = cx.book.transfer(&mut cx.b, self.asset, holder, self.clearing, spend);
            sums.sales = cx.b.add(sums.sales, moved.total);
            sums.volume_by[population] = cx.b.add(sums.volume_by[population], moved.each);
        }
        for (population, asked, honours) in sellers {
            let value = cx.b.mul(asked, sold);
            let total = cx.b.total(value);
            let due = cx.b.mul(total, royalty);
            let kept = match honours {
                Royalty::Honoured => {
                    sums.royalties = cx.b.add(sums.royalties, due);
                    let rates = cx.b.add(fee, royalty);
                    cx.b.sub(one, rates)
                }
                Royalty::Evaded => {
                    sums.evaded = cx.b.add(sums.evaded, due);
                    cx.b.sub(one, fee)
                }
            };
            let proceeds = cx.b.mul(value, kept);
            let holder = self.holder(cx, population);
            cx.book.transfer(&mut cx.b, self.asset, self.clearing, holder, proceeds);
            sums.volume_by[population] = cx.b.add(sums.volume_by[population], value);
        }
        let fees = cx.b.mul(matched, fee);
        sums.fees = cx.b.add(sums.fees, fees);
    }

    /// Sales to oneself: limited by what can be paid of fee and royalty.
    fn self_trades(&self, cx: &mut Context, orders: &Orders, sums: &mut Sums) {
        let (fee, royalty) = self.rates(cx);
        for (port, honours) in SELF_TRADE {
            let rate = match honours {
                Royalty::Honoured => cx.b.add(fee, royalty),
                Royalty::Evaded => fee,
            };
            for (population, wanted) in at(orders, &self.spec.id, port) {
                let holder = self.holder(cx, *population);
                let slot = cx.book.balance(&mut cx.b, holder, self.asset);
                let there = cx.b.read(slot);
                let there = cx.b.positive(there);
                let (zero, most) = (cx.b.constant(0.0), cx.b.div(there, rate));
                let free = cx.b.binary(Binary::Le, rate, zero);
                let affordable = cx.b.min(*wanted, most);
                let volume = cx.b.select(free, *wanted, affordable);
                let cost = cx.b.mul(volume, rate);
                cx.book.transfer(&mut cx.b, self.asset, holder, self.clearing, cost);
                let total = cx.b.total(volume);
                sums.self_trades = cx.b.add(sums.self_trades, total);
                sums.volume_by[*population] = cx.b.add(sums.volume_by[*population], volume);
                let (fees, due) = (cx.b.mul(total, fee), cx.b.mul(total, royalty));
                sums.fees = cx.b.add(sums.fees, fees);
                match honours {
                    Royalty::Honoured => sums.royalties = cx.b.add(sums.royalties, due),
                    Royalty::Evaded => sums.evaded = cx.b.add(sums.evaded, due),
                }
            }
        }
    }
}

impl Rule for Rules {
    fn ports(&self) -> Vec<Port> {
        let names = [BUY].into_iter().chain(SELL.map(|(name, _)| name)).chain(SELF_TRADE.map(|(name, _)| name));
        names.map(|name| Port { name, asset: self.spec.asset.clone() }).collect()
    }

    fn step(&self, cx: &mut Context, orders: &Orders) {
        let zero = cx.b.constant(0.0);
        let volume_by =
            (0..self.volume_by.len()).map(|p| cx.b.broadcast(zero, p as u16)).collect();
        let mut sums =
            Sums { fees: zero, royalties: zero, evaded: zero, self_trades: zero, sales: zero, volume_by };
        self.match_sides(cx, orders, &mut sums);
        self.self_trades(cx, orders, &mut sums);
        self.pay(cx, self.fee_to, sums.fees);
        if let Some(to) = self.royalty_to {
            self.pay(cx, to, sums.royalties);
        }
        let volume = cx.b.add(sums.sales, sums.self_trades);
        cx.b.write(self.outputs.volume, volume);
        cx.b.write(self.outputs.sales, sums.sales);
        cx.b.write(self.outputs.self_trades, sums.self_trades);
        cx.b.write(self.outputs.fees, sums.fees);
        cx.b.write(self.outputs.royalties, sums.royalties);
        cx.b.write(self.outputs.evaded, sums.evaded);
        for (slot, value) in self.volume_by.iter().zip(sums.volume_by) {
            cx.b.write(*slot, value);
        }
    }
}
