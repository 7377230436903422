//! How a batch computes its pure operations.
//!
//! Where all operands are as wide as the result, or one number for all runs,
//! an operation is one loop over the whole batch; else it is one loop per run,
//! in which what belongs to the run is one number too.

use super::exec::{Machine, put_back};
use super::ir::{Imitate, Pure, Shape};
use super::kernels;
use super::lanes::{Block, Column, Columns, MOST, fill, in_blocks, splat};
use super::layout::{Instr, Operand, Way};
use super::reduce::reduce;
use crate::num::dist;
use crate::num::hawkes::{Rates, hawkes};
use crate::num::rng::{Key, StreamKey};
use crate::num::stats::ZEROS;

/// Operands of an operation with any number of them that need no list on the heap.
const SEVERAL: usize = 12;

/// Where an operand stands, for loops over the runs of a batch.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// The same number for all runs.
    Same(&'a Block),
    /// A number per run.
    Runs(&'a [f64]),
    /// So many numbers per run.
    Agents(&'a [f64], usize),
    /// One of two operands, by what each run says.
    Pick(&'a [f64], Operand, Operand),
}

impl Machine<'_> {
    /// An operation on numbers that all runs share.
    pub(super) fn uniform(&mut self, instr: &Instr) {
        let Instr::Pure { op, dst: Operand::Uniform(dst), args, .. } = instr else {
            unreachable!("the setup computes uniforms only")
        };
        let arg = |i: usize| match args[i] {
            Operand::Uniform(index) => self.uniforms[index as usize][0],
            Operand::Reg(_) | Operand::Pick(_) => unreachable!("a uniform value reads uniform values only"),
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
        self.uniforms[*dst as usize] = splat(result);
    }

    /// Whether the whole batch can take this operand at once, for a result of
    /// this shape.
    fn is_whole(&self, operand: Operand, dst: Shape) -> bool {
        match operand {
            Operand::Uniform(_) => true,
            Operand::Reg(reg) => self.program.regs[reg as usize] == dst,
            Operand::Pick(_) => false,
        }
    }

    /// Such an operand. (Written in place, field by field: a column that is
    /// returned is copied at once, and the processor waits for its parts.)
    #[inline(always)]
    pub(super) fn whole<'a>(&'a self, operand: Operand, len: usize, column: &mut Column<'a>) {
        match operand {
            Operand::Uniform(index) => column.be_number(&self.uniforms[index as usize]),
            Operand::Reg(reg) => column.be_array(&self.regs[reg as usize][..len]),
            Operand::Pick(_) => unreachable!("a choice of each run is not one of the batch"),
        }
    }

    /// An operand, looked up for all runs of the batch.
    #[inline(always)]
    pub(super) fn source(&self, operand: Operand) -> Source<'_> {
        match operand {
            Operand::Uniform(index) => Source::Same(&self.uniforms[index as usize]),
            Operand::Reg(reg) => {
                let data = &self.regs[reg as usize];
                match self.program.regs[reg as usize] {
                    Shape::Pop(p) => Source::Agents(data, self.program.sizes[p as usize] as usize),
                    Shape::Uniform | Shape::Run => Source::Runs(data),
                }
            }
            Operand::Pick(index) => {
                let [condition, yes, no] = self.program.picks[index as usize];
                let Operand::Reg(condition) = condition else {
                    unreachable!("what is chosen by is a number of the run")
                };
                Source::Pick(&self.regs[condition as usize], yes, no)
            }
        }
    }

    /// An operand, for one run; `spare` is room for a number of it.
    #[inline(always)]
    pub(super) fn part<'a>(
        &'a self,
        source: &Source<'a>,
        row: usize,
        spare: &'a mut Block,
        column: &mut Column<'a>,
    ) {
        match source {
            Source::Same(block) => column.be_number(block),
            Source::Agents(data, n) => column.be_array(&data[row * n..(row + 1) * n]),
            Source::Runs(data) => {
                *spare = splat(data[row]);
                column.be_number(spare);
            }
            Source::Pick(condition, yes, no) => {
                self.picked(if condition[row] != 0.0 { *yes } else { *no }, row, spare, column);
            }
        }
    }

    fn picked<'a>(&'a self, operand: Operand, row: usize, spare: &'a mut Block, column: &mut Column<'a>) {
        self.part(&self.source(operand), row, spare, column);
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
            Way::Whole => {
                let mut columns = [Column::NONE; MOST];
                for (column, arg) in columns.iter_mut().zip(args) {
                    self.whole(*arg, n * self.rows, column);
                }
                elementwise(op, out, &columns);
            }
            Way::Narrow => {
                self.spread_out(shape, args);
                let mut columns = [Column::NONE; MOST];
                self.columns(shape, args, &mut columns);
                elementwise(op, out, &columns);
            }
            Way::Wide => {
                let mut spares = [ZEROS; MOST];
                let mut sources = [Source::Runs(&[]); MOST];
                sources.iter_mut().zip(args).for_each(|(source, arg)| *source = self.source(*arg));
                let sources = &sources[..args.len()];
                for (row, out) in out.chunks_exact_mut(n).enumerate() {
                    let mut columns = [Column::NONE; MOST];
                    for ((column, spare), source) in columns.iter_mut().zip(&mut spares).zip(sources) {
                        self.part(source, row, spare, column);
                    }
                    elementwise(op, out, &columns);
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

    /// Writes the operands that are not as wide as a result of this shape out for all
    /// agents.
    pub(super) fn spread_out(&mut self, shape: Shape, args: &[Operand]) {
        let len = self.program.width(shape) * self.rows;
        for (place, arg) in args.iter().enumerate() {
            if !self.is_whole(*arg, shape) {
                let mut spread = std::mem::take(&mut self.spread[place]);
                if spread.len() < len {
                    spread.resize(len, 0.0);
                }
                self.copy(&mut spread[..len], shape, *arg);
                put_back(&mut self.spread[place], spread);
            }
        }
    }

    /// The operands of a loop over all runs, after [`Self::spread_out`].
    pub(super) fn columns<'a>(&'a self, shape: Shape, args: &[Operand], columns: &mut Columns<'a>) {
        let len = self.program.width(shape) * self.rows;
        for ((column, spread), arg) in columns.iter_mut().zip(&self.spread).zip(args) {
            if self.is_whole(*arg, shape) {
                self.whole(*arg, len, column);
            } else {
                column.be_array(&spread[..len]);
            }
        }
    }

    /// `out = operand`.
    pub(super) fn copy(&self, out: &mut [f64], shape: Shape, operand: Operand) {
        match operand {
            Operand::Uniform(index) => fill(out, self.uniforms[index as usize][0]),
            Operand::Reg(reg) if self.program.regs[reg as usize] == shape => {
                out.copy_from_slice(&self.regs[reg as usize][..out.len()]);
            }
            operand => {
                let rows = out.chunks_exact_mut(self.program.width(shape));
                match self.source(operand) {
                    Source::Runs(data) => rows.zip(data).for_each(|(out, number)| fill(out, *number)),
                    source => {
                        for (row, out) in rows.enumerate() {
                            let (mut spare, mut part) = (ZEROS, Column::NONE);
                            self.part(&source, row, &mut spare, &mut part);
                            part.copy_to(out);
                        }
                    }
                }
            }
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
        let mut spares = vec![ZEROS; k];
        // What has no address of its own can be done for all runs at once.
        let whole = matches!(op, Pure::Softmax { .. } | Pure::EpsilonGreedy { .. } | Pure::Lookup(..))
            && args.iter().all(|arg| self.is_whole(*arg, shape));
        let n = if whole { out.len() } else { n };
        for (row, out) in out.chunks_exact_mut(n).enumerate() {
            let stream = key.at(self.first_run + row as u64, self.time);
            let (mut few, mut many) = ([Column::NONE; SEVERAL], Vec::new());
            let columns = match few.get_mut(..k) {
                Some(few) => few,
                None => {
                    many.resize(k, Column::NONE);
                    &mut many
                }
            };
            for ((column, spare), arg) in columns.iter_mut().zip(&mut spares).zip(args) {
                match whole {
                    true => self.whole(*arg, n, column),
                    false => self.picked(*arg, row, spare, column),
                }
            }
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
                Pure::Imitate(op) => imitate(op, out, stream, columns),
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
    in_blocks(out, columns, |out, columns| match op {
        Pure::Unary(op, _) => kernels::unary_loop(*op, out, columns),
        Pure::Binary(op, _, _) => kernels::binary_loop(*op, out, columns),
        Pure::Chain(chain, ..) => kernels::chain_loop(*chain, out, columns),
        Pure::Select(..) => kernels::select_loop(out, columns),
        Pure::Test(op, _) => kernels::test_loop(*op, out, columns),
        Pure::Toward { index, .. } => kernels::toward_loop(*index, out, columns),
        _ => unreachable!("not element-wise"),
    });
}
