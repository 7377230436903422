//! Points that fill the space of a design evenly: where a study looks.
//!
//! Independent draws leave gaps and clumps; these three do not. A point is a list of
//! coordinates from 0 to 1, one per factor.

use crate::num::rng::{Key, index, site};

/// Most factors of [`sobol`].
pub const SOBOL_FACTORS: usize = 21;

/// Degree, inner coefficients and first direction numbers of the primitive
/// polynomials, for the second factor on (`new-joe-kuo-6.21201`).
const JOE_KUO: [(u32, u32, &[u32]); SOBOL_FACTORS - 1] = [
    (1, 0, &[1]),
    (2, 1, &[1, 3]),
    (3, 1, &[1, 3, 1]),
    (3, 2, &[1, 1, 1]),
    (4, 1, &[1, 1, 3, 3]),
    (4, 4, &[1, 3, 5, 13]),
    (5, 2, &[1, 1, 5, 5, 17]),
    (5, 4, &[1, 1, 5, 5, 5]),
    (5, 7, &[1, 1, 7, 11, 19]),
    (5, 11, &[1, 1, 5, 1, 1]),
    (5, 13, &[1, 1, 1, 3, 11]),
    (5, 14, &[1, 3, 5, 5, 31]),
    (6, 1, &[1, 3, 3, 9, 7, 49]),
    (6, 13, &[1, 1, 1, 15, 21, 21]),
    (6, 16, &[1, 3, 1, 13, 27, 49]),
    (6, 19, &[1, 1, 1, 15, 7, 5]),
    (6, 22, &[1, 3, 1, 15, 13, 25]),
    (6, 25, &[1, 1, 5, 5, 19, 61]),
    (7, 1, &[1, 3, 7, 11, 23, 15, 103]),
    (7, 4, &[1, 3, 7, 13, 13, 15, 69]),
];

/// Bits of a coordinate: so many that 2³² points are all different.
const BITS: u32 = 32;

/// The first `n` points of Sobol's sequence.
///
/// **Formula.** Coordinates are XORs of direction numbers, in Gray-code order: point
/// n differs from point n − 1 by the direction of the lowest zero bit of n − 1.
/// **Assumes.** n is a power of two, or the points are not balanced.
/// **Guarantees.** Of 2ᵐ points, each factor has exactly one in every interval
/// [k/2ᵐ, (k+1)/2ᵐ). Point 0 is the origin.
/// **Errors.** None with more than [`SOBOL_FACTORS`] factors.
/// **Source.** Joe & Kuo, "Constructing Sobol sequences with better two-dimensional
/// projections", SIAM J. Sci. Comput. 30 (2008).
pub fn sobol(n: u32, factors: usize) -> Option<Vec<Vec<f64>>> {
    let directions: Vec<[u32; BITS as usize]> = match factors {
        0 => Vec::new(),
        _ => std::iter::once(std::array::from_fn(|bit| 1 << (BITS - 1 - bit as u32)))
            .chain(JOE_KUO.get(..factors - 1)?.iter().map(directions))
            .collect(),
    };
    let mut at = vec![0_u32; factors];
    let mut points = Vec::with_capacity(n as usize);
    for point in 0..n {
        if point > 0 {
            let bit = (point - 1).trailing_ones() as usize;
            at.iter_mut().zip(&directions).for_each(|(x, direction)| *x ^= direction[bit]);
        }
        points.push(at.iter().map(|x| f64::from(*x) / (f64::from(u32::MAX) + 1.0)).collect());
    }
    Some(points)
}

fn directions((degree, inner, first): &(u32, u32, &[u32])) -> [u32; BITS as usize] {
    let degree = *degree as usize;
    let mut v = [0_u32; BITS as usize];
    for bit in 0..v.len() {
        v[bit] = match first.get(bit) {
            Some(m) => m << (BITS as usize - 1 - bit),
            None => {
                let mut next = v[bit - degree] ^ (v[bit - degree] >> degree);
                for k in 1..degree {
                    if inner >> (degree - 1 - k) & 1 == 1 {
                        next ^= v[bit - k];
                    }
                }
                next
            }
        };
    }
    v
}

/// The first `n` points of Halton's sequence, for any number of them.
///
/// **Formula.** Coordinate j of point n is n in the base of the j-th prime, its
/// digits mirrored at the point (radical inverse).
/// **Assumes.** Few factors: from about ten on, neighbours run in parallel.
/// **Source.** Halton, "On the efficiency of certain quasi-random sequences of
/// points", Numerische Mathematik 2 (1960).
pub fn halton(n: u32, factors: usize) -> Vec<Vec<f64>> {
    let primes: Vec<u32> = primes().take(factors).collect();
    (0..n).map(|point| primes.iter().map(|prime| mirrored(point, *prime)).collect()).collect()
}

fn primes() -> impl Iterator<Item = u32> {
    (2..).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0))
}

fn mirrored(mut n: u32, base: u32) -> f64 {
    let (mut numerator, mut denominator) = (0.0, 1.0);
    while n > 0 {
        numerator = numerator * f64::from(base) + f64::from(n % base);
        denominator *= f64::from(base);
        n /= base;
    }
    numerator / denominator
}

/// A Latin hypercube of `n` points: for each factor a random order of the strata
/// [k/n, (k+1)/n), and a random place within each.
///
/// **Guarantees.** See [`strata`]. The same seed gives the same points.
/// **Source.** McKay, Beckman & Conover, "A comparison of three methods for
/// selecting values of input variables", Technometrics 21 (1979).
pub fn latin(n: usize, factors: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut points = vec![vec![0.0; factors]; n];
    for factor in 0..factors {
        let draws = Key::new(seed, site("analysis.points")).at(factor as u64, 0);
        let mut order: Vec<usize> = (0..n).collect();
        for last in (1..n).rev() {
            order.swap(last, index(draws.bits(last as u64), last as u64 + 1) as usize);
        }
        for (point, (coordinates, stratum)) in points.iter_mut().zip(order).enumerate() {
            let within = draws.sub(0).uniform(point as u64);
            coordinates[factor] = (stratum as f64 + within) / n as f64;
        }
    }
    points
}

/// Whether each factor has exactly one of the n points in every stratum
/// [k/n, (k+1)/n): what makes them a Latin hypercube.
pub fn strata(points: &[Vec<f64>]) -> Vec<bool> {
    let n = points.len();
    let factors = points.first().map_or(0, Vec::len);
    let filled = |factor: usize| {
        let mut seen = vec![false; n];
        points.iter().all(|point| {
            let stratum = (point[factor] * n as f64) as usize;
            point[factor] >= 0.0 && stratum < n && !std::mem::replace(&mut seen[stratum], true)
        })
    };
    (0..factors).map(filled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_two_of_sobol_points_fill_all_strata() {
        for m in [1, 4, 8] {
            let points = sobol(1 << m, SOBOL_FACTORS).unwrap();
            assert_eq!(strata(&points), [true; SOBOL_FACTORS]);
        }
        assert_eq!(sobol(4, SOBOL_FACTORS + 1), None);
        assert_eq!(sobol(2, 0), Some(vec![vec![], vec![]]));
    }

    /// Two factors that shared their direction numbers would lie on a line.
    #[test]
    fn no_two_factors_of_sobol_points_go_together() {
        let points = sobol(1024, SOBOL_FACTORS).unwrap();
        for a in 0..SOBOL_FACTORS {
            for b in 0..a {
                let products = points.iter().map(|point| (point[a] - 0.5) * (point[b] - 0.5));
                let correlation = products.sum::<f64>() / 1024.0 * 12.0;
                assert!(correlation.abs() < 0.15, "factors {a} and {b}: {correlation}");
            }
        }
    }

    #[test]
    fn a_latin_hypercube_is_one_and_its_seed_repeats_it() {
        let points = latin(37, 5, 8);
        assert_eq!(strata(&points), [true; 5]);
        assert_eq!(points, latin(37, 5, 8));
        assert_ne!(points, latin(37, 5, 9));
        assert_eq!(strata(&[vec![0.1, 0.1], vec![0.2, 0.9]]), [false, true]);
        assert_eq!(strata(&[vec![1.0], vec![0.2]]), [false]);
    }

    #[test]
    fn halton_points_are_even_too() {
        let points = halton(1000, 3);
        for factor in 0..3 {
            let mean = points.iter().map(|point| point[factor]).sum::<f64>() / 1000.0;
            assert!((mean - 0.5).abs() < 0.01, "{mean}");
        }
    }
}
