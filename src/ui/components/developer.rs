//! For those who want to see the engine survive.

use crate::ui::command::{Command, Desk};
use crate::ui::dom::{El, button, el};

/// A fold with what only developers and tests need.
pub fn developer() -> El {
    let desk = Desk::get();
    el("details")
        .class("fold developer")
        .attr("data-testid", "developer")
        .child(el("summary").text("For developers"))
        .child(el("p").class("slider-about").text(
            "The simulation runs in workers of its own. If one crashes it is replaced, its work is done again, \
             and your design stays.",
        ))
        .child(
            button("button small")
                .attr("data-testid", "crash-worker")
                .on_click(move || desk.send(Command::CrashWorker))
                .text("Crash a worker"),
        )
}
