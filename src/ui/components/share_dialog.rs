//! Sharing: both kinds of link, what is in them, and how to hand them over.

use super::{Icon, Qr};
use crate::ui::command::Desk;
use crate::ui::persist;
use crate::ui::state::{Opened, State};
use leptos::html::{Dialog, Input};
use leptos::prelude::*;
use leptos::task::spawn_local;
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
#[component]
pub fn ShareDialog() -> impl IntoView {
    let state = Desk::get().state;
    let Sharing(open) = expect_context::<Sharing>();
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get().filter(|_| open.get()) {
            let _already_open = dialog.show_modal();
        }
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    // A click on the dialog element itself is a click beside its content.
    let beside = move |event: leptos::ev::MouseEvent| {
        let on = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlDialogElement>().ok());
        if on.is_some() {
            close();
        }
    };
    view! {
        <dialog node_ref=dialog class="share" data-testid="share-dialog" aria-labelledby="share-title"
            on:close=move |_| open.set(false) on:click=beside>
            <div class="share-body">
                <header class="share-head">
                    <h2 id="share-title">"Share this design"</h2>
                    <button type="button" class="button ghost icon-only" aria-label="Close" on:click=move |_| close()>
                        {Icon::Close.view()}
                    </button>
                </header>
                {move || open.get().then(|| view! { <Links state/> })}
            </div>
        </dialog>
    }
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
        let share = Share { project: &opened.project, spec: &spec, hash, view: None, theme: None };
        let address = persist::base_address();
        Some(LinkSet {
            contents: contents(&opened, &spec, hash),
            short: opened.template.as_deref().map(|id| address.clone() + &share::short(id, &share)),
            full: share::full(&share).map(|fragment| address + &fragment).map_err(|error| error.to_string()),
        })
    }
}

/// The links of the design on screen.
#[component]
fn Links(state: State) -> impl IntoView {
    let links = Memo::new(move |_| LinkSet::of(state));
    let short = Memo::new(move |_| links.read().as_ref().and_then(|links| links.short.clone()));
    let full = Memo::new(move |_| links.read().as_ref().and_then(|links| links.full.clone().ok()));
    let missing = move || links.read().as_ref().and_then(|links| links.full.clone().err());
    view! {
        <p>{move || links.read().as_ref().map(|links| links.contents.clone())}</p>
        <p class="quiet">
            "Nothing is sent anywhere: all of it stands in the link itself, behind the #, which browsers do not send to servers."
        </p>
        <LinkField name="short" label="Short link" link=short
            hint="The model's name and your changes. You can read it and edit it by hand."/>
        <div class="share-qr">{move || short.get().map(|text| view! { <Qr text/> })}</div>
        <LinkField name="full" label="Full link" link=full
            hint="The whole model travels inside the link, so it opens even where this model is not in the gallery."/>
        <p class="quiet" hidden=move || missing().is_none()>
            {move || missing().map(|reason| format!("There is no full link: {reason}."))}
        </p>
    }
}

/// A link with a button that copies it; not shown where there is no such link.
#[component]
fn LinkField(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    link: Memo<Option<String>>,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let copied = RwSignal::new(false);
    let (id, hint_id) = (format!("link-{name}"), format!("link-{name}-hint"));
    let text = move || link.get().unwrap_or_default();
    let size = move || format!("{} characters", text().chars().count());
    let copy = move |_| {
        let text = link.get_untracked().unwrap_or_default();
        spawn_local(async move {
            if !copy_text(&text).await && !copy_selected(input) {
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
    };
    view! {
        <div class="link-field" hidden=move || link.read().is_none()>
            <label for=id.clone()>{label}" "<span class="quiet num">{size}</span></label>
            <div class="link-row">
                <input type="text" readonly id=id.clone() data-testid=id.clone() aria-describedby=hint_id.clone()
                    node_ref=input prop:value=text
                    on:focus=move |_| { if let Some(input) = input.get_untracked() { input.select(); } }/>
                <button type="button" class="button" data-testid=format!("copy-{name}") on:click=copy>
                    {move || if copied.get() { Icon::Check.view() } else { Icon::Copy.view() }}
                    <span aria-live="polite">{move || if copied.get() { "Copied" } else { "Copy" }}</span>
                </button>
            </div>
            <p class="quiet small-text" id=hint_id>{hint}</p>
        </div>
    }
}

/// What the reader of the link will get.
fn contents(opened: &Opened, spec: &RunSpec, hash: Option<&str>) -> String {
    let project = &opened.project;
    let changed =
        project.parameters.iter().zip(&spec.parameters).filter(|(p, value)| p.default != **value).count();
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
    format!("The link opens “{}” with {changes} and seed {}. {result}", project.meta.title, spec.seed)
}

/// Copies through the clipboard of the browser, which only secure pages have.
async fn copy_text(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Copies the old way: select the field, ask the document to copy.
fn copy_selected(input: NodeRef<Input>) -> bool {
    let Some(input) = input.get_untracked() else { return false };
    input.select();
    let document: web_sys::HtmlDocument = document().unchecked_into();
    document.exec_command("copy").unwrap_or(false)
}
