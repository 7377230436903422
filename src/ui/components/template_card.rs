//! A template in the gallery.

use super::MiniFan;
use leptos::prelude::*;
use tokenwright::project::{Parameter, Population};
use tokenwright::template::{PreviewMetric, Template};

/// A card that opens a template: a link, so that it can be opened in a tab of
/// its own.
#[component]
pub fn TemplateCard(
    /// The template.
    template: &'static Template,
) -> impl IntoView {
    let id = template.id;
    let project = template.project();
    let metric = template.preview().metrics.into_iter().find(is_fan);
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

/// Whether luck shows in it: what is the same in all runs is a mere line.
fn is_fan(metric: &PreviewMetric) -> bool {
    let ends = metric.p5.last().zip(metric.p95.last());
    ends.is_some_and(|(low, high)| high - low > 0.01 * high.abs().max(low.abs()))
}

fn facts(parameters: &[Parameter], populations: &[Population]) -> String {
    let agents: u64 = populations.iter().map(|population| u64::from(population.size)).sum();
    let sliders = parameters.len();
    match agents {
        0 => format!("{sliders} sliders · stocks and flows"),
        agents => format!("{sliders} sliders · {agents} agents who learn"),
    }
}
