//! What a change of the design does, figure by figure, where both designs meet the same
//! luck.

use super::parts::figures;
use super::words::{difference as size, give_or_take};
use crate::ui::command::Desk;
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use tokenwright::analysis::paired::{SharedLuck, difference};
use tokenwright::analysis::precision::{CONFIDENCE, z};
use tokenwright::project::{Metric, Sheet};
use tokenwright::report::number::human_with;

/// What is said of a figure.
#[derive(Clone, PartialEq, Default)]
struct Row {
    change: String,
    error: String,
    saved: String,
}

/// The card; it is there while a baseline is pinned that has another design.
pub fn luck_card(sheet: &Sheet) -> El {
    let state = Desk::get().state;
    let known = |id: &String| sheet.metrics.iter().find(|metric| metric.id == *id).cloned();
    let metrics: Vec<Metric> = sheet.figures().iter().filter_map(known).collect();
    let shown = metrics.clone();
    let rows = Memo::new(move |_| {
        let (baseline, outcome) = (state.baseline.read(), state.outcome.read());
        let before =
            baseline.as_ref().filter(|before| before.spec.parameters != state.spec.read().parameters)?;
        let (before, now) = (before.summary.as_ref()?, &outcome.as_ref()?.summary);
        let found = |metric: &Metric| Some(said(metric, difference(&metric.id, now, before)?));
        Some(shown.iter().map(|metric| found(metric).unwrap_or_default()).collect::<Vec<_>>())
    });
    let row =
        move |at: usize| rows.read().as_ref().and_then(|rows| rows.get(at).cloned()).unwrap_or_default();
    let line = |(at, metric): (usize, &Metric)| {
        let here = Memo::new(move |_| row(at));
        el("tr")
            .attr("data-testid", format!("luck-{}", metric.id))
            .child(el("th").attr("scope", "row").text(&metric.label))
            .child(el("td").class("num").live_text(move || here.read().change.clone()))
            .child(el("td").class("num").live_text(move || here.read().error.clone()))
            .child(el("td").class("num").live_text(move || here.read().saved.clone()))
    };
    let about = "Both designs meet the same futures, one by one, so that luck mostly cancels out. In 19 of 20 \
                 such comparisons the true change of the average is no further from the one here than “give or \
                 take” says; if that is more than the change, chance may have made it. “Runs saved”: of the runs that two separate \
                 simulations would need to be as sure, so many are not needed.";
    let head = ["Figure at the end", "Change of the average", "Give or take", "Runs saved"];
    let body = el("tbody").children(metrics.iter().enumerate().map(line));
    el("section")
        .class("card figures st-sure")
        .attr("aria-labelledby", "luck-title")
        .attr("data-testid", "luck")
        .live_flag("hidden", move || rows.read().is_none())
        .child(el("h2").attr("id", "luck-title").class("card-title").text("What the change does"))
        .child(el("p").class("quiet small-text").text(about))
        .child(figures("luck-title", head.map(str::to_owned), body))
}

fn said(metric: &Metric, found: SharedLuck) -> Row {
    let SharedLuck { mean_difference, standard_error, saved } = found;
    let sign = match mean_difference {
        change if change > 0.0 => "+ ",
        change if change < 0.0 => "− ",
        _ => "",
    };
    let change = format!("{sign}{}", size(mean_difference, &metric.unit));
    let saved = match saved {
        saved if saved.is_nan() => "–".to_owned(),
        saved if saved <= 0.0 => "none".to_owned(),
        saved => human_with(saved, "%"),
    };
    let error = give_or_take(z(CONFIDENCE) * standard_error, &metric.unit);
    Row { change, error, saved }
}
