//! What can be done with the drawing: add, connect, delete, lay out, see, take along.

use super::super::icon::Icon;
use super::super::model::{edit, len};
use super::super::parts::{icon_tool, tool};
use super::export::{png, svg};
use super::panel::focus_fields;
use super::view::Fit;
use super::{Board, Item};
use crate::ui::dom::{El, el, target};
use leptos::prelude::*;
use leptos::web_sys::{HtmlInputElement, HtmlSelectElement};
use tokenwright::edit::model::{Change, catalogue, make, mechanisms as types};
use tokenwright::edit::{Edit, List, Place, fresh_id};
use tokenwright::json::Json;
use tokenwright::mechanism::rule;

/// How much a button makes it larger.
const ZOOM: f64 = 1.25;

/// The buttons above the drawing.
pub fn tools(board: Board) -> El {
    let project = board.studio.known.project;
    let pinned = move || !project.read().view.diagram.is_empty();
    let connect = tool(Icon::Connect, "Connect", move || match board.connecting.get_untracked() {
        Some(_) => board.let_go(),
        None => board.begin_connecting(board.chosen.get_untracked()),
    })
    .attr("title", "Connect the selected node with another (C)")
    .attr("data-testid", "dg-connect")
    .live_attr("aria-pressed", move || Some(board.connecting.read().is_some().to_string()));
    let delete = tool(Icon::Close, "Delete", move || board.delete())
        .attr("title", "Delete what is selected (Delete)")
        .attr("data-testid", "dg-delete")
        .live_flag("disabled", move || board.chosen.read().is_none());
    let again = tool(Icon::Reset, "Lay out again", move || {
        board.studio.send(Edit::Unpin);
        board.studio.finish();
        board.fit(Fit::Readable);
    })
    .attr("data-testid", "dg-layout")
    .live_flag("disabled", move || !pinned());
    let planned = el("input")
        .attr("type", "checkbox")
        .attr("data-testid", "dg-planned")
        .live_prop("checked", move || board.planned.get())
        .on("change", move |event| {
            board.planned.set(target::<HtmlInputElement>(&event).is_some_and(|input| input.checked()));
        });
    let hint = move || match board.connecting.get() {
        Some(from) => {
            let name = board.shown.with(|shown| shown.thing(&from).map(|thing| thing.label.clone()));
            format!("Choose what “{}” gives to.", name.unwrap_or_default())
        }
        None => String::new(),
    };
    el("div")
        .class("dg-tools")
        .attr("role", "group")
        .attr("aria-label", "Diagram")
        .child(add(board))
        .child(
            el("div")
                .class("st-tools")
                .child(connect)
                .child(delete)
                .child(again)
                .child(el("label").class("st-check").child(planned).text("Stakeholders’ flows")),
        )
        .child(
            el("div")
                .class("st-tools dg-see")
                .child(icon_tool(Icon::Minus, "Smaller (−)", move || board.zoom(1.0 / ZOOM, None)))
                .child(icon_tool(Icon::Add, "Larger (+)", move || board.zoom(ZOOM, None)))
                .child(
                    icon_tool(Icon::Fit, "Show all (0)", move || board.fit(Fit::All))
                        .attr("data-testid", "dg-fit"),
                )
                .child(
                    tool(Icon::Share, "SVG", move || svg(board))
                        .attr("data-testid", "dg-svg")
                        .attr("aria-label", "Download as SVG"),
                )
                .child(
                    tool(Icon::Share, "PNG", move || png(board))
                        .attr("data-testid", "dg-png")
                        .attr("aria-label", "Download as PNG"),
                ),
        )
        .child(
            el("p")
                .class("small-text dg-hint")
                .attr("role", "status")
                .live_flag("hidden", move || board.connecting.read().is_none())
                .live_text(hint),
        )
}

/// Chooses what to add, and adds it.
fn add(board: Board) -> El {
    let option = |value: String, words: &str| el("option").attr("value", value).text(words);
    let group = |label: &str, options: Vec<El>| el("optgroup").attr("label", label).children(options);
    let who =
        [("population", "Population of agents"), ("account", "Account"), ("stakeholder", "Stakeholder")];
    let who = who.map(|(value, words)| option(value.to_owned(), words)).into();
    let blocks = types::ALL.all.iter().filter(|known| known.name != "rule");
    let blocks = blocks.map(|known| option(format!("type {}", known.name), known.label)).collect();
    let rules = rule::CATALOGUE.iter().filter_map(|(name, _)| {
        let bare = Json::Object(vec![("rule".to_owned(), Json::Text((*name).to_owned()))]);
        Some(option(format!("rule {name}"), &catalogue::rule_of(&bare)?.title))
    });
    let select = el("select")
        .attr("aria-label", "What to add")
        .attr("data-testid", "dg-what")
        .child(group("Who takes part", who))
        .child(group("Mechanisms", blocks))
        .child(group("Published mechanisms", rules.collect()));
    let field = select.dom::<HtmlSelectElement>();
    let act = tool(Icon::Add, "Add", move || make_one(board, &field.value())).attr("data-testid", "dg-add");
    el("div").class("dg-add").child(select).child(act)
}

/// Adds what is called so, selects it, and goes to its fields.
fn make_one(board: Board, what: &str) {
    let studio = board.studio;
    let tree = studio.tree.get_untracked();
    let (name, edits, place) = match what.split_once(' ') {
        None if what == "stakeholder" => {
            let id = fresh_id(&studio.known.project.read_untracked(), List::Stakeholders);
            let place = format!("discovery.stakeholders.{id}");
            board.planned.set(true);
            let named = Edit::set(Place::StakeholderLabel, &id, "New stakeholder");
            ("a stakeholder", vec![Edit::Add { list: List::Stakeholders, id }, named], place)
        }
        None => {
            let (list, label) =
                if what == "account" { ("accounts", "New account") } else { ("populations", "New agents") };
            let place = format!("{list}.{}", len(&tree, list));
            let one = make::table(list).map_or("an entry", |table| table.one);
            (one, vec![edit(list, Change::Add(make::entry(&tree, list, label)))], place)
        }
        Some((kind, name)) => {
            let made =
                if kind == "rule" { catalogue::mechanism(&tree, name) } else { make::mechanism(&tree, name) };
            let place = format!("mechanisms.{}", len(&tree, "mechanisms"));
            ("a mechanism", vec![edit("mechanisms", Change::Add(made))], place)
        }
    };
    match studio.edit(Edit::Many(format!("add {name}"), edits)) {
        Ok(()) => {
            studio.finish();
            board.choose(Some(Item::Node(place)));
            focus_fields();
        }
        Err(why) => studio.say(&why),
    }
}
