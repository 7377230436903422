//! Runs the code of a step, batch by batch.
//!
//! Before the first step everything is the plain executor's, which then hands its slots
//! over. In a step it still computes what all runs share and what there is no code for;
//! what the step hands over is taken up in the program's own order.

use super::super::exec::{Broken, Machine, Sink, put_back};
use super::super::layout::{Instr, Operand};
use super::graph::{Arg, Home, Id, Node, Output};
use super::plan::{Kept, SIDE};
use super::{Generated, Instance};
use crate::num::rng::Key;

/// Runs side by side.
const PAIR: usize = SIDE as usize;

/// The code of a program while it runs.
pub(crate) struct Running<'g> {
    generated: &'g Generated,
    /// There is one until it is given back.
    instance: Option<Box<dyn Instance>>,
    /// Foreign instructions, segment by segment: value and position in the step.
    foreign: Vec<Vec<(Id, u32)>>,
    keys: Vec<Key>,
    /// Room for what is written and read.
    buffer: Vec<f64>,
    /// What a step hands over.
    outputs: Vec<f64>,
}

impl<'g> Running<'g> {
    /// None if there is no room for its memory.
    pub(crate) fn new(generated: &'g Generated, seed: u64) -> Option<Self> {
        let plan = &generated.plan;
        let mut foreign = vec![Vec::new(); plan.segments as usize];
        for (index, node) in plan.graph.nodes.iter().enumerate() {
            if let (Node::Foreign(position), true) = (node, plan.graph.live[index]) {
                let before = plan.times[index].segment as usize - 1;
                foreign[before].push((Id(index as u32), *position));
            }
        }
        Some(Running {
            generated,
            instance: Some(generated.instance()?),
            foreign,
            keys: plan.graph.sites.iter().map(|site| Key::new(seed, *site)).collect(),
            buffer: Vec::new(),
            outputs: vec![0.0; plan.graph.outputs.len() * plan.capacity as usize],
        })
    }

    fn instance(&mut self) -> &mut dyn Instance {
        let Some(instance) = &mut self.instance else { unreachable!("given back") };
        instance.as_mut()
    }

    /// Runs of a batch.
    pub(crate) fn capacity(&self) -> usize {
        self.generated.plan.capacity as usize
    }

    /// Writes what a batch has by rows: run by run, as the plain executor keeps it.
    fn write(&mut self, place: u32, rows: usize, n: usize, numbers: &[f64]) {
        if n == 1 {
            return self.instance().write(place, &numbers[..rows]);
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        buffer.resize(rows.div_ceil(PAIR) * PAIR * n, 0.0);
        for (row, numbers) in numbers.chunks_exact(n).take(rows).enumerate() {
            let pair = &mut buffer[row / PAIR * PAIR * n..][..PAIR * n];
            pair.iter_mut().skip(row % PAIR).step_by(PAIR).zip(numbers).for_each(|(to, from)| *to = *from);
        }
        self.instance().write(place, &buffer);
        self.buffer = buffer;
    }

    /// Reads it.
    fn read(&mut self, place: u32, rows: usize, n: usize, numbers: &mut [f64]) {
        if n == 1 {
            return self.instance().read(place, &mut numbers[..rows]);
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.resize(rows.div_ceil(PAIR) * PAIR * n, 0.0);
        self.instance().read(place, &mut buffer);
        for (row, numbers) in numbers.chunks_exact_mut(n).take(rows).enumerate() {
            let pair = &buffer[row / PAIR * PAIR * n..][..PAIR * n];
            let own = pair.iter().skip(row % PAIR).step_by(PAIR);
            numbers.iter_mut().zip(own).for_each(|(to, from)| *to = *from);
        }
        self.buffer = buffer;
    }

    fn place(&self, id: Id) -> u32 {
        match self.generated.plan.kept[id.0 as usize] {
            Some(Kept::Batch(place)) => place,
            _ => unreachable!("it is not kept"),
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if let Some(instance) = self.instance.take() {
            self.generated.give_back(instance);
        }
    }
}

impl Machine<'_> {
    /// All steps after the start.
    pub(in super::super) fn run_generated(&mut self, running: &mut Running, sink: &mut dyn Sink) {
        let plan = &running.generated.plan;
        for (home, place) in &plan.memory.homes {
            let (reg, n) = match home {
                Home::Slot(slot) => {
                    (&self.regs[*slot as usize], self.program.width(self.program.regs[*slot as usize]))
                }
                Home::Inflow(slot) => (&self.inflows[*slot as usize], 1),
            };
            running.write(*place, self.rows, n, reg);
        }
        // Whoever had it before may have left something.
        running.instance().write(plan.memory.flag, &[0.0; PAIR]);
        let program = self.program;
        let shared: Vec<&Instr> = program
            .step
            .iter()
            .filter(|instr| matches!(instr, Instr::Pure { dst: Operand::Uniform(_), .. }))
            .collect();
        for step in 0..self.job.steps {
            if self.living == 0 {
                break;
            }
            (self.step, self.time) = (step, step + 1);
            shared.iter().for_each(|instr| self.uniform(instr));
            if step == 0 || !shared.is_empty() {
                running.instance().write(plan.memory.uniforms, &self.uniforms);
            }
            let keys = running.keys.iter().map(|key| f64::from_bits(key.in_step(self.time)));
            let keys: Vec<f64> = std::iter::once(f64::from_bits(self.first_run)).chain(keys).collect();
            running.instance().write(plan.memory.keys, &keys);
            for segment in 0..plan.segments {
                running.instance().call(segment, self.rows.div_ceil(PAIR) as u32);
                self.foreign(running, segment as usize);
            }
            self.take_up(running, sink);
        }
    }

    /// What the plain executor computes between two segments.
    fn foreign(&mut self, running: &mut Running, segment: usize) {
        for index in 0..running.foreign[segment].len() {
            let (id, position) = running.foreign[segment][index];
            let Instr::Pure { op, dst: Operand::Reg(dst), args, when, way } =
                &self.program.step[position as usize]
            else {
                unreachable!("not here")
            };
            if when.is_some_and(|when| !self.is_time(when)) {
                continue;
            }
            let graph = &running.generated.plan.graph;
            for (reg, arg) in graph.inputs_of(id) {
                let Arg::Value(value) = arg else { continue };
                let n = self.program.width(self.program.regs[*reg as usize]);
                let mut numbers = std::mem::take(&mut self.regs[*reg as usize]);
                running.read(running.place(*value), self.rows, n, &mut numbers);
                put_back(&mut self.regs[*reg as usize], numbers);
            }
            self.pure(op, *way, *dst, args);
            let n = self.program.width(self.program.regs[*dst as usize]);
            running.write(running.place(id), self.rows, n, &self.regs[*dst as usize]);
        }
    }

    /// What a step hands over, in the program's order.
    fn take_up(&mut self, running: &mut Running, sink: &mut dyn Sink) {
        let plan = &running.generated.plan;
        let mut flag = [0.0; PAIR];
        running.instance().read(plan.memory.flag, &mut flag);
        let broken = flag.iter().any(|flag| flag.to_bits() != 0);
        if broken {
            running.instance().write(plan.memory.flag, &[0.0; PAIR]);
        }
        let mut outputs = std::mem::take(&mut running.outputs);
        running.instance().read(plan.memory.outputs, &mut outputs);
        for ((output, _), values) in
            plan.graph.outputs.iter().zip(outputs.chunks_exact(plan.capacity as usize))
        {
            let values = &values[..self.rows];
            match output {
                Output::Fault(kind, place) => {
                    if broken {
                        self.break_where(values, |x| x != 0.0, (*kind, Broken::Place(*place)), sink);
                    }
                }
                Output::Record(metric) => {
                    if broken {
                        self.break_where_not_finite(values, Broken::Metric(*metric), sink);
                    }
                    sink.record(*metric, self.time, values, &self.alive);
                }
                Output::Audit(asset) => {
                    if broken {
                        self.break_where_not_finite(values, Broken::Asset(*asset), sink);
                    }
                    sink.audit(*asset, self.time, values, &self.alive);
                }
            }
        }
        put_back(&mut running.outputs, outputs);
    }
}
