//! How a batch computes its pure operations.
//!
//! Where all operands are as wide as the result, or one number for all runs,
//! an operation is one loop over the whole batch; else it is one loop per run,
//! in which what belongs to the run is one number too.

use super::column::{Column, Columns, MOST};
use super::exec::{Machine, put_back};
use super::ir::{Imitate, Pure, Shape};
use super::kernels;
use super::layout::{Instr, Operand, Way};
use super::reduce::reduce;
use crate::num::dist;
use crate::num::hawkes::{Rates, hawkes};
use crate::num::rng::{Key, StreamKey};

impl Machine<'_> {
    /// An operation on numbers that all runs share.
    pub(super) fn uniform(&mut self, instr: &Instr) {
        let Instr::Pure { op, dst: Operand::Uniform(dst), args, .. } = instr else {
            unreachable!("the setup computes uniforms only")
        };
        let arg = |i: usize| match args[i] {
            Operand::Uniform(index) => self.uniforms[index as usize],
            Operand::Reg(_) => unreachable!("a uniform value reads uniform values only"),
        };
        let result = match op {
            Pure::Const(x) => *x,
            Pure::Param(index) => self.job.parameters[*index as usize],
            Pure::Step => f64::from(self.step),
            Pure::Lookup(table, _) => look_up(&self.program.tables[*table as usize], arg(0)),
            Pure::Unary(op, _) => kernels::unary(*op, arg(0)),
            Pure::Binary(op, _, _) => kernels::binary(*op, arg(0), arg(1)),
            Pure::Select(..) => {
                if arg(0) != 0.0 {
                    arg(1)
                } else {
                    arg(2)
                }
            }
            _ => unreachable!("not a uniform operation"),
        };
        self.uniforms[*dst as usize] = result;
    }

    /// Whether the whole batch can take this operand at once, for a result of
    /// this shape.
    fn is_whole(&self, operand: Operand, dst: Shape) -> bool {
        match operand {
            Operand::Uniform(_) => true,
            Operand::Reg(reg) => self.program.regs[reg as usize] == dst,
        }
    }

    /// Such an operand.
    pub(super) fn whole(&self, operand: Operand, len: usize) -> Column<'_> {
        match operand {
            Operand::Uniform(index) => Column::number(&self.uniforms[index as usize]),
            Operand::Reg(reg) => Column::array(&self.regs[reg as usize][..len]),
        }
    }

    /// An operand, for one run.
    pub(super) fn part(&self, operand: Operand, row: usize) -> Column<'_> {
        match operand {
            Operand::Uniform(index) => Column::number(&self.uniforms[index as usize]),
            Operand::Reg(reg) => {
                let data = &self.regs[reg as usize];
                match self.program.regs[reg as usize] {
                    Shape::Uniform | Shape::Run => Column::number(&data[row]),
                    Shape::Pop(p) => {
                        let n = self.program.sizes[p as usize] as usize;
                        Column::array(&data[row * n..(row + 1) * n])
                    }
                }
            }
        }
    }

    pub(super) fn pure(&mut self, op: &Pure, way: Way, dst: u32, args: &[Operand]) {
        let shape = self.program.regs[dst as usize];
        let mut buffer = std::mem::take(&mut self.regs[dst as usize]);
        let n = self.program.width(shape);
        let out = &mut buffer[..n * self.rows];
        match way {
            Way::Shared => unreachable!("it has no register"),
            Way::Reduce => self.reduce(op, out, args[0]),
            Way::Copy => self.copy(out, shape, args[0]),
            Way::Draw => {
                let Pure::Draw(site, _) = op else { unreachable!("only draws are drawn") };
                self.draw(*site, out, n);
            }
            Way::Each => {
                let mut columns = [Column::NONE; MOST];
                if args.iter().all(|arg| self.is_whole(*arg, shape)) {
                    let all = args.iter().map(|arg| self.whole(*arg, out.len()));
                    columns.iter_mut().zip(all).for_each(|(column, arg)| *column = arg);
                    elementwise(op, out, &columns);
                } else {
                    for (row, out) in out.chunks_exact_mut(n).enumerate() {
                        let own = args.iter().map(|arg| self.part(*arg, row));
                        columns.iter_mut().zip(own).for_each(|(column, arg)| *column = arg);
                        elementwise(op, out, &columns);
                    }
                }
            }
            Way::Other => {
                let mut scratch = std::mem::take(&mut self.scratch);
                self.by_run(op, out, shape, args, &mut scratch);
                put_back(&mut self.scratch, scratch);
            }
        }
        put_back(&mut self.regs[dst as usize], buffer);
    }

    fn reduce(&mut self, op: &Pure, out: &mut [f64], of: Operand) {
        let (Pure::Reduce(op, _), Operand::Reg(src)) = (op, of) else {
            unreachable!("a reduction reads a population")
        };
        let src = &self.regs[src as usize][..self.program.width(self.program.regs[src as usize]) * out.len()];
        reduce(*op, out, src, &mut self.scratch);
    }

    /// A draw for each number.
    fn draw(&self, site: u64, out: &mut [f64], n: usize) {
        let key = Key::new(self.job.seed, site);
        for (run, out) in (self.first_run..).zip(out.chunks_exact_mut(n)) {
            let stream = key.at(run, self.time);
            match out {
                [one] => *one = stream.uniform(0),
                many => stream.fill_uniform(many),
            }
        }
    }

    /// `out = operand`.
    pub(super) fn copy(&self, out: &mut [f64], shape: Shape, operand: Operand) {
        if self.is_whole(operand, shape) {
            let column = self.whole(operand, out.len());
            return out.iter_mut().enumerate().for_each(|(i, out)| *out = column.at(i));
        }
        for (row, out) in out.chunks_exact_mut(self.program.width(shape)).enumerate() {
            let part = self.part(operand, row);
            out.iter_mut().enumerate().for_each(|(i, out)| *out = part.at(i));
        }
    }

    /// What draws, as the run is part of a draw's address, and what has any
    /// number of operands.
    fn by_run(&self, op: &Pure, out: &mut [f64], shape: Shape, args: &[Operand], scratch: &mut Vec<f64>) {
        let n = self.program.width(shape);
        let site = match op {
            Pure::EpsilonGreedy { site, .. } => {
                self.draw(*site, out, n);
                0
            }
            Pure::Poisson(site, ..) => *site,
            Pure::Imitate(op) => op.site,
            Pure::Hawkes(op) => op.site,
            _ => 0,
        };
        let key = Key::new(self.job.seed, site);
        let k = args.len();
        let mut columns = Vec::with_capacity(k);
        for (row, out) in out.chunks_exact_mut(n).enumerate() {
            let stream = key.at(self.first_run + row as u64, self.time);
            columns.clear();
            columns.extend(args.iter().map(|arg| self.part(*arg, row)));
            match op {
                Pure::Poisson(..) => {
                    for (i, d) in out.iter_mut().enumerate() {
                        *d = dist::poisson(stream, i as u64, columns[0].at(i));
                    }
                }
                Pure::EpsilonGreedy { ties, .. } => {
                    kernels::epsilon_greedy(out, &columns[..k - 1], (columns[k - 1], *ties), scratch);
                }
                Pure::Softmax { .. } => {
                    kernels::softmax(out, &columns[..k - 2], columns[k - 2], columns[k - 1], scratch);
                }
                Pure::Imitate(op) => imitate(op, out, stream, &columns),
                Pure::Lookup(table, _) => {
                    let table = &self.program.tables[*table as usize];
                    out.iter_mut().enumerate().for_each(|(i, d)| *d = look_up(table, columns[0].at(i)));
                }
                Pure::Hawkes(op) => {
                    for (i, d) in out.iter_mut().enumerate() {
                        let at = |k: usize| columns[k].at(i);
                        let rates = Rates { base: at(0), excitation: at(1), decay: at(2) };
                        let (intensity, count) = hawkes(stream, i as u64, at(3), rates, at(4));
                        *d = if op.counts { count } else { intensity };
                    }
                }
                Pure::Neighbour(offset, _) => {
                    let first = (*offset as isize).rem_euclid(n as isize) as usize;
                    let places = (first..n).chain(0..first);
                    out.iter_mut().zip(places).for_each(|(out, place)| *out = columns[0].at(place));
                }
                Pure::Index(_) => out.iter_mut().enumerate().for_each(|(i, out)| *out = i as f64),
                _ => unreachable!("the others have ways of their own"),
            }
        }
    }
}

fn imitate(op: &Imitate, out: &mut [f64], stream: StreamKey, columns: &[Column]) {
    let [choice, payoff, beta, revision, mutation] = columns else {
        unreachable!("imitation has five operands")
    };
    let n = out.len();
    for (i, d) in out.iter_mut().enumerate() {
        let rates = [beta.at(i), revision.at(i), mutation.at(i)];
        let other = |j: usize| (choice.at(j), payoff.at(j));
        *d = kernels::imitate(stream, i, n, op.choices, rates, other);
    }
}

/// The value of a table at a position; the ends go on.
fn look_up(table: &[f64], position: f64) -> f64 {
    // What is not a place counts as the first one: the conversion saturates.
    table[(position as usize).min(table.len() - 1)]
}

/// An operation on operands that are as long as `out`, or one number.
fn elementwise(op: &Pure, out: &mut [f64], columns: &Columns) {
    match op {
        Pure::Unary(op, _) => kernels::unary_loop(*op, out, columns),
        Pure::Binary(op, _, _) => kernels::binary_loop(*op, out, columns),
        Pure::Select(..) => kernels::select_loop(out, columns),
        Pure::Toward { index, .. } => kernels::toward_loop(*index, out, columns),
        _ => unreachable!("not element-wise"),
    }
}
