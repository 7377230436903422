//! All projects in this browser: open, start, copy, delete, take out, bring in.

use super::command::Studio;
use super::parts::{icon_tool, tool};
use super::stored::{self, Stored};
use crate::studio::icon::Icon;
use crate::ui::dom::{El, button, el, live, target};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlDialogElement, HtmlInputElement, Url};
use tokenwright::project::Project;
use tokenwright::template;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// The dialog.
pub fn projects(open: RwSignal<bool>) -> El {
    let studio = Studio::get();
    let dialog = el("dialog").class("st-projects").attr("aria-labelledby", "projects-title");
    let native = dialog.dom::<HtmlDialogElement>();
    let shown = native.clone();
    live(move || {
        if open.get() {
            let _already_open = shown.show_modal();
        } else {
            shown.close();
        }
    });
    // Whatever is done here ends with the dialog closed.
    let then = move |act: fn(Studio)| {
        move || {
            open.set(false);
            act(studio);
        }
    };
    let head = el("header")
        .class("share-head")
        .child(el("h2").attr("id", "projects-title").text("Projects"))
        .child(icon_tool(Icon::Close, "Close", move || open.set(false)));
    let act = el("div")
        .class("st-tools")
        .child(tool(Icon::Edit, "New project", then(Studio::open_new)).attr("data-testid", "new-project"))
        .child(tool(Icon::Copy, "Duplicate this one", then(Studio::duplicate)))
        .child(tool(Icon::Share, "Export as JSON", then(export)).attr("data-testid", "export"))
        .child(import(open));
    let templates = template::cards().into_iter().map(|card| {
        let link = el("a")
            .attr("href", format!("#view=studio&t={}", card.id))
            .text(&card.title)
            .on_click(move || open.set(false));
        el("li").child(link)
    });
    let body = el("div")
        .class("share-body")
        .child(head)
        .child(act)
        .child(el("p").class("quiet small-text").text(
            "Projects are kept in this browser only, and may be cleared with its storage: export what matters.",
        ))
        .child(el("ul").class("st-project-list").slot(move || {
            let now = open.get();
            let all = if now { stored::all() } else { Vec::new() };
            all.into_iter().map(move |stored| entry(studio, open, &stored)).collect::<Vec<_>>()
        }))
        .child(el("h3").text("Start from a template"))
        .child(el("ul").class("st-project-list").children(templates));
    dialog.on("close", move |_| open.set(false)).child(body)
}

fn entry(studio: Studio, open: RwSignal<bool>, stored: &Stored) -> El {
    let title = match Project::from_json(&stored.document) {
        Ok(project) => project.meta.title,
        Err(_) => "A project that cannot be read".to_owned(),
    };
    let when = js_sys::Date::new(&stored.stamp.into()).to_locale_string("default", &js_sys::Object::new());
    let (key, gone) = (stored.key.clone(), stored.key.clone());
    let name = button("st-project")
        .on_click(move || {
            open.set(false);
            studio.open_stored(&key);
        })
        .child(el("span").text(&title))
        .child(el("span").class("quiet small-text").text(String::from(when)));
    el("li").class("st-row").child(name).child(icon_tool(
        Icon::Close,
        format!("Delete “{title}”"),
        move || {
            open.set(false);
            studio.delete(&gone);
        },
    ))
}

/// Offers the document as a file.
pub fn export(studio: Studio) {
    let project = studio.known.project.get_untracked();
    let name = format!("{}.json", project.meta.id);
    if save(&name, &project.to_json(), "application/json").is_none() {
        studio.say("This browser did not make the file.");
    }
}

/// Offers a text as a file of a kind.
pub fn save(name: &str, text: &str, kind_of: &str) -> Option<()> {
    let parts = js_sys::Array::of1(&text.into());
    let kind = BlobPropertyBag::new();
    kind.set_type(kind_of);
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link = document().create_element("a").ok()?.unchecked_into::<HtmlAnchorElement>();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has taken the file by then.
    set_timeout(
        move || {
            let _revoked = Url::revoke_object_url(&address);
        },
        std::time::Duration::from_secs(10),
    );
    Some(())
}

/// A file field that looks like the other tools.
fn import(open: RwSignal<bool>) -> El {
    let studio = Studio::get();
    let input = el("input")
        .attr("type", "file")
        .attr("accept", ".json,application/json")
        .attr("data-testid", "import")
        .class("sr-only")
        .on("change", move |event| {
            let Some(input) = target::<HtmlInputElement>(&event) else { return };
            let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
            spawn_local(async move {
                let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
                input.set_value("");
                open.set(false);
                studio.open_text(&text.unwrap_or_default());
            });
        });
    el("label").class("button ghost small").child(Icon::Reset.view()).text("Import JSON").child(input)
}
