//! For those who want to see the engine survive.

use crate::ui::command::{Command, Desk};
use leptos::prelude::*;

/// A fold with what only developers and tests need.
#[component]
pub fn Developer() -> impl IntoView {
    let desk = Desk::get();
    view! {
        <details class="fold developer" data-testid="developer">
            <summary>"For developers"</summary>
            <p class="slider-about">
                "The simulation runs in workers of its own. If one crashes it is replaced, its work is done again, \
                 and your design stays."
            </p>
            <button type="button" class="button small" data-testid="crash-worker"
                on:click=move |_| desk.send(Command::CrashWorker)>
                "Crash a worker"
            </button>
        </details>
    }
}
