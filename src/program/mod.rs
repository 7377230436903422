//! The program that a document compiles to, and what executes it.
//!
//! [`ir`] is the language: shapes, pure operations, effects. [`builder`] is the
//! only way to write it; [`guard`] finds what a step can leave out, and [`layout`] turns them
//! into instructions over registers; [`exec`] runs these over a batch of runs,
//! one tight loop of [`kernels`] per instruction. The language knows nothing of
//! the executor, so that another one can be checked against this one.

mod books;
pub mod builder;
pub mod choice;
mod column;
mod compute;
pub mod exec;
pub mod ir;
pub mod generated;
mod guard;
mod kernels;
mod layout;
mod listing;
mod reduce;

pub use builder::{Block, Builder, Role, SlotInfo};
pub use exec::{Job, Machine, Observer, Sink};
pub use ir::{Audit, Binary, FaultKind, Hawkes, Imitate, Place, Pure, Reduce, Shape, Side, Slot, Unary, Val};
pub use layout::{Program, Tracing};
