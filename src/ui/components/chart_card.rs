//! One metric over time, in its frame: the engine's numbers, before them the
//! precomputed ones, and before those a place that is kept free.

use super::{Shown, Subject, fan_chart};
use crate::ui::command::Desk;
use crate::ui::dom::{El, el};
use crate::ui::opening;
use crate::ui::state::{Activity, Opened};
use leptos::prelude::*;
use std::sync::Arc;

/// The card of the metric with this id; nothing if the document has none such.
pub fn chart_card(metric: &str, opened: &Opened) -> Option<El> {
    let state = Desk::get().state;
    let sheet = &opened.sheet;
    let index = sheet.metrics.iter().position(|known| known.id == metric)?;
    let metric = sheet.metrics.get(index)?.clone();
    let subject = Subject {
        id: metric.id,
        index,
        label: metric.label,
        unit: metric.unit,
        about: metric.about,
        step: sheet.run.step.clone(),
    };
    let preview =
        opening::preview_numbers(opened).map(|summary| Shown { summary: Arc::new(summary), stage: None });
    let shown = Signal::derive(move || match &*state.outcome.read() {
        Some(outcome) => Some(Shown { summary: outcome.summary.clone(), stage: Some(outcome.stage) }),
        None => preview.clone(),
    });
    let baseline =
        Signal::derive(move || state.baseline.read().as_ref().and_then(|baseline| baseline.summary.clone()));
    let waiting = Memo::new(move |_| {
        let coming = matches!(*state.activity.read(), Activity::Starting | Activity::Running { .. });
        coming && shown.read().is_none()
    });
    let skeleton = el("div")
        .class("skeleton")
        .live_flag("hidden", move || !waiting.get())
        .child(el("p").class("patience").text("Still loading the simulator …"));
    Some(el("div").class("card chart-card").child(fan_chart(subject, shown, baseline)).child(skeleton))
}
