//! What the reader should know: one line each, said to screen readers too.

use super::Icon;
use crate::ui::command::{Command, Desk};
use crate::ui::state::{Notice, Tone};
use leptos::prelude::*;

/// All notices.
#[component]
pub fn Notices() -> impl IntoView {
    let notices = Desk::get().state.notices;
    view! {
        <div class="notices" role="status" aria-live="polite">
            <For each=move || notices.get() key=|notice| notice.id let:notice>
                <Line notice/>
            </For>
        </div>
    }
}

#[component]
fn Line(notice: Notice) -> impl IntoView {
    let desk = Desk::get();
    let Notice { id, tone, text, remedy } = notice;
    let class = match tone {
        Tone::Info => "notice",
        Tone::Warning => "notice warning",
        Tone::Error => "notice error",
    };
    view! {
        <div class=class data-testid="notice">
            <p>{text}</p>
            {remedy.map(|remedy| {
                let label = remedy.label();
                view! {
                    <button type="button" class="button small"
                        on:click=move |_| desk.send(Command::Remedy { notice: id, remedy: remedy.clone() })>
                        {label}
                    </button>
                }
            })}
            <button type="button" class="button ghost icon-only small" aria-label="Dismiss"
                on:click=move |_| desk.send(Command::Dismiss(id))>
                {Icon::Close.view()}
            </button>
        </div>
    }
}
