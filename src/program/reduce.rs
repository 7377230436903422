//! Reductions over the agents of one run.

use super::ir::Reduce;
use crate::num::{order, stats};

/// Reduces each run's row of `src` to one number of `dst`. `scratch` is for
/// reductions that sort.
pub(crate) fn reduce(op: Reduce, dst: &mut [f64], src: &[f64], scratch: &mut Vec<f64>) {
    let n = src.len() / dst.len();
    for (d, row) in dst.iter_mut().zip(src.chunks_exact(n)) {
        *d = one(op, row, scratch);
    }
}

fn one(op: Reduce, row: &[f64], scratch: &mut Vec<f64>) -> f64 {
    if matches!(op, Reduce::Median | Reduce::Gini | Reduce::Nakamoto) {
        scratch.clear();
        scratch.extend_from_slice(row);
    }
    match op {
        Reduce::Sum => stats::sum(row),
        Reduce::Mean => stats::mean(row),
        Reduce::Min => row.iter().fold(f64::INFINITY, |a, b| if *b < a || b.is_nan() { *b } else { a }),
        Reduce::Max => row.iter().fold(f64::NEG_INFINITY, |a, b| if *b > a || b.is_nan() { *b } else { a }),
        Reduce::Count => row.iter().filter(|x| **x != 0.0).count() as f64,
        Reduce::Sd => spread(row),
        Reduce::Median => {
            let mut median = [0.0];
            order::quantiles(scratch, &[0.5], &mut median);
            median[0]
        }
        Reduce::Gini => stats::gini(scratch),
        Reduce::Hhi => stats::hhi(row),
        Reduce::Nakamoto => stats::nakamoto(scratch, 0.5).map_or(f64::NAN, |k| k as f64),
    }
}

/// Standard deviation over the whole population (divisor n).
fn spread(row: &[f64]) -> f64 {
    let mean = stats::mean(row);
    let squares = row.iter().fold(0.0, |sum, x| sum + (x - mean) * (x - mean));
    (squares / row.len() as f64).sqrt()
}
