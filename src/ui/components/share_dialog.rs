//! Sharing: both kinds of link, what is in them, and how to hand them over.

use super::{Icon, qr};
use crate::ui::command::Desk;
use crate::ui::dom::{El, button, el, live, target};
use crate::ui::persist;
use crate::ui::state::{Opened, State};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::{HtmlDialogElement, HtmlDocument, HtmlInputElement};
use std::time::Duration;
use tokenwright::share::{self, Share};
use tokenwright::simulate::RunSpec;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// How long a copy button says that it has copied.
const COPIED_FOR: Duration = Duration::from_secs(2);

/// Whether the dialog is open.
#[derive(Clone, Copy)]
pub struct Sharing(pub RwSignal<bool>);

/// The dialog, in the native element: focus, Escape and the backdrop are the
/// browser's.
pub fn share_dialog() -> El {
    let state = Desk::get().state;
    let Sharing(open) = expect_context::<Sharing>();
    let dialog = el("dialog")
        .class("share")
        .attr("data-testid", "share-dialog")
        .attr("aria-labelledby", "share-title");
    let native = dialog.dom::<HtmlDialogElement>();
    let shown = native.clone();
    live(move || {
        if open.get() {
            let _already_open = shown.show_modal();
        }
    });
    let beside = native.clone();
    let head = el("header")
        .class("share-head")
        .child(el("h2").attr("id", "share-title").text("Share this design"))
        .child(
            button("button ghost icon-only")
                .attr("aria-label", "Close")
                .on_click(move || native.close())
                .child(Icon::Close.view()),
        );
    dialog
        .on("close", move |_| open.set(false))
        .on("click", move |event| {
            // A click on the dialog element itself is a click beside its content.
            if target::<HtmlDialogElement>(&event).is_some() {
                beside.close();
            }
        })
        .child(
            el("div")
                .class("share-body")
                .child(head)
                .slot(move || if open.get() { links(state) } else { Vec::new() }),
        )
}

/// The links of a design, and what is in them.
#[derive(Clone, PartialEq)]
struct LinkSet {
    contents: String,
    short: Option<String>,
    /// Or why there is none.
    full: Result<String, String>,
}

impl LinkSet {
    fn of(state: State) -> Option<LinkSet> {
        let opened = state.opened.get()?;
        let spec = state.spec.read();
        let outcome = state.outcome.read();
        let whole = outcome.as_ref().filter(|outcome| outcome.complete() && outcome.spec == *spec);
        let hash = whole.map(|outcome| outcome.summary.hash.as_str());
        let share = Share { project: &opened.sheet, spec: &spec, hash, view: None, theme: None };
        let address = persist::base_address();
        Some(LinkSet {
            contents: contents(&opened, &spec, hash),
            short: opened.template.as_deref().map(|id| address.clone() + &share::short(id, &share)),
            full: share::full(&share).map(|fragment| address + &fragment).map_err(|error| error.to_string()),
        })
    }
}

/// The links of the design on screen.
fn links(state: State) -> Vec<El> {
    let links = Memo::new(move |_| LinkSet::of(state));
    let short = Memo::new(move |_| links.read().as_ref().and_then(|links| links.short.clone()));
    let full = Memo::new(move |_| links.read().as_ref().and_then(|links| links.full.clone().ok()));
    let missing = move || links.read().as_ref().and_then(|links| links.full.clone().err());
    let contents = move || links.read().as_ref().map_or_else(String::new, |links| links.contents.clone());
    vec![
        el("p").live_text(contents),
        el("p").class("quiet").text(
            "Nothing is sent anywhere: all of it stands in the link itself, behind the #, which browsers do not \
             send to servers.",
        ),
        LinkField {
            name: "short",
            label: "Short link",
            hint: "The model's name and your changes. You can read it and edit it by hand.",
        }
        .view(short),
        el("div").class("share-qr").slot(move || short.get().and_then(|text| qr(&text))),
        LinkField {
            name: "full",
            label: "Full link",
            hint: "The whole model travels inside the link, so it opens even where this model is not in the gallery.",
        }
        .view(full),
        el("p")
            .class("quiet")
            .live_flag("hidden", move || missing().is_none())
            .live_text(move || {
                missing().map_or_else(String::new, |reason| format!("There is no full link: {reason}."))
            }),
    ]
}

/// A link with a button that copies it; not shown where there is no such link.
struct LinkField {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
}

impl LinkField {
    fn view(self, link: Memo<Option<String>>) -> El {
        let LinkField { name, label, hint } = self;
        let (id, hint_id) = (format!("link-{name}"), format!("link-{name}-hint"));
        let copied = RwSignal::new(false);
        let text = move || link.get().unwrap_or_default();
        let input = el("input")
            .attr("type", "text")
            .attr("readonly", "")
            .attr("id", &id)
            .attr("data-testid", &id)
            .attr("aria-describedby", &hint_id)
            .live_prop("value", text)
            .on("focus", |event| {
                if let Some(input) = target::<HtmlInputElement>(&event) {
                    input.select();
                }
            });
        let field = input.dom::<HtmlInputElement>();
        let copy = button("button")
            .attr("data-testid", format!("copy-{name}"))
            .on_click(move || copy(link.get_untracked().unwrap_or_default(), field.clone(), copied))
            .slot(move || [if copied.get() { Icon::Check.view() } else { Icon::Copy.view() }])
            .child(
                el("span")
                    .attr("aria-live", "polite")
                    .live_text(move || if copied.get() { "Copied" } else { "Copy" }.into()),
            );
        let size = move || format!("{} characters", text().chars().count());
        let head = el("label")
            .attr("for", &id)
            .text(label)
            .text(" ")
            .child(el("span").class("quiet num").live_text(size));
        el("div")
            .class("link-field")
            .live_flag("hidden", move || link.read().is_none())
            .child(head)
            .child(el("div").class("link-row").child(input).child(copy))
            .child(el("p").class("quiet small-text").attr("id", hint_id).text(hint))
    }
}

/// Copies a link that stands in a field, and says so for a while.
fn copy(text: String, field: HtmlInputElement, copied: RwSignal<bool>) {
    spawn_local(async move {
        if !copy_text(&text).await && !copy_selected(&field) {
            return;
        }
        // The dialog may have been closed meanwhile.
        let _closed = copied.try_set(true);
        set_timeout(
            move || {
                let _closed = copied.try_set(false);
            },
            COPIED_FOR,
        );
    });
}

/// What the reader of the link will get.
fn contents(opened: &Opened, spec: &RunSpec, hash: Option<&str>) -> String {
    let sheet = &opened.sheet;
    let changed =
        sheet.parameters.iter().zip(&spec.parameters).filter(|(p, value)| p.default != **value).count();
    let changes = match changed {
        0 => "no changes".to_owned(),
        1 => "1 changed parameter".to_owned(),
        n => format!("{n} changed parameters"),
    };
    let result = hash.map_or_else(
        || "The fingerprint of the result joins it when all runs are done.".to_owned(),
        |hash| {
            format!("It carries the fingerprint {hash}, so the reader sees whether the result is the same.")
        },
    );
    format!("The link opens “{}” with {changes} and seed {}. {result}", sheet.meta.title, spec.seed)
}

/// Copies through the clipboard of the browser, which only secure pages have.
pub async fn copy_text(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Copies the old way: select the field, ask the document to copy.
fn copy_selected(field: &HtmlInputElement) -> bool {
    field.select();
    let document: HtmlDocument = document().unchecked_into();
    document.exec_command("copy").unwrap_or(false)
}
