//! The tree of a formula, and how it is written out again.
//!
//! The tree's height is bounded by the parser (see [`super::parse`]), so that
//! plain recursion over it is safe everywhere.

use super::{Function, FunctionKind};
use crate::diag::Span;
use std::fmt;

/// A formula or a part of one. Equality compares what it says, not where it
/// stands: spans are ignored.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands in the text, enclosing parentheses included.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A number, suffix applied: `5%` is 0.05. Never negative, always finite.
    Number(f64),
    /// A name with its dots: `price`, `buyers.tokens`.
    Name(String),
    /// An operator before its operand.
    Unary(UnaryOp, Box<Expr>),
    /// An operator between its operands.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `if condition then … else …`; agents may take different branches.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// A call, by its row in [`super::FUNCTIONS`]; the number of arguments is
    /// one that the row accepts.
    Call(&'static Function, Vec<Expr>),
    /// `prev(x)`: x as it was in the step before.
    Prev(Box<Expr>),
}

/// An operator before its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-x`.
    Neg,
    /// `not x`: 1 if x is 0, else 0.
    Not,
}

/// An operator between its operands. Comparisons and `and`, `or` give 1 or 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `a + b`.
    Add,
    /// `a - b`.
    Sub,
    /// `a * b`.
    Mul,
    /// `a / b`.
    Div,
    /// `a ^ b`: a to the power of b.
    Pow,
    /// `a < b`.
    Lt,
    /// `a <= b`.
    Le,
    /// `a > b`.
    Gt,
    /// `a >= b`.
    Ge,
    /// `a == b`.
    Eq,
    /// `a != b`.
    Ne,
    /// `a and b`: 1 if neither is 0.
    And,
    /// `a or b`: 1 if not both are 0.
    Or,
}

impl BinaryOp {
    /// As it is written: `+`, `and`.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Pow => "^",
            BinaryOp::Lt => "<",
            BinaryOp::Le => "<=",
            BinaryOp::Gt => ">",
            BinaryOp::Ge => ">=",
            BinaryOp::Eq => "==",
            BinaryOp::Ne => "!=",
            BinaryOp::And => "and",
            BinaryOp::Or => "or",
        }
    }

    /// How tightly it binds.
    pub(super) fn level(self) -> Level {
        match self {
            BinaryOp::Or => Level::Or,
            BinaryOp::And => Level::And,
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge | BinaryOp::Eq | BinaryOp::Ne => {
                Level::Comparison
            }
            BinaryOp::Add | BinaryOp::Sub => Level::Sum,
            BinaryOp::Mul | BinaryOp::Div => Level::Product,
            BinaryOp::Pow => Level::Power,
        }
    }

    /// The loosest that its operands may bind without parentheses.
    pub(super) fn operands(self) -> (Level, Level) {
        match self.level() {
            Level::Power => (Level::Atom, Level::Negation),
            level => (if level == Level::Comparison { Level::Sum } else { level }, level.tighter()),
        }
    }
}

impl UnaryOp {
    /// How tightly it binds; its operand may bind as loosely.
    pub(super) fn level(self) -> Level {
        match self {
            UnaryOp::Neg => Level::Negation,
            UnaryOp::Not => Level::Not,
        }
    }
}

/// How tightly an expression binds, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// `if`, which reaches to the end.
    If,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Negation,
    Power,
    Atom,
}

impl Level {
    pub(super) fn tighter(self) -> Level {
        match self {
            Level::If => Level::Or,
            Level::Or => Level::And,
            Level::And => Level::Not,
            Level::Not => Level::Comparison,
            Level::Comparison => Level::Sum,
            Level::Sum => Level::Product,
            Level::Product => Level::Negation,
            Level::Negation => Level::Power,
            Level::Power | Level::Atom => Level::Atom,
        }
    }
}

impl Expr {
    /// The expression at this place.
    pub fn new(kind: ExprKind, span: Span) -> Self {
        Expr { kind, span }
    }

    /// The value, if this is a number or minus a number.
    pub fn literal(&self) -> Option<f64> {
        match &self.kind {
            ExprKind::Number(value) => Some(*value),
            ExprKind::Unary(UnaryOp::Neg, operand) => match operand.kind {
                ExprKind::Number(value) => Some(-value),
                _ => None,
            },
            _ => None,
        }
    }

    /// Calls `visit` with this expression and all its parts, parents first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        match &self.kind {
            ExprKind::Number(_) | ExprKind::Name(_) => {}
            ExprKind::Unary(_, x) | ExprKind::Prev(x) => x.walk(visit),
            ExprKind::Binary(_, a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            ExprKind::If(condition, then, other) => {
                condition.walk(visit);
                then.walk(visit);
                other.walk(visit);
            }
            ExprKind::Call(_, args) => args.iter().for_each(|arg| arg.walk(visit)),
        }
    }

    /// The names it reads, each once, in the order of their first appearance.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        self.walk(&mut |part| {
            if let ExprKind::Name(name) = &part.kind
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        });
        names
    }

    /// Whether its value depends on luck by itself, not only through names.
    pub fn draws(&self) -> bool {
        let mut draws = false;
        self.walk(&mut |part| {
            if let ExprKind::Call(function, _) = &part.kind {
                draws |= matches!(function.kind, FunctionKind::Draw(_) | FunctionKind::Process(_));
            }
        });
        draws
    }

    fn level(&self) -> Level {
        match &self.kind {
            ExprKind::Number(value) if value.is_sign_negative() => Level::Negation,
            ExprKind::Number(_) | ExprKind::Name(_) | ExprKind::Call(..) | ExprKind::Prev(_) => Level::Atom,
            ExprKind::Unary(op, _) => op.level(),
            ExprKind::Binary(op, ..) => op.level(),
            ExprKind::If(..) => Level::If,
        }
    }

    /// Writes it, in parentheses if it binds more loosely than `least`.
    fn write(&self, least: Level, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.level() < least { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// The normal form: one way to write each tree, which parses back to it.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::Number(value) => write_number(*value, f),
            ExprKind::Name(name) => f.write_str(name),
            ExprKind::Unary(op, operand) => {
                f.write_str(match op {
                    UnaryOp::Neg => "-",
                    UnaryOp::Not => "not ",
                })?;
                operand.write(op.level(), f)
            }
            ExprKind::Binary(op, left, right) => {
                let (least_left, least_right) = op.operands();
                left.write(least_left, f)?;
                write!(f, " {} ", op.symbol())?;
                right.write(least_right, f)
            }
            ExprKind::If(condition, then, other) => {
                write!(f, "if {condition} then {then} else {other}")
            }
            ExprKind::Call(function, args) => {
                write!(f, "{}(", function.name)?;
                for (index, arg) in args.iter().enumerate() {
                    write!(f, "{}{arg}", if index == 0 { "" } else { ", " })?;
                }
                f.write_str(")")
            }
            ExprKind::Prev(x) => write!(f, "prev({x})"),
        }
    }
}

/// Shortest digits that read back as the same number, with an exponent where
/// zeros would only fill the line.
fn write_number(value: f64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let size = value.abs();
    if size == 0.0 || (1e-5..1e16).contains(&size) { write!(f, "{value}") } else { write!(f, "{value:e}") }
}
