//! The templates' documents, which lie beside the page as files.
//!
//! Every file is asked for once, when the page starts: the one that its address
//! names before anything is shown, the others right after. So nothing is fetched
//! later, and a first visit waits for no document that it does not show.

use js_sys::Promise;
use leptos::prelude::*;
use std::cell::RefCell;
use tokenwright::project::Document;
use tokenwright::template::{IDS, Preview};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};

thread_local! {
    static FILES: RefCell<Vec<File>> = const { RefCell::new(Vec::new()) };
}

/// Document and preview of a template: on their way, and when they have come.
struct File {
    id: &'static str,
    coming: Promise,
    here: Option<[String; 2]>,
}

/// The document of a template that is here.
pub fn open<D: Document>(id: &str) -> Option<D> {
    D::from_json(&text(id, 0)?).ok()
}

/// The preview of a template that is here.
pub fn preview(id: &str) -> Option<Preview> {
    Preview::from_json(&text(id, 1)?).ok()
}

/// The template that a fragment names and that is not here yet.
pub fn missing(fragment: &str) -> Option<&'static str> {
    let named = fragment.trim_start_matches('#').split('&').find_map(|pair| pair.strip_prefix("t="))?;
    IDS.iter().copied().find(|id| *id == named).filter(|id| text(id, 0).is_none())
}

/// Waits until a template is here; false if it cannot be had.
pub async fn fetch(id: &'static str) -> bool {
    let Ok(both) = JsFuture::from(ask(id)).await else {
        // Another time it may work.
        FILES.with_borrow_mut(|files| files.retain(|file| file.id != id));
        return false;
    };
    let both: js_sys::Array = both.unchecked_into();
    let texts = [0, 1].map(|at| both.get(at).as_string().unwrap_or_default());
    FILES.with_borrow_mut(|files| {
        if let Some(file) = files.iter_mut().find(|file| file.id == id) {
            file.here = Some(texts);
        }
    });
    true
}

/// Does something as soon as the template that a fragment names is here.
pub fn after(fragment: &str, then: impl FnOnce() + 'static) {
    match missing(fragment) {
        None => then(),
        Some(id) => spawn_local(async move {
            fetch(id).await;
            then();
        }),
    }
}

/// Gets what is not here yet.
pub fn fetch_all() {
    for id in IDS.iter().copied().filter(|id| text(id, 0).is_none()) {
        spawn_local(async move {
            fetch(id).await;
        });
    }
}

fn text(id: &str, which: usize) -> Option<String> {
    FILES.with_borrow(|files| {
        let file = files.iter().find(|file| file.id == id)?;
        file.here.as_ref().map(|texts| texts[which].clone())
    })
}

/// Asks for the files of a template, once.
fn ask(id: &'static str) -> Promise {
    let known =
        FILES.with_borrow(|files| files.iter().find(|file| file.id == id).map(|file| file.coming.clone()));
    known.unwrap_or_else(|| {
        let coming = future_to_promise(async move {
            let both = js_sys::Array::new();
            let asked =
                [".json", ".preview.json"].map(|ending| window().fetch_with_str(&address(id, ending)));
            for answer in asked {
                let response: web_sys::Response = JsFuture::from(answer).await?.unchecked_into();
                if !response.ok() {
                    return Err(JsValue::NULL);
                }
                both.push(&JsFuture::from(response.text()?).await?);
            }
            Ok(both.into())
        });
        FILES.with_borrow_mut(|files| files.push(File { id, coming: coming.clone(), here: None }));
        coming
    })
}

/// Where the build has put it.
fn address(id: &str, ending: &str) -> String {
    let meta = document().query_selector("meta[name=tokenwright-templates]").ok().flatten();
    let folder = meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default();
    format!("{folder}{id}{ending}")
}
