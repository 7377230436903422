//! What the network is worth by its users, made a metric: a law with its source, and its
//! coefficient, given or fitted to figures.

use super::super::command::Studio;
use super::super::icon::Icon;
use super::super::parts::{follow, tool};
use super::super::words::or_id;
use super::list::open;
use super::measures::measured;
use super::{edit, len};
use crate::ui::dom::{El, el, field_text};
use leptos::prelude::*;
use tokenwright::edit::Edit;
use tokenwright::edit::model::network::{Growth, Valued, fitted, points};
use tokenwright::edit::model::{Change, path};
use tokenwright::json::Json;
use tokenwright::num::decimal;
use tokenwright::report::number::human;

/// What is chosen.
#[derive(Clone, Copy)]
struct Chosen {
    /// The formula that counts users.
    users: RwSignal<String>,
    growth: RwSignal<Growth>,
    /// The coefficient, as it is typed.
    a: RwSignal<String>,
    /// Users and values, as they are typed.
    figures: RwSignal<String>,
    /// All laws next to the figures, the nearest first.
    fits: Memo<Option<Vec<Valued>>>,
}

/// The part of the form, folded.
pub fn network_value() -> El {
    let figures = RwSignal::new(String::new());
    let chosen = Chosen {
        users: RwSignal::new(String::new()),
        growth: RwSignal::new(Growth::Square),
        a: RwSignal::new("1".to_owned()),
        figures,
        fits: Memo::new(move |_| {
            let (users, values) = points(&figures.read())?;
            fitted(&users, &values)
        }),
    };
    el("details")
        .class("fold")
        .child(el("summary").attr("data-testid", "network").text("What the network is worth by its users"))
        .child(
            el("div").class("st-fields").child(users(chosen)).child(law(chosen)).child(coefficient(chosen)),
        )
        .child(known(chosen))
        .child(add(chosen))
}

fn labelled(id: &str, label: &str, field: El, help: &str) -> El {
    el("div")
        .class("st-field")
        .child(el("label").attr("for", id).text(label))
        .child(field.attr("id", id).attr("data-testid", id))
        .child(el("p").class("st-help").text(help))
}

/// What counts users: agents with those they stand for, or any metric.
fn users(chosen: Chosen) -> El {
    let offered = follow(|project| {
        let count = |id: &str, leaves: bool| {
            if leaves { format!("sum({id}.users * {id}.active)") } else { format!("sum({id}.users)") }
        };
        let all = project.populations.iter().map(|one| {
            (count(&one.id, one.turnover.is_some()), format!("{}: users", or_id(&one.label, &one.id)))
        });
        let metrics = project.metrics.iter().map(|one| (one.id.clone(), or_id(&one.label, &one.id)));
        all.chain(metrics).collect::<Vec<_>>()
    });
    let options = move || {
        let first = el("option").attr("value", "").text("Choose who is counted …");
        let one = |(formula, label): (String, String)| el("option").attr("value", formula).text(label);
        std::iter::once(first).chain(offered.get().into_iter().map(one)).collect::<Vec<_>>()
    };
    let select = el("select").slot(options).on("change", move |event| chosen.users.set(field_text(&event)));
    labelled("network-users", "Users", select, "A population, or a metric that counts them.")
}

fn law(chosen: Chosen) -> El {
    let option = |growth: Growth| el("option").attr("value", growth.name()).text(growth.words());
    let select = el("select").children(Growth::ALL.map(option)).on("change", move |event| {
        let name = field_text(&event);
        chosen
            .growth
            .set(Growth::ALL.into_iter().find(|known| known.name() == name).unwrap_or(Growth::Square));
    });
    let source =
        el("p").class("st-help").live_text(move || format!("Source: {}.", chosen.growth.get().source()));
    labelled("network-law", "Law", select, "Laws disagree by orders of magnitude: name the one you mean.")
        .child(source)
}

fn coefficient(chosen: Chosen) -> El {
    let input = el("input")
        .attr("type", "text")
        .attr("inputmode", "decimal")
        .class("st-number")
        .live_prop("value", move || match fit_of(chosen) {
            Some(valued) => human(valued.a),
            None => chosen.a.get(),
        })
        .live_flag("disabled", move || fit_of(chosen).is_some())
        .on("input", move |event| chosen.a.set(field_text(&event)));
    labelled("network-a", "Coefficient a", input, "Money for each unit of the law; figures below give it.")
}

/// The law that is chosen, as the figures have it.
fn fit_of(chosen: Chosen) -> Option<Valued> {
    let growth = chosen.growth.get();
    chosen.fits.get()?.into_iter().find(|valued| valued.growth == growth)
}

/// Figures that are known, and how near each law comes to them.
fn known(chosen: Chosen) -> El {
    let area = el("textarea")
        .attr("rows", "3")
        .attr("placeholder", "1000 20000")
        .on("input", move |event| chosen.figures.set(field_text(&event)));
    let wrong = move || !chosen.figures.read().trim().is_empty() && chosen.fits.read().is_none();
    let note = el("p").class("st-wrong").attr("role", "status").live_flag("hidden", move || !wrong()).text(
        "Two lines or more, each with users and value, both above zero, of different numbers of users.",
    );
    let row = |(at, valued): (usize, Valued)| {
        let nearest = if at == 0 { ", the nearest" } else { "" };
        let power = if valued.growth == Growth::Fitted {
            format!(" (b = {})", human(valued.exponent))
        } else {
            String::new()
        };
        let law = valued.growth.words().split(':').next().unwrap_or_default();
        el("li").text(format!("{law}{power}: off by {} as a rule{nearest}", human(valued.off)))
    };
    let rows = move || chosen.fits.get().into_iter().flatten().enumerate().map(row).collect::<Vec<_>>();
    labelled(
        "network-figures",
        "Known figures",
        area,
        "Users and value, a pair a line. All laws are fitted to them.",
    )
    .child(note)
    .child(el("ul").class("small-text").attr("data-testid", "network-fits").slot(rows))
}

fn add(chosen: Chosen) -> El {
    let studio = Studio::get();
    let valued = move || {
        let given = || {
            let a = decimal::parse(chosen.a.read().trim()).filter(|a| a.is_finite() && *a > 0.0)?;
            (chosen.growth.get() != Growth::Fitted).then_some(Valued {
                growth: chosen.growth.get(),
                a,
                exponent: 2.0,
                off: 0.0,
            })
        };
        fit_of(chosen).or_else(given).filter(|_| !chosen.users.read().is_empty())
    };
    let act = move || {
        let Some(valued) = untrack(valued) else { return };
        let tree = studio.tree.get_untracked();
        let mut made = measured(&tree, "Network value", &valued.formula(&chosen.users.get_untracked()), "");
        let about =
            format!("By its users, as {}. Source: {}.", valued.growth.words(), valued.growth.source());
        let _about = path::put(&mut made, "about", Some(Json::Text(about)));
        let at = len(&tree, "metrics");
        studio.send(Edit::Many("add a network value".to_owned(), vec![edit("metrics", Change::Add(made))]));
        studio.finish();
        open(studio, &format!("metrics.{at}"));
    };
    let missing = move || match (chosen.users.read().is_empty(), chosen.growth.get()) {
        (true, _) => "Choose who is counted.",
        (_, Growth::Fitted) => "The exponent needs known figures.",
        _ => "The coefficient is a number above zero.",
    };
    el("div")
        .class("st-row st-new")
        .child(
            tool(Icon::Add, "Make it a metric", act)
                .attr("data-testid", "network-add")
                .live_flag("disabled", move || valued().is_none()),
        )
        .child(
            el("p")
                .class("quiet small-text")
                .live_flag("hidden", move || valued().is_some())
                .live_text(move || missing().to_owned()),
        )
}
