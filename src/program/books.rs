//! The ledger's one primitive, over a batch: value leaves one side and arrives
//! at the other.

use super::exec::put_back;
use super::ir::{Amount, Move, Shape, Side};
use super::lanes::{Columns, LANES, by_lane};
use super::layout::Program;
use crate::num::stats;

/// A movement, and the registers for what was moved, per agent and in total.
type Entry<'o> = (&'o Move, Option<u32>, Option<u32>);

/// Each number becomes an expression of it and its neighbour, as far as there are
/// both.
macro_rules! with {
    ($numbers:expr, $others:expr, |$number:ident, $other:ident| $result:expr) => {{
        let (numbers, others): (&mut [f64], &[f64]) = ($numbers, $others);
        let n = numbers.len().min(others.len());
        let (blocks, rest) = numbers[..n].as_chunks_mut::<LANES>();
        let (other_blocks, other_rest) = others[..n].as_chunks::<LANES>();
        for (block, other) in blocks.iter_mut().zip(other_blocks) {
            let now = *block;
            *block = by_lane!(LANE => {
                let ($number, $other) = (now[LANE], other[LANE]);
                $result
            });
        }
        for (number, other) in rest.iter_mut().zip(other_rest) {
            let ($number, $other) = (*number, *other);
            *number = $result;
        }
    }};
}

/// What is asked for becomes what is paid, block by block and then one by one;
/// gives the sum.
macro_rules! in_sums {
    ($out:expr, $asked:expr, |$at:ident, $block:ident| $pay:expr, |$i:ident, $one:ident| $pay_one:expr) => {
        match $asked {
            Asked::Product(columns) => {
                in_sums!(@each $out, columns, |[a, b]| a * b, |$at, $block| $pay, |$i, $one| $pay_one)
            }
            Asked::Either(columns) => {
                in_sums!(@each $out, columns, |[x, y, a, b]| if x == y { a } else { b },
                    |$at, $block| $pay, |$i, $one| $pay_one)
            }
        }
    };
    (@each $out:expr, $columns:expr, |[$($x:ident),+]| $asked:expr,
        |$at:ident, $block:ident| $pay:expr, |$i:ident, $one:ident| $pay_one:expr) => {{
        let [$($x,)+ ..] = *$columns;
        let out: &mut [f64] = $out;
        let (blocks, rest) = out.as_chunks_mut::<LANES>();
        let (whole, mut sums) = (blocks.len() * LANES, stats::ZEROS);
        for ($at, out) in blocks.iter_mut().enumerate() {
            let $block = {
                $(let $x = $x.block($at);)+
                by_lane!(LANE => {
                    $(let $x = $x[LANE];)+
                    $asked
                })
            };
            let paid = $pay;
            *out = paid;
            sums = by_lane!(LANE => sums[LANE] + paid[LANE]);
        }
        if !rest.is_empty() {
            let mut tail = sums;
            for ($i, (out, sum)) in rest.iter_mut().zip(&mut tail).enumerate() {
                let $one = {
                    $(let $x = $x.at(whole + $i);)+
                    $asked
                };
                *out = $pay_one;
                *sum += *out;
            }
            sums = tail;
        }
        stats::in_order(sums)
    }};
}

/// The registers of one movement, taken out of the machine while it happens.
/// `amounts` is the result where somebody reads it, else scratch.
pub(super) struct Books {
    pub(super) shape: Shape,
    pub(super) width: usize,
    from: Option<Account>,
    to: Option<Account>,
    supply: Option<Vec<f64>>,
    minted: bool,
    amounts: Vec<f64>,
    totals: Option<Vec<f64>>,
}

/// What is asked for, in columns.
#[derive(Clone, Copy)]
pub(super) enum Asked<'a> {
    /// The product of the first two.
    Product(&'a Columns<'a>),
    /// The third where the first two are equal, else the fourth.
    Either(&'a Columns<'a>),
}

impl<'a> Asked<'a> {
    /// The columns are those of the amount's operands, and ones.
    pub(super) fn new(amount: &Amount, columns: &'a Columns<'a>) -> Asked<'a> {
        match amount {
            Amount::Of(_) | Amount::Product(..) => Asked::Product(columns),
            Amount::Either(_) => Asked::Either(columns),
        }
    }
}

struct Account {
    balances: Vec<f64>,
    /// One balance per run although the movement is per agent.
    single: bool,
    unlimited: bool,
}

impl Books {
    pub(super) fn take(
        program: &Program,
        regs: &mut [Vec<f64>],
        scratch: &mut Vec<f64>,
        rows: usize,
        (op, moved, total): Entry,
    ) -> Books {
        let shape_of = |side: &Side| program.regs[side.slot.0 as usize];
        let shape = op.from.iter().chain(&op.to).map(shape_of).max().unwrap_or(Shape::Run);
        let mut take = |reg: u32| std::mem::take(&mut regs[reg as usize]);
        let mut account = |side: &Side| Account {
            balances: take(side.slot.0),
            single: shape_of(side) != shape,
            unlimited: side.unlimited,
        };
        let (from, to) = (op.from.as_ref().map(&mut account), op.to.as_ref().map(&mut account));
        let supply = (from.is_none() || to.is_none()).then(|| take(op.supply.0));
        let mut amounts = moved.map_or_else(|| std::mem::take(scratch), &mut take);
        let room = rows * program.width(shape);
        if amounts.len() < room {
            amounts.resize(room, 0.0);
        }
        let totals = total.map(&mut take);
        Books {
            shape,
            width: program.width(shape),
            minted: from.is_none(),
            from,
            to,
            supply,
            amounts,
            totals,
        }
    }

    pub(super) fn put_back(self, regs: &mut [Vec<f64>], scratch: &mut Vec<f64>, (op, moved, total): Entry) {
        let mut put = |reg: Option<u32>, buffer: Option<Vec<f64>>| {
            if let (Some(reg), Some(buffer)) = (reg, buffer) {
                put_back(&mut regs[reg as usize], buffer);
            }
        };
        put(op.from.map(|side| side.slot.0), self.from.map(|account| account.balances));
        put(op.to.map(|side| side.slot.0), self.to.map(|account| account.balances));
        put(Some(op.supply.0), self.supply);
        put(total, self.totals);
        match moved {
            Some(moved) => put(Some(moved), Some(self.amounts)),
            None => put_back(scratch, self.amounts),
        }
    }

    /// Adds what was moved to a tally of totals.
    pub(super) fn add_to(&self, tally: &mut [f64], rows: usize) {
        match &self.totals {
            Some(totals) => add(tally, &totals[..rows]),
            None => add_totals(tally, self.amounts(rows), self.width),
        }
    }

    /// What was moved.
    pub(super) fn amounts(&self, rows: usize) -> &[f64] {
        &self.amounts[..rows * self.width]
    }

    /// Moves what is asked for, as far as it is there: one number per run on
    /// every side. What is asked for is a product.
    pub(super) fn transfer_single(&mut self, asked: Asked, rows: usize) {
        let amounts = &mut self.amounts[..rows];
        match &mut self.from {
            Some(from) => withdraw(amounts, &mut from.balances[..rows], asked, from.unlimited),
            None => ask(amounts, asked),
        };
        if let Some(Account { balances, .. }) = &mut self.to {
            add(balances, amounts);
        }
        if let Some(supply) = &mut self.supply {
            let sign = if self.minted { 1.0 } else { -1.0 };
            with!(supply, amounts, |supply, amount| supply + sign * amount);
        }
        if let Some(totals) = &mut self.totals {
            totals[..rows].copy_from_slice(amounts);
        }
    }

    /// The same for one run, with one number per agent on at least one side.
    pub(super) fn transfer_many(&mut self, asked: Asked, row: usize) {
        let agents = row * self.width..(row + 1) * self.width;
        let out = &mut self.amounts[agents.clone()];
        let sum = match &mut self.from {
            None => ask(out, asked),
            Some(from) if from.single => {
                let sum = ask(out, asked);
                pay_out(out, &mut from.balances[row], sum, from.unlimited)
            }
            Some(from) => withdraw(out, &mut from.balances[agents.clone()], asked, from.unlimited),
        };
        if let Some(to) = self.to.as_mut().filter(|to| !to.single) {
            add(&mut to.balances[agents], out);
        }
        self.enter(row, sum);
    }

    /// The same for all runs at once, where agents are too few for loops of their own:
    /// what is moved first, then the sum of each run.
    pub(super) fn transfer_all(&mut self, asked: Asked, rows: usize) {
        let numbers = rows * self.width;
        match &mut self.from {
            Some(from) if !from.single => {
                withdraw(&mut self.amounts[..numbers], &mut from.balances[..numbers], asked, from.unlimited)
            }
            _ => ask(&mut self.amounts[..numbers], asked),
        };
        let single = |account: &Option<Account>| account.as_ref().is_some_and(|account| account.single);
        if single(&self.from) || single(&self.to) || self.totals.is_some() || self.supply.is_some() {
            for row in 0..rows {
                let out = &mut self.amounts[row * self.width..(row + 1) * self.width];
                let mut sum = stats::sum(out);
                if let Some(from) = self.from.as_mut().filter(|from| from.single) {
                    sum = pay_out(out, &mut from.balances[row], sum, from.unlimited);
                }
                self.enter(row, sum);
            }
        }
        if let Some(to) = self.to.as_mut().filter(|to| !to.single) {
            add(&mut to.balances[..numbers], &self.amounts);
        }
    }

    /// Enters what was moved in a run where there is one number for it.
    fn enter(&mut self, row: usize, sum: f64) {
        if let Some(to) = self.to.as_mut().filter(|to| to.single) {
            to.balances[row] += sum;
        }
        if let Some(totals) = &mut self.totals {
            totals[row] = sum;
        }
        if let Some(supply) = &mut self.supply {
            supply[row] += if self.minted { sum } else { -sum };
        }
    }
}

/// What is asked for, but not below 0; NaN stays NaN, so that it is found.
#[inline(always)]
fn positive(x: f64) -> f64 {
    if x < 0.0 { 0.0 } else { x }
}

/// Adds to each run's number the sum of its `width` others.
pub(super) fn add_totals(tally: &mut [f64], numbers: &[f64], width: usize) {
    if width == 1 {
        return add(tally, numbers);
    }
    for (tally, numbers) in tally.iter_mut().zip(numbers.chunks_exact(width)) {
        *tally += stats::sum(numbers);
    }
}

/// Adds as many amounts as there are.
fn add(balances: &mut [f64], amounts: &[f64]) {
    with!(balances, amounts, |balance, amount| balance + amount);
}

/// Moves out of many balances, each at most what is there; gives the sum.
fn withdraw(out: &mut [f64], from: &mut [f64], asked: Asked, unlimited: bool) -> f64 {
    if unlimited {
        let sum = ask(out, asked);
        with!(from, out, |balance, amount| balance - amount);
        return sum;
    }
    let (blocks, rest) = from.as_chunks_mut::<LANES>();
    in_sums!(
        out,
        asked,
        |at, asked| {
            let there = blocks[at];
            let paid = by_lane!(LANE => {
                positive(if there[LANE] < asked[LANE] { there[LANE] } else { asked[LANE] })
            });
            blocks[at] = by_lane!(LANE => there[LANE] - paid[LANE]);
            paid
        },
        |i, asked| {
            let paid = positive(if rest[i] < asked { rest[i] } else { asked });
            rest[i] -= paid;
            paid
        }
    )
}

/// What many ask for, and its sum.
fn ask(out: &mut [f64], asked: Asked) -> f64 {
    in_sums!(out, asked, |_at, asked| by_lane!(LANE => positive(asked[LANE])), |_i, asked| positive(asked))
}

/// Moves the sum of many amounts out of one balance; if it is not enough, all are cut
/// by the same factor. Gives the sum that is left.
fn pay_out(out: &mut [f64], from: &mut f64, mut sum: f64, unlimited: bool) -> f64 {
    let there = positive(*from);
    if there < sum && !unlimited {
        let factor = there / sum;
        out.iter_mut().for_each(|out| *out *= factor);
        sum = stats::sum(out);
    }
    *from -= sum;
    sum
}
