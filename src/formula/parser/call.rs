//! Calls: arguments, and the row of the table that is meant.

use super::super::{Expr, ExprKind, FUNCTIONS, Function};
use super::{Parsed, Parser, TokenKind, Tree, placeholder, shorten};
use crate::diag::{Diagnostic, Span, nearest};

/// What a call calls.
enum Callee {
    Function(&'static Function),
    Prev,
}

impl Parser<'_> {
    /// A call; the name is taken, the parenthesis is next.
    pub(super) fn call(&mut self, name: &str, start: Span) -> Parsed {
        let (args, count, end) = self.arguments()?;
        let span = start.to(end);
        let function = self.resolve(name, count, start, span);
        let (Some(callee), Some(args)) = (function, args) else { return placeholder(span) };
        let height = 1 + args.iter().map(|arg| arg.height).max().unwrap_or(0);
        let mut args: Vec<Expr> = args.into_iter().map(|arg| arg.expr).collect();
        let kind = match (callee, args.pop()) {
            (Callee::Prev, Some(arg)) => ExprKind::Prev(Box::new(arg)),
            (Callee::Function(function), last) => {
                args.extend(last);
                ExprKind::Call(function, args)
            }
            (Callee::Prev, None) => return placeholder(span),
        };
        self.grown(kind, span, height)
    }

    /// The arguments in parentheses (none if one of them is wrong), their
    /// number, and the closing parenthesis.
    fn arguments(&mut self) -> Parsed<(Option<Vec<Tree>>, usize, Span)> {
        let open = self.next().span;
        let mut args = Some(Vec::new());
        let mut count = 0;
        if self.peek().kind != TokenKind::Close {
            loop {
                count += 1;
                match (self.item(), &mut args) {
                    (Ok(arg), Some(args)) => args.push(arg),
                    _ => args = None,
                }
                if self.eat(TokenKind::Comma).is_none() {
                    break;
                }
            }
        }
        let close = self.close(open)?;
        Ok((args, count, close))
    }

    /// The function of this name that takes this many arguments.
    fn resolve(&mut self, name: &str, count: usize, at: Span, call: Span) -> Option<Callee> {
        let (callee, signatures) = if name == "prev" {
            ((count == 1).then_some(Callee::Prev), vec!["prev(x)"])
        } else {
            let rows = || FUNCTIONS.iter().filter(|function| function.name == name);
            let fitting = rows().find(|function| function.accepts(count));
            (fitting.map(Callee::Function), rows().map(|function| function.signature).collect())
        };
        if callee.is_some() {
            return callee;
        }
        let error = if signatures.is_empty() {
            let names = FUNCTIONS.iter().map(|function| function.name).chain(["prev"]);
            let hint = match nearest(name, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("to multiply, write `{} * (…)`", shorten(name)),
            };
            Diagnostic::error("", format!("unknown function `{}`", shorten(name))).at(at).hint(hint)
        } else {
            let arguments = if count == 1 { "1 argument".to_owned() } else { format!("{count} arguments") };
            Diagnostic::error("", format!("`{name}` does not take {arguments}"))
                .at(call)
                .hint(format!("write `{}`", signatures.join("` or `")))
        };
        self.report(error);
        None
    }
}
