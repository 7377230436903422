//! Recomputing: one result after the other, one run set after the other, on the
//! page's own pool of workers.

use crate::ui::persist;
use crate::ui::runner::{Event, Runner, Slot, Stage};
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use tokenwright::published::{Published, Row};
use tokenwright::simulate::Summary;

/// How far a result is.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Its turn has not come.
    Waits,
    /// It is being recomputed.
    Runs,
    /// All of it is there, after so many seconds.
    Done(f64),
    /// It could not be recomputed.
    Failed(String),
}

/// A result and what is known of it so far.
#[derive(Clone)]
pub struct Entry {
    /// The result.
    pub result: Rc<Published>,
    /// Its rows, case by case, as they come.
    pub rows: RwSignal<Vec<Row>>,
    /// How far it is.
    pub state: RwSignal<State>,
}

/// What is under way.
struct Now {
    entry: usize,
    case: usize,
    ticket: u64,
    since_ms: f64,
}

struct Bench {
    entries: Vec<Entry>,
    runner: RefCell<Option<Runner>>,
    now: RefCell<Option<Now>>,
}

/// Starts to recompute results, in their order.
pub fn recompute(results: Vec<Published>) -> Vec<Entry> {
    let entry = |result| Entry {
        result: Rc::new(result),
        rows: RwSignal::new(Vec::new()),
        state: RwSignal::new(State::Waits),
    };
    let entries: Vec<Entry> = results.into_iter().map(entry).collect();
    let bench =
        Rc::new(Bench { entries: entries.clone(), runner: RefCell::new(None), now: RefCell::new(None) });
    let heard = Rc::clone(&bench);
    let runner = Runner::start(persist::worker_address(), move |event| heard.hear(event));
    bench.runner.replace(Some(runner));
    bench.begin(0);
    entries
}

impl Bench {
    /// Takes up a result, if there is one left.
    fn begin(&self, entry: usize) {
        let Some(Entry { result, state, .. }) = self.entries.get(entry) else { return };
        state.set(State::Runs);
        if let Some(runner) = &*self.runner.borrow() {
            runner.load(result.document.to_json_compact());
        }
        self.order(entry, 0, now_ms());
    }

    fn order(&self, entry: usize, case: usize, since_ms: f64) {
        let result = &self.entries[entry].result;
        let (Some(runner), Some(ordered)) = (&*self.runner.borrow(), result.cases.get(case)) else { return };
        let ticket = runner.run(Slot::Variant, result.spec(ordered));
        self.now.replace(Some(Now { entry, case, ticket, since_ms }));
    }

    fn hear(&self, event: Event) {
        match event {
            Event::Summary { progress, summary } if progress.stage == Stage::Done => {
                self.summed_up(progress.ticket, &summary);
            }
            Event::Invalid(problems) => {
                self.fail(problems.first().map(ToString::to_string).unwrap_or_default());
            }
            Event::Failed(reason) => self.fail(reason),
            // Coarse fans are of no use here, and a worker that died is replaced.
            _ => {}
        }
    }

    fn summed_up(&self, ticket: u64, summary: &Arc<Summary>) {
        let meant = self.now.borrow_mut().take_if(|now| now.ticket == ticket);
        let Some(Now { entry, case, since_ms, .. }) = meant else { return };
        let Entry { result, rows, state } = &self.entries[entry];
        rows.update(|rows| rows.extend(result.compare(&result.cases[case], summary)));
        if case + 1 < result.cases.len() {
            return self.order(entry, case + 1, since_ms);
        }
        state.set(State::Done((now_ms() - since_ms) / 1000.0));
        self.begin(entry + 1);
    }

    fn fail(&self, reason: String) {
        if let Some(Now { entry, .. }) = self.now.take() {
            self.entries[entry].state.set(State::Failed(reason));
            self.begin(entry + 1);
        }
    }
}

fn now_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}
