//! Elementary functions that give the same bits on every target.
//!
//! The standard library's `f64::exp` and its kin call whatever mathematical
//! library the platform has, so that a native run and a wasm run of one model
//! drift apart in the last bits and then, through branches, altogether. All
//! transcendental functions of the core come from here and through here from
//! `libm`, which is Rust code compiled for each target: IEEE 754 additions,
//! multiplications, divisions and square roots in a fixed order, hence
//! identical results. (`f64::sqrt`, `abs`, `floor`, `ceil`, `trunc`, `min` and
//! `max` are exact by IEEE 754 and may be used directly.)
//!
//! Domain errors give NaN and overflow gives infinity, as IEEE 754 has it; the
//! engine turns either into a fault. Errors are below 1 ulp unless said.

use super::stats::{LANES, ZEROS, by_lane};

pub use std::f64::consts::{LN_2, PI, SQRT_2, TAU};

/// Coefficients of r·(eʳ + 1)/(eʳ − 1) = 2 + r²·(p₁ + r²·(p₂ + …)).
pub(crate) const EXP: [f64; 5] = [
    1.666_666_666_666_660_2e-1,
    -2.777_777_777_701_559_3e-3,
    6.613_756_321_437_934e-5,
    -1.653_390_220_546_525_2e-6,
    4.138_136_797_057_238_5e-8,
];

/// ln 2 in two parts, of which the first has room for a factor.
pub(crate) const LN_2_HI: f64 = 6.931_471_803_691_238e-1;
pub(crate) const LN_2_LO: f64 = 1.908_214_929_270_587_7e-10;
/// From here on, eˣ is reduced: about ln 2 / 2.
pub(crate) const HALF_LN_2: f64 = f64::from_bits(0x3fd6_2e43 << 32);
/// Below, eˣ is 1 + x: about 2⁻²⁸.
pub(crate) const SMALL: f64 = f64::from_bits(0x3e30_0001 << 32);
/// 2⁵²: numbers of this size are whole.
pub(crate) const ROUND: f64 = 1.0 / f64::EPSILON;

/// 1/√(2π), the height of the standard normal density.
pub const FRAC_1_SQRT_TAU: f64 = 0.398_942_280_401_432_7;

/// eˣ.
///
/// With the bits that `libm` gives, without calls and loops: its reduction to
/// x = k·ln 2 + r and its rational function of r (FreeBSD msun, e_exp.c, 2004).
pub fn exp(x: f64) -> f64 {
    let size = (x.to_bits() >> 32) as u32 & 0x7fff_ffff;
    if size <= 0x3e30_0000 || x.is_nan() {
        // Less than 2⁻²⁸.
        return 1.0 + x;
    }
    if x > 709.782_712_893_384 {
        return f64::INFINITY;
    }
    if x < -745.133_219_101_941_1 {
        return 0.0;
    }
    let k = if size > 0x3fd6_2e42 { (std::f64::consts::LOG2_E * x + 0.5_f64.copysign(x)) as i32 } else { 0 };
    let (hi, lo) = (x - f64::from(k) * LN_2_HI, f64::from(k) * LN_2_LO);
    let r = hi - lo;
    let rr = r * r;
    let c = r - rr * EXP.iter().rev().fold(0.0, |sum, p| p + rr * sum);
    let y = 1.0 + (r * c / (2.0 - c) - lo + hi);
    let power = |k: i32| f64::from_bits(((1023 + k) as u64) << 52);
    match k {
        // Rounded once, where the result becomes subnormal.
        ..-1022 => y * power(k + 969) * power(-969),
        -1022..=1023 => y * power(k),
        _ => y * power(1023) * power(k - 1023),
    }
}

/// Some numbers side by side.
type Block = [f64; LANES];

/// eˣ of eight numbers, with the bits of [`exp`], for loops that are written by hand (the
/// engine has it in `program::generated`): in all lanes at once, unless a power
/// is near the ends of what a number can be.
pub fn exp_block(x: &Block, out: &mut Block) {
    let near = |lane: usize| x[lane].abs() < 708.0;
    if !(near(0) & near(1) & near(2) & near(3) & near(4) & near(5) & near(6) & near(7)) {
        out.iter_mut().zip(x).for_each(|(out, x)| *out = exp(*x));
        return;
    }
    // No lane overflows, none is subnormal.
    let (mut k, mut hi, mut r, mut power) = (ZEROS, ZEROS, ZEROS, ZEROS);
    exp_turns(x, &mut k);
    exp_power(&k, &mut power);
    exp_rest(x, &k, &mut hi, &mut r);
    exp_sum(&r, out);
    exp_close(&k, &hi, &r, out);
    *out = by_lane!(LANE => if x[LANE].abs() < SMALL { 1.0 + x[LANE] } else { out[LANE] * power[LANE] });
}

// The parts of it are calls, because a compiler makes vectors only of expressions that
// are not too deep: each ends where its results are stored.

/// How often ln 2 is in x.
#[inline(never)]
fn exp_turns(x: &Block, k: &mut Block) {
    *k = by_lane!(LANE => {
        let sign = if x[LANE] < 0.0 { -1.0 } else { 1.0 };
        let turns = std::f64::consts::LOG2_E * x[LANE] + 0.5 * sign;
        // Without a conversion: the sum has no room for what is behind the point.
        let near = (turns + 1.5 * ROUND) - 1.5 * ROUND;
        let k = if (near - turns) * sign > 0.0 { near - sign } else { near };
        if x[LANE].abs() < HALF_LN_2 { 0.0 } else { k }
    });
}

/// 2ᵏ: the last bits of the sum are k's.
#[inline(never)]
fn exp_power(k: &Block, power: &mut Block) {
    const ONE: u64 = 1.0_f64.to_bits();
    *power = by_lane!(LANE => {
        f64::from_bits(((k[LANE] + 1.5 * ROUND).to_bits() << 52).wrapping_add(ONE))
    });
}

/// What is left of x then, without and with the rest of ln 2.
#[inline(never)]
fn exp_rest(x: &Block, k: &Block, hi: &mut Block, r: &mut Block) {
    *hi = by_lane!(LANE => x[LANE] - k[LANE] * LN_2_HI);
    *r = by_lane!(LANE => hi[LANE] - k[LANE] * LN_2_LO);
}

/// r − r²·(p₁ + r²·(p₂ + …)).
#[inline(never)]
fn exp_sum(r: &Block, sum: &mut Block) {
    let [p, q, s, t, u] = EXP;
    *sum = by_lane!(LANE => {
        let rr = r[LANE] * r[LANE];
        r[LANE] - rr * (p + rr * (q + rr * (s + rr * (t + rr * u))))
    });
}

/// eʳ, from r − r²·….
#[inline(never)]
fn exp_close(k: &Block, hi: &Block, r: &Block, sum: &mut Block) {
    *sum = by_lane!(LANE => {
        1.0 + (r[LANE] * sum[LANE] / (2.0 - sum[LANE]) - k[LANE] * LN_2_LO + hi[LANE])
    });
}

/// 2ˣ.
#[inline]
pub fn exp2(x: f64) -> f64 {
    libm::exp2(x)
}

/// eˣ − 1, accurate for small x.
#[inline]
pub fn expm1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Natural logarithm; NaN for x < 0, −∞ for 0.
#[inline]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// ln(1 + x), accurate for small x; NaN for x < −1.
#[inline]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Logarithm to base 2; NaN for x < 0.
#[inline]
pub fn log2(x: f64) -> f64 {
    libm::log2(x)
}

/// Logarithm to base 10; NaN for x < 0.
#[inline]
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// xʸ with the conventions of IEEE 754: x⁰ = 1 and 1ʸ = 1 even for NaN, NaN for
/// x < 0 with a fractional y.
#[inline]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// xⁿ by repeated squaring: exact wherever all intermediate products are, and
/// much cheaper than [`pow`] for small n. The error grows with log₂ n ulps.
#[inline]
pub fn powi(x: f64, n: i32) -> f64 {
    let mut result = 1.0;
    let mut square = x;
    let mut left = n.unsigned_abs();
    while left > 0 {
        if left & 1 == 1 {
            result *= square;
        }
        square *= square;
        left >>= 1;
    }
    if n < 0 { 1.0 / result } else { result }
}

/// ∛x, for negative x too.
#[inline]
pub fn cbrt(x: f64) -> f64 {
    libm::cbrt(x)
}

/// √(x² + y²) without undue overflow.
#[inline]
pub fn hypot(x: f64, y: f64) -> f64 {
    libm::hypot(x, y)
}

/// Sine of x radians.
#[inline]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine of x radians.
#[inline]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// Tangent of x radians.
#[inline]
pub fn tan(x: f64) -> f64 {
    libm::tan(x)
}

/// Angle in radians, −π/2 to π/2, whose sine is x; NaN for |x| > 1.
#[inline]
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// Angle in radians, 0 to π, whose cosine is x; NaN for |x| > 1.
#[inline]
pub fn acos(x: f64) -> f64 {
    libm::acos(x)
}

/// Angle in radians, −π/2 to π/2, whose tangent is x.
#[inline]
pub fn atan(x: f64) -> f64 {
    libm::atan(x)
}

/// Angle in radians, −π to π, of the point (x, y).
#[inline]
pub fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}

/// Hyperbolic sine.
#[inline]
pub fn sinh(x: f64) -> f64 {
    libm::sinh(x)
}

/// Hyperbolic cosine.
#[inline]
pub fn cosh(x: f64) -> f64 {
    libm::cosh(x)
}

/// Hyperbolic tangent.
#[inline]
pub fn tanh(x: f64) -> f64 {
    libm::tanh(x)
}

/// Error function 2/√π ∫₀ˣ e^(−t²) dt.
#[inline]
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}

/// 1 − erf(x), accurate in the upper tail.
#[inline]
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// ln |Γ(x)|. A few ulps, more near its zeros at 1 and 2.
#[inline]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Logistic function 1/(1 + e^(−x)); neither tail overflows.
#[inline]
pub fn logistic(x: f64) -> f64 {
    // e^(−x) = ∞ is harmless below a fraction bar, so one branch serves all x.
    1.0 / (1.0 + exp(-x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_by_squaring_are_exact_where_they_can_be() {
        assert_eq!(powi(3.0, 5), 243.0);
        assert_eq!(powi(2.0, -3), 0.125);
        assert_eq!(powi(-2.0, 3), -8.0);
        assert_eq!(powi(7.5, 0), 1.0);
        assert!((powi(1.0003, 1000) / pow(1.0003, 1000.0) - 1.0).abs() < 1e-12);
        assert_eq!(powi(2.0, i32::MIN), 0.0);
    }

    #[test]
    fn known_bits() {
        // Guards against a silently different libm: these are its own bits.
        assert_eq!(exp(1.0).to_bits(), 0x4005_bf0a_8b14_576a);
        assert_eq!(ln(10.0).to_bits(), 0x4002_6bb1_bbb5_5516);
        assert_eq!(sin(1.0).to_bits(), 0x3fea_ed54_8f09_0cee);
        assert_eq!(erfc(0.5), 0.479_500_122_186_953_5);
    }

    #[test]
    fn an_exponential_has_the_bits_of_the_library() {
        let edges = [
            0.0,
            -0.0,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            LN_2 / 2.0,
            1.5 * LN_2,
            708.0,
            708.4,
            709.1,
            709.782_712_893_384,
            745.133_219_101_941_1,
        ];
        let near = edges
            .iter()
            .flat_map(|x| (-40..=40).map(|ulps| f64::from_bits(x.to_bits().wrapping_add_signed(ulps))));
        let sizes = (-1100..=1100).map(|exponent| 1.1 * exp2(f64::from(exponent)));
        let spread = (0..400_000).map(|i| f64::from(i) * 0.001_875 + 1e-9);
        for x in near.chain(sizes).chain(spread).flat_map(|x| [x, -x]) {
            let theirs = libm::exp(x);
            let mut block = [0.0; LANES];
            exp_block(&by_lane!(LANE => if LANE == 3 { x } else { LANE as f64 - 4.0 }), &mut block);
            for own in [exp(x), block[3]] {
                assert!(own.to_bits() == theirs.to_bits() || own.is_nan() && theirs.is_nan(), "exp({x})");
            }
        }
    }

    #[test]
    fn the_logistic_function_saturates_without_nan() {
        assert_eq!(logistic(0.0), 0.5);
        assert_eq!(logistic(1e9), 1.0);
        assert_eq!(logistic(-1e9), 0.0);
    }
}
