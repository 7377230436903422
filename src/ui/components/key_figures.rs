//! The numbers behind the charts: where each metric ends.

use crate::ui::command::Desk;
use crate::ui::dom::{El, el};
use crate::ui::state::State;
use leptos::prelude::*;
use tokenwright::project::{Metric, Sheet};
use tokenwright::report::give_or_take;
use tokenwright::report::number::human_with;
use tokenwright::simulate::{MetricSummary, Summary};

/// The table: final median and how sure it is, the range of nine in ten runs, and the
/// change against the baseline.
pub fn key_figures(sheet: StoredValue<Sheet>) -> El {
    let state = Desk::get().state;
    let metrics: Vec<Metric> = sheet.with_value(|sheet| {
        let named = |id: &String| sheet.metrics.iter().find(|metric| metric.id == *id).cloned();
        sheet.figures().iter().filter_map(named).collect()
    });
    let compared =
        Memo::new(move |_| state.baseline.read().as_ref().is_some_and(|baseline| baseline.summary.is_some()));
    let column = |name: &str| el("th").attr("scope", "col").text(name);
    let compares = |name: &str| column(name).live_flag("hidden", move || !compared.get());
    let head = el("tr")
        .children(["Figure", "Median", "9 in 10 runs"].map(column))
        .children(["Baseline", "Change"].map(compares));
    let table = el("table")
        .child(el("thead").child(head))
        .child(el("tbody").children(metrics.into_iter().map(|metric| figure(metric, compared))));
    el("section")
        .class("card figures")
        .attr("aria-labelledby", "figures-title")
        .child(el("h2").attr("id", "figures-title").class("card-title").text("At the end"))
        .child(
            el("div")
                .class("table-scroll")
                .attr("role", "group")
                .attr("tabindex", "0")
                .attr("aria-labelledby", "figures-title")
                .child(table),
        )
}

fn figure(metric: Metric, compared: Memo<bool>) -> El {
    let state = Desk::get().state;
    let Metric { id, label, unit, about, .. } = metric;
    let row = el("tr").attr("data-testid", format!("figure-{id}")).attr("title", about);
    let words = Memo::new(move |_| Row::of(state, &id, &unit));
    let text =
        move |element: El, part: fn(&Row) -> &String| element.live_text(move || part(&words.read()).clone());
    let cell = move |class: &str, part| text(el("td").class(class), part);
    let compares = move |cell: El| cell.live_flag("hidden", move || !compared.get());
    row.child(el("th").attr("scope", "row").text(label))
        .child(cell("num", |row| &row.median).child(text(el("span").class("sure quiet"), |row| &row.sure)))
        .child(cell("num quiet", |row| &row.range))
        .child(compares(cell("num quiet", |row| &row.baseline)))
        .child(compares(cell("num", |row| &row.change)))
}

/// The words of one row.
#[derive(Clone, PartialEq, Default)]
struct Row {
    median: String,
    sure: String,
    range: String,
    baseline: String,
    change: String,
}

impl Row {
    fn of(state: State, id: &str, unit: &str) -> Row {
        let outcome = state.outcome.read();
        let found =
            outcome.as_ref().and_then(|outcome| Some((&outcome.summary, metric(&outcome.summary, id)?)));
        let Some((summary, found)) = found else {
            return Row { median: "–".into(), ..Row::default() };
        };
        let now = &found.last;
        let sure = give_or_take(summary, found);
        let baseline = state.baseline.read();
        let before = baseline.as_ref().and_then(|baseline| metric(baseline.summary.as_ref()?, id));
        let before = before.map(|metric| &metric.last);
        Row {
            median: human_with(now.p50, unit),
            sure: sure.map_or_else(String::new, |half| {
                format!("± {}", if unit == "%" { points(half) } else { bare(half, unit) })
            }),
            range: format!("{} to {}", bare(now.p5, unit), bare(now.p95, unit)),
            baseline: before.map_or_else(String::new, |before| bare(before.p50, unit)),
            change: before.map_or_else(String::new, |before| change(before.p50, now.p50, unit)),
        }
    }
}

fn metric<'a>(summary: &'a Summary, id: &str) -> Option<&'a MetricSummary> {
    summary.metrics.iter().find(|metric| metric.id == id)
}

/// The number without its unit, which stands once in a row; percentages keep
/// theirs.
fn bare(value: f64, unit: &str) -> String {
    human_with(value, if unit == "%" { unit } else { "" })
}

/// A distance between percentages.
fn points(share: f64) -> String {
    format!("{} points", human_with(share * 100.0, ""))
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
        "%" => points(size),
        _ if before == 0.0 => human_with(size, unit),
        _ => human_with(size / before.abs(), "%"),
    };
    format!("{sign}{words}")
}
