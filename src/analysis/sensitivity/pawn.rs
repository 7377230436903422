//! Sensitivity of the whole distribution: does knowing a factor change it?

use crate::analysis::precision::jackknife;
use crate::num::{order, stats};

/// How far the distribution of a result moves when one factor is held in a slice of
/// its range: the Kolmogorov–Smirnov distance, 0 to 1, over the slices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distances {
    /// Median: the index. Near 0, the factor does nothing.
    pub median: f64,
    /// Mean.
    pub mean: f64,
    /// Largest.
    pub max: f64,
    /// Smallest.
    pub min: f64,
}

/// The distances for one factor, from the same points for all factors.
///
/// **Formula.** The points are sorted by the factor and cut into `slices` equally
/// large groups; KS = max|F(y) − F(y | slice)|.
/// **Assumes.** Enough points: a slice of m has a distance of about 0.9/√m by chance.
/// **Errors.** None with fewer points than slices, or without slices.
/// **Source.** Pianosi & Wagener, "Distribution-based sensitivity analysis from a
/// generic input-output sample", Environmental Modelling & Software 108 (2018).
pub fn distances(factor: &[f64], results: &[f64], slices: usize) -> Option<Distances> {
    let n = factor.len().min(results.len());
    if slices == 0 || n < slices {
        return None;
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| factor[*a].total_cmp(&factor[*b]).then(a.cmp(b)));
    // All results in order, and in which slice each of them is.
    let mut ranked: Vec<(f64, usize)> =
        order.iter().enumerate().map(|(place, point)| (results[*point], place * slices / n)).collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut found: Vec<f64> = (0..slices).map(|slice| distance(&ranked, slice)).collect();
    order::sort(&mut found);
    let (min, max) = (found[0], found[slices - 1]);
    Some(Distances { median: order::quantile_sorted(&found, 0.5), mean: stats::mean(&found), max, min })
}

/// The distance that a factor which does nothing has in a slice by chance: only one in
/// twenty slices of it has a larger one.
///
/// **Formula.** 1.358·√(1/m − 1/n) of m = n/slices points among n: the limit of the
/// Kolmogorov–Smirnov distance, for a part of a whole that is drawn without putting back.
/// **Units.** As distances, 0 to 1.
/// **Source.** Smirnov, "Table for estimating the goodness of fit of empirical
/// distributions", Annals of Mathematical Statistics 19 (1948) 279–281.
pub fn by_chance(n: usize, slices: usize) -> f64 {
    let n = n as f64;
    1.358 * (slices as f64 / n - 1.0 / n).sqrt()
}

/// Groups of points that are left out, one after the other.
const GROUPS: usize = 16;

/// Standard errors of median and largest of the [`distances`].
///
/// **Formula.** [`jackknife`] over 16 groups of the points.
/// **Units.** As distances.
/// **Errors.** None with fewer than two points of a group to a slice.
/// **Source.** [`jackknife`].
pub fn errors(factor: &[f64], results: &[f64], slices: usize) -> Option<[f64; 2]> {
    let n = factor.len().min(results.len());
    if n < 2 * GROUPS * slices.max(1) {
        return None;
    }
    let found = jackknife(GROUPS, |stays| {
        let rest = |values: &[f64]| (0..n).filter(|at| stays(*at)).map(|at| values[at]).collect::<Vec<_>>();
        let found = distances(&rest(factor), &rest(results), slices);
        found.map_or(vec![f64::NAN; 2], |found| vec![found.median, found.max])
    });
    found.try_into().ok()
}

/// The largest difference between the shares of all and of a slice's results that
/// are not larger than a value.
fn distance(ranked: &[(f64, usize)], slice: usize) -> f64 {
    let (all, inside) = (ranked.len() as f64, ranked.iter().filter(|entry| entry.1 == slice).count() as f64);
    let (mut largest, mut seen) = (0.0_f64, 0.0);
    for (place, (value, of)) in ranked.iter().enumerate() {
        seen += f64::from(u8::from(*of == slice));
        // Equal results count together.
        if ranked.get(place + 1).is_none_or(|next| next.0 != *value) {
            largest = largest.max(((place + 1) as f64 / all - seen / inside).abs());
        }
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::rng::{Key, site};

    #[test]
    fn a_factor_that_does_nothing_is_near_zero() {
        let points = crate::analysis::points::sobol(1024, 2).unwrap();
        let column = |factor: usize| points.iter().map(|point| point[factor]).collect::<Vec<f64>>();
        let inert = distances(&column(0), &column(1), 8).unwrap();
        assert!(inert.max < 0.05, "{inert:?}");
        assert_eq!(distances(&column(0), &[1.0; 1024], 8).unwrap().max, 0.0);
        assert_eq!(distances(&[0.5], &[1.0], 2), None);
        assert_eq!(errors(&column(0)[..200], &column(1)[..200], 8), None);
    }

    #[test]
    fn chance_alone_does_as_much_as_is_said() {
        let stream = Key::new(3, site("pawn")).at(0, 0);
        let (n, slices, sets) = (512_u64, 8, 200_u64);
        let draw = |set: u64, which: u64| (0..n).map(|i| stream.uniform((2 * set + which) * n + i)).collect();
        let sets = 0..sets;
        let all: Vec<Distances> = sets
            .map(|set| {
                let columns: [Vec<f64>; 2] = [draw(set, 0), draw(set, 1)];
                distances(&columns[0], &columns[1], slices).unwrap()
            })
            .collect();
        // Of 8 slices the largest is above the limit of one in twenty in a third of cases.
        let above = all.iter().filter(|found| found.max > by_chance(512, slices)).count();
        assert!((40..=90).contains(&above), "{above}");
        let columns: [Vec<f64>; 2] = [draw(0, 0), draw(0, 1)];
        let said = errors(&columns[0], &columns[1], slices).unwrap()[0];
        let apart = stats::sd(&all.iter().map(|found| found.median).collect::<Vec<_>>());
        assert!((0.3..3.0).contains(&(said / apart)), "{said} and {apart}");
    }
}
