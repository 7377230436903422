//! How sure the figures of a simulation are, what more precision costs, and how
//! likely a run is to break.

use super::parts::figures;
use super::scored::{Scored, scored};
use super::words::give_or_take;
use crate::ui::command::{Command, Desk};
use crate::ui::dom::{El, button, el, field_text};
use crate::ui::state::Activity;
use leptos::prelude::*;
use tokenwright::analysis::precision::{CONFIDENCE, z};
use tokenwright::project::{Goal, Metric, OverTime, Sheet};
use tokenwright::report::number::{exact, human, human_with};
use tokenwright::report::{self, ruin_in_words, runs_for, sureness};
use tokenwright::share::MAX_RUNS;
use tokenwright::simulate::{GoalError, GoalScore, SCORED_RUNS, ScoreError};

/// The precisions that can be wished for: shares of the average.
const WISHES: [f64; 5] = [0.1, 0.05, 0.02, 0.01, 0.001];

/// The wish to begin with, by its place.
const FIRST: usize = 3;

/// What is said of a figure.
#[derive(Clone, PartialEq, Default)]
struct Row {
    mean: String,
    error: String,
    low: String,
    median: String,
    high: String,
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
                 runs, the true average is no further from the one here than “give or take” says, and the true \
                 median and the ends of nine in ten runs are where “true” says. This is \
                 about chance alone: whether the assumptions hold is another question.";
    let head = ["Figure", "Average", "Give or take", "True 5 %", "True median", "True 95 %", "Runs wanted"];
    let line = |(at, metric): (usize, &Metric)| {
        let here = Memo::new(move |_| rows.read().get(at).cloned().unwrap_or_default());
        el("tr")
            .attr("data-testid", format!("sure-{}", metric.id))
            .child(el("th").attr("scope", "row").text(&metric.label))
            .child(el("td").class("num").live_text(move || here.read().mean.clone()))
            .child(el("td").class("num").live_text(move || here.read().error.clone()))
            .child(el("td").class("num").live_text(move || here.read().low.clone()))
            .child(el("td").class("num").live_text(move || here.read().median.clone()))
            .child(el("td").class("num").live_text(move || here.read().high.clone()))
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

/// How sure the score is, and each goal that it is made of.
fn of_score(sheet: &Sheet) -> El {
    let state = Desk::get().state;
    let scored = scored();
    let runs = move || state.outcome.read().as_ref().map_or(0, |outcome| outcome.summary.runs);
    let said = move || match &*scored.read() {
        Scored::Unknown => String::new(),
        Scored::Running => "How sure the score is will be said in a moment …".to_owned(),
        Scored::Known(sure) => score_in_words(sure.as_deref(), runs()),
    };
    let unit = |goal: &Goal| match goal.over {
        OverTime::Drawdown => "%".to_owned(),
        _ => {
            let metric = sheet.metrics.iter().find(|metric| metric.id == goal.metric);
            metric.map(|metric| metric.unit.clone()).unwrap_or_default()
        }
    };
    let units: Vec<String> = sheet.objective.goals.iter().map(unit).collect();
    let rows = Memo::new(move |_| {
        let (scored, outcome) = (scored.read(), state.outcome.read());
        let Scored::Known(Some(sure)) = &*scored else { return Vec::new() };
        let Some(score) = outcome.as_ref().map(|outcome| &outcome.summary.score) else { return Vec::new() };
        let goals = score.goals.iter().zip(&sure.goals).zip(&units);
        goals.map(|((goal, error), unit)| goal_row(goal, *error, unit)).collect::<Vec<_>>()
    });
    let line = |[label, cells @ ..]: [String; 5]| {
        let cells = cells.into_iter().map(|cell| el("td").class("num").text(cell));
        el("tr").child(el("th").attr("scope", "row").text(label)).children(cells)
    };
    let body = el("tbody").slot(move || rows.get().into_iter().map(line).collect::<Vec<_>>());
    let head = ["Goal", "Measured", "Give or take", "Points", "Give or take"].map(str::to_owned);
    el("div")
        .class("st-sure")
        .live_flag("hidden", move || said().is_empty())
        .child(el("p").attr("role", "status").attr("data-testid", "score-sure").live_text(said))
        .child(
            figures("sure-title", head, body)
                .attr("data-testid", "goals-sure")
                .live_flag("hidden", move || rows.read().is_empty()),
        )
}

/// A goal: what it measures, what it brings of its points, and how sure both are.
fn goal_row(goal: &GoalScore, error: GoalError, unit: &str) -> [String; 5] {
    let points = |utility: f64| utility * goal.weight * 100.0;
    let sure = z(CONFIDENCE);
    [
        goal.label.clone(),
        human_with(goal.value, unit),
        give_or_take(sure * error.value, unit),
        format!("{} of {}", human(points(goal.utility)), human(points(1.0))),
        give_or_take(sure * points(error.utility), ""),
    ]
}

/// What the error of a score says of it.
fn score_in_words(sure: Option<&ScoreError>, runs: u64) -> String {
    let Some(sure) = sure else {
        return "Too few runs to say how sure the score is: 40 are needed.".to_owned();
    };
    let error = z(CONFIDENCE) * sure.standard_error * 100.0;
    let cost = match sure.runs_for_point {
        Some(wanted) if wanted > runs => {
            format!(" For ±\u{a0}1: {} more runs.", exact((wanted - runs) as f64, ""))
        }
        _ => String::new(),
    };
    let some = match runs > SCORED_RUNS {
        true => format!(", as {SCORED_RUNS} of them tell"),
        false => String::new(),
    };
    format!(
        "The score of {} runs is sure to ±\u{a0}{} of 100{some}.{cost}",
        exact(runs as f64, ""),
        human(error)
    )
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
        button("button small")
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
    let sure = sureness(summary, found);
    let error = z(CONFIDENCE) * sure.standard_error;
    Row {
        mean: human_with(found.last.mean, unit),
        error: of_unit(error, unit),
        low: report::span(sure.low, unit),
        median: report::span(sure.median, unit),
        high: report::span(sure.high, unit),
        runs: runs_for(found, wish),
    }
}

/// How far a figure may be off: of percentages in points, as everywhere.
fn of_unit(error: f64, unit: &str) -> String {
    let points = if unit == "%" { " points" } else { "" };
    format!("{}{points}", give_or_take(error, unit))
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
