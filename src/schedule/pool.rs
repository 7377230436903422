//! The pool: workers, the model they hold, the orders they serve.

use super::order::{Order, Piece};
use super::{Action, Blob, Event, Place, Progress, Slot};
use crate::protocol::{Answer, Message, Reply, Request};
use crate::simulate::RunSpec;
use std::sync::Arc;

/// A worker is ended when it has been busy with work nobody wants any more for
/// this long. Pieces are much shorter, so this is for single runs that take very
/// long and for large merges.
const STALE_MS: f64 = 250.0;

/// The pool. See the [module](super).
pub struct Schedule<B> {
    pub(super) place: Place,
    pub(super) workers: Vec<Worker>,
    pub(super) model: Option<Held>,
    pub(super) slots: [Line<B>; 2],
    pub(super) last_id: u64,
    /// Milliseconds that one step of one run takes a worker.
    pub(super) step_ms: Option<f64>,
    pub(super) restarts: u32,
    pub(super) actions: Vec<Action<B>>,
}

/// The model that workers are to hold.
pub(super) struct Held {
    pub(super) key: u64,
    pub(super) document: String,
    pub(super) deaths: u32,
    pub(super) state: ModelState,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ModelState {
    /// Not yet known whether it compiles on every worker.
    Loading,
    /// It does, and the page knows.
    Ready,
    /// It does not, or kills workers.
    Unusable,
}

/// The orders of one slot.
pub(super) struct Line<B> {
    pub(super) current: Option<Order<B>>,
    /// Waits until the first fan of the current order is on its way to the page.
    pub(super) next: Option<(u64, RunSpec)>,
    /// Summaries of tickets below this are not told any more.
    pub(super) floor: u64,
}

pub(super) struct Worker {
    pub(super) state: State,
    pub(super) loaded: Option<u64>,
}

pub(super) enum State {
    /// Its program is being loaded; what is sent now would be lost.
    Starting,
    Idle,
    Busy(Job),
    /// It could not be started.
    Gone,
}

pub(super) struct Job {
    pub(super) id: u64,
    pub(super) work: Work,
    pub(super) sent_ms: f64,
    pub(super) stale_ms: Option<f64>,
}

#[derive(Clone)]
pub(super) enum Work {
    Load { key: u64 },
    Simulate { slot: Slot, order: u64, piece: Piece },
    Merge(Merge),
}

#[derive(Clone)]
pub(super) struct Merge {
    pub slot: Slot,
    pub order: u64,
    /// Runs that the merged chunk will hold.
    pub runs: u64,
    /// If it is an order's first fan: what to tell with it even when a newer
    /// order has taken the place of this one.
    pub first: Option<Progress>,
}

impl<B: Blob> Schedule<B> {
    /// A pool without a model. Workers count as starting until they are
    /// [`ready`](Self::ready).
    pub fn new(workers: usize, place: Place) -> Self {
        let line = || Line { current: None, next: None, floor: 0 };
        Schedule {
            place,
            workers: (0..workers.max(1)).map(|_| Worker { state: State::Starting, loaded: None }).collect(),
            model: None,
            slots: [line(), line()],
            last_id: 0,
            step_ms: None,
            restarts: 0,
            actions: Vec::new(),
        }
    }

    /// What is to be done now, in order.
    pub fn take_actions(&mut self) -> Vec<Action<B>> {
        std::mem::take(&mut self.actions)
    }

    /// Replaces the model and drops all orders.
    pub fn load(&mut self, document: String, now_ms: f64) {
        let key = self.next_id();
        self.model = Some(Held { key, document, deaths: 0, state: ModelState::Loading });
        for slot in Slot::ALL {
            self.drop_orders(slot);
        }
        self.step_ms = None;
        self.settle(now_ms);
    }

    /// Orders a run set in place of the slot's earlier order and returns its
    /// ticket; later tickets are larger. An order of a model that does not
    /// compile is never answered.
    pub fn run(&mut self, slot: Slot, spec: RunSpec, now_ms: f64) -> u64 {
        let ticket = self.next_id();
        let line = &mut self.slots[slot.index()];
        line.next = None;
        match &mut line.current {
            Some(order) if order.serves(&spec) => {
                order.prolong(ticket, spec, now_ms);
                if let (true, Some(summary)) = (order.is_done(), order.latest.clone()) {
                    let progress = order.progress(now_ms);
                    self.tell(Event::Summary { progress, summary });
                }
            }
            Some(order) if order.coarse_in_flight() => line.next = Some((ticket, spec)),
            _ => self.begin(slot, ticket, spec, now_ms),
        }
        self.settle(now_ms);
        ticket
    }

    /// Gives up the slot's order.
    pub fn cancel(&mut self, slot: Slot, now_ms: f64) {
        let line = &self.slots[slot.index()];
        let running = line.current.as_ref().filter(|order| !order.is_done()).map(|order| order.ticket);
        if let Some(ticket) = line.next.as_ref().map(|(ticket, _)| *ticket).or(running) {
            self.drop_orders(slot);
            self.tell(Event::Cancelled { slot, ticket });
            self.settle(now_ms);
        }
    }

    /// Makes a worker panic; not inline, where it would be the page.
    pub fn crash_one(&mut self) {
        let alive = |worker: &Worker| matches!(worker.state, State::Idle | State::Busy(_));
        if let (Place::Workers, Some(worker)) = (self.place, self.workers.iter().position(alive)) {
            let message = Message { job: 0, request: Request::Crash };
            self.actions.push(Action::Send { worker, message, chunks: Vec::new() });
        }
    }

    /// A worker has started.
    pub fn ready(&mut self, worker: usize, now_ms: f64) {
        if let Some(Worker { state: state @ State::Starting, .. }) = self.workers.get_mut(worker) {
            *state = State::Idle;
            self.settle(now_ms);
        }
    }

    /// A worker could not be started at all. Without any worker left the page
    /// computes by itself.
    pub fn unstartable(&mut self, worker: usize, now_ms: f64) {
        if let Some(worker) = self.workers.get_mut(worker) {
            *worker = Worker { state: State::Gone, loaded: None };
        }
        if self.workers.iter().all(|worker| matches!(worker.state, State::Gone)) {
            self.place = Place::Inline;
            self.workers = vec![Worker { state: State::Idle, loaded: None }];
            self.step_ms = None;
            self.actions.push(Action::GoInline);
        }
        self.settle(now_ms);
    }

    /// A worker died.
    pub fn lost(&mut self, worker: usize, reason: String, now_ms: f64) {
        let alive = |worker: &&mut Worker| !matches!(worker.state, State::Gone);
        let Some(slot) = self.workers.get_mut(worker).filter(alive) else { return };
        let dead = std::mem::replace(slot, Worker { state: State::Starting, loaded: None });
        self.restarts += 1;
        self.actions.push(Action::Replace { worker });
        self.tell(Event::WorkerReplaced { reason: reason.clone(), restarts: self.restarts });
        if let State::Busy(job) = dead.state {
            self.bury(job.work, &reason);
        }
        self.settle(now_ms);
    }

    /// A worker answered; `chunk` is what belongs into the answer, which comes
    /// without it.
    pub fn answer(&mut self, worker: usize, answer: Answer, chunk: Option<B>, now_ms: f64) {
        let Some(Worker { state, loaded }) = self.workers.get_mut(worker) else { return };
        let State::Busy(job) = state else { return };
        if job.id != answer.job {
            return;
        }
        let (work, sent_ms) = (job.work.clone(), job.sent_ms);
        *state = State::Idle;
        match (work, answer.reply, chunk) {
            (Work::Load { key }, Reply::Loaded { .. }, _) => *loaded = Some(key),
            (Work::Load { key }, Reply::Invalid { diagnostics }, _) => self.invalid(key, diagnostics),
            (Work::Simulate { slot, order, piece }, Reply::Simulated { .. }, Some(chunk)) => {
                self.simulated(slot, order, piece, chunk, sent_ms, now_ms);
            }
            (Work::Merge(merge), Reply::Merged { summary, .. }, chunk) => {
                self.merged(merge, chunk, Arc::from(summary), now_ms);
            }
            (work, Reply::Refused { reason }, _) => self.give_up(work, reason),
            (work, ..) => self.give_up(work, "a worker's answer does not fit what it was asked".to_owned()),
        }
        self.settle(now_ms);
    }

    /// When [`tick`](Self::tick) is next worth calling, in ms.
    pub fn deadline(&self) -> Option<f64> {
        let stale = |worker: &Worker| match &worker.state {
            State::Busy(job) => job.stale_ms,
            State::Starting | State::Idle | State::Gone => None,
        };
        let first = self.workers.iter().filter_map(stale).min_by(f64::total_cmp);
        first.filter(|_| self.place == Place::Workers).map(|since| since + STALE_MS)
    }

    /// Ends workers that have been busy for too long with what nobody wants.
    pub fn tick(&mut self, now_ms: f64) {
        if self.place == Place::Inline {
            return;
        }
        for (index, worker) in self.workers.iter_mut().enumerate() {
            let State::Busy(Job { stale_ms: Some(since), .. }) = worker.state else { continue };
            if now_ms - since >= STALE_MS {
                *worker = Worker { state: State::Starting, loaded: None };
                self.actions.push(Action::Replace { worker: index });
            }
        }
    }
}
