//! Whole numbers as contracts use them: products of two 128-bit numbers,
//! divided or rooted without losing a bit.
//!
//! The engine computes in double precision. The functions that state what a
//! contract does to the last unit (`…_units`) need `a·b/c` with a 256-bit
//! product, as Solidity libraries do it.

/// Basis points in a whole.
pub const BASIS_POINTS: u128 = 10_000;

/// ⌊a·b/c⌋ with an exact product; None if c = 0 or the result needs more than
/// 128 bits.
pub fn mul_div(a: u128, b: u128, c: u128) -> Option<u128> {
    let (high, low) = product(a, b);
    if high >= c {
        return None;
    }
    // Long division, one bit of the quotient at a time; `rest` < c always, and
    // its bit that leaves at the top says that c fits once more.
    let (mut rest, mut quotient) = (high, 0_u128);
    for bit in (0..128).rev() {
        let carried = rest >> 127 == 1;
        rest = (rest << 1) | ((low >> bit) & 1);
        quotient <<= 1;
        if carried || rest >= c {
            rest = rest.wrapping_sub(c);
            quotient |= 1;
        }
    }
    Some(quotient)
}

/// ⌊√(a·b)⌋ with an exact product.
pub fn sqrt_product(a: u128, b: u128) -> u128 {
    let square = product(a, b);
    let mut root = 0_u128;
    for bit in (0..128).rev() {
        let candidate = root | 1 << bit;
        if product(candidate, candidate) <= square {
            root = candidate;
        }
    }
    root
}

/// ⌊amount·bps/10⁴⌋; None only if `bps` is so large that the result needs more
/// than 128 bits.
pub fn share(amount: u128, bps: u32) -> Option<u128> {
    mul_div(amount, u128::from(bps), BASIS_POINTS)
}

/// a·b as (high, low) halves, by schoolbook multiplication of 64-bit halves.
fn product(a: u128, b: u128) -> (u128, u128) {
    const HALF: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & HALF, b >> 64, b & HALF);
    let low = a0 * b0;
    let (cross, carry) = (a1 * b0).overflowing_add(a0 * b1);
    let (low, overflow) = low.overflowing_add(cross << 64);
    let high = a1 * b1 + (cross >> 64) + (u128::from(carry) << 64) + u128::from(overflow);
    (high, low)
}

#[cfg(test)]
mod tests {
    use super::super::rng::mix64;
    use super::*;

    /// Numbers of all lengths.
    fn number(i: u64) -> u128 {
        let wide = u128::from(mix64(2 * i)) << 64 | u128::from(mix64(2 * i + 1));
        wide >> (mix64(i ^ 77) % 128)
    }

    #[test]
    fn products_are_right_where_they_can_be_checked() {
        assert_eq!(product(u128::MAX, u128::MAX), (u128::MAX - 1, 1));
        assert_eq!(product(1 << 100, 1 << 100), (1 << 72, 0));
        for i in 0..2000 {
            let (a, b) = (number(i), number(i + 5000));
            if let Some(expected) = a.checked_mul(b) {
                assert_eq!(product(a, b), (0, expected));
            }
            // Modulo 2⁶⁴ − 1, where 2¹²⁸ counts as 1.
            let m = u128::from(u64::MAX);
            let (high, low) = product(a, b);
            assert_eq!((high % m + low % m) % m, (a % m) * (b % m) % m);
        }
    }

    #[test]
    fn division_brackets_the_product() {
        for i in 0..2000 {
            let (a, b, c) = (number(i), number(i + 5000), number(i + 9000).max(1));
            let Some(quotient) = mul_div(a, b, c) else {
                assert!(product(a, b).0 >= c);
                continue;
            };
            assert!(product(quotient, c) <= product(a, b));
            if let Some(next) = quotient.checked_add(1) {
                assert!(product(next, c) > product(a, b));
            }
        }
        assert_eq!(mul_div(7, 6, 0), None);
        assert_eq!(mul_div(7, 6, 4), Some(10));
        assert_eq!(share(1_000_000_007, 250), Some(25_000_000));
    }

    #[test]
    fn roots_bracket_the_product() {
        assert_eq!(sqrt_product(0, 5), 0);
        assert_eq!(sqrt_product(u128::MAX, u128::MAX), u128::MAX);
        for i in 0..500 {
            let (a, b) = (number(i), number(i + 5000));
            let root = sqrt_product(a, b);
            assert!(product(root, root) <= product(a, b));
            if let Some(next) = root.checked_add(1) {
                assert!(product(next, next) > product(a, b));
            }
        }
    }
}
