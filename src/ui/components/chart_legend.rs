//! What the lines and bands of all charts mean, said once.

use crate::ui::command::Desk;
use crate::ui::dom::{El, el};
use leptos::prelude::*;

/// The legend.
pub fn chart_legend() -> El {
    let state = Desk::get().state;
    let compared =
        Memo::new(move |_| state.baseline.read().as_ref().is_some_and(|baseline| baseline.summary.is_some()));
    el("ul")
        .class("chart-legend shared-legend")
        .child(legend_key("chart-key-median", "Median run"))
        .child(legend_key("chart-key-half", "Half of all runs"))
        .child(legend_key("chart-key-outer", "9 in 10 runs"))
        .slot(move || compared.get().then(|| legend_key("chart-key-baseline", "Median of the baseline")))
}

/// An entry of a legend: how it looks, what it is.
pub fn legend_key(class: &str, text: &str) -> El {
    let sample = el("span").class(&format!("chart-key {class}")).attr("aria-hidden", "true");
    el("li").child(sample).text(text)
}
