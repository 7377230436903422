//! A checked formula → operations of the program.

use super::context::{Context, Definition, Want};
use super::names::Binding;
use crate::formula::{
    BinaryOp, Draw, Expr, ExprKind, Function, FunctionKind, Math, Process, Reduction, UnaryOp,
};
use crate::num::rng::site;
use crate::program::{Binary, Block, Reduce, Role, Shape, Unary, Val};

/// Where a formula stands: its path names the sites of its draws.
pub(super) struct At<'a> {
    path: &'a str,
    want: &'a Want<'a>,
    draws: u32,
}

impl Context<'_> {
    /// Emits the operations of a formula that [`Context::checked`] accepted.
    pub(super) fn lower(&mut self, path: &str, expr: &Expr, want: &Want) -> Val {
        let mut at = At { path, want, draws: 0 };
        self.expr(expr, &mut at)
    }

    fn expr(&mut self, expr: &Expr, at: &mut At) -> Val {
        match &expr.kind {
            ExprKind::Number(x) => self.b.constant(*x),
            ExprKind::Name(name) => self.name_value(name, at),
            ExprKind::Unary(op, a) => {
                let a = self.expr(a, at);
                let op = match op {
                    UnaryOp::Neg => Unary::Neg,
                    UnaryOp::Not => Unary::Not,
                };
                self.b.unary(op, a)
            }
            ExprKind::Binary(op, a, b) => {
                let (a, b) = (self.expr(a, at), self.expr(b, at));
                self.b.binary(binary(*op), a, b)
            }
            ExprKind::If(condition, a, b) => {
                let condition = self.expr(condition, at);
                let (a, b) = (self.expr(a, at), self.expr(b, at));
                self.b.select(condition, a, b)
            }
            ExprKind::Call(function, args) => {
                let args: Vec<Val> = args.iter().map(|arg| self.expr(arg, at)).collect();
                self.call(function, &args, at)
            }
            ExprKind::Prev(inner) => self.prev(inner, at),
        }
    }

    fn name_value(&mut self, name: &str, at: &At) -> Val {
        let symbol = self.names.find(name, at.want.population);
        let Some(binding) = symbol.map(|symbol| symbol.binding.clone()) else {
            unreachable!("a checked formula knows its names: {name}")
        };
        self.used.insert(name.to_owned());
        let own = at.want.own == Some(name);
        self.bound(binding, own)
    }

    /// What a name stands for. A process that renews itself sees no shock: its
    /// `own` value is what it is by itself.
    fn bound(&mut self, binding: Binding, own: bool) -> Val {
        match binding {
            Binding::Shocked { inner, level, adds } => {
                let value = self.bound(*inner, own);
                if own {
                    return value;
                }
                let (level, one) = (self.b.read(level), self.b.constant(1.0));
                if adds {
                    return self.b.add(value, level);
                }
                let factor = self.b.add(one, level);
                self.b.mul(value, factor)
            }
            Binding::Parameter(index) => self.b.param(index),
            Binding::Step => self.b.step(),
            Binding::Time => {
                let (step, dt) = (self.b.step(), self.dt());
                let dt = self.b.constant(dt);
                self.b.mul(step, dt)
            }
            Binding::Constant(x) => self.b.constant(x),
            Binding::PerAgent(x, p) => {
                let x = self.b.constant(x);
                self.b.broadcast(x, p)
            }
            Binding::Index(p) => self.b.index(p),
            Binding::Slot(slot) => self.b.read(slot),
            Binding::Balance(holder, asset) => {
                let slot = self.book.balance(&mut self.b, holder, asset);
                self.b.read(slot)
            }
            Binding::Ratio(a, b) => {
                let (a, b) = (self.b.read(a), self.b.read(b));
                self.b.ratio(a, b)
            }
            Binding::Choice(slot, index) => {
                let (choice, index) = (self.b.read(slot), self.b.constant(f64::from(index)));
                self.b.binary(Binary::Eq, choice, index)
            }
            Binding::Value(value) => value,
            Binding::Variable(index) => self.variable(index),
        }
    }

    /// A variable at this moment. What it builds on is lowered before it and
    /// each only once, so that neither a long chain of variables nor one that
    /// branches costs more than their number.
    fn variable(&mut self, index: usize) -> Val {
        let (block, moment) = self.b.moment();
        let known = |cx: &Self, index: usize| match cx.found.get(&(block, index)) {
            Some((when, val)) if *when == moment => Some(*val),
            _ => None,
        };
        let mut open = vec![index];
        while let Some(top) = open.last().copied() {
            let definition = self.variables.get(&top);
            let uses = definition.map_or(&[][..], |definition| &definition.uses);
            if let Some(first) = uses.iter().copied().find(|used| known(self, *used).is_none()) {
                open.push(first);
                continue;
            }
            open.pop();
            if known(self, top).is_none() {
                let val = match definition.cloned() {
                    // Its draws are named after the variable, so that every use
                    // of it in a step has the same luck.
                    Some(Definition { path, formula, .. }) => self.lower(&path, &formula, &Want::run()),
                    None => self.b.constant(0.0),
                };
                self.found.insert((block, top), (moment, val));
            }
        }
        known(self, index).unwrap_or_else(|| unreachable!("it has just been lowered"))
    }

    /// What an expression was here one step ago: a slot that is read, then
    /// renewed. Before the first step it holds what the expression is at the
    /// start.
    fn prev(&mut self, inner: &Expr, at: &mut At) -> Val {
        if let (ExprKind::Name(name), Some(own)) = (&inner.kind, at.want.own)
            && name == own
        {
            return self.name_value(name, at);
        }
        let draws = at.draws;
        let now = self.expr(inner, at);
        if self.b.block() != Block::Step {
            return now;
        }
        if let Some(delayed) = self.delays.get(&now) {
            return *delayed;
        }
        let slot = self.b.slot(format!("prev({inner})"), self.b.shape(now), Role::State);
        self.within(Block::Init, |cx| {
            let mut at = At { path: at.path, want: at.want, draws };
            let start = cx.expr(inner, &mut at);
            cx.b.write(slot, start);
        });
        let before = self.b.read(slot);
        self.renewals.push((slot, now));
        self.delays.insert(now, before);
        before
    }

    fn call(&mut self, function: &Function, args: &[Val], at: &mut At) -> Val {
        match function.kind {
            FunctionKind::Math(Math::Bass) => self.bass(args),
            FunctionKind::Math(Math::Season) => self.season(args),
            FunctionKind::Math(math) => self.math(math, args),
            FunctionKind::Reduce(reduction) => self.b.reduce(reduce(reduction), args[0]),
            FunctionKind::Draw(draw) => self.draw(draw, args, at),
            FunctionKind::Process(Process::Gbm) => self.gbm(args, at),
            FunctionKind::Process(Process::Ou) => self.ou(args, at),
            FunctionKind::Process(Process::Merton) => self.merton(args, at),
        }
    }

    fn math(&mut self, math: Math, args: &[Val]) -> Val {
        let b = &mut self.b;
        let unary = match math {
            Math::Min => return fold(b, Binary::Min, args),
            Math::Max => return fold(b, Binary::Max, args),
            Math::Clamp => {
                let raised = b.max(args[0], args[1]);
                return b.min(raised, args[2]);
            }
            Math::Mod => {
                let quotient = b.div(args[0], args[1]);
                let whole = b.unary(Unary::Floor, quotient);
                let whole = b.mul(args[1], whole);
                return b.sub(args[0], whole);
            }
            Math::Abs => Unary::Abs,
            Math::Sqrt => Unary::Sqrt,
            Math::Exp => Unary::Exp,
            Math::Ln => Unary::Ln,
            Math::Log2 => Unary::Log2,
            Math::Log10 => Unary::Log10,
            Math::Floor => Unary::Floor,
            Math::Ceil => Unary::Ceil,
            Math::Round => Unary::Round,
            Math::Sign => Unary::Sign,
            Math::Sin => Unary::Sin,
            Math::Cos => Unary::Cos,
            Math::Tanh => Unary::Tanh,
            Math::Logistic => Unary::Logistic,
            Math::Bass | Math::Season => unreachable!("these know the length of a step"),
        };
        b.unary(unary, args[0])
    }

    /// A fresh uniform draw of this formula: per agent in an agent's formula or
    /// where an argument is per agent, else per run.
    fn uniform(&mut self, args: &[Val], at: &mut At) -> Val {
        let (site, shape) = self.next_site(args, at);
        self.b.draw(site, shape)
    }

    pub(super) fn next_site(&mut self, args: &[Val], at: &mut At) -> (u64, Shape) {
        let widest = args.iter().map(|arg| self.b.shape(*arg)).max().unwrap_or(Shape::Run);
        let own = at.want.population.map_or(Shape::Run, |p| Shape::Pop(p as u16));
        let site = site(&format!("{}#{}", at.path, at.draws));
        at.draws += 1;
        (site, widest.max(own))
    }

    pub(super) fn normal(&mut self, args: &[Val], at: &mut At) -> Val {
        let draw = self.uniform(args, at);
        self.b.unary(Unary::NormalQuantile, draw)
    }

    fn draw(&mut self, draw: Draw, args: &[Val], at: &mut At) -> Val {
        match draw {
            Draw::Uniform => {
                let u = self.uniform(args, at);
                let width = self.b.sub(args[1], args[0]);
                let scaled = self.b.mul(width, u);
                self.b.add(args[0], scaled)
            }
            Draw::Normal => {
                let z = self.normal(args, at);
                let scaled = self.b.mul(args[1], z);
                self.b.add(args[0], scaled)
            }
            Draw::Lognormal => {
                let z = self.normal(args, at);
                let scaled = self.b.mul(args[1], z);
                let log = self.b.add(args[0], scaled);
                self.b.unary(Unary::Exp, log)
            }
            Draw::Exponential => {
                let u = self.uniform(args, at);
                let log = self.b.unary(Unary::Ln, u);
                let log = self.b.unary(Unary::Neg, log);
                self.b.mul(args[0], log)
            }
            Draw::Bernoulli => {
                let u = self.uniform(args, at);
                self.b.binary(Binary::Lt, u, args[0])
            }
            Draw::Poisson => {
                let (site, shape) = self.next_site(args, at);
                self.b.poisson(site, shape, args[0])
            }
            Draw::Pareto => {
                let u = self.uniform(args, at);
                let (one, b) = (self.b.constant(1.0), &mut self.b);
                let inverse = b.div(one, args[1]);
                let exponent = b.unary(Unary::Neg, inverse);
                let factor = b.binary(Binary::Pow, u, exponent);
                b.mul(args[0], factor)
            }
            Draw::Triangular => self.triangular(args, at),
        }
    }

    /// Inverse distribution function: low + √(u(c−a)(b−a)) below the mode's
    /// share (c−a)/(b−a), high − √((1−u)(b−c)(b−a)) above.
    fn triangular(&mut self, args: &[Val], at: &mut At) -> Val {
        let (low, mode, high) = (args[0], args[1], args[2]);
        let u = self.uniform(args, at);
        let b = &mut self.b;
        let (one, width) = (b.constant(1.0), b.sub(high, low));
        let (left, right, rest) = (b.sub(mode, low), b.sub(high, mode), b.sub(one, u));
        let below = b.ratio(left, width);
        let below = b.binary(Binary::Lt, u, below);
        let (rising, falling) = (b.mul(left, width), b.mul(right, width));
        let (rising, falling) = (b.mul(u, rising), b.mul(rest, falling));
        let (rising, falling) = (b.unary(Unary::Sqrt, rising), b.unary(Unary::Sqrt, falling));
        let (rising, falling) = (b.add(low, rising), b.sub(high, falling));
        b.select(below, rising, falling)
    }
}

fn fold(b: &mut crate::program::Builder, op: Binary, args: &[Val]) -> Val {
    args[1..].iter().fold(args[0], |left, right| b.binary(op, left, *right))
}

fn binary(op: BinaryOp) -> Binary {
    match op {
        BinaryOp::Add => Binary::Add,
        BinaryOp::Sub => Binary::Sub,
        BinaryOp::Mul => Binary::Mul,
        BinaryOp::Div => Binary::Div,
        BinaryOp::Pow => Binary::Pow,
        BinaryOp::Lt => Binary::Lt,
        BinaryOp::Le => Binary::Le,
        BinaryOp::Gt => Binary::Gt,
        BinaryOp::Ge => Binary::Ge,
        BinaryOp::Eq => Binary::Eq,
        BinaryOp::Ne => Binary::Ne,
        BinaryOp::And => Binary::And,
        BinaryOp::Or => Binary::Or,
    }
}

fn reduce(reduction: Reduction) -> Reduce {
    match reduction {
        Reduction::Sum => Reduce::Sum,
        Reduction::Mean => Reduce::Mean,
        Reduction::Min => Reduce::Min,
        Reduction::Max => Reduce::Max,
        Reduction::Count => Reduce::Count,
        Reduction::Sd => Reduce::Sd,
        Reduction::Median => Reduce::Median,
        Reduction::Gini => Reduce::Gini,
        Reduction::Hhi => Reduce::Hhi,
        Reduction::Nakamoto => Reduce::Nakamoto,
    }
}
