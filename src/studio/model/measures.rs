//! Metrics, offered from what the model has; and goals, offered from the metrics.

use super::super::command::Studio;
use super::super::icon::Icon;
use super::super::parts::{follow, tool};
use super::super::words::or_id;
use super::field::capital;
use super::fields::table_fields;
use super::list::{Words, list, open};
use super::network::network_value;
use super::{edit, model, text_of};
use crate::ui::command::Desk;
use crate::ui::dom::{El, el, field_text};
use leptos::prelude::*;
use tokenwright::edit::model::figures::figures;
use tokenwright::edit::model::slider::nice;
use tokenwright::edit::model::{Change, caption, make, path};
use tokenwright::edit::{Edit, List, Place, fresh_id};
use tokenwright::json::Json;
use tokenwright::project::Project;
use tokenwright::report::number::shown_unit;
use tokenwright::simulate::Summary;

/// The list of metrics.
pub fn metrics() -> El {
    let words = Words {
        add: Some("Add a metric"),
        empty: "A metric is a number at the end of every step: a price, a supply, what somebody owns.",
        essence: |tree, place| text_of(tree, &format!("{place}.formula")),
        fields: table_fields,
    };
    el("div").class("st-entries").child(list("metrics", words)).child(offered()).child(network_value())
}

/// A new metric with a name and a formula.
pub fn measured(tree: &Json, label: &str, formula: &str, unit: &str) -> Json {
    let mut made = make::entry(tree, "metrics", label);
    let _formula = path::put(&mut made, "formula", Some(Json::Text(formula.to_owned())));
    let unit = (!unit.is_empty()).then(|| Json::Text(unit.to_owned()));
    let _unit = path::put(&mut made, "unit", unit);
    made
}

/// Everything that can be measured, to choose from.
fn offered() -> El {
    let studio = Studio::get();
    let offers = Memo::new(move |_| {
        let checked = studio.known.checked.get();
        offers(&studio.tree.read(), &checked.names)
    });
    let ready = Memo::new(move |_| {
        let (tree, checked) = (studio.tree.read(), studio.known.checked.get());
        let mut all = figures(&tree, &checked.names);
        let known = formulas(&tree);
        all.retain(|one| !known.contains(&one.formula));
        all
    });
    let options = move || {
        let first = el("option").attr("value", "").text("Choose what to measure …");
        let option = |formula: &str, words: String| el("option").attr("value", formula).text(words);
        let group = |label: &str, all: Vec<El>| {
            (!all.is_empty()).then(|| el("optgroup").attr("label", label).children(all))
        };
        let made = ready.get().into_iter().map(|one| option(&one.formula, one.label)).collect();
        let plain = offers.get().into_iter();
        let plain = plain.map(|(formula, label)| option(&formula, format!("{label} ({formula})"))).collect();
        let groups = [group("Ready figures", made), group("Everything that has a name", plain)];
        std::iter::once(first).chain(groups.into_iter().flatten()).collect::<Vec<_>>()
    };
    let chosen = RwSignal::new(String::new());
    let select = el("select")
        .attr("aria-label", "What to measure")
        .attr("data-testid", "measure")
        .slot(options)
        .on("change", move |event| chosen.set(field_text(&event)));
    let told = move || {
        let chosen = chosen.read();
        let ready = ready.read();
        let one = ready.iter().find(|one| one.formula == *chosen);
        one.map(|one| match shown_unit(&one.unit) {
            "" => format!("{} Formula: {}.", one.about, one.formula),
            unit => format!("{} In {unit}. Formula: {}.", one.about, one.formula),
        })
    };
    let act = move || {
        let formula = chosen.get_untracked();
        let tree = studio.tree.get_untracked();
        let (ready, offers) = (ready.get_untracked(), offers.get_untracked());
        let made = if let Some(one) = ready.iter().find(|one| one.formula == formula) {
            let mut made = measured(&tree, &one.label, &one.formula, &one.unit);
            let _about = path::put(&mut made, "about", Some(Json::Text(one.about.to_owned())));
            made
        } else {
            let Some((formula, label)) = offers.iter().find(|(known, _)| *known == formula) else { return };
            let share = if formula.starts_with("mean(") && label.starts_with("Share") { "%" } else { "" };
            measured(&tree, label, formula, share)
        };
        let at = super::len(&tree, "metrics");
        studio.send(Edit::Many("add a metric".to_owned(), vec![edit("metrics", Change::Add(made))]));
        chosen.set(String::new());
        open(studio, &format!("metrics.{at}"));
    };
    let add = tool(Icon::Add, "Measure it", act)
        .attr("data-testid", "measure-add")
        .live_flag("disabled", move || chosen.read().is_empty());
    let about = el("p")
        .class("quiet small-text")
        .attr("role", "status")
        .attr("data-testid", "measure-about")
        .live_text(move || told().unwrap_or_default());
    el("div").child(el("div").class("st-row st-new").child(select).child(add)).child(about)
}

/// The formulas that are measured already.
fn formulas(tree: &Json) -> Vec<String> {
    let Some(Json::List(all)) = path::at(tree, "metrics") else { return Vec::new() };
    all.iter().filter_map(|one| one.get("formula")?.text().map(str::to_owned)).collect()
}

/// Formulas with names for people.
fn offers(tree: &Json, names: &[(String, Option<String>)]) -> Vec<(String, String)> {
    let skipped = |name: &str| matches!(name, "step" | "time" | "dt") || is_of(tree, "parameters", name);
    let known = formulas(tree);
    let metric = |name: &str| is_of(tree, "metrics", name);
    let mut all = Vec::new();
    for (name, of) in names.iter().filter(|(name, _)| !skipped(name) && !metric(name)) {
        let words = spoken(tree, name);
        match of {
            None => all.push((name.clone(), words)),
            Some(of) => {
                let strategy = name.strip_prefix(of.as_str()).and_then(|rest| rest.strip_prefix('.'));
                match strategy.filter(|id| is_strategy(tree, of, id)) {
                    Some(_) => all.push((format!("mean({name})"), format!("Share of {words}"))),
                    None if matches!(strategy, Some("index" | "users")) => {}
                    None => all.push((format!("sum({name})"), words)),
                }
            }
        }
    }
    all.retain(|(formula, _)| !known.contains(formula));
    all
}

fn is_of(tree: &Json, list: &str, id: &str) -> bool {
    entry(tree, list, id).is_some()
}

/// The place of an entry of a list, by its id.
fn entry(tree: &Json, list: &str, id: &str) -> Option<String> {
    let Some(Json::List(all)) = path::at(tree, list) else { return None };
    let at = all.iter().position(|one| one.get("id").and_then(Json::text) == Some(id))?;
    Some(format!("{list}.{at}"))
}

fn is_strategy(tree: &Json, population: &str, id: &str) -> bool {
    entry(tree, "populations", population).is_some_and(|of| is_of(tree, &format!("{of}.strategies"), id))
}

/// A name as people would say it: `pool.price` is “Pool: price”.
fn spoken(tree: &Json, name: &str) -> String {
    let lists = ["accounts", "populations", "mechanisms", "assets", "exogenous", "variables"];
    let called = |id: &str| {
        let found = lists.iter().find_map(|list| entry(tree, list, id));
        found.map_or_else(|| id.replace('_', " "), |place| caption(tree, &place))
    };
    match name.split_once('.') {
        Some((owner, rest)) => {
            let rest: Vec<String> = rest.split('.').map(&called).collect();
            format!("{}: {}", called(owner), rest.join(" "))
        }
        None => capital(&called(name)),
    }
}

/// Metrics that are no goal yet, to make goals of.
pub fn goal_of() -> El {
    let studio = Studio::get();
    let free = follow(|project| {
        let used = |id: &str| project.objective.goals.iter().any(|goal| goal.metric == id);
        let all = project.metrics.iter().filter(|metric| !used(&metric.id));
        all.map(|metric| (metric.id.clone(), or_id(&metric.label, &metric.id))).collect::<Vec<_>>()
    });
    let options = move || {
        let first = el("option").attr("value", "").text("Choose a metric …");
        let one = |(id, label): (String, String)| el("option").attr("value", id).text(label);
        std::iter::once(first).chain(free.get().into_iter().map(one)).collect::<Vec<_>>()
    };
    let none = model(|tree| !matches!(path::at(tree, "metrics"), Some(Json::List(all)) if !all.is_empty()));
    let state = Desk::get().state;
    let chosen = RwSignal::new(String::new());
    let select = el("select")
        .attr("aria-label", "Metric to make a goal of")
        .attr("data-testid", "goal-of")
        .slot(options)
        .on("change", move |event| chosen.set(field_text(&event)));
    let act = move || {
        let project = studio.known.project.get_untracked();
        let summary = state.outcome.get_untracked().map(|outcome| outcome.summary);
        studio.send(goal(&project, &chosen.get_untracked(), summary.as_deref()));
        chosen.set(String::new());
    };
    let add = tool(Icon::Add, "Make a goal of it", act)
        .attr("data-testid", "goal-add")
        .live_flag("disabled", move || chosen.read().is_empty());
    let hint = el("p")
        .class("quiet small-text")
        .live_flag("hidden", move || !none.get())
        .text("Add a metric above first: a goal says which of its values is good.");
    el("div").class("st-row st-new").child(select).child(add).child(hint)
}

/// A goal of a metric: better is more, between what the last simulation found.
fn goal(project: &Project, metric: &str, summary: Option<&Summary>) -> Edit {
    let found = summary.and_then(|summary| summary.metrics.iter().find(|known| known.id == metric));
    let (low, high) = found.map_or((0.0, 1.0), |found| (found.last.p5, found.last.p95));
    let best = if high > 0.0 { nice(high * 1.2) } else { 1.0 };
    let worst = if low < 0.0 { -nice(-low * 1.2) } else { 0.0 };
    let at = project.objective.goals.len().to_string();
    let set = |place, value: String| Edit::Set { place, id: at.clone(), value };
    Edit::Many(
        "add a goal".to_owned(),
        vec![
            Edit::Add { list: List::Goals, id: fresh_id(project, List::Goals) },
            set(Place::GoalMetric, metric.to_owned()),
            set(Place::GoalWorst, worst.to_string()),
            set(Place::GoalBest, best.to_string()),
        ],
    )
}
