//! The executor: a batch of runs, one instruction at a time.
//!
//! Registers are contiguous arrays over runs × agents. An instruction is one
//! loop over them, so its dispatch is paid once per batch, not once per run.
//! Nothing that a run computes depends on which other runs are in the batch.

use super::books::{Books, add_totals};
use super::generated::{Generated, Running};
use super::ir::{Audit, Effect, FaultKind, Move, Place, Shape, Slot};
use super::layout::{Instr, Operand, Program, Tracing, When};
use crate::num::stats;

/// What is to be run: the same for every batch of a job.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// Value of every parameter.
    pub parameters: &'a [f64],
    /// The seed.
    pub seed: u64,
    /// Steps in a run.
    pub steps: u32,
}

/// Receives what a batch produces. `time` is 0 before the first step and s + 1
/// after step s; each slice has one entry per run of the batch.
pub trait Sink {
    /// A metric's values. Those of broken runs mean nothing.
    fn record(&mut self, metric: u32, time: u32, values: &[f64], alive: &[bool]);
    /// Relative imbalances of an asset.
    fn audit(&mut self, asset: u32, time: u32, values: &[f64], alive: &[bool]);
    /// A run of the batch broke; told once per run.
    fn fault(&mut self, row: usize, step: u32, fault: FaultKind, place: Broken);
}

/// What broke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A place that the program names.
    Place(Place),
    /// A metric, by its position.
    Metric(u32),
    /// The books of an asset, by its position.
    Asset(u32),
}

/// Watches every movement of value, for the auditor. Needs a program that was
/// built with [`Tracing::On`].
pub trait Observer {
    /// Value moved: `amounts` has one number per run, or per agent per run.
    fn moved(&mut self, op: &Move, rows: usize, amounts: &[f64]);
    /// A step (or the start) is over; `balance` reads a slot.
    fn settled(&mut self, time: u32, rows: usize, balance: &dyn Fn(Slot) -> Vec<f64>);
}

/// Registers for a batch of runs of one program and job.
pub struct Machine<'p> {
    pub(super) program: &'p Program,
    pub(super) job: Job<'p>,
    capacity: usize,
    pub(super) rows: usize,
    pub(super) first_run: u64,
    pub(super) time: u32,
    pub(super) step: u32,
    pub(super) uniforms: Vec<f64>,
    pub(super) regs: Vec<Vec<f64>>,
    row: Vec<f64>,
    running: Option<Running<'p>>,
    /// By the slot of an asset's supply: what was minted, and what the world
    /// outside paid.
    pub(super) inflows: Vec<Vec<f64>>,
    pub(super) scratch: Vec<f64>,
    pub(super) alive: Vec<bool>,
    pub(super) living: usize,
}

/// Numbers that the registers of a batch may hold: half a mebibyte, which a
/// second-level cache or a part of the third holds. Fewer runs share the cost of
/// an instruction less well.
const BATCH_NUMBERS: usize = 64 * 1024;
/// More runs than this in a batch gain nothing: finding an instruction is paid by
/// then, and what a run without agents keeps still fits the first cache.
const MAX_BATCH: usize = 384;

impl<'p> Machine<'p> {
    /// A machine for batches of a size that fits the program.
    pub fn new(program: &'p Program, job: Job<'p>) -> Self {
        let capacity = (BATCH_NUMBERS / program.numbers_per_run().max(1)).clamp(1, MAX_BATCH);
        Machine::with_batch(program, job, capacity)
    }

    /// A machine for batches of `capacity` runs. Results do not depend on it.
    pub fn with_batch(program: &'p Program, job: Job<'p>, capacity: usize) -> Self {
        let size = |shape: &Shape| vec![0.0; program.width(*shape) * capacity];
        let mut machine = Machine {
            program,
            job,
            capacity,
            rows: 0,
            first_run: 0,
            time: 0,
            step: 0,
            uniforms: vec![0.0; program.uniforms],
            regs: program.regs.iter().map(size).collect(),
            row: vec![0.0; capacity],
            running: None,
            inflows: inflows(program, capacity),
            scratch: Vec::new(),
            alive: Vec::new(),
            living: 0,
        };
        for instr in &program.setup {
            machine.uniform(instr);
        }
        machine
    }

    /// A machine whose steps are machine code, with batches of the size that it is for.
    pub(crate) fn generated(program: &'p Program, job: Job<'p>, generated: &'p Generated) -> Option<Self> {
        let running = Running::new(generated, job.seed)?;
        let mut machine = Machine::with_batch(program, job, running.capacity());
        machine.running = Some(running);
        Some(machine)
    }

    /// Runs in a batch.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Executes runs `first_run..first_run + rows`.
    pub fn run(
        &mut self,
        first_run: u64,
        rows: usize,
        sink: &mut dyn Sink,
        mut observer: Option<&mut dyn Observer>,
    ) {
        assert!(rows >= 1 && rows <= self.capacity, "a batch has 1 to {} runs, not {rows}", self.capacity);
        assert!(observer.is_none() || self.program.tracing == Tracing::On, "an observer needs tracing");
        let program = self.program;
        (self.first_run, self.rows, self.time, self.step) = (first_run, rows, 0, 0);
        self.alive = vec![true; rows];
        self.living = rows;
        self.regs.iter_mut().take(program.slots.len()).for_each(|slot| slot.fill(0.0));
        self.inflows.iter_mut().for_each(|inflow| inflow.fill(0.0));
        self.block(&program.init, sink, &mut observer);
        if let Some(mut running) = self.running.take() {
            self.run_generated(&mut running, sink);
            self.running = Some(running);
            return;
        }
        for step in 0..self.job.steps {
            if self.living == 0 {
                break;
            }
            (self.step, self.time) = (step, step + 1);
            self.block(&program.step, sink, &mut observer);
        }
    }

    fn block(&mut self, code: &'p [Instr], sink: &mut dyn Sink, observer: &mut Option<&mut dyn Observer>) {
        for instr in code {
            match instr {
                Instr::Pure { when: Some(when), .. } if !self.is_time(*when) => {}
                Instr::Pure { op, dst: Operand::Reg(reg), args, way, .. } => self.pure(op, *way, *reg, args),
                Instr::Pure { .. } => self.uniform(instr),
                Instr::Store { slot, src } => self.store(*slot, *src),
                Instr::Swap { slot, reg } => self.regs.swap(*slot as usize, *reg as usize),
                Instr::Move { op, asked, moved, total } => {
                    self.transfer(op, *asked, (*moved, *total), observer);
                }
                Instr::Audit(audit) => self.audit(audit, sink),
                Instr::Effect { effect, arg } => self.effect(effect, *arg, sink),
            }
        }
        if let Some(observer) = observer {
            let (rows, program) = (self.rows, self.program);
            let read = |slot: Slot| {
                let width = program.width(program.regs[slot.0 as usize]);
                self.regs[slot.0 as usize][..rows * width].to_vec()
            };
            observer.settled(self.time, rows, &read);
        }
    }

    pub(super) fn is_time(&self, when: When) -> bool {
        (self.uniforms[when.condition as usize] != 0.0) == when.holds
    }

    fn store(&mut self, slot: u32, src: Operand) {
        if src == Operand::Reg(slot) {
            return;
        }
        let mut buffer = std::mem::take(&mut self.regs[slot as usize]);
        let shape = self.program.regs[slot as usize];
        let len = self.program.width(shape) * self.rows;
        self.copy(&mut buffer[..len], shape, src);
        put_back(&mut self.regs[slot as usize], buffer);
    }

    fn effect(&mut self, effect: &Effect, arg: Operand, sink: &mut dyn Sink) {
        let mut row = std::mem::take(&mut self.row);
        let values = &mut row[..self.rows];
        self.copy(values, Shape::Run, arg);
        match effect {
            Effect::FaultIf(_, kind, place) => {
                if values.iter().fold(false, |any, x| any | (*x != 0.0)) {
                    self.break_where(values, |x| x != 0.0, (*kind, Broken::Place(*place)), sink);
                }
            }
            Effect::Record(metric, _) => {
                self.break_where_not_finite(values, Broken::Metric(*metric), sink);
                sink.record(*metric, self.time, values, &self.alive);
            }
            Effect::Write(..) | Effect::Move(_) | Effect::Audit(_) => {
                unreachable!("these have instructions of their own")
            }
        }
        put_back(&mut self.row, row);
    }

    pub(super) fn break_where_not_finite(&mut self, values: &[f64], broken: Broken, sink: &mut dyn Sink) {
        // One that is not finite makes the sum so.
        if !stats::sum(values).is_finite() {
            self.break_where(values, |x| !x.is_finite(), (FaultKind::NotFinite, broken), sink);
        }
    }

    pub(super) fn break_where(
        &mut self,
        values: &[f64],
        test: impl Fn(f64) -> bool,
        (kind, broken): (FaultKind, Broken),
        sink: &mut dyn Sink,
    ) {
        for (row, (x, alive)) in values.iter().zip(&mut self.alive).enumerate() {
            if *alive && test(*x) {
                *alive = false;
                self.living -= 1;
                sink.fault(row, self.step, kind, broken);
            }
        }
    }
}

/// Ends what `std::mem::take` began. What stands in its place meanwhile is empty, so there
/// is nothing to free.
#[inline(always)]
pub(super) fn put_back<T>(place: &mut Vec<T>, taken: Vec<T>) {
    std::mem::forget(std::mem::replace(place, taken));
}

/// Room for the inflow of every asset that is audited.
fn inflows(program: &Program, capacity: usize) -> Vec<Vec<f64>> {
    let mut inflows = vec![Vec::new(); program.slots.len()];
    for instr in &program.step {
        if let Instr::Audit(audit) = instr {
            inflows[audit.supply.0 as usize] = vec![0.0; capacity];
        }
    }
    inflows
}

/// The ledger's one primitive, and its check.
impl Machine<'_> {
    fn transfer(
        &mut self,
        op: &Move,
        asked: Operand,
        (moved, total): (Option<u32>, Option<u32>),
        observer: &mut Option<&mut dyn Observer>,
    ) {
        let mut books =
            Books::take(self.program, &mut self.regs, &mut self.scratch, self.rows, (op, moved, total));
        if books.shape == Shape::Run {
            books.transfer_single(self.whole(asked, self.rows), self.rows);
        } else {
            for row in 0..self.rows {
                books.transfer_many(self.part(asked, row), row);
            }
        }
        if op.from.is_none_or(|from| from.unlimited) {
            books.add_to(&mut self.inflows[op.supply.0 as usize], self.rows);
        }
        if let Some(observer) = observer {
            observer.moved(op, self.rows, books.amounts(self.rows));
        }
        books.put_back(&mut self.regs, &mut self.scratch, (op, moved, total));
    }

    /// |Σ balances − supply| / all that ever came in, run by run; 0 where nothing
    /// differs. Rounding is relative to what passed through: a supply that is
    /// burned to the last unit leaves the rounding of its larger days.
    fn audit(&mut self, audit: &Audit, sink: &mut dyn Sink) {
        let mut row = std::mem::take(&mut self.row);
        let values = &mut row[..self.rows];
        values.fill(0.0);
        for slot in &audit.balances {
            let balances = &self.regs[slot.0 as usize];
            let width = self.program.width(self.program.regs[slot.0 as usize]);
            add_totals(values, &balances[..width * self.rows], width);
        }
        let supply = &self.regs[audit.supply.0 as usize];
        let inflow = &self.inflows[audit.supply.0 as usize];
        for ((value, supply), inflow) in values.iter_mut().zip(supply).zip(inflow) {
            let difference = (*value - supply).abs();
            // Divided first, and not only where it counts: so there is no branch.
            let relative = difference / inflow;
            *value = if difference == 0.0 { 0.0 } else { relative };
        }
        self.break_where_not_finite(values, Broken::Asset(audit.asset), sink);
        sink.audit(audit.asset, self.time, values, &self.alive);
        put_back(&mut self.row, row);
    }
}
