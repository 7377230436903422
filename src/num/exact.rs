//! A sum without rounding, and therefore without order.
//!
//! Runs of a set are executed in pieces, on any number of workers, and merged
//! in whatever order they come back; the mean over runs must still have the
//! same bits. [`ExactSum`] keeps the sum of single-precision values as one wide
//! fixed-point integer (a superaccumulator): adding is exact, so it commutes and
//! associates, and rounding happens once, when the result is read.
//!
//! Source: Kulisch, "Computer Arithmetic and Validity" (2008), on the complete
//! register; here in limbs with room for deferred carries.

use serde::{Deserialize, Serialize};

/// Bits of a limb that belong to it; the rest of the `i64` takes carries.
const LIMB_BITS: u32 = 32;
/// The values span bits 2⁻¹⁴⁹ to 2¹²⁷: 277 bits.
const LIMBS: usize = 9;
/// Weight of the lowest bit: 2⁻¹⁴⁹, the smallest subnormal `f32`.
const LOWEST_EXPONENT: i32 = -149;
/// A limb holds this many additions before a carry could be lost.
const CAPACITY: u64 = 1 << 31;

/// The exact sum of up to 2³¹ finite `f32` values, and their number.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ExactSum {
    count: u64,
    limbs: [i64; LIMBS],
}

impl ExactSum {
    /// The empty sum.
    pub fn new() -> ExactSum {
        ExactSum::default()
    }

    /// Adds one value. It must be finite: infinities and NaN have no place in a
    /// fixed-point number, and runs that have them are faults, not values.
    #[inline]
    pub fn add(&mut self, x: f32) {
        let bits = x.to_bits();
        let exponent = (bits >> 23) & 0xff;
        debug_assert!(exponent != 0xff, "{x} is not finite");
        let fraction = u64::from(bits & 0x007f_ffff);
        // Subnormals (exponent 0) have no hidden bit and the weight of exponent 1.
        let (mantissa, offset) =
            if exponent == 0 { (fraction, 0) } else { (fraction | 0x0080_0000, exponent - 1) };
        let limb = (offset / LIMB_BITS) as usize;
        let shifted = mantissa << (offset % LIMB_BITS);
        let (low, high) = ((shifted & 0xffff_ffff) as i64, (shifted >> LIMB_BITS) as i64);
        // −1 for negative values, else 0: (v ^ s) − s negates without a branch.
        let sign = -i64::from(bits >> 31);
        self.limbs[limb] += (low ^ sign) - sign;
        self.limbs[limb + 1] += (high ^ sign) - sign;
        self.count += 1;
    }

    /// Adds all that is in another sum.
    ///
    /// # Panics
    /// If more than 2³¹ values come together.
    pub fn merge(&mut self, other: &ExactSum) {
        self.count += other.count;
        assert!(self.count <= CAPACITY, "an exact sum holds at most 2^31 values");
        for (limb, more) in self.limbs.iter_mut().zip(&other.limbs) {
            *limb += more;
        }
    }

    /// How many values were added.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The mean: the rounded sum over the count, rounded; NaN for none.
    pub fn mean(&self) -> f64 {
        self.to_f64() / self.count as f64
    }

    /// The sum, rounded once, to the nearest `f64` (ties to even).
    pub fn to_f64(&self) -> f64 {
        let (limbs, top) = carried(self.limbs);
        if top >= 0 {
            return magnitude(&limbs, top as u64);
        }
        let (limbs, top) = carried(self.limbs.map(|limb| -limb));
        -magnitude(&limbs, top as u64)
    }
}

/// Propagates carries: digits in 0..2³² and what is left above them.
fn carried(limbs: [i64; LIMBS]) -> ([u64; LIMBS], i64) {
    let mut carry = 0;
    let digits = limbs.map(|limb| {
        let value = limb + carry;
        carry = value >> LIMB_BITS;
        (value & 0xffff_ffff) as u64
    });
    (digits, carry)
}

/// The value of a non-negative number of `LIMBS` digits below `top`.
fn magnitude(digits: &[u64; LIMBS], top: u64) -> f64 {
    // Digit i has weight 2^(32·i); `top` is digit LIMBS, below 2³².
    let digit = |i: usize| if i == LIMBS { top } else { digits[i] };
    let Some(highest) = (0..=LIMBS).rev().find(|i| digit(*i) != 0) else { return 0.0 };
    // Three digits hold at least 65 significant bits; all below is sticky: it
    // decides a tie and nothing else.
    let mut window: u128 = 0;
    for i in 0..3 {
        window = (window << LIMB_BITS) | u128::from(if highest >= i { digit(highest - i) } else { 0 });
    }
    let sticky = (0..highest.saturating_sub(2)).any(|i| digit(i) != 0);
    let rounded = (window | u128::from(sticky)) as f64;
    let exponent = LIMB_BITS as i32 * (highest as i32 - 2) + LOWEST_EXPONENT;
    rounded * f64::from_bits(((1023 + exponent) as u64) << 52)
}

#[cfg(test)]
mod tests {
    use super::super::rng::mix64;
    use super::*;

    fn total(values: &[f32]) -> f64 {
        let mut sum = ExactSum::new();
        values.iter().for_each(|x| sum.add(*x));
        sum.to_f64()
    }

    /// Any finite value, all exponents alike.
    fn values(n: u64) -> Vec<f32> {
        (0..n).map(|i| f32::from_bits(mix64(i) as u32)).filter(|x| x.is_finite()).collect()
    }

    #[test]
    fn nothing_is_lost() {
        assert_eq!(total(&[]), 0.0);
        assert_eq!(total(&[1e30, 1.0, -1e30]), 1.0);
        assert_eq!(total(&[f32::MAX, f32::from_bits(1), -f32::MAX]), f64::from(f32::from_bits(1)));
        assert_eq!(total(&[f32::MAX; 1000]), f64::from(f32::MAX) * 1000.0);
        assert_eq!(total(&[-0.1; 10]), f64::from(-0.1_f32) * 10.0);
        for x in values(10_000) {
            assert_eq!(total(&[x]), f64::from(x));
        }
    }

    #[test]
    fn the_result_is_rounded_once_ties_to_even() {
        let (one, half_ulp) = (1.0_f32, f32::from_bits((127 - 53) << 23));
        let tiny = f32::from_bits(1);
        assert_eq!(total(&[one, half_ulp]), 1.0);
        assert_eq!(total(&[one, half_ulp, tiny]), 1.0 + f64::EPSILON);
        assert_eq!(total(&[one, half_ulp, -tiny]), 1.0);
        assert_eq!(total(&[one, half_ulp, half_ulp, half_ulp]), 1.0 + 2.0 * f64::EPSILON);
    }

    #[test]
    fn neither_order_nor_pieces_change_a_bit() {
        let mut values = values(5000);
        let expected = total(&values);
        for round in 0..20 {
            values.sort_by_key(|x| mix64(u64::from(x.to_bits()) + round));
            let mut merged = ExactSum::new();
            for piece in values.chunks(1 + round as usize * 77) {
                let mut part = ExactSum::new();
                piece.iter().for_each(|x| part.add(*x));
                merged.merge(&part);
            }
            assert_eq!(merged.to_f64().to_bits(), expected.to_bits());
            assert_eq!(merged.count(), values.len() as u64);
        }
    }

    #[test]
    fn the_mean_of_equal_values_is_that_value() {
        let mut sum = ExactSum::new();
        (0..77).for_each(|_| sum.add(0.3));
        assert_eq!(sum.mean(), f64::from(0.3_f32));
        assert!(ExactSum::new().mean().is_nan());
    }
}
