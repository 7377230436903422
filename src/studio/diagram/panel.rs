//! What is selected: what it is, its fields, what flows there, and the way to its form.

use super::super::icon::Icon;
use super::super::model::{fields, jump, mechanism_fields, picture, table_fields};
use super::super::parts::{focus_soon, icon_tool, tool};
use super::super::stakeholders::{flow_fields, people_fields};
use super::fan::fan_of_arrow;
use super::{At, Board, Item, Shown};
use crate::ui::dom::{El, button, el};
use leptos::prelude::*;
use leptos::web_sys::{FocusOptions, HtmlElement, HtmlSelectElement, KeyboardEvent};
use tokenwright::diagram::model::{Kind, Part};
use tokenwright::edit::model::schema::{self, Field};
use tokenwright::edit::model::{make, mechanism_type};
use tokenwright::report::number::human;
use wasm_bindgen::JsCast;

/// The panel beside the drawing.
pub fn panel(board: Board) -> El {
    // Built anew for another selection only, so that typing keeps the focus.
    let what = Memo::new(move |_| {
        let chosen = board.chosen.get()?;
        board.shown.with(|shown| content(shown, &chosen)).map(|content| (chosen, content))
    });
    let inner = move || {
        let what = what.get().into_iter();
        what.flat_map(|(item, content)| untrack(|| selected(board, &item, content))).collect::<Vec<_>>()
    };
    el("section")
        .class("dg-panel card")
        .attr("id", "dg-panel")
        .attr("tabindex", "-1")
        .attr("aria-label", "Selected")
        .attr("data-testid", "dg-panel")
        .live_flag("hidden", move || what.read().is_none())
        .on("keydown", move |event| {
            let event: &KeyboardEvent = event.unchecked_ref();
            if event.key() == "Escape" && !event.default_prevented() {
                event.prevent_default();
                leave(board);
            }
        })
        .slot(inner)
}

/// Lets go of what is selected; the focus goes back to the drawing.
fn leave(board: Board) {
    board.choose(None);
    if let Some(frame) = board.frame.with_value(Clone::clone) {
        // A drawing takes the focus in the same way.
        let _unfocusable = frame.unchecked_ref::<HtmlElement>().focus();
    }
}

/// Of the height of the window, where the panel begins at the latest after a selection.
const LOWEST: f64 = 0.58;

/// Brings the panel into sight and moves the focus there, if it lies below the drawing: who
/// has touched something would not see that it opened. Beside the drawing it is in sight,
/// and the keys stay with the drawing.
pub fn show_below(board: Board) {
    request_animation_frame(move || {
        let Some(panel) = document().get_element_by_id("dg-panel") else { return };
        let Some(frame) = board.frame.with_value(Clone::clone) else { return };
        let top = panel.get_bounding_client_rect().top();
        if board.chosen.read_untracked().is_none() || top < frame.get_bounding_client_rect().bottom() {
            return;
        }
        let high = window().inner_height().ok().and_then(|high| high.as_f64()).unwrap_or(0.0);
        if let Some(panel) = panel.dyn_ref::<HtmlElement>() {
            let still = FocusOptions::new();
            still.set_prevent_scroll(true);
            // Without the focus it is seen all the same.
            let _unfocusable = panel.focus_with_options(&still);
        }
        if top > high * LOWEST {
            window().scroll_by_with_x_and_y(0.0, top - high * LOWEST);
        }
    });
}

/// What the panel is built of; names are not among it, which may change while they are
/// typed.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    Node(Kind, String),
    Arrow(Vec<(String, &'static [&'static str])>),
}

fn content(shown: &Shown, item: &Item) -> Option<Content> {
    Some(match shown.find(item)? {
        At::Node(at) => {
            let thing = &shown.graph.things[at];
            Content::Node(thing.kind, thing.place.clone())
        }
        At::Arrow(at) => {
            let mut parts: Vec<(String, &'static [&'static str])> = Vec::new();
            for part in &shown.graph.arrows[at].parts {
                let own = (part.place.clone(), part.fields);
                if !parts.contains(&own) {
                    parts.push(own);
                }
            }
            Content::Arrow(parts)
        }
    })
}

/// Moves the focus to the first field of what is selected.
pub fn focus_fields() {
    set_timeout(
        || {
            let panel = document().get_element_by_id("dg-panel");
            let field = panel
                .as_ref()
                .and_then(|panel| panel.query_selector(".dg-fields input, .dg-fields select").ok().flatten());
            match field.map(|field| field.id()).filter(|id| !id.is_empty()) {
                Some(id) => focus_soon(id),
                None => focus_soon("dg-panel".to_owned()),
            }
        },
        std::time::Duration::from_millis(60),
    );
}

fn selected(board: Board, item: &Item, content: Content) -> Vec<El> {
    let named = item.clone();
    let title = move || board.shown.with(|shown| title(shown, &named));
    let close = icon_tool(Icon::Close, "Let go (Escape)", move || leave(board));
    let head = el("div").class("st-row dg-head-row").child(el("h2").live_text(title)).child(close);
    let mut all = vec![head];
    match content {
        Content::Node(kind, place) => all.extend(node(board, item, kind, &place)),
        Content::Arrow(parts) => {
            all.extend(rates(board, item));
            all.extend(parts.into_iter().map(|(place, fields)| part(board, item, &place, fields)));
        }
    }
    all
}

fn title(shown: &Shown, item: &Item) -> String {
    match shown.find(item) {
        Some(At::Node(at)) => shown.graph.things[at].label.clone(),
        Some(At::Arrow(at)) => {
            let arrow = &shown.graph.arrows[at];
            let name = |at: usize| shown.graph.things[at].label.as_str();
            format!("{} → {}", name(arrow.from), name(arrow.to))
        }
        None => String::new(),
    }
}

fn node(board: Board, item: &Item, kind: Kind, place: &str) -> Vec<El> {
    let of = item.clone();
    let caption = move || {
        board.shown.with(|shown| shown.thing(&of).map(|thing| thing.caption.clone())).unwrap_or_default()
    };
    let about = match kind {
        Kind::Population => "Agents who choose what they do.",
        Kind::Account => "An owner that does not choose.",
        Kind::Mechanism => "A rule by which value moves.",
        Kind::Supply => "Where minted tokens come from, and where burned ones go.",
        Kind::Stakeholder => "Somebody who is not in the model.",
    };
    let words = el("p")
        .class("quiet small-text")
        .live_text(move || format!("{}. {about}", super::super::model::capital(&caption())));
    let own = match kind {
        Kind::Supply => Vec::new(),
        Kind::Stakeholder => people_fields(place.rsplit('.').next().unwrap_or("")),
        Kind::Mechanism => mechanism_fields(place),
        // Attributes and behaviours are forms of their own.
        Kind::Population => fields(place, &small(place)),
        Kind::Account => table_fields(place),
    };
    let form = (kind != Kind::Supply).then(|| to_form(board, place));
    vec![words]
        .into_iter()
        .chain(form)
        .chain([el("div").class("dg-fields st-entries").children(own), flows(board, item), give(board, item)])
        .collect()
}

/// The fields of an entry that hold one value.
fn small(place: &str) -> Vec<Field> {
    let list = place.split('.').next().unwrap_or("");
    let all = make::table(list).map_or(&[][..], |table| table.fields);
    let one = |field: &&Field| !matches!(field.kind, schema::Kind::List(_) | schema::Kind::Variants(_));
    all.iter().filter(one).copied().collect()
}

/// The way to the form of a place.
fn to_form(board: Board, place: &str) -> El {
    let place = place.to_owned();
    tool(Icon::Edit, "Open its form", move || {
        jump(board.studio, &place, &place);
    })
    .attr("data-testid", "dg-form")
}

/// What flows to and from a node, each a way to its arrow.
fn flows(board: Board, item: &Item) -> El {
    let of = item.clone();
    let all = Memo::new(move |_| {
        board.shown.with(|shown| {
            let Some(At::Node(at)) = shown.find(&of) else { return Vec::new() };
            let name = |at: usize| shown.graph.things[at].label.as_str();
            let tied = shown.graph.arrows.iter().filter(|arrow| arrow.from == at || arrow.to == at);
            let words = |arrow: &tokenwright::diagram::model::Arrow| {
                let (sign, other) = if arrow.from == at { ("to", arrow.to) } else { ("from", arrow.from) };
                (shown.item_of(arrow), format!("{sign} {}", name(other)), arrow.label())
            };
            tied.map(words).collect::<Vec<_>>()
        })
    });
    let list = move || {
        let rows = all.get().into_iter().map(|(item, who, what)| {
            let go = button("st-link").text(who).on_click(move || {
                board.choose(Some(item.clone()));
                // The button goes with what was selected before.
                focus_soon("dg-panel".to_owned());
            });
            el("li").child(go).text(" ").child(el("span").class("quiet small-text").text(what))
        });
        rows.collect::<Vec<_>>()
    };
    el("div")
        .live_flag("hidden", move || all.read().is_empty())
        .child(el("h3").text("What flows"))
        .child(el("ul").class("dg-list").slot(list))
}

/// Connects a node with one of the others.
fn give(board: Board, item: &Item) -> El {
    let from = item.clone();
    let of = item.clone();
    let others = Memo::new(move |_| {
        board.shown.with(|shown| {
            let others = shown.graph.things.iter().filter(|thing| of != Item::Node(thing.place.clone()));
            others.map(|thing| (thing.place.clone(), thing.label.clone())).collect::<Vec<_>>()
        })
    });
    let options = move || {
        let all = others.get().into_iter();
        all.map(|(place, label)| el("option").attr("value", place).text(label)).collect::<Vec<_>>()
    };
    let select = el("select").attr("id", "dg-to").attr("data-testid", "dg-to").slot(options);
    let field = select.dom::<HtmlSelectElement>();
    let act = tool(Icon::Connect, "Connect", move || board.connect(&from, Some(&Item::Node(field.value()))))
        .attr("data-testid", "dg-give");
    el("div")
        .class("st-field")
        .live_flag("hidden", move || others.read().is_empty())
        .child(el("label").attr("for", "dg-to").text("Let it give something to"))
        .child(el("div").class("dg-add").child(select).child(act))
}

/// A part of an arrow: what it is, and its fields.
fn part(board: Board, item: &Item, place: &str, names: &'static [&'static str]) -> El {
    let (of, at) = (item.clone(), place.to_owned());
    let title = move || {
        board.shown.with(|shown| {
            let parts = shown.arrow(&of).map(|(_, arrow)| arrow.parts.as_slice()).unwrap_or_default();
            let own = |part: &&Part| part.place == at && part.fields == names;
            let titles: Vec<String> = parts.iter().filter(own).map(Part::title).collect();
            titles.join(", ")
        })
    };
    let tree = board.studio.tree.get_untracked();
    let kind = mechanism_type(&tree, place);
    let own = match place.strip_prefix("discovery.flows.") {
        Some(id) => flow_fields(id),
        None if !names.is_empty() => {
            let known =
                names.iter().filter_map(|name| schema::find(&format!("{place}.{name}"), kind).copied());
            fields(place, &known.collect::<Vec<_>>())
        }
        None if place.matches('.').count() == 1 => mechanism_fields(place),
        None => table_fields(place),
    };
    el("section")
        .class("dg-part")
        .child(el("h3").live_text(title))
        .child(el("div").class("dg-fields st-entries").children(own))
        .child(to_form(board, place))
}

/// What moves along an arrow, over many runs and in the one that is played; what
/// stakeholders are said to give moves nowhere.
fn rates(board: Board, item: &Item) -> Vec<El> {
    if matches!(item, Item::Arrow(.., true)) {
        return Vec::new();
    }
    vec![fan_of_arrow(board), moved(board, item)]
}

/// What moved along an arrow in the run that is played.
fn moved(board: Board, item: &Item) -> El {
    let of = item.clone();
    let rows = move || {
        let shown = board.shown.get();
        let time = board.replay.time.get();
        let all = shown.arrow(&of).map(|(at, _)| board.replay.moved(at)).unwrap_or_default();
        let row = |one: &tokenwright::diagram::moved::Moved| {
            let steps = one.amounts.get(1..).unwrap_or_default();
            let most = steps.iter().copied().fold(0.0, f64::max);
            let total: f64 = steps.iter().sum();
            let now = time
                .and_then(|time| one.amounts.get(time))
                .map(|now| format!(" In this step: {}.", human(*now)));
            let words = format!(
                "{}: {} in all, at most {} in a step.{}",
                one.asset,
                human(total),
                human(most),
                now.unwrap_or_default()
            );
            el("figure")
                .class("st-small")
                .child(picture::line(steps, 0.0, most))
                .child(el("figcaption").class("st-help").text(words))
        };
        all.iter().filter(|one| one.amounts.iter().any(|amount| *amount != 0.0)).map(row).collect::<Vec<_>>()
    };
    let of = item.clone();
    let none = move || {
        let still = |all: &[tokenwright::diagram::moved::Moved]| {
            all.iter().all(|one| one.amounts.iter().all(|amount| *amount == 0.0))
        };
        board.shown.with(|shown| {
            shown.arrow(&of).is_none_or(|(at, arrow)| arrow.planned || still(&board.replay.moved(at)))
        })
    };
    el("div")
        .class("dg-moved")
        .attr("data-testid", "dg-moved")
        .child(el("h3").text("What moved in the run that is played"))
        .child(
            el("p")
                .class("st-help")
                .live_flag("hidden", move || !none())
                .text("Nothing moved along this arrow."),
        )
        .slot(rows)
}
