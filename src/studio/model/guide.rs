//! The way from an empty project to a model that runs: what to do next, one line each.

use super::super::command::Studio;
use super::super::shell;
use super::super::state::Screen;
use super::{len, model, text_of};
use crate::ui::dom::{El, button, el};
use leptos::prelude::*;
use tokenwright::edit::status::Stage;
use tokenwright::json::Json;

/// A step of the way: the words, the form, and whether it is done.
struct Next {
    words: &'static str,
    stage: Stage,
    done: fn(&Json) -> bool,
}

const WAY: [Next; 7] = [
    Next {
        words: "Say what can be owned: money, and the token",
        stage: Stage::Token,
        done: |tree| len(tree, "assets") >= 2,
    },
    Next {
        words: "Say who acts: two populations, and what each starts with",
        stage: Stage::Agents,
        done: |tree| {
            len(tree, "populations") >= 2
                && some(tree, "populations", |place| len(tree, &format!("{place}.initial")) > 0)
        },
    },
    Next {
        words: "Add an account: a treasury, the reserves of a market",
        stage: Stage::Agents,
        done: |tree| len(tree, "accounts") > 0,
    },
    Next {
        words: "Choose how value moves between them: a mechanism of the catalogue",
        stage: Stage::Mechanisms,
        done: |tree| len(tree, "mechanisms") > 0,
    },
    Next {
        words: "Say what agents do there: a behaviour with an action",
        stage: Stage::Agents,
        done: |tree| {
            let acts = |place: &str| {
                let strategies = format!("{place}.strategies");
                some(tree, &strategies, |strategy| len(tree, &format!("{strategy}.actions")) > 0)
            };
            some(tree, "populations", acts)
                || some(tree, "mechanisms", |place| text_of(tree, &format!("{place}.type")) == "flows")
        },
    },
    Next {
        words: "Choose what to watch: a metric, then a goal made of it",
        stage: Stage::Objective,
        done: |tree| len(tree, "metrics") > 0,
    },
    Next {
        words: "Make a number a slider, and see what it changes",
        stage: Stage::Mechanisms,
        done: |tree| len(tree, "parameters") > 0,
    },
];

fn some(tree: &Json, list: &str, fits: impl Fn(&str) -> bool) -> bool {
    (0..len(tree, list)).any(|at| fits(&format!("{list}.{at}")))
}

/// The way, while it has not been gone to its end. It can stand in two places, each with an
/// id of its own.
pub fn guide(id: &str) -> El {
    let studio = Studio::get();
    let done = model(|tree| WAY.map(|next| (next.done)(tree)));
    let rows = WAY.iter().enumerate().map(|(at, next)| {
        let (words, stage) = (next.words, next.stage);
        let state = move || {
            let done = done.get();
            let first = done.iter().position(|done| !done);
            Some(
                if done[at] {
                    "done"
                } else if first == Some(at) {
                    "next"
                } else {
                    "later"
                }
                .to_owned(),
            )
        };
        let go = button("st-next")
            .attr("data-testid", format!("{id}-{at}"))
            .live_attr("data-state", state)
            .child(el("span").class("st-next-mark").attr("aria-hidden", "true"))
            .child(el("span").text(words))
            .child(
                el("span")
                    .class("sr-only")
                    .live_text(move || if done.get()[at] { ", done".into() } else { String::new() }),
            )
            .on_click(move || shell::go(studio, Screen::Form(stage)));
        el("li").child(go)
    });
    el("section")
        .class("st-guide")
        .attr("aria-labelledby", format!("{id}-title"))
        .attr("data-testid", id)
        .live_flag("hidden", move || done.get().iter().all(|done| *done))
        .child(el("h2").class("card-title").attr("id", format!("{id}-title")).text("To a model that runs"))
        .child(el("ol").children(rows))
}
