//! The drawing: nodes and arrows as one list box, whose options are selected by pointer
//! and by keys.

use super::view::Fit;
use super::{At, Board, Item, Shown};
use crate::ui::dom::{El, el, svg};
use leptos::prelude::*;
use leptos::web_sys::Element;
use tokenwright::diagram::Point;
use tokenwright::diagram::model::Kind;
use tokenwright::diagram::picture::{Words, curve, head, lines, name, roundness, short, stroke};
use wasm_bindgen::JsCast;

/// How large the handle of a node is, in px of the frame: what takes a finger, and what is
/// seen. In a drawing that is smaller than this share they are smaller as well.
const REACH: f64 = 14.0;
const GRIP: f64 = 6.0;
const SMALLEST: f64 = 0.4;

/// The drawing in its frame.
pub fn canvas(board: Board) -> El {
    let active = move || board.chosen.get().map(|item| item.element());
    let ends = svg("g").class("dg-arrows").each(
        move || board.shown.with(arrows),
        Item::element,
        move |item| arrow(board, item),
    );
    let said = svg("g").class("dg-words").each(
        move || board.shown.with(arrows),
        Item::element,
        move |item| words(board, item),
    );
    let things = svg("g").class("dg-nodes").each(
        move || board.shown.with(nodes),
        Item::element,
        move |item| node(board, item),
    );
    let drawing = svg("g")
        .live_attr("transform", move || Some(board.view.get().transform()))
        .child(ends)
        .child(said)
        .child(things)
        .child(link(board));
    let frame = svg("svg")
        .class("dg-frame")
        .attr("role", "listbox")
        .attr("tabindex", "0")
        .attr("aria-label", "Value flows")
        .attr("aria-describedby", "dg-help")
        .attr("data-testid", "diagram")
        .live_attr("data-connecting", move || board.connecting.read().as_ref().map(|_| String::new()))
        .live_attr("aria-activedescendant", active)
        .on("keydown", move |event| super::keys::press(board, event.unchecked_ref()))
        .child(drawing);
    let frame = super::hand::listen(board, frame);
    board.frame.set_value(Some(frame.dom::<Element>()));
    // It has a size once it is in the page.
    request_animation_frame(move || board.fit(Fit::Readable));
    el("div")
        .class("dg-canvas")
        .live_flag("hidden", move || board.shown.with(|shown| shown.graph.things.is_empty()))
        .child(frame)
}

/// How the drawing is used, in words.
pub fn help() -> El {
    let help = "The handle of a node, dragged to another, lets something flow there. \
                Arrow keys go from one to the next, Enter goes to its fields, Escape lets go. \
                Alt with arrows moves a node, C connects it, Delete deletes. \
                Shift with arrows moves the view, + and − make it larger and smaller, 0 shows all.";
    el("p").class("quiet small-text dg-help").attr("id", "dg-help").text(help)
}

fn nodes(shown: &Shown) -> Vec<Item> {
    shown.items().into_iter().filter(|item| matches!(item, Item::Node(_))).collect()
}

fn arrows(shown: &Shown) -> Vec<Item> {
    shown.items().into_iter().filter(|item| matches!(item, Item::Arrow(..))).collect()
}

/// An option of the list box.
fn option(board: Board, item: &Item) -> El {
    let (known, named, of) = (item.clone(), item.clone(), item.clone());
    let chosen = move || board.chosen.read().as_ref() == Some(&known);
    let from = move || board.connecting.read().as_ref() == Some(&of);
    svg("g")
        .attr("id", item.element())
        .attr("role", "option")
        .live_attr("aria-selected", move || Some(chosen().to_string()))
        .live_attr("data-from", move || from().then(String::new))
        .live_attr("aria-label", move || Some(board.shown.with(|shown| shown.name(&named))))
}

/// Words in the drawing; what they belong to says them in its label.
fn shown_text(class: &str) -> El {
    svg("text").class(class).attr("aria-hidden", "true")
}

/// What is drawn of a node.
#[derive(Clone, Debug, PartialEq)]
struct Box {
    at: Point,
    width: f64,
    height: f64,
    kind: Kind,
    key: String,
    label: String,
    caption: String,
}

fn node(board: Board, item: Item) -> El {
    let of = item.clone();
    let drawn = Memo::new(move |_| {
        board.shown.with(|shown| {
            let Some(At::Node(at)) = shown.find(&of) else { return None };
            let (thing, size) = (&shown.graph.things[at], &shown.picture.nodes[at]);
            Some(Box {
                at: shown.picture.layout.nodes[at],
                width: size.width,
                height: size.height,
                kind: thing.kind,
                key: thing.key.clone(),
                label: name(thing),
                caption: thing.caption.clone(),
            })
        })
    });
    let of = move |read: fn(&Box) -> String| move || drawn.read().as_ref().map(read);
    let text = move |read: fn(&Box) -> String| move || drawn.read().as_ref().map(read).unwrap_or_default();
    let over = {
        let item = item.clone();
        move || board.link.read().as_ref().is_some_and(|(_, over)| over.as_ref() == Some(&item))
    };
    let side = of(|own| short(own.width / 2.0));
    // A finger needs as much of the screen however small the drawing is.
    let handle = |class: &str, radius: f64| {
        let wide = move || Some(short(radius / board.view.get().scale.clamp(SMALLEST, 1.0)));
        svg("circle").class(class).live_attr("r", wide).live_attr("cx", side)
    };
    let frame = svg("rect")
        .live_attr("x", of(|own| short(-own.width / 2.0)))
        .live_attr("y", of(|own| short(-own.height / 2.0)))
        .live_attr("width", of(|own| short(own.width)))
        .live_attr("height", of(|own| short(own.height)))
        .live_attr("rx", of(|own| short(roundness(own.kind))));
    option(board, &item)
        .live_attr("class", of(|own| format!("dg-node dg-{}", own.kind.name())))
        .live_attr("data-testid", of(|own| format!("dg-node-{}", own.key)))
        .live_attr("data-to", move || over().then(String::new))
        .live_attr("transform", of(|own| format!("translate({} {})", short(own.at.x), short(own.at.y))))
        .child(frame)
        .child(shown_text("dg-name").attr("y", "-2").live_text(text(|own| own.label.clone())))
        // Two words to whoever reads, not one.
        .text(" ")
        .child(shown_text("dg-caption").attr("y", "13").live_text(text(|own| own.caption.clone())))
        .child(svg("g").class("dg-handle").child(handle("dg-reach", REACH)).child(handle("dg-grip", GRIP)))
}

/// The line from the node that is being connected to where the pointer is.
fn link(board: Board) -> El {
    let course = Memo::new(move |_| {
        let (end, _) = board.link.get()?;
        let from = board.connecting.get()?;
        board.shown.with(|shown| shown.handle(&from)).map(|start| vec![start, end])
    });
    svg("g")
        .class("dg-link")
        .attr("aria-hidden", "true")
        .child(svg("path").live_attr("d", move || course.read().as_ref().map(|course| curve(course))))
        .child(
            svg("path")
                .class("dg-link-head")
                .live_attr("d", move || course.read().as_ref().map(|course| head(course, stroke(0.0)))),
        )
}

/// What is drawn of an arrow.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    course: Vec<Point>,
    planned: bool,
    keys: (String, String),
}

fn arrow(board: Board, item: Item) -> El {
    let of = item.clone();
    let drawn = Memo::new(move |_| {
        board.shown.with(|shown| {
            let (at, arrow) = shown.arrow(&of)?;
            let key = |at: usize| shown.graph.things[at].key.clone();
            Some(Line {
                course: shown.picture.layout.edges[at].clone(),
                planned: arrow.planned,
                keys: (key(arrow.from), key(arrow.to)),
            })
        })
    });
    let of = item.clone();
    let width = Memo::new(move |_| stroke(board.shown.with(|shown| board.replay.width(shown, &of))));
    let of = move |read: fn(&Line) -> String| move || drawn.read().as_ref().map(read);
    let path = move |class: &str| svg("path").class(class).live_attr("d", of(|own| curve(&own.course)));
    option(board, &item)
        .live_attr("class", of(|own| format!("dg-arrow{}", if own.planned { " dg-planned" } else { "" })))
        .live_attr("data-testid", of(|own| format!("dg-arrow-{}-{}", own.keys.0, own.keys.1)))
        // What is easier to hit than a thin line.
        .child(path("dg-target"))
        .child(path("dg-line").live_attr("stroke-width", move || Some(short(width.get()))))
        .child(
            svg("path")
                .class("dg-head")
                .live_attr("d", move || drawn.read().as_ref().map(|own| head(&own.course, width.get()))),
        )
}

/// The words of an arrow, above all lines.
fn words(board: Board, item: Item) -> El {
    let (of, known) = (item.clone(), item);
    let drawn = Memo::new(move |_| {
        board.shown.with(|shown| {
            let (at, _) = shown.arrow(&of)?;
            shown.picture.words[at].clone()
        })
    });
    let chosen = move || board.chosen.read().as_ref() == Some(&known);
    let line = move |class: &str, which: usize, read: fn(&Words) -> &String| {
        let place = move |side: fn(Point) -> f64| {
            move || drawn.read().as_ref().map(|words| short(side(lines(words)[which])))
        };
        shown_text(class)
            .live_attr("x", place(|at| at.x))
            .live_attr("y", place(|at| at.y))
            .live_text(move || drawn.read().as_ref().map(read).cloned().unwrap_or_default())
    };
    svg("g")
        .live_attr("data-chosen", move || chosen().then(String::new))
        .child(line("dg-label", 0, |words| &words.label))
        .child(line("dg-formula", 1, |words| &words.formula))
}
