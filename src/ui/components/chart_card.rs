//! One metric over time, in its frame: the engine's numbers, before them the
//! precomputed ones, and before those a place that is kept free.

use super::{FanChart, Shown, Subject};
use crate::ui::command::Desk;
use crate::ui::opening;
use crate::ui::state::{Activity, Opened};
use leptos::prelude::*;
use std::sync::Arc;

/// The card; nothing if the document has no such metric.
#[component]
pub fn ChartCard(
    /// Id of the metric.
    metric: String,
    /// The document.
    opened: Arc<Opened>,
) -> impl IntoView {
    let state = Desk::get().state;
    let project = &opened.project;
    let index = project.metrics.iter().position(|known| known.id == metric)?;
    let metric = project.metrics.get(index)?.clone();
    let subject = Subject {
        id: metric.id,
        index,
        label: metric.label,
        unit: metric.unit,
        about: metric.about,
        step: project.run.step.clone(),
    };
    let preview =
        opening::preview_numbers(&opened).map(|summary| Shown { summary: Arc::new(summary), stage: None });
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
    Some(view! {
        <div class="card chart-card">
            <FanChart subject shown baseline/>
            <div class="skeleton" hidden=move || !waiting.get()>
                <p class="patience">"Still loading the simulator …"</p>
            </div>
        </div>
    })
}
