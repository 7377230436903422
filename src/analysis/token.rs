//! Figures by which tokens are compared: velocity, dilution, concentration.

use crate::num::stats::{gini, hhi, max, nakamoto, sum};

/// How often the average token changes hands in the period.
///
/// **Formula.** V = volume/mean market value (M·V = P·Q).
/// **Units.** Volume and market value in the same currency; result per period.
/// **Errors.** +∞ or NaN for a market value of 0.
/// **Source.** Fisher's equation of exchange.
pub fn velocity(volume: f64, mean_market_value: f64) -> f64 {
    volume / mean_market_value
}

/// How long the average token is held: period/V, in the unit of the period.
pub fn holding_time(period: f64, velocity: f64) -> f64 {
    period / velocity
}

/// The price at which a supply that turns over with this velocity carries the
/// volume.
///
/// **Formula.** P = volume/(V·supply).
/// **Units.** Currency per token.
/// **Assumes.** Velocity does not depend on the price.
/// **Source.** Fisher's equation of exchange.
pub fn implied_price(volume: f64, velocity: f64, supply: f64) -> f64 {
    volume / (velocity * supply)
}

/// Where all tokens that can ever exist are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supply {
    /// The most that can ever be minted.
    pub max: f64,
    /// Minted, but not free to move.
    pub locked: f64,
    /// Not yet minted.
    pub unminted: f64,
    /// Gone for ever.
    pub burned: f64,
}

impl Supply {
    /// Free to move: max − locked − unminted − burned.
    pub fn circulating(&self) -> f64 {
        self.max - self.locked - self.unminted - self.burned
    }

    /// Value of what circulates at this price.
    pub fn market_value(&self, price: f64) -> f64 {
        self.circulating() * price
    }

    /// Fully diluted value: of everything that can still exist, (max −
    /// burned)·price.
    pub fn fully_diluted(&self, price: f64) -> f64 {
        (self.max - self.burned) * price
    }

    /// Growth of the circulating supply if everything were free: fully diluted
    /// over circulating, minus 1. Infinite if nothing circulates.
    pub fn dilution(&self) -> f64 {
        (self.max - self.burned) / self.circulating() - 1.0
    }
}

/// How unequally something is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concentration {
    /// Gini coefficient, 0 to (n − 1)/n; see [`gini`].
    pub gini: f64,
    /// Herfindahl–Hirschman index, 1/n to 1; see [`hhi`].
    pub hhi: f64,
    /// Number of equal holders with the same index: 1/hhi.
    pub effective_holders: f64,
    /// Nakamoto coefficient at the threshold; see [`nakamoto`].
    pub nakamoto: Option<usize>,
    /// Share of the largest holder; NaN if nobody holds anything.
    pub top_share: f64,
}

/// Concentration of holdings ≥ 0, which are sorted. `threshold`: the share that
/// a coalition must exceed, ½ for a majority.
pub fn concentration(holdings: &mut [f64], threshold: f64) -> Concentration {
    let index = hhi(holdings);
    Concentration {
        gini: gini(holdings),
        hhi: index,
        effective_holders: 1.0 / index,
        nakamoto: nakamoto(holdings, threshold),
        top_share: max(holdings) / sum(holdings),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_equation_of_exchange_closes() {
        let (volume, supply) = (5e9, 2e8);
        let price = implied_price(volume, 5.0, supply);
        assert_eq!(price, 5.0);
        assert_eq!(velocity(volume, price * supply), 5.0);
        assert_eq!(holding_time(365.0, 5.0), 73.0);
    }

    #[test]
    fn dilution_is_what_is_not_yet_free() {
        let supply = Supply { max: 1e9, locked: 4e8, unminted: 3e8, burned: 5e7 };
        assert_eq!(supply.circulating(), 2.5e8);
        assert_eq!(supply.market_value(0.8), 2e8);
        assert_eq!(supply.fully_diluted(0.8), 7.6e8);
        assert!((supply.dilution() - 2.8).abs() < 1e-15);
        assert_eq!(Supply { locked: 0.0, unminted: 0.0, ..supply }.dilution(), 0.0);
    }

    #[test]
    fn one_holder_and_equal_holders() {
        let one = concentration(&mut [0.0, 9.0], 0.5);
        assert_eq!((one.hhi, one.effective_holders, one.nakamoto, one.top_share), (1.0, 1.0, Some(1), 1.0));
        let equal = concentration(&mut [2.0; 8], 0.5);
        assert_eq!((equal.gini, equal.hhi, equal.nakamoto), (0.0, 0.125, Some(5)));
    }
}
