//! The whole page: one desk, one page at a time, and what both pages share.

use super::command::{Command, Desk};
use super::components::{Sharing, notices, share_dialog, top_bar};
use super::dom::{El, el, focus};
use super::pages::{gallery, playground};
use super::persist;
use super::state::{self, Screen};
use super::templates;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The name that the window bears in the gallery.
const TITLE: &str = "Tokenwright – a playground for token economies";

/// Puts the page into the body of the document.
pub fn mount() {
    templates::after(&persist::fragment(), || {
        mount_page();
        templates::fetch_all();
    });
}

fn mount_page() {
    persist::remove_skeleton();
    mount_to_body(|| {
        if let Some(body) = document().body() {
            for part in parts() {
                let _mounted = body.append_child(&part.dom());
            }
        }
    });
}

/// The page.
fn parts() -> [El; 5] {
    let (state, writers) = state::new();
    let desk = Desk::new(state, writers, true);
    provide_context(desk);
    provide_context(Sharing(RwSignal::new(false)));
    desk.send(Command::SetTheme(persist::stored_theme()));
    desk.send(Command::Open(persist::fragment()));
    desk.start();

    let address = persist::on_fragment_change(move |fragment| desk.send(Command::Open(fragment)));
    let keys = window_event_listener(leptos::ev::keydown, move |event| undo_keys(desk, &event));
    on_cleanup(move || {
        address.remove();
        keys.remove();
    });
    Effect::new(move |_| document().set_title(&title(state)));
    // A new page starts at its top, with the focus, as a followed link does.
    Effect::new(move |before: Option<Screen>| {
        let now = state.screen.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(move || {
                focus_main();
                window().scroll_to_with_x_and_y(0.0, 0.0);
            });
        }
        now
    });

    let skip = el("a").class("skip").attr("href", "#main").text("Skip to the content").on("click", |event| {
        // The fragment belongs to the model, so the link moves the focus itself.
        event.prevent_default();
        focus_main();
    });
    let page = el("div").class("page").slot(move || {
        [match state.screen.get() {
            Screen::Gallery => untrack(gallery),
            Screen::Playground => untrack(playground),
        }]
    });
    [skip, top_bar(), notices(), page, share_dialog()]
}

fn title(state: state::State) -> String {
    let opened = state.opened.get().filter(|_| state.screen.get() == Screen::Playground);
    opened.map_or_else(|| TITLE.into(), |opened| format!("{} – Tokenwright", opened.sheet.meta.title))
}

fn focus_main() {
    if let Some(main) = document().get_element_by_id("main") {
        focus(&main);
    }
}

/// Ctrl+Z and its kin, but where text is typed: there they belong to the field.
fn undo_keys(desk: Desk, event: &KeyboardEvent) {
    let typing = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())
        .is_some_and(|input| input.type_() != "range");
    if typing || !(event.ctrl_key() || event.meta_key()) {
        return;
    }
    match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
        ("z", false) => desk.send(Command::Undo),
        ("z", true) | ("y", false) => desk.send(Command::Redo),
        _ => return,
    }
    event.prevent_default();
}
