//! Building a program: the only way to make one.
//!
//! The builder keeps three blocks: `setup` (what depends on parameters alone,
//! once per job), `init` (before the first step) and `step`. It folds constants,
//! gives equal expressions one value, and moves what does not change to
//! `setup` by itself, so that whoever emits code writes plainly what they mean.
//! A slot that is read after a write gives a new value; the code generator
//! decides whether that needs a copy.

use super::ir::{
    Audit, Binary, Effect, FaultKind, Imitate, Move, Place, Pure, Reduce, Shape, Side, Slot, Unary, Val,
};
use super::kernels::{binary, unary};
use crate::num::rng::mix64;

/// The part of the program that is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Block {
    /// Once per job.
    Setup,
    /// Once per run, before the first step.
    Init,
    /// Every step.
    Step,
}

/// What a slot is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// State that effects may write.
    State,
    /// A balance or a supply: changed by [`Effect::Move`] only.
    Balance,
}

/// One variable that lives from step to step.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotInfo {
    /// For listings: `traders.usd`.
    pub name: String,
    /// `Run` or `Pop`.
    pub shape: Shape,
    /// What may change it.
    pub role: Role,
}

/// One entry of a block.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item {
    /// Computes a value.
    Pure(Val),
    /// Acts.
    Effect(Effect),
}

/// A value: how it is made and where.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub op: Option<Pure>,
    pub shape: Shape,
    pub block: Block,
}

/// A value that can be found again.
#[derive(Clone, Copy)]
struct Known {
    val: Val,
    /// Of the slot, where one is read.
    version: u32,
}

/// How many lists the values are spread over.
const BUCKETS: usize = 1024;

/// The same for operations that are the same.
fn tag(op: &Pure, version: u32) -> u64 {
    let start = match op {
        Pure::Const(number) => number.to_bits(),
        Pure::Param(index) => u64::from(*index),
        Pure::Read(slot) => u64::from(slot.0) << 32 | u64::from(version),
        _ => 0,
    };
    op.operands().iter().fold(mix64(start), |tag, operand| mix64(tag ^ u64::from(operand.0)))
}

/// Whether two operations give the same bits: 0 and −0 are two numbers.
fn same(a: &Pure, b: &Pure) -> bool {
    match (a, b) {
        (Pure::Const(a), Pure::Const(b)) => a.to_bits() == b.to_bits(),
        (a, b) => a == b,
    }
}

/// Writes a program, operation by operation.
pub struct Builder {
    pub(crate) nodes: Vec<Node>,
    pub(crate) blocks: [Vec<Item>; 3],
    pub(crate) slots: Vec<SlotInfo>,
    pub(crate) places: Vec<String>,
    pub(crate) tables: Vec<Vec<f64>>,
    pub(crate) sizes: Vec<u32>,
    current: Block,
    /// What is there, to be found again: by [`tag`].
    known: Vec<Vec<Known>>,
    versions: [Vec<u32>; 3],
    effects: [u32; 3],
    pub(crate) marks: Vec<u32>,
}

impl Builder {
    /// An empty program over populations of these sizes.
    pub fn new(sizes: Vec<u32>) -> Self {
        Builder {
            nodes: Vec::new(),
            blocks: Default::default(),
            slots: Vec::new(),
            places: Vec::new(),
            tables: Vec::new(),
            sizes,
            current: Block::Init,
            known: vec![Vec::new(); BUCKETS],
            versions: Default::default(),
            effects: [0; 3],
            marks: Vec::new(),
        }
    }

    /// A part begins here, for whoever watches: see [`super::Program::part`].
    pub fn mark(&mut self) {
        self.marks.push(self.nodes.len() as u32);
    }

    /// The block that is being written.
    pub fn block(&self) -> Block {
        self.current
    }

    /// The place that has been reached: as long as it is the same, a formula
    /// means the same value.
    pub fn moment(&self) -> (Block, u32) {
        (self.current, self.effects[self.current as usize])
    }

    /// Goes on writing in another block (`Init` or `Step`), and says which one
    /// it was.
    pub fn switch(&mut self, block: Block) -> Block {
        assert!(block != Block::Setup, "what belongs to the setup is found by the builder");
        std::mem::replace(&mut self.current, block)
    }

    /// A new slot, 0 at the start. `Uniform` counts as `Run`.
    pub fn slot(&mut self, name: impl Into<String>, shape: Shape, role: Role) -> Slot {
        let shape = if shape == Shape::Uniform { Shape::Run } else { shape };
        self.slots.push(SlotInfo { name: name.into(), shape, role });
        self.versions.iter_mut().for_each(|block| block.push(0));
        Slot(self.slots.len() as u32 - 1)
    }

    /// The shape of a slot.
    pub fn slot_shape(&self, slot: Slot) -> Shape {
        self.slots[slot.0 as usize].shape
    }

    /// The shape of a value.
    pub fn shape(&self, val: Val) -> Shape {
        self.nodes[val.0 as usize].shape
    }

    /// The number, if the value is one that is known now.
    pub fn as_const(&self, val: Val) -> Option<f64> {
        match self.nodes[val.0 as usize].op {
            Some(Pure::Const(x)) => Some(x),
            _ => None,
        }
    }

    /// Whether a value depends on parameters alone.
    pub fn is_fixed(&self, val: Val) -> bool {
        self.nodes[val.0 as usize].block == Block::Setup
    }

    /// A place that faults can name.
    pub fn place(&mut self, path: impl Into<String>) -> Place {
        let path = path.into();
        let found = self.places.iter().position(|place| *place == path);
        found.unwrap_or_else(|| {
            self.places.push(path);
            self.places.len() - 1
        }) as Place
    }

    /// Numbers that [`Pure::Lookup`] finds by their position; at least one.
    pub fn table(&mut self, values: Vec<f64>) -> u32 {
        assert!(!values.is_empty(), "a table has values");
        self.tables.push(values);
        self.tables.len() as u32 - 1
    }

    /// A number.
    pub fn constant(&mut self, x: f64) -> Val {
        self.pure(Pure::Const(x), Shape::Uniform)
    }

    /// A parameter.
    pub fn param(&mut self, index: usize) -> Val {
        self.pure(Pure::Param(index as u32), Shape::Uniform)
    }

    /// Index of the current step.
    pub fn step(&mut self) -> Val {
        match self.current {
            Block::Step => self.pure(Pure::Step, Shape::Uniform),
            _ => self.constant(0.0),
        }
    }

    /// The index of each agent in its population, from 0.
    pub fn index(&mut self, p: u16) -> Val {
        self.pure(Pure::Index(p), Shape::Pop(p))
    }

    /// What a slot holds now.
    pub fn read(&mut self, slot: Slot) -> Val {
        let shape = self.slot_shape(slot);
        self.pure(Pure::Read(slot), shape)
    }

    /// An operation of one operand.
    pub fn unary(&mut self, op: Unary, a: Val) -> Val {
        match self.as_const(a) {
            Some(x) => self.constant(unary(op, x)),
            None => self.pure(Pure::Unary(op, a), self.shape(a)),
        }
    }

    /// An operation of two operands.
    pub fn binary(&mut self, op: Binary, a: Val, b: Val) -> Val {
        let (x, y) = (self.as_const(a), self.as_const(b));
        match (op, x, y) {
            (_, Some(x), Some(y)) => self.constant(binary(op, x, y)),
            (Binary::Add, Some(0.0), _) | (Binary::Mul, Some(1.0), _) => b,
            (Binary::Add | Binary::Sub, _, Some(0.0)) | (Binary::Mul | Binary::Div, _, Some(1.0)) => a,
            (Binary::Pow, _, Some(1.0)) => a,
            (Binary::Pow, _, Some(2.0)) => self.binary(Binary::Mul, a, a),
            _ => {
                let shape = self.join(a, b);
                self.pure(Pure::Binary(op, a, b), shape)
            }
        }
    }

    /// `a` where `condition` is true, else `b`.
    pub fn select(&mut self, condition: Val, a: Val, b: Val) -> Val {
        let shape = self.join(a, b).max(self.shape(condition));
        let chosen = match self.as_const(condition) {
            Some(x) if x != 0.0 => a,
            Some(_) => b,
            None if a == b => a,
            None => return self.pure(Pure::Select(condition, a, b), shape),
        };
        // What is known to be chosen may be narrower than what it was chosen from.
        match shape {
            Shape::Pop(p) => self.broadcast(chosen, p),
            Shape::Uniform | Shape::Run => chosen,
        }
    }

    /// Population to run. A value that is the same for all agents counts once
    /// per agent, as the field's formulas do.
    pub fn reduce(&mut self, op: Reduce, a: Val) -> Val {
        assert!(matches!(self.shape(a), Shape::Pop(_)), "a reduction needs a population");
        self.pure(Pure::Reduce(op, a), Shape::Run)
    }

    /// The value for each agent of population `p`.
    pub fn broadcast(&mut self, a: Val, p: u16) -> Val {
        if self.shape(a) == Shape::Pop(p) {
            return a;
        }
        let zero = self.constant(0.0);
        self.pure(Pure::Binary(Binary::Sub, a, zero), Shape::Pop(p))
    }

    /// A uniform draw in (0, 1).
    pub fn draw(&mut self, site: u64, shape: Shape) -> Val {
        let shape = if shape == Shape::Uniform { Shape::Run } else { shape };
        self.pure(Pure::Draw(site, shape), shape)
    }

    /// A Poisson draw.
    pub fn poisson(&mut self, site: u64, shape: Shape, mean: Val) -> Val {
        let shape = shape.max(Shape::Run).max(self.shape(mean));
        self.pure(Pure::Poisson(site, shape, mean), shape)
    }

    /// Any other pure operation with operands of at most shape `shape`.
    pub fn pure(&mut self, op: Pure, shape: Shape) -> Val {
        let version = match &op {
            Pure::Read(slot) => self.versions[self.current as usize][slot.0 as usize],
            _ => 0,
        };
        let block = self.home(&op, shape);
        let bucket = (tag(&op, version) % BUCKETS as u64) as usize;
        let found = self.known[bucket].iter().find(|known| {
            let node = &self.nodes[known.val.0 as usize];
            known.version == version
                && (node.block, node.shape) == (block, shape)
                && node.op.as_ref().is_some_and(|known| same(known, &op))
        });
        if let Some(known) = found {
            return known.val;
        }
        let val = self.value(Some(op), shape, block);
        self.blocks[block as usize].push(Item::Pure(val));
        self.known[bucket].push(Known { val, version });
        val
    }

    /// Sets a slot that is not a balance.
    pub fn write(&mut self, slot: Slot, val: Val) {
        let info = &self.slots[slot.0 as usize];
        assert!(info.role == Role::State, "{}: balances change by moves only", info.name);
        assert!(self.shape(val) <= info.shape, "{}: the value is wider than the slot", info.name);
        self.effect(Effect::Write(slot, val));
    }

    /// Moves value; gives what was moved (per agent if a side is a population)
    /// and the total.
    pub(crate) fn transfer(
        &mut self,
        from: Option<Side>,
        to: Option<Side>,
        supply: Slot,
        amount: Val,
    ) -> (Val, Val) {
        assert!(from.map(|side| side.slot) != to.map(|side| side.slot), "a move needs two sides");
        let sides = from.iter().chain(to.iter()).map(|side| self.slot_shape(side.slot));
        let shape = sides.max().unwrap_or(Shape::Run);
        let amount = match shape {
            Shape::Pop(p) => self.broadcast(amount, p),
            _ => amount,
        };
        assert!(self.shape(amount) <= shape, "the amount of a move is wider than its sides");
        let moved = self.value(None, shape, self.current);
        let total = if shape == Shape::Run { moved } else { self.value(None, Shape::Run, self.current) };
        self.effect(Effect::Move(Box::new(Move { from, to, supply, amount, moved, total })));
        (moved, total)
    }

    /// The run breaks if the value is true.
    pub fn fault_if(&mut self, condition: Val, kind: FaultKind, place: Place) {
        self.effect(Effect::FaultIf(condition, kind, place));
    }

    /// Records a metric.
    pub fn record(&mut self, metric: usize, val: Val) {
        self.effect(Effect::Record(metric as u32, val));
    }

    /// Reports how far the books of an asset are from balancing.
    pub fn audit(&mut self, audit: Audit) {
        self.effect(Effect::Audit(audit));
    }

    /// Fermi imitation; see [`Imitate`].
    pub fn imitate(&mut self, op: Imitate) -> Val {
        let shape = self.shape(op.choice);
        self.pure(Pure::Imitate(Box::new(op)), shape)
    }

    /// The wider of two shapes.
    fn join(&self, a: Val, b: Val) -> Shape {
        let (a, b) = (self.shape(a), self.shape(b));
        if let (Shape::Pop(p), Shape::Pop(q)) = (a, b) {
            assert!(p == q, "an operation mixes the populations {p} and {q}");
        }
        a.max(b)
    }

    /// Where a pure operation belongs: as early as its operands allow.
    fn home(&self, op: &Pure, shape: Shape) -> Block {
        match op {
            Pure::Const(_) | Pure::Param(_) => Block::Setup,
            Pure::Step
            | Pure::Read(_)
            | Pure::Draw(..)
            | Pure::Poisson(..)
            | Pure::Imitate(_)
            | Pure::Hawkes(_)
            | Pure::EpsilonGreedy { .. } => self.current,
            _ if shape != Shape::Uniform => self.current,
            _ => {
                let fixed = op.operands().iter().all(|val| self.nodes[val.0 as usize].block == Block::Setup);
                if fixed { Block::Setup } else { self.current }
            }
        }
    }

    fn value(&mut self, op: Option<Pure>, shape: Shape, block: Block) -> Val {
        self.nodes.push(Node { op, shape, block });
        Val(self.nodes.len() as u32 - 1)
    }

    fn effect(&mut self, effect: Effect) {
        self.effects[self.current as usize] += 1;
        for slot in effect.writes() {
            self.versions[self.current as usize][slot.0 as usize] += 1;
        }
        self.blocks[self.current as usize].push(Item::Effect(effect));
    }
}

/// The operations that formulas and mechanisms use most, by name.
impl Builder {
    /// a + b.
    pub fn add(&mut self, a: Val, b: Val) -> Val {
        self.binary(Binary::Add, a, b)
    }

    /// a − b.
    pub fn sub(&mut self, a: Val, b: Val) -> Val {
        self.binary(Binary::Sub, a, b)
    }

    /// a × b.
    pub fn mul(&mut self, a: Val, b: Val) -> Val {
        self.binary(Binary::Mul, a, b)
    }

    /// a ÷ b.
    pub fn div(&mut self, a: Val, b: Val) -> Val {
        self.binary(Binary::Div, a, b)
    }

    /// a ÷ b, but 0 where b is not above 0: how a share of nothing is meant.
    pub fn ratio(&mut self, a: Val, b: Val) -> Val {
        self.binary(Binary::Ratio, a, b)
    }

    /// The smaller.
    pub fn min(&mut self, a: Val, b: Val) -> Val {
        self.binary(Binary::Min, a, b)
    }

    /// The larger.
    pub fn max(&mut self, a: Val, b: Val) -> Val {
        self.binary(Binary::Max, a, b)
    }

    /// The value, but not below 0.
    pub fn positive(&mut self, a: Val) -> Val {
        let zero = self.constant(0.0);
        self.max(a, zero)
    }

    /// Σ over agents; a value per run is itself.
    pub fn total(&mut self, a: Val) -> Val {
        match self.shape(a) {
            Shape::Pop(_) => self.reduce(Reduce::Sum, a),
            _ => a,
        }
    }
}
