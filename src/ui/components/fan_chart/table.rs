//! The numbers of a chart as a table.

use super::Scene;
use crate::ui::dom::{El, current_target, el};
use leptos::prelude::*;
use leptos::web_sys::HtmlDetailsElement;
use tokenwright::chart::data::{Chart, Point};
use tokenwright::chart::format::{moment, quantity};

/// Rows: enough to see the course, few enough to read.
const ROWS: usize = 13;

const COLUMNS: [&str; 6] = ["5 %", "25 %", "Median", "75 %", "95 %", "Mean"];

/// A disclosure with the table. Its rows are made only while it is open.
pub(super) fn table(scene: Scene) -> El {
    let open = RwSignal::new(false);
    let label = scene.subject.with_value(|subject| subject.label.clone());
    let rows = move || {
        let shown = open.get().then(|| scene.shown.get()).flatten();
        scene.baseline.track();
        scene.with_chart(&shown, cells).unwrap_or_default()
    };
    let column = |name: &str| el("th").attr("scope", "col").text(name);
    let table = el("table")
        .child(
            el("caption")
                .class("sr-only")
                .text(format!("{label} over time: quantiles and mean over all runs")),
        )
        .child(el("thead").child(el("tr").child(column("Time")).children(COLUMNS.map(column))))
        .child(el("tbody").slot(move || rows().into_iter().map(row)));
    el("details")
        .class("chart-table")
        .on("toggle", move |event| {
            open.set(current_target::<HtmlDetailsElement>(&event).is_some_and(|details| details.open()));
        })
        .child(el("summary").text("Numbers"))
        .child(
            el("div")
                .class("chart-table-scroll")
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", format!("{label}: numbers"))
                .child(table),
        )
}

fn row((time, values): (String, [String; 6])) -> El {
    let values = values.into_iter().map(|value| el("td").text(value));
    el("tr").child(el("th").attr("scope", "row").text(time)).children(values)
}

fn cells(chart: &Chart) -> Vec<(String, [String; 6])> {
    let row = |point: Point| {
        let values = [point.p5, point.p25, point.p50, point.p75, point.p95, point.mean];
        (moment(point.step, chart.step), values.map(|value| quantity(value, chart.unit)))
    };
    chart.rows(ROWS).into_iter().map(row).collect()
}
