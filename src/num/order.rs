//! Order statistics: sorting and quantiles, with the same bits on every target. NaN
//! stands at the ends, by its sign.

/// A number that order statistics can be taken of: kept in single or double
/// precision, answered in double.
pub trait Sample: Copy {
    /// A whole number for each value, in IEEE 754 total order.
    fn key(self) -> u64;
    /// The value of a key.
    fn of_key(key: u64) -> Self;
    /// The value, exactly.
    fn value(self) -> f64;
}

impl Sample for f64 {
    fn key(self) -> u64 {
        let bits = self.to_bits();
        // All bits of a negative number are turned over, of others the sign.
        bits ^ ((bits as i64 >> 63) as u64 | 1 << 63)
    }
    fn of_key(key: u64) -> f64 {
        f64::from_bits(key ^ (!(key as i64 >> 63) as u64 | 1 << 63))
    }
    fn value(self) -> f64 {
        self
    }
}

impl Sample for f32 {
    fn key(self) -> u64 {
        let bits = self.to_bits();
        u64::from(bits ^ ((bits as i32 >> 31) as u32 | 1 << 31))
    }
    fn of_key(key: u64) -> f32 {
        let key = key as u32;
        f32::from_bits(key ^ (!(key as i32 >> 31) as u32 | 1 << 31))
    }
    fn value(self) -> f64 {
        f64::from(self)
    }
}

/// Up to so many values, each is best put where it belongs among those before it.
const FEW: usize = 40;
/// Stretches into which the range of more values is cut.
const BUCKETS: usize = 256;

/// Sorts, ascending in IEEE 754 total order.
pub fn sort<T: Sample>(values: &mut [T]) {
    arrange(values, 0, None);
}

/// Brings the values of these ranks to where they are when all is sorted, or those of
/// all ranks. Ranks ascend and count from `first`, the rank of the smallest value.
///
/// Many values are dealt into stretches of equal length of the range of their keys, and
/// so again where a wanted one lies. As keys are whole numbers of 64 bits, that ends
/// after eight rounds, and mostly after one: the keys of floating-point numbers grow with
/// their logarithms, so that outliers take no more than their share of the stretches.
fn arrange<T: Sample>(values: &mut [T], first: usize, ranks: Option<&[usize]>) {
    if values.len() <= FEW {
        let mut keys = [0; FEW];
        for (end, value) in values.iter().enumerate() {
            let (key, mut at) = (value.key(), end);
            while at > 0 && keys[at - 1] > key {
                keys[at] = keys[at - 1];
                at -= 1;
            }
            keys[at] = key;
        }
        values.iter_mut().zip(keys).for_each(|(value, key)| *value = T::of_key(key));
        return;
    }
    let (mut low, mut high) = (u64::MAX, 0);
    for value in &*values {
        (low, high) = (low.min(value.key()), high.max(value.key()));
    }
    if low == high {
        return;
    }
    // As few bits as it takes to count the stretches from 0 to 255.
    let shift = (64 - (high - low).leading_zeros()).saturating_sub(BUCKETS.ilog2());
    let bucket = |value: T| ((value.key() - low) >> shift) as usize % BUCKETS;
    let mut ends = [0; BUCKETS];
    values.iter().for_each(|value| ends[bucket(*value)] += 1);
    let (n, mut before) = (values.len(), 0);
    for end in &mut ends {
        // Where the next value of the stretch belongs: behind the last one in the end.
        (*end, before) = (before, before + *end);
    }
    let dealt = values.to_vec();
    for value in dealt {
        let place = &mut ends[bucket(value)];
        values[*place] = value;
        *place += 1;
    }
    let mut sort_out = |bucket: usize| {
        let start = if bucket == 0 { 0 } else { ends[bucket - 1] };
        arrange(&mut values[start..ends[bucket]], first + start, ranks);
        ends[bucket]
    };
    let Some(ranks) = ranks else {
        for bucket in 0..BUCKETS {
            sort_out(bucket);
        }
        return;
    };
    let mut sorted_out = 0;
    for rank in ranks.iter().filter_map(|rank| rank.checked_sub(first)).filter(|rank| *rank < n) {
        if rank >= sorted_out {
            sorted_out = sort_out(ends.partition_point(|end| *end <= rank));
        }
    }
}

/// Where the q-quantile of n ≥ 1 values lies: index of the order statistic
/// below (from 0) and the share of the way to the next one.
#[inline]
fn position(n: usize, q: f64) -> (usize, f64) {
    let h = (n - 1) as f64 * q.clamp(0.0, 1.0);
    let below = h.floor();
    (below as usize, h - below)
}

#[inline]
fn between(low: f64, high: f64, share: f64) -> f64 {
    if share == 0.0 { low } else { low + share * (high - low) }
}

/// The q-quantile (0 ≤ q ≤ 1) of ascending values; NaN for none.
///
/// Linear between order statistics: type 7 of Hyndman & Fan, "Sample quantiles
/// in statistical packages", The American Statistician 50 (1996) 361–365; the
/// default of R, NumPy and spreadsheets.
pub fn quantile_sorted<T: Sample>(sorted: &[T], q: f64) -> f64 {
    if sorted.is_empty() {
        return f64::NAN;
    }
    let (below, share) = position(sorted.len(), q);
    let low = sorted[below].value();
    let high = sorted.get(below + 1).map_or(low, |x| x.value());
    between(low, high, share)
}

/// Several quantiles at once of values in any order, which are shuffled. The
/// same values as [`quantile_sorted`] gives, in linear time. `probabilities`
/// must ascend; `out` takes one value each.
pub fn quantiles<T: Sample>(values: &mut [T], probabilities: &[f64], out: &mut [f64]) {
    if values.is_empty() {
        out.fill(f64::NAN);
        return;
    }
    let n = values.len();
    let mut ranks = Vec::with_capacity(2 * probabilities.len());
    for q in probabilities {
        let (below, _) = position(n, *q);
        ranks.extend([below, (below + 1).min(n - 1)]);
    }
    arrange(values, 0, Some(&ranks));
    probabilities.iter().zip(out).for_each(|(q, slot)| *slot = quantile_sorted(values, *q));
}

#[cfg(test)]
mod tests {
    use super::super::rng::Key;
    use super::*;

    fn draws(n: usize) -> Vec<f64> {
        let mut out = vec![0.0; n];
        Key::new(2, 3).at(0, 0).fill_uniform(&mut out);
        out
    }

    #[test]
    fn quantiles_are_of_type_7_and_selection_agrees_with_sorting() {
        assert_eq!(quantile_sorted(&[1.0, 2.0, 3.0, 4.0], 0.4), 2.2);
        assert_eq!(quantile_sorted(&[5.0], 0.95), 5.0);
        assert!(quantile_sorted::<f64>(&[], 0.5).is_nan());
        let probabilities = [0.0, 0.05, 0.05, 0.25, 0.5, 0.501, 0.75, 0.95, 1.0];
        let clustered = |n| draws(n).iter().map(|x| if *x < 0.9 { -x * 1e-12 } else { x * 1e9 }).collect();
        let alike = |n| draws(n).iter().map(|x| if *x < 0.8 { 0.0 } else { -0.0 }).collect();
        let sizes = [1, 2, 3, 10, 41, 256, 997, 5000];
        let all: Vec<Vec<f64>> = sizes.into_iter().flat_map(|n| [draws(n), clustered(n), alike(n)]).collect();
        for mut values in all {
            let n = values.len();
            let mut single: Vec<f32> = values.iter().map(|x| *x as f32).collect();
            let (mut got, mut got_single) = ([0.0; 9], [0.0; 9]);
            quantiles(&mut values, &probabilities, &mut got);
            quantiles(&mut single, &probabilities, &mut got_single);
            values.sort_by(f64::total_cmp);
            single.sort_by(f32::total_cmp);
            for (i, q) in probabilities.iter().enumerate() {
                assert_eq!(got[i].to_bits(), quantile_sorted(&values, *q).to_bits(), "n {n}, q {q}");
                assert_eq!(got_single[i].to_bits(), quantile_sorted(&single, *q).to_bits(), "n {n}, q {q}");
            }
        }
    }

    #[test]
    fn sorting_follows_the_total_order() {
        let special = [0.0, -0.0, f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 5e-324, f64::MIN];
        for n in [0, 1, 7, 41, 300, 4000] {
            let mut values: Vec<f64> = special.iter().copied().cycle().take(n / 3).chain(draws(n)).collect();
            let mut expected = values.clone();
            expected.sort_by(f64::total_cmp);
            sort(&mut values);
            let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
            assert_eq!(bits(&values), bits(&expected), "n {n}");
        }
    }
}
