//! The other executor: a step as machine code.
//!
//! The plain executor ([`super::exec`]) is a loop per operation, and its arrays go
//! through memory between any two. This one writes a program's step as a WebAssembly
//! module and has it compiled where it runs, in a browser by the browser and natively by
//! wasmtime: what happens between two sums over agents is one loop, whose values stay in
//! registers, whatever the document combines. [`graph`] takes a step apart, [`plan`] says
//! what is computed when and kept where, [`code`] writes it down, [`drive`] runs it.
//!
//! The bits are those of the plain executor, which is the reference, and which computes
//! what there is no code for (sorting, imitation, arrivals): a step is cut in segments
//! there. Neither knows where it runs: whoever starts the program says what makes code of
//! a module ([`install`]).

mod agents;
mod code;
mod drive;
mod elementary;
mod graph;
mod plan;
#[cfg(test)]
mod tests;
mod value;

use super::layout::{Program, Tracing};
use std::fmt;
use std::sync::{Mutex, OnceLock};

pub use code::MEMORY;
pub(super) use drive::Running;

/// A module that has been compiled.
pub trait Code: Send + Sync {
    /// A machine with memory of its own; none if there is no room for one.
    fn instance(&self) -> Option<Box<dyn Instance>>;
}

/// A compiled module with its memory.
pub trait Instance: Send {
    /// Has a segment computed for so many pairs of runs.
    fn call(&mut self, segment: u32, pairs: u32);
    /// Reads numbers from a place in memory, in bytes.
    fn read(&mut self, place: u32, to: &mut [f64]);
    /// Writes numbers to it.
    fn write(&mut self, place: u32, from: &[f64]);
}

/// Compiles a module with so many segments, whose memory is exported as [`MEMORY`] and
/// whose functions are by their numbers; none where that cannot be done.
pub type Compile = fn(module: &[u8], segments: u32) -> Option<Box<dyn Code>>;

/// What compiles modules.
#[derive(Clone, Copy, Debug)]
pub struct Compiler {
    /// How.
    pub compile: Compile,
    /// How many numbers the registers of all runs and steps have to hold for it to pay.
    pub least: u64,
}

static COMPILER: OnceLock<Compiler> = OnceLock::new();

/// Says what compiles modules here. Only the first call counts; without one, the plain
/// executor computes everything.
pub fn install(compiler: Compiler) {
    let _ = COMPILER.set(compiler);
}

/// A program's step as machine code.
pub(crate) struct Generated {
    plan: plan::Plan,
    code: Box<dyn Code>,
    /// Instances that nobody uses just now: making one takes memory, which is not given
    /// back at once everywhere.
    idle: Mutex<Vec<Box<dyn Instance>>>,
}

impl Generated {
    /// None where nothing compiles it, where every movement is watched, or where the plain
    /// executor would have to be asked for nearly all of it.
    pub(crate) fn of(program: &Program) -> Option<Generated> {
        let compile = COMPILER.get()?.compile;
        if program.tracing == Tracing::On || program.step.is_empty() {
            return None;
        }
        let plan = plan::plan(program, graph::graph(program));
        let code = compile(&code::module(&plan), plan.segments)?;
        Some(Generated { plan, code, idle: Mutex::default() })
    }

    fn instance(&self) -> Option<Box<dyn Instance>> {
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        idle.or_else(|| self.code.instance())
    }

    fn give_back(&self, instance: Box<dyn Instance>) {
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(instance);
        }
    }

    /// Whether so much work is worth compiling first.
    pub(crate) fn pays(program: &Program, runs: u64, steps: u32) -> bool {
        let numbers = runs * u64::from(steps) * program.numbers_per_run() as u64;
        COMPILER.get().is_some_and(|compiler| numbers >= compiler.least)
    }
}

impl fmt::Debug for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Generated {{ {} segments }}", self.plan.segments)
    }
}
