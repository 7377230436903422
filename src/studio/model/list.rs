//! Lists of the model: entries that open into forms. Entries are known by their
//! places, fields follow the document, so nothing is built anew by an edit.

use super::super::cards;
use super::super::command::Studio;
use super::super::icon::Icon;
use super::super::parts::{focus_soon, icon_tool, tool};
use super::field::{capital, note_of};
use super::{count, edit, element, len, model};
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use tokenwright::edit::Edit;
use tokenwright::edit::model::{Change, ModelEdit, caption, make, names};
use tokenwright::json::Json;

/// What a list says of itself.
#[derive(Clone, Copy)]
pub struct Words {
    /// The words of the button that adds an entry; none: entries come from elsewhere.
    pub add: Option<&'static str>,
    /// What stands there while there is no entry.
    pub empty: &'static str,
    /// The essence of an entry.
    pub essence: fn(&Json, &str) -> String,
    /// The fields of an entry at a place.
    pub fields: fn(&str) -> Vec<El>,
}

/// The list at a path.
pub fn list(path: &str, words: Words) -> El {
    let studio = Studio::get();
    let len = count(path);
    let of = path.to_owned();
    let places = move || (0..len.get()).map(|at| format!("{of}.{at}")).collect::<Vec<_>>();
    let add = {
        let path = path.to_owned();
        move || add(studio, &path)
    };
    let button = words.add.map(|add_words| {
        let button = tool(Icon::Add, add_words, add).attr("data-testid", format!("add-{path}"));
        el("div").class("st-tools").child(button)
    });
    el("div")
        .class("st-cards")
        .attr("id", element(path))
        .attr("tabindex", "-1")
        .child(note_of(path))
        .child(el("p").class("quiet").live_flag("hidden", move || len.get() > 0).text(words.empty))
        .each(places, Clone::clone, move |place| card(place, words))
        .children(button)
}

/// Adds an entry, opens it, and goes to its first field.
fn add(studio: Studio, list: &str) {
    let tree = studio.tree.get_untracked();
    let at = len(&tree, list);
    studio.send(edit(list, Change::Add(make::entry(&tree, list, ""))));
    open(studio, &format!("{list}.{at}"));
}

/// Opens an entry and goes to its first field.
pub fn open(studio: Studio, place: &str) {
    studio.open.update(|open| {
        open.insert(place.to_owned());
    });
    let first = make::table(list_of(place))
        .and_then(|table| table.fields.first())
        .map_or("label", |field| field.name);
    focus_soon(element(&format!("{place}.{first}")));
}

pub fn list_of(place: &str) -> &str {
    place.rsplit_once('.').map_or(place, |(list, _)| list)
}

fn card(place: String, words: Words) -> El {
    let studio = Studio::get();
    let name = format!("{}-line", element(&place));
    let shown = {
        let place = place.clone();
        Memo::new(move |_| studio.open.read().contains(&place))
    };
    let named = {
        let place = place.clone();
        let one = make::table(list_of(&place)).map_or("an entry", |table| table.one);
        model(move |tree| {
            let caption = caption(tree, &place);
            let caption = if caption.is_empty() { capital(one) } else { caption };
            (caption, (words.essence)(tree, &place))
        })
    };
    let problems = {
        let (place, inner) = (place.clone(), format!("{place}."));
        Memo::new(move |_| {
            let checked = studio.known.checked.read();
            checked.problems.iter().filter(|(at, _)| *at == place || at.starts_with(&inner)).count()
        })
    };
    let line = cards::line(studio.open, place.clone(), shown, named)
        .attr("id", &name)
        .attr("data-testid", format!("entry-{place}"));
    let counted = cards::count(move || problems.get(), " to mend");
    let shift = |icon, what: &str, down: bool| {
        let place = place.clone();
        icon_tool(icon, what, move || shift(studio, &place, down))
    };
    let deleted = place.clone();
    let head = el("div")
        .class("st-row")
        .child(line)
        .child(counted)
        .child(shift(Icon::Up, "Move up", false))
        .child(shift(Icon::Down, "Move down", true))
        .child(
            icon_tool(Icon::Close, "Delete", move || remove(studio, &deleted))
                .attr("data-testid", format!("delete-{place}")),
        );
    let body = move || {
        let place = place.clone();
        shown.get().then(move || {
            el("div")
                .class("st-card-body")
                .child(note_of(&place))
                .children(untrack(|| (words.fields)(&place)))
        })
    };
    el("div").class("st-card").child(head).slot(body)
}

/// Moves an entry; what is open stays open.
fn shift(studio: Studio, place: &str, down: bool) {
    if studio.edit(edit(place, Change::Shift(down))).is_err() {
        return;
    }
    let Some((list, at)) =
        place.rsplit_once('.').and_then(|(list, at)| Some((list, at.parse::<usize>().ok()?)))
    else {
        return;
    };
    let other = format!("{list}.{}", if down { at + 1 } else { at.saturating_sub(1) });
    studio.open.update(|open| {
        let (one, two) = (open.remove(place), open.remove(&other));
        open.extend(one.then(|| other.clone()));
        open.extend(two.then(|| place.to_owned()));
    });
}

/// So many of those who used what is deleted are named.
const NAMED: usize = 5;

/// Deletes an entry, and says who used it.
pub fn remove(studio: Studio, place: &str) {
    let tree = studio.tree.get_untracked();
    let users = names::users(&tree, place);
    let list = list_of(place);
    studio.send(Edit::Model(ModelEdit::remove(place)));
    studio.open.update(|open| open.retain(|known| !known.starts_with(&format!("{list}."))));
    match users.as_slice() {
        [] => studio.say("Deleted. Undo brings it back."),
        users => {
            // Some are called alike; and of many a few say enough.
            let mut names: Vec<&String> = Vec::new();
            users.iter().filter(|name| !name.is_empty()).for_each(|name| {
                if !names.contains(&name) {
                    names.push(name);
                }
            });
            let more = names.len().saturating_sub(NAMED);
            let all = names.iter().take(NAMED).map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            studio.say(&format!("Deleted, but it is used by {all}{more}. Undo brings it back."));
        }
    }
    focus_soon(element(list));
}
