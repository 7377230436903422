//! One metric over time, in its frame.

use crate::ui::command::Desk;
use crate::ui::state::Opened;
use leptos::prelude::*;
use std::sync::Arc;
use tokenwright::project::Metric;

/// The card.
#[component]
pub fn ChartCard(
    /// The metric.
    metric: Metric,
    /// The document.
    opened: Arc<Opened>,
) -> impl IntoView {
    let _state = Desk::get().state;
    let _ = opened;
    view! {
        <figure class="card chart-card" data-testid=format!("chart-{}", metric.id)>
            <figcaption>{metric.label}</figcaption>
        </figure>
    }
}
