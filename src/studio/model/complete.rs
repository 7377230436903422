//! Completion of formulas: a list of what the last word may become, which the browser
//! shows. It holds whole formulas, because that is what a choice puts into the field.

use super::super::command::Studio;
use crate::ui::dom::{El, el, field_text};
use leptos::prelude::*;
use leptos::web_sys;
use tokenwright::formula::FUNCTIONS;

/// So many are shown at most.
const MOST: usize = 24;

/// The list for a field, and the field with it.
pub fn completed(input: El, id: &str) -> (El, El) {
    let studio = Studio::get();
    let typed = RwSignal::new(None::<String>);
    let name = format!("{id}-names");
    let options = move || {
        let Some(text) = typed.get() else { return Vec::new() };
        let checked = studio.known.checked.get();
        let options = offers(&text, &checked.names);
        options.into_iter().map(|(value, words)| el("option").attr("value", value).text(words)).collect()
    };
    let read = move |event: &web_sys::Event| typed.set(Some(field_text(event)));
    let input = input
        .attr("list", &name)
        .on("focus", move |event| read(&event))
        .on("input", move |event| read(&event))
        .on("blur", move |_| typed.set(None));
    (input, el("datalist").attr("id", &name).slot(options))
}

/// Formulas that a formula may become, and what the new word is.
fn offers(text: &str, names: &[(String, Option<String>)]) -> Vec<(String, String)> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let start = text.trim_end_matches(word).len();
    let (head, begun) = text.split_at(start);
    if begun.starts_with(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let fits = |name: &str| name.starts_with(begun) || (begun.len() > 1 && name.contains(begun));
    let known = names.iter().filter(|(name, _)| fits(name) && name != begun).map(|(name, of)| {
        let words = of.as_ref().map_or_else(String::new, |of| format!("for each of {of}"));
        (format!("{head}{name}"), words)
    });
    let functions = FUNCTIONS.iter().filter(|known| !begun.is_empty() && known.name.starts_with(begun));
    let functions = functions
        .map(|known| (format!("{head}{}(", known.name), format!("{}: {}", known.signature, known.doc)));
    known.chain(functions).take(MOST).collect()
}
