//! Sobol' indices: whose doing the variance of a result is.

use crate::analysis::points;
use crate::analysis::precision::jackknife;
use crate::num::math::{PI, powi};
use crate::num::stats;

/// One factor's part in the variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// S: what would be gone of the variance if the factor were known, 0 to 1.
    pub alone: f64,
    /// S_T: what would be left if all others were known, 0 to 1: with all it does
    /// together with them. 0: it does nothing.
    pub total: f64,
}

/// Points at which a result is needed for [`shares`]: two sets A and B, and A with
/// each of its factors taken from B.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The one set.
    pub a: Vec<Vec<f64>>,
    /// The other.
    pub b: Vec<Vec<f64>>,
}

/// Results at the points of a [`Plan`].
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    /// At the points of A.
    pub a: Vec<f64>,
    /// At those of B.
    pub b: Vec<f64>,
    /// Per factor, at those of A with that factor from B.
    pub mixed: Vec<Vec<f64>>,
}

impl Plan {
    /// `n` pairs of points of Sobol's sequence; a power of two is best.
    ///
    /// **Errors.** None with more factors than half of [`points::SOBOL_FACTORS`].
    pub fn new(n: u32, factors: usize) -> Option<Plan> {
        // The origin is left out: in it all factors are at an end at once.
        let mut both = points::sobol(n + 1, 2 * factors)?.split_off(1);
        let b = both.iter_mut().map(|point| point.split_off(factors)).collect();
        Some(Plan { a: both, b })
    }

    /// The points of A with factor `factor` from B.
    pub fn mixed(&self, factor: usize) -> Vec<Vec<f64>> {
        let mix = |(a, b): (&Vec<f64>, &Vec<f64>)| {
            let mut point = a.clone();
            point[factor] = b[factor];
            point
        };
        self.a.iter().zip(&self.b).map(mix).collect()
    }
}

/// The shares of the factors; NaN where the result does not vary.
///
/// **Formula.** With V the variance over A and B together:
/// S = mean(f(B)·(f(A_B) − f(A)))/V, S_T = mean((f(A) − f(A_B))²)/2V. Results are
/// centred first, which takes nothing from S and much from its error.
/// **Assumes.** Factors are independent and even over their ranges.
/// **Source.** Saltelli et al., "Variance based sensitivity analysis of model
/// output", Computer Physics Communications 181 (2010); Jansen (1999).
pub fn shares(results: &Results) -> Vec<Share> {
    let all = [results.a.as_slice(), &results.b].concat();
    let (mean, variance) = (stats::mean(&all), powi(stats::sd(&all), 2));
    let share = |mixed: &Vec<f64>| {
        let triples = || results.a.iter().zip(&results.b).zip(mixed);
        let alone: Vec<f64> = triples().map(|((a, b), m)| (b - mean) * (m - a)).collect();
        let total: Vec<f64> = triples().map(|((a, _), m)| powi(a - m, 2)).collect();
        Share { alone: stats::mean(&alone) / variance, total: stats::mean(&total) / (2.0 * variance) }
    };
    results.mixed.iter().map(share).collect()
}

/// Groups of points that are left out, one after the other.
const GROUPS: usize = 16;

/// Standard errors of the [`shares`], factor by factor.
///
/// **Formula.** [`jackknife`] over 16 groups of the points of A and B, with what is mixed
/// of them.
/// **Units.** Shares of the variance.
/// **Assumes.** Points that are drawn by luck; those of Sobol's sequence are spread better,
/// so their errors are rather smaller.
/// **Errors.** NaN with fewer than two points to a group.
/// **Source.** [`jackknife`].
pub fn errors(results: &Results) -> Vec<Share> {
    let n = results.a.len();
    if n < 2 * GROUPS {
        return vec![Share { alone: f64::NAN, total: f64::NAN }; results.mixed.len()];
    }
    let found = jackknife(GROUPS, |stays| {
        let rest = |values: &Vec<f64>| (0..n).filter(|at| stays(*at)).map(|at| values[at]).collect();
        let mixed = results.mixed.iter().map(rest).collect();
        let shares = shares(&Results { a: rest(&results.a), b: rest(&results.b), mixed });
        shares.iter().flat_map(|share| [share.alone, share.total]).collect()
    });
    found.chunks_exact(2).map(|pair| Share { alone: pair[0], total: pair[1] }).collect()
}

/// What [`shares`] is checked against: the Ishigami function,
/// sin x₁ + a·sin² x₂ + b·x₃⁴·sin x₁ on [−π, π]³, whose indices are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ishigami {
    /// Size of the second factor's part.
    pub a: f64,
    /// Size of what the first and the third do together.
    pub b: f64,
}

impl Ishigami {
    /// Its value at a point of the unit cube.
    pub fn at(self, point: &[f64]) -> f64 {
        use crate::num::math::sin;
        let [x1, x2, x3] = [0, 1, 2].map(|factor| (2.0 * point[factor] - 1.0) * PI);
        sin(x1) + self.a * powi(sin(x2), 2) + self.b * powi(x3, 4) * sin(x1)
    }

    /// Its mean.
    pub fn mean(self) -> f64 {
        self.a / 2.0
    }

    /// Variances: of the first factor alone, of the second, and of the first and the
    /// third together.
    pub fn variances(self) -> [f64; 3] {
        let Ishigami { a, b } = self;
        let (pi4, pi8) = (powi(PI, 4), powi(PI, 8));
        [powi(1.0 + b * pi4 / 5.0, 2) / 2.0, a * a / 8.0, b * b * pi8 * (1.0 / 18.0 - 1.0 / 50.0)]
    }

    /// Its indices.
    ///
    /// **Source.** Ishigami & Homma, "An importance quantification technique in
    /// uncertainty analysis for computer models" (1990).
    pub fn shares(self) -> [Share; 3] {
        let [first, second, together] = self.variances();
        let all = first + second + together;
        [(first, first + together), (second, second), (0.0, together)]
            .map(|(alone, total)| Share { alone: alone / all, total: total / all })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_come_to_what_is_known() {
        let (function, plan) = (Ishigami { a: 7.0, b: 0.1 }, Plan::new(4096, 3).unwrap());
        let at = |points: &[Vec<f64>]| points.iter().map(|point| function.at(point)).collect::<Vec<f64>>();
        let mixed = (0..3).map(|factor| at(&plan.mixed(factor))).collect();
        let found = shares(&Results { a: at(&plan.a), b: at(&plan.b), mixed });
        for (found, known) in found.iter().zip(function.shares()) {
            assert!((found.alone - known.alone).abs() < 0.01, "{found:?} {known:?}");
            assert!((found.total - known.total).abs() < 0.01, "{found:?} {known:?}");
        }
    }

    #[test]
    fn errors_are_those_of_other_points() {
        use crate::num::rng::{Key, site};
        let (function, n) = (Ishigami { a: 7.0, b: 0.1 }, 256);
        let of = |seed: u64| {
            let stream = Key::new(seed, site("shares")).at(0, 0);
            let set = |which: u64| -> Vec<Vec<f64>> {
                let draw = |at: u64| stream.uniform((which * n + at / 3) * 3 + at % 3);
                (0..n).map(|row| (0..3).map(|factor| draw(row * 3 + factor)).collect()).collect()
            };
            let plan = Plan { a: set(0), b: set(1) };
            let at =
                |points: &[Vec<f64>]| points.iter().map(|point| function.at(point)).collect::<Vec<f64>>();
            let mixed = (0..3).map(|factor| at(&plan.mixed(factor))).collect();
            let results = Results { a: at(&plan.a), b: at(&plan.b), mixed };
            (shares(&results), errors(&results))
        };
        let sets: Vec<_> = (0..100).map(of).collect();
        for factor in 0..3 {
            let of = |figure: &dyn Fn(&Share) -> f64| {
                let apart = stats::sd(&sets.iter().map(|set| figure(&set.0[factor])).collect::<Vec<_>>());
                let said = stats::mean(&sets.iter().map(|set| figure(&set.1[factor])).collect::<Vec<_>>());
                assert!((0.75..1.35).contains(&(said / apart)), "{factor}: {said} and {apart}");
            };
            of(&|share| share.alone);
            of(&|share| share.total);
        }
    }

    #[test]
    fn what_does_not_vary_has_no_shares() {
        let results = Results { a: vec![1.0; 4], b: vec![1.0; 4], mixed: vec![vec![1.0; 4]] };
        assert!(shares(&results)[0].alone.is_nan());
        assert_eq!(Plan::new(8, 11), None);
    }
}
