//! The only place that touches the address and the storage of the browser.
//!
//! Both may be refused (private windows, sandboxed frames, blocked storage), so
//! nothing here fails: what cannot be kept is not kept, and the page works on.

use leptos::leptos_dom::helpers::WindowListenerHandle;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// Name of the stored theme. Its value is `light` or `dark`.
const THEME_KEY: &str = "tokenwright.theme";

/// The colours of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the reader's system says.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The other one of light and dark, given what is shown now.
    pub fn toggled(self) -> Theme {
        match self.shown() {
            Theme::Dark => Theme::Light,
            Theme::Light | Theme::System => Theme::Dark,
        }
    }

    /// Light or dark: what [`Theme::System`] comes to on this machine.
    pub fn shown(self) -> Theme {
        if self != Theme::System {
            return self;
        }
        let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
        match query.is_some_and(|query| query.matches()) {
            true => Theme::Dark,
            false => Theme::Light,
        }
    }

    fn name(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        }
    }
}

/// The fragment of the address, without its `#`.
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// Puts a fragment (with or without `#`) into the address without a new entry in
/// the history of the browser.
pub fn replace_fragment(fragment: &str) {
    let fragment = format!("#{}", fragment.trim_start_matches('#'));
    let Ok(history) = window().history() else { return };
    let _refused = history.replace_state_with_url(&JsValue::NULL, "", Some(&fragment));
}

/// The address of the page without its fragment.
pub fn base_address() -> String {
    let address = window().location().href().unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_owned()
}

/// The address of the worker's script, which the build has written into the page.
pub fn worker_address() -> Option<String> {
    let meta = document().query_selector("meta[name=tokenwright-worker]").ok().flatten()?;
    meta.get_attribute("content").filter(|address| !address.is_empty())
}

/// Takes away what stood in the page until it was ready.
pub fn remove_skeleton() {
    if let Some(skeleton) = document().get_element_by_id("boot") {
        skeleton.remove();
    }
}

/// Calls back whenever the reader changes the fragment: by a link, by hand, by
/// going back. The page's own [`replace_fragment`] is not heard.
pub fn on_fragment_change(heard: impl Fn(String) + 'static) -> WindowListenerHandle {
    window_event_listener(leptos::ev::hashchange, move |_| heard(fragment()))
}

/// The theme that the reader chose on an earlier visit.
pub fn stored_theme() -> Theme {
    let stored = storage().and_then(|storage| storage.get_item(THEME_KEY).ok().flatten());
    match stored.as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

/// Remembers the theme.
pub fn store_theme(theme: Theme) {
    let Some(storage) = storage() else { return };
    let _refused = match theme.name() {
        Some(name) => storage.set_item(THEME_KEY, name),
        None => storage.remove_item(THEME_KEY),
    };
}

/// Shows the theme.
pub fn show_theme(theme: Theme) {
    let Some(root) = document().document_element() else { return };
    let _refused = match theme.name() {
        Some(name) => root.set_attribute("data-theme", name),
        None => root.remove_attribute("data-theme"),
    };
}

/// The storage of the browser, if it may be used.
pub(crate) fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}
