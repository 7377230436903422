//! A marketplace for goods that are not followed one by one, such as NFTs, with
//! marketplace fee and creator royalty.
//!
//! Buyers bring budgets, sellers bring goods at their asking value. The smaller
//! side is served in full, the other pro rata. A sale to oneself needs no
//! counterpart: only fee and royalty leave the pocket. Whether the royalty is
//! paid is the seller's choice, by the port through which they sell.
//!
//! A marketplace where agents pay agents: fee, royalty, remainder.

use super::{Port, Rule, at, path};
use crate::ledger::{AssetId, HolderId};
use crate::lower::{Context, Orders, Want};
use crate::map::Map;
use crate::num::wide;
use crate::program::{Binary, Shape, Slot, Val};
use crate::project::{Marketplace, Population};

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
    /// What each agent bought, less what it sold, of others.
    goods_of: Vec<Slot>,
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
    goods_of: Vec<Val>,
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
        let mut per_agent = |name: &str| -> Vec<Slot> {
            let one = |(p, population): (usize, &Population)| {
                let name = format!("{name}.{}", population.id);
                cx.output(&place, id, &name, Shape::Pop(p as u16), unit.clone())
            };
            populations.iter().enumerate().map(one).collect()
        };
        let (volume_by, goods_of) = (per_agent("volume_by"), per_agent("goods_of"));
        Some(Rules { spec, asset, fee_to, royalty_to, clearing, outputs, volume_by, goods_of })
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
            let holder = self.holder(cx, *population);
            let slot = cx.book.balance(&mut cx.b, holder, self.asset);
            let there = cx.b.read(slot);
            let there = cx.b.positive(there);
            let budget = cx.b.positive(*budget);
            let budget = cx.b.min(budget, there);
            let total = cx.b.total(budget);
            demand = cx.b.add(demand, total);
            buyers.push((*population, budget));
        }
        let mut sellers = Vec::new();
        for (port, honours) in SELL {
            for (population, asked) in at(orders, &self.spec.id, port) {
                let asked = cx.b.positive(*asked);
                let total = cx.b.total(asked);
                supply = cx.b.add(supply, total);
                sellers.push((*population, asked, honours));
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
            sums.goods_of[population] = cx.b.add(sums.goods_of[population], moved.each);
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
            sums.goods_of[population] = cx.b.sub(sums.goods_of[population], value);
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
                let wanted = cx.b.positive(*wanted);
                let affordable = cx.b.min(wanted, most);
                let volume = cx.b.select(free, wanted, affordable);
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
        let names =
            [BUY].into_iter().chain(SELL.map(|(name, _)| name)).chain(SELF_TRADE.map(|(name, _)| name));
        names.map(|name| Port { name: name.to_owned(), asset: self.spec.asset.clone() }).collect()
    }

    fn step(&self, cx: &mut Context, orders: &Orders) {
        let zero = cx.b.constant(0.0);
        let volume_by: Vec<Val> = (0..self.volume_by.len()).map(|p| cx.b.broadcast(zero, p as u16)).collect();
        let mut sums = Sums {
            fees: zero,
            royalties: zero,
            evaded: zero,
            self_trades: zero,
            sales: zero,
            goods_of: volume_by.clone(),
            volume_by,
        };
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
        let by_agent = self.volume_by.iter().zip(sums.volume_by);
        for (slot, value) in by_agent.chain(self.goods_of.iter().zip(sums.goods_of)) {
            cx.b.write(*slot, value);
        }
    }
}

/// Who gets what of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split<T> {
    /// To the marketplace.
    pub fee: T,
    /// To the creator.
    pub royalty: T,
    /// To the seller: the remainder.
    pub seller: T,
}

/// Splits a price by ratios.
///
/// **Formula.** fee p·f, royalty p·r, seller the remainder.
/// **Units.** Price in the payment asset; ratios.
/// **Guarantees.** The parts sum to the price, to rounding.
/// **Source.** EIP-2981 (royalty as a share of the sale price).
#[inline]
pub fn split(price: f64, fee: f64, royalty: f64) -> Split<f64> {
    let (fee, royalty) = (price * fee, price * royalty);
    Split { fee, royalty, seller: price - fee - royalty }
}

/// Splits a price in smallest units.
///
/// **Formula.** fee ⌊p·f/10⁴⌋, royalty ⌊p·r/10⁴⌋, seller the remainder.
/// **Units.** Smallest units; basis points.
/// **Guarantees.** The parts sum to the price exactly; rounding favours the
/// seller.
/// **Errors.** None if fee and royalty together exceed the price.
/// **Source.** EIP-2981, which leaves the direction of rounding open.
pub fn split_units(price: u128, fee_bps: u32, royalty_bps: u32) -> Option<Split<u128>> {
    let fee = wide::share(price, fee_bps)?;
    let royalty = wide::share(price, royalty_bps)?;
    let seller = price.checked_sub(fee)?.checked_sub(royalty)?;
    Some(Split { fee, royalty, seller })
}

/// The least and the most that a contract may ask as royalty: rounding down and
/// rounding up.
///
/// **Formula.** ⌊p·r/10⁴⌋ and ⌈p·r/10⁴⌉. [`split_units`] rounds down.
/// **Units.** Smallest units; basis points.
/// **Errors.** None if the result needs more than 128 bits.
/// **Source.** EIP-2981, which leaves the direction of rounding open.
pub fn royalty_bounds_units(price: u128, royalty_bps: u32) -> Option<[u128; 2]> {
    let floor = wide::share(price, royalty_bps)?;
    // The remainder modulo 10⁴ needs no wide product.
    let rest = price % wide::BASIS_POINTS * (u128::from(royalty_bps) % wide::BASIS_POINTS);
    let ceil = floor.checked_add(u128::from(!rest.is_multiple_of(wide::BASIS_POINTS)))?;
    Some([floor, ceil])
}

/// What honouring the royalty costs a seller, as a share of the proceeds
/// without it: the friction to the desired behaviour.
///
/// **Formula.** r/(1 − f).
/// **Units.** Ratios.
/// **Errors.** +∞ (NaN for r = 0) where the fee takes everything.
/// **Source.** Follows from [`split`].
pub fn royalty_friction(fee: f64, royalty: f64) -> f64 {
    royalty / (1.0 - fee)
}

/// A sale between named parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sale<'a> {
    /// In smallest units.
    pub price: u128,
    /// Who pays.
    pub buyer: &'a str,
    /// Who is paid; the creator in a primary sale.
    pub seller: &'a str,
    /// Who made it, and earns the royalty of later sales.
    pub creator: &'a str,
}

/// How the marketplace is called among the net positions.
pub const MARKET: &str = "market";

/// What everyone has gained or lost by a series of sales, in smallest units.
///
/// **Formula.** Per sale: buyer −p, market +fee, creator +royalty, seller
/// +remainder; no royalty when the creator sells.
/// **Guarantees.** The positions sum to 0 exactly. Everyone who takes part in a
/// sale has an entry, and so does [`MARKET`].
/// **Errors.** None if fee and royalty exceed a price, or beyond 127 bits.
/// **Source.** EIP-2981; that a creator owes no royalty on an own sale is the
/// custom of marketplaces.
pub fn net_positions<'a>(sales: &[Sale<'a>], fee_bps: u32, royalty_bps: u32) -> Option<Map<&'a str, i128>> {
    let mut net = Map::from([(MARKET, 0_i128)]);
    for sale in sales {
        let royalty_bps = if sale.seller == sale.creator { 0 } else { royalty_bps };
        let parts = split_units(sale.price, fee_bps, royalty_bps)?;
        let price = i128::try_from(sale.price).ok()?;
        // Each part is at most the price, so the conversions cannot fail.
        let moves = [
            (sale.buyer, -price),
            (MARKET, parts.fee as i128),
            (sale.creator, parts.royalty as i128),
            (sale.seller, parts.seller as i128),
        ];
        for (party, amount) in moves {
            let position = net.or_insert_with(party, || 0);
            *position = position.checked_add(amount)?;
        }
    }
    Some(net)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_sum_to_the_price() {
        for price in [0, 1, 39, 999, 1_000_000_007, u128::MAX] {
            let parts = split_units(price, 250, 500).unwrap();
            assert_eq!(parts.fee + parts.royalty + parts.seller, price);
        }
        assert_eq!(split_units(1000, 0, 0).unwrap().seller, 1000);
        assert_eq!(split_units(1000, 9_000, 2_000), None);
        let parts = split(1000.0, 0.025, 0.05);
        assert_eq!(parts, Split { fee: 25.0, royalty: 50.0, seller: 925.0 });
    }

    #[test]
    fn royalties_round_down_or_up_and_whole_ones_do_neither() {
        assert_eq!(royalty_bounds_units(999, 1000), Some([99, 100]));
        assert_eq!(royalty_bounds_units(1000, 1000), Some([100, 100]));
        assert_eq!(royalty_bounds_units(0, 1000), Some([0, 0]));
        assert_eq!(royalty_bounds_units(u128::MAX, 10_000), Some([u128::MAX; 2]));
        assert_eq!(royalty_bounds_units(u128::MAX, 10_001), None);
        for price in 0..500 {
            let [floor, ceil] = royalty_bounds_units(price, 777).unwrap();
            assert_eq!((floor, ceil), (price * 777 / 10_000, (price * 777).div_ceil(10_000)));
        }
    }

    #[test]
    fn positions_sum_to_zero_and_primary_sales_owe_no_royalty() {
        let sales = [
            Sale { price: 1000, buyer: "b1", seller: "cr", creator: "cr" },
            Sale { price: 2000, buyer: "b2", seller: "b1", creator: "cr" },
        ];
        let net = net_positions(&sales, 250, 500).unwrap();
        assert_eq!(net, Map::from([("b1", 850), ("b2", -2000), ("cr", 1075), ("market", 75)]));
        assert_eq!(net.values().sum::<i128>(), 0);
        assert_eq!(net_positions(&[], 250, 500).unwrap(), Map::from([("market", 0)]));
    }

    #[test]
    fn a_sale_to_oneself_costs_fee_and_royalty() {
        let wash = [Sale { price: 1000, buyer: "w", seller: "w", creator: "cr" }];
        let net = net_positions(&wash, 200, 0).unwrap();
        assert_eq!(net["w"], -20);
        assert_eq!(net_positions(&wash, 200, 500).unwrap()["w"], -70);
    }

    #[test]
    fn friction_grows_with_the_fee() {
        assert!((royalty_friction(0.025, 0.05) - 0.05 / 0.975).abs() < 1e-17);
        assert_eq!(royalty_friction(0.0, 0.05), 0.05);
        assert!(royalty_friction(1.0, 0.05).is_infinite());
    }
}
