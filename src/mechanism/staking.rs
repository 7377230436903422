//! Staking: deposits that earn a share of what is issued or paid in.

use crate::num::math::{expm1, ln_1p};

/// What a delegator earns in a year without compounding, over the stake.
///
/// **Formula.** i·(1 − c)·s/q.
/// **Units.** All ratios: yearly inflation i of the whole supply, commission c
/// of the validator, share s of inflation that goes to stakers, share q of the
/// supply that is staked.
/// **Assumes.** All stakers earn alike.
/// **Errors.** +∞ (NaN for i = 0) if nothing is staked.
/// **Source.** Identity: rewards over stake.
pub fn apr(inflation: f64, commission: f64, reward_share: f64, staked_ratio: f64) -> f64 {
    inflation * (1.0 - commission) * reward_share / staked_ratio
}

/// The yearly yield of a rate that is compounded `times` a year.
///
/// **Formula.** (1 + APR/n)ⁿ − 1, computed without cancellation.
/// **Errors.** NaN for n = 0, and for APR/n < −1.
/// **Source.** Definition of compound interest.
pub fn apy(apr: f64, times: f64) -> f64 {
    expm1(times * ln_1p(apr / times))
}

/// What a yield is worth when everybody's holdings are diluted by inflation.
///
/// **Formula.** (1 + y)/(1 + i) − 1.
/// **Source.** Fisher equation.
pub fn real_yield(apy: f64, inflation: f64) -> f64 {
    (apy - inflation) / (1.0 + inflation)
}

/// What a stake has grown to when a lock-up of so many years ends.
///
/// **Formula.** K·(1 + y)^t.
/// **Assumes.** Rewards are staked again; no exit before the end.
/// **Source.** Definition of compound interest.
pub fn locked_value(stake: f64, apy: f64, years: f64) -> f64 {
    stake + stake * expm1(years * ln_1p(apy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compounding_once_changes_nothing_and_more_approaches_the_exponential() {
        assert!((apy(0.1, 1.0) - 0.1).abs() < 1e-16);
        assert!((apy(0.1, 1e12) - expm1(0.1)).abs() < 1e-12);
        assert!(apy(0.1, 2.0) > apy(0.1, 1.0));
        assert!(apy(0.1, 0.0).is_nan());
    }

    #[test]
    fn if_everybody_stakes_for_everything_nobody_gains() {
        let yearly = apr(0.08, 0.0, 1.0, 1.0);
        assert_eq!(yearly, 0.08);
        assert!(real_yield(apy(yearly, 1.0), 0.08).abs() < 1e-16);
        assert!(apr(0.08, 0.0, 1.0, 0.0).is_infinite());
    }

    #[test]
    fn a_stake_grows_by_its_yield() {
        assert!((locked_value(1000.0, 0.1, 2.0) - 1210.0).abs() < 1e-9);
        assert_eq!(locked_value(1000.0, 0.1, 0.0), 1000.0);
    }
}
