//! Who computes what next: the page's pool of workers as a pure state machine.
//!
//! Everything that is easy to get wrong about a pool is here and nothing that
//! needs a browser: which runs to hand out, when to merge, what a late reply
//! means, what happens to the work of a worker that died. Time comes in as an
//! argument, messages go out as [`Action`]s, and chunks are opaque [`Blob`]s that
//! stay where they are (in the browser: buffers outside of the page's memory),
//! so the page thread never decodes, merges or sums up anything.
//!
//! An *order* is one run set for one [`Slot`]. It begins with a coarse fan of a
//! few runs, sized by the measured speed, and is then refined in pieces up to
//! the full number; summaries are made at growing distances, so that all of them
//! together cost little more than the last. The newest order of a slot wins. A
//! coarse fan on its way is finished first, though: a slider that orders faster
//! than fans are made would otherwise never show one.

mod handing;
mod order;
mod pool;
mod replies;
#[cfg(test)]
mod tests;

pub use pool::Schedule;

use crate::diag::Diagnostic;
use crate::protocol::Message;
use crate::simulate::Summary;
use std::sync::Arc;

/// What an order is for. Orders of different slots run side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The design that is being edited.
    Variant,
    /// The design that it is compared with.
    Baseline,
}

impl Slot {
    /// Both, the more urgent first.
    pub const ALL: [Slot; 2] = [Slot::Variant, Slot::Baseline];

    pub(crate) fn index(self) -> usize {
        match self {
            Slot::Variant => 0,
            Slot::Baseline => 1,
        }
    }
}

/// How far an order has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A few runs, for an answer while a slider is being dragged.
    Coarse,
    /// More runs than that, but not yet all.
    Refining,
    /// All runs that were ordered.
    Done,
}

/// How far an order has come, in numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// What the order is for.
    pub slot: Slot,
    /// The order, as [`Schedule::run`] named it.
    pub ticket: u64,
    /// How far it has come.
    pub stage: Stage,
    /// Runs simulated so far. A summary beside it may hold fewer.
    pub done: u64,
    /// Runs ordered.
    pub total: u64,
    /// Runs simulated per second since the order began; 0 before the first.
    pub runs_per_second: f64,
}

/// What the page is told.
#[derive(Clone, Debug)]
pub enum Event {
    /// The model is compiled on all workers. Orders need not wait for it: they
    /// start on the first worker that is ready.
    Ready {
        /// How many workers there are; 1 if inline.
        workers: usize,
        /// Whether the page computes by itself, for want of workers.
        inline: bool,
    },
    /// The document does not compile.
    Invalid(Vec<Diagnostic>),
    /// Numbers to show. While orders follow each other quickly, this may be of
    /// an order that a newer one already replaces; never of one older than the
    /// last that was shown.
    Summary {
        /// How far its order has come.
        progress: Progress,
        /// The numbers. `Arc`, because signals of the page ask for `Send`.
        summary: Arc<Summary>,
    },
    /// Runs were simulated since; at most ten times a second and slot.
    Progress(Progress),
    /// The order was given up on request. What was summed up before stays valid.
    Cancelled {
        /// What the order was for.
        slot: Slot,
        /// The order.
        ticket: u64,
    },
    /// A worker died and was replaced; its work is done again.
    WorkerReplaced {
        /// What it died of.
        reason: String,
        /// How many have died so far.
        restarts: u32,
    },
    /// An order cannot be carried out: it kills every worker that tries, or does
    /// not fit the model. Always a defect of the program, not of the document.
    Failed(String),
}

/// What is to be done to the pool.
#[derive(Clone, Debug)]
pub enum Action<B> {
    /// Send a message.
    Send {
        /// To which worker.
        worker: usize,
        /// The message, its chunks left out.
        message: Message,
        /// The chunks that belong into it, in order. They stay valid here: they
        /// are needed again if the worker dies.
        chunks: Vec<B>,
    },
    /// End a worker at once and start another in its place.
    Replace {
        /// Which.
        worker: usize,
    },
    /// Workers cannot be had: answer what is sent to worker 0 on the page.
    GoInline,
    /// Tell the page.
    Tell(Event),
}

/// An encoded chunk, wherever it is kept.
pub trait Blob: Clone {
    /// Its size in bytes.
    fn bytes(&self) -> usize;
}

impl Blob for Vec<u8> {
    fn bytes(&self) -> usize {
        self.len()
    }
}

/// Where messages are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// By workers beside the page.
    Workers,
    /// By the page itself, which stands still meanwhile.
    Inline,
}
