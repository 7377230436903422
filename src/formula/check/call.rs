//! Types of calls: what each function asks of its arguments and gives back.

use super::super::{Draw, Expr, Function, FunctionKind, Math, Process, Reduction, Shape, Type, UnitType};
use super::{Checker, Joint, Typed};

impl Checker<'_> {
    /// The type of a call.
    pub(super) fn call(&mut self, expr: &Expr, function: &'static Function, args: &[Expr]) -> Option<Type> {
        if let (FunctionKind::Draw(_) | FunctionKind::Process(_), Some(reason)) =
            (function.kind, self.scope.no_draws())
        {
            self.report(expr, format!("nothing can be drawn here: {reason}"), None);
        }
        // All arguments are looked at before the first missing type ends it.
        let types: Vec<Option<Type>> = args.iter().map(|arg| self.infer(arg)).collect();
        let types: Option<Vec<Type>> = types.into_iter().collect();
        let parts: Vec<Typed> = args.iter().zip(types?).collect();
        if let FunctionKind::Reduce(reduction) = function.kind {
            return self.reduction(expr, function, reduction, parts.first()?);
        }
        let shape = self.join(expr.span, &parts);
        let unit = match function.kind {
            FunctionKind::Math(math) => self.math(expr, function, math, &parts),
            FunctionKind::Draw(draw) => self.draw(expr, function, draw, &parts),
            FunctionKind::Process(process) => self.process(expr, function, process, &parts),
            FunctionKind::Reduce(_) => None,
        };
        let shape = match (function.kind, shape?, self.scope.population()) {
            (FunctionKind::Draw(_) | FunctionKind::Process(_), Shape::Run, Some(own)) => Shape::Pop(own),
            (_, shape, _) => shape,
        };
        Some(Type { shape, unit: unit? })
    }

    fn reduction(
        &mut self,
        expr: &Expr,
        function: &'static Function,
        reduction: Reduction,
        (arg, found): &Typed,
    ) -> Option<Type> {
        if found.shape == Shape::Run {
            let message = format!("`{}` takes a population, but `{arg}` is one number", function.signature);
            let hint = match reduction {
                Reduction::Min | Reduction::Max => {
                    format!("to compare numbers, give two or more: `{}(a, b)`", function.name)
                }
                _ => "name something that each agent has, such as a balance: `traders.usd`".to_owned(),
            };
            self.report(expr, message, Some(hint));
            return None;
        }
        let unit = match reduction {
            Reduction::Sum
            | Reduction::Mean
            | Reduction::Min
            | Reduction::Max
            | Reduction::Sd
            | Reduction::Median => found.unit.clone(),
            Reduction::Count => {
                self.plain(&(*arg, found.clone()), "`count` takes a condition")?;
                UnitType::Literal
            }
            Reduction::Nakamoto => UnitType::Literal,
            Reduction::Gini | Reduction::Hhi => UnitType::ratio(),
        };
        Some(Type::run(unit))
    }

    fn math(&mut self, expr: &Expr, function: &Function, math: Math, parts: &[Typed]) -> Option<UnitType> {
        let first = parts.first()?;
        match math {
            Math::Abs | Math::Floor | Math::Ceil | Math::Round => Some(first.1.unit.clone()),
            Math::Sign => Some(UnitType::ratio()),
            Math::Sqrt => Some(first.1.unit.square_root()),
            Math::Min | Math::Max | Math::Clamp | Math::Mod => {
                self.unify(expr.span, parts, Joint::Arguments(function.name))
            }
            Math::Bass => self.unify(expr.span, parts.get(..2)?, Joint::Arguments(function.name)),
            Math::Season => {
                self.plain(first, "the amplitude of `season` is a plain number")?;
                Some(UnitType::ratio())
            }
            Math::Exp
            | Math::Ln
            | Math::Log2
            | Math::Log10
            | Math::Sin
            | Math::Cos
            | Math::Tanh
            | Math::Logistic => {
                self.plain(first, &format!("`{}` takes a plain number", function.name))?;
                Some(first.1.unit.clone())
            }
        }
    }

    fn draw(&mut self, expr: &Expr, function: &Function, draw: Draw, parts: &[Typed]) -> Option<UnitType> {
        let first = parts.first()?;
        match draw {
            Draw::Uniform | Draw::Normal | Draw::Triangular => {
                self.unify(expr.span, parts, Joint::Arguments(function.name))
            }
            // The scale is in exp(mu), so it may be of anything.
            Draw::Lognormal => {
                let what = "`lognormal` takes the mean and deviation of the logarithm";
                let plain: Vec<_> = parts.iter().map(|part| self.plain(part, what)).collect();
                plain.into_iter().collect::<Option<()>>().map(|()| UnitType::Unknown)
            }
            Draw::Exponential | Draw::Poisson => Some(first.1.unit.clone()),
            Draw::Bernoulli => {
                self.plain(first, "`bernoulli` takes a probability")?;
                Some(UnitType::ratio())
            }
            Draw::Pareto => {
                self.plain(parts.get(1)?, "the exponent of `pareto` is a plain number")?;
                Some(first.1.unit.clone())
            }
        }
    }

    /// Rates are per time and volatilities per square root of time, which has
    /// no unit here: only values are compared.
    fn process(
        &mut self,
        expr: &Expr,
        function: &Function,
        process: Process,
        parts: &[Typed],
    ) -> Option<UnitType> {
        match process {
            Process::Gbm | Process::Merton => Some(parts.first()?.1.unit.clone()),
            Process::Ou => self.unify(expr.span, parts.get(..2)?, Joint::Arguments(function.name)),
        }
    }
}
