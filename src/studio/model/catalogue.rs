//! The catalogue of mechanisms: what each models, its rule, where it comes from; one
//! click adds it, told what the document has.

use super::super::command::Studio;
use super::super::icon::Icon;
use super::super::parts::{focus_soon, tool};
use super::super::words::sentence;
use super::mechanisms::drawing;
use super::{count, edit, element, len};
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use tokenwright::edit::Edit;
use tokenwright::edit::model::catalogue::{lines, mechanism, rule_of};
use tokenwright::edit::model::curve::{curve, example};
use tokenwright::edit::model::formulas::stated;
use tokenwright::edit::model::schema::Variant;
use tokenwright::edit::model::{Change, make, mechanisms as types};
use tokenwright::json::Json;
use tokenwright::mechanism::rule::{CATALOGUE, Field, Parsed};
use tokenwright::report::number::exact;

/// The catalogue, open while there is no mechanism.
pub fn catalogue() -> El {
    let none = count("mechanisms").get_untracked() == 0;
    let blocks = types::ALL.all.iter().filter(|known| known.name != "rule");
    let blocks = blocks.map(|known| {
        let add = move |tree: &Json| make::mechanism(tree, known.name);
        let rule = rule_of_block(known);
        entry(known.name, known.label, known.doc, rule, add)
    });
    let rules = CATALOGUE.iter().filter_map(|(name, _)| {
        let bare = Json::Object(vec![("rule".to_owned(), Json::Text((*name).to_owned()))]);
        let rule = rule_of(&bare)?;
        let (title, about) = (rule.title.clone(), rule.about.clone());
        let made = move |tree: &Json| mechanism(tree, name);
        Some(entry(
            name,
            &title,
            &about,
            folded(move || unfolded(&rule).into_iter().chain([answer(name, made)]).collect()),
            made,
        ))
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
fn entry(name: &str, title: &str, about: &str, rule: El, made: impl Fn(&Json) -> Json + 'static) -> El {
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
        .child(rule)
}

/// The rule, as formulas; what its symbols are, and where it comes from.
pub fn formulas(rule: &Parsed) -> El {
    let rule = rule.clone();
    folded(move || unfolded(&rule))
}

/// What is built when it is unfolded for the first time.
fn folded(inner: impl Fn() -> Vec<El> + 'static) -> El {
    let shown = RwSignal::new(false);
    let inner = move || if shown.get() { untrack(&inner) } else { Vec::new() };
    el("details")
        .class("fold")
        .on("toggle", move |_| shown.set(true))
        .child(el("summary").text("Its rule, and where it comes from"))
        .slot(inner)
}

/// The rule of a building block, its fields, and its answer.
fn rule_of_block(known: &'static Variant) -> El {
    folded(move || {
        let stated = stated(known.name);
        let lines = stated.iter().flat_map(|stated| stated.lines);
        let lines = lines.map(|line| el("li").child(el("code").text(line)));
        let symbols = stated.iter().flat_map(|stated| stated.symbols);
        let symbols = symbols.map(|(name, what)| symbol(name, (*what).to_owned()));
        let fields = known.fields.iter().filter(|field| !["label", "id"].contains(&field.name));
        let fields = fields.map(|field| {
            let range =
                field.range.map(|(low, high)| format!("; usually {} to {}", exact(low, ""), exact(high, "")));
            symbol(field.name, format!("{}: {}{}", field.label, field.doc, range.unwrap_or_default()))
        });
        let source = stated
            .map(|stated| el("p").class("st-help").text(format!("Source: {}", sentence(stated.source))));
        [el("p").class("st-label").text("In each step"), el("ol").class("st-formulas").children(lines)]
            .into_iter()
            .chain([el("dl").class("st-symbols").children(fields.chain(symbols))])
            .chain(source)
            .chain([answer(known.name, move |tree| make::mechanism(tree, known.name))])
            .collect()
    })
}

/// What the mechanism would answer in the model as it is, or in a small example where it
/// would not run yet; nothing if it has no natural curve.
fn answer(name: &'static str, made: impl Fn(&Json) -> Json + Send + Sync + 'static) -> El {
    let studio = Studio::get();
    let drawn = Memo::new(move |_| {
        let mut model = (*studio.known.project.get()).clone();
        let at = model.mechanisms.len();
        edit("mechanisms", Change::Add(made(&studio.tree.get_untracked()))).apply(&mut model).ok()?;
        curve(&model, at)
    });
    el("div").slot(move || match drawn.get() {
        Some(drawn) => Some(drawing(&drawn, "this model")),
        None => example(name).map(|drawn| drawing(&drawn, "a small example")),
    })
}

fn symbol(name: &str, what: String) -> El {
    el("div").child(el("dt").child(el("code").text(name))).child(el("dd").text(sentence(&what)))
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
