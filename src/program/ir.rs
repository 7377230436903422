//! The intermediate representation: a small array language.
//!
//! A value has a [`Shape`]: one number for all runs, one per run, or one per
//! agent per run. Pure operations make values from values and broadcast the
//! narrower shape to the wider. Effects act in program order: they write state,
//! move value in the ledger, declare faults, record metrics. There are no
//! branches and no loops, so a program can be listed, checked and executed over
//! any number of runs at once.

use crate::project::Ties;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many numbers a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// One for all runs: constants, parameters, the step, and what is computed
    /// from them.
    Uniform,
    /// One per run.
    Run,
    /// One per agent of this population, per run.
    Pop(u16),
}

/// A value of the program: the result of one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Val(pub(crate) u32);

/// A variable that lives from step to step: state or balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub(crate) u32);

/// A place in the document that can break, by its position in
/// [`super::Program::places`].
pub type Place = u32;

/// Operations of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unary {
    /// −x.
    Neg,
    /// 1 if x is 0, else 0.
    Not,
    /// |x|.
    Abs,
    /// √x.
    Sqrt,
    /// eˣ.
    Exp,
    /// Natural logarithm.
    Ln,
    /// Binary logarithm.
    Log2,
    /// Decimal logarithm.
    Log10,
    /// Largest integer ≤ x.
    Floor,
    /// Smallest integer ≥ x.
    Ceil,
    /// Nearest integer, halves away from zero.
    Round,
    /// −1, 0 or 1.
    Sign,
    /// Sine.
    Sin,
    /// Cosine.
    Cos,
    /// Hyperbolic tangent.
    Tanh,
    /// 1/(1 + e⁻ˣ).
    Logistic,
    /// Quantile of the standard normal distribution.
    NormalQuantile,
}

/// Operations of two operands. Comparisons give 1 or 0; a number is true if it
/// is not 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    /// a + b.
    Add,
    /// a − b.
    Sub,
    /// a × b.
    Mul,
    /// a ÷ b.
    Div,
    /// a ÷ b, but 0 unless b > 0.
    Ratio,
    /// aᵇ.
    Pow,
    /// The smaller; `a` unless b < a.
    Min,
    /// The larger; `a` unless b > a.
    Max,
    /// a < b.
    Lt,
    /// a ≤ b.
    Le,
    /// a > b.
    Gt,
    /// a ≥ b.
    Ge,
    /// a = b.
    Eq,
    /// a ≠ b.
    Ne,
    /// Both true.
    And,
    /// Any true.
    Or,
}

/// Reductions over the agents of a population.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reduce {
    /// Σ x.
    Sum,
    /// Mean.
    Mean,
    /// Smallest.
    Min,
    /// Largest.
    Max,
    /// How many are true.
    Count,
    /// Standard deviation over the whole population (divisor n).
    Sd,
    /// Median.
    Median,
    /// Gini coefficient.
    Gini,
    /// Herfindahl–Hirschman index.
    Hhi,
    /// Nakamoto coefficient at one half.
    Nakamoto,
}

/// What a pure operation does with its operands.
#[derive(Clone, Debug, PartialEq)]
pub enum Pure {
    /// A number.
    Const(f64),
    /// A parameter, by its position in the document.
    Param(u32),
    /// Index of the current step, from 0; 0 before the first.
    Step,
    /// Index of each agent in its population, from 0.
    Index(u16),
    /// Value of a slot at this point of the program.
    Read(Slot),
    /// One operand.
    Unary(Unary, Val),
    /// Two operands.
    Binary(Binary, Val, Val),
    /// `.1` where `.0` is true, else `.2`.
    Select(Val, Val, Val),
    /// Population to run.
    Reduce(Reduce, Val),
    /// Uniform draw in (0, 1), one per run or agent, addressed by its site.
    Draw(u64, Shape),
    /// Poisson draw with mean `.2`.
    Poisson(u64, Shape, Val),
    /// ε-greedy choice by one draw per agent; see [`super::choice`].
    EpsilonGreedy {
        /// Estimates, one operand per choice.
        estimates: Vec<Val>,
        /// ε.
        epsilon: Val,
        /// Site of the draw.
        site: u64,
        /// Who wins a tie.
        ties: Ties,
    },
    /// Index drawn with probabilities ∝ exp(operand/τ) by the uniform draw.
    Softmax {
        /// Estimates, one operand per choice.
        estimates: Vec<Val>,
        /// τ.
        temperature: Val,
        /// The draw.
        draw: Val,
    },
    /// `target·rate + value·(1 − rate)` where `choice` is `index`, else `value`.
    Toward {
        /// What moves.
        value: Val,
        /// The agents' choice.
        choice: Val,
        /// The index that has to match; none: all move.
        index: Option<u32>,
        /// How far it moves, 0 to 1.
        rate: Val,
        /// Where it moves to.
        target: Val,
    },
    /// Fermi imitation: the new choice of each agent.
    Imitate(Box<Imitate>),
    /// The operand of the agent who is `.0` places further on the ring of all.
    Neighbour(i32, Val),
    /// Value of a table at a position: the nearest below it, the first before the
    /// table, the last behind it.
    Lookup(u32, Val),
    /// A step of self-exciting arrivals.
    Hawkes(Box<Hawkes>),
}

/// Operands of [`Pure::Imitate`].
#[derive(Clone, Debug, PartialEq)]
pub struct Imitate {
    /// The choices before.
    pub choice: Val,
    /// The pay-offs that are compared.
    pub payoff: Val,
    /// Intensity of selection.
    pub beta: Val,
    /// Probability of comparing.
    pub revision: Val,
    /// Probability of a random choice.
    pub mutation: Val,
    /// How many choices there are.
    pub choices: u32,
    /// Site of its draws.
    pub site: u64,
}

/// Operands of [`Pure::Hawkes`].
#[derive(Clone, Debug, PartialEq)]
pub struct Hawkes {
    /// Intensity at the start of the step.
    pub intensity: Val,
    /// Base, excitation, decay; see [`crate::num::hawkes::Rates`].
    pub rates: [Val; 3],
    /// Length of the step.
    pub dt: Val,
    /// Whether the result is how many arrived; else the intensity at the end.
    pub counts: bool,
    /// Site of its draws.
    pub site: u64,
}

/// How a simulated world can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// A value became infinite or undefined (0/0, overflow, log of a negative).
    NotFinite,
    /// A market has nothing left to trade.
    PoolDrained,
    /// What a mechanism declares as its end: a budget that is empty, a vault that
    /// cannot pay. The place names it.
    Declared,
}

/// One side of a movement of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// The balance.
    pub slot: Slot,
    /// Whether it may go below zero (the world outside the model).
    pub unlimited: bool,
}

/// What acts, in program order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Sets a slot that is not a balance.
    Write(Slot, Val),
    /// Moves value; see [`Move`].
    Move(Box<Move>),
    /// The run breaks if the value is true.
    FaultIf(Val, FaultKind, Place),
    /// Records a metric, by its position in the document.
    Record(u32, Val),
    /// Reports how far the books of an asset are from balancing.
    Audit(Audit),
}

/// All balances of one asset against its supply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// The asset, by its position in the document.
    pub asset: u32,
    /// Its balances.
    pub balances: Vec<Slot>,
    /// Minted − burned, counted apart.
    pub supply: Slot,
}

/// A movement of one asset. The amount is per agent if either side is a
/// population. What moves is at most what is there: per agent on the paying
/// side; of a single payer to many agents, all are cut by the same factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// Who pays; none: minted.
    pub from: Option<Side>,
    /// Who receives; none: burned.
    pub to: Option<Side>,
    /// The supply that minting raises and burning lowers.
    pub supply: Slot,
    /// How much is asked for; less than 0 counts as 0.
    pub amount: Val,
    /// What was moved, per agent if a side is a population.
    pub moved: Val,
    /// What was moved in total.
    pub total: Val,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Shape::Uniform => f.write_str("uniform"),
            Shape::Run => f.write_str("run"),
            Shape::Pop(p) => write!(f, "pop{p}"),
        }
    }
}

impl Pure {
    /// Whether each number of the result depends on the operands' numbers for
    /// the same run and agent, and on nothing else.
    pub fn is_elementwise(&self) -> bool {
        matches!(self, Pure::Unary(..) | Pure::Binary(..) | Pure::Select(..) | Pure::Toward { .. })
    }

    /// The values it reads.
    pub fn operands(&self) -> Vec<Val> {
        match self {
            Pure::Const(_)
            | Pure::Param(_)
            | Pure::Step
            | Pure::Index(_)
            | Pure::Read(_)
            | Pure::Draw(..) => Vec::new(),
            Pure::Unary(_, a) | Pure::Reduce(_, a) | Pure::Poisson(_, _, a) => vec![*a],
            Pure::Neighbour(_, a) | Pure::Lookup(_, a) => vec![*a],
            Pure::Hawkes(op) => op.rates.iter().chain([&op.intensity, &op.dt]).copied().collect(),
            Pure::Binary(_, a, b) => vec![*a, *b],
            Pure::Select(a, b, c) => vec![*a, *b, *c],
            Pure::EpsilonGreedy { estimates, epsilon, .. } => {
                estimates.iter().chain([epsilon]).copied().collect()
            }
            Pure::Softmax { estimates, temperature, draw } => {
                estimates.iter().chain([temperature, draw]).copied().collect()
            }
            Pure::Toward { value, choice, rate, target, .. } => vec![*value, *choice, *rate, *target],
            Pure::Imitate(op) => vec![op.choice, op.payoff, op.beta, op.revision, op.mutation],
        }
    }
}

impl Effect {
    /// The values it reads.
    pub fn operands(&self) -> Vec<Val> {
        match self {
            Effect::Write(_, v) | Effect::FaultIf(v, _, _) | Effect::Record(_, v) => vec![*v],
            Effect::Audit(_) => Vec::new(),
            Effect::Move(op) => vec![op.amount],
        }
    }

    /// The slots it changes.
    pub fn writes(&self) -> Vec<Slot> {
        match self {
            Effect::Write(slot, _) => vec![*slot],
            Effect::Move(op) => {
                let sides = op.from.iter().chain(op.to.iter()).map(|side| side.slot);
                let supply = (op.from.is_none() || op.to.is_none()).then_some(op.supply);
                sides.chain(supply).collect()
            }
            Effect::FaultIf(..) | Effect::Record(..) | Effect::Audit(_) => Vec::new(),
        }
    }
}
