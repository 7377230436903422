//! The step "Mechanisms": the rules by which value moves, the sliders, and what comes
//! from outside.

use super::super::parts::{follow, head, section};
use super::agents::rounded;
use super::catalogue::{catalogue, formulas};
use super::field::{Shown, capital, view};
use super::fields::{fields, table_fields};
use super::list::{Words, list};
use super::{picture, text_at, text_of};
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use tokenwright::edit::model::catalogue::{range, refers, rule_of};
use tokenwright::edit::model::curve::{Curve, curve};
use tokenwright::edit::model::schema::{Kind, What};
use tokenwright::edit::model::tables::{ID, NAME, RUN, STEP};
use tokenwright::edit::model::{mechanisms as types, path};
use tokenwright::json::Json;
use tokenwright::mechanism::rule;
use tokenwright::report::number::exact;

/// The form.
pub fn mechanisms() -> Vec<El> {
    let words = Words {
        add: None,
        empty: "A mechanism moves value: payments, a market, rewards, a vote. Add one below.",
        essence: |tree, place| kind_of(tree, place),
        fields: mechanism_fields,
    };
    let sliders = Words {
        add: Some("Add a slider"),
        empty: "A slider is a number that others may change. The button beside any number of the model makes one.",
        essence: |tree, place| {
            let unit = text_of(tree, &format!("{place}.unit"));
            let of = |name: &str| match path::at(tree, &format!("{place}.{name}")) {
                Some(Json::Number(value)) => exact(*value, &unit),
                _ => String::new(),
            };
            format!("{} · {} to {}", of("default"), of("min"), of("max"))
        },
        fields: table_fields,
    };
    let outside = Words {
        add: Some("Add a process"),
        empty: "Demand, a price elsewhere, arrivals: what the design does not decide.",
        essence: |tree, place| text_of(tree, &format!("{place}.next")),
        fields: table_fields,
    };
    let named = Words {
        add: Some("Add a named formula"),
        empty: "A formula that several others use has a name here.",
        essence: |tree, place| text_of(tree, &format!("{place}.formula")),
        fields: table_fields,
    };
    vec![
        head(
            "By which rules does value move?",
            "In a step they act from the top to the bottom, each on what the ones before it left.",
        ),
        section("mechanisms-title", "Mechanisms").child(list("mechanisms", words)).child(catalogue()),
        section("parameters-title", "Sliders").child(list("parameters", sliders)),
        section("exogenous-title", "From outside")
            .child(list("exogenous", outside))
            .child(el("h3").text("Series that are replayed"))
            .child(list("series", world("Add a series", "Prices, users, volumes of the past.")))
            .child(el("h3").text("Arrivals"))
            .child(list(
                "arrivals",
                world("Add arrivals", "Customers, trades, incidents: each may bring further ones."),
            )),
        section("scenarios-title", "What may happen")
            .child(list(
                "scenarios",
                world("Add a scenario", "A crash, a competitor, an exploit: each with its probability."),
            ))
            .child(el("h3").text("Shocks that strike in every run"))
            .child(list(
                "shocks",
                world("Add a shock", "Something that happens once, at a time or by its own hazard."),
            )),
        section("variables-title", "Named formulas").child(list("variables", named)),
        section("time-title", "Time").child(time()),
    ]
}

/// A list of what comes from outside.
fn world(add: &'static str, empty: &'static str) -> Words {
    Words { add: Some(add), empty, essence: |_, _| String::new(), fields: table_fields }
}

fn time() -> El {
    let all = fields("run", RUN.fields).into_iter().chain(fields("run.step", STEP.fields));
    el("div").class("st-entries").children(all)
}

/// What a mechanism is.
fn kind_of(tree: &Json, place: &str) -> String {
    let kind = text_of(tree, &format!("{place}.type"));
    if kind != "rule" {
        return types::ALL.find(&kind).map_or(kind, |variant| variant.label.to_owned());
    }
    let rule = path::at(tree, place).and_then(rule_of);
    rule.map_or_else(|| "A rule of its own".to_owned(), |rule| rule.title)
}

/// The fields of a mechanism: of its type, or of its rule.
pub fn mechanism_fields(place: &str) -> Vec<El> {
    let (kind, rule) = (text_at(&format!("{place}.type")), text_at(&format!("{place}.rule")));
    let (place_of, place) = (place.to_owned(), place.to_owned());
    let inner = move || {
        let (kind, rule) = (kind.get(), rule.get());
        let place = place.clone();
        untrack(move || match types::ALL.find(&kind) {
            Some(_) if kind == "rule" => rule_fields(&place, &rule),
            Some(variant) => {
                let about = el("p").class("quiet small-text").text(variant.doc);
                std::iter::once(about).chain(fields(&place, variant.fields)).collect()
            }
            None => Vec::new(),
        })
    };
    let position = place_of.rsplit('.').next().and_then(|at| at.parse().ok());
    let picture = position.map(response);
    std::iter::once(el("div").class("st-entries").slot(inner)).chain(picture).collect()
}

/// What the mechanism answers, as a curve, where there is a natural one.
fn response(position: usize) -> El {
    let drawn = follow(move |project| curve(project, position));
    el("div").slot(move || drawn.get().map(|drawn| drawing(&drawn, "this model")))
}

/// A response curve, drawn and in words; `asked` is what the engine was asked for.
pub fn drawing(drawn: &Curve, asked: &str) -> El {
    let least_and_most = |(low, high): (f64, f64), value: &f64| (low.min(*value), high.max(*value));
    let (least, most) = drawn.values.iter().fold((f64::MAX, f64::MIN), least_and_most);
    let end = |value: Option<&f64>| exact(rounded(value.copied().unwrap_or(0.0)), "");
    let words = format!(
        "{}: from {} to {} at {}. Asked of the engine for {asked}, while nobody else acts.",
        drawn.words,
        end(drawn.values.first()),
        end(drawn.values.last()),
        exact(rounded(drawn.end), "")
    );
    el("figure")
        .class("st-small")
        .attr("data-testid", "response")
        .child(picture::line(&drawn.values, least, most))
        .child(el("figcaption").class("st-help").text(words))
}

/// What a rule is told, and the rule.
fn rule_fields(place: &str, name: &str) -> Vec<El> {
    let bare = Json::Object(vec![("rule".to_owned(), Json::Text(name.to_owned()))]);
    let Some(rule) = rule_of(&bare) else {
        return vec![
            el("p").class("st-wrong").text("This rule is written in the document, and cannot be read."),
        ];
    };
    let mut all: Vec<El> = [NAME].iter().map(|field| view(super::shown(place, field))).collect();
    all.extend(rule.fields.iter().map(|field| view(rule_field(place, field))));
    all.push(view(super::shown(place, &ID)));
    vec![
        el("p").class("quiet small-text").text(&rule.about),
        el("div").class("st-fields").children(all),
        formulas(&rule),
    ]
}

/// A field of a rule.
fn rule_field(place: &str, field: &rule::Field) -> Shown {
    let others = match field.kind {
        rule::FieldKind::Holder => {
            vec![("none".to_owned(), "nobody".to_owned()), ("burn".to_owned(), "burned".to_owned())]
        }
        _ => Vec::new(),
    };
    let each = match &field.kind {
        rule::FieldKind::Each(of) => format!("; for each of the {of}"),
        _ => String::new(),
    };
    Shown {
        path: format!("{place}.with.{}", field.name),
        label: capital(&field.name.replace('_', " ")),
        doc: format!("{}{each}", field.doc),
        kind: refers(&field.kind).map_or(Kind::Formula, |what: What| Kind::Ref(what)),
        or: field.default.clone(),
        range: range(field),
        others,
    }
}
