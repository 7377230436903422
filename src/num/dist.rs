//! Distributions, each as the inverse distribution function of *one* uniform
//! draw in (0, 1).
//!
//! One draw in, one value out, rising with the draw: so two designs under
//! common random numbers stay coupled as tightly as they can, `1 − u` is the
//! antithetic draw, and no rejection loop makes the number of draws depend on
//! the parameters. The Poisson distribution with a large mean is the exception:
//! there, inversion would take time in proportion to the mean.
//!
//! Parameters outside of their range give NaN, which the engine reports as a
//! fault; none of these functions panics.

use super::math::{FRAC_1_SQRT_TAU, SQRT_2, erfc, exp, ln, ln_1p, pow};

pub use super::poisson::poisson;

/// Standard normal density φ(x).
#[inline]
pub fn normal_pdf(x: f64) -> f64 {
    FRAC_1_SQRT_TAU * exp(-0.5 * x * x)
}

/// Standard normal distribution function Φ(x); relative error of a few ulps in
/// the lower tail too.
#[inline]
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x / SQRT_2)
}

/// Numerator and denominator of AS 241's three rational approximations, lowest
/// power first.
pub(crate) type Rational = [[f64; 8]; 2];

pub(crate) const CENTRE: Rational = [
    [
        3.387_132_872_796_366_5,
        1.331_416_678_917_843_8e2,
        1.971_590_950_306_551_3e3,
        1.373_169_376_550_946e4,
        4.592_195_393_154_987e4,
        6.726_577_092_700_87e4,
        3.343_057_558_358_813e4,
        2.509_080_928_730_122_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091e1,
        6.871_870_074_920_579e2,
        5.394_196_021_424_751e3,
        2.121_379_430_158_659_7e4,
        3.930_789_580_009_271e4,
        2.872_908_573_572_194_3e4,
        5.226_495_278_852_854e3,
    ],
];

pub(crate) const SHOULDER: Rational = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        2.417_807_251_774_506e-1,
        2.272_384_498_926_918_4e-2,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        6.897_673_349_851e-1,
        1.481_039_764_274_800_8e-1,
        1.519_866_656_361_645_7e-2,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];

pub(crate) const TAIL: Rational = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        2.965_605_718_285_048_7e-1,
        2.653_218_952_657_612_4e-2,
        1.242_660_947_388_078_4e-3,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        5.998_322_065_558_88e-1,
        1.369_298_809_227_358e-1,
        1.487_536_129_085_061_5e-2,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_7e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

#[inline]
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

#[inline]
fn rational(coefficients: &Rational, x: f64) -> f64 {
    polynomial(&coefficients[0], x) / polynomial(&coefficients[1], x)
}

/// Half the width of the range of u around ½ that needs no logarithm.
pub(crate) const SPLIT: f64 = 0.425;

#[inline]
fn normal_centre(q: f64) -> f64 {
    q * rational(&CENTRE, SPLIT * SPLIT - q * q)
}

fn normal_tail(u: f64, q: f64) -> f64 {
    let p = if q < 0.0 { u } else { 1.0 - u };
    let r = (-ln(p)).sqrt();
    let z = if r <= 5.0 { rational(&SHOULDER, r - 1.6) } else { rational(&TAIL, r - 5.0) };
    if q < 0.0 { -z } else { z }
}

/// Standard normal quantile Φ⁻¹(u); −∞ and ∞ at 0 and 1, NaN outside.
///
/// Relative error about 1e-16.
/// Source: Wichura, "Algorithm AS 241: the percentage points of the normal
/// distribution" (PPND16), Applied Statistics 37 (1988) 477–484.
#[inline]
pub fn standard_normal(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= SPLIT {
        normal_centre(q)
    } else if u > 0.0 && u < 1.0 {
        normal_tail(u, q)
    } else if u == 0.0 {
        f64::NEG_INFINITY
    } else if u == 1.0 {
        f64::INFINITY
    } else {
        f64::NAN
    }
}

/// Normal with this mean and standard deviation (≥ 0).
#[inline]
pub fn normal(u: f64, mean: f64, sd: f64) -> f64 {
    checked(sd >= 0.0, mean + sd * standard_normal(u))
}

/// Lognormal: e^(μ + σZ). μ and σ ≥ 0 belong to the logarithm; the median is
/// e^μ, the mean e^(μ + σ²/2).
#[inline]
pub fn lognormal(u: f64, mu: f64, sigma: f64) -> f64 {
    checked(sigma >= 0.0, exp(mu + sigma * standard_normal(u)))
}

/// Uniform between `low` and `high`.
#[inline]
pub fn uniform_between(u: f64, low: f64, high: f64) -> f64 {
    low + (high - low) * u
}

/// Exponential with this mean (≥ 0).
#[inline]
pub fn exponential(u: f64, mean: f64) -> f64 {
    checked(mean >= 0.0, -mean * ln_1p(-u))
}

/// Pareto: P(X > x) = (min/x)^α for x ≥ min > 0. Its mean is infinite for
/// α ≤ 1, its variance for α ≤ 2.
#[inline]
pub fn pareto(u: f64, min: f64, alpha: f64) -> f64 {
    checked(min > 0.0 && alpha > 0.0, min * exp(-ln_1p(-u) / alpha))
}

/// Triangular on `low..=high` with its peak at `mode` between them.
#[inline]
pub fn triangular(u: f64, low: f64, mode: f64, high: f64) -> f64 {
    if !(low <= mode && mode <= high) {
        return f64::NAN;
    }
    let width = high - low;
    if width == 0.0 {
        return low;
    }
    if u * width < mode - low {
        low + (u * width * (mode - low)).sqrt()
    } else {
        high - ((1.0 - u) * width * (high - mode)).sqrt()
    }
}

/// 1 with probability `p`, else 0; p ≤ 0 gives never, p ≥ 1 always. (Ones are
/// the low draws, so that raising `p` only adds ones.)
#[inline]
pub fn bernoulli(u: f64, p: f64) -> f64 {
    checked(!p.is_nan(), if u < p { 1.0 } else { 0.0 })
}

/// Weibull with this scale (≥ 0) and shape (> 0): holding times that shorten
/// (shape > 1) or lengthen (< 1) with age.
#[inline]
pub fn weibull(u: f64, scale: f64, shape: f64) -> f64 {
    checked(scale >= 0.0 && shape > 0.0, scale * pow(-ln_1p(-u), 1.0 / shape))
}

#[inline]
fn checked(valid: bool, value: f64) -> f64 {
    if valid { value } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::super::rng::Key;
    use super::*;

    fn close(got: f64, expected: f64, tolerance: f64) {
        assert!((got - expected).abs() <= tolerance * expected.abs().max(1.0), "{got} instead of {expected}");
    }

    #[test]
    fn normal_quantiles() {
        // Newton's method on the series of Φ with 50 digits.
        for (u, z) in [
            (0.5, 0.0),
            (0.75, 0.674_489_750_196_081_7),
            (0.95, 1.644_853_626_951_472_2),
            (0.975, 1.959_963_984_540_054),
            (0.99, 2.326_347_874_040_840_8),
            (1e-5, -4.264_890_793_922_825),
            (1e-12, -7.034_483_825_301_132),
            (1e-100, -21.273_453_560_965_324),
        ] {
            close(standard_normal(u), z, 3e-15);
        }
        assert_eq!(standard_normal(0.0), f64::NEG_INFINITY);
        assert_eq!(standard_normal(1.0), f64::INFINITY);
        assert!(standard_normal(1.5).is_nan() && standard_normal(f64::NAN).is_nan());
    }

    #[test]
    fn the_normal_quantile_inverts_the_distribution_function() {
        for i in 1..2000 {
            let u = f64::from(i) / 2000.0;
            close(normal_cdf(standard_normal(u)), u, 1e-15);
            assert_eq!(standard_normal(u) < standard_normal(u + 1e-4), i < 2000);
        }
    }

    #[test]
    fn quantiles_of_the_other_distributions() {
        close(exponential(0.5, 3.0), 3.0 * std::f64::consts::LN_2, 1e-15);
        close(lognormal(0.5, 1.0, 0.7), std::f64::consts::E, 1e-15);
        close(pareto(0.75, 2.0, 2.0), 4.0, 1e-15);
        close(weibull(1.0 - exp(-1.0), 5.0, 1.7), 5.0, 1e-14);
        close(triangular(0.25, 0.0, 1.0, 2.0), 0.5f64.sqrt(), 1e-15);
        close(triangular(0.5, 0.0, 1.0, 2.0), 1.0, 1e-15);
        assert_eq!(triangular(0.3, 2.0, 2.0, 2.0), 2.0);
        assert_eq!(bernoulli(0.3, 0.4), 1.0);
        assert_eq!(bernoulli(0.3, 0.0), 0.0);
        assert_eq!(bernoulli(0.999, 1.0), 1.0);
        assert_eq!(uniform_between(0.25, -1.0, 3.0), 0.0);
    }

    #[test]
    fn parameters_out_of_range_give_nan() {
        for value in [
            normal(0.3, 0.0, -1.0),
            lognormal(0.3, 0.0, -1.0),
            exponential(0.3, -1.0),
            pareto(0.3, 0.0, 1.0),
            triangular(0.3, 0.0, 3.0, 2.0),
            bernoulli(0.3, f64::NAN),
            weibull(0.3, 1.0, 0.0),
            poisson(Key::new(0, 0).at(0, 0), 0, -1.0),
        ] {
            assert!(value.is_nan());
        }
    }
}
