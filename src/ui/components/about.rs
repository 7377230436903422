//! What the model is about, for those who want to know more.

use leptos::prelude::*;

/// Longer text in a fold, one paragraph a line.
#[component]
pub fn About(
    /// The text; nothing is shown if it is empty.
    text: String,
) -> impl IntoView {
    (!text.is_empty()).then(|| {
        let paragraphs: Vec<String> =
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        view! {
            <details class="about">
                <summary>"About this model"</summary>
                {paragraphs.into_iter().map(|paragraph| view! { <p>{paragraph}</p> }).collect_view()}
            </details>
        }
    })
}
