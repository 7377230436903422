//! The head of every page: whose it is, the way back, and what can be done
//! with the whole.

use super::{Icon, Sharing, theme_toggle};
use crate::ui::command::{Command, Desk};
use crate::ui::dom::{El, button, el, svg};
use crate::ui::opening;
use crate::ui::state::Screen;
use leptos::prelude::*;
use tokenwright::share::View;

/// The bar.
pub fn top_bar() -> El {
    let state = Desk::get().state;
    let in_playground = move || state.screen.get() == Screen::Playground;
    let line = |class: &str, d: &str| svg("path").class(class).attr("d", d);
    let mark = svg("svg")
        .class("mark")
        .attr("viewBox", "0 0 32 32")
        .attr("aria-hidden", "true")
        .child(line("mark-wide", "M4 20C11 20 16 11 28 5V27C16 25 11 20 4 20Z"))
        .child(line("mark-narrow", "M4 20C12 20 17 14 28 11V22C17 22 12 20 4 20Z"))
        .child(line("mark-line", "M4 20C13 20 18 17 28 16"));
    let brand = el("a")
        .class("brand")
        .attr("href", "#")
        .attr("aria-label", "Tokenwright: all models")
        .child(mark)
        .text("Tokenwright");
    let back =
        || el("a").class("button ghost back").attr("href", "#").child(Icon::Back.view()).text("All models");
    el("header")
        .class("top-bar")
        .child(brand)
        .slot(move || in_playground().then(back))
        .child(el("span").class("spacer"))
        .slot(move || in_playground().then(document_tools).into_iter().flatten())
        .child(theme_toggle())
}

/// What can be done with the open document.
fn document_tools() -> [El; 5] {
    let desk = Desk::get();
    let studio = move || {
        let opened = desk.state.opened.get()?;
        Some(opening::fragment_for(&opened, &desk.state.spec.read(), Some(View::Studio)))
    };
    let studio = el("a")
        .class("button ghost open-studio")
        .attr("data-testid", "open-studio")
        .attr("aria-label", "Open in the studio")
        .attr("title", "Open in the studio: the whole process, in forms")
        .live_attr("href", studio)
        .child(Icon::Edit.view())
        .child(el("span").class("label").text("Open in the studio"));
    let history = desk.state.history;
    let Sharing(sharing) = expect_context::<Sharing>();
    let undo = button("button ghost icon-only wide-only")
        .attr("title", "Undo (Ctrl+Z)")
        .attr("aria-label", "Undo")
        .attr("data-testid", "undo")
        .live_flag("disabled", move || !history.read().can_undo())
        .on_click(move || desk.send(Command::Undo))
        .child(Icon::Undo.view());
    let redo = button("button ghost icon-only wide-only")
        .attr("title", "Redo (Ctrl+Shift+Z)")
        .attr("aria-label", "Redo")
        .attr("data-testid", "redo")
        .live_flag("disabled", move || !history.read().can_redo())
        .on_click(move || desk.send(Command::Redo))
        .child(Icon::Redo.view());
    let reset = button("button ghost")
        .attr("data-testid", "reset")
        .attr("aria-label", "Reset all parameters")
        .attr("title", "All parameters to their defaults")
        .on_click(move || desk.send(Command::ResetAll))
        .child(Icon::Reset.view())
        .child(el("span").class("label").text("Reset"));
    let share = button("button primary")
        .attr("data-testid", "share")
        .attr("aria-haspopup", "dialog")
        .on_click(move || sharing.set(true))
        .child(Icon::Share.view())
        .text("Share");
    [studio, undo, redo, reset, share]
}
