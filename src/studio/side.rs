//! The simulation, in reach of every form: score, one fan, sliders; and all of it as
//! a step of its own.

use super::command::Studio;
use super::fragile::fragile_card;
use super::losses::losses_card;
use super::luck::luck_card;
use super::model::{guide, problems as panel};
use super::parts::follow;
use super::state::Screen;
use super::sureness::sureness_card;
use super::words::sentence;
use crate::ui::command::Desk;
use crate::ui::components::{chart_card, comparison, controls, key_figures, run_bar, score_card, trust};
use crate::ui::dom::{El, button, el, focus};
use crate::ui::state::Opened;
use leptos::prelude::*;
use tokenwright::project::Sheet;
use tokenwright::report::broken_limits;

/// The id of the panel.
const SIDE: &str = "side";

/// The way to the panel where it is below a long form, and back to the form.
pub fn to_side() -> El {
    let studio = Studio::get();
    let state = Desk::get().state;
    let there = RwSignal::new(false);
    let look = move || {
        let top = document().get_element_by_id(SIDE).map(|side| side.get_bounding_client_rect().top());
        let high = window().inner_height().ok().and_then(|high| high.as_f64()).unwrap_or(0.0);
        there.set(top.is_some_and(|top| top < high / 2.0));
    };
    let scrolled = window_event_listener(leptos::ev::scroll, move |_| look());
    let resized = window_event_listener(leptos::ev::resize, move |_| look());
    on_cleanup(move || {
        scrolled.remove();
        resized.remove();
    });
    // Another step is as long as it is.
    Effect::new(move |_| {
        studio.known.screen.track();
        request_animation_frame(look);
    });
    let score = move || {
        let outcome = state.outcome.read();
        let total = outcome.as_ref().map(|outcome| outcome.summary.score.total)?;
        total.is_finite().then(|| format!(": score {:.0}", total * 100.0))
    };
    let words = move || match there.get() {
        true => "↑ Back to the form".to_owned(),
        false if state.opened.read().is_none() => "↓ What to do next".to_owned(),
        false => format!("↓ Simulation{}", score().unwrap_or_default()),
    };
    button("button st-to-side")
        .attr("data-testid", "to-side")
        .live_flag("hidden", move || !matches!(studio.known.screen.get(), Screen::Form(_)))
        .live_text(words)
        .on_click(move || {
            let goal = if there.get_untracked() { "main" } else { SIDE };
            if let Some(goal) = document().get_element_by_id(goal) {
                focus(&goal);
                goal.scroll_into_view();
            }
            look();
        })
}

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
        .attr("id", SIDE)
        .attr("tabindex", "-1")
        .attr("aria-label", "Simulation")
        .live_flag("hidden", move || !shown.get())
        .child(guide("guide"))
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
    let sliders = folded(sheet);
    let mut parts = vec![run_bar()];
    parts.extend(score_card(sheet));
    parts.push(limits());
    // Sliders first: they are what one reaches for, and folded they take one line.
    parts.push(sliders);
    parts.extend(chart);
    parts
}

/// The sliders, folded into one line.
fn folded(sheet: StoredValue<Sheet>) -> El {
    el("details").class("fold").child(el("summary").text("Parameters")).child(controls(sheet))
}

/// The sliders of the model on the desk, for steps without the panel; nothing while there
/// is none.
pub fn sliders() -> El {
    let state = Desk::get().state;
    let some = move || {
        let opened = state.opened.get().filter(|opened| !opened.sheet.parameters.is_empty());
        opened.map(|opened| untrack(|| folded(StoredValue::new(opened.sheet.clone()))))
    };
    el("div").class("st-sliders").slot(some)
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
    // What is still to be done leads out of an empty page.
    let way = move || state.opened.read().is_none().then(|| untrack(|| guide("way")));
    vec![head, empty, el("div").slot(way), el("div").class("st-simulate").slot(content)]
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
        .child(luck_card(&opened.sheet))
        .child(el("div").class("charts").children(charts.iter().filter_map(|id| chart_card(id, opened))))
        .child(key_figures(sheet))
        .child(sureness_card(&opened.sheet))
        .child(losses_card(&opened.sheet))
        .child(fragile_card())
        .child(trust());
    [controls(sheet), results]
}
