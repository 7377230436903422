//! A marketplace where agents pay agents: fee, royalty, remainder.

use crate::num::wide;
use std::collections::BTreeMap;

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
pub fn net_positions<'a>(
    sales: &[Sale<'a>],
    fee_bps: u32,
    royalty_bps: u32,
) -> Option<BTreeMap<&'a str, i128>> {
    let mut net = BTreeMap::from([(MARKET, 0_i128)]);
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
            let position = net.entry(party).or_insert(0);
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
    fn positions_sum_to_zero_and_primary_sales_owe_no_royalty() {
        let sales = [
            Sale { price: 1000, buyer: "b1", seller: "cr", creator: "cr" },
            Sale { price: 2000, buyer: "b2", seller: "b1", creator: "cr" },
        ];
        let net = net_positions(&sales, 250, 500).unwrap();
        assert_eq!(net, BTreeMap::from([("b1", 850), ("b2", -2000), ("cr", 1075), ("market", 75)]));
        assert_eq!(net.values().sum::<i128>(), 0);
        assert_eq!(net_positions(&[], 250, 500).unwrap(), BTreeMap::from([("market", 0)]));
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
