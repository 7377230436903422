//! From what the user wrote to the program: names, formulas, and the context
//! in which mechanisms, agents and metrics emit their operations.
//!
//! [`names`] says what the words of a formula stand for, [`context`] holds all
//! that is being built, [`expression`] turns a checked formula into operations.
//! Problems are collected, not thrown: a formula that cannot be lowered counts
//! as 0 and leaves a diagnostic, so that one pass finds them all.

pub mod context;
mod expression;
pub mod names;
mod process;

pub use context::{Context, Definition, Market, Orders, Place, Want};
pub use names::{Binding, Names, Symbol};
