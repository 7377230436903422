//! The two workloads, each on the engine and by hand, and how they are compared.
//!
//! Machines are noisy: other programs, turbo clocks, throttling. So the sides are
//! timed in turns, and what is reported is the median of the turns' ratios.

use crate::hand::{self, Recorded};
use std::hint::black_box;
use tokenwright::project::Project;
use tokenwright::simulate::{Model, RunSpec, compile};

/// A workload, ready to run.
pub struct Workload {
    /// `W1` or `W2`.
    pub name: &'static str,
    /// What is counted: one per step, or one per agent and step.
    #[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "for the printed lines"))]
    pub unit: &'static str,
    units_per_run: f64,
    /// Runs of a round: a share of the headline's that takes a fraction of a
    /// second.
    runs: u64,
    model: Model,
    spec: RunSpec,
    hand: fn(u64, u64, u32, u32) -> Recorded,
    stride: u32,
}

/// Who does the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The engine, from a compiled document.
    Engine,
    /// The hand-written loop.
    Hand,
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

    /// Computes a round, on the engine up to what is merged and summed up later.
    pub fn run(&self, side: Side) {
        let spec = black_box(&self.spec);
        match side {
            Side::Engine => {
                black_box(self.model.simulate(spec, 0..self.runs).expect("the spec is the document's"));
            }
            Side::Hand => {
                let recorded = (self.hand)(spec.seed, self.runs, spec.steps, self.stride);
                black_box((recorded.finals, recorded.series));
            }
        }
    }

    /// Units in a round.
    pub fn units(&self) -> f64 {
        self.units_per_run * self.runs as f64
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
}

/// A round for whoever drives the comparison from outside: `W1 engine`, `W2 hand`.
/// Computes it and gives its number of units; nothing for any other request.
pub fn on_request(all: &[Workload], request: &str) -> Option<f64> {
    let (name, side) = request.trim().split_once(' ')?;
    let workload = all.iter().find(|workload| workload.name == name)?;
    let side = match side {
        "engine" => Side::Engine,
        "hand" => Side::Hand,
        _ => return None,
    };
    workload.run(side);
    Some(workload.units())
}
