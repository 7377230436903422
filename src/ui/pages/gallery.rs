//! The start: what this is, and every template as a card.

use crate::ui::command::Desk;
use crate::ui::components::{MiniFan, TemplateCard};
use crate::ui::opening;
use crate::ui::state::Touched;
use leptos::prelude::*;
use tokenwright::template;

/// Which fan of the first template stands at the head.
const HERO: usize = 2;

/// The gallery.
#[component]
pub fn Gallery() -> impl IntoView {
    let picture = template::all().first().and_then(|first| {
        let title = first.project().meta.title;
        let metric = first.preview().metrics.into_iter().nth(HERO)?;
        let caption = format!("{title}, {}: the light band holds 9 in 10 futures, the dark one half.", metric.label.to_lowercase());
        Some(view! { <figure class="hero-picture"><MiniFan metric/><figcaption>{caption}</figcaption></figure> })
    });
    view! {
        <main id="main" class="gallery" tabindex="-1">
            <section class="hero">
                <div class="hero-words">
                    <h1>"Test a token economy before people live in it."</h1>
                    <p class="lead">
                        "Open a model, move a slider, and see how a thousand possible futures play out: \
                         prices, supply, and people who learn to game the rules."
                    </p>
                    <p class="quiet">"Runs entirely in your browser. No account, and nothing leaves this page."</p>
                </div>
                {picture}
            </section>
            <Resume/>
            <section aria-labelledby="models">
                <h2 id="models" class="section-title">"Start from a model"</h2>
                <ul class="cards">
                    {template::all()
                        .iter()
                        .map(|template| view! { <li><TemplateCard template/></li> })
                        .collect_view()}
                </ul>
            </section>
            <section class="promises" aria-label="What you can rely on">
                <Promise title="Uncertainty, not a forecast"
                    text="Every chart is a fan over many runs. The narrow band holds half of them, the wide one nine in ten."/>
                <Promise title="People who learn"
                    text="Simulated users try strategies and keep what pays. Loopholes are found by them, not scripted by the author."/>
                <Promise title="The same numbers everywhere"
                    text="A link carries the design, its luck and a fingerprint of the result. Whoever opens it gets the same numbers, bit for bit."/>
            </section>
        </main>
    }
}

#[component]
fn Promise(title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <div>
            <h3>{title}</h3>
            <p>{text}</p>
        </div>
    }
}

/// The way back to what the reader was working on.
#[component]
fn Resume() -> impl IntoView {
    let state = Desk::get().state;
    move || {
        let opened = state.opened.get().filter(|_| state.touched.get() == Touched::Yes)?;
        let fragment = opening::fragment(&opened, &state.spec.get());
        Some(view! {
            <p class="resume">
                "You have changes to “" {opened.project.meta.title.clone()} "”. "
                <a href=fragment>"Continue"</a>
            </p>
        })
    }
}
