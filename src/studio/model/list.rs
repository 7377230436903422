//! Lists of the model: entries that open into forms. Entries are known by their
//! places, fields follow the document, so nothing is built anew by an edit.

use super::super::command::Studio;
use super::super::icon::Icon;
use super::super::parts::{focus_soon, icon_tool, tool};
use super::super::words::sentence;
use super::field::{Shown, capital, cell, several, shown, view, wrong};
use super::{count, edit, element, model, text_at};
use crate::ui::dom::{El, button, el, field_text};
use leptos::prelude::*;
use tokenwright::edit::model::schema::{Field, Kind, Table, Variants};
use tokenwright::edit::model::{Change, ModelEdit, caption, make, names};
use tokenwright::edit::Edit;
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
        .child(el("p").class("quiet").live_flag("hidden", move || len.get() > 0).text(words.empty))
        .each(places, Clone::clone, move |place| card(place, words))
        .children(button)
}

/// Adds an entry, opens it, and goes to its first field.
fn add(studio: Studio, list: &str) {
    let tree = studio.tree.get_untracked();
    let at = match tokenwright::edit::model::path::at(&tree, list) {
        Some(Json::List(items)) => items.len(),
        _ => 0,
    };
    studio.send(edit(list, Change::Add(make::entry(&tree, list, ""))));
    open(studio, &format!("{list}.{at}"));
}

/// Opens an entry and goes to its first field.
pub fn open(studio: Studio, place: &str) {
    studio.open.update(|open| drop(open.insert(place.to_owned())));
    let first = make::table(list_of(place)).and_then(|table| table.fields.first()).map_or("label", |field| field.name);
    focus_soon(element(&format!("{place}.{first}")));
}

fn list_of(place: &str) -> &str {
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
    let toggled = place.clone();
    let line = button("st-card-line")
        .attr("id", &name)
        .attr("data-testid", format!("entry-{place}"))
        .live_attr("aria-expanded", move || Some(shown.get().to_string()))
        .on_click(move || {
            studio.open.update(|open| {
                if !open.remove(&toggled) {
                    open.insert(toggled.clone());
                }
            });
        })
        .child(
            el("span")
                .class("st-twisty")
                .attr("aria-hidden", "true")
                .live_attr("data-open", move || Some(shown.get().to_string())),
        )
        .child(
            el("span")
                .class("st-card-words")
                .child(el("span").class("st-card-name").live_text(move || named.get().0))
                .text(" ")
                .child(el("span").class("st-card-rest").live_text(move || named.get().1)),
        );
    let counted = el("span")
        .class("st-count num")
        .live_flag("hidden", move || problems.get() == 0)
        .child(el("span").live_text(move || problems.get().to_string()))
        .child(el("span").class("sr-only").text(" to mend"));
    let shift = |icon, what: &str, down: bool| {
        let place = place.clone();
        icon_tool(icon, what, move || studio.send(edit(&place, Change::Shift(down))))
            .live_attr("title", { let what = what.to_owned(); move || Some(what.clone()) })
    };
    let deleted = place.clone();
    let head = el("div")
        .class("st-row")
        .child(line)
        .child(counted)
        .child(shift(Icon::Up, "Move up", false))
        .child(shift(Icon::Down, "Move down", true))
        .child(icon_tool(Icon::Close, "Delete", move || remove(studio, &deleted)).attr("data-testid", format!("delete-{place}")));
    let own = wrong(&place, RwSignal::new(None));
    let body = move || {
        let place = place.clone();
        shown.get().then(move || {
            let note = el("p").class("st-wrong").live_flag("hidden", move || own.read().is_none()).live_text(move || own.get().unwrap_or_default());
            el("div").class("st-card-body").child(note).children(untrack(|| (words.fields)(&place)))
        })
    };
    el("div").class("st-card").child(head).slot(body)
}

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
            let all = users.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
            studio.say(&format!("Deleted, but it is used by {all}. Undo brings it back."));
        }
    }
    focus_soon(element(list));
}

/// The fields of a table below a place.
pub fn fields(above: &str, all: &[Field]) -> Vec<El> {
    let mut made = vec![];
    let mut small: Vec<El> = Vec::new();
    for field in all {
        let shown = shown(above, field);
        match field.kind {
            Kind::List(table) => {
                made.push(grid(&mut small));
                made.push(nested(&shown, table));
            }
            Kind::Variants(variants) => {
                made.push(grid(&mut small));
                made.push(variant(&shown, variants));
            }
            Kind::Refs(what) => small.push(several(&shown, what)),
            _ => small.push(view(shown)),
        }
    }
    made.push(grid(&mut small));
    made
}

fn grid(small: &mut Vec<El>) -> El {
    el("div").class("st-fields").children(std::mem::take(small))
}

/// A list within an entry: rows where an entry has few fields, else cards.
fn nested(shown: &Shown, table: &'static Table) -> El {
    let path = shown.path.clone();
    let id = format!("{}-title", element(&path));
    let head = el("div")
        .class("st-nested-head")
        .child(el("h3").attr("id", &id).text(&shown.label))
        .child(el("p").class("st-help").text(sentence(&shown.doc)));
    let named = table.fields.iter().any(|field| matches!(field.kind, Kind::Id));
    let inner = if named {
        let words = Words { add: Some(add_words(table)), empty: "", essence: |_, _| String::new(), fields: table_fields };
        list(&path, words)
    } else {
        rows(&path, table)
    };
    let wrong = wrong(&path, RwSignal::new(None));
    let note = el("p").class("st-wrong").live_flag("hidden", move || wrong.read().is_none()).live_text(move || wrong.get().unwrap_or_default());
    el("section").class("st-nested").attr("aria-labelledby", id).child(head).child(note).child(inner)
}

/// The words of the button that adds an entry to a table.
fn add_words(table: &Table) -> &'static str {
    match table.one {
        "a starting balance" => "Add a balance",
        "an attribute" => "Add an attribute",
        "a strategy" => "Add a strategy",
        "an action" => "Add an action",
        "a bucket" => "Add a bucket",
        "a flow" => "Add a flow",
        "a standing order" => "Add an order",
        "a share" => "Add a share",
        "a grant" => "Add a grant",
        _ => "Add",
    }
}

/// The fields of an entry by the table of its list.
pub fn table_fields(place: &str) -> Vec<El> {
    let table = make::table(list_of(place));
    let own = table.map_or_else(Vec::new, |table| fields(place, table.fields));
    let extra = super::agents::extra(place);
    own.into_iter().chain(extra).collect()
}

/// Short entries, each a row of fields.
fn rows(path: &str, table: &'static Table) -> El {
    let studio = Studio::get();
    let len = count(path);
    let of = path.to_owned();
    let places = move || (0..len.get()).map(|at| format!("{of}.{at}")).collect::<Vec<_>>();
    let row = move |place: String| {
        let deleted = place.clone();
        let own = wrong(&place, RwSignal::new(None));
        let note = el("p").class("st-wrong").live_flag("hidden", move || own.read().is_none()).live_text(move || own.get().unwrap_or_default());
        let delete = icon_tool(Icon::Close, "Delete", move || remove(studio, &deleted)).attr("data-testid", format!("delete-{place}"));
        let all = table.fields.iter().map(|field| {
            let shown = shown(&place, field);
            let words = el("span").class("st-label").attr("aria-hidden", "true").text(&shown.label);
            el("div").class("st-field").child(words).child(cell(shown))
        });
        el("div").class("st-entry").attr("id", element(&place)).attr("tabindex", "-1").children(all).child(delete).child(note)
    };
    let added = path.to_owned();
    let add = tool(Icon::Add, add_words(table), move || {
        let tree = studio.tree.get_untracked();
        let at = len.get_untracked();
        studio.send(edit(&added, Change::Add(make::entry(&tree, &added, ""))));
        let first = table.fields.first().map_or("", |field| field.name);
        focus_soon(element(&format!("{added}.{at}.{first}")));
    });
    el("div")
        .class("st-entries")
        .attr("id", element(path))
        .attr("tabindex", "-1")
        .each(places, Clone::clone, row)
        .child(el("div").class("st-tools").child(add.attr("data-testid", format!("add-{path}"))))
}

/// One of some kinds of records: which, what it means, and its fields.
fn variant(shown: &Shown, variants: &'static Variants) -> El {
    let studio = Studio::get();
    let path = shown.path.clone();
    let chosen = text_at(&format!("{path}.{}", variants.tag));
    let id = element(&path);
    let options = move || {
        let now = chosen.get();
        let none = variants.optional.then(|| (String::new(), "not at all".to_owned()));
        let all = variants.all.iter().map(|known| (known.name.to_owned(), known.label.to_owned()));
        none.into_iter()
            .chain(all)
            .map(|(value, words)| {
                let here = (value == now).then_some("");
                el("option").attr("value", value).maybe_attr("selected", here).text(words)
            })
            .collect::<Vec<_>>()
    };
    let place = path.clone();
    let select = el("select").attr("id", &id).attr("data-testid", &path).slot(options).on("change", move |event| {
        let name = field_text(&event);
        let change = if name.is_empty() {
            Change::Remove
        } else {
            Change::Tree(make::variant(&studio.tree.get_untracked(), &place, variants, &name))
        };
        studio.send(edit(&place, change));
        studio.finish();
    });
    let wrong = wrong(&path, RwSignal::new(None));
    let inner = move || {
        let known = variants.find(&chosen.read());
        known.into_iter().flat_map(|known| {
            let about = el("p").class("quiet small-text").text(known.doc);
            std::iter::once(about).chain(untrack(|| fields(&path, known.fields))).collect::<Vec<_>>()
        }).collect::<Vec<_>>()
    };
    el("section")
        .class("st-nested")
        .child(el("div").class("st-field").child(el("label").attr("for", &id).text(&shown.label)).child(select))
        .child(el("p").class("st-wrong").live_flag("hidden", move || wrong.read().is_none()).live_text(move || wrong.get().unwrap_or_default()))
        .slot(inner)
}
