//! The loops: one operation over one register.
//!
//! Each operation is written once, for one number; the loops around it are
//! [`super::lanes`], monomorphised per operation, so that the compiler sees a
//! plain loop over blocks and can use SIMD. Operands are arrays as long as the
//! destination, or one number.

use super::choice;
use super::ir::{Binary, Chain, Unary};
use super::lanes::{Block, Column, Columns, LANES, by_lane, each, one_by_one, splat};
use crate::num::stats::ZEROS;
use crate::num::{dist, math, rng};
use crate::project::Ties;

#[inline(always)]
fn truth(x: bool) -> f64 {
    if x { 1.0 } else { 0.0 }
}

/// An operation of one operand, on one number.
pub(crate) fn unary(op: Unary, x: f64) -> f64 {
    let mut out = [[0.0; LANES]];
    unary_loop(op, &mut out, &[Column::number(&splat(x)), Column::NONE, Column::NONE, Column::NONE]);
    out[0][0]
}

/// An operation of two operands, on one pair.
pub(crate) fn binary(op: Binary, a: f64, b: f64) -> f64 {
    if op == Binary::Pow {
        // Too costly to be computed in all lanes.
        return math::pow(a, b);
    }
    let (mut out, [a, b]) = ([[0.0; LANES]], [splat(a), splat(b)]);
    binary_loop(op, &mut out, &[Column::number(&a), Column::number(&b), Column::NONE, Column::NONE]);
    out[0][0]
}

/// `dst = op(a)`.
pub(super) fn unary_loop(op: Unary, dst: &mut [Block], columns: &Columns) {
    match op {
        Unary::Neg => each!(dst, columns, |[x]| -x),
        Unary::Not => each!(dst, columns, |[x]| truth(x == 0.0)),
        Unary::Abs => each!(dst, columns, |[x]| x.abs()),
        Unary::Sqrt => each!(dst, columns, |[x]| x.sqrt()),
        Unary::Exp => {
            let [x, ..] = *columns;
            dst.iter_mut().enumerate().for_each(|(at, out)| math::exp_block(&x.block(at), out));
        }
        Unary::Ln => one_by_one!(dst, columns, |[x]| math::ln(x)),
        Unary::Log2 => one_by_one!(dst, columns, |[x]| math::log2(x)),
        Unary::Log10 => one_by_one!(dst, columns, |[x]| math::log10(x)),
        Unary::Floor => one_by_one!(dst, columns, |[x]| x.floor()),
        Unary::Ceil => one_by_one!(dst, columns, |[x]| x.ceil()),
        Unary::Round => one_by_one!(dst, columns, |[x]| x.round()),
        Unary::Sign => one_by_one!(dst, columns, |[x]| {
            if x > 0.0 {
                1.0
            } else if x < 0.0 {
                -1.0
            } else {
                x * 0.0
            }
        }),
        Unary::Sin => one_by_one!(dst, columns, |[x]| math::sin(x)),
        Unary::Cos => one_by_one!(dst, columns, |[x]| math::cos(x)),
        Unary::Tanh => one_by_one!(dst, columns, |[x]| math::tanh(x)),
        Unary::Logistic => one_by_one!(dst, columns, |[x]| math::logistic(x)),
        Unary::NormalQuantile => one_by_one!(dst, columns, |[x]| dist::standard_normal(x)),
    }
}

/// `dst = op(a, b)`.
pub(super) fn binary_loop(op: Binary, dst: &mut [Block], columns: &Columns) {
    match op {
        Binary::Add => each!(dst, columns, |[a, b]| a + b),
        Binary::Sub => each!(dst, columns, |[a, b]| a - b),
        Binary::Mul => each!(dst, columns, |[a, b]| a * b),
        Binary::Div => each!(dst, columns, |[a, b]| a / b),
        Binary::Ratio => each!(dst, columns, |[a, b]| {
            let quotient = a / b;
            if b > 0.0 { quotient } else { 0.0 }
        }),
        Binary::Pow => one_by_one!(dst, columns, |[a, b]| math::pow(a, b)),
        Binary::Min => each!(dst, columns, |[a, b]| if b < a { b } else { a }),
        Binary::Max => each!(dst, columns, |[a, b]| if b > a { b } else { a }),
        Binary::Lt => each!(dst, columns, |[a, b]| truth(a < b)),
        Binary::Le => each!(dst, columns, |[a, b]| truth(a <= b)),
        Binary::Gt => each!(dst, columns, |[a, b]| truth(a > b)),
        Binary::Ge => each!(dst, columns, |[a, b]| truth(a >= b)),
        Binary::Eq => each!(dst, columns, |[a, b]| truth(a == b)),
        Binary::Ne => each!(dst, columns, |[a, b]| truth(a != b)),
        Binary::And => each!(dst, columns, |[a, b]| truth(a != 0.0 && b != 0.0)),
        Binary::Or => each!(dst, columns, |[a, b]| truth(a != 0.0 || b != 0.0)),
    }
}

/// A chain whose first operation is given.
macro_rules! chained {
    ($chain:expr, $dst:expr, $columns:expr, |$a:ident, $b:ident| $first:expr) => {
        match ($chain.then, $chain.left) {
            (Binary::Add, _) => each!($dst, $columns, |[$a, $b, c]| $first + c),
            (Binary::Mul, _) => each!($dst, $columns, |[$a, $b, c]| ($first) * c),
            (Binary::Sub, true) => each!($dst, $columns, |[$a, $b, c]| $first - c),
            (Binary::Sub, false) => each!($dst, $columns, |[$a, $b, c]| c - ($first)),
            (Binary::Div, true) => each!($dst, $columns, |[$a, $b, c]| ($first) / c),
            (Binary::Div, false) => each!($dst, $columns, |[$a, $b, c]| c / ($first)),
            _ => unreachable!("a chain does not end with that"),
        }
    };
}

/// `dst = chain(a, b, c)`.
pub(super) fn chain_loop(chain: Chain, dst: &mut [Block], columns: &Columns) {
    match chain.first {
        Binary::Add => chained!(chain, dst, columns, |a, b| a + b),
        Binary::Sub => chained!(chain, dst, columns, |a, b| a - b),
        Binary::Mul => chained!(chain, dst, columns, |a, b| a * b),
        Binary::Div => chained!(chain, dst, columns, |a, b| a / b),
        _ => unreachable!("a chain does not begin with that"),
    }
}

/// `dst = a where c is true, else b`, of c, a, b.
pub(super) fn select_loop(dst: &mut [Block], columns: &Columns) {
    each!(dst, columns, |[c, a, b]| if c != 0.0 { a } else { b });
}

/// `dst = a where op(x, y) is true, else b`, of x, y, a, b.
pub(super) fn test_loop(op: Binary, dst: &mut [Block], columns: &Columns) {
    let [x, y, a, b] = *columns;
    match op {
        Binary::Lt => each!(dst, columns, |[x, y, a, b]| if x < y { a } else { b }),
        Binary::Le => each!(dst, columns, |[x, y, a, b]| if x <= y { a } else { b }),
        Binary::Eq => each!(dst, columns, |[x, y, a, b]| if x == y { a } else { b }),
        Binary::Gt => test_loop(Binary::Lt, dst, &[y, x, a, b]),
        Binary::Ge => test_loop(Binary::Le, dst, &[y, x, a, b]),
        Binary::Ne => test_loop(Binary::Eq, dst, &[x, y, b, a]),
        _ => unreachable!("it does not compare"),
    }
}

/// `dst = value` moved by `rate` towards `target` where `choice` is `index`, of
/// value, choice, rate, target; without an index, everywhere.
pub(super) fn toward_loop(index: Option<u32>, dst: &mut [Block], columns: &Columns) {
    let [value, choice, rate, target] = *columns;
    match (index.map(f64::from), rate.as_number()) {
        (None, _) => {
            each!(dst, &[value, rate, target, Column::NONE], |[old, rate, target]| old
                + rate * (target - old));
        }
        // The usual case is worth a loop that does not load its constant.
        (Some(index), Some(rate)) => {
            each!(dst, &[value, choice, target, Column::NONE], |[old, choice, target]| {
                let moved = old + rate * (target - old);
                if choice == index { moved } else { old }
            });
        }
        (Some(index), None) => each!(dst, columns, |[old, choice, rate, target]| {
            let moved = old + rate * (target - old);
            if choice == index { moved } else { old }
        }),
    }
}

/// Draws become ε-greedy choices; see [`super::ir::Pure::EpsilonGreedy`].
pub(super) fn epsilon_greedy(
    dst: &mut [f64],
    values: &[Column],
    (epsilon, ties): (Column, Ties),
    scratch: &mut Vec<f64>,
) {
    match (values, epsilon.as_number(), ties) {
        ([a, b], Some(epsilon), Ties::First) => {
            let half = epsilon * 0.5;
            // Neither side of the choice is a branch, so that there are vectors.
            let choose = move |draw: f64, a: f64, b: f64| {
                let explores = draw < epsilon;
                truth((explores & (draw >= half)) | (!explores & (b > a)))
            };
            let (blocks, _) = dst.as_chunks_mut::<LANES>();
            for (at, out) in blocks.iter_mut().enumerate() {
                let (draws, a, b) = (*out, a.block(at), b.block(at));
                *out = by_lane!(LANE => {
                    let explores = draws[LANE] < epsilon;
                    truth((explores & (draws[LANE] >= half)) | (!explores & (b[LANE] > a[LANE])))
                });
            }
            for i in dst.len() - dst.len() % LANES..dst.len() {
                dst[i] = choose(dst[i], a.at(i), b.at(i));
            }
        }
        _ => {
            scratch.resize(values.len().max(scratch.len()), 0.0);
            let estimates = &mut scratch[..values.len()];
            for (i, d) in dst.iter_mut().enumerate() {
                estimates.iter_mut().zip(values).for_each(|(estimate, value)| *estimate = value.at(i));
                *d = choice::epsilon_greedy(estimates, epsilon.at(i), ties, *d) as f64;
            }
        }
    }
}

/// Index drawn with probabilities ∝ exp(value/τ); see [`choice::softmax`], whose bits
/// these are.
pub(super) fn softmax(
    dst: &mut [f64],
    values: &[Column],
    temperature: Column,
    draw: Column,
    scratch: &mut Vec<f64>,
) {
    let k = values.len();
    scratch.resize(scratch.len().max(LANES * k), 0.0);
    let (blocks, rest) = dst.as_chunks_mut::<LANES>();
    let whole = blocks.len() * LANES;
    for (at, out) in blocks.iter_mut().enumerate() {
        let (weights, _) = scratch.as_chunks_mut::<LANES>();
        softmax_block(out, &mut weights[..k], values, at, [temperature, draw]);
    }
    let (estimates, weights) = scratch[..2 * k].split_at_mut(k);
    for (i, d) in (whole..).zip(rest) {
        estimates.iter_mut().zip(values).for_each(|(estimate, value)| *estimate = value.at(i));
        *d = choice::softmax(estimates, temperature.at(i), draw.at(i), weights) as f64;
    }
}

/// The same for a block of agents, whose weights there is room for.
fn softmax_block(
    out: &mut Block,
    weights: &mut [Block],
    values: &[Column],
    at: usize,
    [temperature, draw]: [Column; 2],
) {
    let mut largest = splat(f64::NEG_INFINITY);
    for value in values {
        let value = value.block(at);
        largest = by_lane!(LANE => if value[LANE] > largest[LANE] { value[LANE] } else { largest[LANE] });
    }
    let (temperature, draw) = (temperature.block(at), draw.block(at));
    let ([first, others @ ..], [first_weight, other_weights @ ..]) = (values, &mut *weights) else { return };
    // The largest weighs 1 without a power, so there is one power less than there are
    // values: in the place of the largest, that of the first is computed.
    let first = first.block(at);
    let first = by_lane!(LANE => first[LANE] - largest[LANE]);
    *first_weight = by_lane!(LANE => if first[LANE] == 0.0 { 1.0 } else { first[LANE] });
    for (weight, value) in other_weights.iter_mut().zip(others) {
        let value = value.block(at);
        let own = by_lane!(LANE => value[LANE] - largest[LANE]);
        let distance = by_lane!(LANE => if own[LANE] == 0.0 { first[LANE] } else { own[LANE] });
        math::exp_block(&by_lane!(LANE => distance[LANE] / temperature[LANE]), weight);
        let before = *first_weight;
        *first_weight = by_lane!(LANE => {
            if (own[LANE] == 0.0) & (first[LANE] != 0.0) { weight[LANE] } else { before[LANE] }
        });
        *weight = by_lane!(LANE => if own[LANE] == 0.0 { 1.0 } else { weight[LANE] });
    }
    let mut total = ZEROS;
    for weight in &*weights {
        total = by_lane!(LANE => total[LANE] + weight[LANE]);
    }
    let last = weights.len().saturating_sub(1);
    let mut left = by_lane!(LANE => draw[LANE] * total[LANE]);
    // How many weights have passed without one that exceeds what is left.
    let (mut chosen, mut open) = (ZEROS, splat(1.0));
    for weight in &weights[..last] {
        open = by_lane!(LANE => if left[LANE] < weight[LANE] { 0.0 } else { open[LANE] });
        left = by_lane!(LANE => left[LANE] - weight[LANE]);
        chosen = by_lane!(LANE => chosen[LANE] + open[LANE]);
    }
    *out = chosen;
}

/// The new choice of agent `i` of `n` under Fermi imitation, with its own
/// draws of `stream`: mutate, or compare with another agent (each of the others
/// with the same probability) and take over its choice, or stay.
pub(crate) fn imitate(
    stream: rng::StreamKey,
    i: usize,
    n: usize,
    choices: u32,
    [beta, revision, mutation]: [f64; 3],
    other: impl Fn(usize) -> (f64, f64),
) -> f64 {
    let agent = i as u64;
    let (own, own_payoff) = other(i);
    let lot = stream.uniform(agent);
    if lot < mutation {
        return rng::index(stream.sub(0).bits(agent), u64::from(choices)) as f64;
    }
    if n < 2 || (lot - mutation) >= revision * (1.0 - mutation) {
        return own;
    }
    let j = rng::index(stream.sub(1).bits(agent), n as u64 - 1) as usize;
    let (choice, payoff) = other(if j >= i { j + 1 } else { j });
    let adopt = math::logistic(beta * (payoff - own_payoff));
    if stream.sub(2).uniform(agent) < adopt { choice } else { own }
}
