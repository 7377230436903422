//! One node of the tree: its text, its share, what is found about it.

use super::{Editor, Line, element_id};
use crate::studio::command::Studio;
use crate::studio::parts::value;
use crate::studio::words;
use crate::ui::dom::{El, button, el, field_text};
use leptos::prelude::*;
use tokenwright::discovery::mece::{Finding, Kind};
use tokenwright::edit::{Edit, Place};

/// The row of a node. It stays while the node does.
pub fn row(editor: Editor, line: &Line) -> El {
    let id = line.id.clone();
    let first = line.clone();
    let line = {
        let id = id.clone();
        Memo::new(move |_| editor.line(&id).unwrap_or_else(|| first.clone()))
    };
    let current = {
        let id = id.clone();
        Memo::new(move |_| *editor.current.read() == id)
    };
    let folded = {
        let id = id.clone();
        Memo::new(move |_| editor.folded.read().contains(&id))
    };
    let typing = Memo::new(move |_| current.get() && editor.typing.get());
    let (select, twist, rename) = (id.clone(), id.clone(), id.clone());
    let expanded = move || line.read().has_children.then(|| (!folded.get()).to_string());
    let twisty = el("span")
        .class("st-twisty")
        .attr("aria-hidden", "true")
        .live_attr("data-open", expanded)
        .on("click", move |event| {
            event.stop_propagation();
            editor.fold(&twist, !folded.get_untracked());
        });
    let text = move || {
        let text = line.read().text.clone();
        if text.is_empty() { "Nothing said yet".to_owned() } else { text }
    };
    let words = el("span")
        .class("st-node-text")
        .live_flag("hidden", move || typing.get())
        .live_attr("data-empty", move || line.read().text.is_empty().then(String::new))
        .live_text(text);
    let share = move || line.read().share.map(|share| format!("{share} %")).unwrap_or_default();
    let criterion = move || line.read().criterion.clone();
    let head = el("div")
        .class("st-node-line")
        .child(editor.grip(&id))
        .child(twisty)
        .child(words)
        .slot(move || typing.get().then(|| untrack(|| input(&line.read().id))))
        .child(
            el("span").class("st-chip num").live_flag("hidden", move || share().is_empty()).live_text(share),
        )
        .child(
            el("span")
                .class("st-chip")
                .live_flag("hidden", move || criterion().is_empty())
                .live_text(criterion),
        );
    let findings = Memo::new(move |_| line.read().findings.clone());
    el("div")
        .class("st-node")
        .attr("role", "treeitem")
        .attr("id", element_id(&id))
        .attr("data-testid", "node")
        .live_attr("aria-level", move || Some(line.read().level.to_string()))
        .live_attr("aria-posinset", move || Some(line.read().place.0.to_string()))
        .live_attr("aria-setsize", move || Some(line.read().place.1.to_string()))
        .live_attr("aria-expanded", expanded)
        .live_attr("aria-selected", move || Some(current.get().to_string()))
        .live_attr("tabindex", move || Some(if current.get() { "0" } else { "-1" }.into()))
        .live_attr("data-drop", editor.mark(&id))
        .live_style("--level", move || (line.read().level - 1).to_string())
        .on("click", move |event| {
            // A click on a button of the row is the button's.
            if !(event.default_prevented() || (current.get_untracked() && typing.get_untracked())) {
                editor.select(&select);
            }
        })
        .on("dblclick", move |_| {
            editor.select(&rename);
            editor.rename();
        })
        .child(head)
        .child(el("div").class("st-node-findings").slot(move || {
            findings.get().into_iter().map(|finding| note(editor, &id, finding)).collect::<Vec<_>>()
        }))
}

/// The field in which the text is typed.
fn input(id: &str) -> El {
    let studio = Studio::get();
    let value = value(Place::NodeText, id);
    let name = id.to_owned();
    el("input")
        .attr("type", "text")
        .attr("id", format!("text-{id}"))
        .attr("data-testid", "node-text")
        .attr("aria-label", "Statement")
        .attr("autocomplete", "off")
        .live_prop("value", move || value.get())
        .on("input", move |event| studio.send(Edit::set(Place::NodeText, &name, field_text(&event))))
        .on("change", move |_| studio.finish())
}

/// A finding: why, and the mend.
fn note(editor: Editor, id: &str, finding: Finding) -> El {
    let id = id.to_owned();
    let quiet = matches!(finding.kind, Kind::Unaddressed | Kind::UnaddressedRest);
    let why = if quiet { "Nothing answers it".to_owned() } else { words::sentence(&finding.why) };
    let mend = button("button small").attr("data-testid", "mend").text(words::mend(&finding.mend)).on(
        "click",
        move |event| {
            event.prevent_default();
            editor.current.set(id.clone());
            editor.typing.set(false);
            editor.mend(&finding);
        },
    );
    el("p")
        .class(if quiet { "st-finding st-finding-quiet" } else { "st-finding" })
        .child(el("span").text(why))
        .child(mend)
}
