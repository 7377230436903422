//! Buy-back: quote is spent on the token, which is then burned or kept. The
//! purchase itself is the market's; here is what it comes to.

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
