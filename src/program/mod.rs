//! The program that a document compiles to, and what executes it.
//!
//! [`ir`] is the language: shapes, pure operations, effects. [`builder`] is the
//! only way to write it; [`fuse`] joins operations, [`guard`] finds what a step
//! can leave out, and [`layout`] turns them
//! into instructions over registers; [`exec`] runs these over a batch of runs,
//! one tight loop of [`kernels`] per instruction. The language knows nothing of
//! the executor, so that another one can be checked against this one.

mod books;
pub mod builder;
pub mod choice;
mod compute;
pub mod exec;
pub mod ir;
mod fuse;
mod guard;
mod kernels;
mod lanes;
mod layout;
mod listing;
mod reduce;

pub use builder::{Block, Builder, Role, SlotInfo};
pub(crate) use exec::in_whole_blocks;
pub use exec::{Job, Machine, Observer, Sink};
pub use ir::{
    Audit, Binary, Chain, FaultKind, Hawkes, Imitate, Place, Pure, Reduce, Shape, Side, Slot, Unary, Val,
};
pub use layout::{Program, Tracing};
