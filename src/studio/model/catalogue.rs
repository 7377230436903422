//! The catalogue of mechanisms: what each models, its rule, where it comes from; one
//! click adds it, told what the document has.

use super::super::command::Studio;
use super::super::icon::Icon;
use super::super::parts::{focus_soon, tool};
use super::super::words::sentence;
use super::{count, edit, element, len};
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use tokenwright::edit::Edit;
use tokenwright::edit::model::catalogue::{lines, mechanism, rule_of};
use tokenwright::edit::model::{Change, make, mechanisms as types};
use tokenwright::json::Json;
use tokenwright::mechanism::rule::{CATALOGUE, Field, Parsed};

/// The catalogue, open while there is no mechanism.
pub fn catalogue() -> El {
    let none = count("mechanisms").get_untracked() == 0;
    let blocks = types::ALL.all.iter().filter(|known| known.name != "rule");
    let blocks = blocks.map(|known| {
        let add = move |tree: &Json| make::mechanism(tree, known.name);
        entry(known.name, known.label, known.doc, None, add)
    });
    let rules = CATALOGUE.iter().filter_map(|(name, _)| {
        let bare = Json::Object(vec![("rule".to_owned(), Json::Text((*name).to_owned()))]);
        let rule = rule_of(&bare)?;
        let (title, about) = (rule.title.clone(), rule.about.clone());
        Some(entry(name, &title, &about, Some(rule), move |tree| mechanism(tree, name)))
    });
    el("details")
        .class("fold st-catalogue")
        .maybe_attr("open", none.then_some(""))
        .child(el("summary").attr("data-testid", "catalogue").text("Add a mechanism from the catalogue"))
        .child(el("h3").text("Building blocks"))
        .child(el("ul").class("st-catalogue-list").children(blocks))
        .child(el("h3").text("Published mechanisms, as formulas"))
        .child(el("ul").class("st-catalogue-list").children(rules))
}

/// An entry of the catalogue.
fn entry(
    name: &str,
    title: &str,
    about: &str,
    rule: Option<Parsed>,
    made: impl Fn(&Json) -> Json + 'static,
) -> El {
    let studio = Studio::get();
    let called = title.to_owned();
    let add = move || {
        let tree = studio.tree.get_untracked();
        let at = len(&tree, "mechanisms");
        let name = format!("add mechanism “{called}”");
        studio.send(Edit::Many(name, vec![edit("mechanisms", Change::Add(made(&tree)))]));
        let place = format!("mechanisms.{at}");
        studio.open.update(|open| {
            open.insert(place.clone());
        });
        focus_soon(format!("{}-line", element(&place)));
    };
    let add = tool(Icon::Add, "Add", add)
        .attr("data-testid", format!("catalogue-{name}"))
        .attr("aria-label", format!("Add {title}"));
    el("li")
        .class("st-offer")
        .child(el("div").class("st-offer-head").child(el("h4").text(title)).child(add))
        .child(el("p").class("small-text").text(about))
        .children(rule.as_ref().map(formulas))
}

/// The rule, as formulas; what its symbols are, and where it comes from. Built when it
/// is unfolded for the first time.
pub fn formulas(rule: &Parsed) -> El {
    let rule = StoredValue::new_local(rule.clone());
    let shown = RwSignal::new(false);
    let inner =
        move || shown.get().then(|| rule.with_value(unfolded)).into_iter().flatten().collect::<Vec<_>>();
    el("details")
        .class("fold")
        .on("toggle", move |_| shown.set(true))
        .child(el("summary").text("Its rule, and where it comes from"))
        .slot(inner)
}

fn unfolded(rule: &Parsed) -> Vec<El> {
    let part = |title: &str, statements| {
        let all = lines(statements);
        (!all.is_empty()).then(|| {
            let line = |(depth, text): (usize, String)| {
                el("li").style("--level", depth.to_string()).child(el("code").text(text))
            };
            let list = el("ol").class("st-formulas").children(all.into_iter().map(line));
            el("div").child(el("p").class("st-label").text(title)).child(list)
        })
    };
    let symbol = |name: &str, what: String| {
        el("div").child(el("dt").child(el("code").text(name))).child(el("dd").text(sentence(&what)))
    };
    let told = rule.fields.iter().map(|field| symbol(&field.name, told(field)));
    let shows = rule.outs.iter().map(|out| symbol(&out.name, out.doc.clone()));
    let ports = rule.ports.iter().map(|port| symbol(&port.name, format!("What agents can do: {}", port.doc)));
    let symbols = el("dl").class("st-symbols").children(told.chain(ports).chain(shows));
    [part("Before the first step", &rule.init), part("In each step", &rule.step)]
        .into_iter()
        .flatten()
        .chain([symbols, el("p").class("st-help").text(format!("Source: {}", sentence(&rule.source)))])
        .collect()
}

/// What a field of a rule is, with its range and what it is when nothing is said.
fn told(field: &Field) -> String {
    let range =
        field.range.as_ref().map(|(low, high)| format!("; usually {low} to {high}")).unwrap_or_default();
    let default =
        field.default.as_ref().map(|value| format!("; {value} unless said otherwise")).unwrap_or_default();
    format!("{}{range}{default}", field.doc)
}
