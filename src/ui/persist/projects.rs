//! The reader's projects in the storage of the browser, one entry each.
//!
//! An entry is a stamp (when it was saved, in ms), a line break, and the document.
//! Who writes says which stamp they know: if it is another one by now, another tab
//! has written meanwhile, and nothing is overwritten.

use crate::ui::persist::{fragment, replace_fragment, storage};
use leptos::leptos_dom::helpers::WindowListenerHandle;
use leptos::prelude::*;
use leptos::web_sys::StorageEvent;
use wasm_bindgen::JsCast;

/// What the names of entries start with.
const PREFIX: &str = "tokenwright.project.";

/// Name of the entry that says which project was open last.
const LAST: &str = "tokenwright.last";

/// A project as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its name in the storage and in the address.
    pub key: String,
    /// When it was saved, in ms.
    pub stamp: f64,
    /// The document.
    pub document: String,
}

/// Why something was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Another tab has written meanwhile.
    Changed,
    /// The browser has no storage for this page, or no room in it.
    NoRoom,
}

/// All projects, the newest first.
pub fn all() -> Vec<Stored> {
    let Some(storage) = storage() else { return Vec::new() };
    let names = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    let mut found: Vec<Stored> = names.filter_map(|name| read(name.strip_prefix(PREFIX)?)).collect();
    found.sort_by(|a, b| b.stamp.total_cmp(&a.stamp));
    found
}

/// One project.
pub fn read(key: &str) -> Option<Stored> {
    let text = storage()?.get_item(&format!("{PREFIX}{key}")).ok().flatten()?;
    let (stamp, document) = text.split_once('\n')?;
    Some(Stored { key: key.to_owned(), stamp: stamp.parse().ok()?, document: document.to_owned() })
}

/// Writes a project, if its stamp is still `known` (none: it is new). Gives back
/// the new stamp.
pub fn write(key: &str, known: Option<f64>, document: &str) -> Result<f64, Refusal> {
    let storage = storage().ok_or(Refusal::NoRoom)?;
    if read(key).map(|stored| stored.stamp) != known {
        return Err(Refusal::Changed);
    }
    let stamp = js_sys::Date::now().max(known.unwrap_or(0.0) + 1.0);
    storage
        .set_item(&format!("{PREFIX}{key}"), &format!("{stamp}\n{document}"))
        .map_err(|_full| Refusal::NoRoom)?;
    Ok(stamp)
}

/// A name that no project has.
pub fn fresh_key() -> String {
    let mut number = js_sys::Date::now() as u64;
    while read(&format!("{number:x}")).is_some() {
        number += 1;
    }
    format!("{number:x}")
}

/// Takes a project out of the storage.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _refused = storage.remove_item(&format!("{PREFIX}{key}"));
    }
}

/// The project that was open last.
pub fn last() -> Option<String> {
    storage()?.get_item(LAST).ok().flatten()
}

/// Puts a project into the address, and remembers it as the last one.
pub fn show(key: Option<&str>, at: &str) {
    let open = match key {
        Some(key) => format!("view=studio&project={key}"),
        // What was opened by a link stays named by it until it is stored.
        None => {
            let now = fragment();
            let kept = now.split('&').filter(|pair| !pair.starts_with("at="));
            kept.collect::<Vec<_>>().join("&")
        }
    };
    replace_fragment(&format!("{open}&at={at}"));
    if let (Some(key), Some(storage)) = (key, storage()) {
        let _refused = storage.set_item(LAST, key);
    }
}

/// Calls back with the name of a project that another tab has changed or removed.
pub fn on_change_elsewhere(heard: impl Fn(String) + 'static) -> WindowListenerHandle {
    window_event_listener_untyped("storage", move |event| {
        let key = event.dyn_into::<StorageEvent>().ok().and_then(|event| event.key());
        if let Some(key) = key.as_deref().and_then(|key| key.strip_prefix(PREFIX)) {
            heard(key.to_owned());
        }
    })
}
