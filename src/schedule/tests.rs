//! The pool against workers that are played: time is counted, not measured, and
//! workers start, answer and die when the test says so.

use super::*;
use crate::protocol::{Answer, Message, Reply, Request};
use crate::simulate::{EXACT_RUNS, LedgerReport, RunSpec, Score};

/// A chunk that is only the range of its runs.
#[derive(Clone, Debug, PartialEq)]
struct Runs {
    from: u64,
    to: u64,
    bytes_per_run: usize,
}

impl Blob for Runs {
    fn bytes(&self) -> usize {
        (self.to - self.from) as usize * self.bytes_per_run
    }
}

fn summary(runs: u64) -> Summary {
    Summary {
        engine: String::new(),
        project: String::new(),
        seed: 0,
        runs,
        steps: 10,
        times: vec![],
        alive: vec![],
        metrics: vec![],
        behaviours: vec![],
        score: Score { total: f64::NAN, survival: 1.0, goals: vec![] },
        faults: vec![],
        ledger: LedgerReport { max_relative_imbalance: 0.0, asset: String::new(), checks: 0 },
        hash: String::new(),
    }
}

fn spec(parameter: f64, runs: u64) -> RunSpec {
    RunSpec { parameters: vec![parameter], seed: 1, steps: 10, runs }
}

/// A pool whose workers take `run_ms` for a run and `merge_ms` for a merge.
struct Bench {
    schedule: Schedule<Runs>,
    now_ms: f64,
    run_ms: f64,
    merge_ms: f64,
    bytes_per_run: usize,
    /// When something was told.
    told_ms: Vec<f64>,
    /// What each worker is at: when it will answer, and what.
    desks: Vec<Option<(f64, Message, Vec<Runs>)>>,
    told: Vec<Event>,
    replaced: u32,
    most_busy: usize,
    /// The most that a merge was given besides what had been merged before.
    most_to_merge: usize,
}

impl Bench {
    fn new(workers: usize) -> Self {
        let mut bench = Bench {
            schedule: Schedule::new(workers, Place::Workers),
            now_ms: 0.0,
            run_ms: 0.1,
            merge_ms: 3.0,
            bytes_per_run: 1,
            desks: (0..workers).map(|_| None).collect(),
            told: vec![],
            told_ms: vec![],
            replaced: 0,
            most_busy: 0,
            most_to_merge: 0,
        };
        (0..workers).for_each(|worker| bench.schedule.ready(worker, 0.0));
        bench.schedule.load("{}".to_owned(), 0.0);
        bench.act();
        bench
    }

    fn act(&mut self) {
        loop {
            let actions = self.schedule.take_actions();
            if actions.is_empty() {
                break;
            }
            for action in actions {
                match action {
                    Action::Send { message: Message { request: Request::Crash, .. }, worker, .. } => {
                        self.die(worker, "asked to");
                    }
                    Action::Send { worker, message, chunks } => {
                        assert!(self.desks[worker].is_none(), "one message at a time");
                        let new = chunks.iter().filter(|chunk| chunk.from > 0).map(Blob::bytes).sum();
                        self.most_to_merge = self.most_to_merge.max(new);
                        let ms = match &message.request {
                            Request::Simulate { from, to, .. } => 1.0 + (to - from) as f64 * self.run_ms,
                            Request::Merge { .. } => self.merge_ms,
                            Request::Load { .. } | Request::Crash => 5.0,
                        };
                        self.desks[worker] = Some((self.now_ms + ms, message, chunks));
                    }
                    Action::Replace { worker } => {
                        self.replaced += 1;
                        self.desks[worker] = None;
                        self.schedule.ready(worker, self.now_ms);
                    }
                    Action::GoInline => self.desks = vec![None],
                    Action::Tell(event) => {
                        self.told.push(event);
                        self.told_ms.push(self.now_ms);
                    }
                }
            }
        }
        self.most_busy = self.most_busy.max(self.desks.iter().flatten().count());
    }

    fn die(&mut self, worker: usize, reason: &str) {
        self.desks[worker] = None;
        self.schedule.lost(worker, reason.to_owned(), self.now_ms);
        self.act();
    }

    /// Lets the next worker answer, if that is before `until_ms`.
    fn step(&mut self, until_ms: f64) -> bool {
        let due = |desk: &Option<(f64, _, _)>| desk.as_ref().map_or(f64::INFINITY, |(at, ..)| *at);
        let (worker, at) = self.desks.iter().map(due).enumerate().min_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        if let Some(deadline) = self.schedule.deadline().filter(|deadline| *deadline < at.min(until_ms)) {
            self.now_ms = deadline;
            self.schedule.tick(deadline);
            self.act();
            return true;
        }
        if at > until_ms || at.is_infinite() {
            self.now_ms = if until_ms.is_finite() { until_ms } else { self.now_ms };
            return false;
        }
        self.now_ms = at;
        let (_, message, chunks) = self.desks[worker].take().unwrap();
        let (reply, chunk) = self.serve(message.request, chunks);
        self.schedule.answer(worker, Answer { job: message.job, reply }, chunk, at);
        self.act();
        true
    }

    fn serve(&self, request: Request, mut chunks: Vec<Runs>) -> (Reply, Option<Runs>) {
        let bytes_per_run = self.bytes_per_run;
        match request {
            Request::Load { key, .. } => (Reply::Loaded { key }, None),
            Request::Simulate { from, to, spec, .. } => {
                assert!(from < to && to <= spec.runs);
                (Reply::Simulated { chunk: Default::default() }, Some(Runs { from, to, bytes_per_run }))
            }
            Request::Merge { spec, .. } => {
                chunks.sort_by_key(|chunk| chunk.from);
                let to = chunks.iter().fold(0, |at, chunk| {
                    assert_eq!(chunk.from, at, "no gap and no overlap");
                    chunk.to
                });
                let condensed = spec.runs > EXACT_RUNS;
                let reply = Reply::Merged { chunk: None, summary: Box::new(summary(to)) };
                (reply, condensed.then_some(Runs { from: 0, to, bytes_per_run }))
            }
            Request::Crash => unreachable!("it kills before it is served"),
        }
    }

    fn run(&mut self, slot: Slot, spec: RunSpec) -> u64 {
        let ticket = self.schedule.run(slot, spec, self.now_ms);
        self.act();
        ticket
    }

    fn rest(&mut self) {
        while self.step(f64::INFINITY) {}
    }

    fn summaries(&self) -> Vec<(u64, Stage, u64)> {
        let told = self.told.iter().filter_map(|event| match event {
            Event::Summary { progress, summary } => Some((progress.ticket, progress.stage, summary.runs)),
            _ => None,
        });
        told.collect()
    }

    fn failures(&self) -> usize {
        self.told.iter().filter(|event| matches!(event, Event::Failed(_))).count()
    }
}

#[test]
fn an_order_comes_coarse_first_and_in_the_end_whole() {
    let mut bench = Bench::new(2);
    let ticket = bench.run(Slot::Variant, spec(1.0, 1000));
    bench.rest();
    assert!(matches!(bench.told.first(), Some(Event::Ready { workers: 2, inline: false })));
    let summaries = bench.summaries();
    assert_eq!(summaries.first(), Some(&(ticket, Stage::Coarse, 16)));
    assert_eq!(summaries.last(), Some(&(ticket, Stage::Done, 1000)));
    assert!(summaries.len() <= 5, "summaries are at growing distances: {summaries:?}");
    assert!(summaries.windows(2).all(|pair| pair[0].2 < pair[1].2));
    assert_eq!(bench.most_busy, 2);
}

#[test]
fn the_first_fan_grows_with_the_speed_that_was_measured() {
    let mut bench = Bench::new(2);
    bench.run(Slot::Variant, spec(1.0, 1000));
    bench.rest();
    bench.run(Slot::Variant, spec(2.0, 1000));
    bench.rest();
    let coarse: Vec<u64> = bench.summaries().iter().filter(|s| s.1 == Stage::Coarse).map(|s| s.2).collect();
    assert!(coarse.len() == 2 && coarse[1] > 200 && coarse[1] <= 512, "{coarse:?}");
}

#[test]
fn while_dragging_fans_keep_coming_and_nothing_piles_up() {
    let mut bench = Bench::new(2);
    bench.run(Slot::Variant, spec(0.0, 1000));
    bench.rest();
    let quiet = bench.summaries().len();
    let began_ms = bench.now_ms;
    let mut ordered = vec![];
    for order in 1..=120 {
        let ticket = bench.run(Slot::Variant, spec(f64::from(order), 1000));
        ordered.push((ticket, bench.now_ms));
        let until_ms = began_ms + f64::from(order) * 16.0;
        while bench.step(until_ms) {}
    }
    let shown = bench.summaries().split_off(quiet);
    assert!(shown.len() >= 20, "only {} fans in 120 frames", shown.len());
    assert!(shown.windows(2).all(|pair| pair[0].0 <= pair[1].0), "never back in time");
    let waits = ordered.iter().map(|(ticket, at_ms)| {
        let told = bench.told.iter().zip(&bench.told_ms).find_map(|(event, told_ms)| match event {
            Event::Summary { progress, .. } if progress.ticket >= *ticket => Some(*told_ms),
            _ => None,
        });
        told.unwrap_or(bench.now_ms) - at_ms
    });
    let longest = waits.fold(0.0, f64::max);
    assert!(longest <= 100.0, "an order waited {longest} (played) ms for its fan or a newer one");
    bench.rest();
    let last = ordered.last().unwrap().0;
    assert_eq!(bench.summaries().last(), Some(&(last, Stage::Done, 1000)));
    assert_eq!(bench.replaced, 0);
}

#[test]
fn a_longer_order_of_the_same_design_continues_the_shorter() {
    let mut bench = Bench::new(2);
    bench.run(Slot::Variant, spec(1.0, 1000));
    bench.rest();
    let before_ms = bench.now_ms;
    let ticket = bench.run(Slot::Variant, spec(1.0, 2000));
    bench.rest();
    assert_eq!(bench.summaries().last(), Some(&(ticket, Stage::Done, 2000)));
    assert!(bench.now_ms - before_ms < 80.0, "only 1000 runs are new");
    let again = bench.run(Slot::Variant, spec(1.0, 2000));
    assert_eq!(bench.summaries().last(), Some(&(again, Stage::Done, 2000)), "nothing is left to do");
    let sketched = bench.run(Slot::Variant, spec(1.0, 20_000));
    bench.rest();
    let of_it: Vec<_> = bench.summaries().into_iter().filter(|s| s.0 == sketched).collect();
    assert_eq!(of_it.first().map(|s| s.1), Some(Stage::Coarse), "series are kept differently: all anew");
    assert_eq!(of_it.last(), Some(&(sketched, Stage::Done, 20_000)));
}

#[test]
fn deaths_lose_no_run() {
    let mut bench = Bench::new(3);
    let ticket = bench.run(Slot::Variant, spec(1.0, 20_000));
    for death in 0..20 {
        (0..4).for_each(|_| assert!(bench.step(f64::INFINITY)));
        bench.die(death % 3, "bad luck");
    }
    bench.rest();
    assert_eq!(bench.summaries().last(), Some(&(ticket, Stage::Done, 20_000)));
    assert_eq!((bench.replaced, bench.failures()), (20, 0));
    let last = bench.told.iter().rev().find_map(|event| match event {
        Event::WorkerReplaced { restarts, .. } => Some(*restarts),
        _ => None,
    });
    assert_eq!(last, Some(20));
}

#[test]
fn work_that_kills_three_times_is_given_up() {
    let mut bench = Bench::new(1);
    bench.step(f64::INFINITY);
    bench.run(Slot::Variant, spec(1.0, 100));
    for deaths in 0..3 {
        assert_eq!(bench.failures(), 0, "after {deaths}");
        if deaths > 0 {
            assert!(bench.step(f64::INFINITY), "the new worker loads the model");
        }
        bench.die(0, "poison");
    }
    assert_eq!(bench.failures(), 1);
    bench.rest();
    assert!(bench.summaries().is_empty());
    let ticket = bench.run(Slot::Variant, spec(2.0, 100));
    bench.rest();
    assert_eq!(bench.summaries().last(), Some(&(ticket, Stage::Done, 100)), "the next order is served");
}

#[test]
fn cancelled_orders_are_silent_and_give_their_workers_free() {
    let mut bench = Bench::new(2);
    let ticket = bench.run(Slot::Variant, spec(1.0, 100_000));
    while bench.summaries().is_empty() {
        bench.step(f64::INFINITY);
    }
    let shown = bench.summaries().len();
    bench.schedule.cancel(Slot::Variant, bench.now_ms);
    bench.act();
    assert!(matches!(
        bench.told.last(),
        Some(Event::Cancelled { slot: Slot::Variant, ticket: told }) if *told == ticket
    ));
    bench.rest();
    assert_eq!(bench.summaries().len(), shown);
    bench.schedule.cancel(Slot::Variant, bench.now_ms);
    assert!(bench.schedule.take_actions().is_empty(), "there is nothing left to cancel");
}

#[test]
fn a_worker_that_sticks_to_stale_work_is_ended() {
    let mut bench = Bench::new(1);
    bench.step(f64::INFINITY);
    bench.run_ms = 100_000.0;
    bench.run(Slot::Variant, spec(1.0, 100));
    bench.schedule.load("{\"other\":1}".to_owned(), bench.now_ms);
    bench.act();
    bench.run_ms = 0.1;
    let ticket = bench.run(Slot::Variant, spec(1.0, 100));
    bench.rest();
    assert_eq!(bench.summaries().last(), Some(&(ticket, Stage::Done, 100)));
    assert_eq!(bench.replaced, 1);
    assert!(bench.now_ms < 1000.0);
    assert!(!bench.told.iter().any(|event| matches!(event, Event::WorkerReplaced { .. })), "no death");
}

#[test]
fn a_new_model_makes_late_replies_meaningless() {
    let mut bench = Bench::new(2);
    bench.run(Slot::Variant, spec(1.0, 1000));
    bench.step(f64::INFINITY);
    bench.step(f64::INFINITY);
    bench.schedule.load("{\"other\":1}".to_owned(), bench.now_ms);
    bench.act();
    bench.rest();
    assert!(bench.summaries().is_empty());
    let ready = bench.told.iter().filter(|event| matches!(event, Event::Ready { .. })).count();
    assert_eq!(ready, 2, "once for each model");
}

#[test]
fn an_invalid_document_is_told_once() {
    let mut schedule = Schedule::<Runs>::new(2, Place::Workers);
    (0..2).for_each(|worker| schedule.ready(worker, 0.0));
    schedule.load("{".to_owned(), 0.0);
    schedule.run(Slot::Variant, spec(1.0, 10), 0.0);
    let mut told = 0;
    for action in schedule.take_actions() {
        if let Action::Send { worker, message, .. } = action {
            let reply = Reply::Invalid { diagnostics: vec![Diagnostic::error("", "not JSON")] };
            schedule.answer(worker, Answer { job: message.job, reply }, None, 1.0);
        }
    }
    for action in schedule.take_actions() {
        match action {
            Action::Tell(Event::Invalid(diagnostics)) => told += diagnostics.len(),
            action => panic!("nothing else is to be done: {action:?}"),
        }
    }
    assert_eq!(told, 1);
}

#[test]
fn without_any_worker_the_page_computes() {
    let mut bench = Bench::new(2);
    let ticket = bench.run(Slot::Variant, spec(1.0, 300));
    bench.desks = vec![None, None];
    bench.schedule.unstartable(0, 0.0);
    bench.schedule.unstartable(1, 0.0);
    bench.act();
    bench.rest();
    assert!(bench.told.iter().any(|event| matches!(event, Event::Ready { workers: 1, inline: true })));
    assert_eq!(bench.summaries().last(), Some(&(ticket, Stage::Done, 300)));
}

#[test]
fn both_slots_are_served() {
    let mut bench = Bench::new(2);
    let variant = bench.run(Slot::Variant, spec(1.0, 4000));
    let baseline = bench.run(Slot::Baseline, spec(2.0, 4000));
    bench.rest();
    let done: Vec<_> = bench.summaries().into_iter().filter(|s| s.1 == Stage::Done).collect();
    assert!(done.contains(&(variant, Stage::Done, 4000)) && done.contains(&(baseline, Stage::Done, 4000)));
    let coarse: Vec<u64> = bench.summaries().iter().filter(|s| s.1 == Stage::Coarse).map(|s| s.0).collect();
    assert_eq!(coarse, [variant, baseline]);
    assert_eq!(bench.summaries()[..2].iter().filter(|s| s.1 == Stage::Coarse).count(), 2, "before all else");
}

#[test]
fn large_chunks_are_merged_before_they_fill_the_memory() {
    let mut bench = Bench::new(2);
    bench.bytes_per_run = 1 << 20;
    bench.run(Slot::Variant, spec(1.0, 1000));
    bench.rest();
    assert!(bench.summaries().len() > 5, "{:?}", bench.summaries());
}

#[test]
fn what_waits_for_a_slow_merge_does_not_pile_up() {
    let mut bench = Bench::new(2);
    (bench.bytes_per_run, bench.merge_ms) = (16 << 10, 1000.0);
    bench.run(Slot::Variant, spec(1.0, 2 * EXACT_RUNS));
    bench.rest();
    assert_eq!(bench.summaries().last().map(|last| last.2), Some(2 * EXACT_RUNS));
    // All of it is 320 MB, and one worker would have computed it during the first merge.
    assert!(bench.most_to_merge < 64 << 20, "{} bytes", bench.most_to_merge);
}

#[test]
fn a_crash_on_request_is_survived() {
    let mut bench = Bench::new(2);
    let ticket = bench.run(Slot::Variant, spec(1.0, 1000));
    (0..3).for_each(|_| assert!(bench.step(f64::INFINITY)));
    bench.schedule.crash_one();
    bench.act();
    bench.rest();
    assert_eq!(bench.summaries().last(), Some(&(ticket, Stage::Done, 1000)));
    assert_eq!(bench.replaced, 1);
}
