//! One document, live: sliders, score, charts, and why to believe them.

use crate::ui::command::Desk;
use crate::ui::components::{
    about, chart_card, chart_legend, comparison, controls, developer, key_figures, run_bar, score_card, trust,
};
use crate::ui::dom::{El, el};
use crate::ui::state::{Activity, Opened, State};
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
        .slot(move || {
            state.opened.get().map(|opened| untrack(|| model(state, &opened))).into_iter().flatten()
        })
}

fn model(state: State, opened: &Opened) -> [El; 3] {
    let project = StoredValue::new(opened.project.clone());
    let meta = &opened.project.meta;
    let charts = opened.project.charts();
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
        .slot(move || problems(state))
        .children(score_card(project))
        .child(comparison(project))
        .child(charts)
        .child(key_figures(project))
        .child(trust())
        .child(developer());
    [intro, controls(project), results]
}

/// All that is wrong with the document, if it cannot run.
fn problems(state: State) -> Option<El> {
    match &*state.activity.read() {
        Activity::Invalid(diagnostics) => {
            let list = diagnostics.iter().map(|diagnostic| el("li").text(diagnostic.to_string()));
            let section = el("section")
                .class("problems")
                .attr("role", "alert")
                .child(el("h2").text("This document cannot run"))
                .child(el("ul").children(list));
            Some(section)
        }
        _ => None,
    }
}
