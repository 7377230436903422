//! Two designs under the same luck: pin one, change something, read the
//! difference.

use super::Icon;
use crate::ui::command::{Command, Desk};
use crate::ui::dom::{El, button, el};
use crate::ui::state::{Baseline, State};
use leptos::prelude::*;
use tokenwright::analysis::paired::{Paired, compare};
use tokenwright::project::{Metric, Sheet};
use tokenwright::report::number::{exact, human_with};
use tokenwright::simulate::RunSpec;

/// The strip above the charts.
pub fn comparison(sheet: StoredValue<Sheet>) -> El {
    let desk = Desk::get();
    let state = desk.state;
    let pinned = Memo::new(move |_| state.baseline.read().is_some());
    let text = Memo::new(move |_| {
        let baseline = state.baseline.read();
        let baseline = baseline.as_ref()?;
        Some(sheet.with_value(|sheet| sentence(state, sheet, baseline)))
    });
    let changes = Memo::new(move |_| {
        let baseline = state.baseline.read();
        let baseline = baseline.as_ref()?;
        Some(sheet.with_value(|sheet| differences(sheet, &baseline.spec, &state.spec.read())))
    });
    let difference = el("p").attr("aria-live", "polite").attr("data-testid", "difference");
    let changed = el("p")
        .class("quiet small-text")
        .live_flag("hidden", move || changes.get().is_none_or(|changes| changes.is_empty()))
        .live_text(move || changes.get().unwrap_or_default());
    el("section")
        .class("comparison")
        .attr("aria-label", "Comparison")
        .attr("data-testid", "comparison")
        .live_flag("hidden", move || !pinned.get())
        .child(
            el("div")
                .class("comparison-words")
                .child(difference.live_text(move || text.get().unwrap_or_default()))
                .child(changed),
        )
        .child(
            button("button ghost small")
                .attr("data-testid", "clear-baseline")
                .on_click(move || desk.send(Command::ClearBaseline))
                .child(Icon::Close.view())
                .text("Clear"),
        )
}

/// The difference in one sentence, about the most important goal.
fn sentence(state: State, sheet: &Sheet, baseline: &Baseline) -> String {
    if baseline.spec.parameters == state.spec.read().parameters {
        return "Pinned. Change something, and the baseline stays in the charts as a dashed line.".into();
    }
    let Some(before) = &baseline.summary else {
        return "Simulating the baseline under the same luck …".into();
    };
    let outcome = state.outcome.read();
    let metric = leading_metric(sheet);
    let (Some(outcome), Some(metric)) = (outcome.as_ref(), metric) else { return String::new() };
    compare(&metric.id, &outcome.summary, before).map_or_else(String::new, |paired| words(metric, paired))
}

fn leading_metric(sheet: &Sheet) -> Option<&Metric> {
    let id = sheet.objective.goals.first().map(|goal| &goal.metric).or(sheet.view.charts.first());
    id.and_then(|id| sheet.metrics.iter().find(|metric| metric.id == *id)).or(sheet.metrics.first())
}

fn words(metric: &Metric, paired: Paired) -> String {
    let Paired { pairs, higher, lower, median_difference } = paired;
    let label = &metric.label;
    let pairs_text = exact(pairs as f64, "");
    if pairs == 0 {
        return format!("No run reached the end under both designs, so {label} cannot be compared.");
    }
    if higher.max(lower) * 2 < pairs {
        let same = pairs - higher - lower;
        return format!("In {same} of the same {pairs_text} futures, {label} ends as in the baseline.");
    }
    let (share, word) =
        if higher >= lower { (paired.share_higher(), "higher") } else { (paired.share_lower(), "lower") };
    let size = if metric.unit == "%" {
        format!("{} points", human_with(median_difference.abs() * 100.0, ""))
    } else {
        human_with(median_difference.abs(), &metric.unit)
    };
    format!(
        "In {} of the same {pairs_text} futures, {label} ends {word} than in the baseline, typically by {size}.",
        human_with(share, "%")
    )
}

/// What was changed since the pin: `Royalty 0 % → 5 %`.
fn differences(sheet: &Sheet, before: &RunSpec, now: &RunSpec) -> String {
    const NAMED: usize = 3;
    let changed: Vec<String> = sheet
        .parameters
        .iter()
        .zip(before.parameters.iter().zip(&now.parameters))
        .filter(|(_, (before, now))| before != now)
        .map(|(parameter, (before, now))| {
            format!(
                "{} {} → {}",
                parameter.label,
                exact(*before, &parameter.unit),
                exact(*now, &parameter.unit)
            )
        })
        .collect();
    let more = changed.len().saturating_sub(NAMED);
    let named = changed.into_iter().take(NAMED).collect::<Vec<_>>().join(" · ");
    if more == 0 { named } else { format!("{named} · and {more} more") }
}
