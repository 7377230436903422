//! The numbers behind the charts: where each metric ends.

use crate::ui::command::Desk;
use crate::ui::state::State;
use leptos::prelude::*;
use tokenwright::project::{Metric, Project};
use tokenwright::report::number::human_with;
use tokenwright::simulate::{Distribution, Summary};

/// The table: final median, the range of nine in ten runs, and the change
/// against the baseline.
#[component]
pub fn KeyFigures(
    /// The document.
    project: StoredValue<Project>,
) -> impl IntoView {
    let state = Desk::get().state;
    let metrics: Vec<Metric> = project.with_value(|project| {
        let named = |id: &String| project.metrics.iter().find(|metric| metric.id == *id).cloned();
        project.figures().iter().filter_map(named).collect()
    });
    let compared =
        Memo::new(move |_| state.baseline.read().as_ref().is_some_and(|baseline| baseline.summary.is_some()));
    view! {
        <section class="card figures" aria-labelledby="figures-title">
            <h2 id="figures-title" class="card-title">"At the end"</h2>
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Figure"</th>
                        <th scope="col">"Median"</th>
                        <th scope="col">"9 in 10 runs"</th>
                        <th scope="col" hidden=move || !compared.get()>"Baseline"</th>
                        <th scope="col" hidden=move || !compared.get()>"Change"</th>
                    </tr>
                </thead>
                <tbody>
                    {metrics.into_iter().map(|metric| view! { <Figure metric compared/> }).collect_view()}
                </tbody>
            </table>
        </section>
    }
}

#[component]
fn Figure(metric: Metric, compared: Memo<bool>) -> impl IntoView {
    let state = Desk::get().state;
    let Metric { id, label, unit, .. } = metric;
    let testid = format!("figure-{id}");
    let row = Memo::new(move |_| Row::of(state, &id, &unit));
    view! {
        <tr data-testid=testid title=metric.about>
            <th scope="row">{label}</th>
            <td class="num">{move || row.read().median.clone()}</td>
            <td class="num quiet">{move || row.read().range.clone()}</td>
            <td class="num quiet" hidden=move || !compared.get()>{move || row.read().baseline.clone()}</td>
            <td class="num" hidden=move || !compared.get()>{move || row.read().change.clone()}</td>
        </tr>
    }
}

/// The words of one row.
#[derive(Clone, PartialEq, Default)]
struct Row {
    median: String,
    range: String,
    baseline: String,
    change: String,
}

impl Row {
    fn of(state: State, id: &str, unit: &str) -> Row {
        let outcome = state.outcome.read();
        let Some(now) = outcome.as_ref().and_then(|outcome| last(&outcome.summary, id)) else {
            return Row { median: "–".into(), ..Row::default() };
        };
        let baseline = state.baseline.read();
        let before = baseline.as_ref().and_then(|baseline| last(baseline.summary.as_ref()?, id));
        Row {
            median: human_with(now.p50, unit),
            range: format!("{} to {}", bare(now.p5, unit), bare(now.p95, unit)),
            baseline: before.map_or_else(String::new, |before| bare(before.p50, unit)),
            change: before.map_or_else(String::new, |before| change(before.p50, now.p50, unit)),
        }
    }
}

fn last<'a>(summary: &'a Summary, id: &str) -> Option<&'a Distribution> {
    summary.metrics.iter().find(|metric| metric.id == id).map(|metric| &metric.last)
}

/// The number without its unit, which stands once in a row; percentages keep
/// theirs.
fn bare(value: f64, unit: &str) -> String {
    human_with(value, if unit == "%" { unit } else { "" })
}

/// The change in words: in points for what is a percentage already, relative
/// otherwise, and as it is where there is nothing to relate it to.
fn change(before: f64, now: f64, unit: &str) -> String {
    let difference = now - before;
    if difference.is_nan() {
        return "–".into();
    }
    // Less than rounding in sums of many runs is no change.
    if difference.abs() <= 1e-9 * before.abs().max(now.abs()) {
        return "none".into();
    }
    let sign = if difference > 0.0 { "+" } else { "−" };
    let size = difference.abs();
    let words = match unit {
        "%" => format!("{} points", human_with(size * 100.0, "")),
        _ if before == 0.0 => human_with(size, unit),
        _ => human_with(size / before.abs(), "%"),
    };
    format!("{sign}{words}")
}
