//! The simulation, in reach of every form: score, one fan, sliders; and all of it as
//! a step of its own.

use super::command::Studio;
use super::model::{guide, problems as panel};
use super::parts::follow;
use super::state::Screen;
use super::sureness::sureness_card;
use super::words::sentence;
use crate::ui::command::Desk;
use crate::ui::components::{chart_card, comparison, controls, key_figures, run_bar, score_card, trust};
use crate::ui::dom::{El, el};
use crate::ui::state::Opened;
use leptos::prelude::*;
use tokenwright::report::broken_limits;

/// The panel beside a form.
pub fn side() -> El {
    let studio = Studio::get();
    let state = Desk::get().state;
    let shown = Memo::new(move |_| matches!(studio.known.screen.get(), Screen::Form(_)));
    let content = move || {
        let opened = state.opened.get().filter(|_| shown.get());
        opened.map(|opened| untrack(|| model(&opened))).into_iter().flatten()
    };
    let empty = move || shown.get() && state.opened.read().is_none();
    el("aside")
        .class("st-side")
        .attr("aria-label", "Simulation")
        .live_flag("hidden", move || !shown.get())
        .child(guide())
        .child(panel())
        .child(el("h2").class("card-title").text("Simulation"))
        .slot(content)
        .child(el("p").class("quiet").live_flag("hidden", move || !empty()).text(nothing()))
}

fn nothing() -> &'static str {
    "Nothing to simulate yet: a metric says what to watch."
}

fn model(opened: &Opened) -> Vec<El> {
    let sheet = StoredValue::new(opened.sheet.clone());
    let chart = opened.sheet.charts().first().and_then(|metric| chart_card(metric, opened));
    let sliders = el("details").class("fold").child(el("summary").text("Parameters")).child(controls(sheet));
    let mut parts = vec![run_bar()];
    parts.extend(score_card(sheet));
    parts.push(limits());
    // Sliders first: they are what one reaches for, and folded they take one line.
    parts.push(sliders);
    parts.extend(chart);
    parts
}

/// The limits that the design breaks, said beside its score.
fn limits() -> El {
    let studio = Studio::get();
    let state = Desk::get().state;
    let broken = Memo::new(move |_| {
        let (project, outcome) = (studio.known.project.read(), state.outcome.read());
        outcome.as_ref().map(|outcome| broken_limits(&project, &outcome.summary)).unwrap_or_default()
    });
    let line = |said: String| {
        let words = el("p").child(el("strong").text("Limit broken: ")).text(sentence(&said));
        words.class("st-limit")
    };
    el("div")
        .class("st-limits")
        .attr("role", "status")
        .attr("data-testid", "limits")
        .slot(move || broken.get().into_iter().map(line).collect::<Vec<_>>())
}

/// The step: everything that the playground shows.
pub fn playground() -> Vec<El> {
    let state = Desk::get().state;
    let title = follow(|project| project.meta.title.clone());
    let content = move || state.opened.get().map(|opened| untrack(|| whole(&opened))).into_iter().flatten();
    let head = el("header").class("st-head").child(el("h1").live_text(move || title.get()));
    let empty =
        el("p").class("quiet").live_flag("hidden", move || state.opened.read().is_some()).text(nothing());
    vec![head, empty, el("div").class("st-simulate").slot(content)]
}

fn whole(opened: &Opened) -> [El; 2] {
    let sheet = StoredValue::new(opened.sheet.clone());
    let charts = opened.sheet.charts();
    let results = el("div")
        .class("results")
        .child(run_bar())
        .child(panel())
        .children(score_card(sheet))
        .child(limits())
        .child(comparison(sheet))
        .child(el("div").class("charts").children(charts.iter().filter_map(|id| chart_card(id, opened))))
        .child(key_figures(sheet))
        .child(sureness_card(&opened.sheet))
        .child(trust());
    [controls(sheet), results]
}
