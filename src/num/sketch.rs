//! Quantiles of more values than can be kept, to a relative error.
//!
//! A [`Sketch`] counts values in buckets whose bounds grow by a factor γ, so
//! that every value of a bucket is within a share α of the bucket's
//! representative. Merging adds counts: it commutes and associates, so the
//! result does not depend on how runs were shared out, bit for bit. (Sketches
//! that bound the error of the *rank* instead, such as KLL, need randomness, and
//! say nothing about values in the tail.)
//!
//! Source: Masson, Rim & Lee, "DDSketch: a fast and fully-mergeable quantile
//! sketch with relative-error guarantees", PVLDB 12 (2019) 2195–2205.

use super::math::{exp, ln};
use serde::{Deserialize, Serialize};

/// Buckets that are allocated together: values of a metric cluster, so a page
/// makes counting an array access, and far outliers cost one page, not the gap.
const PAGE: i32 = 32;

/// A mergeable summary of finite values that answers quantiles to within a
/// relative error of α, for values of either sign and zeros.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    gamma: f64,
    ln_gamma: f64,
    zeros: u64,
    positive: Buckets,
    negative: Buckets,
}

impl Sketch {
    /// The empty sketch with relative error `alpha`, 0 < α < 1.
    ///
    /// # Panics
    /// If α is outside of that range.
    pub fn new(alpha: f64) -> Sketch {
        assert!(alpha > 0.0 && alpha < 1.0, "the relative error of a sketch lies between 0 and 1");
        let gamma = (1.0 + alpha) / (1.0 - alpha);
        let (positive, negative) = (Buckets::default(), Buckets::default());
        Sketch { gamma, ln_gamma: ln(gamma), zeros: 0, positive, negative }
    }

    /// γ = (1 + α)/(1 − α): the ratio of neighbouring bucket bounds.
    pub fn gamma(&self) -> f64 {
        self.gamma
    }

    /// The bucket of a positive value: ⌈log_γ x⌉, so that γ^(i−1) < x ≤ γ^i.
    #[inline]
    pub fn bucket(&self, x: f64) -> i32 {
        (ln(x) / self.ln_gamma).ceil() as i32
    }

    /// Adds one value.
    ///
    /// # Panics
    /// If it is not finite: runs that have such values are faults, not values.
    #[inline]
    pub fn add(&mut self, x: f64) {
        assert!(x.is_finite(), "a sketch takes finite values only");
        if x > 0.0 {
            self.positive.add(self.bucket(x), 1);
        } else if x < 0.0 {
            self.negative.add(self.bucket(-x), 1);
        } else {
            self.zeros += 1;
        }
    }

    /// Adds all values of another sketch.
    ///
    /// # Panics
    /// If the two have different relative errors.
    pub fn merge(&mut self, other: &Sketch) {
        assert!(self.gamma == other.gamma, "sketches of different accuracy cannot be merged");
        self.zeros += other.zeros;
        self.positive.merge(&other.positive);
        self.negative.merge(&other.negative);
    }

    /// How many values were added.
    pub fn count(&self) -> u64 {
        self.negative.count + self.zeros + self.positive.count
    }

    /// The value of rank ⌊q·(n − 1)⌋ (from 0, ascending; 0 ≤ q ≤ 1) to within a
    /// relative error of α; NaN for none.
    pub fn quantile(&self, q: f64) -> f64 {
        let n = self.count();
        if n == 0 {
            return f64::NAN;
        }
        let rank = (q.clamp(0.0, 1.0) * (n - 1) as f64).floor() as u64;
        if rank < self.negative.count {
            // Ascending among negatives is descending among their magnitudes.
            return -self.representative(self.negative.bucket_of_rank(self.negative.count - 1 - rank));
        }
        let rank = rank - self.negative.count;
        if rank < self.zeros {
            return 0.0;
        }
        self.representative(self.positive.bucket_of_rank(rank - self.zeros))
    }

    /// Standard deviation of the sample (n − 1), as far as the buckets tell: each value is
    /// taken for the [representative](Sketch::quantile) of its bucket, and so is off by α at
    /// most. NaN for fewer than two values.
    pub fn sd(&self) -> f64 {
        let sided = |buckets: &Buckets, sign: f64| {
            let all = buckets.pages.iter().flat_map(|page| (page.index * PAGE..).zip(page.counts));
            let counted = all.filter(|(_, count)| *count > 0);
            counted.map(|(bucket, count)| (sign * self.representative(bucket), f64::from(count))).collect()
        };
        let mut values: Vec<(f64, f64)> = sided(&self.negative, -1.0);
        values.push((0.0, self.zeros as f64));
        values.extend::<Vec<_>>(sided(&self.positive, 1.0));
        let count = self.count() as f64;
        let mean = values.iter().map(|(value, count)| value * count).sum::<f64>() / count;
        let squares = values.iter().map(|(value, count)| (value - mean) * (value - mean) * count);
        (squares.sum::<f64>() / (count - 1.0)).sqrt()
    }

    /// Bytes that its counts take when they are encoded, or nearly: few are above 127.
    pub fn room(&self) -> usize {
        (self.positive.pages.len() + self.negative.pages.len()) * (PAGE as usize * 5 / 4 + 4)
    }

    /// 2γ^i/(γ + 1): as far from the lower bound as from the upper one, relative
    /// to each.
    fn representative(&self, bucket: i32) -> f64 {
        2.0 * exp(f64::from(bucket) * self.ln_gamma) / (self.gamma + 1.0)
    }
}

/// Counts by bucket, in pages sorted by position.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
struct Buckets {
    count: u64,
    pages: Vec<Page>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Page {
    /// The first bucket is `index`·[`PAGE`].
    index: i32,
    counts: [u32; PAGE as usize],
}

impl Buckets {
    #[inline]
    fn add(&mut self, bucket: i32, count: u32) {
        let slot = bucket.rem_euclid(PAGE) as usize;
        self.page(bucket.div_euclid(PAGE)).counts[slot] += count;
        self.count += u64::from(count);
    }

    #[inline]
    fn page(&mut self, index: i32) -> &mut Page {
        let at = self.pages.partition_point(|page| page.index < index);
        if self.pages.get(at).is_none_or(|page| page.index != index) {
            self.pages.insert(at, Page { index, counts: [0; PAGE as usize] });
        }
        &mut self.pages[at]
    }

    fn merge(&mut self, other: &Buckets) {
        for page in &other.pages {
            let counts = &mut self.page(page.index).counts;
            for (count, more) in counts.iter_mut().zip(&page.counts) {
                *count += more;
            }
        }
        self.count += other.count;
    }

    /// The bucket of the value of this rank (from 0); `rank < self.count`.
    fn bucket_of_rank(&self, rank: u64) -> i32 {
        let mut seen = 0;
        for page in &self.pages {
            for (slot, count) in page.counts.iter().enumerate() {
                seen += u64::from(*count);
                if seen > rank {
                    return page.index * PAGE + slot as i32;
                }
            }
        }
        unreachable!("rank {rank} is below the count {}", self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::dist::{lognormal, normal};
    use super::super::rng::{Key, site};
    use super::*;

    fn sketch_of(values: &[f64], alpha: f64) -> Sketch {
        let mut sketch = Sketch::new(alpha);
        values.iter().for_each(|x| sketch.add(*x));
        sketch
    }

    #[test]
    fn buckets_and_estimates_of_a_small_sample() {
        let values = [1.0, 2.0, 5.0, 10.0, 100.0];
        let sketch = sketch_of(&values, 0.01);
        assert_eq!(values.map(|x| sketch.bucket(x)), [0, 35, 81, 116, 231]);
        assert!((sketch.quantile(0.5) - 5.002_829_575_110_705).abs() < 1e-12);
        assert!(Sketch::new(0.01).quantile(0.5).is_nan());
    }

    #[test]
    fn every_quantile_is_within_the_relative_error() {
        let stream = Key::new(1, 2).at(3, 4);
        let mut values: Vec<f64> = (0..4000).map(|i| lognormal(stream.uniform(i), 3.0, 4.0)).collect();
        values.extend((4000..8000).map(|i| normal(stream.uniform(i), 0.0, 1e-3)));
        values.extend([0.0; 500]);
        let sketch = sketch_of(&values, 0.005);
        values.sort_by(f64::total_cmp);
        for i in 0..=1000 {
            let q = f64::from(i) / 1000.0;
            let exact = values[(q * (values.len() - 1) as f64).floor() as usize];
            let estimate = sketch.quantile(q);
            assert!((estimate - exact).abs() <= 0.005_000_001 * exact.abs(), "q {q}: {estimate} for {exact}");
        }
    }

    #[test]
    fn the_spread_is_within_what_buckets_tell() {
        let stream = Key::new(9, site("sketch.sd")).at(0, 0);
        let values: Vec<f64> = (0..5000).map(|i| normal(stream.uniform(i), 1.0, 3.0)).collect();
        let found = sketch_of(&values, 0.005).sd();
        assert!((found / crate::num::stats::sd(&values) - 1.0).abs() < 0.005, "{found}");
        assert_eq!(sketch_of(&[0.0; 9], 0.005).sd(), 0.0);
        assert!(sketch_of(&[2.0], 0.005).sd().is_nan());
    }

    #[test]
    fn merging_commutes_and_equals_adding_everything() {
        let stream = Key::new(5, 6).at(7, 8);
        let values: Vec<f64> = (0..3000).map(|i| normal(stream.uniform(i), 1.0, 2.0)).collect();
        let whole = sketch_of(&values, 0.005);
        let parts: Vec<Sketch> = values.chunks(700).map(|part| sketch_of(part, 0.005)).collect();
        let merge = |order: &[usize]| {
            let mut merged = Sketch::new(0.005);
            order.iter().for_each(|i| merged.merge(&parts[*i]));
            merged
        };
        assert_eq!(merge(&[0, 1, 2, 3, 4]), whole);
        assert_eq!(merge(&[4, 2, 0, 3, 1]), whole);
    }

    #[test]
    fn extreme_values_cost_little() {
        let sketch = sketch_of(&[f64::MIN_POSITIVE, 1.0, f64::MAX, -f64::MAX], 0.005);
        assert_eq!(sketch.positive.pages.len() + sketch.negative.pages.len(), 4);
        assert_eq!(sketch.count(), 4);
    }
}
