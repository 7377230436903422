//! The tree as an indented outline: out of it, and into it.

use super::Editor;
use crate::studio::command::Studio;
use crate::studio::icon::Icon;
use crate::studio::parts::tool;
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use leptos::web_sys::HtmlTextAreaElement;
use tokenwright::discovery::outline;
use tokenwright::edit::nodes::tree;
use tokenwright::edit::{Edit, NodeEdit};

/// The fold with both ways.
pub fn outline(editor: Editor) -> El {
    let studio = Studio::get();
    let errors = RwSignal::new(Vec::<String>::new());
    let area = el("textarea")
        .attr("id", "outline")
        .attr("data-testid", "outline")
        .attr("rows", "8")
        .attr("spellcheck", "false")
        .attr("aria-describedby", "outline-about");
    let (field, filled) = (area.dom::<HtmlTextAreaElement>(), area.dom::<HtmlTextAreaElement>());
    let read = move || match outline::read(&field.value()) {
        Ok(tree) => {
            errors.set(Vec::new());
            studio.send(Edit::Tree(NodeEdit::Replace(tree)));
            editor.folded.update(|folded| folded.clear());
        }
        Err(found) => {
            errors
                .set(found.iter().map(|error| format!("Line {}: {}.", error.line, error.message)).collect());
        }
    };
    let write = move || {
        filled.set_value(&outline::write(&tree(&studio.known.project.read_untracked().discovery.tree)));
        filled.select();
        // Where the clipboard is closed, the text stands there, selected.
        let clipboard = window().navigator().clipboard();
        if !clipboard.is_undefined() {
            let _asked = clipboard.write_text(&filled.value());
        }
    };
    el("details")
        .class("fold")
        .child(el("summary").text("As an outline"))
        .child(el("label").attr("for", "outline").class("quiet small-text").attr("id", "outline-about").text(
            "One statement a line, indented below what it is a part of; behind it, where you like, \
             (60 %), [split: side], [by: mechanism].",
        ))
        .child(area)
        .child(
            el("div")
                .class("slider-message")
                .attr("role", "alert")
                .slot(move || errors.get().into_iter().map(|error| el("p").text(error)).collect::<Vec<_>>()),
        )
        .child(
            el("div")
                .class("st-tools")
                .child(
                    tool(Icon::Reset, "Replace the tree by this", read).attr("data-testid", "outline-read"),
                )
                .child(tool(Icon::Copy, "Copy the tree", write).attr("data-testid", "outline-write")),
        )
}
