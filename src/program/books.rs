//! The ledger's one primitive, over a batch: value leaves one side and arrives
//! at the other.

use super::column::Column;
use super::exec::put_back;
use super::ir::{Move, Shape, Side};
use super::layout::Program;
use crate::num::stats;

/// A movement, and the registers for what was moved, per agent and in total.
type Entry<'o> = (&'o Move, Option<u32>, Option<u32>);

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
    /// every side.
    pub(super) fn transfer_single(&mut self, asked: Column, rows: usize) {
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
            supply.iter_mut().zip(&*amounts).for_each(|(supply, amount)| *supply += sign * amount);
        }
        if let Some(totals) = &mut self.totals {
            totals[..rows].copy_from_slice(amounts);
        }
    }

    /// The same for one run, with one number per agent on at least one side.
    pub(super) fn transfer_many(&mut self, asked: Column, row: usize) {
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
    balances.iter_mut().zip(amounts).for_each(|(balance, amount)| *balance += amount);
}

/// Moves out of many balances, each at most what is there; gives the sum.
fn withdraw(out: &mut [f64], from: &mut [f64], asked: Column, unlimited: bool) -> f64 {
    for (i, (paid, there)) in out.iter_mut().zip(from).enumerate() {
        let asked = asked.at(i);
        *paid = positive(if *there < asked && !unlimited { *there } else { asked });
        *there -= *paid;
    }
    stats::sum(out)
}

/// What many ask for, and its sum.
fn ask(out: &mut [f64], asked: Column) -> f64 {
    out.iter_mut().enumerate().for_each(|(i, out)| *out = positive(asked.at(i)));
    stats::sum(out)
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
