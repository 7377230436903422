//! What may be lost between the start and the end of the runs of a simulation: value at risk
//! and its conditional mean, each with how sure it is.

use super::parts::figures;
use crate::ui::command::Desk;
use crate::ui::dom::{El, el, field_text};
use leptos::prelude::*;
use tokenwright::analysis::precision::{CONFIDENCE, z};
use tokenwright::project::{Metric, Sheet};
use tokenwright::report::number::{exact, human, human_with, shown_unit};
use tokenwright::report::{LEVEL, Loss, loss, span};

/// The levels that can be asked for: a run in ten, in twenty, in a hundred is worse.
const LEVELS: [(f64, &str); 3] = [(0.9, "10"), (LEVEL, "20"), (0.99, "100")];

/// What is said of a figure.
#[derive(Clone, PartialEq)]
struct Row {
    label: String,
    cells: [String; 5],
}

/// The card; it is there while something may be lost.
pub fn losses_card(sheet: &Sheet) -> El {
    let state = Desk::get().state;
    let level = RwSignal::new(LEVEL);
    let objective = sheet.objective.clone();
    let known = |id: &String| sheet.metrics.iter().find(|metric| metric.id == *id).cloned();
    let metrics: Vec<Metric> = sheet.figures().iter().filter_map(known).collect();
    let rows = Memo::new(move |_| {
        let outcome = state.outcome.read();
        let Some(summary) = outcome.as_ref().map(|outcome| &outcome.summary) else { return Vec::new() };
        let row = |metric: &Metric| {
            let found = summary.metrics.iter().find(|found| found.id == metric.id)?;
            Some(row(metric, &loss(&objective, summary, found, level.get())?))
        };
        metrics.iter().filter_map(row).collect()
    });
    let of = Memo::new(move |_| {
        let outcome = state.outcome.read();
        let summary = &outcome.as_ref()?.summary;
        let kept = summary.metrics.iter().map(|metric| metric.finals.len() as u64).max()?;
        (kept < summary.runs).then(|| format!(" Found from the first {} runs.", exact(kept as f64, "")))
    });
    let words = move || {
        let level = level.get();
        let one = LEVELS.iter().find(|(known, _)| *known == level).map_or("20", |(_, one)| one);
        format!(
            "How much worse a figure ends than it began. In one run of {one} it loses at least the value at risk \
             (VaR), and in those runs on average the conditional value at risk (CVaR, expected shortfall); below \
             0 it is a gain. In 19 of 20 cases the true values are where “lies in” and “give or take” say. Runs \
             that broke have no end and are not in it.{}",
            of.get().unwrap_or_default()
        )
    };
    let line = |row: Row| {
        let cells = row.cells.into_iter().map(|cell| el("td").class("num").text(cell));
        el("tr").child(el("th").attr("scope", "row").text(row.label)).children(cells)
    };
    let head = ["Figure", "At the start", "VaR", "Lies in", "CVaR", "Give or take"];
    let body = el("tbody").slot(move || rows.get().into_iter().map(line).collect::<Vec<_>>());
    el("section")
        .class("card figures st-sure")
        .attr("aria-labelledby", "losses-title")
        .attr("data-testid", "losses")
        .live_flag("hidden", move || rows.read().is_empty())
        .child(el("h2").attr("id", "losses-title").class("card-title").text("What may be lost"))
        .child(el("p").class("quiet small-text").live_text(words))
        .child(choice(level))
        .child(figures("losses-title", head.map(str::to_owned), body))
}

fn choice(level: RwSignal<f64>) -> El {
    let options = LEVELS.iter().enumerate().map(|(at, (known, one))| {
        el("option")
            .attr("value", at.to_string())
            .maybe_attr("selected", (*known == LEVEL).then_some(""))
            .text(format!("1 run of {one} (level {} %)", known * 100.0))
    });
    let select = el("select").attr("id", "level").attr("data-testid", "level").children(options).on(
        "change",
        move |event| {
            let chosen = field_text(&event).parse().ok().and_then(|at: usize| LEVELS.get(at));
            level.set(chosen.map_or(LEVEL, |(known, _)| *known));
        },
    );
    el("div")
        .class("st-row st-new")
        .child(el("label").attr("for", "level").class("st-label").text("How rare a loss"))
        .child(select)
}

fn row(metric: &Metric, found: &Loss) -> Row {
    let percent = metric.unit == "%";
    let figure = |value: f64| human(if percent { value * 100.0 } else { value });
    let unit = match shown_unit(&metric.unit) {
        "" => String::new(),
        "%" => " points".to_owned(),
        unit => format!(" {unit}"),
    };
    let label = if found.rises { format!("{} (a rise)", metric.label) } else { metric.label.clone() };
    Row {
        label,
        cells: [
            human_with(found.start, &metric.unit),
            format!("{}{unit}", figure(found.risk.value_at_risk)),
            span(found.error.value_at_risk, &metric.unit),
            format!("{}{unit}", figure(found.risk.conditional)),
            format!("±\u{a0}{}", figure(z(CONFIDENCE) * found.error.conditional)),
        ],
    }
}
