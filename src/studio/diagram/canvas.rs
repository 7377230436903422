//! The drawing: nodes and arrows as one list box, whose options are selected by pointer
//! and by keys. A pointer also moves nodes and the whole; two fingers make it larger.

use super::view::Fit;
use super::{At, Board, Item, Shown};
use crate::ui::dom::{El, el, svg};
use leptos::prelude::*;
use leptos::web_sys::{Element, PointerEvent, WheelEvent};
use tokenwright::diagram::Point;
use tokenwright::diagram::model::Kind;
use tokenwright::diagram::picture::{Words, curve, head, lines, name, roundness, short, stroke};
use tokenwright::num::math::{exp, hypot};
use wasm_bindgen::JsCast;

/// A pointer that has moved no further than this, in px, has clicked.
const CLICK: f64 = 4.0;

/// How much a notch of a wheel makes it larger: e to this times the way of the wheel.
const WHEEL: f64 = 0.0015;

/// What pointers are doing.
#[derive(Clone, Debug, Default)]
struct Hand {
    /// Pointers that are down: id, where in the frame.
    down: Vec<(i32, Point)>,
    /// Where the first went down, and on what.
    start: Point,
    on: Option<Item>,
    /// The node that is dragged: its key, and where in it it was taken.
    node: Option<(String, Point)>,
    moved: bool,
}

/// The drawing in its frame.
pub fn canvas(board: Board) -> El {
    let hand = StoredValue::new_local(Hand::default());
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
        .child(things);
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
        .on("pointerdown", move |event| down(board, hand, event.unchecked_ref()))
        .on("pointermove", move |event| moved(board, hand, event.unchecked_ref()))
        .on("pointerup", move |event| up(board, hand, event.unchecked_ref()))
        .on("pointercancel", move |_| {
            hand.set_value(Hand::default());
            board.drag.set(None);
        })
        .on("wheel", move |event| {
            event.prevent_default();
            let wheel: &WheelEvent = event.unchecked_ref();
            let lines = if wheel.delta_mode() == WheelEvent::DOM_DELTA_LINE { 16.0 } else { 1.0 };
            let at = point(board, f64::from(wheel.client_x()), f64::from(wheel.client_y()));
            board.zoom(exp(-wheel.delta_y() * lines * WHEEL), Some(at));
        })
        .child(drawing);
    board.frame.set_value(Some(frame.dom::<Element>()));
    // It has a size once it is in the page.
    request_animation_frame(move || board.fit(Fit::Readable));
    let help = "Arrow keys go from one to the next, Enter goes to its fields, Escape lets go. \
                Alt with arrows moves a node, C connects it, Delete deletes. \
                Shift with arrows moves the view, + and − make it larger and smaller, 0 shows all.";
    el("div")
        .class("dg-canvas")
        .live_flag("hidden", move || board.shown.with(|shown| shown.graph.things.is_empty()))
        .child(frame)
        .child(el("p").class("quiet small-text dg-help").attr("id", "dg-help").text(help))
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
    let frame = svg("rect")
        .live_attr("x", of(|own| short(-own.width / 2.0)))
        .live_attr("y", of(|own| short(-own.height / 2.0)))
        .live_attr("width", of(|own| short(own.width)))
        .live_attr("height", of(|own| short(own.height)))
        .live_attr("rx", of(|own| short(roundness(own.kind))));
    option(board, &item)
        .live_attr("class", of(|own| format!("dg-node dg-{}", own.kind.name())))
        .live_attr("data-testid", of(|own| format!("dg-node-{}", own.key)))
        .live_attr("transform", of(|own| format!("translate({} {})", short(own.at.x), short(own.at.y))))
        .child(frame)
        .child(shown_text("dg-name").attr("y", "-2").live_text(text(|own| own.label.clone())))
        // Two words to whoever reads, not one.
        .text(" ")
        .child(shown_text("dg-caption").attr("y", "13").live_text(text(|own| own.caption.clone())))
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

/// A point of the window as one of the frame.
fn point(board: Board, x: f64, y: f64) -> Point {
    let rect = board.frame.with_value(|frame| frame.as_ref().map(Element::get_bounding_client_rect));
    rect.map_or(Point { x, y }, |rect| Point { x: x - rect.left(), y: y - rect.top() })
}

fn at(board: Board, event: &PointerEvent) -> Point {
    point(board, f64::from(event.client_x()), f64::from(event.client_y()))
}

/// What an event happened on.
fn item(board: Board, event: &PointerEvent) -> Option<Item> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let id = target.closest("[role=option]").ok()??.id();
    board.shown.with_untracked(|shown| shown.items()).into_iter().find(|item| item.element() == id)
}

fn down(board: Board, hand: StoredValue<Hand, LocalStorage>, event: &PointerEvent) {
    if event.button() != 0 {
        return;
    }
    let at = at(board, event);
    if let Some(frame) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
        // Without it, what leaves the frame is lost, and no more.
        let _captured = frame.set_pointer_capture(event.pointer_id());
    }
    let on = item(board, event);
    hand.update_value(|hand| {
        hand.down.push((event.pointer_id(), at));
        if hand.down.len() > 1 {
            // Two fingers: neither a click nor a drag of a node.
            (hand.moved, hand.node) = (true, None);
            return;
        }
        let view = board.view.get_untracked();
        let node = on.as_ref().and_then(|on| {
            board.shown.with_untracked(|shown| {
                let (thing, middle) = (shown.thing(on)?, shown.middle(on)?);
                let there = view.under(at);
                Some((thing.key.clone(), Point { x: middle.x - there.x, y: middle.y - there.y }))
            })
        });
        (hand.start, hand.on, hand.node, hand.moved) = (at, on, node, false);
    });
}

fn moved(board: Board, hand: StoredValue<Hand, LocalStorage>, event: &PointerEvent) {
    let now = at(board, event);
    let Some(mut own) = hand.try_with_value(Clone::clone) else { return };
    let Some(which) = own.down.iter().position(|(id, _)| *id == event.pointer_id()) else { return };
    let before = own.down[which].1;
    let far = |a: Point, b: Point| (a.x - b.x).abs().max((a.y - b.y).abs());
    own.down[which].1 = now;
    if let [(_, one), (_, two)] = own.down[..] {
        let other = if which == 0 { two } else { one };
        let apart = |a: Point| hypot(a.x - other.x, a.y - other.y).max(1.0);
        board.zoom(apart(now) / apart(before), Some(other));
    } else if own.moved || far(now, own.start) > CLICK {
        own.moved = true;
        match &own.node {
            Some((key, taken)) => {
                let there = board.view.get_untracked().under(now);
                board.drag.set(Some((key.clone(), Point { x: there.x + taken.x, y: there.y + taken.y })));
            }
            None => board.pan(now.x - before.x, now.y - before.y),
        }
    }
    hand.set_value(own);
}

fn up(board: Board, hand: StoredValue<Hand, LocalStorage>, event: &PointerEvent) {
    let Some(own) = hand.try_with_value(Clone::clone) else { return };
    hand.update_value(|hand| {
        hand.down.retain(|(id, _)| *id != event.pointer_id());
        hand.node = None;
    });
    if let Some((key, at)) = board.drag.get_untracked() {
        // One drag is one step of the history.
        board.studio.finish();
        board.put(&key, at);
        board.studio.finish();
        board.drag.set(None);
    } else if !own.moved && own.down.len() == 1 {
        board.pick(own.on);
    }
}
