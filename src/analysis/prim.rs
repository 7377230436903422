//! Where in the space of a design it goes wrong (or right): a box that is found by
//! peeling (PRIM, the patient rule induction method).
//!
//! Points of the space are tried, and each is a hit or not. From the box that holds
//! all of them a thin slice is peeled off again and again, always the one that leaves
//! hits densest. What is left says in words that people understand when it happens:
//! "a fee below 2 % with rewards above 1 M".

/// A box: for each factor, what it must lie between; both ends belong to it.
pub type Region = Vec<(f64, f64)>;

/// How good a box is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// Share of all hits that are in it, 0 to 1.
    pub coverage: f64,
    /// Share of the points in it that are hits, 0 to 1.
    pub density: f64,
    /// Share of all points that are in it, 0 to 1.
    pub support: f64,
    /// How many points are in it.
    pub points: usize,
    /// Density in it over that of all points.
    pub lift: f64,
}

/// The measures of a box; NaN where they would divide by nothing.
///
/// **Source.** Bryant & Lempert, "Thinking inside the box", Technological Forecasting
/// and Social Change 77 (2010).
pub fn measures(points: &[Vec<f64>], hits: &[bool], within: &Region) -> Measures {
    let inside: Vec<bool> = points.iter().map(|point| contains(within, point)).collect();
    let count = |of: &dyn Fn(usize) -> bool| (0..points.len()).filter(|at| of(*at)).count();
    let (all, all_hits) = (points.len() as f64, count(&|at| hits[at]) as f64);
    let held = count(&|at| inside[at]);
    let held_hits = count(&|at| inside[at] && hits[at]) as f64;
    let density = held_hits / held as f64;
    Measures {
        coverage: held_hits / all_hits,
        density,
        support: held as f64 / all,
        points: held,
        lift: density / (all_hits / all),
    }
}

fn contains(within: &Region, point: &[f64]) -> bool {
    within.iter().zip(point).all(|((low, high), x)| (low..=high).contains(&x))
}

/// How to peel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peeling {
    /// Share of the points in the box that a slice takes, 0 to 1: small is patient.
    pub slice: f64,
    /// Share of all points below which no box is looked at, 0 to 1.
    pub least_support: f64,
}

/// As patient as Friedman and Fisher advise.
pub const PATIENT: Peeling = Peeling { slice: 0.05, least_support: 0.05 };

/// The boxes on the way, from the one that holds all points to the smallest.
///
/// **Formula.** Of all slices at either end of any factor, the one goes that adds most
/// to the density per point that it takes. Peeling ends where none adds anything.
/// **Source.** Friedman & Fisher, "Bump hunting in high-dimensional data", Statistics
/// and Computing 9 (1999); ema_workbench for the objective.
pub fn peel(points: &[Vec<f64>], hits: &[bool], peeling: Peeling) -> Vec<Region> {
    let factors = points.first().map_or(0, Vec::len);
    let column = |factor: usize| points.iter().map(move |point| point[factor]);
    let mut now: Region = (0..factors)
        .map(|factor| {
            (column(factor).fold(f64::INFINITY, f64::min), column(factor).fold(f64::NEG_INFINITY, f64::max))
        })
        .collect();
    let mut boxes = vec![now.clone()];
    let least = (peeling.least_support * points.len() as f64).max(1.0);
    while let Some(next) = best_peel(points, hits, &now, peeling.slice, least) {
        boxes.push(next.clone());
        now = next;
    }
    boxes
}

fn best_peel(points: &[Vec<f64>], hits: &[bool], now: &Region, slice: f64, least: f64) -> Option<Region> {
    let inside: Vec<usize> = (0..points.len()).filter(|at| contains(now, &points[*at])).collect();
    let (density, mut best) = (density_of(&inside, hits)?, None);
    for factor in 0..now.len() {
        for upper in [false, true] {
            let Some(end) = cut(points, &inside, factor, upper, slice) else { continue };
            let mut next = now.clone();
            if upper {
                next[factor].1 = end
            } else {
                next[factor].0 = end
            }
            let left: Vec<usize> =
                inside.iter().copied().filter(|at| contains(&next, &points[*at])).collect();
            let Some(new) = density_of(&left, hits) else { continue };
            let gain = (new - density) / (inside.len() - left.len()) as f64;
            let better = best.as_ref().is_none_or(|(most, _)| gain > *most);
            if left.len() as f64 >= least && gain > 0.0 && better {
                best = Some((gain, next));
            }
        }
    }
    best.map(|(_, next)| next)
}

fn density_of(at: &[usize], hits: &[bool]) -> Option<f64> {
    (!at.is_empty()).then(|| at.iter().filter(|at| hits[**at]).count() as f64 / at.len() as f64)
}

/// The value at which the box ends when a slice is taken off at one end: that of the
/// first point that stays. None if all points have the same.
fn cut(points: &[Vec<f64>], inside: &[usize], factor: usize, upper: bool, slice: f64) -> Option<f64> {
    let mut values: Vec<f64> = inside.iter().map(|at| points[*at][factor]).collect();
    crate::num::order::sort(&mut values);
    if upper {
        values.reverse();
    }
    let taken = ((slice * values.len() as f64) as usize).max(1);
    let last_taken = values.get(taken - 1)?;
    values.iter().skip(taken).find(|value| *value != last_taken).copied()
}

/// The box that says most: the largest harmonic mean of coverage and density.
pub fn choose(points: &[Vec<f64>], hits: &[bool], boxes: &[Region]) -> Option<(Region, Measures)> {
    let worth = |found: &Measures| {
        let sum = found.coverage + found.density;
        if sum > 0.0 { found.coverage * found.density / sum } else { 0.0 }
    };
    let measured = boxes.iter().map(|within| (within.clone(), measures(points, hits, within)));
    measured.max_by(|a, b| worth(&a.1).total_cmp(&worth(&b.1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::points::sobol;

    #[test]
    fn a_box_is_found_where_it_is() {
        let points = sobol(1024, 4).unwrap();
        let hits: Vec<bool> = points.iter().map(|x| x[0] > 0.6 && x[2] < 0.3).collect();
        let boxes = peel(&points, &hits, PATIENT);
        let (found, measured) = choose(&points, &hits, &boxes).unwrap();
        assert!(measured.coverage > 0.9 && measured.density > 0.9, "{measured:?}");
        assert!((found[0].0 - 0.6).abs() < 0.06 && (found[2].1 - 0.3).abs() < 0.06, "{found:?}");
        // What plays no part is hardly cut.
        assert!(found[1].1 - found[1].0 > 0.8 && found[3].1 - found[3].0 > 0.8, "{found:?}");
    }

    #[test]
    fn where_nothing_is_hit_nothing_is_peeled() {
        let points = sobol(64, 2).unwrap();
        assert_eq!(peel(&points, &[false; 64], PATIENT).len(), 1);
        assert_eq!(peel(&points, &[true; 64], PATIENT).len(), 1);
        assert_eq!(peel(&[], &[], PATIENT), [vec![]]);
        assert!(measures(&points, &[false; 64], &vec![(0.0, 1.0); 2]).coverage.is_nan());
    }
}
