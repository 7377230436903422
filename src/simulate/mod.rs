//! From document to numbers: compile, run, merge, sum up.
//!
//! [`validate`] and [`compile`] read a [`crate::project::Project`]; a [`Model`]
//! simulates any part of a run set into a [`Chunk`]; chunks merge, whoever made
//! them, and a chunk that starts with run 0 sums up to a [`Summary`]. All of it
//! is pure: equal inputs give equal bits, in any number of pieces.

mod check;
mod chunk;
mod compile;
mod flows;
mod hash;
mod model;
mod recorder;
mod series;
mod summarise;
mod summary;
mod sureness;

pub use check::{AGENTS, RUNS, SEEDS, STEPS};
pub use chunk::Chunk;
pub use compile::{Survey, beginning, compile, compile_own, compile_traced, evaluate, survey, validate};
pub use flows::{Flow, Watched};
pub use model::{Executor, Model, times};
pub use summary::*;
pub use sureness::{GoalError, SCORED_RUNS, ScoreError};
