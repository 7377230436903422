//! What moved along the selected arrow over many runs. They are run here, a few at a
//! time, by the same engine as the run that is played, so that a fan costs the workers
//! and those who select nothing nothing.

use super::replay::{Ready, Replay};
use super::{Board, Item, Shown};
use crate::studio::parts::follow;
use crate::studio::slices::Slices;
use crate::ui::components::{Shown as Numbers, Subject, fan_chart};
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use std::sync::Arc;
use tokenwright::diagram::model::Graph;
use tokenwright::diagram::moved::Spread;
use tokenwright::project::Project;
use tokenwright::report::word::counted;
use tokenwright::simulate::{LedgerReport, RunSpec, Score, Summary};

/// Runs in a fan: enough for the band of nine in ten, few enough for a page that
/// computes them itself.
const RUNS: u64 = 100;

/// Fewer runs than these replace no fan that is there.
const FEWEST: u64 = 20;

/// Most runs at a time.
const MOST: u64 = 25;

/// The fan of an arrow, as far as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fan {
    /// What moved, one metric for each asset; none before the first runs.
    summary: Option<Arc<Summary>>,
    /// Runs that are in it, that will be, and that the simulation has.
    runs: u64,
    wanted: u64,
    all: u64,
}

/// Follows the selected arrow.
pub fn follow_arrow(shown: Memo<Shown>, chosen: RwSignal<Option<Item>>, replay: Replay) -> RwSignal<Fan> {
    let fan = RwSignal::new(Fan::default());
    // Where things stand and what is selected beside does not matter.
    let of = Memo::new(move |_| {
        let item = chosen.get()?;
        shown.with(|shown| {
            let (at, arrow) = shown.arrow(&item)?;
            (!arrow.planned).then(|| (item.clone(), shown.graph.clone(), at))
        })
    });
    let slices = Slices::new(MOST);
    Effect::new(move |before: Option<Option<Item>>| {
        slices.stop();
        let (Some((item, graph, arrow)), Some(ready)) = (of.get(), replay.ready.get()) else {
            fan.set(Fan::default());
            return None;
        };
        // While another is made of the same arrow, the one before stays.
        if before.flatten().as_ref() != Some(&item) {
            fan.set(Fan::default());
        }
        let spread = Spread::new(ready.spec.steps);
        let mut work = Work { fan, ready, graph, arrow, spread };
        slices.work(move |together| work.slice(together));
        Some(item)
    });
    fan
}

/// A fan that is being made.
struct Work {
    fan: RwSignal<Fan>,
    ready: Ready,
    graph: Graph,
    arrow: usize,
    spread: Spread,
}

impl Work {
    /// Computes some runs; true if there are more.
    fn slice(&mut self, together: u64) -> bool {
        let spec = &self.ready.spec;
        let (done, wanted) = (self.spread.runs() as u64, spec.runs.min(RUNS));
        let range = done..(done + together).min(wanted);
        // A set without runs has none to show.
        let Ok(runs) = self.ready.watched.runs(spec, range) else { return false };
        for flows in &runs {
            self.spread.add(&self.graph, self.arrow, flows);
        }
        let done = self.spread.runs() as u64;
        // A band of few runs would only flicker in the place of the one before.
        if done >= wanted.min(FEWEST) || self.fan.with_untracked(|fan| fan.runs < FEWEST) {
            let summary = Some(Arc::new(summary(&self.spread, spec)));
            self.fan.set(Fan { summary, runs: done, wanted, all: spec.runs });
        }
        done < wanted
    }
}

/// As charts take it; it is no run set, and has neither score nor hash.
fn summary(spread: &Spread, spec: &RunSpec) -> Summary {
    Summary {
        engine: String::new(),
        project: String::new(),
        seed: spec.seed,
        runs: spread.runs() as u64,
        steps: spec.steps,
        times: spread.times().to_vec(),
        alive: Vec::new(),
        metrics: spread.series(),
        behaviours: Vec::new(),
        score: Score { total: f64::NAN, survival: f64::NAN, goals: Vec::new() },
        faults: Vec::new(),
        ledger: LedgerReport { max_relative_imbalance: f64::NAN, asset: String::new(), checks: 0 },
        hash: String::new(),
    }
}

/// The fan of the selected arrow, a chart for each asset.
pub fn fan_of_arrow(board: Board) -> El {
    let fan = board.fan;
    let assets = Memo::new(move |_| {
        let fan = fan.read();
        let metrics = fan.summary.as_ref().map(|summary| summary.metrics.iter());
        metrics.into_iter().flatten().map(|metric| metric.id.clone()).collect::<Vec<_>>()
    });
    let step = follow(|project: &Project| project.run.step.clone());
    let charts = move || {
        let (assets, step) = (assets.get(), step.get());
        let chart = |(index, asset): (usize, String)| {
            let subject = Subject {
                id: format!("moved-{asset}"),
                index,
                label: format!("{asset} a step"),
                unit: String::new(),
                about: String::new(),
                step: step.clone(),
            };
            // The list of assets may be about to change.
            let shown = move || {
                let summary = fan.read().summary.clone()?;
                summary.metrics.get(index).is_some().then_some(Numbers { summary, stage: None })
            };
            fan_chart(subject, Signal::derive(shown), Signal::derive(|| None))
        };
        untrack(|| assets.into_iter().enumerate().map(chart).collect::<Vec<_>>())
    };
    let said = move || {
        let Fan { runs, wanted, all, .. } = fan.get();
        let of =
            if wanted < all { format!(", the first of the simulation’s {all}") } else { String::new() };
        match (runs, assets.read().is_empty()) {
            (0, _) => "Running the model …".to_owned(),
            (runs, _) if runs < wanted => format!("{runs} of {wanted} runs so far …"),
            (runs, true) => format!("Nothing moved along this arrow in {}{of}.", counted(runs as f64, "run")),
            (runs, false) => format!("Over {}{of}.", counted(runs as f64, "run")),
        }
    };
    el("div")
        .class("dg-fan")
        .attr("data-testid", "dg-fan")
        .live_attr("data-done", move || (fan.read().runs == fan.read().wanted).then(String::new))
        .child(el("h3").text("What moves"))
        .slot(charts)
        .child(el("p").class("st-help").attr("data-testid", "dg-fan-runs").live_text(said))
}
