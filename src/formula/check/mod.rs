//! Shapes and units of a formula.
//!
//! One walk over the tree, bottom up. An error is reported where it is found
//! and leaves that part without a type; what is built on it is not judged again,
//! so every message stands for one mistake.
//!
//! Shapes: one number per run fits everywhere; two populations do not fit each
//! other; a reduction takes a population to one number. Units: sums,
//! comparisons, alternatives want equal units; products and powers compute
//! them; see [`UnitType`] for numbers without one.

mod call;
mod names;

use super::parser::{MAX_ERRORS, shorten};
use super::{BinaryOp, Expr, ExprKind, Scope, Shape, Type, UnaryOp, UnitType};
use crate::diag::{Diagnostic, Span};

/// Finds the type of a formula, or all that is wrong with it. The errors have a
/// span in the formula and an empty path.
pub fn check(expr: &Expr, scope: &dyn Scope) -> Result<Type, Vec<Diagnostic>> {
    let mut checker = Checker { scope, errors: Vec::new() };
    match (checker.infer(expr), checker.errors) {
        (Some(found), errors) if errors.is_empty() => Ok(found),
        (_, errors) => Err(errors),
    }
}

/// Like [`check`], for a place where a certain type is needed. For a population
/// one number per run will do too: it is the same for every agent. The result
/// has the formula's own shape, and its unit where `wanted` has none.
pub fn check_as(expr: &Expr, scope: &dyn Scope, wanted: &Type) -> Result<Type, Vec<Diagnostic>> {
    let found = check(expr, scope)?;
    let mut errors = Vec::new();
    let per_agent =
        |population: usize| format!("one number per agent of `{}`", scope.population_name(population));
    match (wanted.shape, found.shape) {
        (Shape::Run, Shape::Pop(p)) => {
            let message = format!("one number is needed here, but the formula gives {}", per_agent(p));
            errors
                .push(error(expr, message).hint(format!("reduce it: `sum({})`", shorten(&expr.to_string()))));
        }
        (Shape::Pop(p), Shape::Pop(q)) if p != q => {
            let message = format!("{} is needed here, but the formula gives {}", per_agent(p), per_agent(q));
            errors
                .push(error(expr, message).hint(format!("reduce it: `sum({})`", shorten(&expr.to_string()))));
        }
        (Shape::Run, Shape::Run) | (Shape::Pop(_), _) => {}
    }
    match found.unit.unify(&wanted.unit) {
        Some(unit) if errors.is_empty() => return Ok(Type { shape: found.shape, unit }),
        Some(_) => {}
        None => {
            let message = format!("{} is needed here, but the formula gives {}", wanted.unit, found.unit);
            errors.push(error(expr, message));
        }
    }
    Err(errors)
}

struct Checker<'a> {
    scope: &'a dyn Scope,
    errors: Vec<Diagnostic>,
}

/// An expression and its type.
type Typed<'a> = (&'a Expr, Type);

/// Why two units must be the same.
#[derive(Clone, Copy)]
enum Joint {
    Add,
    Subtract,
    Compare,
    Branches,
    /// Arguments of the function of this name.
    Arguments(&'static str),
}

impl Checker<'_> {
    /// The type; none if there is an error in it, which has been reported.
    fn infer(&mut self, expr: &Expr) -> Option<Type> {
        match &expr.kind {
            ExprKind::Number(_) => Some(Type::run(UnitType::Literal)),
            ExprKind::Name(name) => self.name(expr, name),
            ExprKind::Unary(UnaryOp::Neg, operand) => self.infer(operand),
            ExprKind::Unary(UnaryOp::Not, operand) => {
                let operand = (&**operand, self.infer(operand)?);
                self.plain(&operand, "`not` takes a condition")?;
                Some(Type { shape: operand.1.shape, unit: UnitType::ratio() })
            }
            ExprKind::Binary(op, left, right) => self.binary(expr, *op, left, right),
            ExprKind::If(condition, then, other) => self.condition(expr, condition, then, other),
            ExprKind::Call(function, args) => self.call(expr, function, args),
            ExprKind::Prev(x) => {
                if let Some(reason) = self.scope.no_prev() {
                    self.report(expr, format!("`prev` is not possible here: {reason}"), None);
                }
                self.infer(x)
            }
        }
    }

    fn binary(&mut self, expr: &Expr, op: BinaryOp, left: &Expr, right: &Expr) -> Option<Type> {
        let (left_type, right_type) = (self.infer(left), self.infer(right));
        let sides = [(left, left_type?), (right, right_type?)];
        let shape = self.join(expr.span, &sides);
        let [a, b] = &sides;
        let unit = match op {
            BinaryOp::Add => self.unify(expr.span, &sides, Joint::Add),
            BinaryOp::Sub => self.unify(expr.span, &sides, Joint::Subtract),
            BinaryOp::Mul => Some(a.1.unit.times(&b.1.unit)),
            BinaryOp::Div => Some(a.1.unit.over(&b.1.unit)),
            BinaryOp::Pow => {
                let exponent = self.plain(b, "an exponent is a plain number");
                exponent.map(|()| a.1.unit.power(right.literal()))
            }
            BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge | BinaryOp::Eq | BinaryOp::Ne => {
                self.unify(expr.span, &sides, Joint::Compare).map(|_| UnitType::ratio())
            }
            BinaryOp::And | BinaryOp::Or => {
                let what = format!("`{}` takes conditions", op.symbol());
                let (left, right) = (self.plain(a, &what), self.plain(b, &what));
                left.and(right).map(|()| UnitType::ratio())
            }
        };
        Some(Type { shape: shape?, unit: unit? })
    }

    fn condition(&mut self, expr: &Expr, condition: &Expr, then: &Expr, other: &Expr) -> Option<Type> {
        let types = (self.infer(condition), self.infer(then), self.infer(other));
        let condition = (condition, types.0?);
        let branches = [(then, types.1?), (other, types.2?)];
        let plain = self.plain(&condition, "`if` takes a condition");
        let unit = self.unify(expr.span, &branches, Joint::Branches);
        let [then, other] = branches;
        let shape = self.join(expr.span, &[condition, then, other]);
        plain?;
        Some(Type { shape: shape?, unit: unit? })
    }

    /// The shape of a value computed from these, agent by agent.
    fn join(&mut self, span: Span, parts: &[Typed]) -> Option<Shape> {
        let mut joint: Option<(usize, &Expr)> = None;
        for (part, found) in parts {
            let Shape::Pop(population) = found.shape else { continue };
            match joint {
                Some((first, expr)) if first != population => {
                    self.two_populations(span, (expr, first), (part, population));
                    return None;
                }
                _ => joint = Some((population, part)),
            }
        }
        Some(joint.map_or(Shape::Run, |(population, _)| Shape::Pop(population)))
    }

    fn two_populations(&mut self, span: Span, a: (&Expr, usize), b: (&Expr, usize)) {
        let side = |(expr, population): (&Expr, usize)| {
            let text = shorten(&expr.to_string());
            format!("`{text}` has one number per agent of `{}`", self.scope.population_name(population))
        };
        let message = format!("two populations do not match: {}, {}", side(a), side(b));
        // The formula speaks for its own population: the other one is to be reduced.
        let other = if self.scope.population() == Some(b.1) { a.0 } else { b.0 };
        let hint = format!("reduce one of them to one number: `sum({})`", shorten(&other.to_string()));
        self.push(Diagnostic::error("", message).at(span).hint(hint));
    }

    /// The unit of all parts, which must be the same.
    fn unify(&mut self, span: Span, parts: &[Typed], joint: Joint) -> Option<UnitType> {
        let mut unit = UnitType::Literal;
        let mut known: Option<&Typed> = None;
        for part in parts {
            match (unit.unify(&part.1.unit), known) {
                (Some(both), _) => unit = both,
                (None, Some(first)) => {
                    self.different_units(span, first, part, joint);
                    return None;
                }
                // Only two known units differ, so there is a first one.
                (None, None) => return None,
            }
            if known.is_none() && matches!(part.1.unit, UnitType::Known(_)) {
                known = Some(part);
            }
        }
        Some(unit)
    }

    fn different_units(&mut self, span: Span, a: &Typed, b: &Typed, joint: Joint) {
        let side = |(expr, found): &Typed| format!("{} ({})", found.unit, shorten(&expr.to_string()));
        let (first, second) = (side(a), side(b));
        let message = match joint {
            Joint::Add => format!("cannot add {second} to {first}"),
            Joint::Subtract => format!("cannot subtract {second} from {first}"),
            Joint::Compare => format!("cannot compare {first} with {second}"),
            Joint::Branches => format!("the branches of `if` differ in unit: {first} and {second}"),
            Joint::Arguments(name) => {
                format!("the arguments of `{name}` differ in unit: {first} and {second}")
            }
        };
        // A ratio is what is most often meant to be *of* the other side.
        let (wanted, changed) = if a.1.unit.is_plain() { (b, a) } else { (a, b) };
        let mut error = Diagnostic::error("", message).at(span);
        if let UnitType::Known(factor) = wanted.1.unit.over(&changed.1.unit) {
            let changed = shorten(&changed.0.to_string());
            error = error.hint(format!("multiply `{changed}` by something in `{factor}`"));
        }
        self.push(error);
    }

    /// Asks for a number without a unit: "`what`, but `x` is `usd`".
    fn plain(&mut self, (expr, found): &Typed, what: &str) -> Option<()> {
        let UnitType::Known(unit) = &found.unit else { return Some(()) };
        if unit.is_ratio() {
            return Some(());
        }
        let text = shorten(&expr.to_string());
        let message = format!("{what}, but `{text}` is in `{unit}`");
        self.report(
            expr,
            message,
            Some(format!("divide it by something in `{unit}`, or compare it with one")),
        );
        None
    }

    fn report(&mut self, expr: &Expr, message: String, hint: Option<String>) {
        let mut error = error(expr, message);
        error.hint = hint;
        self.push(error);
    }

    fn push(&mut self, error: Diagnostic) {
        if !self.is_full() {
            self.errors.push(error);
        }
    }

    fn is_full(&self) -> bool {
        self.errors.len() >= MAX_ERRORS
    }
}

fn error(expr: &Expr, message: String) -> Diagnostic {
    Diagnostic::error("", message).at(expr.span)
}
