//! All that is wrong with the document, and the way to each of it.

use super::super::command::Studio;
use super::super::parts::focus_soon;
use super::super::shell;
use super::super::state::Screen;
use super::super::words::sentence;
use super::element;
use super::field::{capital, hint};
use crate::ui::dom::{El, button, el};
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;
use tokenwright::diag::{Diagnostic, Severity};
use tokenwright::edit::model::{caption, owner};
use tokenwright::edit::place;
use tokenwright::edit::status::Stage;
use wasm_bindgen::JsCast;

/// The panel; nothing while all is well.
pub fn problems() -> El {
    let studio = Studio::get();
    let checked = studio.known.checked;
    let rows = move || {
        let checked = checked.get();
        let tree = studio.tree.get();
        let row = |(place, problem): &(String, Diagnostic)| {
            let caption = caption(&tree, owner(&tree, &format!("{place}.")));
            let (place, path) = (place.clone(), problem.path.clone());
            let error = problem.severity == Severity::Error;
            let hint = hint(problem).map(|hint| format!(" {}", sentence(&capital(hint)))).unwrap_or_default();
            let owner = if caption.is_empty() { String::new() } else { format!("{caption}: ") };
            let go = button("st-problem")
                .attr("data-severity", if error { "error" } else { "warning" })
                .child(el("span").class("st-problem-of").text(owner))
                .text(sentence(&capital(&problem.message)))
                .child(el("span").class("quiet").text(hint))
                .on_click(move || jump(studio, &place, &path));
            el("li").child(go)
        };
        checked.problems.iter().map(row).collect::<Vec<_>>()
    };
    let title = move || match checked.read().problems.len() {
        1 => "1 thing to mend".to_owned(),
        many => format!("{many} things to mend"),
    };
    el("section")
        .class("st-problems")
        .attr("aria-labelledby", "problems-title")
        .attr("data-testid", "problems")
        .live_flag("hidden", move || checked.read().problems.is_empty())
        .child(el("h2").class("card-title").attr("id", "problems-title").live_text(title))
        .child(el("ul").slot(rows))
}

/// The step of the process in whose form a place of the document is.
pub fn stage_of(path: &str) -> Option<Screen> {
    let under = |list: &str| path.starts_with(list);
    let stage = match path.split(['.', '[']).next()? {
        "assets" => Stage::Token,
        "accounts" | "populations" => Stage::Agents,
        "mechanisms" | "parameters" | "exogenous" | "variables" | "run" | "series" | "arrivals"
        | "shocks" | "scenarios" => Stage::Mechanisms,
        "metrics" | "objective" => Stage::Objective,
        "plan" => Stage::Plan,
        "discovery" if under("discovery.canvas") => Stage::Incentives,
        "discovery" if under("discovery.stakeholders") || under("discovery.flows") => Stage::Stakeholders,
        "discovery" => Stage::Problem,
        _ => return None,
    };
    Some(Screen::Form(stage))
}

/// What has a line of its own, by path: what the ids of the lines begin with.
const CARDS: [(&str, &str); 5] = [
    ("discovery.tree.", "node-"),
    ("discovery.stakeholders.", "card-Stakeholders-"),
    ("discovery.flows.", "card-Flows-"),
    ("discovery.canvas.", "card-Rows-"),
    ("objective.goals.", "card-Goals-"),
];

/// The line that a place is under, and its field if it is one; by ids, except of goals,
/// which have none.
fn in_card(place: &str, path: &str) -> Option<(String, Option<String>)> {
    let path = if path.starts_with("discovery.") { path } else { place };
    let (under, card) = CARDS.iter().find_map(|(list, card)| Some((path.strip_prefix(list)?, card)))?;
    let id = under.split('.').next()?;
    let field = place::at(path).map(|(place, id)| format!("{place:?}-{id}"));
    Some((format!("{card}{id}"), field))
}

/// Opens what a line is of, and moves the focus to a field in it.
fn open_card(card: &str, field: Option<String>) {
    let there = |id: &str| document().get_element_by_id(id);
    let line = there(card).and_then(|line| line.dyn_into::<HtmlElement>().ok());
    if let Some(line) = line.filter(|line| line.get_attribute("aria-expanded").as_deref() != Some("true")) {
        line.click();
    }
    let card = card.to_owned();
    // The fields are built first.
    set_timeout(
        move || {
            focus_soon(field.filter(|field| document().get_element_by_id(field).is_some()).unwrap_or(card))
        },
        std::time::Duration::from_millis(30),
    );
}

/// Goes to the field of a place: opens what it is in, and moves the focus there.
pub fn jump(studio: Studio, place: &str, path: &str) {
    let Some(screen) = stage_of(path) else { return };
    studio.open.update(|open| {
        for (end, _) in place.match_indices('.') {
            open.insert(place[..end].to_owned());
        }
        open.insert(place.to_owned());
    });
    if studio.known.screen.get_untracked() != screen {
        shell::go(studio, screen);
    }
    let (place, card) = (place.to_owned(), in_card(place, path));
    set_timeout(
        move || {
            if let Some((card, field)) = card {
                return open_card(&card, field);
            }
            let mut there = place.as_str();
            loop {
                let ids = [element(there), format!("{}-line", element(there))];
                if let Some(id) = ids.into_iter().find(|id| document().get_element_by_id(id).is_some()) {
                    return focus_soon(id);
                }
                match there.rsplit_once('.') {
                    Some((above, _)) => there = above,
                    None => return,
                }
            }
        },
        std::time::Duration::from_millis(60),
    );
}
