//! Handing out: which idle worker does what next.

use super::order::{Order, Piece};
use super::pool::{Job, Merge, ModelState, State, Work};
use super::{Action, Blob, Event, Place, Schedule, Slot};
use crate::protocol::{Message, Request};
use crate::simulate::{EXACT_RUNS, RunSpec};
use std::ops::RangeInclusive;

/// Runs of the first fan: with fewer, a 5 % quantile says nothing; with more,
/// nobody sees the difference.
const COARSE_RUNS: RangeInclusive<u64> = 16..=512;

/// Runs that a worker gets for the first piece, before its speed is known.
const TRIAL_RUNS: u64 = 8;

/// Fewer runs than this are not worth a message of their own.
const LEAST_RUNS: u64 = 16;

/// A message to send, its chunks, and what to remember of it.
type Found<B> = (Work, Request, Vec<B>);

impl<B: Blob> Schedule<B> {
    /// Brings everything to rest after a change: promotes orders that waited,
    /// notes what has become stale, gives idle workers something to do.
    pub(super) fn settle(&mut self, now_ms: f64) {
        for slot in Slot::ALL {
            self.promote(slot, now_ms);
        }
        self.mark_stale(now_ms);
        self.announce();
        for worker in 0..self.workers.len() {
            self.employ(worker, now_ms);
        }
    }

    fn promote(&mut self, slot: Slot, now_ms: f64) {
        let line = &mut self.slots[slot.index()];
        let busy = line.current.as_ref().is_some_and(Order::coarse_in_flight);
        if let (false, Some((ticket, spec))) = (busy, line.next.take_if(|_| !busy)) {
            self.begin(slot, ticket, spec, now_ms);
        }
    }

    pub(super) fn begin(&mut self, slot: Slot, ticket: u64, spec: RunSpec, now_ms: f64) {
        let coarse = self.coarse_runs(&spec);
        let id = self.next_id();
        self.slots[slot.index()].current = Some(Order::new(id, ticket, slot, spec, coarse, now_ms));
    }

    fn coarse_runs(&self, spec: &RunSpec) -> u64 {
        let workers = self.loaded_workers() as u64;
        let budget_ms = match self.place {
            Place::Workers => 30.0,
            Place::Inline => 40.0,
        };
        let each = self.runs_within(budget_ms, spec).unwrap_or(TRIAL_RUNS);
        (each.saturating_mul(workers)).clamp(*COARSE_RUNS.start(), *COARSE_RUNS.end())
    }

    /// Runs that one worker does in this time.
    fn runs_within(&self, ms: f64, spec: &RunSpec) -> Option<u64> {
        self.step_ms.map(|step_ms| ((ms / (step_ms * f64::from(spec.steps.max(1)))) as u64).max(1))
    }

    fn loaded_workers(&self) -> usize {
        let key = self.model.as_ref().map(|held| held.key);
        self.workers.iter().filter(|worker| key.is_some() && worker.loaded == key).count().max(1)
    }

    fn mark_stale(&mut self, now_ms: f64) {
        for index in 0..self.workers.len() {
            let State::Busy(job) = &self.workers[index].state else { continue };
            let stale_ms = if self.wanted(&job.work) { None } else { job.stale_ms.or(Some(now_ms)) };
            if let State::Busy(job) = &mut self.workers[index].state {
                job.stale_ms = stale_ms;
            }
        }
    }

    fn wanted(&self, work: &Work) -> bool {
        let current = |slot: Slot, id: u64| {
            self.slots[slot.index()].current.as_ref().is_some_and(|order| order.id == id)
        };
        match work {
            Work::Load { key } => self.model.as_ref().is_some_and(|held| held.key == *key),
            Work::Simulate { slot, order, .. } => current(*slot, *order),
            Work::Merge(Merge { slot, order, first, .. }) => {
                let floor = self.slots[slot.index()].floor;
                current(*slot, *order) || first.as_ref().is_some_and(|told| told.ticket >= floor)
            }
        }
    }

    fn announce(&mut self) {
        let alive = self.workers.iter().filter(|worker| !matches!(worker.state, State::Gone));
        let Some(held) = self.model.as_mut().filter(|held| held.state == ModelState::Loading) else { return };
        if alive.clone().all(|worker| worker.loaded == Some(held.key)) {
            held.state = ModelState::Ready;
            let event = Event::Ready { workers: alive.count(), inline: self.place == Place::Inline };
            self.tell(event);
        }
    }

    fn employ(&mut self, worker: usize, now_ms: f64) {
        if !matches!(self.workers[worker].state, State::Idle) {
            return;
        }
        let Some(held) = self.model.as_ref().filter(|held| held.state != ModelState::Unusable) else {
            return;
        };
        let key = held.key;
        let (work, request, chunks) = if self.workers[worker].loaded == Some(key) {
            let Some(found) = self.find_work(worker, key, now_ms) else { return };
            found
        } else {
            let request = Request::Load { key, document: held.document.clone() };
            (Work::Load { key }, request, Vec::new())
        };
        let id = self.next_id();
        self.workers[worker].state = State::Busy(Job { id, work, sent_ms: now_ms, stale_ms: None });
        self.actions.push(Action::Send { worker, message: Message { job: id, request }, chunks });
    }

    /// The most urgent thing to do: first fans before all else, then merges, then
    /// more runs for the order that has come least far.
    fn find_work(&mut self, worker: usize, key: u64, now_ms: f64) -> Option<Found<B>> {
        for slot in Slot::ALL {
            if let Some(found) = self.merge(worker, slot, key, now_ms) {
                // The slot's next order, if one waits, can begin beside the merge.
                self.promote(slot, now_ms);
                return Some(found);
            }
            if let Some(found) = self.coarse_piece(slot, key) {
                return Some(found);
            }
        }
        let share = |slot: &Slot| self.slots[slot.index()].current.as_ref().map_or(2.0, Order::share);
        let mut slots = Slot::ALL;
        slots.sort_by(|a, b| share(a).total_cmp(&share(b)));
        slots.into_iter().find_map(|slot| self.piece(slot, key, now_ms))
    }

    fn merge(&mut self, worker: usize, slot: Slot, key: u64, now_ms: f64) -> Option<Found<B>> {
        let merger = self.workers.iter().position(|worker| worker.loaded == Some(key));
        let order = self.slots[slot.index()].current.as_mut()?;
        // What it takes to merge a large set, a worker never gives back: one of them does it.
        if order.spec.runs > EXACT_RUNS && !order.is_coarse() && merger != Some(worker) {
            return None;
        }
        let first = order.is_coarse().then(|| order.progress(now_ms));
        let (runs, chunks) = order.begin_merge()?;
        let work = Work::Merge(Merge { slot, order: order.id, runs, first });
        Some((work, Request::Merge { key, spec: order.spec.clone(), chunks: Vec::new() }, chunks))
    }

    fn coarse_piece(&mut self, slot: Slot, key: u64) -> Option<Found<B>> {
        let workers = self.loaded_workers() as u64;
        let order = self.slots[slot.index()].current.as_mut().filter(|order| order.is_coarse())?;
        let piece = order.take_coarse(order.coarse_runs().div_ceil(workers))?;
        Some(simulate(slot, order, piece, key))
    }

    fn piece(&mut self, slot: Slot, key: u64, now_ms: f64) -> Option<Found<B>> {
        let line = &self.slots[slot.index()];
        let order = line.current.as_ref().filter(|order| line.next.is_none() && !order.is_full())?;
        // Short at first, while the next touch of a slider is likely.
        // Sketches cost by the piece, not by the run.
        let most = if order.spec.runs > EXACT_RUNS { 75.0 } else { 20.0 };
        let ms = match self.place {
            Place::Workers => 25.0 + (0.05 * order.age_ms(now_ms)).clamp(0.0, most),
            Place::Inline => 12.0,
        };
        // The last pieces are short, so that no worker waits long for another.
        let fair = order.left().div_ceil(2 * self.loaded_workers() as u64).max(LEAST_RUNS);
        let size = self.runs_within(ms, &order.spec).unwrap_or(TRIAL_RUNS).min(fair);
        // Two runs are computed side by side.
        let size = size.next_multiple_of(2);
        let order = self.slots[slot.index()].current.as_mut()?;
        let piece = order.take_any(size)?;
        Some(simulate(slot, order, piece, key))
    }
}

fn simulate<B: Blob>(slot: Slot, order: &Order<B>, piece: Piece, key: u64) -> Found<B> {
    let request = Request::Simulate { key, spec: order.spec.clone(), from: piece.from, to: piece.to };
    (Work::Simulate { slot, order: order.id, piece }, request, Vec::new())
}
