//! Fewer passes over memory: joins operations before they are laid out.
//!
//! An operation is a loop over arrays, and a loop that only adds spends its
//! time on loads and stores. So a value that one other operation reads becomes
//! part of it where there is a loop for both: two operations of arithmetic, a
//! choice by a comparison, a movement of either. And a choice between two
//! arrays that is the same for all agents of a run is not computed at all: who
//! reads it reads the one that is chosen.
//!
//! No bit of a result changes. Operands that an effect changes in between keep
//! operations apart, because keeping their old values would cost a copy.

use super::builder::{Block, Builder, Item};
use super::ir::{Amount, Binary, Chain, Effect, Move, Pure, Shape, Slot, Val};
use super::layout::Liveness;
use std::collections::{BTreeMap, BTreeSet};

/// Joins what can be joined, and gives the choices that need no loop: who reads
/// them has to look through them.
pub(super) fn fuse(builder: &mut Builder, live: &Liveness) -> BTreeSet<Val> {
    let mut transparent = BTreeSet::new();
    for block in [Block::Init, Block::Step] {
        let items: Vec<Item> =
            builder.blocks[block as usize].drain(..).filter(|item| live.has(item)).collect();
        let mut fusing = Fusing::new(builder, items);
        for position in 0..fusing.items.len() {
            fusing.visit(position);
        }
        transparent.extend(fusing.transparent());
        let Fusing { items, gone, .. } = fusing;
        let stays = |item: &Item| !matches!(item, Item::Pure(val) if gone.contains(val));
        builder.blocks[block as usize] = items.into_iter().filter(stays).collect();
    }
    transparent
}

/// A block while its operations are joined.
struct Fusing<'b> {
    builder: &'b mut Builder,
    items: Vec<Item>,
    /// Position of each value of the block.
    made: BTreeMap<Val, usize>,
    /// Positions at which each slot changes.
    writes: BTreeMap<Slot, Vec<usize>>,
    /// How many operands each value is.
    uses: BTreeMap<Val, usize>,
    /// Values that are part of others now.
    gone: BTreeSet<Val>,
}

impl<'b> Fusing<'b> {
    fn new(builder: &'b mut Builder, items: Vec<Item>) -> Self {
        let (mut made, mut writes, mut uses) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (position, item) in items.iter().enumerate() {
            match item {
                Item::Pure(val) => {
                    made.insert(*val, position);
                }
                Item::Effect(effect) => {
                    for slot in effect.writes() {
                        writes.entry(slot).or_insert_with(Vec::new).push(position);
                    }
                }
            }
            for operand in operands(builder, item) {
                *uses.entry(operand).or_insert(0) += 1;
            }
        }
        Fusing { builder, items, made, writes, uses, gone: BTreeSet::new() }
    }

    fn op(&self, val: Val) -> Option<&Pure> {
        self.builder.nodes[val.0 as usize].op.as_ref()
    }

    fn visit(&mut self, position: usize) {
        match self.items[position].clone() {
            Item::Pure(val) => {
                let joined = match self.op(val) {
                    Some(Pure::Binary(op, a, b)) => self.chain(*op, *a, *b, val, position),
                    Some(Pure::Select(c, a, b)) => self.test(*c, *a, *b, val, position),
                    _ => None,
                };
                if joined.is_some() {
                    self.builder.nodes[val.0 as usize].op = joined;
                }
            }
            Item::Effect(Effect::Move(op)) => {
                if let Some(joined) = self.asked(&op, position) {
                    self.items[position] = Item::Effect(Effect::Move(Box::new(joined)));
                }
            }
            Item::Effect(_) => {}
        }
    }

    /// An operation of arithmetic that takes in the one that makes an operand.
    fn chain(&mut self, then: Binary, a: Val, b: Val, val: Val, position: usize) -> Option<Pure> {
        if !is_arithmetic(then) {
            return None;
        }
        for (inner, other, left) in [(a, b, true), (b, a, false)] {
            if let Some(Pure::Binary(first, x, y)) = self.op(inner)
                && is_arithmetic(*first)
            {
                let op = Pure::Chain(Chain { first: *first, then, left }, *x, *y, other);
                if self.same_shape(inner, val) && self.take_only(inner, position) {
                    return Some(op);
                }
            }
        }
        None
    }

    /// A choice that takes in its comparison. Comparing is as cheap as reading,
    /// so others may use the comparison too.
    fn test(&mut self, c: Val, a: Val, b: Val, val: Val, position: usize) -> Option<Pure> {
        let Some(Pure::Binary(op, x, y)) = self.op(c).cloned() else { return None };
        let compares =
            matches!(op, Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge | Binary::Eq | Binary::Ne);
        let joins = compares && self.same_shape(c, val) && self.lasts(c, position);
        joins.then(|| {
            self.release(c);
            Pure::Test(op, [x, y, a, b])
        })
    }

    /// A movement that takes in how its amount is made.
    fn asked(&mut self, op: &Move, position: usize) -> Option<Move> {
        let Amount::Of(val) = op.amount else { return None };
        let amount = match self.op(val)? {
            Pure::Binary(Binary::Mul, a, b) => Amount::Product(*a, *b),
            Pure::Test(Binary::Eq, all) => Amount::Either(*all),
            _ => return None,
        };
        let joins = self.same_shape(val, op.moved) && self.take_only(val, position);
        joins.then(|| Move { amount, ..op.clone() })
    }

    /// Takes in a value that nobody else uses.
    fn take_only(&mut self, val: Val, position: usize) -> bool {
        let takes = self.uses.get(&val) == Some(&1) && self.lasts(val, position);
        if takes {
            self.release(val);
        }
        takes
    }

    /// One operand less; a value that is none any more is not computed, and its
    /// own operands become those of who took it in.
    fn release(&mut self, val: Val) {
        let operands = self.op(val).map(Pure::operands).unwrap_or_default();
        let left = self.uses.entry(val).or_insert(1);
        *left -= 1;
        if *left == 0 {
            self.gone.insert(val);
        } else {
            for operand in operands {
                *self.uses.entry(operand).or_insert(0) += 1;
            }
        }
    }

    /// Both have as many numbers, and more than one.
    fn same_shape(&self, a: Val, b: Val) -> bool {
        let shape = self.builder.shape(a);
        shape != Shape::Uniform && shape == self.builder.shape(b)
    }

    /// Whether a value of this block can as well be computed at `position`.
    fn lasts(&self, val: Val, position: usize) -> bool {
        let Some(made) = self.made.get(&val) else { return false };
        let operands = self.op(val).map(Pure::operands).unwrap_or_default();
        let changes = |slot: &Slot| {
            let writes = self.writes.get(slot).map(Vec::as_slice).unwrap_or_default();
            writes.iter().any(|write| write > made && *write <= position)
        };
        operands.into_iter().all(|operand| match self.op(operand) {
            Some(Pure::Read(slot)) => !changes(slot),
            _ => true,
        })
    }

    /// The choices that are the same for all agents of a run, and that only
    /// loops over their agents read.
    fn transparent(&self) -> BTreeSet<Val> {
        let mut readers: BTreeMap<Val, Vec<usize>> = BTreeMap::new();
        for (position, item) in self.items.iter().enumerate() {
            if !matches!(item, Item::Pure(val) if self.gone.contains(val)) {
                for operand in operands(self.builder, item) {
                    readers.entry(operand).or_default().push(position);
                }
            }
        }
        let mut transparent = BTreeSet::new();
        // From the last to the first: a reader that is itself looked through
        // reads where its own last reader does.
        let mut until: BTreeMap<Val, usize> = BTreeMap::new();
        for item in self.items.iter().rev() {
            let Item::Pure(val) = item else { continue };
            let Some(Pure::Select(condition, ..)) = self.op(*val) else { continue };
            let runs = self.builder.shape(*condition) == Shape::Run;
            let agents = matches!(self.builder.shape(*val), Shape::Pop(_));
            let Some(readers) = readers.get(val).filter(|_| runs && agents) else { continue };
            let end = |position: &usize| match &self.items[*position] {
                Item::Pure(reader) => until.get(reader).copied().unwrap_or(*position),
                Item::Effect(_) => *position,
            };
            let last = readers.iter().map(end).max().unwrap_or(0);
            if readers.iter().all(|position| self.looks_through(*position)) && self.lasts(*val, last) {
                transparent.insert(*val);
                until.insert(*val, last);
            }
        }
        transparent
    }

    fn looks_through(&self, position: usize) -> bool {
        match &self.items[position] {
            Item::Pure(val) => self.op(*val).is_some_and(Pure::is_elementwise),
            Item::Effect(effect) => matches!(effect, Effect::Move(_)),
        }
    }
}

fn operands(builder: &Builder, item: &Item) -> Vec<Val> {
    match item {
        Item::Pure(val) => builder.nodes[val.0 as usize].op.as_ref().map(Pure::operands).unwrap_or_default(),
        Item::Effect(effect) => effect.operands(),
    }
}

fn is_arithmetic(op: Binary) -> bool {
    matches!(op, Binary::Add | Binary::Sub | Binary::Mul | Binary::Div)
}

#[cfg(test)]
mod tests {
    use crate::program::{Block, Builder, Role, Shape, Tracing};

    /// Instructions of a step that `write` writes, given a state of a run and
    /// one of ten agents; what it gives is the agents' new state.
    fn step(write: impl Fn(&mut Builder, super::Slot, super::Slot) -> super::Val) -> String {
        let mut b = Builder::new(vec![10]);
        let run = b.slot("run", Shape::Run, Role::State);
        let agents = b.slot("agents", Shape::Pop(0), Role::State);
        b.switch(Block::Step);
        let result = write(&mut b, run, agents);
        b.write(agents, result);
        let total = b.total(result);
        b.record(0, total);
        let listing = b.finish(Tracing::Off).listing();
        listing.split_once("step:\n").map_or(String::new(), |(_, step)| step.to_owned())
    }

    #[test]
    fn arithmetic_of_one_use_is_joined_in_pairs() {
        let joined = step(|b, _, agents| {
            let x = b.read(agents);
            let product = b.mul(x, x);
            b.add(x, product)
        });
        assert!(joined.contains("Chain") && !joined.contains("Binary("), "{joined}");
        let shared = step(|b, _, agents| {
            let x = b.read(agents);
            let product = b.mul(x, x);
            let sum = b.add(x, product);
            b.div(sum, product)
        });
        assert!(shared.contains("Binary(Mul"), "a value that is used twice is computed once: {shared}");
    }

    #[test]
    fn what_changes_in_between_keeps_operations_apart() {
        let listing = step(|b, run, agents| {
            let (x, y) = (b.read(agents), b.read(run));
            let double = b.add(y, y);
            b.write(run, double);
            let old = b.mul(y, y);
            let zero = b.constant(0.0);
            b.write(run, zero);
            let sum = b.add(old, y);
            b.add(x, sum)
        });
        assert!(listing.contains("Binary(Mul"), "{listing}");
    }

    #[test]
    fn a_choice_of_the_run_is_looked_through() {
        let listing = step(|b, run, agents| {
            let (x, condition, zero) = (b.read(agents), b.read(run), b.constant(0.0));
            let chosen = b.select(condition, x, zero);
            b.add(x, chosen)
        });
        assert!(!listing.contains("Select") && listing.contains("([run] ? [agents] : "), "{listing}");
    }
}
