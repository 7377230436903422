//! What answers and deaths mean for the orders.

use super::order::{Order, Piece};
use super::pool::{Line, Merge, ModelState, Work};
use super::{Action, Blob, Event, Schedule, Slot};
use crate::diag::Diagnostic;
use crate::simulate::Summary;
use std::sync::Arc;

/// Workers that may die of the same piece of work before it is given up.
const MAX_DEATHS: u32 = 3;

/// Progress is told at most this often for a slot.
const TELL_MS: f64 = 100.0;

impl<B: Blob> Schedule<B> {
    pub(super) fn invalid(&mut self, key: u64, diagnostics: Vec<Diagnostic>) {
        let Some(held) = self.model.as_mut().filter(|held| held.key == key) else { return };
        if held.state != ModelState::Unusable {
            held.state = ModelState::Unusable;
            self.tell(Event::Invalid(diagnostics));
        }
    }

    pub(super) fn simulated(
        &mut self,
        slot: Slot,
        id: u64,
        piece: Piece,
        chunk: B,
        sent_ms: f64,
        now_ms: f64,
    ) {
        let Some(order) = self.order(slot, id) else { return };
        let steps = (piece.to - piece.from) as f64 * f64::from(order.spec.steps.max(1));
        order.simulated(piece, chunk);
        let tell = !order.is_coarse() && now_ms - order.told_ms >= TELL_MS;
        if tell {
            order.told_ms = now_ms;
        }
        let progress = order.progress(now_ms);
        let measured = (now_ms - sent_ms).max(0.01) / steps;
        // A worker gets faster while its code is being optimised, hence the weight.
        self.step_ms = Some(self.step_ms.map_or(measured, |before| 0.6 * before + 0.4 * measured));
        if tell {
            self.tell(Event::Progress(progress));
        }
    }

    pub(super) fn merged(&mut self, merge: Merge, chunk: Option<B>, summary: Arc<Summary>, now_ms: f64) {
        let Merge { slot, order, runs, first } = merge;
        let floor = self.slots[slot.index()].floor;
        let progress = match (self.order(slot, order), first) {
            (Some(order), _) => {
                order.merged(runs, chunk, summary.clone());
                order.told_ms = now_ms;
                order.progress(now_ms)
            }
            (None, Some(progress)) if progress.ticket >= floor => progress,
            (None, _) => return,
        };
        self.slots[slot.index()].floor = progress.ticket;
        self.tell(Event::Summary { progress, summary });
    }

    /// Takes work back from a dead worker.
    pub(super) fn bury(&mut self, work: Work, reason: &str) {
        let deaths = match &work {
            Work::Load { key } => match self.model.as_mut().filter(|held| held.key == *key) {
                Some(held) => {
                    held.deaths += 1;
                    held.deaths
                }
                None => 0,
            },
            Work::Simulate { slot, order, piece } => {
                self.order(*slot, *order).map_or(0, |order| order.give_back(*piece))
            }
            Work::Merge(Merge { slot, order, .. }) => self.order(*slot, *order).map_or(0, Order::merge_died),
        };
        if deaths >= MAX_DEATHS {
            self.give_up(work, format!("the same work ended {deaths} workers: {reason}"));
        }
    }

    pub(super) fn give_up(&mut self, work: Work, reason: String) {
        match work {
            Work::Load { key } => match self.model.as_mut().filter(|held| held.key == key) {
                Some(held) if held.state != ModelState::Unusable => held.state = ModelState::Unusable,
                _ => return,
            },
            Work::Simulate { slot, order, .. } | Work::Merge(Merge { slot, order, .. }) => {
                if self.order(slot, order).is_none() {
                    return;
                }
                self.drop_orders(slot);
            }
        }
        self.tell(Event::Failed(reason));
    }

    pub(super) fn order(&mut self, slot: Slot, id: u64) -> Option<&mut Order<B>> {
        self.slots[slot.index()].current.as_mut().filter(|order| order.id == id)
    }

    pub(super) fn tell(&mut self, event: Event) {
        self.actions.push(Action::Tell(event));
    }

    pub(super) fn drop_orders(&mut self, slot: Slot) {
        let floor = self.last_id + 1;
        self.slots[slot.index()] = Line { current: None, next: None, floor };
    }

    pub(super) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}
