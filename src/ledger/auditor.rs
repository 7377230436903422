//! The auditor: a slow, obvious second implementation of the ledger.
//!
//! It keeps a balance for every run, holder and agent in a plain map, repeats
//! every movement on it one by one, and complains about the first thing that
//! is not as it must be: a negative or undefined amount, more moved than was
//! there, a balance that differs from the executor's, supply that changed by
//! anything but a mint or a burn. It is used by tests only; its whole point is
//! to share nothing with the executor.

use super::Book;
use crate::program::{Observer, Program, Slot, ir::Move};
use std::collections::BTreeMap;

/// Repeats and checks every movement of a batch.
pub struct Auditor<'p> {
    program: &'p Program,
    assets: BTreeMap<Slot, usize>,
    balances: BTreeMap<(Slot, usize), f64>,
    minted_minus_burned: BTreeMap<(usize, usize), f64>,
    /// All that ever came in, by asset and run: what was minted, and what the
    /// world outside paid. Rounding is relative to it.
    inflow: BTreeMap<(usize, usize), f64>,
    tolerance: f64,
    /// What was found, in words; empty if the books are right.
    pub complaints: Vec<String>,
    /// Movements that were checked.
    pub movements: u64,
}

impl<'p> Auditor<'p> {
    /// An auditor who accepts relative differences up to `tolerance`.
    pub fn new(program: &'p Program, book: &Book, tolerance: f64) -> Self {
        let assets = book.balances().map(|(_, asset, slot)| (slot, asset.0)).collect();
        Auditor {
            program,
            assets,
            balances: BTreeMap::new(),
            minted_minus_burned: BTreeMap::new(),
            inflow: BTreeMap::new(),
            tolerance,
            complaints: Vec::new(),
            movements: 0,
        }
    }

    fn width(&self, slot: Slot) -> usize {
        self.program.width(self.program.slots[slot.0 as usize].shape)
    }

    fn complain(&mut self, slot: Slot, text: String) {
        if self.complaints.len() < 20 {
            self.complaints.push(format!("{}: {text}", self.program.slots[slot.0 as usize].name));
        }
    }

    fn close(&self, a: f64, b: f64, scale: f64) -> bool {
        (a - b).abs() <= self.tolerance * a.abs().max(b.abs()).max(scale)
    }

    /// All that ever came in of the asset of a balance: what rounding is
    /// relative to.
    fn inflow_of(&self, slot: Slot, row: usize) -> f64 {
        let asset = self.assets.get(&slot);
        asset.and_then(|asset| self.inflow.get(&(*asset, row))).copied().unwrap_or(0.0)
    }

    /// Takes from or gives to one balance of `slot`: that of an agent, or the
    /// only one.
    fn book(&mut self, slot: Slot, row: usize, agent: usize, agents: usize, amount: f64) -> f64 {
        let width = self.width(slot);
        let index = if width == agents { row * width + agent } else { row * width };
        let balance = self.balances.entry((slot, index)).or_insert(0.0);
        *balance += amount;
        *balance
    }
}

impl Observer for Auditor<'_> {
    fn moved(&mut self, op: &Move, rows: usize, amounts: &[f64]) {
        let agents = amounts.len() / rows;
        for (index, amount) in amounts.iter().copied().enumerate() {
            let (row, agent) = (index / agents, index % agents);
            self.movements += 1;
            if let Some(from) = op.from {
                let left = self.book(from.slot, row, agent, agents, -amount);
                if amount < 0.0 || amount.is_nan() {
                    self.complain(from.slot, format!("a movement of {amount}"));
                }
                let scale = self.inflow_of(from.slot, row);
                if !from.unlimited && left < 0.0 && !self.close(left + amount, amount, scale) {
                    self.complain(from.slot, format!("{amount} was taken where {} was", left + amount));
                }
            }
            if let Some(to) = op.to {
                self.book(to.slot, row, agent, agents, amount);
            }
            let sign = match (op.from, op.to) {
                (None, Some(_)) => 1.0,
                (Some(_), None) => -1.0,
                _ => 0.0,
            };
            let side = op.to.or(op.from).map(|side| side.slot);
            if let Some(asset) = side.and_then(|slot| self.assets.get(&slot)) {
                *self.minted_minus_burned.entry((*asset, row)).or_insert(0.0) += sign * amount;
                if op.from.is_none_or(|from| from.unlimited) {
                    *self.inflow.entry((*asset, row)).or_insert(0.0) += amount;
                }
            }
        }
    }

    fn settled(&mut self, time: u32, rows: usize, balance: &dyn Fn(Slot) -> Vec<f64>) {
        let mut totals: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for (slot, asset) in self.assets.clone() {
            let width = self.width(slot);
            for (index, theirs) in balance(slot).into_iter().enumerate() {
                let ours = self.balances.get(&(slot, index)).copied().unwrap_or(0.0);
                if !self.close(ours, theirs, self.inflow_of(slot, index / width)) {
                    self.complain(
                        slot,
                        format!("at time {time}, {theirs} in the ledger, {ours} by the audit"),
                    );
                }
                *totals.entry((asset, index / width)).or_insert(0.0) += ours;
            }
        }
        debug_assert!(totals.keys().all(|(_, row)| *row < rows));
        for ((asset, row), sum) in totals {
            let of = |tally: &BTreeMap<_, f64>| tally.get(&(asset, row)).copied().unwrap_or(0.0);
            let supply = of(&self.minted_minus_burned);
            if !self.close(sum, supply, of(&self.inflow)) && self.complaints.len() < 20 {
                self.complaints.push(format!(
                    "asset {asset}, time {time}: balances sum to {sum}, minted minus burned is {supply}"
                ));
            }
        }
    }
}
