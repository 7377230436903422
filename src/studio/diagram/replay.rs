//! A single run, played back: how wide the arrows are. The engine of the studio runs it
//! once more under the eyes of an observer; the workers know nothing of it.

use super::super::command::{Studio, model};
use super::super::icon::Icon;
use super::super::parts::{follow, tool};
use super::{Board, Item, Shown};
use crate::ui::dom::{El, el, field_text};
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use tokenwright::chart::format::moment;
use tokenwright::diagram::model::Graph;
use tokenwright::diagram::moved::{Moved, moved, widths};
use tokenwright::num::decimal;
use tokenwright::project::Project;
use tokenwright::simulate::{Flow, RunSpec, Watched};

/// The run follows the document so much later, and a slider so much.
const REST: Duration = Duration::from_millis(400);
const REST_OF_SLIDERS: Duration = Duration::from_millis(80);

/// How long a run takes when it is played, and the shortest time of a step.
const PLAYED_MS: u64 = 12_000;
const STEP_MS: u64 = 60;

/// A document that is ready to be watched, and the numbers that are set in it.
#[derive(Clone)]
pub struct Ready {
    /// The document, compiled.
    pub watched: Arc<Watched>,
    /// What sliders say.
    pub spec: RunSpec,
}

/// A run that can be played.
#[derive(Clone, Copy)]
pub struct Replay {
    /// The time that is shown; none: the whole run.
    pub time: RwSignal<Option<usize>>,
    /// Which run of the set.
    run: RwSignal<u64>,
    /// The document, ready to be watched.
    pub ready: RwSignal<Option<Ready>>,
    flows: Memo<Option<Arc<Vec<Flow>>>>,
    along: Memo<Arc<Vec<Vec<Moved>>>>,
    widths: Memo<Vec<f64>>,
    playing: RwSignal<bool>,
}

impl Replay {
    /// Watches the run of the document, whenever it has changed.
    pub fn start(graph: Memo<Graph>) -> Replay {
        let studio = Studio::get();
        let (time, run) = (RwSignal::new(None), RwSignal::new(0));
        let ready = RwSignal::new(None::<Ready>);
        let (model, spec) = (follow(model), follow(RunSpec::of));
        let waiting = StoredValue::new_local(None::<TimeoutHandle>);
        // What was compiled last, or could not be.
        let compiled = StoredValue::new_local(None::<Project>);
        Effect::new(move |_| {
            spec.track();
            let same = compiled.with_value(|compiled| compiled.as_ref() == Some(&*model.read()));
            let watch = move || {
                let spec = spec.get_untracked();
                // A slider compiles nothing anew.
                let known = ready.get_untracked().filter(|_| same).map(|ready| ready.watched);
                let new = || Watched::new(&studio.known.project.read_untracked()).ok().map(Arc::new);
                let watched = known.or_else(new);
                compiled.set_value(Some(model.get_untracked()));
                ready.set(watched.map(|watched| Ready { watched, spec }));
            };
            waiting.update_value(|waiting| {
                if let Some(earlier) = waiting.take() {
                    earlier.clear();
                }
                let rest = match (ready.read_untracked().is_some(), same) {
                    (false, _) => Duration::ZERO,
                    (true, true) => REST_OF_SLIDERS,
                    (true, false) => REST,
                };
                *waiting = set_timeout_with_handle(watch, rest).ok();
            });
        });
        on_cleanup(move || {
            if let Some(Some(handle)) = waiting.try_update_value(Option::take) {
                handle.clear();
            }
        });
        let flows = Memo::new(move |_| {
            let Ready { watched, spec } = ready.get()?;
            watched.run(&spec, run.get().min(spec.runs.saturating_sub(1))).ok().map(Arc::new)
        });
        let along = Memo::new(move |_| {
            let flows = flows.get();
            Arc::new(graph.with(|graph| moved(graph, flows.as_deref().map_or(&[], Vec::as_slice))))
        });
        let widths = Memo::new(move |_| widths(&along.read(), time.get()));
        Replay { time, run, ready, flows, along, widths, playing: RwSignal::new(false) }
    }

    /// How wide an arrow is, 0 to 1.
    pub fn width(self, shown: &Shown, item: &Item) -> f64 {
        let at = shown.arrow(item).map(|(at, _)| at);
        at.and_then(|at| self.widths.read().get(at).copied()).unwrap_or(0.0)
    }

    /// The widths of all arrows, 0 to 1.
    pub fn all(self) -> Vec<f64> {
        self.widths.get_untracked()
    }

    /// What moved along an arrow.
    pub fn moved(self, arrow: usize) -> Vec<Moved> {
        self.along.read().get(arrow).cloned().unwrap_or_default()
    }
}

/// The controls below the drawing.
pub fn replay(board: Board) -> El {
    let Replay { time, run, flows, playing, .. } = board.replay;
    let steps = follow(|project| project.run.steps as usize);
    let runs = follow(|project| project.run.runs);
    let step = follow(|project| project.run.step.clone());
    let lasting = follow(|project| project.run.steps);
    let tick = move || {
        if !playing.get_untracked() {
            return;
        }
        let next = time.get_untracked().map_or(0, |time| time + 1);
        if next > steps.get_untracked() {
            playing.set(false);
        } else {
            time.set(Some(next));
        }
    };
    let clock = StoredValue::new_local(None::<IntervalHandle>);
    let stop = move || {
        if let Some(Some(running)) = clock.try_update_value(Option::take) {
            running.clear();
        }
    };
    Effect::new(move |_| {
        stop();
        if playing.get() {
            let pace = PLAYED_MS / u64::from(lasting.get().max(1));
            clock.set_value(set_interval_with_handle(tick, Duration::from_millis(pace.max(STEP_MS))).ok());
        }
    });
    on_cleanup(stop);
    let play = tool(Icon::Play, "Play", move || {
        if !playing.get_untracked() && time.get_untracked().is_none_or(|time| time >= steps.get_untracked()) {
            time.set(Some(0));
        }
        playing.update(|playing| *playing = !*playing);
    })
    .attr("data-testid", "dg-play")
    .live_attr("aria-pressed", move || Some(playing.get().to_string()));
    let whole = tool(Icon::Fit, "Whole run", move || {
        playing.set(false);
        time.set(None);
    })
    .attr("data-testid", "dg-whole")
    .live_attr("aria-pressed", move || Some(time.read().is_none().to_string()));
    let said = move || match time.get() {
        None => "whole run".to_owned(),
        Some(time) => moment(time as u32, &step.read()),
    };
    let slider = el("input")
        .attr("type", "range")
        .attr("id", "dg-time")
        .attr("min", "0")
        .attr("data-testid", "dg-time")
        .live_style("--share", move || {
            let steps = steps.get().max(1);
            format!("{:.4}", time.get().unwrap_or(steps) as f64 / steps as f64)
        })
        .live_attr("max", move || Some(steps.get().to_string()))
        .live_attr("aria-valuetext", move || Some(said()))
        .live_prop("value", move || time.get().unwrap_or(steps.get()).to_string())
        .on("input", move |event| {
            playing.set(false);
            time.set(decimal::parse(&field_text(&event)).map(|value| value as usize));
        });
    let which = el("input")
        .attr("type", "number")
        .attr("min", "1")
        .attr("id", "dg-run")
        .attr("data-testid", "dg-run")
        .live_attr("max", move || Some(runs.get().to_string()))
        .live_prop("value", move || (run.get() + 1).to_string())
        .on("change", move |event| {
            let typed = decimal::parse(&field_text(&event)).unwrap_or(1.0);
            run.set((typed.max(1.0) as u64).min(runs.get_untracked().max(1)) - 1);
        });
    let none = move || flows.read().is_none();
    el("div")
        .class("dg-replay")
        .attr("role", "group")
        .attr("aria-label", "What moved")
        .child(
            el("div")
                .class("dg-replay-row")
                .live_flag("hidden", none)
                .child(play)
                .child(whole)
                .child(el("label").class("st-label").attr("for", "dg-time").text("Time"))
                .child(slider)
                .child(el("output").class("num small-text").attr("for", "dg-time").live_text(said))
                .child(el("label").class("st-label").attr("for", "dg-run").text("Run"))
                .child(which),
        )
        .child(el("p").class("quiet small-text").live_flag("hidden", none).text(
            "The wider an arrow, the more moved along it, compared with the largest flow of the same asset.",
        ))
        .child(
            el("p")
                .class("quiet small-text")
                .live_flag("hidden", move || !none())
                .text("Nothing to replay: the model does not run yet."),
        )
}
