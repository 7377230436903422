//! A template in the gallery.

use super::mini_fan;
use crate::ui::dom::{El, el};
use tokenwright::project::{Parameter, Population};
use tokenwright::template::{PreviewMetric, Template};

/// A card that opens a template: a link, so that it can be opened in a tab of
/// its own.
pub fn template_card(template: &Template) -> El {
    let id = template.id;
    let project = template.project();
    let metric = template.preview().metrics.into_iter().find(is_fan);
    let what = metric.as_ref().map(|metric| el("span").class("template-metric").text(&metric.label));
    let picture =
        el("div").class("template-picture").children(metric.as_ref().and_then(mini_fan)).children(what);
    let words = el("div")
        .class("template-words")
        .child(el("h3").text(&project.meta.title))
        .child(el("p").text(&project.meta.story))
        .child(el("p").class("template-facts").text(facts(&project.parameters, &project.populations)));
    el("a")
        .class("card template-card")
        .attr("href", format!("#t={id}"))
        .attr("data-testid", format!("card-{id}"))
        .child(picture)
        .child(words)
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
