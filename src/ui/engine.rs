//! The page's side of the engine: which order is out for which design.
//!
//! [`Engine::follow`] is told what is on screen and orders what is missing; what
//! the runner then says is put into terms of designs and passed on as
//! [`News`]. So the rest of the page knows neither tickets nor workers.

use super::command::News;
use super::persist;
use super::runner::{Event, Progress, Runner, Slot, Stage};
use super::state::{Activity, Baseline, Opened, Outcome};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use tokenwright::simulate::{RunSpec, Summary};

/// Orders whose designs are remembered: a fan may come in for one that a few
/// newer ones have replaced.
const REMEMBERED: usize = 64;

/// The engine; empty until it is started.
#[derive(Default)]
pub struct Engine {
    runner: Option<Runner>,
    opened: Option<Arc<Opened>>,
    orders: Rc<RefCell<Orders>>,
}

/// The orders that were placed.
#[derive(Default)]
struct Orders {
    variant: Option<RunSpec>,
    baseline: Option<RunSpec>,
    /// Ticket and design of the latest orders.
    placed: VecDeque<(u64, RunSpec)>,
    /// What was heard last about the design on screen.
    latest: Option<Progress>,
    /// When the latest order for it was placed, in ms.
    since_ms: f64,
}

/// Starts the workers.
pub fn start(tell: impl Fn(News) + 'static) -> Engine {
    let orders = Rc::new(RefCell::new(Orders::default()));
    let known = orders.clone();
    let runner = Runner::start(persist::worker_address(), move |event| {
        // The borrow ends before anybody is told: telling may place orders.
        let news = translate(&mut known.borrow_mut(), event);
        news.into_iter().for_each(&tell);
    });
    Engine { runner: Some(runner), opened: None, orders }
}

impl Engine {
    /// Orders what is on screen and not yet ordered. Says what the engine is
    /// doing, if that changed.
    pub fn follow(
        &mut self,
        opened: &Arc<Opened>,
        spec: &RunSpec,
        baseline: Option<&Baseline>,
    ) -> Option<Activity> {
        let runner = self.runner.as_ref()?;
        let mut orders = self.orders.borrow_mut();
        if !self.opened.as_ref().is_some_and(|loaded| Arc::ptr_eq(loaded, opened)) {
            runner.load(opened.sheet.text.clone());
            self.opened = Some(opened.clone());
            *orders = Orders::default();
        }
        let mut changed = None;
        if orders.variant.as_ref() != Some(spec) {
            let ticket = runner.run(Slot::Variant, spec.clone());
            orders.place(ticket, spec);
            orders.variant = Some(spec.clone());
            orders.latest = None;
            orders.since_ms = now_ms();
            changed = Some(Activity::Running { done: 0, total: spec.runs, rate: None });
        }
        let wanted = baseline.filter(|baseline| baseline.summary.is_none()).map(|baseline| &baseline.spec);
        if wanted != orders.baseline.as_ref() {
            match wanted {
                Some(spec) => {
                    let ticket = runner.run(Slot::Baseline, spec.clone());
                    orders.place(ticket, spec);
                }
                None => runner.cancel(Slot::Baseline),
            }
            orders.baseline = wanted.cloned();
        }
        changed
    }

    /// Stops the order for the design on screen.
    pub fn cancel(&mut self) {
        if let Some(runner) = &self.runner {
            runner.cancel(Slot::Variant);
        }
    }

    /// Forgets that the design on screen was ordered, so that it is again.
    pub fn forget(&mut self) {
        self.orders.borrow_mut().variant = None;
    }

    /// Makes a worker panic.
    pub fn crash_one(&mut self) {
        if let Some(runner) = &self.runner {
            runner.crash_one();
        }
    }
}

impl Orders {
    fn place(&mut self, ticket: u64, spec: &RunSpec) {
        if self.placed.len() == REMEMBERED {
            self.placed.pop_front();
        }
        self.placed.push_back((ticket, spec.clone()));
    }

    fn spec(&self, ticket: u64) -> Option<RunSpec> {
        self.placed.iter().find(|(placed, _)| *placed == ticket).map(|(_, spec)| spec.clone())
    }

    /// What the engine is doing for the design on screen, if this is about it.
    fn activity(&mut self, progress: &Progress) -> Option<Activity> {
        let newest = self.placed.iter().rev().find(|(_, spec)| Some(spec) == self.variant.as_ref())?.0;
        if progress.ticket != newest {
            return None;
        }
        self.latest = Some(progress.clone());
        let rate = (progress.runs_per_second > 0.0).then_some(progress.runs_per_second);
        Some(match progress.stage {
            Stage::Done => {
                Activity::Done { runs: progress.total, seconds: (now_ms() - self.since_ms) / 1000.0 }
            }
            Stage::Coarse | Stage::Refining => {
                Activity::Running { done: progress.done, total: progress.total, rate }
            }
        })
    }
}

/// An event of the runner in terms of designs.
fn translate(orders: &mut Orders, event: Event) -> Vec<News> {
    match event {
        Event::Ready { .. } => vec![News::Ready],
        Event::Invalid(diagnostics) => vec![News::Invalid(diagnostics)],
        Event::Summary { progress, summary } => summary_news(orders, &progress, summary),
        Event::Progress(progress) if progress.slot == Slot::Variant => {
            orders.activity(&progress).map(News::Activity).into_iter().collect()
        }
        Event::Progress(_) => Vec::new(),
        Event::Cancelled { slot: Slot::Variant, .. } => {
            let total = orders.variant.as_ref().map_or(0, |spec| spec.runs);
            let done = orders.latest.as_ref().map_or(0, |progress| progress.done);
            vec![News::Activity(Activity::Cancelled { done, total })]
        }
        Event::Cancelled { slot: Slot::Baseline, .. } => Vec::new(),
        Event::WorkerReplaced { restarts, .. } => vec![News::Restarted(restarts)],
        Event::Failed(reason) => vec![News::Activity(Activity::Failed(reason))],
    }
}

fn summary_news(orders: &mut Orders, progress: &Progress, summary: Arc<Summary>) -> Vec<News> {
    let Some(spec) = orders.spec(progress.ticket) else { return Vec::new() };
    match progress.slot {
        Slot::Variant => {
            let outcome = Outcome { spec, summary, stage: progress.stage };
            let activity = orders.activity(progress).map(News::Activity);
            std::iter::once(News::Variant(outcome)).chain(activity).collect()
        }
        Slot::Baseline if progress.stage == Stage::Done => vec![News::Baseline(spec, summary)],
        Slot::Baseline => Vec::new(),
    }
}

fn now_ms() -> f64 {
    leptos::prelude::window().performance().map_or(0.0, |performance| performance.now())
}
