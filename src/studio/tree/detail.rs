//! The selected statement in full.

use super::Editor;
use crate::studio::command::Studio;
use crate::studio::parts::{Field, follow};
use crate::studio::words::mechanisms;
use crate::ui::dom::{El, el, live};
use leptos::prelude::*;
use tokenwright::edit::{Edit, NodeEdit, Place};

/// Its fields, and what answers it.
pub fn detail(editor: Editor) -> El {
    let current = Memo::new(move |_| editor.current.get());
    el("div").class("st-detail").attr("role", "group").attr("aria-label", "Selected statement").slot(
        move || {
            let id = current.get();
            let fields = (!id.is_empty()).then(|| untrack(|| fields(&id)));
            fields.into_iter().flatten()
        },
    )
}

fn fields(id: &str) -> Vec<El> {
    let of = id.to_owned();
    // The parts say by what they differ; a leaf has none.
    let known = follow(mechanisms);
    let answers = el("fieldset").class("st-answers").child(el("legend").text("Answered by")).child(
        el("div").attr("id", "answers").attr("tabindex", "-1").slot(move || {
            let all = known.get();
            if all.is_empty() {
                return vec![el("p").class("quiet small-text").text("The model has no mechanisms yet.")];
            }
            all.into_iter().map(|(mechanism, words)| answer(&of, &mechanism, &words)).collect::<Vec<_>>()
        }),
    );
    vec![
        Field::line("Statement", Place::NodeText, id).view(),
        Field::number("Share of its parent in %", Place::NodeShare, id).view(),
        Field::line("Its parts differ by", Place::NodeSplit, id).hint("side, cause, step …").view(),
        Field::line("It differs from its siblings by", Place::NodeCriterion, id)
            .hint("as the parent says")
            .view(),
        answers,
    ]
}

fn answer(id: &str, mechanism: &str, words: &str) -> El {
    let studio = Studio::get();
    let (node, answer) = (id.to_owned(), mechanism.to_owned());
    let on = follow(move |project| {
        let nodes = &project.discovery.tree;
        nodes.iter().any(|known| known.id == node && known.addressed_by.contains(&answer))
    });
    let (id, mechanism) = (id.to_owned(), mechanism.to_owned());
    let check = el("input").attr("type", "checkbox").on("change", move |_| {
        let (id, mechanism) = (id.clone(), mechanism.clone());
        studio.send(Edit::Tree(NodeEdit::Answer { id, mechanism, answers: !on.get_untracked() }));
    });
    let native = check.dom::<web_sys::HtmlInputElement>();
    live(move || native.set_checked(on.get()));
    el("label").class("st-check").child(check).child(el("span").text(words))
}
