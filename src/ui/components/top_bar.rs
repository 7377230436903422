//! The head of every page: whose it is, the way back, and what can be done
//! with the whole.

use super::{Icon, Sharing, ThemeToggle};
use crate::ui::command::{Command, Desk};
use crate::ui::state::Screen;
use leptos::prelude::*;

/// The bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let state = Desk::get().state;
    view! {
        <header class="top-bar">
            <a class="brand" href="#" aria-label="Tokenwright: all models">
                <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
                    <path class="mark-wide" d="M4 20C11 20 16 11 28 5V27C16 25 11 20 4 20Z"></path>
                    <path class="mark-narrow" d="M4 20C12 20 17 14 28 11V22C17 22 12 20 4 20Z"></path>
                    <path class="mark-line" d="M4 20C13 20 18 17 28 16"></path>
                </svg>
                "Tokenwright"
            </a>
            {move || {
                (state.screen.get() == Screen::Playground)
                    .then(|| view! { <a class="button ghost back" href="#">{Icon::Back.view()}"All models"</a> })
            }}
            <span class="spacer"></span>
            {move || (state.screen.get() == Screen::Playground).then(|| view! { <DocumentTools/> })}
            <ThemeToggle/>
        </header>
    }
}

/// What can be done with the open document.
#[component]
fn DocumentTools() -> impl IntoView {
    let desk = Desk::get();
    let history = desk.state.history;
    let Sharing(sharing) = expect_context::<Sharing>();
    view! {
        <button type="button" class="button ghost icon-only wide-only" title="Undo (Ctrl+Z)" aria-label="Undo"
            data-testid="undo" disabled=move || !history.read().can_undo()
            on:click=move |_| desk.send(Command::Undo)>
            {Icon::Undo.view()}
        </button>
        <button type="button" class="button ghost icon-only wide-only" title="Redo (Ctrl+Shift+Z)" aria-label="Redo"
            data-testid="redo" disabled=move || !history.read().can_redo()
            on:click=move |_| desk.send(Command::Redo)>
            {Icon::Redo.view()}
        </button>
        <button type="button" class="button ghost" data-testid="reset" aria-label="Reset everything" title="Everything as the model has it"
            on:click=move |_| desk.send(Command::ResetAll)>
            {Icon::Reset.view()}<span class="label">"Reset"</span>
        </button>
        <button type="button" class="button primary" data-testid="share" aria-haspopup="dialog"
            on:click=move |_| sharing.set(true)>
            {Icon::Share.view()}"Share"
        </button>
    }
}
