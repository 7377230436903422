//! What can be owned, the first allocation, and the supply that the schedules give.

use super::super::command::Studio;
use super::super::icon::Icon;
use super::super::parts::{focus_soon, follow, section, tool};
use super::fields::table_fields;
use super::list::{Words, list};
use super::{edit, element, picture, text_of};
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use tokenwright::edit::Edit;
use tokenwright::edit::model::supply::{Supply, supply as drawn};
use tokenwright::edit::model::{Change, make, path};
use tokenwright::json::Json;
use tokenwright::report::number::exact;

/// The list of assets.
pub fn assets() -> El {
    let words = Words {
        add: Some("Add an asset"),
        empty: "What can be owned: usually money, such as US dollars, and the token.",
        essence: |tree, place| {
            let minted = match path::at(tree, &format!("{place}.issuers")) {
                Some(Json::List(ids)) => ids.iter().filter_map(Json::text).collect::<Vec<_>>().join(", "),
                _ => String::new(),
            };
            let id = text_of(tree, &format!("{place}.id"));
            if minted.is_empty() { id } else { format!("{id} · minted by {minted}") }
        },
        fields: table_fields,
    };
    list("assets", words)
}

/// The button that makes an allocation.
pub fn new_allocation() -> El {
    let studio = Studio::get();
    let act = move || {
        let tree = studio.tree.get_untracked();
        let mut made = make::mechanism(&tree, "allocation");
        let _all = path::put(&mut made, "buckets.0.share", Some(Json::Text("100%".to_owned())));
        let at = super::len(&tree, "mechanisms");
        studio.send(Edit::Many("add an allocation".to_owned(), vec![edit("mechanisms", Change::Add(made))]));
        focus_soon(element(&format!("mechanisms.{at}.total")));
    };
    tool(Icon::Add, "Add an allocation", act).attr("data-testid", "add-allocation")
}

/// The supply over time of every asset that is minted by a schedule.
pub fn supply() -> El {
    let all = follow(drawn);
    let unit = follow(|project| project.run.step.unit.name());
    let content = move || {
        let unit = unit.get();
        all.get().into_iter().map(|supply| figure(&supply, unit)).collect::<Vec<_>>()
    };
    section("supply-title", "Supply over time")
        .live_flag("hidden", move || all.read().is_empty())
        .child(el("div").class("st-figures").attr("data-testid", "supply").slot(content))
}

fn figure(supply: &Supply, unit: &str) -> El {
    let most = supply.values.iter().copied().fold(0.0, f64::max);
    let text = |value: Option<&f64>| exact(value.copied().unwrap_or(0.0).round(), "");
    let words = format!(
        "{}: {} at the start, {} after {} {unit}s.",
        supply.label,
        text(supply.values.first()),
        text(supply.values.last()),
        exact(supply.end, "")
    );
    el("figure")
        .class("st-figure")
        .child(picture::line(&supply.values, 0.0, most))
        .child(el("figcaption").class("small-text").text(words))
}
