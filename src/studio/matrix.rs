//! The value flows as a matrix of who gives to whom. It is the table of flows, seen
//! otherwise: a cell opens the flows that there are, and adds one.

use super::command::Studio;
use super::icon::Icon;
use super::incentives::stakeholders;
use super::parts::{focus_soon, follow};
use super::words::among;
use crate::ui::dom::{El, button, el, focus, target};
use leptos::prelude::*;
use leptos::web_sys::{Element, HtmlElement, KeyboardEvent};
use tokenwright::discovery::flows::{self, Flow};
use tokenwright::edit::{Edit, List, Place, fresh_id};
use tokenwright::project::{Project, ValueFlow};
use wasm_bindgen::JsCast;

/// What is in the matrix.
#[derive(Clone, Debug, Default, PartialEq)]
struct Matrix {
    /// Ids and names of who gives and receives.
    people: Vec<(String, String)>,
    /// Ids of the flows of each cell, and what flows; by giver, then by receiver.
    cells: Vec<Vec<Vec<(String, String)>>>,
}

impl Matrix {
    fn of(project: &Project) -> Matrix {
        let discovery = &project.discovery;
        let flows: Vec<&ValueFlow> =
            discovery.flows.iter().filter(|flow| !flow.from.is_empty() && !flow.to.is_empty()).collect();
        let names: Vec<&str> = discovery.stakeholders.iter().map(|one| one.id.as_str()).collect();
        let read: Vec<Flow> = flows
            .iter()
            .map(|flow| Flow { from: &flow.from, to: &flow.to, asset: &flow.asset, amount: 0.0 })
            .collect();
        let matrix = flows::matrix(&names, &read);
        let people = stakeholders(project);
        let plain = |at: &usize| (flows[*at].id.clone(), flows[*at].asset.clone());
        let cells = matrix.cells.iter().map(|row| row.iter().map(|cell| cell.iter().map(plain).collect()));
        Matrix {
            people: matrix.stakeholders.iter().map(|id| ((*id).to_owned(), among(&people, id))).collect(),
            cells: cells.map(Iterator::collect).collect(),
        }
    }
}

/// The matrix.
pub fn matrix() -> El {
    let shown = follow(Matrix::of);
    // Where the keys are: row and column.
    let here = RwSignal::new((0, 0));
    el("div").slot(move || [table(&shown.read(), here)])
}

fn table(matrix: &Matrix, here: RwSignal<(usize, usize)>) -> El {
    if matrix.people.is_empty() {
        return el("p").class("quiet").text("There is nobody yet.");
    }
    let head = el("tr")
        .child(el("th").attr("scope", "col").text("From ↓ to →"))
        .children(matrix.people.iter().map(|(_, name)| el("th").attr("scope", "col").text(name)));
    let rows = matrix.people.iter().zip(&matrix.cells).enumerate().map(|(row, (from, cells))| {
        let of = matrix.people.iter().zip(cells).enumerate();
        let cells = of.map(|(column, (to, flows))| cell(from, to, flows, (row, column), here));
        el("tr").child(el("th").attr("scope", "row").text(&from.1)).children(cells)
    });
    let table = el("table")
        .attr("role", "grid")
        .attr("aria-labelledby", "matrix-title")
        .attr("aria-describedby", "matrix-help")
        .on("keydown", move |event| press(here.get_untracked(), event.unchecked_ref()))
        .child(el("thead").child(head))
        .child(el("tbody").children(rows));
    let help = "A cell opens its flows and adds one. Arrow keys go from cell to cell.";
    el("div")
        .child(el("p").class("quiet small-text").attr("id", "matrix-help").text(help))
        .child(el("div").class("table-scroll st-matrix").child(table))
}

/// What one gives to another: its flows, and a button that adds one.
fn cell(
    (from, giver): &(String, String),
    (to, receiver): &(String, String),
    flows: &[(String, String)],
    at: (usize, usize),
    here: RwSignal<(usize, usize)>,
) -> El {
    let studio = Studio::get();
    let links = flows.iter().map(|(id, asset)| {
        let (words, id) = (if asset.is_empty() { "?" } else { asset }, id.clone());
        button("st-link")
            .attr("aria-label", format!("{words}, from {giver} to {receiver}"))
            .text(words)
            .on_click(move || open(&id))
    });
    let (from, to, name) = (from.clone(), to.clone(), format!("add a flow from “{giver}” to “{receiver}”"));
    let add = button("st-add-flow")
        .attr("aria-label", format!("Add a flow from {giver} to {receiver}"))
        .attr("title", format!("{giver} → {receiver}"))
        .attr("data-testid", format!("matrix-{from}-{to}"))
        .child(Icon::Add.view())
        .on_click(move || add(studio, &name, &from, &to));
    // One cell at a time is in reach of Tab.
    let reach = move |one: El| {
        one.live_attr("tabindex", move || Some(if here.get() == at { "0" } else { "-1" }.to_owned()))
    };
    el("td")
        .attr("role", "gridcell")
        .attr("id", place(at))
        .on("focusin", move |_| here.set(at))
        .child(el("div").class("st-matrix-cell").children(links.chain([add]).map(reach)))
}

/// Adds a flow and goes to what it is of.
fn add(studio: Studio, name: &str, from: &str, to: &str) {
    let id = fresh_id(&studio.known.project.read_untracked(), List::Flows);
    let edits = vec![
        Edit::Add { list: List::Flows, id: id.clone() },
        Edit::set(Place::FlowFrom, &id, from),
        Edit::set(Place::FlowTo, &id, to),
    ];
    studio.send(Edit::Many(name.to_owned(), edits));
    studio.finish();
    open(&id);
}

/// Opens a flow among the flows, at what it is of.
fn open(id: &str) {
    let id = id.to_owned();
    // A flow that was just added gets its card first.
    request_animation_frame(move || {
        let card = document().get_element_by_id(&format!("card-Flows-{id}"));
        let Some(card) = card.and_then(|card| card.dyn_into::<HtmlElement>().ok()) else { return };
        if card.get_attribute("aria-expanded").as_deref() != Some("true") {
            card.click();
        }
        card.scroll_into_view();
        focus_soon(format!("FlowAsset-{id}"));
    });
}

/// Goes from cell to cell, and between the buttons of one.
fn press((row, column): (usize, usize), event: &KeyboardEvent) {
    let (rows, columns) = match event.key().as_str() {
        "ArrowLeft" => (0, -1),
        "ArrowRight" => (0, 1),
        "ArrowUp" => (-1, 0),
        "ArrowDown" => (1, 0),
        _ => return,
    };
    event.prevent_default();
    let Some(now) = target::<Element>(event) else { return };
    let beside = if columns > 0 { now.next_element_sibling() } else { now.previous_element_sibling() };
    if let Some(button) = beside.filter(|_| columns != 0) {
        return focus(&button);
    }
    let next = (row.checked_add_signed(rows), column.checked_add_signed(columns));
    let (Some(row), Some(column)) = next else { return };
    // Beyond the last there is no cell, and the way ends.
    let cell = document().get_element_by_id(&place((row, column)));
    let which = if columns < 0 { "button:last-child" } else { "button" };
    if let Some(Ok(Some(button))) = cell.map(|cell| cell.query_selector(which)) {
        focus(&button);
    }
}

/// The id of a cell.
fn place((row, column): (usize, usize)) -> String {
    format!("matrix-cell-{row}-{column}")
}
