//! Screening by elementary effects.

use crate::num::math::powi;
use crate::num::rng::{Key, StreamKey, index, site};
use crate::num::stats;

/// What a factor does, over many places from where it took a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effects {
    /// μ: mean effect of going through the factor's whole range, in the result's
    /// unit. Effects of both signs cancel in it.
    pub mean: f64,
    /// μ*: mean size of the effect. Near 0: the factor does nothing.
    pub size: f64,
    /// σ: how much the effect depends on where the others are, or on where the
    /// factor itself is (population standard deviation).
    pub spread: f64,
    /// How many effects that is found from.
    pub count: usize,
}

impl Effects {
    /// Sums up elementary effects; NaN without any.
    ///
    /// **Formula.** μ = mean(e), μ* = mean|e|, σ² = mean((e − μ)²).
    /// **Source.** Campolongo, Cariboni & Saltelli, "An effective screening design",
    /// Environmental Modelling & Software 22 (2007).
    pub fn of(effects: &[f64]) -> Effects {
        let mean = stats::mean(effects);
        let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
        let squares: Vec<f64> = effects.iter().map(|effect| powi(effect - mean, 2)).collect();
        let spread = stats::mean(&squares).sqrt();
        Effects { mean, size: stats::mean(&sizes), spread, count: effects.len() }
    }

    /// Standard errors of mean, size and spread: paths are independent of each other.
    ///
    /// **Formula.** Of r effects: √(σ²/(r − 1)) for μ, √((μ² + σ² − μ*²)/(r − 1)) for μ*;
    /// for σ that of effects which are normally distributed, σ/√(2(r − 1)).
    /// **Units.** Those of the result. NaN for fewer than two effects.
    /// **Source.** Law & Kelton, "Simulation Modeling and Analysis" (2000), ch. 4.
    pub fn errors(&self) -> [f64; 3] {
        let free = self.count.saturating_sub(1) as f64;
        let square = powi(self.mean, 2) + powi(self.spread, 2);
        let of_sizes = (square - powi(self.size, 2)).max(0.0);
        let error = |variance: f64| (variance / free).sqrt();
        [error(powi(self.spread, 2)), error(of_sizes), self.spread / (2.0 * free).sqrt()]
    }
}

/// The step on a grid of `levels` levels from 0 to 1: p/(2(p − 1)), for an even p.
/// With it all levels are equally likely to be visited.
pub fn step(levels: u32) -> f64 {
    f64::from(levels) / (2.0 * f64::from(levels - 1))
}

/// Paths through the grid that change one factor after the other, in random order,
/// each by one [`step`]: `factors` + 1 points a path.
///
/// **Assumes.** An even number of levels, at least 2.
/// **Source.** Morris, "Factorial sampling plans for preliminary computational
/// experiments", Technometrics 33 (1991).
pub fn paths(count: u32, factors: usize, levels: u32, seed: u64) -> Vec<Vec<Vec<f64>>> {
    let key = Key::new(seed, site("analysis.sensitivity.morris"));
    (0..count).map(|path| one_path(key.at(u64::from(path), 0), factors, levels)).collect()
}

fn one_path(draws: StreamKey, factors: usize, levels: u32) -> Vec<Vec<f64>> {
    let (starts, signs, order_of) = (draws.sub(0), draws.sub(1), draws.sub(2));
    let half = u64::from(levels / 2);
    let up: Vec<bool> = (0..factors as u64).map(|factor| signs.bits(factor) & 1 == 1).collect();
    let mut at: Vec<f64> = (0..factors)
        .map(|factor| {
            let low = index(starts.bits(factor as u64), half) as f64 / f64::from(levels - 1);
            if up[factor] { low } else { low + step(levels) }
        })
        .collect();
    let mut order: Vec<usize> = (0..factors).collect();
    for last in (1..factors).rev() {
        order.swap(last, index(order_of.bits(last as u64), last as u64 + 1) as usize);
    }
    let mut path = vec![at.clone()];
    for factor in order {
        at[factor] += if up[factor] { step(levels) } else { -step(levels) };
        path.push(at.clone());
    }
    path
}

/// The elementary effects of each factor along paths, given the result at each of
/// their points: the change of the result over the change of the factor.
pub fn effects(paths: &[Vec<Vec<f64>>], results: &[Vec<f64>]) -> Vec<Effects> {
    let factors = paths.first().and_then(|path| path.first()).map_or(0, Vec::len);
    let mut found = vec![Vec::new(); factors];
    for (path, results) in paths.iter().zip(results) {
        for (points, values) in path.windows(2).zip(results.windows(2)) {
            for (factor, effects) in found.iter_mut().enumerate() {
                let moved = points[1][factor] - points[0][factor];
                if moved != 0.0 {
                    effects.push((values[1] - values[0]) / moved);
                }
            }
        }
    }
    found.iter().map(|effects| Effects::of(effects)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_changes_each_factor_once_and_stays_inside() {
        for path in paths(50, 6, 4, 3) {
            assert_eq!(path.len(), 7);
            let moved: Vec<Vec<usize>> = path
                .windows(2)
                .map(|pair| (0..6).filter(|factor| pair[0][*factor] != pair[1][*factor]).collect())
                .collect();
            let mut all = moved.concat();
            all.sort_unstable();
            assert_eq!(all, [0, 1, 2, 3, 4, 5]);
            assert!(path.iter().flatten().all(|x| (-1e-12..=1.0 + 1e-12).contains(x)), "{path:?}");
        }
    }

    #[test]
    fn what_is_linear_has_its_slope_and_no_spread() {
        let f = |x: &[f64]| 3.0 * x[0] - 2.0 * x[1] + 4.0 * x[2] * x[3];
        let paths = paths(40, 5, 4, 1);
        let results: Vec<Vec<f64>> =
            paths.iter().map(|path| path.iter().map(|point| f(point)).collect()).collect();
        let found = effects(&paths, &results);
        assert!((found[0].mean - 3.0).abs() < 1e-12 && found[0].spread < 1e-12, "{:?}", found[0]);
        assert!((found[1].mean + 2.0).abs() < 1e-12 && (found[1].size - 2.0).abs() < 1e-12);
        assert!(found[2].spread > 0.5, "{:?}", found[2]);
        assert!(found[4].size < 1e-12, "{:?}", found[4]);
        assert!(found[0].errors().iter().all(|error| *error < 1e-12), "what is linear is known");
    }

    #[test]
    fn errors_are_those_of_other_paths() {
        let f = |x: &[f64]| (4.0 * x[0] - 2.0) * x[1] + x[1] * x[1];
        let of = |seed| {
            let paths = paths(30, 2, 4, seed);
            let results: Vec<Vec<f64>> =
                paths.iter().map(|path| path.iter().map(|point| f(point)).collect()).collect();
            effects(&paths, &results)[1]
        };
        let sets: Vec<Effects> = (0..200).map(of).collect();
        let figures: [fn(&Effects) -> f64; 3] = [|of| of.mean, |of| of.size, |of| of.spread];
        for (at, figure) in figures.iter().enumerate() {
            let apart = stats::sd(&sets.iter().map(figure).collect::<Vec<_>>());
            let said = stats::mean(&sets.iter().map(|set| set.errors()[at]).collect::<Vec<_>>());
            // Of effects that are not normal, σ is rather surer than its error says.
            let room = if at == 2 { 0.5..2.5 } else { 0.85..1.15 };
            assert!(room.contains(&(said / apart)), "{at}: {said} and {apart}");
        }
    }
}
