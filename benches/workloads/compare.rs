//! The two workloads, each on the engine and by hand, and how they are compared.
//!
//! Machines are noisy: other programs, turbo clocks, throttling. So the two are
//! timed in turns, and what is reported is the median of each turn's ratio.

use crate::hand::{self, Recorded};
use std::hint::black_box;
use tokenwright::project::Project;
use tokenwright::simulate::{Model, RunSpec, compile};

/// A workload, ready to run.
pub struct Workload {
    /// `W1` or `W2`.
    pub name: &'static str,
    /// What is counted: one per step, or one per agent and step.
    pub unit: &'static str,
    /// Units in a run.
    pub units_per_run: f64,
    /// Runs of a round: a share of the headline's that takes a fraction of a
    /// second.
    pub runs: u64,
    model: Model,
    spec: RunSpec,
    hand: fn(u64, u64, u32, u32) -> Recorded,
    stride: u32,
}

/// What [`Workload::measure`] found; rates in units per second.
pub struct Measured {
    /// Median rate of the engine.
    pub engine: f64,
    /// Median rate of the hand-written loop.
    pub hand: f64,
    /// Median of the rounds' ratios, engine : hand.
    pub ratio: f64,
    /// Smallest and largest ratio of a round.
    pub spread: (f64, f64),
}

impl Workload {
    /// W1 and W2. Panics if the engine and the loop do not compute the same.
    pub fn all() -> Vec<Workload> {
        let traders = include_str!("../models/w1-adaptive-traders.json");
        let supply = include_str!("../models/w2-token-supply.json");
        let all = vec![
            Workload::new("W1", "agent-steps", 100.0, 100, traders, hand::adaptive_traders),
            Workload::new("W2", "steps", 1.0, 1000, supply, hand::token_supply),
        ];
        all.iter().for_each(Workload::check);
        all
    }

    fn new(
        name: &'static str,
        unit: &'static str,
        agents: f64,
        runs: u64,
        document: &str,
        hand: fn(u64, u64, u32, u32) -> Recorded,
    ) -> Workload {
        let project = Project::from_json(document).expect("the workload is a document");
        let model = compile(&project).expect("the workload compiles");
        let spec = model.default_spec();
        let units_per_run = agents * f64::from(spec.steps);
        // The engine's summaries have at most 121 points.
        let stride = spec.steps.div_ceil(120);
        Workload { name, unit, units_per_run, runs, model, spec, hand, stride }
    }

    /// Runs a round on the engine, up to what is merged and summed up later.
    pub fn engine(&self) {
        black_box(self.model.simulate(&self.spec, 0..self.runs).expect("the spec is the document's"));
    }

    /// Runs a round by hand.
    pub fn hand(&self) {
        let (seed, runs, steps, stride) =
            black_box((self.spec.seed, self.runs, self.spec.steps, self.stride));
        let recorded = (self.hand)(seed, runs, steps, stride);
        black_box((recorded.finals, recorded.series));
    }

    /// Both must compute the same final price in every run.
    fn check(&self) {
        let spec = RunSpec { runs: self.runs, ..self.spec.clone() };
        let summary = self.model.run(&spec).expect("the spec is the document's");
        let recorded = (self.hand)(spec.seed, spec.runs, spec.steps, self.stride);
        let engine = &summary.metrics[0];
        assert!(summary.faults.is_empty(), "{}: runs break", self.name);
        assert_eq!(engine.finals.len(), recorded.finals.len());
        assert_eq!(engine.series.mean.len() as u64 * spec.runs, recorded.series.len() as u64);
        for (run, (engine, hand)) in engine.finals.iter().zip(&recorded.finals).enumerate() {
            let difference = (engine / hand - 1.0).abs();
            assert!(difference < 1e-9, "{} run {run}: engine {engine}, hand {hand}", self.name);
        }
    }

    /// Times engine and hand in turns, `rounds` times; `now` is in seconds.
    pub fn measure(&self, rounds: usize, now: impl Fn() -> f64) -> Measured {
        let units = self.units_per_run * self.runs as f64;
        let time = |work: &dyn Fn()| {
            let start = now();
            work();
            units / (now() - start)
        };
        let (mut engine, mut hand, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        self.engine();
        for _ in 0..rounds {
            let (by_hand, by_engine) = (time(&|| self.hand()), time(&|| self.engine()));
            hand.push(by_hand);
            engine.push(by_engine);
            ratios.push(by_engine / by_hand);
        }
        let ratio = median(&mut ratios);
        let spread = (ratios[0], ratios[ratios.len() - 1]);
        Measured { engine: median(&mut engine), hand: median(&mut hand), ratio, spread }
    }
}

impl Measured {
    /// One line for people.
    pub fn line(&self, workload: &Workload) -> String {
        format!(
            "{}  engine {:8.2} M {unit}/s   hand {:8.2} M {unit}/s   engine : hand {:.3}  ({:.3} to {:.3})",
            workload.name,
            self.engine / 1e6,
            self.hand / 1e6,
            self.ratio,
            self.spread.0,
            self.spread.1,
            unit = workload.unit,
        )
    }
}

/// Sorts, too.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}
