//! The start: what this is, and every template as a card.

use crate::ui::command::Desk;
use crate::ui::components::{mini_fan, template_card};
use crate::ui::dom::{El, el};
use crate::ui::opening;
use crate::ui::state::{State, Touched};
use leptos::prelude::*;
use tokenwright::report::word::within_sentence;
use tokenwright::template::{self, Card};

/// What a reader can rely on.
const PROMISES: [(&str, &str); 3] = [
    (
        "Uncertainty, not a forecast",
        "Every chart is a fan over many runs. The narrow band holds half of them, the wide one nine in ten.",
    ),
    (
        "People who learn",
        "Simulated users try strategies and keep what pays. Loopholes are found by them, not scripted by the author.",
    ),
    (
        "The same numbers everywhere",
        "A link carries the design, its luck and a fingerprint of the result. Whoever opens it gets the same \
         numbers, bit for bit.",
    ),
];

/// The gallery.
pub fn gallery() -> El {
    let state = Desk::get().state;
    let words = el("div")
        .class("hero-words")
        .child(el("h1").text("Test a token economy before people live in it."))
        .child(el("p").class("lead").text(
            "Open a model, move a slider, and see how a thousand possible futures play out: \
             prices, supply, and people who learn to game the rules.",
        ))
        .child(
            el("p")
                .class("quiet")
                .text("Runs entirely in your browser. No account, and nothing leaves this page. ")
                .child(el("a").attr("href", "#published").text("Reproduces published results")),
        );
    let all = template::cards();
    let cards = all.iter().map(|card| el("li").child(template_card(card)));
    let models = el("section")
        .attr("aria-labelledby", "models")
        .child(el("h2").attr("id", "models").class("section-title").text("Start from a model"))
        .child(el("ul").class("cards").children(cards));
    let promises =
        PROMISES.map(|(title, text)| el("div").child(el("h3").text(title)).child(el("p").text(text)));
    el("main")
        .attr("id", "main")
        .class("gallery")
        .attr("tabindex", "-1")
        .child(el("section").class("hero").child(words).children(all.first().and_then(picture)))
        .slot(move || resume(state))
        .child(models)
        .child(el("section").class("promises").attr("aria-label", "What you can rely on").children(promises))
}

/// A fan of the first template.
fn picture(card: &Card) -> Option<El> {
    let title = &card.title;
    let metric = card.picture.as_ref()?;
    let caption = format!(
        "{title}, {}: the wide band holds 9 in 10 futures, the narrow one half.",
        within_sentence(&metric.label)
    );
    let caption = el("figcaption").text(caption);
    Some(el("figure").class("hero-picture").children(mini_fan(metric)).child(caption))
}

/// The way back to what the reader was working on.
fn resume(state: State) -> Option<El> {
    let opened = state.opened.get().filter(|_| state.touched.get() == Touched::Yes)?;
    let fragment = opening::fragment(&opened, &state.spec.get());
    let line = el("p")
        .class("resume")
        .text(format!("You have changes to “{}”. ", opened.sheet.meta.title))
        .child(el("a").attr("href", fragment).text("Continue"));
    Some(line)
}
