//! Tokens to a tree: precedence climbing, one function a construct.
//!
//! An error inside a call or a pair of parentheses is reported, skipped up to
//! the next comma or closing parenthesis there, and parsing goes on, so that
//! one pass finds what is wrong in each argument.
//!
//! Two bounds keep recursion safe, here and in everything that walks a tree:
//! [`MAX_NESTING`] bounds how deep the parser recurses, [`MAX_HEIGHT`] how high
//! the tree is (`1+1+1+…` nests nothing and is as high as it is long).

mod call;

use super::ast::Level;
use super::lexer::{Token, TokenKind, lex};
use super::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::diag::{Diagnostic, Span};
use crate::map::sort_few;

/// Longest formula, in bytes.
pub const MAX_LENGTH: usize = 4096;

/// Deepest nesting of parentheses, calls, conditions and signs.
pub const MAX_NESTING: usize = 64;

/// Highest tree: operations on the way from the result to a number or name.
pub const MAX_HEIGHT: usize = 256;

/// Most errors reported for one formula.
pub(in crate::formula) const MAX_ERRORS: usize = 16;

/// Parses a formula. The errors have a span in `text` and an empty path.
///
/// ```
/// use tokenwright::formula::parse;
/// assert_eq!(parse("2*(price+1)").unwrap().to_string(), "2 * (price + 1)");
/// let errors = parse("max(1, ) + mni(2, 3)").unwrap_err();
/// assert_eq!(errors.len(), 2);
/// assert_eq!(errors[1].hint.as_deref(), Some("did you mean `min`?"));
/// ```
pub fn parse(text: &str) -> Result<Expr, Vec<Diagnostic>> {
    let whole = Span::new(0, text.len());
    if text.len() > MAX_LENGTH {
        let message = format!("the formula has {} bytes; at most {MAX_LENGTH} are allowed", text.len());
        return Err(vec![Diagnostic::error("", message).at(whole).hint("move parts of it into variables")]);
    }
    if text.trim().is_empty() {
        return Err(vec![
            Diagnostic::error("", "the formula is empty").at(whole).hint("write at least a number"),
        ]);
    }
    let (tokens, mut errors) = lex(text);
    errors.truncate(MAX_ERRORS);
    let mut parser = Parser { text, tokens, at: 0, nesting: 0, errors, stopped: false };
    let tree = parser.formula();
    let mut errors = parser.errors;
    match tree {
        Ok(tree) if errors.is_empty() => Ok(tree.expr),
        _ => {
            debug_assert!(!errors.is_empty(), "failed without an error: {text}");
            sort_few(&mut errors, |error| error.span.map(|span| span.start));
            Err(errors)
        }
    }
}

/// An expression and the height of its tree.
struct Tree {
    expr: Expr,
    height: usize,
}

/// What was expected is not there, and that has been reported.
struct Failed;

type Parsed<T = Tree> = Result<T, Failed>;

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
    nesting: usize,
    errors: Vec<Diagnostic>,
    /// A bound was exceeded: unwind, and report nothing more.
    stopped: bool,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Token<'a> {
        let end = Token { kind: TokenKind::End, span: Span::new(self.text.len(), self.text.len()) };
        self.tokens.get(self.at).copied().unwrap_or(end)
    }

    fn next(&mut self) -> Token<'a> {
        let token = self.peek();
        self.at = (self.at + 1).min(self.tokens.len());
        token
    }

    /// Takes the token if it is this one.
    fn eat(&mut self, kind: TokenKind) -> Option<Span> {
        (self.peek().kind == kind).then(|| self.next().span)
    }

    /// Reports, unless something was reported at the same place or a bound was
    /// exceeded (then it would only be a consequence), or enough was reported.
    fn report(&mut self, error: Diagnostic) -> Failed {
        let start = |error: &Diagnostic| error.span.map(|span| span.start);
        if !self.stopped
            && self.errors.len() < MAX_ERRORS
            && self.errors.iter().all(|other| start(other) != start(&error))
        {
            self.errors.push(error);
        }
        Failed
    }

    /// Reports that a bound was exceeded and gives up.
    fn stop(&mut self, message: String, span: Span) -> Failed {
        let error = Diagnostic::error("", message).at(span).hint("move parts of it into variables");
        let failed = self.report(error);
        self.stopped = true;
        self.at = self.tokens.len();
        failed
    }

    /// The next token as messages name it.
    fn found(&self) -> String {
        let span = self.peek().span;
        match self.text.get(span.start as usize..span.end as usize) {
            Some(text) if !text.is_empty() => format!("`{}`", shorten(text)),
            _ => "the end".to_owned(),
        }
    }

    fn expected(&mut self, what: &str, hint: Option<String>) -> Failed {
        let mut error = Diagnostic::error("", format!("expected {what}, found {}", self.found()));
        error.hint = hint;
        let span = self.peek().span;
        self.report(error.at(span))
    }

    /// Checks the height of a new tree.
    fn grown(&mut self, kind: ExprKind, span: Span, height: usize) -> Parsed {
        if height > MAX_HEIGHT {
            let message =
                format!("the formula has more than {MAX_HEIGHT} operations that build on each other");
            return Err(self.stop(message, span));
        }
        Ok(Tree { expr: Expr::new(kind, span), height })
    }

    fn formula(&mut self) -> Parsed {
        let tree = self.expression(Level::If)?;
        if self.peek().kind == TokenKind::End {
            return Ok(tree);
        }
        let hint = match self.peek().kind {
            TokenKind::Name(_) | TokenKind::Number(_) | TokenKind::Open => Some("to multiply, write `*`"),
            TokenKind::Close => Some("there is no `(` that it closes"),
            TokenKind::Comma => Some("to group digits, write `1_000`; a decimal point is `.`"),
            TokenKind::Then | TokenKind::Else => Some("a condition is `if … then … else …`"),
            TokenKind::If => Some("put an operator before `if`"),
            _ => None,
        };
        Err(self.expected("an operator or the end", hint.map(str::to_owned)))
    }

    /// An expression of operators that bind at least as tightly as `least`.
    fn expression(&mut self, least: Level) -> Parsed {
        if self.nesting == MAX_NESTING {
            let message = format!("the formula is nested more than {MAX_NESTING} levels deep");
            let span = self.peek().span;
            return Err(self.stop(message, span));
        }
        self.nesting += 1;
        let tree = self.operators(least);
        self.nesting -= 1;
        tree
    }

    fn operators(&mut self, least: Level) -> Parsed {
        let mut left = self.prefix()?;
        while let TokenKind::Operator(op) = self.peek().kind
            && op.level() >= least
        {
            let sign = self.next().span;
            let right = self.expression(op.operands().1)?;
            let span = left.expr.span.to(right.expr.span);
            let height = 1 + left.height.max(right.height);
            let chains = op.level() == Level::Comparison;
            left =
                self.grown(ExprKind::Binary(op, Box::new(left.expr), Box::new(right.expr)), span, height)?;
            if chains
                && matches!(self.peek().kind, TokenKind::Operator(op) if op.level() == Level::Comparison)
            {
                let error =
                    Diagnostic::error("", "comparisons cannot be chained").at(sign.to(self.peek().span));
                return Err(self.report(error.hint("write `a < b and b < c`")));
            }
        }
        Ok(left)
    }

    /// An operand, with the operators before it.
    fn prefix(&mut self) -> Parsed {
        let token = self.peek();
        let op = match token.kind {
            TokenKind::Operator(BinaryOp::Sub) => UnaryOp::Neg,
            TokenKind::Not => UnaryOp::Not,
            _ => return self.operand(),
        };
        self.next();
        let operand = self.expression(op.level())?;
        let span = token.span.to(operand.expr.span);
        self.grown(ExprKind::Unary(op, Box::new(operand.expr)), span, 1 + operand.height)
    }

    fn operand(&mut self) -> Parsed {
        let token = self.peek();
        match token.kind {
            TokenKind::Number(value) => {
                self.next();
                self.grown(ExprKind::Number(value), token.span, 1)
            }
            TokenKind::Name(name) => {
                self.next();
                match self.peek().kind {
                    TokenKind::Open => self.call(name, token.span),
                    _ => self.grown(ExprKind::Name(name.to_owned()), token.span, 1),
                }
            }
            TokenKind::If => self.condition(),
            TokenKind::Open => self.parentheses(),
            TokenKind::Operator(BinaryOp::Add) => {
                Err(self.expected("a number, a name or `(`", Some("leave out the sign `+`".to_owned())))
            }
            _ => Err(self.expected("a number, a name or `(`", None)),
        }
    }

    fn condition(&mut self) -> Parsed {
        let start = self.next().span;
        let condition = self.expression(Level::If)?;
        if self.eat(TokenKind::Then).is_none() {
            return Err(self.expected("`then`", Some("a condition is `if … then … else …`".to_owned())));
        }
        let then = self.expression(Level::If)?;
        if self.eat(TokenKind::Else).is_none() {
            let hint = "every `if` needs an `else`: `if … then … else 0`".to_owned();
            return Err(self.expected("`else`", Some(hint)));
        }
        let other = self.expression(Level::If)?;
        let height = 1 + condition.height.max(then.height).max(other.height);
        let span = start.to(other.expr.span);
        let kind = ExprKind::If(Box::new(condition.expr), Box::new(then.expr), Box::new(other.expr));
        self.grown(kind, span, height)
    }

    fn parentheses(&mut self) -> Parsed {
        let open = self.next().span;
        let inner = self.item();
        if inner.is_err() {
            self.skip_to(&[TokenKind::Close]);
        }
        let close = self.close(open)?;
        let mut inner = inner?;
        inner.expr.span = open.to(close);
        Ok(inner)
    }

    /// What stands between parentheses or commas; on an error all of it is
    /// skipped.
    fn item(&mut self) -> Parsed {
        let item = self.expression(Level::If);
        let ends = |kind| matches!(kind, TokenKind::Comma | TokenKind::Close | TokenKind::End);
        if ends(self.peek().kind) && item.is_ok() {
            return item;
        }
        if item.is_ok() {
            let hint = match self.peek().kind {
                TokenKind::Name(_) | TokenKind::Number(_) | TokenKind::Open => Some("to multiply, write `*`"),
                _ => None,
            };
            self.expected("an operator, `,` or `)`", hint.map(str::to_owned));
        }
        self.skip_to(&[TokenKind::Comma, TokenKind::Close]);
        Err(Failed)
    }

    /// Skips to the first of these that is not inside further parentheses.
    fn skip_to(&mut self, stops: &[TokenKind]) {
        let mut depth = 0usize;
        loop {
            let kind = self.peek().kind;
            match kind {
                TokenKind::End => return,
                _ if depth == 0 && stops.contains(&kind) => return,
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.next();
        }
    }

    fn close(&mut self, open: Span) -> Parsed<Span> {
        match self.eat(TokenKind::Close) {
            Some(span) => Ok(span),
            None => {
                let hint = format!("it would close the `(` at position {}", open.start + 1);
                let failed = self.expected("`)`", Some(hint));
                self.skip_to(&[TokenKind::Close]);
                self.eat(TokenKind::Close);
                Err(failed)
            }
        }
    }
}

/// Stands for what was wrong and has been reported, so that parsing goes on;
/// it never leaves the parser.
fn placeholder(span: Span) -> Parsed {
    Ok(Tree { expr: Expr::new(ExprKind::Number(0.0), span), height: 1 })
}

/// At most 40 characters of it.
pub(in crate::formula) fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}
