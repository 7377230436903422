//! The ledger's one primitive, over a batch: value leaves one side and arrives
//! at the other.

use super::ir::{Move, Shape, Side};
use super::kernels::{self, Arg};
use super::layout::Program;
use crate::num::stats;

/// A movement, and the registers for what was moved, per agent and in total.
type Entry<'o> = (&'o Move, Option<u32>, Option<u32>);

/// The registers of one movement, taken out of the machine while it happens.
/// `amounts` is the result where somebody reads it, else scratch.
pub(super) struct Books {
    pub(super) shape: Shape,
    width: usize,
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
        let amounts = moved.map_or_else(|| std::mem::take(scratch), &mut take);
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
                regs[reg as usize] = buffer;
            }
        };
        put(op.from.map(|side| side.slot.0), self.from.map(|account| account.balances));
        put(op.to.map(|side| side.slot.0), self.to.map(|account| account.balances));
        put(Some(op.supply.0), self.supply);
        put(total, self.totals);
        match moved {
            Some(moved) => put(Some(moved), Some(self.amounts)),
            None => *scratch = self.amounts,
        }
    }

    /// Adds what was moved to a tally of totals.
    pub(super) fn add_to(&self, tally: &mut [f64], rows: usize) {
        match &self.totals {
            Some(totals) => tally.iter_mut().zip(&totals[..rows]).for_each(|(sum, total)| *sum += total),
            None => {
                let each = self.amounts(rows).chunks_exact(self.width);
                tally.iter_mut().zip(each).for_each(|(sum, each)| *sum += stats::sum(each));
            }
        }
    }

    /// What was moved.
    pub(super) fn amounts(&self, rows: usize) -> &[f64] {
        &self.amounts[..rows * self.width]
    }

    /// Moves what is asked for, as far as it is there.
    pub(super) fn transfer(&mut self, amount: Arg, rows: usize) {
        if self.amounts.len() < rows * self.width {
            self.amounts.resize(rows * self.width, 0.0);
        }
        if self.shape == Shape::Run {
            self.transfer_single(amount, rows);
        } else {
            self.transfer_many(amount, rows);
        }
    }

    /// One number per run on every side.
    fn transfer_single(&mut self, amount: Arg, rows: usize) {
        let amounts = &mut self.amounts[..rows];
        kernels::store(amounts, rows, amount);
        amounts.iter_mut().for_each(|amount| *amount = asked(*amount));
        if let Some(Account { balances, unlimited, .. }) = &mut self.from {
            if !*unlimited {
                amounts.iter_mut().zip(&*balances).for_each(|(amount, there)| {
                    let there = asked(*there);
                    *amount = if there < *amount { there } else { *amount };
                });
            }
            balances.iter_mut().zip(&*amounts).for_each(|(balance, amount)| *balance -= amount);
        }
        if let Some(Account { balances, .. }) = &mut self.to {
            balances.iter_mut().zip(&*amounts).for_each(|(balance, amount)| *balance += amount);
        }
        if let Some(supply) = &mut self.supply {
            let sign = if self.minted { 1.0 } else { -1.0 };
            supply.iter_mut().zip(&*amounts).for_each(|(supply, amount)| *supply += sign * amount);
        }
        if let Some(totals) = &mut self.totals {
            totals[..rows].copy_from_slice(amounts);
        }
    }

    /// One number per agent on at least one side.
    fn transfer_many(&mut self, amount: Arg, rows: usize) {
        let n = self.width;
        for row in 0..rows {
            let (agents, out) = (row * n..(row + 1) * n, &mut self.amounts[row * n..(row + 1) * n]);
            let asked = amount.row(row, n);
            let sum = match &mut self.from {
                None => ask(out, asked),
                Some(from) if from.single => pay_out(out, &mut from.balances[row], asked, from.unlimited),
                Some(from) => withdraw(out, &mut from.balances[agents.clone()], asked, from.unlimited),
            };
            match &mut self.to {
                Some(to) if to.single => to.balances[row] += sum,
                Some(to) => {
                    let balances = &mut to.balances[agents];
                    balances.iter_mut().zip(&*out).for_each(|(balance, amount)| *balance += amount);
                }
                None => {}
            }
            if let Some(totals) = &mut self.totals {
                totals[row] = sum;
            }
            if let Some(supply) = &mut self.supply {
                supply[row] += if self.minted { sum } else { -sum };
            }
        }
    }
}

/// What is asked for, but not below 0; NaN stays NaN, so that it is found.
#[inline(always)]
fn asked(x: f64) -> f64 {
    if x < 0.0 { 0.0 } else { x }
}

/// Moves out of many balances, each at most what is there.
fn withdraw(out: &mut [f64], from: &mut [f64], amount: Arg, unlimited: bool) -> f64 {
    ask_each(out, amount);
    for (out, from) in out.iter_mut().zip(from) {
        let there = asked(*from);
        *out = if there < *out && !unlimited { there } else { *out };
        *from -= *out;
    }
    stats::sum(out)
}

fn ask_each(out: &mut [f64], amount: Arg) {
    match amount {
        Arg::Full(amount) => out.iter_mut().zip(amount).for_each(|(out, amount)| *out = asked(*amount)),
        amount => out.fill(asked(amount.at(0, 0))),
    }
}

/// What many ask for.
fn ask(out: &mut [f64], amount: Arg) -> f64 {
    ask_each(out, amount);
    stats::sum(out)
}

/// Moves out of one balance to many; if it is not enough, all are cut by the
/// same factor.
fn pay_out(out: &mut [f64], from: &mut f64, amount: Arg, unlimited: bool) -> f64 {
    let mut sum = ask(out, amount);
    let there = asked(*from);
    if there < sum && !unlimited {
        let factor = there / sum;
        out.iter_mut().for_each(|out| *out *= factor);
        sum = stats::sum(out);
    }
    *from -= sum;
    sum
}
