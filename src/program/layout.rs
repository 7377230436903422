//! From what was written to what is executed: removes what nobody reads, and
//! gives every value a register.
//!
//! Registers of one shape are reused as soon as their value is dead, so that a
//! step works on a small, warm set of arrays. A read of a slot costs nothing
//! (the slot's own register is the operand) unless the slot changes before the
//! value's last use; a write whose value dies there swaps registers instead of
//! copying.

use super::builder::{Block, Builder, Item, Role, SlotInfo};
use super::guard::{Guard, guards};
use super::ir::{Audit, Effect, Move, Pure, Shape, Slot, Val};
use crate::map::{Map, Set};

/// Where an operand stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operand {
    /// One number for all runs.
    Uniform(u32),
    /// An array.
    Reg(u32),
}

/// When an instruction is executed: while this number, which all runs share, is true, or
/// while it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct When {
    pub condition: u32,
    pub holds: bool,
}

/// Which loop computes a pure operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// None: a number that all runs share.
    Shared,
    /// From agents to runs.
    Reduce,
    /// The operand as it is, for as many as there are.
    Copy,
    /// Number by number.
    Each,
    /// A draw for each number.
    Draw,
    /// Any other operation.
    Other,
}

/// One instruction.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Instr {
    /// A pure operation into a fresh register (never one of its operands).
    Pure { op: Pure, dst: Operand, args: Vec<Operand>, when: Option<When>, way: Way },
    /// Copies or broadcasts into a slot's register.
    Store { slot: u32, src: Operand },
    /// Makes a dying register the slot's.
    Swap { slot: u32, reg: u32 },
    /// Moves value; `moved` and `total` are registers, where somebody reads them.
    Move { op: Move, asked: Operand, moved: Option<u32>, total: Option<u32> },
    /// Reports how far the books of an asset are from balancing.
    Audit(Audit),
    /// Any other effect; the operand is its value.
    Effect { effect: Effect, arg: Operand },
}

/// Whether moves are to be watched by an [`super::Observer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracing {
    /// Amounts that nobody reads are not kept.
    Off,
    /// Every amount is kept.
    On,
}

/// A program, ready to execute.
#[derive(Clone, Debug)]
pub struct Program {
    /// Agents per population.
    pub sizes: Vec<u32>,
    /// The state and the balances.
    pub slots: Vec<SlotInfo>,
    /// Paths of what can break.
    pub places: Vec<String>,
    pub(crate) tables: Vec<Vec<f64>>,
    pub(crate) tracing: Tracing,
    pub(crate) uniforms: usize,
    /// Shape of every register; the first are the slots.
    pub(crate) regs: Vec<Shape>,
    pub(crate) setup: Vec<Instr>,
    pub(crate) init: Vec<Instr>,
    pub(crate) step: Vec<Instr>,
    pub(crate) marks: Vec<u32>,
}

impl Program {
    /// How many numbers one run keeps while it executes.
    pub fn numbers_per_run(&self) -> usize {
        self.regs.iter().map(|shape| self.width(*shape)).sum()
    }

    /// The slot with this name, for whoever watches a run.
    pub fn slot(&self, name: &str) -> Option<Slot> {
        self.slots.iter().position(|slot| slot.name == name).map(|index| Slot(index as u32))
    }

    /// Which of the marked parts a move is of, given how many marks each block has:
    /// the last of them ends the parts. For whoever watches a run.
    pub fn part(&self, op: &Move, marks: usize) -> Option<usize> {
        let begun = self.marks.partition_point(|mark| *mark <= op.moved.0);
        let part = begun.checked_sub(1)? % marks;
        (part + 1 < marks).then_some(part)
    }

    /// Numbers per run of a shape.
    pub(crate) fn width(&self, shape: Shape) -> usize {
        match shape {
            Shape::Uniform | Shape::Run => 1,
            Shape::Pop(p) => self.sizes[p as usize] as usize,
        }
    }
}

impl Builder {
    /// Ends the writing.
    pub fn finish(self, tracing: Tracing) -> Program {
        let live = Liveness::of(&self, tracing);
        let mut layout = Layout {
            regs: self.slots.iter().map(|slot| slot.shape).collect(),
            uniforms: Map::new(),
            free: Map::new(),
            builder: &self,
            live: &live,
        };
        let setup = layout.block(Block::Setup);
        let init = layout.block(Block::Init);
        let step = layout.block(Block::Step);
        let (regs, uniforms) = (layout.regs, layout.uniforms.len());
        Program {
            sizes: self.sizes,
            slots: self.slots,
            places: self.places,
            tables: self.tables,
            tracing,
            uniforms,
            regs,
            setup,
            init,
            step,
            marks: self.marks,
        }
    }
}

/// Which values and slots anybody reads.
pub(super) struct Liveness {
    vals: Vec<bool>,
    slots: Set<Slot>,
}

impl Liveness {
    /// Grows from what acts: a write acts only if its slot is read.
    fn of(builder: &Builder, tracing: Tracing) -> Liveness {
        let mut live = Liveness { vals: vec![false; builder.nodes.len()], slots: Set::new() };
        loop {
            let before = (live.slots.len(), live.vals.iter().filter(|live| **live).count());
            for block in builder.blocks.iter().rev() {
                for item in block.iter().rev() {
                    live.visit(builder, item, tracing);
                }
            }
            if before == (live.slots.len(), live.vals.iter().filter(|live| **live).count()) {
                return live;
            }
        }
    }

    fn visit(&mut self, builder: &Builder, item: &Item, tracing: Tracing) {
        match item {
            Item::Pure(val) if self.vals[val.0 as usize] => {
                let op = builder.nodes[val.0 as usize].op.as_ref();
                if let Some(Pure::Read(slot)) = op {
                    self.slots.insert(*slot);
                }
                for operand in op.map(Pure::operands).unwrap_or_default() {
                    self.vals[operand.0 as usize] = true;
                }
            }
            Item::Effect(effect) if self.acts(effect) => {
                for operand in effect.operands() {
                    self.vals[operand.0 as usize] = true;
                }
                if let (Effect::Move(op), Tracing::On) = (effect, tracing) {
                    self.vals[op.moved.0 as usize] = true;
                    self.vals[op.total.0 as usize] = true;
                }
            }
            Item::Pure(_) | Item::Effect(_) => {}
        }
    }

    /// Whether anybody needs it.
    pub(super) fn has(&self, item: &Item) -> bool {
        match item {
            Item::Pure(val) => self.vals[val.0 as usize],
            Item::Effect(effect) => self.acts(effect),
        }
    }

    fn acts(&self, effect: &Effect) -> bool {
        match effect {
            Effect::Write(slot, _) => self.slots.contains(slot),
            Effect::Move(_) | Effect::FaultIf(..) | Effect::Record(..) | Effect::Audit(_) => true,
        }
    }
}

struct Layout<'b> {
    regs: Vec<Shape>,
    uniforms: Map<Val, u32>,
    free: Map<Shape, Vec<u32>>,
    builder: &'b Builder,
    live: &'b Liveness,
}

/// What is known of one block while it is laid out.
struct BlockState {
    /// Position of the last use of each value.
    last_use: Map<Val, usize>,
    /// Where each value stands.
    home: Map<Val, Operand>,
    /// Positions at which each slot changes.
    writes: Map<Slot, Vec<usize>>,
}

impl Layout<'_> {
    fn block(&mut self, block: Block) -> Vec<Instr> {
        let builder = self.builder;
        let live = builder.blocks[block as usize].iter().filter(|item| self.live.has(item));
        let shared = |item: &&Item| matches!(item, Item::Pure(val) if builder.shape(*val) == Shape::Uniform);
        // What all runs share depends on nothing else, and others may wait for it.
        let (mut items, others): (Vec<&Item>, Vec<&Item>) = live.partition(shared);
        items.extend(others);
        let guards = guards(builder, &items);
        let mut state = self.survey(&items);
        let mut code = Vec::new();
        for (position, item) in items.iter().enumerate() {
            match item {
                Item::Pure(val) => {
                    let when = guards[val.0 as usize].filter(|_| !shared(item)).map(|guard| self.when(guard));
                    self.pure((*val, when), position, &mut state, &mut code);
                }
                Item::Effect(effect) => self.effect(effect, position, &mut state, &mut code),
            }
            self.release(item, position, &state);
        }
        code
    }

    fn way(op: &Pure, shape: Shape) -> Way {
        match op {
            _ if shape == Shape::Uniform => Way::Shared,
            Pure::Reduce(..) => Way::Reduce,
            Pure::Read(_) => Way::Copy,
            Pure::Draw(..) => Way::Draw,
            op if op.is_elementwise() => Way::Each,
            _ => Way::Other,
        }
    }

    fn when(&self, guard: Guard) -> When {
        When { condition: self.uniforms[&guard.condition], holds: guard.holds }
    }

    fn pure(
        &mut self,
        (val, when): (Val, Option<When>),
        position: usize,
        state: &mut BlockState,
        code: &mut Vec<Instr>,
    ) {
        let node = &self.builder.nodes[val.0 as usize];
        let Some(op) = &node.op else { return };
        if let Pure::Read(slot) = op
            && !state.needs_copy(self.builder, val, *slot, position)
        {
            state.home.insert(val, Operand::Reg(slot.0));
            return;
        }
        let args = match op {
            Pure::Read(slot) => vec![Operand::Reg(slot.0)],
            op => op.operands().iter().map(|operand| self.operand(*operand, state)).collect(),
        };
        let dst = match node.shape {
            Shape::Uniform => {
                let next = self.uniforms.len() as u32;
                Operand::Uniform(*self.uniforms.or_insert_with(val, || next))
            }
            shape => Operand::Reg(self.allocate(shape)),
        };
        state.home.insert(val, dst);
        let way = Layout::way(op, node.shape);
        code.push(Instr::Pure { op: op.clone(), dst, args, when, way });
    }

    fn effect(&mut self, effect: &Effect, position: usize, state: &mut BlockState, code: &mut Vec<Instr>) {
        match effect {
            Effect::Write(slot, val) => {
                let src = self.operand(*val, state);
                code.push(self.write(*slot, *val, src, position, state));
            }
            Effect::Move(op) => {
                let asked = self.operand(op.amount, state);
                let moved = self.result(op.moved, state);
                let total = if op.total == op.moved { None } else { self.result(op.total, state) };
                code.push(Instr::Move { op: (**op).clone(), asked, moved, total });
            }
            Effect::FaultIf(val, ..) | Effect::Record(_, val) => {
                let arg = self.operand(*val, state);
                code.push(Instr::Effect { effect: effect.clone(), arg });
            }
            Effect::Audit(audit) => code.push(Instr::Audit(audit.clone())),
        }
    }

    /// A register for the result of an effect, if anybody reads it.
    fn result(&mut self, val: Val, state: &mut BlockState) -> Option<u32> {
        self.live.vals[val.0 as usize].then(|| {
            let reg = self.allocate(self.builder.nodes[val.0 as usize].shape);
            state.home.insert(val, Operand::Reg(reg));
            reg
        })
    }

    fn write(&mut self, slot: Slot, val: Val, src: Operand, position: usize, state: &BlockState) -> Instr {
        let shape = self.builder.slot_shape(slot);
        match src {
            Operand::Reg(reg)
                if reg as usize >= self.builder.slots.len()
                    && self.regs[reg as usize] == shape
                    && state.last_use.get(&val) == Some(&position) =>
            {
                Instr::Swap { slot: slot.0, reg }
            }
            _ => Instr::Store { slot: slot.0, src },
        }
    }

    fn survey(&self, items: &[&Item]) -> BlockState {
        let mut state = BlockState { last_use: Map::new(), home: Map::new(), writes: Map::new() };
        for (position, item) in items.iter().enumerate() {
            if let Item::Effect(effect) = item {
                for slot in effect.writes() {
                    state.writes.or_default(slot).push(position);
                }
            }
            for operand in self.reads(item) {
                state.last_use.insert(operand, position);
            }
        }
        state
    }

    /// The values that it reads.
    fn reads(&self, item: &Item) -> Vec<Val> {
        match item {
            Item::Pure(val) => {
                self.builder.nodes[val.0 as usize].op.as_ref().map(Pure::operands).unwrap_or_default()
            }
            Item::Effect(effect) => effect.operands(),
        }
    }

    /// Frees the registers of the values that die here. Results that nobody
    /// reads die where they are made.
    fn release(&mut self, item: &Item, position: usize, state: &BlockState) {
        let mut dying: Set<u32> = Set::new();
        let mut consider = |val: Val| {
            let last = state.last_use.get(&val).copied().unwrap_or(position);
            if let Some(Operand::Reg(reg)) = state.home.get(&val)
                && last <= position
                && *reg as usize >= self.builder.slots.len()
            {
                dying.insert(*reg);
            }
        };
        match item {
            Item::Pure(val) => consider(*val),
            Item::Effect(Effect::Move(op)) => {
                consider(op.moved);
                consider(op.total);
            }
            Item::Effect(_) => {}
        }
        self.reads(item).into_iter().for_each(consider);
        for reg in dying {
            self.free.or_default(self.regs[reg as usize]).push(reg);
        }
    }

    fn allocate(&mut self, shape: Shape) -> u32 {
        self.free.or_default(shape).pop().unwrap_or_else(|| {
            self.regs.push(shape);
            self.regs.len() as u32 - 1
        })
    }

    fn operand(&self, val: Val, state: &BlockState) -> Operand {
        let uniform = || self.uniforms.get(&val).map(|index| Operand::Uniform(*index));
        let found = state.home.get(&val).copied().or_else(uniform);
        found.unwrap_or_else(|| panic!("value {} is used outside of its block", val.0))
    }
}

impl BlockState {
    /// Whether the slot changes while the value that was read is still needed.
    /// A state's own write reads its value before it changes the slot; a move
    /// works in place, so an amount must not be one of its balances.
    fn needs_copy(&self, builder: &Builder, val: Val, slot: Slot, position: usize) -> bool {
        let Some(last) = self.last_use.get(&val) else { return false };
        let next = self.writes.get(&slot).and_then(|all| all.iter().find(|write| **write > position));
        match (next, builder.slots[slot.0 as usize].role) {
            (None, _) => false,
            (Some(write), Role::State) => last > write,
            (Some(write), Role::Balance) => last >= write,
        }
    }
}
