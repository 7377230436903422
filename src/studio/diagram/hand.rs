//! What pointers do with the drawing: they select, move nodes and the whole, draw a line
//! from the handle of a node to another; two fingers make it larger.

use super::panel::show_below;
use super::{Board, Item};
use crate::ui::dom::El;
use leptos::prelude::*;
use leptos::web_sys::{Element, PointerEvent, WheelEvent};
use tokenwright::diagram::{Point, Rect};
use tokenwright::num::math::{exp, hypot};
use wasm_bindgen::JsCast;

/// A pointer that has moved no further than this, in px, has clicked.
const CLICK: f64 = 4.0;

/// How much a notch of a wheel makes it larger: e to this times the way of the wheel.
const WHEEL: f64 = 0.0015;

/// A line that ends so near to a node, in the pixels of the drawing, reaches it.
const NEAR: f64 = 8.0;

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
    /// Whether a handle was taken, so that a line is drawn from it.
    links: bool,
    moved: bool,
}

/// Has the frame of the drawing listen to pointers.
pub fn listen(board: Board, frame: El) -> El {
    let hand = StoredValue::new_local(Hand::default());
    frame
        .on("pointerdown", move |event| down(board, hand, event.unchecked_ref()))
        .on("pointermove", move |event| moved(board, hand, event.unchecked_ref()))
        .on("pointerup", move |event| up(board, hand, event.unchecked_ref()))
        .on("pointercancel", move |_| {
            if hand.with_value(|hand| hand.links) {
                board.let_go();
            }
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

fn on_handle(event: &PointerEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| matches!(target.closest(".dg-handle"), Ok(Some(_))))
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
    let handle = on.clone().filter(|_| on_handle(event));
    hand.update_value(|hand| {
        hand.down.push((event.pointer_id(), at));
        if hand.down.len() > 1 {
            // Two fingers: neither a click nor a drag of a node.
            (hand.moved, hand.node) = (true, None);
            if std::mem::take(&mut hand.links) {
                board.let_go();
            }
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
        (hand.start, hand.on, hand.moved) = (at, on, false);
        hand.links = handle.is_some();
        hand.node = if hand.links { None } else { node };
    });
    if handle.is_some() {
        board.begin_connecting(handle);
    }
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
        if own.links {
            board.draw_link(board.view.get_untracked().under(now));
            return hand.set_value(own);
        }
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
        (hand.node, hand.links) = (None, false);
    });
    if own.links {
        // A handle that was only touched waits for the other node to be chosen.
        if own.moved {
            board.end_link();
        }
    } else if let Some((key, at)) = board.drag.get_untracked() {
        // One drag is one step of the history.
        board.studio.finish();
        board.put(&key, at);
        board.studio.finish();
        board.drag.set(None);
    } else if !own.moved && own.down.len() == 1 {
        let some = own.on.is_some();
        board.pick(own.on);
        if some {
            show_below(board);
        }
    }
}

/// A line that is being drawn from a handle.
impl Board {
    /// It ends here now; a node that is there is where something would flow.
    fn draw_link(self, end: Point) {
        let from = self.connecting.get_untracked();
        let over =
            self.shown.with_untracked(|shown| shown.node_at(end)).filter(|over| from.as_ref() != Some(over));
        self.link.set(Some((end, over)));
    }

    /// It ends: at a node, which it then connects, or nowhere.
    fn end_link(self) {
        let over = self.link.get_untracked().and_then(|(_, over)| over);
        let from = self.connecting.get_untracked();
        self.let_go();
        if let (Some(from), Some(_)) = (from, &over) {
            self.connect(&from, over.as_ref());
        }
    }

    /// Nothing is being connected any more.
    pub fn let_go(self) {
        self.link.set(None);
        self.connecting.set(None);
    }
}

impl super::Shown {
    /// The node at a point, or so near that it is meant.
    fn node_at(&self, at: Point) -> Option<Item> {
        let boxes = self.picture.layout.nodes.iter().zip(&self.picture.nodes);
        let near = |(middle, size): (&Point, &tokenwright::diagram::Node)| {
            let Rect { left, top, right, bottom } =
                Rect::around(*middle, size.width, size.height).grown(NEAR);
            (left..=right).contains(&at.x) && (top..=bottom).contains(&at.y)
        };
        let found = boxes.map(near).position(|near| near)?;
        self.graph.things.get(found).map(|thing| Item::Node(thing.place.clone()))
    }

    /// Where the handle of a node is.
    pub fn handle(&self, item: &Item) -> Option<Point> {
        let super::At::Node(at) = self.find(item)? else { return None };
        let (middle, size) = (self.picture.layout.nodes.get(at)?, self.picture.nodes.get(at)?);
        Some(Point { x: middle.x + size.width / 2.0, y: middle.y })
    }
}
