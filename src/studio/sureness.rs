//! How sure the figures of a simulation are, what more precision costs, and how
//! likely a run is to break.

use super::command::Studio;
use super::parts::{figures, on_design};
use super::runs::Runs;
use super::slices::Slices;
use crate::ui::command::{Command, Desk};
use crate::ui::dom::{El, button, el, field_text};
use crate::ui::state::Activity;
use leptos::prelude::*;
use std::sync::Arc;
use tokenwright::analysis::precision::{CONFIDENCE, z};
use tokenwright::project::{Metric, Sheet};
use tokenwright::report::number::{exact, human, human_with};
use tokenwright::report::{ruin_in_words, runs_for, sureness};
use tokenwright::share::MAX_RUNS;
use tokenwright::simulate::{RunSpec, ScoreError, compile};

/// The precisions that can be wished for: shares of the average.
const WISHES: [f64; 5] = [0.1, 0.05, 0.02, 0.01, 0.001];

/// Most runs that tell how sure the score is.
const SCORED: u64 = 400;

/// The wish to begin with, by its place.
const FIRST: usize = 3;

/// What is said of a figure.
#[derive(Clone, PartialEq, Default)]
struct Row {
    mean: String,
    error: String,
    runs: Option<u64>,
}

/// The card.
pub fn sureness_card(sheet: &Sheet) -> El {
    let state = Desk::get().state;
    let wish = RwSignal::new(WISHES[FIRST]);
    let known = |id: &String| sheet.metrics.iter().find(|metric| metric.id == *id).cloned();
    let metrics: Vec<Metric> = sheet.figures().iter().filter_map(known).collect();
    let shown = metrics.clone();
    let rows = Memo::new(move |_| shown.iter().map(|metric| row(metric, wish.get())).collect::<Vec<_>>());
    let ruin = Memo::new(move |_| {
        let words = state.outcome.read().as_ref().map(|outcome| ruin_in_words(&outcome.summary));
        let mut letters = words.unwrap_or_default();
        if let Some(first) = letters.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        letters
    });
    let about = "Other runs of the same design would come out a little differently. In 19 of 20 such sets of \
                 runs, the true average is no further from the one here than “give or take” says. This is \
                 about chance alone: whether the assumptions hold is another question.";
    let head = ["Figure", "Average", "Give or take", "Runs wanted"];
    let line = |(at, metric): (usize, &Metric)| {
        let here = Memo::new(move |_| rows.read().get(at).cloned().unwrap_or_default());
        el("tr")
            .attr("data-testid", format!("sure-{}", metric.id))
            .child(el("th").attr("scope", "row").text(&metric.label))
            .child(el("td").class("num").live_text(move || here.read().mean.clone()))
            .child(el("td").class("num").live_text(move || here.read().error.clone()))
            .child(el("td").class("num").live_text(move || count(here.read().runs)))
    };
    let body = el("tbody").children(metrics.iter().enumerate().map(line));
    el("section")
        .class("card figures st-sure")
        .attr("aria-labelledby", "sure-title")
        .child(el("h2").attr("id", "sure-title").class("card-title").text("How sure this is"))
        .child(el("p").class("quiet small-text").text(about))
        .child(wishes(wish))
        .child(figures("sure-title", head.map(str::to_owned), body))
        .child(cost(rows))
        .child(of_score(sheet))
        .child(
            el("p")
                .attr("data-testid", "ruin")
                .live_flag("hidden", move || ruin.read().is_empty())
                .live_text(move || format!("{}.", ruin.get())),
        )
}

/// How sure the score is: found out here, from some of the runs, when somebody asks,
/// because it takes more of a run than the workers report.
fn of_score(sheet: &Sheet) -> El {
    let studio = Studio::get();
    let state = Desk::get().state;
    let slices = Slices::new(SCORED);
    let said = RwSignal::new(String::new());
    on_design(move || {
        slices.stop();
        said.set(String::new());
    });
    let ask = move || {
        let project = studio.known.project.get_untracked();
        let all = RunSpec::of(&*project);
        let spec = RunSpec { runs: all.runs.min(SCORED), ..all.clone() };
        let Ok(model) = compile(&project).map(Arc::new) else { return };
        let mut runs = Runs::new(model.clone(), spec.clone());
        slices.work(move |together| match runs.slice(together) {
            Ok(None) => {
                said.set(format!("{} of {} runs …", runs.done(), spec.runs));
                true
            }
            Ok(Some(whole)) => {
                said.set(score_in_words(model.score_error(&whole), spec.runs, all.runs));
                false
            }
            Err(why) => {
                said.set(why);
                false
            }
        });
    };
    let scored = move || state.outcome.read().as_ref().is_some_and(|all| all.summary.score.total.is_finite());
    el("div")
        .class("st-row")
        .live_flag("hidden", {
            let goals = !sheet.objective.goals.is_empty();
            move || !(goals && scored())
        })
        .child(el("p").attr("role", "status").attr("data-testid", "score-sure").live_text(move || said.get()))
        .child(
            button("button ghost small")
                .attr("data-testid", "score-ask")
                .live_flag("hidden", move || !said.read().is_empty())
                .on_click(ask)
                .text("How sure is the score?"),
        )
}

/// What an error that some runs have told says of the score of all.
fn score_in_words(sure: Option<ScoreError>, some: u64, all: u64) -> String {
    let Some(ScoreError { standard_error, runs_for_point }) = sure else {
        return "Too few runs to say how sure the score is: 40 are needed.".to_owned();
    };
    let error = z(CONFIDENCE) * standard_error * (some as f64 / all as f64).sqrt() * 100.0;
    let runs = exact(all as f64, "");
    let of = if some < all { format!(", as {some} of them tell") } else { String::new() };
    let cost = match runs_for_point {
        Some(wanted) if wanted > all => {
            format!(" For ±\u{a0}1: {} more runs.", exact((wanted - all) as f64, ""))
        }
        _ => String::new(),
    };
    format!("The score of {runs} runs is sure to ±\u{a0}{} of 100{of}.{cost}", human(error))
}

fn wishes(wish: RwSignal<f64>) -> El {
    let options = WISHES.iter().enumerate().map(|(at, share)| {
        el("option")
            .attr("value", at.to_string())
            .maybe_attr("selected", (at == FIRST).then_some(""))
            .text(format!("± {}", human_with(*share, "%")))
    });
    let select = el("select").attr("id", "wish").attr("data-testid", "wish").children(options).on(
        "change",
        move |event| {
            let chosen = field_text(&event).parse().ok().and_then(|at: usize| WISHES.get(at));
            wish.set(*chosen.unwrap_or(&WISHES[FIRST]));
        },
    );
    el("div")
        .class("st-row st-new")
        .child(el("label").attr("for", "wish").class("st-label").text("Precision wanted of the averages"))
        .child(select)
}

/// What the wanted precision costs, and the button that pays it.
fn cost(rows: Memo<Vec<Row>>) -> El {
    let desk = Desk::get();
    let state = desk.state;
    let needed = Memo::new(move |_| rows.read().iter().filter_map(|row| row.runs).max());
    let done = Memo::new(move |_| state.outcome.read().as_ref().map_or(0, |outcome| outcome.summary.runs));
    let words = move || {
        let Some(needed) = needed.get() else { return String::new() };
        let more = needed.saturating_sub(done.get());
        if more == 0 {
            return "All averages are known as precisely as wanted.".to_owned();
        }
        let time = match *state.activity.read() {
            Activity::Done { runs, seconds } if runs > 0 => {
                format!(", about {} at the present speed", span(seconds / runs as f64 * more as f64))
            }
            _ => String::new(),
        };
        let limit = match needed > MAX_RUNS {
            true => format!(" At most {} can be run here.", exact(MAX_RUNS as f64, "")),
            false => String::new(),
        };
        format!("For all of them {} more runs{time}.{limit}", exact(more as f64, ""))
    };
    let affordable = move || needed.get().filter(|runs| *runs > done.get() && *runs <= MAX_RUNS);
    let pay = move || {
        if let Some(runs) = needed.get_untracked() {
            desk.send(Command::SetRuns(runs));
        }
    };
    el("div").class("st-row").child(el("p").attr("data-testid", "cost").live_text(words)).child(
        button("button ghost small")
            .attr("data-testid", "pay")
            .live_flag("hidden", move || affordable().is_none())
            .on_click(pay)
            .live_text(move || format!("Run {}", count(affordable()))),
    )
}

fn row(metric: &Metric, wish: f64) -> Row {
    let outcome = Desk::get().state.outcome.read();
    let Some(summary) = outcome.as_ref().map(|outcome| &outcome.summary) else { return Row::default() };
    let Some(found) = summary.metrics.iter().find(|found| found.id == metric.id) else {
        return Row::default();
    };
    let unit = &metric.unit;
    let error = z(CONFIDENCE) * sureness(summary, found).standard_error;
    // What rounding leaves is no uncertainty.
    let error = if error < 1e-12 * found.last.mean.abs() { 0.0 } else { error };
    let bare = if unit == "%" { unit } else { "" };
    Row {
        mean: human_with(found.last.mean, unit),
        error: format!("± {}", human_with(error, bare)),
        runs: runs_for(found, wish),
    }
}

fn count(runs: Option<u64>) -> String {
    runs.map_or_else(|| "–".to_owned(), |runs| exact(runs as f64, ""))
}

/// A time as people say it.
fn span(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 1.0 => "a second".to_owned(),
        seconds if seconds < 120.0 => format!("{seconds:.0} s"),
        seconds if seconds < 7200.0 => format!("{:.0} min", seconds / 60.0),
        seconds => format!("{:.0} h", seconds / 3600.0),
    }
}
