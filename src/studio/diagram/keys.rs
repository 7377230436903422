//! The keys of the drawing.

use super::panel::focus_fields;
use super::view::Fit;
use super::{Board, Item};
use leptos::prelude::*;
use leptos::web_sys::KeyboardEvent;
use tokenwright::diagram::Point;

/// How far a key moves a node, and the view, in px.
const NUDGE: f64 = 20.0;
const PAN: f64 = 60.0;

/// How much a key makes it larger.
const ZOOM: f64 = 1.25;

/// Does what a key says.
pub fn press(board: Board, event: &KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() {
        return;
    }
    let key = event.key();
    let way = match key.as_str() {
        "ArrowLeft" => Some((-1.0, 0.0)),
        "ArrowRight" => Some((1.0, 0.0)),
        "ArrowUp" => Some((0.0, -1.0)),
        "ArrowDown" => Some((0.0, 1.0)),
        _ => None,
    };
    match (way, key.as_str()) {
        (Some((x, y)), _) if event.alt_key() => nudge(board, x * NUDGE, y * NUDGE),
        (Some((x, y)), _) if event.shift_key() => board.pan(-x * PAN, -y * PAN),
        (Some(way), _) => next(board, way),
        (_, "Home") => end(board, |items| items.first()),
        (_, "End") => end(board, |items| items.last()),
        (_, "Enter" | " ") => {
            let at = aimed(board);
            match board.connecting.get_untracked() {
                Some(from) => board.connect(&from, at.as_ref()),
                None if at.is_some() => focus_fields(),
                None => next(board, (1.0, 0.0)),
            }
        }
        (_, "Escape") if board.connecting.read_untracked().is_some() => board.let_go(),
        (_, "Escape") => board.choose(None),
        (_, "Delete" | "Backspace") => board.delete(),
        (_, "c" | "C") => board.begin_connecting(board.chosen.get_untracked()),
        (_, "+" | "=") => board.zoom(ZOOM, None),
        (_, "-" | "_") => board.zoom(1.0 / ZOOM, None),
        (_, "0") => board.fit(Fit::All),
        _ => return,
    }
    event.prevent_default();
}

/// What a key would act on.
fn aimed(board: Board) -> Option<Item> {
    board.chosen.get_untracked()
}

/// Moves the selected node; keys in a row are one step of the history.
fn nudge(board: Board, x: f64, y: f64) {
    let Some(item) = aimed(board) else { return };
    let found =
        board.shown.with_untracked(|shown| Some((shown.thing(&item)?.key.clone(), shown.middle(&item)?)));
    if let Some((key, at)) = found {
        let there = Point { x: at.x + x, y: at.y + y };
        board.put(&key, there);
        board.reveal(there);
    }
}

/// Selects what is next in a direction: near, and not far off the way. While something is
/// being connected, nodes only.
fn next(board: Board, (x, y): (f64, f64)) {
    let found = board.shown.with_untracked(|shown| {
        let items = shown.items();
        let Some(here) = aimed(board).and_then(|item| shown.middle(&item)) else {
            return items.into_iter().next();
        };
        let connecting = board.connecting.read_untracked().is_some();
        let far = |item: &Item| {
            let at = shown.middle(item)?;
            let (ahead, aside) = (
                (at.x - here.x) * x + (at.y - here.y) * y,
                ((at.x - here.x) * y - (at.y - here.y) * x).abs(),
            );
            let fits = ahead > 1.0 && (!connecting || matches!(item, Item::Node(_)));
            fits.then_some(ahead + 2.0 * aside)
        };
        let near = items.into_iter().filter_map(|item| Some((far(&item)?, item)));
        near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, item)| item)
    });
    if found.is_some() {
        board.choose(found);
    }
}

fn end(board: Board, which: impl Fn(&[Item]) -> Option<&Item>) {
    let found = board.shown.with_untracked(|shown| which(&shown.items()).cloned());
    board.choose(found);
}

impl Board {
    /// From a node something is to flow to the node that is chosen next.
    pub fn begin_connecting(self, from: Option<Item>) {
        let node = from.filter(|item| matches!(item, Item::Node(_)));
        if node.is_none() {
            return self.studio.say("Select a node first: it is where the flow starts.");
        }
        self.said.set("Choose the node that it flows to; Escape ends it.".to_owned());
        self.connecting.set(node);
    }
}
