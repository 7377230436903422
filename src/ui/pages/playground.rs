//! One document, live: sliders, score, charts, and why to believe them.

use crate::ui::command::Desk;
use crate::ui::components::{
    about, chart_card, chart_legend, comparison, controls, developer, key_figures, run_bar, score_card, trust,
};
use crate::ui::dom::{El, el};
use crate::ui::state::Opened;
use leptos::prelude::*;

/// The playground. It is built once for each document that is opened; after
/// that, only what changes is touched.
pub fn playground() -> El {
    let state = Desk::get().state;
    el("main")
        .attr("id", "main")
        .class("playground")
        .attr("tabindex", "-1")
        .attr("data-testid", "playground")
        .live_attr("data-restarts", move || Some(state.restarts.get().to_string()))
        .slot(move || state.opened.get().map(|opened| untrack(|| model(&opened))).into_iter().flatten())
}

fn model(opened: &Opened) -> [El; 3] {
    let sheet = StoredValue::new(opened.sheet.clone());
    let meta = &opened.sheet.meta;
    let charts = opened.sheet.charts();
    let intro = el("header")
        .class("intro")
        .child(el("h1").text(&meta.title))
        .child(el("p").class("story").text(&meta.story))
        .children(about(&meta.about));
    let charts =
        el("section").class("charts-section").attr("aria-label", "Charts").child(chart_legend()).child(
            el("div").class("charts").children(charts.iter().filter_map(|metric| chart_card(metric, opened))),
        );
    let results = el("div")
        .class("results")
        .child(run_bar())
        .children(score_card(sheet))
        .child(comparison(sheet))
        .child(charts)
        .child(key_figures(sheet))
        .child(trust())
        .child(developer());
    [intro, controls(sheet), results]
}
