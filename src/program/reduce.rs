//! Reductions over the agents of one run.

use super::ir::Reduce;
use crate::num::stats;

/// Reduces each run's row of `src` to one number of `dst`. `scratch` is for
/// reductions that sort.
pub(crate) fn reduce(op: Reduce, dst: &mut [f64], src: &[f64], scratch: &mut Vec<f64>) {
    let n = src.len() / dst.len();
    for (d, row) in dst.iter_mut().zip(src.chunks_exact(n)) {
        *d = one(op, row, scratch);
    }
}

fn one(op: Reduce, row: &[f64], scratch: &mut Vec<f64>) -> f64 {
    let mut sorted = |f: fn(&[f64]) -> f64| {
        scratch.clear();
        scratch.extend_from_slice(row);
        scratch.sort_unstable_by(f64::total_cmp);
        f(scratch)
    };
    match op {
        Reduce::Sum => stats::sum(row),
        Reduce::Mean => stats::sum(row) / row.len() as f64,
        Reduce::Min => row.iter().fold(f64::INFINITY, |a, b| if *b < a || b.is_nan() { *b } else { a }),
        Reduce::Max => row.iter().fold(f64::NEG_INFINITY, |a, b| if *b > a || b.is_nan() { *b } else { a }),
        Reduce::Count => row.iter().filter(|x| **x != 0.0).count() as f64,
        Reduce::Sd => stats::sd(row),
        Reduce::Median => sorted(|row| stats::quantile_sorted(row, 0.5)),
        Reduce::Gini => sorted(stats::gini_sorted),
        Reduce::Hhi => stats::hhi(row),
        Reduce::Nakamoto => sorted(|row| stats::nakamoto_sorted(row, 0.5)),
    }
}
