//! How one draw becomes one choice among strategies: what the executor does
//! for every agent in every step. The probabilities that these choices follow
//! stand with the learning rules.

use crate::num::math::exp;
use crate::project::Ties;

/// The strategy that a draw u in (0, 1) chooses under [`crate::agent::learn::epsilon_greedy::probabilities`].
///
/// One draw does it all: below ε it explores, and where in that part it lies
/// says which strategy; above, where it lies says which of the best. 0 for no
/// strategies.
#[inline]
pub fn epsilon_greedy(estimates: &[f64], epsilon: f64, ties: Ties, u: f64) -> usize {
    if u < epsilon {
        return nth(u / epsilon, estimates.len());
    }
    let best = best(estimates);
    let rank = match winners(estimates, best, ties) {
        0 | 1 => 0,
        many => nth((u - epsilon) / (1.0 - epsilon), many),
    };
    let mut winners = estimates.iter().enumerate().filter(|(_, estimate)| **estimate == best);
    winners.nth(rank).map_or(0, |(strategy, _)| strategy)
}

/// The strategy that a draw u in (0, 1) chooses under [`crate::agent::learn::softmax::probabilities`]: the
/// first whose cumulated probability exceeds u. `scratch` has at least as many
/// places as there are strategies; 0 for none.
#[inline]
pub fn softmax(estimates: &[f64], temperature: f64, u: f64, scratch: &mut [f64]) -> usize {
    let mut left = u * weigh(estimates, temperature, scratch);
    let last = estimates.len().saturating_sub(1);
    for (strategy, weight) in scratch.iter().enumerate().take(last) {
        if left < *weight {
            return strategy;
        }
        left -= weight;
    }
    last
}

/// Writes e^((q − max q)/τ) and returns the sum, which is at least 1.
#[inline]
pub(crate) fn weigh(estimates: &[f64], temperature: f64, weights: &mut [f64]) -> f64 {
    let largest = estimates.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    for (weight, estimate) in weights.iter_mut().zip(estimates) {
        let distance = estimate - largest;
        *weight = if distance == 0.0 { 1.0 } else { exp(distance / temperature) };
        total += *weight;
    }
    total
}

/// The largest estimate.
pub(crate) fn best(estimates: &[f64]) -> f64 {
    estimates.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// How many strategies share the greedy choice.
pub(crate) fn winners(estimates: &[f64], best: f64, ties: Ties) -> usize {
    let tied = estimates.iter().filter(|estimate| **estimate == best).count();
    match ties {
        Ties::Lot => tied,
        Ties::First => tied.min(1),
    }
}

/// Index 0 to `n` − 1 for a draw u in (0, 1); rounding never makes it `n`.
#[inline]
fn nth(u: f64, n: usize) -> usize {
    ((u * n as f64) as usize).min(n.saturating_sub(1))
}
