//! What the lines and bands of all charts mean, said once.

use crate::ui::command::Desk;
use leptos::prelude::*;

/// The legend.
#[component]
pub fn ChartLegend() -> impl IntoView {
    let state = Desk::get().state;
    let compared =
        Memo::new(move |_| state.baseline.read().as_ref().is_some_and(|baseline| baseline.summary.is_some()));
    let key = |class: &'static str, text: &'static str| {
        view! { <li><span class=format!("chart-key {class}") aria-hidden="true"></span>{text}</li> }
    };
    view! {
        <ul class="chart-legend shared-legend">
            {key("chart-key-median", "Median run")}
            {key("chart-key-half", "Half of all runs")}
            {key("chart-key-outer", "9 in 10 runs")}
            {move || compared.get().then(|| key("chart-key-baseline", "Median of the baseline"))}
        </ul>
    }
}
