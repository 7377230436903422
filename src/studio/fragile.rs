//! What happens to the goals where a number of the model is not what it is set to: the
//! same runs with it lower and higher by as much. They are run here, by the studio's own
//! engine, when somebody asks.

use super::command::Studio;
use super::parts::{figures, follow, on_design};
use super::runs::Runs;
use super::slices::Slices;
use super::words::{difference, give_or_take, or_id};
use crate::ui::dom::{El, button, el, field_text};
use leptos::prelude::*;
use std::sync::Arc;
use tokenwright::analysis::paired::{Curvature, curvature};
use tokenwright::analysis::risk::Fragility;
use tokenwright::project::{Parameter, Project};
use tokenwright::report::word::within_sentence;
use tokenwright::simulate::{Model, RunSpec, compile};

/// Runs at each value of the number, which all share their luck.
const RUNS: u64 = 100;

/// How far off the number is, as parts of the room that its slider leaves on both sides.
const DISTANCES: [f64; 3] = [0.25, 0.5, 1.0];

/// A figure that a goal is about.
#[derive(Clone, PartialEq)]
struct Figure {
    /// Its place among the metrics.
    at: usize,
    label: String,
    unit: String,
    more_is_better: bool,
}

/// What has been found out.
#[derive(Clone, PartialEq)]
struct Found {
    /// The number that was moved, by how much, and what it is called.
    label: String,
    distances: Vec<String>,
    /// Of each figure what each distance does to it; none where no two runs reach the end.
    rows: Vec<(Figure, Vec<Option<Curvature>>)>,
}

/// How far it is.
#[derive(Clone, PartialEq)]
enum State {
    /// Nobody has asked, or the model has changed since.
    Idle,
    /// Runs that are done, and all of them.
    Running(u64, u64),
    /// Why there is nothing to be found.
    Refused(String),
    Done(Arc<Found>),
}

/// The card.
pub fn fragile_card() -> El {
    let studio = Studio::get();
    let state = RwSignal::new(State::Idle);
    let slices = Slices::new(RUNS);
    let numbers = follow(|project| {
        let named = |one: &Parameter| (one.id.clone(), or_id(&one.label, &one.id));
        project.parameters.iter().map(named).collect::<Vec<_>>()
    });
    let chosen = RwSignal::new(None::<String>);
    // The first slider, until something else is chosen that is still there.
    let number = Memo::new(move |_| {
        let (numbers, chosen) = (numbers.read(), chosen.read());
        let known = numbers.iter().find(|(id, _)| Some(id) == chosen.as_ref()).or(numbers.first());
        known.map(|(id, _)| id.clone())
    });
    // What was found is about the design that was asked about.
    let forget = move || {
        slices.stop();
        state.set(State::Idle);
    };
    on_design(forget);
    Effect::new(move |_| {
        let _known = number.read();
        forget();
    });
    let ask = move || {
        let Some(id) = number.get_untracked() else { return };
        match Study::of(&studio.known.project.read_untracked(), &id) {
            Err(why) => state.set(State::Refused(why)),
            Ok(mut study) => {
                state.set(study.state());
                slices.work(move |together| {
                    let more = study.slice(together);
                    state
                        .set(more.as_ref().map_or_else(|why| State::Refused(why.clone()), |_| study.state()));
                    more == Ok(true)
                });
            }
        }
    };
    let options = move || {
        let now = number.get();
        let option = |(id, words): (String, String)| {
            let selected = (Some(&id) == now.as_ref()).then_some("");
            el("option").attr("value", id).maybe_attr("selected", selected).text(words)
        };
        numbers.get().into_iter().map(option).collect::<Vec<_>>()
    };
    let select = el("select")
        .attr("id", "fragile-number")
        .attr("data-testid", "fragile-number")
        .slot(options)
        .on("change", move |event| chosen.set(Some(field_text(&event))));
    let running = move || matches!(*state.read(), State::Running(..));
    let row = el("div")
        .class("st-row st-new")
        .child(el("label").attr("for", "fragile-number").class("st-label").text("Number that may be off"))
        .child(select)
        .child(
            button("button small")
                .attr("data-testid", "fragile-ask")
                .live_flag("disabled", running)
                .on_click(ask)
                .text("Find out"),
        );
    let about = "Nobody knows the numbers of a model exactly. Here the same futures are run with one of them \
                 lower and higher by as much, and the average of the two is compared with what you have now. \
                 Worse: it hurts to be wrong about the number, in whichever direction; the goal is fragile to \
                 it. Better: the goal gains from uncertainty, it is antifragile. Where both errors cancel out, \
                 it is robust.";
    let done = move || match &*state.read() {
        State::Done(found) => Some(found.clone()),
        _ => None,
    };
    let found = Memo::new(move |_| done());
    el("section")
        .class("card figures st-sure")
        .attr("aria-labelledby", "fragile-title")
        .attr("data-testid", "fragile")
        .live_flag("hidden", move || numbers.read().is_empty())
        .child(el("h2").attr("id", "fragile-title").class("card-title").text("If a number is off"))
        .child(el("p").class("quiet small-text").text(about))
        .child(row)
        .child(
            el("p")
                .attr("role", "status")
                .attr("data-testid", "fragile-status")
                .live_text(move || said(&state.read())),
        )
        .child(el("div").slot(move || found.get().map(|found| table(&found))))
}

fn said(state: &State) -> String {
    match state {
        State::Idle => String::new(),
        State::Running(done, all) => format!("{done} of {all} runs …"),
        State::Refused(why) => why.clone(),
        State::Done(found) => found.sentence(),
    }
}

fn table(found: &Found) -> El {
    let distances = found.distances.iter().map(|distance| format!("± {distance}"));
    let head =
        std::iter::once("Goal’s figure at the end".to_owned()).chain(distances).chain(["Verdict".to_owned()]);
    let line = |(figure, bends): &(Figure, Vec<Option<Curvature>>)| {
        let cell = |bend: &Option<Curvature>| {
            el("td")
                .class("num st-bend")
                .text(bend.as_ref().map_or("–".to_owned(), |bend| figure.words(bend)))
        };
        el("tr")
            .attr("data-testid", format!("fragile-{}", figure.at))
            .child(el("th").attr("scope", "row").text(&figure.label))
            .children(bends.iter().map(cell))
            .child(el("td").text(figure.verdict(bends).map_or("–", Fragility::name)))
    };
    figures("fragile-title", head, el("tbody").children(found.rows.iter().map(line)))
}

impl Figure {
    /// What a distance does, and how sure that is.
    fn words(&self, bend: &Curvature) -> String {
        let size = difference(bend.mean, &self.unit);
        let error = give_or_take(bend.give_or_take(), &self.unit);
        match bend.verdict(self.more_is_better) {
            Some(Fragility::Fragile) => format!("worse by {size} ({error})"),
            Some(Fragility::Antifragile) => format!("better by {size} ({error})"),
            Some(Fragility::Robust) => format!("no difference seen ({error})"),
            None => "–".to_owned(),
        }
    }

    /// The verdict at the largest distance.
    fn verdict(&self, bends: &[Option<Curvature>]) -> Option<Fragility> {
        bends.last()?.as_ref()?.verdict(self.more_is_better)
    }
}

impl Found {
    /// All verdicts in one sentence.
    fn sentence(&self) -> String {
        let with = |verdict: Fragility| {
            let of = |(figure, bends): &(Figure, Vec<Option<Curvature>>)| {
                (figure.verdict(bends) == Some(verdict)).then(|| within_sentence(&figure.label))
            };
            self.rows.iter().filter_map(of).collect::<Vec<_>>().join(", ")
        };
        let largest = self.distances.last().map_or("", String::as_str);
        let wrong =
            format!("Over {RUNS} futures, being wrong about “{}” by {largest} either way", self.label);
        let (worse, better) = (with(Fragility::Fragile), with(Fragility::Antifragile));
        match (worse.is_empty(), better.is_empty()) {
            (true, true) => format!("{wrong} makes no difference that is seen, on average."),
            (false, true) => format!("{wrong} makes it worse, on average: {worse}."),
            (true, false) => format!("{wrong} makes it better, on average: {better}."),
            (false, false) => {
                format!("{wrong} makes some worse, on average: {worse}; and others better: {better}.")
            }
        }
    }
}

/// Runs that are under way.
struct Study {
    model: Arc<Model>,
    label: String,
    distances: Vec<String>,
    figures: Vec<Figure>,
    /// As it is, and then each distance below and above.
    specs: Vec<RunSpec>,
    /// Of each spec that is done, the final values of the figures.
    ends: Vec<Vec<Vec<f64>>>,
    /// The one that is not.
    under_way: Runs,
}

impl Study {
    /// A study of a number, or why there can be none.
    fn of(project: &Project, id: &str) -> Result<Study, String> {
        let at = project.parameters.iter().position(|one| one.id == id).ok_or("That number is gone.")?;
        let number = &project.parameters[at];
        let base = RunSpec { runs: RUNS, ..RunSpec::of(project) };
        let value = base.parameters[at];
        let room = (value - number.min).min(number.max - value);
        if room <= 0.0 {
            return Err("It stands at an end of its slider. Move it inwards, so that it can be off in both directions.".to_owned());
        }
        let figures = goals(project);
        if figures.is_empty() {
            return Err(
                "There is no goal yet: a goal says which figures matter, and whether more is better."
                    .to_owned(),
            );
        }
        let model = Arc::new(compile(project).map_err(|_| "The model does not run yet.".to_owned())?);
        let distances = DISTANCES.map(|part| part * room);
        let moved = |by: f64| {
            let mut spec = base.clone();
            spec.parameters[at] = value + by;
            spec
        };
        let around = distances.iter().flat_map(|by| [moved(-by), moved(*by)]);
        Ok(Study {
            under_way: Runs::new(model.clone(), base.clone()),
            model,
            label: or_id(&number.label, id),
            distances: distances.iter().map(|by| difference(*by, &number.unit)).collect(),
            figures,
            specs: std::iter::once(base.clone()).chain(around).collect(),
            ends: Vec::new(),
        })
    }

    /// Computes some runs; true if there are more.
    fn slice(&mut self, together: u64) -> Result<bool, String> {
        let Some(spec) = self.specs.get(self.ends.len()) else { return Ok(false) };
        if let Some(whole) = self.under_way.slice(together)? {
            let summary = self.model.summarise(spec, &whole)?;
            let finals = |figure: &Figure| summary.metrics[figure.at].finals.clone();
            self.ends.push(self.figures.iter().map(finals).collect());
            if let Some(next) = self.specs.get(self.ends.len()) {
                self.under_way = Runs::new(self.model.clone(), next.clone());
            }
        }
        Ok(self.ends.len() < self.specs.len())
    }

    fn state(&self) -> State {
        let [at, around @ ..] = self.ends.as_slice() else { return self.running() };
        if self.ends.len() < self.specs.len() {
            return self.running();
        }
        let row = |(k, figure): (usize, &Figure)| {
            let bends = around.chunks(2).map(|sides| curvature(&sides[0][k], &at[k], &sides[1][k]));
            (figure.clone(), bends.collect())
        };
        let rows = self.figures.iter().enumerate().map(row).collect();
        State::Done(Arc::new(Found { label: self.label.clone(), distances: self.distances.clone(), rows }))
    }

    fn running(&self) -> State {
        State::Running(self.ends.len() as u64 * RUNS + self.under_way.done(), self.specs.len() as u64 * RUNS)
    }
}

/// The figures that goals are about, each once.
fn goals(project: &Project) -> Vec<Figure> {
    let mut all: Vec<Figure> = Vec::new();
    for goal in &project.objective.goals {
        let Some(at) = project.metrics.iter().position(|metric| metric.id == goal.metric) else { continue };
        if all.iter().all(|known| known.at != at) {
            let metric = &project.metrics[at];
            all.push(Figure {
                at,
                label: or_id(&metric.label, &metric.id),
                unit: metric.unit.clone(),
                more_is_better: goal.best > goal.worst,
            });
        }
    }
    all
}
