//! New entries, filled with what the document has; and what a field can refer to.

use super::path::at;
use super::schema::{Field, Kind, Table, What};
use super::{catalogue, mechanisms, names, schema};
use crate::json::Json;
use crate::num::decimal;

/// Something that can be referred to: its id and its name.
pub type Named = (String, String);

/// What the ids of a list of the document begin with.
pub fn prefix(list: &str) -> &'static str {
    table(list).map_or("entry", |table| table.prefix)
}

/// The table of a list, wherever it is.
pub fn table(list: &str) -> Option<&'static Table> {
    if let Some(table) = schema::table(list) {
        return Some(table);
    }
    let types = std::iter::once("").chain(mechanisms::ALL.all.iter().map(|variant| variant.name));
    types.into_iter().find_map(|kind| match schema::find(list, kind)?.kind {
        Kind::List(table) => Some(table),
        _ => None,
    })
}

/// What a field at a path can refer to.
pub fn candidates(tree: &Json, what: What, path: &str) -> Vec<Named> {
    let list = |name: &str, fits: &dyn Fn(&Json) -> bool| match at(tree, name) {
        Some(Json::List(items)) => {
            let named = |(position, item): (usize, &Json)| {
                let id = item.get("id").and_then(Json::text)?.to_owned();
                fits(item).then(|| (id, super::caption(tree, &format!("{name}.{position}"))))
            };
            items.iter().enumerate().filter_map(named).collect()
        }
        _ => Vec::new(),
    };
    let all = |name: &str| list(name, &|_| true);
    match what {
        What::Asset | What::Minted => all("assets"),
        What::Account => all("accounts"),
        What::Population => all("populations"),
        What::Holder => [all("accounts"), all("populations")].concat(),
        What::Mechanism if path.contains(".actions.") => {
            list("mechanisms", &|mechanism| !catalogue::ports(mechanism).is_empty())
        }
        What::Mechanism => all("mechanisms"),
        What::Market => {
            list("mechanisms", &|item| item.get("type").and_then(Json::text) == Some("constant_product"))
        }
        What::Metric => all("metrics"),
        What::Parameter => all("parameters"),
        What::Target => ["parameters", "exogenous", "series", "variables"].map(all).concat(),
        What::Strategy => {
            let own = path.split('.').take(2).collect::<Vec<_>>().join(".");
            list(&format!("{own}.strategies"), &|_| true)
        }
        What::Port => {
            let place = super::path::parent(path).and_then(|(action, _)| at(tree, &format!("{action}.at")));
            let place = place.and_then(Json::text).unwrap_or("");
            let Some(Json::List(items)) = at(tree, "mechanisms") else { return Vec::new() };
            let found = items.iter().find(|item| item.get("id").and_then(Json::text) == Some(place));
            found.map(catalogue::ports).unwrap_or_default()
        }
    }
}

/// Where new entries of this kind are made: the list of the document.
pub fn home(what: What) -> Option<&'static str> {
    Some(match what {
        What::Asset | What::Minted => "assets",
        What::Account | What::Holder => "accounts",
        What::Population => "populations",
        What::Parameter => "parameters",
        _ => return None,
    })
}

/// A new entry for a list of the document, with a name if it has one already.
pub fn entry(tree: &Json, list: &str, label: &str) -> Json {
    let Some(table) = table(list) else { return Json::Object(Vec::new()) };
    record(tree, &format!("{list}.new"), table.fields, &names::fresh(tree, label, table.prefix), label)
}

/// A new mechanism of a type, called by the first word of what the type is called.
pub fn mechanism(tree: &Json, kind: &str) -> Json {
    let (fields, label) =
        mechanisms::ALL.find(kind).map_or((&[][..], ""), |known| (known.fields, known.label));
    let label = label.split_whitespace().next().unwrap_or(kind);
    let id = names::fresh(tree, label, kind);
    let Json::Object(mut made) = record(tree, "mechanisms.new", fields, &id, label) else {
        return Json::Null;
    };
    made.insert(0, ("type".to_owned(), Json::Text(kind.to_owned())));
    Json::Object(made)
}

/// The record of a variant, with its tag.
pub fn variant(tree: &Json, path: &str, variants: &schema::Variants, name: &str) -> Json {
    let fields = variants.find(name).map_or(&[][..], |variant| variant.fields);
    let Json::Object(mut made) = record(tree, path, fields, "", "") else { return Json::Null };
    if !variants.tag.is_empty() {
        made.insert(0, (variants.tag.to_owned(), Json::Text(name.to_owned())));
    }
    Json::Object(made)
}

fn record(tree: &Json, path: &str, fields: &[Field], id: &str, label: &str) -> Json {
    let mut made: Vec<(String, Json)> = Vec::new();
    for field in fields {
        let given = match field.kind {
            Kind::Text if field.name == "label" && !label.is_empty() => Some(Json::Text(label.to_owned())),
            Kind::Id => Some(Json::Text(id.to_owned())),
            _ if field.or.is_some() && field.start.is_empty() => None,
            Kind::Number | Kind::Whole => decimal::parse(field.start).map(Json::Number),
            Kind::Choice(words) => {
                let start = words.iter().find(|(name, _)| *name == field.start).or(words.first());
                start.map(|(name, _)| Json::Text((*name).to_owned()))
            }
            Kind::Ref(what) => {
                let all = match what {
                    // The mechanism beside it has just been chosen.
                    What::Port => first_port(tree, &made),
                    _ => candidates(tree, what, path),
                };
                let which = usize::from(field.start == "@1");
                let chosen = all.get(which).or(all.first()).map(|(id, _)| id.clone());
                Some(Json::Text(chosen.unwrap_or_default()))
            }
            Kind::Refs(what) => {
                let all = candidates(tree, what, path);
                Some(Json::List(all.into_iter().take(1).map(|(id, _)| Json::Text(id)).collect()))
            }
            Kind::List(table) => {
                let id = if table.prefix.is_empty() {
                    String::new()
                } else {
                    names::fresh(tree, "", table.prefix)
                };
                Some(Json::List(vec![record(tree, path, table.fields, &id, "")]))
            }
            Kind::Variants(variants) => {
                variants.all.first().map(|first| variant(tree, path, variants, first.name))
            }
            Kind::Formulas => Some(Json::List(vec![Json::Text(field.start.to_owned())])),
            Kind::Numbers => {
                let all = field.start.split(';').filter_map(|part| decimal::parse(part.trim()));
                Some(Json::List(all.map(Json::Number).collect()))
            }
            _ if field.start == "@id" => Some(Json::Text(id.to_owned())),
            _ => Some(Json::Text(field.start.to_owned())),
        };
        made.extend(given.map(|value| (field.name.to_owned(), value)));
    }
    Json::Object(made)
}

fn first_port(tree: &Json, made: &[(String, Json)]) -> Vec<Named> {
    let place = made.iter().find(|(name, _)| name == "at").and_then(|(_, at)| at.text()).unwrap_or("");
    let Some(Json::List(items)) = at(tree, "mechanisms") else { return Vec::new() };
    let found = items.iter().find(|item| item.get("id").and_then(Json::text) == Some(place));
    found.map(catalogue::ports).unwrap_or_default()
}
