//! The numbers of a chart as a table.

use super::Scene;
use leptos::html;
use leptos::prelude::*;
use tokenwright::chart::data::{Chart, Point};
use tokenwright::chart::format::{moment, quantity};

/// Rows: enough to see the course, few enough to read.
const ROWS: usize = 13;

const COLUMNS: [&str; 6] = ["5 %", "25 %", "Median", "75 %", "95 %", "Mean"];

/// A disclosure with the table. Its rows are made only while it is open.
#[component]
pub(super) fn Table(scene: Scene) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let open = RwSignal::new(false);
    let label = scene.subject.with_value(|subject| subject.label.clone());
    let rows = move || {
        let shown = open.get().then(|| scene.shown.get()).flatten();
        scene.with_chart(&shown, cells).unwrap_or_default()
    };
    view! {
        <details
            class="chart-table"
            node_ref=details
            on:toggle=move |_| open.set(details.get_untracked().is_some_and(|details| details.open()))
        >
            <summary>"Numbers"</summary>
            <div class="chart-table-scroll" tabindex="0" role="region" aria-label=format!("{label}: numbers")>
                <table>
                    <caption class="sr-only">{label.clone()}" over time: quantiles and mean over all runs"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Time"</th>
                            {COLUMNS.map(|name| view! { <th scope="col">{name}</th> }).collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        {move || rows().into_iter().map(|(time, values)| view! {
                            <tr>
                                <th scope="row">{time}</th>
                                {values.map(|value| view! { <td>{value}</td> }).collect_view()}
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
        </details>
    }
}

fn cells(chart: &Chart) -> Vec<(String, [String; 6])> {
    let row = |point: Point| {
        let values = [point.p5, point.p25, point.p50, point.p75, point.p95, point.mean];
        (moment(point.step, chart.step), values.map(|value| quantity(value, chart.unit)))
    };
    chart.rows(ROWS).into_iter().map(row).collect()
}
