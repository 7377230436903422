//! The step "Agents": who acts, what makes them different, how they choose, and what
//! they chose in the last simulation.

use super::super::command::Studio;
use super::super::icon::Icon;
use super::super::parts::{follow, head, section, tool};
use super::fields::table_fields;
use super::list::{Words, list};
use super::measures::measured;
use super::{edit, picture, text_of};
use crate::ui::command::Desk;
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use tokenwright::edit::Edit;
use tokenwright::edit::model::sample::{Histogram, histogram};
use tokenwright::edit::model::{Change, caption, path};
use tokenwright::json::Json;
use tokenwright::num::decimal;
use tokenwright::report::number::exact;
use tokenwright::simulate::Summary;

/// The form.
pub fn agents() -> Vec<El> {
    let populations = Words {
        add: Some("Add a population"),
        empty: "Buyers, creators, speculators: a group whose members may do the same, but own and want different things.",
        essence: |tree, place| {
            let strategies = match path::at(tree, &format!("{place}.strategies")) {
                Some(Json::List(all)) => all.len(),
                _ => 0,
            };
            let ways = match strategies {
                0 => "does nothing yet".to_owned(),
                1 => "one behaviour".to_owned(),
                many => format!("{many} behaviours"),
            };
            format!("{} agents · {ways}", text_of(tree, &format!("{place}.size")))
        },
        fields: table_fields,
    };
    let accounts = Words {
        add: Some("Add an account"),
        empty: "A treasury, the reserves of a market, the outside world: owners that do not choose.",
        essence: |tree, place| {
            let outside = text_of(tree, &format!("{place}.kind")) == "external";
            if outside { "the outside world".to_owned() } else { starts_with(tree, place) }
        },
        fields: table_fields,
    };
    vec![
        head(
            "Who acts, and what do they choose?",
            "Agents of a population can do the same things. They choose by what it brought them, step by step.",
        ),
        section("populations-title", "Populations").child(list("populations", populations)),
        section("accounts-title", "Accounts").child(list("accounts", accounts)),
    ]
}

/// What an account starts with, in a line.
fn starts_with(tree: &Json, place: &str) -> String {
    let Some(Json::List(all)) = path::at(tree, &format!("{place}.initial")) else { return String::new() };
    let one = |entry: &Json| {
        let text = |name: &str| entry.get(name).and_then(Json::text).unwrap_or("").to_owned();
        format!("{} {}", text("amount"), text("asset"))
    };
    all.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What stands below the fields of an entry: pictures of what it comes to.
pub fn extra(place: &str) -> Vec<El> {
    let parts: Vec<&str> = place.split('.').collect();
    match parts.as_slice() {
        ["populations", of, "attributes", at] => match (of.parse(), at.parse()) {
            (Ok(of), Ok(at)) => vec![distribution(of, at)],
            _ => Vec::new(),
        },
        ["populations", of, "strategies", _] => vec![choices(&format!("populations.{of}"), place)],
        _ => Vec::new(),
    }
}

/// How an attribute is distributed.
fn distribution(population: usize, attribute: usize) -> El {
    let drawn = follow(move |project| histogram(project, population, attribute));
    let content = move || {
        let drawn = drawn.get();
        let picture =
            drawn.as_ref().filter(|drawn| !drawn.bars.is_empty()).map(|drawn| picture::bars(&drawn.bars));
        let words = el("figcaption").class("st-help").text(drawn.as_ref().map_or_else(
            || "Drawn where the formula needs nothing but numbers, sliders and other attributes.".to_owned(),
            said,
        ));
        picture.into_iter().chain([words]).collect::<Vec<_>>()
    };
    el("figure").class("st-small").attr("data-testid", "histogram").slot(content)
}

fn said(drawn: &Histogram) -> String {
    let text = |value: f64| exact(rounded(value), "");
    if drawn.bars.is_empty() {
        return format!("The same for all: {}.", text(drawn.most));
    }
    let beyond =
        if drawn.end < drawn.most { format!(" Drawn up to {}.", text(drawn.end)) } else { String::new() };
    format!(
        "Among the agents: least {}, half below {}, most {}.{beyond}",
        text(drawn.least),
        text(drawn.middle),
        text(drawn.most)
    )
}

/// Three digits are enough to read.
pub fn rounded(value: f64) -> f64 {
    decimal::parse(&format!("{value:.2e}")).unwrap_or(value)
}

/// How often a strategy was chosen, if the last simulation followed it; else a button
/// that has it followed.
fn choices(population: &str, strategy: &str) -> El {
    let studio = Studio::get();
    let (population, strategy) = (population.to_owned(), strategy.to_owned());
    let name = super::model(move |tree| {
        let id = |place: &str| text_of(tree, &format!("{place}.id"));
        (format!("{}.{}", id(&population), id(&strategy)), caption(tree, &strategy))
    });
    let state = Desk::get().state;
    let content = move || {
        let (name, caption) = name.get();
        let outcome = state.outcome.get();
        let series = outcome.and_then(|outcome| {
            let metrics = state.opened.get().map(|opened| opened.sheet.metrics.clone()).unwrap_or_default();
            let followed = metrics.iter().position(|metric| metric.formula.text() == format!("mean({name})"));
            followed_series(&outcome.summary, &name, followed)
        });
        match series {
            Some(series) => {
                let last = series.last().copied().unwrap_or(0.0);
                let first = series.get(1).or(series.first()).copied().unwrap_or(0.0);
                let words = format!(
                    "Chosen by {:.0} % of the agents in the first step, by {:.0} % at the end (mean of all runs).",
                    first * 100.0,
                    last * 100.0
                );
                vec![picture::line(&series, 0.0, 1.0), el("figcaption").class("st-help").text(words)]
            }
            None => {
                let act = move || {
                    let tree = studio.tree.get_untracked();
                    let made = measured(&tree, &format!("Share of {caption}"), &format!("mean({name})"), "%");
                    studio.send(Edit::Many(
                        "add a metric".to_owned(),
                        vec![edit("metrics", Change::Add(made))],
                    ));
                };
                vec![tool(Icon::Add, "Measure how many choose it", act).attr("data-testid", "measure-choice")]
            }
        }
    };
    el("figure").class("st-small").slot(content)
}

fn followed_series(summary: &Summary, name: &str, metric: Option<usize>) -> Option<Vec<f64>> {
    let judged = summary.behaviours.iter().find(|known| known.id == name).map(|known| &known.series);
    let measured = metric.and_then(|at| summary.metrics.get(at)).map(|metric| &metric.series);
    judged.or(measured).map(|series| series.mean.clone())
}
