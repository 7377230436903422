//! What the reader should know: one line each, said to screen readers too.

use super::Icon;
use crate::ui::command::{Command, Desk};
use crate::ui::dom::{El, button, el};
use crate::ui::state::{Notice, Tone};
use leptos::prelude::*;

/// All notices.
pub fn notices() -> El {
    let notices = Desk::get().state.notices;
    el("div").class("notices").attr("role", "status").attr("aria-live", "polite").each(
        move || notices.get(),
        |notice| notice.id.to_string(),
        line,
    )
}

fn line(notice: Notice) -> El {
    let desk = Desk::get();
    let Notice { id, tone, text, remedy } = notice;
    let class = match tone {
        Tone::Info => "notice",
        Tone::Warning => "notice warning",
        Tone::Error => "notice error",
    };
    let offer = remedy.map(|remedy| {
        button("button small")
            .text(remedy.label())
            .on_click(move || desk.send(Command::Remedy { notice: id, remedy: remedy.clone() }))
    });
    let dismiss = button("button ghost icon-only small")
        .attr("aria-label", "Dismiss")
        .on_click(move || desk.send(Command::Dismiss(id)))
        .child(Icon::Close.view());
    el("div")
        .class(class)
        .attr("data-testid", "notice")
        .child(el("p").text(text))
        .children(offer)
        .child(dismiss)
}
