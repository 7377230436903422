//! A template in the gallery.

use super::MiniFan;
use leptos::prelude::*;
use tokenwright::project::{Parameter, Population};
use tokenwright::template::Template;

/// A card that opens a template: a link, so that it can be opened in a tab of
/// its own.
#[component]
pub fn TemplateCard(
    /// The template.
    template: &'static Template,
) -> impl IntoView {
    let id = template.id;
    let project = template.project();
    let metric = template.preview().metrics.into_iter().next();
    let what = metric.as_ref().map(|metric| metric.label.clone());
    view! {
        <a class="card template-card" href=format!("#t={id}") data-testid=format!("card-{id}")>
            <div class="template-picture">
                {metric.map(|metric| view! { <MiniFan metric/> })}
                {what.map(|what| view! { <span class="template-metric">{what}</span> })}
            </div>
            <div class="template-words">
                <h3>{project.meta.title.clone()}</h3>
                <p>{project.meta.story.clone()}</p>
                <p class="template-facts">{facts(&project.parameters, &project.populations)}</p>
            </div>
        </a>
    }
}

fn facts(parameters: &[Parameter], populations: &[Population]) -> String {
    let agents: u64 = populations.iter().map(|population| u64::from(population.size)).sum();
    let sliders = parameters.len();
    match agents {
        0 => format!("{sliders} sliders · stocks and flows"),
        agents => format!("{sliders} sliders · {agents} agents who learn"),
    }
}
