//! Completion of formulas: a list of what the word at the caret may become, below the
//! field or above it. It opens while one types; an arrow key opens it anywhere.

use super::command::Studio;
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use leptos::web_sys::{Event, HtmlElement, HtmlInputElement, KeyboardEvent};
use tokenwright::formula::{Offer, complete};
use wasm_bindgen::JsCast;

/// How high the list can be, in px, as the style sheet has it; and its least width.
const HIGH: f64 = 224.0;
const WIDE: f64 = 272.0;

/// How far from the edge of the window it stays, in px.
const EDGE: f64 = 8.0;

/// What is offered for a field.
#[derive(Clone, Copy)]
struct Completion {
    studio: Studio,
    input: StoredValue<HtmlInputElement, LocalStorage>,
    offers: RwSignal<Vec<Offer>>,
    /// The one that Enter takes.
    active: RwSignal<Option<usize>>,
}

/// The field of a formula, and the list for it.
pub fn completed(input: El, id: &str) -> (El, El) {
    let own = Completion {
        studio: Studio::get(),
        input: StoredValue::new_local(input.dom()),
        offers: RwSignal::new(Vec::new()),
        active: RwSignal::new(None),
    };
    let name = format!("{id}-names");
    let one = format!("{name}-");
    let open = move || !own.offers.read().is_empty();
    let of = one.clone();
    let input = input
        .attr("role", "combobox")
        .attr("aria-autocomplete", "list")
        .attr("aria-controls", &name)
        .live_attr("aria-expanded", move || Some(open().to_string()))
        .live_attr("aria-activedescendant", move || Some(format!("{of}{}", own.active.get()?)))
        .on("input", move |_| own.look(Open::Word))
        .on("keydown", move |event| own.press(&event))
        .on("click", move |_| own.close())
        .on("blur", move |_| own.close());
    let list = el("ul")
        .class("st-names")
        .attr("id", name)
        .attr("role", "listbox")
        .attr("aria-label", "Names and functions")
        .live_flag("hidden", move || !open())
        // A press on it takes neither the focus nor the caret out of the field.
        .on("mousedown", |event| event.prevent_default())
        .slot(move || own.rows(&one));
    let place = list.dom::<HtmlElement>();
    Effect::new(move |_| {
        if !open() {
            return;
        }
        own.put(&place);
        let again = place.clone();
        let scrolled = window_event_listener(leptos::ev::scroll, move |_| own.put(&again));
        on_cleanup(move || scrolled.remove());
    });
    (input, list)
}

/// When the list opens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    /// Where a word has begun.
    Word,
    /// Anywhere.
    Anyway,
}

impl Completion {
    /// Offers what fits where the caret is.
    fn look(self, open: Open) {
        let found = self.input.with_value(|input| {
            let text = input.value();
            let caret = input.selection_end().ok().flatten().map_or(text.len(), |at| bytes(&text, at));
            let begun = text[..caret].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.');
            let wanted = begun || open == Open::Anyway;
            let checked = self.studio.known.checked.read_untracked();
            if wanted { complete(&text, caret, &checked.names) } else { Vec::new() }
        });
        self.active.set(None);
        self.offers.set(found);
    }

    fn close(self) {
        if !self.offers.read_untracked().is_empty() {
            self.active.set(None);
            self.offers.set(Vec::new());
        }
    }

    /// Puts an offer into the field, as if it had been typed.
    fn take(self, at: usize) {
        let Some(offer) = self.offers.with_untracked(|offers| offers.get(at).cloned()) else { return };
        self.input.with_value(|input| {
            let caret = offer.formula[..offer.caret].encode_utf16().count() as u32;
            input.set_value(&offer.formula);
            // A field that is gone has no caret.
            let _put = input.set_selection_range(caret, caret);
            if let Ok(typed) = Event::new("input") {
                let _heard = input.dispatch_event(&typed);
            }
        });
        self.close();
    }

    fn press(self, event: &Event) {
        let event: &KeyboardEvent = event.unchecked_ref();
        let many = self.offers.read_untracked().len();
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" if many == 0 => self.look(Open::Anyway),
            "ArrowDown" => self.active.set(Some(active.map_or(0, |at| (at + 1) % many))),
            "ArrowUp" => self.active.set(Some(active.map_or(many - 1, |at| (at + many - 1) % many))),
            "Enter" if active.is_some() => active.into_iter().for_each(|at| self.take(at)),
            "Escape" if many > 0 => {
                // It closes this and nothing else.
                event.stop_propagation();
                self.close();
            }
            "ArrowLeft" | "ArrowRight" | "Home" | "End" => return self.close(),
            _ => return,
        }
        event.prevent_default();
    }

    fn rows(self, one: &str) -> Vec<El> {
        let row = |(at, offer): (usize, Offer)| {
            let active = move || self.active.get() == Some(at);
            let about = (!offer.about.is_empty()).then(|| el("span").class("quiet").text(&offer.about));
            let row = el("li")
                .attr("id", format!("{one}{at}"))
                .attr("role", "option")
                .attr("data-testid", "offer")
                .live_attr("aria-selected", move || Some(active().to_string()))
                .child(el("code").text(&offer.name))
                .text(" ")
                .children(about)
                .on_click(move || self.take(at));
            let own = row.dom::<HtmlElement>();
            Effect::new(move |_| {
                if active() {
                    in_sight(&own);
                }
            });
            row
        };
        self.offers.get().into_iter().enumerate().map(row).collect()
    }

    /// Puts the list where the field is, and where there is room.
    fn put(self, list: &HtmlElement) {
        let field = self.input.with_value(|input| input.get_bounding_client_rect());
        let size = |of: Result<wasm_bindgen::JsValue, _>| {
            of.ok().and_then(|size: wasm_bindgen::JsValue| size.as_f64()).unwrap_or(0.0)
        };
        let (wide, high) = (size(window().inner_width()), size(window().inner_height()));
        let width = field.width().max(WIDE).min(wide - 2.0 * EDGE);
        let left = field.left().min(wide - EDGE - width).max(EDGE);
        let over = high - field.bottom() < HIGH && field.top() > high - field.bottom();
        let list = list.style();
        let (near, far) = if over { ("bottom", "top") } else { ("top", "bottom") };
        let from_edge = if over { high - field.top() } else { field.bottom() };
        let px = |size: f64| format!("{size:.0}px");
        for (name, value) in
            [("left", px(left)), ("width", px(width)), (near, px(from_edge)), (far, "auto".to_owned())]
        {
            // The values are ours, and valid.
            let _set = list.set_property(name, &value);
        }
    }
}

/// Scrolls the list as far as a row of it is seen.
fn in_sight(row: &HtmlElement) {
    if let Some(list) = row.parent_element() {
        let (top, bottom) = (row.offset_top(), row.offset_top() + row.offset_height());
        list.set_scroll_top(list.scroll_top().max(bottom - list.client_height()).min(top));
    }
}

/// A place in a text that the browser counts in halves of letters, in bytes.
fn bytes(text: &str, halves: u32) -> usize {
    let mut left = halves as usize;
    let before = text.char_indices().find(|(_, letter)| {
        let here = left == 0;
        left = left.saturating_sub(letter.len_utf16());
        here
    });
    before.map_or(text.len(), |(at, _)| at)
}
