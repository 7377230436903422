//! A step as a graph: every value once, by what it is made of.
//!
//! Registers are gone here. A write makes a new version of a slot, which is just
//! another name for the value that is written; a movement becomes the arithmetic
//! that it is (what is asked for, what is there, the smaller of the two, and the
//! new balances), so that it joins the loops of its neighbours. What no result
//! needs is not in the graph's live part.
//!
//! The order of arithmetic is that of the plain executor, operation by operation:
//! the bits have to be the same.

use super::super::ir::{Audit, Binary, Effect, FaultKind, Move, Place, Pure, Reduce, Shape, Side, Unary};
use super::super::layout::{Instr, Operand, Program};
use crate::project::Ties;

/// A value of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(pub u32);

/// An operand.
#[derive(Clone, Copy)]
pub(super) enum Arg {
    /// A number that all runs share, known when a step begins.
    Uniform(u32),
    /// A number.
    Number(f64),
    /// A value of the graph.
    Value(Id),
}

/// How a value is made.
pub(super) enum Node {
    /// What a slot holds when the step begins.
    Slot(u32),
    /// What has come in of the asset whose supply this slot is.
    Inflow(u32),
    /// One operand.
    Unary(Unary, Arg),
    /// The operand, but 0 where it is below.
    Positive(Arg),
    /// Two operands.
    Binary(Binary, Arg, Arg),
    /// The second where the first is true, else the third.
    Select([Arg; 3]),
    /// The operand, for every agent.
    Spread(Arg),
    /// Agents to run.
    Reduce(Reduce, Arg, u16),
    /// A uniform draw; the site by its position in [`Graph::sites`].
    Draw(u32),
    /// ε-greedy choice by a draw.
    Greedy { estimates: Vec<Arg>, epsilon: Arg, draw: Id },
    /// Choice with probabilities ∝ e^(estimate/τ), by a draw.
    Softmax { estimates: Vec<Arg>, temperature: Arg, draw: Arg },
    /// Index of each agent.
    Index,
    /// Sum of what many are paid when one cannot pay it all: of `asked` times `factor`
    /// where `short`, else `sum`.
    Paid { asked: Arg, pop: u16, factor: Id, short: Id, sum: Id },
    /// What the plain executor computes; the instruction by its position in the step.
    Foreign(u32),
}

/// What a step hands over, in the order in which it counts.
pub(super) enum Output {
    /// The run breaks where it is true.
    Fault(FaultKind, Place),
    /// A metric.
    Record(u32),
    /// Relative imbalance of an asset.
    Audit(u32),
}

/// A step.
pub(super) struct Graph {
    pub nodes: Vec<Node>,
    pub shapes: Vec<Shape>,
    /// Sites of the draws.
    pub sites: Vec<u64>,
    /// What is handed over; a number per run each.
    pub outputs: Vec<(Output, Id)>,
    /// Slots and inflows, and the values that they hold when the step ends.
    pub finals: Vec<(Home, Id)>,
    /// Registers that a foreign instruction reads, and what is in them.
    pub inputs: Vec<(u32, Vec<(u32, Arg)>)>,
    /// Whether a result needs the value.
    pub live: Vec<bool>,
}

/// What lives from step to step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Home {
    /// A slot.
    Slot(u32),
    /// What has come in, by the slot of the asset's supply.
    Inflow(u32),
}

/// The graph of a program's step.
pub(super) fn graph(program: &Program) -> Graph {
    let mut making = Making::new(program);
    for (position, instr) in program.step.iter().enumerate() {
        making.instr(position, instr);
    }
    making.finish()
}

struct Making<'p> {
    program: &'p Program,
    graph: Graph,
    /// What each register holds.
    regs: Vec<Option<Arg>>,
    inflows: Vec<Option<Id>>,
    constants: Vec<Option<f64>>,
}

impl<'p> Making<'p> {
    fn new(program: &'p Program) -> Self {
        let graph = Graph {
            nodes: Vec::new(),
            shapes: Vec::new(),
            sites: Vec::new(),
            outputs: Vec::new(),
            finals: Vec::new(),
            inputs: Vec::new(),
            live: Vec::new(),
        };
        let mut constants = vec![None; program.uniforms];
        for instr in &program.setup {
            if let Instr::Pure { op: Pure::Const(x), dst: Operand::Uniform(index), .. } = instr {
                constants[*index as usize] = Some(*x);
            }
        }
        let slots = program.slots.len();
        let mut making = Making {
            program,
            graph,
            regs: vec![None; program.regs.len()],
            inflows: vec![None; slots],
            constants,
        };
        for slot in 0..slots {
            making.regs[slot] = Some(Arg::Value(making.add(Node::Slot(slot as u32), program.regs[slot])));
        }
        for instr in &program.step {
            if let Instr::Audit(audit) = instr {
                let supply = audit.supply.0;
                making.inflows[supply as usize] = Some(making.add(Node::Inflow(supply), Shape::Run));
            }
        }
        making
    }

    fn add(&mut self, node: Node, shape: Shape) -> Id {
        self.graph.nodes.push(node);
        self.graph.shapes.push(shape);
        Id(self.graph.nodes.len() as u32 - 1)
    }

    fn shape(&self, arg: Arg) -> Shape {
        match arg {
            Arg::Value(id) => self.graph.shapes[id.0 as usize],
            Arg::Uniform(_) | Arg::Number(_) => Shape::Uniform,
        }
    }

    /// An element-wise value: as wide as its widest operand, and at least a number per run.
    fn each(&mut self, node: Node, args: &[Arg]) -> Arg {
        let shape = args.iter().map(|arg| self.shape(*arg)).max().unwrap_or(Shape::Run).max(Shape::Run);
        Arg::Value(self.add(node, shape))
    }

    fn binary(&mut self, op: Binary, a: Arg, b: Arg) -> Arg {
        self.each(Node::Binary(op, a, b), &[a, b])
    }

    fn select(&mut self, args: [Arg; 3]) -> Arg {
        self.each(Node::Select(args), &args)
    }

    fn positive(&mut self, x: Arg) -> Arg {
        self.each(Node::Positive(x), &[x])
    }

    /// A value of exactly this shape.
    fn of_shape(&mut self, arg: Arg, shape: Shape) -> Id {
        match arg {
            Arg::Value(id) if self.graph.shapes[id.0 as usize] == shape => id,
            arg => self.add(Node::Spread(arg), shape),
        }
    }

    fn resolve(&mut self, operand: Operand) -> Arg {
        match operand {
            Operand::Uniform(index) => match self.constants[index as usize] {
                Some(x) => Arg::Number(x),
                None => Arg::Uniform(index),
            },
            Operand::Reg(reg) => {
                self.regs[reg as usize].unwrap_or_else(|| unreachable!("it is written first"))
            }
        }
    }

    fn instr(&mut self, position: usize, instr: &Instr) {
        match instr {
            Instr::Pure { dst: Operand::Reg(reg), op, args, .. } => {
                let value = self.pure(position, op, *reg, args);
                self.regs[*reg as usize] = Some(value);
            }
            Instr::Pure { .. } => {}
            Instr::Store { slot, src } => {
                let value = self.resolve(*src);
                self.regs[*slot as usize] = Some(value);
            }
            Instr::Swap { slot, reg } => self.regs.swap(*slot as usize, *reg as usize),
            Instr::Move { op, asked, moved, total } => self.transfer(op, *asked, (*moved, *total)),
            Instr::Audit(audit) => self.audit(audit),
            Instr::Effect { effect, arg } => {
                let arg = self.resolve(*arg);
                let value = self.of_shape(arg, Shape::Run);
                let output = match effect {
                    Effect::FaultIf(_, kind, place) => Output::Fault(*kind, *place),
                    Effect::Record(metric, _) => Output::Record(*metric),
                    Effect::Write(..) | Effect::Move(_) | Effect::Audit(_) => {
                        unreachable!("not here")
                    }
                };
                self.graph.outputs.push((output, value));
            }
        }
    }

    fn pure(&mut self, position: usize, op: &Pure, dst: u32, args: &[Operand]) -> Arg {
        let shape = self.program.regs[dst as usize];
        if !is_generated(op) {
            return self.foreign(position, args, shape);
        }
        // The shape of what a reduction reads, whatever is in it.
        let of = match args {
            [Operand::Reg(reg), ..] => self.program.regs[*reg as usize],
            _ => Shape::Run,
        };
        let args: Vec<Arg> = args.iter().map(|operand| self.resolve(*operand)).collect();
        match (op, &args[..]) {
            (Pure::Read(_), [x]) => *x,
            (Pure::Unary(Unary::Logistic, _), [x]) => {
                let less = self.each(Node::Unary(Unary::Neg, *x), &[*x]);
                let power = self.each(Node::Unary(Unary::Exp, less), &[less]);
                let below = self.binary(Binary::Add, Arg::Number(1.0), power);
                self.binary(Binary::Div, Arg::Number(1.0), below)
            }
            (Pure::Unary(op, _), [x]) => self.each(Node::Unary(*op, *x), &[*x]),
            (Pure::Binary(op, _, _), [a, b]) => self.binary(*op, *a, *b),
            (Pure::Select(..), [c, a, b]) => self.select([*c, *a, *b]),
            (Pure::Toward { index, .. }, [value, choice, rate, target]) => {
                let way = self.binary(Binary::Sub, *target, *value);
                let step = self.binary(Binary::Mul, *rate, way);
                let moved = self.binary(Binary::Add, *value, step);
                match index {
                    None => moved,
                    Some(index) => {
                        let chosen = self.binary(Binary::Eq, *choice, Arg::Number(f64::from(*index)));
                        self.select([chosen, moved, *value])
                    }
                }
            }
            (Pure::Reduce(op, _), [x]) => {
                let Shape::Pop(pop) = of else { unreachable!("it is of agents") };
                Arg::Value(self.add(Node::Reduce(*op, *x, pop), Shape::Run))
            }
            (Pure::Draw(site, _), []) => Arg::Value(self.draw(*site, shape)),
            (Pure::Index(_), []) => Arg::Value(self.add(Node::Index, shape)),
            (Pure::EpsilonGreedy { site, .. }, [estimates @ .., epsilon]) => {
                let draw = self.draw(*site, shape);
                let node = Node::Greedy { estimates: estimates.to_vec(), epsilon: *epsilon, draw };
                Arg::Value(self.add(node, shape))
            }
            (Pure::Softmax { .. }, [estimates @ .., temperature, draw]) => {
                let estimates = estimates.to_vec();
                Arg::Value(
                    self.add(Node::Softmax { estimates, temperature: *temperature, draw: *draw }, shape),
                )
            }
            _ => unreachable!("its operands are these"),
        }
    }

    fn draw(&mut self, site: u64, shape: Shape) -> Id {
        self.graph.sites.push(site);
        self.add(Node::Draw(self.graph.sites.len() as u32 - 1), shape)
    }

    fn foreign(&mut self, position: usize, args: &[Operand], shape: Shape) -> Arg {
        let mut regs: Vec<u32> = Vec::new();
        for operand in args {
            if let Operand::Reg(reg) = operand
                && !regs.contains(reg)
            {
                regs.push(*reg);
            }
        }
        let mut inputs = Vec::new();
        for reg in regs {
            let arg = self.resolve(Operand::Reg(reg));
            let value = self.of_shape(arg, self.program.regs[reg as usize]);
            inputs.push((reg, Arg::Value(value)));
        }
        let id = self.add(Node::Foreign(position as u32), shape);
        self.graph.inputs.push((id.0, inputs));
        Arg::Value(id)
    }

    fn slot(&self, side: &Side) -> Arg {
        self.regs[side.slot.0 as usize].unwrap_or_else(|| unreachable!("it holds something"))
    }

    fn transfer(&mut self, op: &Move, asked: Operand, (moved, total): (Option<u32>, Option<u32>)) {
        let shape_of = |side: &Side| self.program.regs[side.slot.0 as usize];
        let shape = op.from.iter().chain(&op.to).map(shape_of).max().unwrap_or(Shape::Run);
        let asked = self.resolve(asked);
        let (paid, sum) = match &op.from {
            Some(from) if shape != Shape::Run && shape_of(from) == Shape::Run => {
                self.pay_out(from, asked, shape)
            }
            from => self.withdraw(from.as_ref(), asked, shape),
        };
        if let Some(to) = &op.to {
            let amount = if self.program.regs[to.slot.0 as usize] == shape { paid } else { sum };
            let balance = self.slot(to);
            self.regs[to.slot.0 as usize] = Some(self.binary(Binary::Add, balance, amount));
        }
        if op.from.is_none() || op.to.is_none() {
            let supply = self.slot(&Side { slot: op.supply, unlimited: false });
            let way = if op.from.is_none() { Binary::Add } else { Binary::Sub };
            self.regs[op.supply.0 as usize] = Some(self.binary(way, supply, sum));
        }
        if let (true, Some(inflow)) =
            (op.from.is_none_or(|from| from.unlimited), self.inflows[op.supply.0 as usize])
        {
            let more = self.binary(Binary::Add, Arg::Value(inflow), sum);
            self.inflows[op.supply.0 as usize] = Some(self.of_shape(more, Shape::Run));
        }
        for (reg, value) in [(moved, paid), (total, sum)] {
            if let Some(reg) = reg {
                self.regs[reg as usize] = Some(value);
            }
        }
    }

    /// What each takes out of its own balance, and the sum of it.
    fn withdraw(&mut self, from: Option<&Side>, asked: Arg, shape: Shape) -> (Arg, Arg) {
        let paid = match from {
            Some(side) => {
                let there = self.slot(side);
                let most = if side.unlimited { asked } else { self.binary(Binary::Min, asked, there) };
                let paid = self.positive(most);
                self.regs[side.slot.0 as usize] = Some(self.binary(Binary::Sub, there, paid));
                paid
            }
            None => self.positive(asked),
        };
        (paid, self.sum(paid, shape))
    }

    /// What many get out of one balance, and the sum of it.
    fn pay_out(&mut self, from: &Side, asked: Arg, shape: Shape) -> (Arg, Arg) {
        let Shape::Pop(pop) = shape else { unreachable!("many are paid") };
        let (asked, there) = (self.positive(asked), self.slot(from));
        let sum = self.sum(asked, shape);
        let (paid, total) = if from.unlimited {
            (asked, sum)
        } else {
            let left = self.positive(there);
            let short = self.binary(Binary::Lt, left, sum);
            let cut = self.binary(Binary::Div, left, sum);
            let factor = self.select([short, cut, Arg::Number(1.0)]);
            let [factor, short, sum] = [factor, short, sum].map(|arg| self.of_shape(arg, Shape::Run));
            let asked_of_all = Arg::Value(self.of_shape(asked, shape));
            let total = self.add(Node::Paid { asked: asked_of_all, pop, factor, short, sum }, Shape::Run);
            (self.binary(Binary::Mul, asked_of_all, Arg::Value(factor)), Arg::Value(total))
        };
        self.regs[from.slot.0 as usize] = Some(self.binary(Binary::Sub, there, total));
        (paid, total)
    }

    /// The sum over the agents of a population; what is a number of the run is its own.
    fn sum(&mut self, of: Arg, shape: Shape) -> Arg {
        match shape {
            Shape::Pop(pop) => Arg::Value(self.add(Node::Reduce(Reduce::Sum, of, pop), Shape::Run)),
            Shape::Uniform | Shape::Run => of,
        }
    }

    fn audit(&mut self, audit: &Audit) {
        let mut all = Arg::Number(0.0);
        for slot in &audit.balances {
            let balance = self.slot(&Side { slot: *slot, unlimited: false });
            let balance = self.sum(balance, self.program.regs[slot.0 as usize]);
            all = self.binary(Binary::Add, all, balance);
        }
        let supply = self.slot(&Side { slot: audit.supply, unlimited: false });
        let Some(inflow) = self.inflows[audit.supply.0 as usize] else { return };
        let apart = self.binary(Binary::Sub, all, supply);
        let difference = self.each(Node::Unary(Unary::Abs, apart), &[apart]);
        let relative = self.binary(Binary::Div, difference, Arg::Value(inflow));
        let balances = self.binary(Binary::Eq, difference, Arg::Number(0.0));
        let value = self.select([balances, Arg::Number(0.0), relative]);
        let value = self.of_shape(value, Shape::Run);
        self.graph.outputs.push((Output::Audit(audit.asset), value));
    }

    fn finish(mut self) -> Graph {
        for slot in 0..self.program.slots.len() {
            let shape = self.program.regs[slot];
            let Some(value) = self.regs[slot] else { continue };
            let mut id = self.of_shape(value, shape);
            let own = matches!(self.graph.nodes[id.0 as usize], Node::Slot(of) if of as usize == slot);
            if matches!(self.graph.nodes[id.0 as usize], Node::Slot(_)) && !own {
                id = self.add(Node::Spread(Arg::Value(id)), shape);
            }
            if !own {
                self.graph.finals.push((Home::Slot(slot as u32), id));
            }
        }
        for slot in 0..self.inflows.len() {
            if let Some(id) = self.inflows[slot]
                && !matches!(self.graph.nodes[id.0 as usize], Node::Inflow(_))
            {
                self.graph.finals.push((Home::Inflow(slot as u32), id));
            }
        }
        self.graph.find_live();
        self.graph
    }
}

/// Whether there is code for an operation, or the plain executor has to be asked.
fn is_generated(op: &Pure) -> bool {
    match op {
        Pure::Unary(op, _) => matches!(
            op,
            Unary::Neg
                | Unary::Not
                | Unary::Abs
                | Unary::Sqrt
                | Unary::Floor
                | Unary::Ceil
                | Unary::Exp
                | Unary::Ln
                | Unary::Logistic
                | Unary::NormalQuantile
        ),
        Pure::Binary(op, _, _) => *op != Binary::Pow,
        Pure::Reduce(op, _) => {
            matches!(op, Reduce::Sum | Reduce::Mean | Reduce::Min | Reduce::Max | Reduce::Count)
        }
        Pure::EpsilonGreedy { ties, .. } => *ties == Ties::First,
        Pure::Read(_)
        | Pure::Select(..)
        | Pure::Toward { .. }
        | Pure::Draw(..)
        | Pure::Softmax { .. }
        | Pure::Index(_) => true,
        Pure::Const(_)
        | Pure::Param(_)
        | Pure::Step
        | Pure::Poisson(..)
        | Pure::Imitate(_)
        | Pure::Neighbour(..)
        | Pure::Lookup(..)
        | Pure::Hawkes(_) => false,
    }
}

impl Graph {
    /// The values that a value reads.
    pub(super) fn args(&self, id: Id) -> Vec<Arg> {
        match &self.nodes[id.0 as usize] {
            Node::Slot(_) | Node::Inflow(_) | Node::Draw(_) | Node::Index => Vec::new(),
            Node::Unary(_, a) | Node::Positive(a) | Node::Spread(a) | Node::Reduce(_, a, _) => vec![*a],
            Node::Binary(_, a, b) => vec![*a, *b],
            Node::Select(all) => all.to_vec(),
            Node::Greedy { estimates, epsilon, draw } => {
                estimates.iter().copied().chain([*epsilon, Arg::Value(*draw)]).collect()
            }
            Node::Softmax { estimates, temperature, draw } => {
                estimates.iter().copied().chain([*temperature, *draw]).collect()
            }
            Node::Paid { asked, factor, short, sum, .. } => {
                vec![*asked, Arg::Value(*factor), Arg::Value(*short), Arg::Value(*sum)]
            }
            Node::Foreign(_) => self.inputs_of(id).iter().map(|(_, arg)| *arg).collect(),
        }
    }

    /// What a foreign instruction reads: registers and what is in them.
    pub(super) fn inputs_of(&self, id: Id) -> &[(u32, Arg)] {
        self.inputs.iter().find(|(of, _)| *of == id.0).map_or(&[], |(_, inputs)| inputs)
    }

    fn find_live(&mut self) {
        let mut live = vec![false; self.nodes.len()];
        let results = self.outputs.iter().map(|(_, id)| id).chain(self.finals.iter().map(|(_, id)| id));
        results.for_each(|id| live[id.0 as usize] = true);
        for index in (0..self.nodes.len()).rev() {
            if live[index] {
                for arg in self.args(Id(index as u32)) {
                    if let Arg::Value(id) = arg {
                        live[id.0 as usize] = true;
                    }
                }
            }
        }
        self.live = live;
    }
}
