//! The loops: one operation over one register.
//!
//! Operands are arrays as long as the destination, or one number ([`super::column`]).

use super::choice;
use super::column::{Column, Columns, each};
use super::ir::{Binary, Unary};
use crate::num::{dist, math, rng};
use crate::project::Ties;

#[inline(always)]
fn truth(x: bool) -> f64 {
    if x { 1.0 } else { 0.0 }
}

/// An operation of one operand, on one number.
pub(crate) fn unary(op: Unary, x: f64) -> f64 {
    match op {
        Unary::Neg => -x,
        Unary::Not => truth(x == 0.0),
        Unary::Abs => x.abs(),
        Unary::Sqrt => x.sqrt(),
        Unary::Exp => math::exp(x),
        Unary::Ln => math::ln(x),
        Unary::Log2 => math::log2(x),
        Unary::Log10 => math::log10(x),
        Unary::Floor => x.floor(),
        Unary::Ceil => x.ceil(),
        Unary::Round => x.round(),
        Unary::Sign => {
            if x > 0.0 {
                1.0
            } else if x < 0.0 {
                -1.0
            } else {
                x * 0.0
            }
        }
        Unary::Sin => math::sin(x),
        Unary::Cos => math::cos(x),
        Unary::Tanh => math::tanh(x),
        Unary::Logistic => math::logistic(x),
        Unary::NormalQuantile => dist::standard_normal(x),
    }
}

/// An operation of two operands, on one pair.
#[inline]
pub(crate) fn binary(op: Binary, a: f64, b: f64) -> f64 {
    match op {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        Binary::Ratio => {
            if b > 0.0 {
                a / b
            } else {
                0.0
            }
        }
        Binary::Pow => math::pow(a, b),
        Binary::Min => {
            if b < a {
                b
            } else {
                a
            }
        }
        Binary::Max => {
            if b > a {
                b
            } else {
                a
            }
        }
        Binary::Lt => truth(a < b),
        Binary::Le => truth(a <= b),
        Binary::Gt => truth(a > b),
        Binary::Ge => truth(a >= b),
        Binary::Eq => truth(a == b),
        Binary::Ne => truth(a != b),
        Binary::And => truth(a != 0.0 && b != 0.0),
        Binary::Or => truth(a != 0.0 || b != 0.0),
    }
}

/// `dst = op(a)`.
pub(super) fn unary_loop(op: Unary, dst: &mut [f64], columns: &Columns) {
    each!(dst, columns, |[x]| unary(op, x));
}

/// `dst = op(a, b)`; arithmetic has loops of its own.
pub(super) fn binary_loop(op: Binary, dst: &mut [f64], columns: &Columns) {
    match op {
        Binary::Add => each!(dst, columns, |[a, b]| a + b),
        Binary::Sub => each!(dst, columns, |[a, b]| a - b),
        Binary::Mul => each!(dst, columns, |[a, b]| a * b),
        Binary::Div => each!(dst, columns, |[a, b]| a / b),
        op => each!(dst, columns, |[a, b]| binary(op, a, b)),
    }
}

/// `dst = a where c is true, else b`, of c, a, b.
pub(super) fn select_loop(dst: &mut [f64], columns: &Columns) {
    each!(dst, columns, |[c, a, b]| if c != 0.0 { a } else { b });
}

/// `dst = value` moved by `rate` towards `target` where `choice` is `index`, of
/// value, choice, rate, target; without an index, everywhere.
pub(super) fn toward_loop(index: Option<u32>, dst: &mut [f64], columns: &Columns) {
    let index = index.map(f64::from);
    each!(dst, columns, |[old, choice, rate, target]| {
        if index.is_none_or(|index| choice == index) { old + rate * (target - old) } else { old }
    });
}

/// Draws become ε-greedy choices; see [`super::ir::Pure::EpsilonGreedy`]. `scratch` is
/// room for the estimates of an agent.
pub(super) fn epsilon_greedy(
    dst: &mut [f64],
    values: &[Column],
    (epsilon, ties): (Column, Ties),
    scratch: &mut Vec<f64>,
) {
    for (i, d) in dst.iter_mut().enumerate() {
        scratch.clear();
        scratch.extend(values.iter().map(|value| value.at(i)));
        *d = choice::epsilon_greedy(scratch, epsilon.at(i), ties, *d) as f64;
    }
}

/// Index drawn with probabilities ∝ exp(value/τ); see [`choice::softmax`].
pub(super) fn softmax(
    dst: &mut [f64],
    values: &[Column],
    temperature: Column,
    draw: Column,
    scratch: &mut Vec<f64>,
) {
    let k = values.len();
    scratch.clear();
    scratch.resize(2 * k, 0.0);
    let (estimates, weights) = scratch.split_at_mut(k);
    for (i, d) in dst.iter_mut().enumerate() {
        estimates.iter_mut().zip(values).for_each(|(estimate, value)| *estimate = value.at(i));
        *d = choice::softmax(estimates, temperature.at(i), draw.at(i), weights) as f64;
    }
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
