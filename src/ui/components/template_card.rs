//! A template in the gallery.

use super::mini_fan;
use crate::ui::dom::{El, el};
use tokenwright::template::Card;

/// A card that opens a template: a link, so that it can be opened in a tab of
/// its own.
pub fn template_card(card: &Card) -> El {
    let id = &card.id;
    let metric = &card.picture;
    let what = metric.as_ref().map(|metric| el("span").class("template-metric").text(&metric.label));
    let picture =
        el("div").class("template-picture").children(metric.as_ref().and_then(mini_fan)).children(what);
    let words = el("div")
        .class("template-words")
        .child(el("h3").text(&card.title))
        .child(el("p").text(&card.story))
        .child(el("p").class("template-facts").text(facts(card)));
    el("a")
        .class("card template-card")
        .attr("href", format!("#t={id}"))
        .attr("data-testid", format!("card-{id}"))
        .child(picture)
        .child(words)
}

fn facts(card: &Card) -> String {
    let sliders = card.sliders;
    match card.agents {
        0 => format!("{sliders} sliders · stocks and flows"),
        agents => format!("{sliders} sliders · {agents} agents who learn"),
    }
}
