//! Statistics of a slice, with the same bits on every target.
//!
//! Sums run in eight lanes that are combined in a fixed order: the compiler may
//! put the lanes into whatever vector registers the target has, without any
//! freedom to reassociate. Eight lanes also lose less to rounding than one.
//!
//! Values are finite by contract. Where that is broken, sums, means, minima and
//! maxima are NaN if any value is.

use super::order::sort;

/// Lanes of a sum: number `i` goes to lane `i % LANES`.
pub(crate) const LANES: usize = 8;

/// An array of an expression for each lane, written out: small code is wanted in a
/// browser, and a compiler that is told so unrolls no loop and inlines no closure.
macro_rules! by_lane {
    ($lane:ident => $each:expr) => {
        [
            {
                const $lane: usize = 0;
                $each
            },
            {
                const $lane: usize = 1;
                $each
            },
            {
                const $lane: usize = 2;
                $each
            },
            {
                const $lane: usize = 3;
                $each
            },
            {
                const $lane: usize = 4;
                $each
            },
            {
                const $lane: usize = 5;
                $each
            },
            {
                const $lane: usize = 6;
                $each
            },
            {
                const $lane: usize = 7;
                $each
            },
        ]
    };
}
pub(crate) use by_lane;

/// Sums of nothing. Taken from here they are in registers at once; written as zeros, a
/// compiler that is told to keep code small writes them one by one into memory, from
/// where a vector of two is then read at the price of many.
pub(crate) static ZEROS: [f64; LANES] = [0.0; LANES];

/// Σ of a term for each number `x` and its place `i`.
macro_rules! sum_of {
    ($xs:expr, |$i:ident, $x:ident| $term:expr) => {{
        let xs: &[f64] = $xs;
        let mut sums = ZEROS;
        let (blocks, rest) = xs.as_chunks::<LANES>();
        let mut at = 0;
        for block in blocks {
            sums = by_lane!(LANE => {
                let ($i, $x) = (at + LANE, block[LANE]);
                let _place = $i;
                sums[LANE] + $term
            });
            at += LANES;
        }
        if !rest.is_empty() {
            // A copy: what is reached by a number that counts is no register.
            let mut tail = sums;
            for (lane, x) in rest.iter().enumerate() {
                let ($i, $x) = (at + lane, *x);
                let _place = $i;
                tail[lane] += $term;
            }
            sums = tail;
        }
        in_order(sums)
    }};
}

/// The lanes of a sum together.
#[inline(always)]
pub(crate) fn in_order([a, b, c, d, e, f, g, h]: [f64; LANES]) -> f64 {
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// Sum; 0 for none.
#[inline]
pub fn sum(xs: &[f64]) -> f64 {
    sum_of!(xs, |i, x| x)
}

/// Σ x·y over the common length.
#[inline]
pub fn dot(xs: &[f64], ys: &[f64]) -> f64 {
    let n = xs.len().min(ys.len());
    let (xs, ys) = (&xs[..n], &ys[..n]);
    sum_of!(xs, |i, x| x * ys[i])
}

/// Arithmetic mean; NaN for none.
#[inline]
pub fn mean(xs: &[f64]) -> f64 {
    sum(xs) / xs.len() as f64
}

/// Standard deviation of the sample (n − 1), by two passes; NaN for fewer than
/// two values.
pub fn sd(xs: &[f64]) -> f64 {
    if xs.len() < 2 {
        return f64::NAN;
    }
    let mean = mean(xs);
    let squares = sum_of!(xs, |i, x| (x - mean) * (x - mean));
    (squares / (xs.len() - 1) as f64).sqrt()
}

/// Smallest value; NaN for none or if any is NaN.
pub fn min(xs: &[f64]) -> f64 {
    xs.iter().copied().reduce(|m, x| if m.is_nan() || m <= x { m } else { x }).unwrap_or(f64::NAN)
}

/// Largest value; NaN for none or if any is NaN.
pub fn max(xs: &[f64]) -> f64 {
    xs.iter().copied().reduce(|m, x| if m.is_nan() || m >= x { m } else { x }).unwrap_or(f64::NAN)
}

/// Gini coefficient of holdings ≥ 0, which are sorted: Σ(2i − n − 1)x₍ᵢ₎ /
/// (n·Σx), the population form, in which zeros count; 0 (all alike) to
/// (n − 1)/n. If nobody holds anything, all are alike. NaN for none.
pub fn gini(holdings: &mut [f64]) -> f64 {
    if holdings.is_empty() {
        return f64::NAN;
    }
    sort(holdings);
    let n = holdings.len() as f64;
    let total = sum(holdings);
    if total == 0.0 {
        return 0.0;
    }
    sum_of!(holdings, |i, x| (2.0 * i as f64 + 1.0 - n) * x) / (n * total)
}

/// Herfindahl–Hirschman index of holdings ≥ 0: the sum of squared shares, 1/n
/// (all alike) to 1 (one holds all). If nobody holds anything, all are alike.
/// NaN for none.
pub fn hhi(holdings: &[f64]) -> f64 {
    let total = sum(holdings);
    if total == 0.0 {
        return 1.0 / holdings.len() as f64;
    }
    sum_of!(holdings, |i, x| (x / total) * (x / total))
}

/// Nakamoto coefficient of holdings ≥ 0, which are sorted: the least number of
/// holders whose shares together are *above* `threshold` (½ for a majority, ⅓
/// to halt a BFT chain). None if not even all of them are (`threshold` ≥ 1, or
/// no holders). If nobody holds anything, all are alike.
///
/// Source: Srinivasan & Lee, "Quantifying decentralization" (2017).
pub fn nakamoto(holdings: &mut [f64], threshold: f64) -> Option<usize> {
    sort(holdings);
    holdings.reverse();
    let nothing = sum(holdings) == 0.0;
    let weight = |x: f64| if nothing { 1.0 } else { x };
    // The total is added up in the same order as the shares, so that all
    // holders together have a share of exactly 1.
    let total: f64 = holdings.iter().fold(0.0, |sum, x| sum + weight(*x));
    let mut cumulated = 0.0;
    for (i, x) in holdings.iter().enumerate() {
        cumulated += weight(*x);
        if cumulated / total > threshold {
            return Some(i + 1);
        }
    }
    None
}

/// The worst fall of a path from its running peak.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Drawdown {
    /// (peak − trough)/peak, 0 (never fell) to 1 (lost all).
    pub max: f64,
    /// Index of the peak before the worst fall; 0 if it never fell.
    pub peak_index: usize,
    /// Index of the lowest point of the worst fall; 0 if it never fell.
    pub trough_index: usize,
    /// Most consecutive points below the running peak.
    pub longest_under_water: usize,
}

/// The worst drawdown of a path; of equal ones the first. Falls from a peak
/// ≤ 0 have no relative size and count as 0.
pub fn max_drawdown(path: &[f64]) -> Drawdown {
    let mut worst = Drawdown::default();
    let Some(first) = path.first() else { return worst };
    let (mut peak, mut peak_index, mut under_water) = (*first, 0, 0);
    for (i, x) in path.iter().enumerate() {
        if *x >= peak {
            if *x > peak {
                (peak, peak_index) = (*x, i);
            }
            under_water = 0;
            continue;
        }
        under_water += 1;
        worst.longest_under_water = worst.longest_under_water.max(under_water);
        let fall = if peak > 0.0 { (peak - x) / peak } else { 0.0 };
        if fall > worst.max {
            worst = Drawdown { max: fall, peak_index, trough_index: i, ..worst };
        }
    }
    worst
}

#[cfg(test)]
mod tests {
    use super::super::rng::Key;
    use super::*;

    #[test]
    fn sums_of_every_length_are_right() {
        for n in 0..40 {
            let xs: Vec<f64> = (1..=n).map(f64::from).collect();
            let expected = f64::from(n * (n + 1) / 2);
            assert_eq!(sum(&xs), expected);
            assert_eq!(dot(&xs, &vec![2.0; xs.len() + 1]), 2.0 * expected);
        }
        assert!(mean(&[]).is_nan());
    }

    #[test]
    fn the_order_of_addition_is_fixed() {
        let mut xs = vec![0.0; 1001];
        Key::new(2, 3).at(0, 0).fill_uniform(&mut xs);
        let mut lanes = [0.0; 8];
        for (i, x) in xs.iter().enumerate() {
            lanes[i % 8] += x;
        }
        let pairs: Vec<f64> = (0..4).map(|i| lanes[i] + lanes[i + 4]).collect();
        assert_eq!(sum(&xs).to_bits(), ((pairs[0] + pairs[2]) + (pairs[1] + pairs[3])).to_bits());
    }

    #[test]
    fn spread_and_extremes() {
        let xs = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        assert_eq!(sd(&xs), (32.0_f64 / 7.0).sqrt());
        assert_eq!((min(&xs), max(&xs)), (2.0, 9.0));
        assert!(min(&[1.0, f64::NAN, 0.0]).is_nan() && max(&[f64::NAN, 1.0]).is_nan());
        assert!(sd(&[1.0]).is_nan() && min(&[]).is_nan());
    }

    #[test]
    fn concentration() {
        let mut holdings = [5.0, 40.0, 15.0, 5.0, 25.0, 10.0];
        assert!((gini(&mut holdings) - 0.4).abs() < 1e-15);
        assert!((hhi(&holdings) - 0.26).abs() < 1e-15);
        assert_eq!(nakamoto(&mut holdings, 0.5), Some(2));
        assert_eq!(gini(&mut [0.0, 0.0, 0.0, 8.0]), 0.75);
    }

    #[test]
    fn the_nakamoto_threshold_must_be_exceeded() {
        assert_eq!(nakamoto(&mut [1.0, 1.0], 0.5), Some(2));
        assert_eq!(nakamoto(&mut [1.0, 1.0, 1.0], 1.0 / 3.0), Some(2));
        assert_eq!(nakamoto(&mut [0.1; 10], 1.0), None);
        assert_eq!(nakamoto(&mut [], 0.5), None);
    }

    #[test]
    fn nobody_holding_anything_counts_as_all_alike() {
        let mut nothing = [0.0; 4];
        assert_eq!(gini(&mut nothing), 0.0);
        assert_eq!(hhi(&nothing), 0.25);
        assert_eq!(nakamoto(&mut nothing, 0.5), Some(3));
    }

    #[test]
    fn drawdowns() {
        let path = [100.0, 120.0, 90.0, 110.0, 130.0, 80.0, 95.0, 131.0];
        let expected = Drawdown { max: 50.0 / 130.0, peak_index: 4, trough_index: 5, longest_under_water: 2 };
        assert_eq!(max_drawdown(&path), expected);
        assert_eq!(max_drawdown(&[1.0, 2.0, 2.0, 3.0]), Drawdown::default());
        assert_eq!(max_drawdown(&[]), Drawdown::default());
        assert_eq!(max_drawdown(&[4.0, 0.0, 1.0]).max, 1.0);
        assert_eq!(max_drawdown(&[0.0, -1.0]).max, 0.0);
    }
}
