//! The loops: one operation over one register.
//!
//! Each operation is written once, for one number; the loops around it are
//! shared and monomorphised per operation, so that the compiler sees a plain
//! loop over slices and can use SIMD. The operand shapes are matched outside
//! of the loops.

use super::choice;
use super::ir::{Binary, Unary};
use crate::num::{dist, math, rng};
use crate::project::Ties;

/// An operand as a kernel sees it.
#[derive(Clone, Copy)]
pub(crate) enum Arg<'a> {
    /// One number for all.
    Scalar(f64),
    /// One number per run, for destinations with many numbers per run.
    Rows(&'a [f64]),
    /// As many numbers as the destination.
    Full(&'a [f64]),
}

impl<'a> Arg<'a> {
    /// The number for entry `i` of run `row`.
    #[inline(always)]
    pub(crate) fn at(self, row: usize, i: usize) -> f64 {
        match self {
            Arg::Scalar(x) => x,
            Arg::Rows(x) => x[row],
            Arg::Full(x) => x[i],
        }
    }

    /// The part of run `row`, where each run has `n` numbers.
    #[inline(always)]
    pub(crate) fn row(self, row: usize, n: usize) -> Arg<'a> {
        match self {
            Arg::Scalar(x) => Arg::Scalar(x),
            Arg::Rows(x) => Arg::Scalar(x[row]),
            Arg::Full(x) => Arg::Full(&x[row * n..(row + 1) * n]),
        }
    }
}

fn truth(x: bool) -> f64 {
    if x { 1.0 } else { 0.0 }
}

/// An operation of one operand, on one number.
pub(crate) fn unary(op: Unary, x: f64) -> f64 {
    let mut out = [0.0];
    unary_loop(op, &mut out, Arg::Scalar(x));
    out[0]
}

/// An operation of two operands, on one pair.
pub(crate) fn binary(op: Binary, a: f64, b: f64) -> f64 {
    let mut out = [0.0];
    binary_loop(op, &mut out, 1, Arg::Scalar(a), Arg::Scalar(b));
    out[0]
}

/// `dst = op(a)`; the operand has the destination's shape or is a scalar.
pub(crate) fn unary_loop(op: Unary, dst: &mut [f64], a: Arg) {
    match op {
        Unary::Neg => map(dst, a, |x| -x),
        Unary::Not => map(dst, a, |x| truth(x == 0.0)),
        Unary::Abs => map(dst, a, f64::abs),
        Unary::Sqrt => map(dst, a, f64::sqrt),
        Unary::Exp => map(dst, a, math::exp),
        Unary::Ln => map(dst, a, math::ln),
        Unary::Log2 => map(dst, a, math::log2),
        Unary::Log10 => map(dst, a, math::log10),
        Unary::Floor => map(dst, a, f64::floor),
        Unary::Ceil => map(dst, a, f64::ceil),
        Unary::Round => map(dst, a, f64::round),
        Unary::Sign => map(dst, a, |x| {
            if x > 0.0 {
                1.0
            } else if x < 0.0 {
                -1.0
            } else {
                x * 0.0
            }
        }),
        Unary::Sin => map(dst, a, math::sin),
        Unary::Cos => map(dst, a, math::cos),
        Unary::Tanh => map(dst, a, math::tanh),
        Unary::Logistic => map(dst, a, math::logistic),
        Unary::NormalQuantile => map(dst, a, dist::standard_normal),
    }
}

#[inline(always)]
fn map(dst: &mut [f64], a: Arg, f: impl Fn(f64) -> f64) {
    match a {
        Arg::Scalar(x) => dst.fill(f(x)),
        Arg::Full(a) | Arg::Rows(a) => dst.iter_mut().zip(a).for_each(|(d, x)| *d = f(*x)),
    }
}

/// `dst = op(a, b)` over `rows` runs.
pub(crate) fn binary_loop(op: Binary, dst: &mut [f64], rows: usize, a: Arg, b: Arg) {
    if let (Arg::Rows(_), _) | (_, Arg::Rows(_)) = (a, b) {
        let n = dst.len() / rows;
        for (row, dst) in dst.chunks_exact_mut(n).enumerate() {
            binary_row(op, dst, a.row(row, n), b.row(row, n));
        }
    } else {
        binary_row(op, dst, a, b);
    }
}

/// The same where each operand is full or one number.
fn binary_row(op: Binary, dst: &mut [f64], a: Arg, b: Arg) {
    match op {
        Binary::Add => zip(dst, a, b, |a, b| a + b),
        Binary::Sub => zip(dst, a, b, |a, b| a - b),
        Binary::Mul => zip(dst, a, b, |a, b| a * b),
        Binary::Div => zip(dst, a, b, |a, b| a / b),
        Binary::Pow => zip(dst, a, b, math::pow),
        Binary::Min => zip(dst, a, b, |a, b| if b < a { b } else { a }),
        Binary::Max => zip(dst, a, b, |a, b| if b > a { b } else { a }),
        Binary::Lt => zip(dst, a, b, |a, b| truth(a < b)),
        Binary::Le => zip(dst, a, b, |a, b| truth(a <= b)),
        Binary::Gt => zip(dst, a, b, |a, b| truth(a > b)),
        Binary::Ge => zip(dst, a, b, |a, b| truth(a >= b)),
        Binary::Eq => zip(dst, a, b, |a, b| truth(a == b)),
        Binary::Ne => zip(dst, a, b, |a, b| truth(a != b)),
        Binary::And => zip(dst, a, b, |a, b| truth(a != 0.0 && b != 0.0)),
        Binary::Or => zip(dst, a, b, |a, b| truth(a != 0.0 || b != 0.0)),
    }
}

#[inline(always)]
fn zip(dst: &mut [f64], a: Arg, b: Arg, f: impl Fn(f64, f64) -> f64 + Copy) {
    match (a, b) {
        (Arg::Full(a) | Arg::Rows(a), Arg::Full(b) | Arg::Rows(b)) => full(dst, a, b, f),
        (Arg::Full(a) | Arg::Rows(a), Arg::Scalar(y)) => map(dst, Arg::Full(a), |x| f(x, y)),
        (Arg::Scalar(x), Arg::Full(b) | Arg::Rows(b)) => map(dst, Arg::Full(b), |y| f(x, y)),
        (Arg::Scalar(x), Arg::Scalar(y)) => dst.fill(f(x, y)),
    }
}

#[inline(always)]
fn full(dst: &mut [f64], a: &[f64], b: &[f64], f: impl Fn(f64, f64) -> f64) {
    for ((d, x), y) in dst.iter_mut().zip(a).zip(b) {
        *d = f(*x, *y);
    }
}

/// `dst = a where c is true, else b`.
pub(crate) fn select_loop(dst: &mut [f64], rows: usize, c: Arg, a: Arg, b: Arg) {
    if let Arg::Full(c) = c {
        match (a, b) {
            (Arg::Full(a), Arg::Full(b)) => {
                for (((d, c), a), b) in dst.iter_mut().zip(c).zip(a).zip(b) {
                    *d = if *c != 0.0 { *a } else { *b };
                }
                return;
            }
            (Arg::Full(a), Arg::Scalar(b)) => return full(dst, c, a, |c, a| if c != 0.0 { a } else { b }),
            (Arg::Scalar(a), Arg::Full(b)) => return full(dst, c, b, |c, b| if c != 0.0 { a } else { b }),
            (Arg::Scalar(a), Arg::Scalar(b)) => {
                return map(dst, Arg::Full(c), |c| if c != 0.0 { a } else { b });
            }
            (Arg::Rows(_), _) | (_, Arg::Rows(_)) => {}
        }
    }
    let n = dst.len() / rows;
    for (row, dst) in dst.chunks_exact_mut(n).enumerate() {
        let (a, b) = (a.row(row, n), b.row(row, n));
        match c.row(row, n) {
            Arg::Full(c) => select_loop(dst, 1, Arg::Full(c), a, b),
            c => copy(dst, if c.at(0, 0) != 0.0 { a } else { b }),
        }
    }
}

/// `dst = a`, which is a row or a scalar.
#[inline(always)]
fn copy(dst: &mut [f64], a: Arg) {
    match a {
        Arg::Scalar(x) => dst.fill(x),
        Arg::Full(a) | Arg::Rows(a) => dst.copy_from_slice(a),
    }
}

/// `dst = a`, broadcast over `rows` runs.
pub(crate) fn store(dst: &mut [f64], rows: usize, a: Arg) {
    match a {
        Arg::Rows(_) => {
            let n = dst.len() / rows;
            dst.chunks_exact_mut(n).enumerate().for_each(|(row, dst)| copy(dst, a.row(row, n)));
        }
        a => copy(dst, a),
    }
}

/// `dst = value` moved towards `target` by `rate` where `choice` is `index`.
pub(crate) fn toward_loop(
    dst: &mut [f64],
    rows: usize,
    value: Arg,
    choice: Option<(Arg, f64)>,
    rate: Arg,
    target: Arg,
) {
    let n = dst.len() / rows;
    for (row, dst) in dst.chunks_exact_mut(n).enumerate() {
        let (value, rate, target) = (value.row(row, n), rate.row(row, n), target.row(row, n));
        let step = |old: f64, rate: f64, target: f64| old + rate * (target - old);
        match (value, choice.map(|(choice, index)| (choice.row(row, n), index)), rate, target) {
            (Arg::Full(v), Some((Arg::Full(c), index)), Arg::Scalar(rate), Arg::Full(t)) => {
                for (((d, v), c), t) in dst.iter_mut().zip(v).zip(c).zip(t) {
                    let moved = step(*v, rate, *t);
                    *d = if *c == index { moved } else { *v };
                }
            }
            (value, choice, rate, target) => {
                for (i, d) in dst.iter_mut().enumerate() {
                    let old = value.at(0, i);
                    let hit = choice.is_none_or(|(choice, index)| choice.at(0, i) == index);
                    *d = if hit { step(old, rate.at(0, i), target.at(0, i)) } else { old };
                }
            }
        }
    }
}

/// One row of ε-greedy choices; see [`super::ir::Pure::EpsilonGreedy`].
pub(crate) fn epsilon_greedy(
    dst: &mut [f64],
    stream: rng::StreamKey,
    values: &[Arg],
    epsilon: Arg,
    ties: Ties,
) {
    stream.fill_uniform(dst);
    match (values, epsilon, ties) {
        ([Arg::Full(a), Arg::Full(b)], Arg::Scalar(epsilon), Ties::First) => {
            let half = epsilon * 0.5;
            for ((d, a), b) in dst.iter_mut().zip(*a).zip(*b) {
                let (any, best) = (truth(*d >= half), truth(b > a));
                *d = if *d < epsilon { any } else { best };
            }
        }
        _ => {
            let mut estimates = vec![0.0; values.len()];
            for (i, d) in dst.iter_mut().enumerate() {
                estimates.iter_mut().zip(values).for_each(|(estimate, value)| *estimate = value.at(0, i));
                *d = choice::epsilon_greedy(&estimates, epsilon.at(0, i), ties, *d) as f64;
            }
        }
    }
}

/// Index drawn with probabilities ∝ exp(value/τ).
pub(crate) fn softmax_loop(dst: &mut [f64], rows: usize, values: &[Arg], temperature: Arg, draw: Arg) {
    let n = dst.len() / rows;
    let (mut estimates, mut scratch) = (vec![0.0; values.len()], vec![0.0; values.len()]);
    for (index, d) in dst.iter_mut().enumerate() {
        let at = |value: &Arg| value.at(index / n, index);
        estimates.iter_mut().zip(values).for_each(|(estimate, value)| *estimate = at(value));
        *d = choice::softmax(&estimates, at(&temperature), at(&draw), &mut scratch) as f64;
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
