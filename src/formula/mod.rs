//! The formula language: what users write into the document, parsed and typed.
//!
//! ```text
//! fee_rate * market.volume                      arithmetic: + - * / ^, with the usual precedence
//! 2.5% + 1.2k - 3M / 1_000                      numbers with suffixes: % k M B
//! if price < 0.5 and step > 30 then 1 else 0    conditions: < <= > >= == != and or not
//! sum(traders.LOOKS) / count(traders.LOOKS > 0) reductions of a population to one number
//! max(prev(price), lognormal(0, 20%))           the last step's value; random draws
//! ```
//!
//! From tightest to loosest: `^` (from the right: `2^3^2` is `2^9`), unary `-`
//! (so `-2^2` is −4), `* /`, `+ -`, comparisons (which do not chain), `not`,
//! `and`, `or`. `if … then … else …` reaches as far to the right as it can.
//! Conditions are numbers: 1 for true, 0 for false; anything but 0 is true.
//!
//! [`parse`] turns text into an [`Expr`], [`check`] gives it a [`Type`]: a
//! [`Shape`] (one number per run, or one per agent) and a [`UnitType`] (usd, a
//! ratio, not declared, …). Both report all they find, not the first. What a
//! formula *computes* is not here: [`crate::simulate`] lowers it to the program.
//!
//! The functions are one table, [`FUNCTIONS`]: the parser resolves calls by it,
//! [`help_text`] prints it and the tests evaluate its examples.
//!
//! The parser is written by hand because it is part of every worker that a page
//! starts, and because its errors are what a newcomer reads most.

mod ast;
mod check;
mod complete;
mod function;
mod help;
mod lexer;
mod parser;
mod registry;
mod types;
mod unit;

#[cfg(test)]
mod tests;

pub use ast::{BinaryOp, Expr, ExprKind, UnaryOp};
pub use check::{check, check_as};
pub use complete::{Offer, complete};
pub use function::{Arity, Draw, Function, FunctionKind, Help, Math, Process, Reduction};
pub use help::help_text;
pub use lexer::is_word;
pub use parser::{MAX_HEIGHT, MAX_LENGTH, MAX_NESTING, parse};
pub use registry::{FUNCTIONS, HELP, SAMPLE};
pub use types::{Scope, Shape, Type};
pub use unit::{Unit, UnitType, parse_unit};
