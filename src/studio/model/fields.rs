//! The fields of a table as a form: small ones in a grid, lists and kinds of records
//! below them.

use super::super::command::Studio;
use super::super::icon::Icon;
use super::super::parts::{focus_soon, icon_tool, tool};
use super::super::words::sentence;
use super::field::{Shown, cell, note_of, several, shown, view};
use super::list::{Words, list, list_of, remove};
use super::{count, edit, element, model};
use crate::ui::dom::{El, el, field_text};
use leptos::prelude::*;
use tokenwright::edit::model::schema::{Field, Kind, Table, Variant, Variants};
use tokenwright::edit::model::{Change, make, path};

/// What stands for none of some kinds.
const NONE: &str = "-";

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
        let words = Words {
            add: Some(add_words(table)),
            empty: "",
            essence: |_, _| String::new(),
            fields: table_fields,
        };
        list(&path, words)
    } else {
        rows(&path, table)
    };
    let note = note_of(&path);
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
        let note = note_of(&place);
        let delete = icon_tool(Icon::Close, "Delete", move || remove(studio, &deleted))
            .attr("data-testid", format!("delete-{place}"));
        let all = table.fields.iter().map(|field| {
            let shown = shown(&place, field);
            let words = el("span").class("st-label").attr("aria-hidden", "true").text(&shown.label);
            el("div").class("st-field").child(words).child(cell(shown))
        });
        el("div")
            .class("st-entry")
            .attr("id", element(&place))
            .attr("tabindex", "-1")
            .children(all)
            .child(delete)
            .child(note)
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
    let chosen = {
        let path = path.clone();
        model(move |tree| {
            let found = path::at(tree, &path)?;
            let name = if variants.tag.is_empty() { "" } else { found.get(variants.tag)?.text()? };
            variants.find(name)?;
            Some(name.to_owned())
        })
    };
    let id = element(&path);
    let options = move || {
        let now = chosen.get();
        let none = (!variants.none.is_empty()).then(|| (NONE.to_owned(), variants.none, now.is_none()));
        let all = variants
            .all
            .iter()
            .map(|known| (known.name.to_owned(), known.label, now.as_deref() == Some(known.name)));
        let option = |(value, words, here): (String, &'static str, bool)| {
            el("option").attr("value", value).maybe_attr("selected", here.then_some("")).text(words)
        };
        none.into_iter().chain(all).map(option).collect::<Vec<_>>()
    };
    let place = path.clone();
    let select =
        el("select").attr("id", &id).attr("data-testid", &path).slot(options).on("change", move |event| {
            let name = field_text(&event);
            let change = if name == NONE {
                Change::Remove
            } else {
                Change::Tree(make::variant(&studio.tree.get_untracked(), &place, variants, &name))
            };
            studio.send(edit(&place, change));
            studio.finish();
        });
    let wrong = note_of(&path);
    let inner = move || {
        let known = chosen.get().and_then(|name| variants.find(&name));
        let of = |known: &'static Variant| {
            let about = el("p").class("quiet small-text").text(known.doc);
            std::iter::once(about).chain(untrack(|| fields(&path, known.fields))).collect::<Vec<_>>()
        };
        known.map(of).unwrap_or_default()
    };
    el("section")
        .class("st-nested")
        .child(
            el("div").class("st-field").child(el("label").attr("for", &id).text(&shown.label)).child(select),
        )
        .child(wrong)
        .slot(inner)
}
