//! Elementary functions of the generated code, number by number against the plain ones; that
//! whole documents agree is a law (`tests/laws/executors.rs`).

use super::super::exec::{Broken, Job, Machine, Sink};
use super::super::ir::{FaultKind, Shape, Unary};
use super::super::layout::{Program, Tracing};
use super::super::{Block, Builder, Role};
use super::{Generated, Running};
use crate::num::rng::mix64;
use crate::num::{dist, math};

/// Keeps what is recorded.
#[derive(Default)]
struct Kept(Vec<f64>);

impl Sink for Kept {
    fn record(&mut self, _metric: u32, _time: u32, values: &[f64], _alive: &[bool]) {
        self.0.extend_from_slice(values);
    }
    fn audit(&mut self, _asset: u32, _time: u32, _values: &[f64], _alive: &[bool]) {}
    fn fault(&mut self, _row: usize, _step: u32, _fault: FaultKind, _place: Broken) {}
}

/// A program whose one metric is an operation on its one state.
fn program(op: Unary) -> Program {
    let mut b = Builder::new(Vec::new());
    let state = b.slot("x", Shape::Run, Role::State);
    b.switch(Block::Step);
    let x = b.read(state);
    let result = b.unary(op, x);
    b.record(0, result);
    b.finish(Tracing::Off)
}

/// What the generated code makes of numbers.
fn of_all(op: Unary, numbers: &[f64]) -> Vec<f64> {
    crate::native::install();
    let program = program(op);
    let generated = Generated::of(&program).expect("there is a compiler");
    let job = Job { parameters: &[], seed: 1, steps: 1 };
    let mut running = Running::new(&generated, job.seed).expect("there is room");
    let mut results = Vec::new();
    for batch in numbers.chunks(running.capacity()) {
        let mut machine = Machine::with_batch(&program, job, batch.len());
        (machine.rows, machine.living, machine.alive) = (batch.len(), batch.len(), vec![true; batch.len()]);
        machine.regs[0].copy_from_slice(batch);
        let mut kept = Kept::default();
        machine.run_generated(&mut running, &mut kept);
        results.extend(kept.0);
    }
    results
}

/// Numbers of all sizes, and those at which functions branch.
fn numbers() -> Vec<f64> {
    let near = [
        0.0,
        0.5,
        1.0,
        0.425,
        0.075,
        1e-11,
        math::powi(2.0, -28),
        std::f64::consts::LN_2 / 2.0,
        std::f64::consts::FRAC_1_SQRT_2,
        std::f64::consts::SQRT_2,
        708.0,
        708.4,
        709.782_712_893_384,
        745.133_219_101_941_1,
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::INFINITY,
        f64::NAN,
        4.5e15,
    ];
    let around = near
        .into_iter()
        .flat_map(|x: f64| [x, f64::from_bits(x.to_bits().wrapping_sub(1)), f64::from_bits(x.to_bits() + 1)]);
    let spread = (0..60_000).map(|i| {
        let word = mix64(i);
        match i % 4 {
            0 => (word >> 11) as f64 / (1_u64 << 53) as f64,
            1 => ((word >> 11) as f64 / (1_u64 << 53) as f64 - 0.5) * 1600.0,
            2 => (word >> 60) as f64 + 0.5,
            _ => f64::from_bits(word),
        }
    });
    around.chain(spread).flat_map(|x| [x, -x, 1.0 - x]).collect()
}

fn agrees(op: Unary, reference: impl Fn(f64) -> f64) {
    let numbers = numbers();
    let got = of_all(op, &numbers);
    assert_eq!(got.len(), numbers.len());
    for (x, got) in numbers.iter().zip(got) {
        let expected = reference(*x);
        let same = got.to_bits() == expected.to_bits() || got.is_nan() && expected.is_nan();
        assert!(same, "{op:?}({x:e}): {got:e}, not {expected:e}");
    }
}

#[test]
fn elementary_functions_have_the_bits_of_the_plain_executor() {
    agrees(Unary::Exp, math::exp);
    agrees(Unary::Ln, math::ln);
    agrees(Unary::NormalQuantile, dist::standard_normal);
    agrees(Unary::Logistic, math::logistic);
}

#[test]
fn rounding_and_signs_have_the_bits_of_the_plain_executor() {
    agrees(Unary::Round, f64::round);
    agrees(Unary::Floor, f64::floor);
    agrees(Unary::Ceil, f64::ceil);
    agrees(Unary::Sqrt, f64::sqrt);
    agrees(Unary::Abs, f64::abs);
    agrees(Unary::Neg, |x| -x);
    agrees(Unary::Not, |x| if x == 0.0 { 1.0 } else { 0.0 });
    agrees(Unary::Sign, |x| super::super::kernels::unary(Unary::Sign, x));
}
