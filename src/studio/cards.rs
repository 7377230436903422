//! Lists whose entries open into forms: a line that says the essence, what is
//! missing, and the fields, which are built only while the entry is open. So a long
//! list stays quick and can be read at a glance.

use super::command::Studio;
use super::parts::{finding, focus_soon, follow, icon_tool, tool};
use crate::studio::icon::Icon;
use crate::ui::dom::{El, button, el};
use leptos::prelude::*;
use std::collections::BTreeSet;
use tokenwright::edit::{Edit, List, fresh_id};
use tokenwright::project::Project;

/// What a list shows of its entries; all of it is asked for by id.
#[derive(Clone, Copy)]
pub struct Cards {
    /// The list.
    pub list: List,
    /// The words of the button that adds an entry.
    pub add: &'static str,
    /// What stands there while there is no entry.
    pub empty: &'static str,
    /// What an entry is called, and the parts of its essence.
    pub summary: fn(&Project, &str) -> (String, Vec<String>),
    /// Headings of the name and of each part, where entries are the rows of a table; none
    /// where they are lines.
    pub columns: &'static [&'static str],
    /// What an entry lacks, one sentence each without a full stop.
    pub findings: fn(&Project, &str) -> Vec<String>,
    /// The fields of an entry.
    pub fields: fn(&str) -> Vec<El>,
    /// What is known of an entry beside what it says; shown also while it is closed.
    pub note: Option<fn(&str) -> El>,
    /// Whether their order says something, so that entries can be moved.
    pub ordered: bool,
}

impl Cards {
    /// The list, with the button that adds an entry.
    pub fn view(self) -> El {
        let studio = Studio::get();
        let open = RwSignal::new(BTreeSet::<String>::new());
        let list = self.list;
        let ids = follow(move |project| list.ids(project));
        let add = move || {
            let id = fresh_id(&studio.known.project.read_untracked(), list);
            let name = match list {
                // Goals are found by their place.
                List::Goals => ids.read_untracked().len().to_string(),
                _ => id.clone(),
            };
            studio.send(Edit::Add { list, id });
            open.update(|open| {
                open.insert(name.clone());
            });
            focus_soon(format!("card-{list:?}-{name}"));
        };
        let heads = (!self.columns.is_empty()).then(|| {
            el("div")
                .class("st-card-heads st-columns")
                .attr("aria-hidden", "true")
                .live_flag("hidden", move || ids.read().is_empty())
                .children(self.columns.iter().map(|head| el("span").text(*head)))
        });
        el("div")
            .class("st-cards")
            .child(
                el("p").class("quiet").live_flag("hidden", move || !ids.read().is_empty()).text(self.empty),
            )
            .children(heads)
            .each(move || ids.get(), Clone::clone, move |id| self.card(open, id))
            .child(
                el("div")
                    .class("st-tools")
                    .child(tool(Icon::Add, self.add, add).attr("data-testid", format!("add-{list:?}"))),
            )
    }

    fn card(self, open: RwSignal<BTreeSet<String>>, id: String) -> El {
        let studio = Studio::get();
        let list = self.list;
        let name = format!("card-{list:?}-{id}");
        let shown = {
            let id = id.clone();
            Memo::new(move |_| open.read().contains(&id))
        };
        let summary = {
            let id = id.clone();
            follow(move |project| (self.summary)(project, &id))
        };
        let findings = {
            let id = id.clone();
            follow(move |project| (self.findings)(project, &id))
        };
        let deleted = id.clone();
        let words = if self.columns.is_empty() {
            let joined = Memo::new(move |_| {
                let (name, parts) = summary.get();
                let said: Vec<String> = parts.into_iter().filter(|part| !part.trim().is_empty()).collect();
                (name, said.join(" · "))
            });
            name_and_rest(joined)
        } else {
            cells(self.columns, summary)
        };
        let line = opener(open, id.clone(), shown, words).attr("id", &name).attr("data-testid", &name);
        let count = count(move || if shown.get() { 0 } else { findings.read().len() }, " missing");
        let shift = |icon, words: &str, down: bool| {
            let id = id.clone();
            let words = words.to_owned();
            icon_tool(icon, words, move || studio.send(Edit::Shift { list, id: id.clone(), down }))
        };
        let moves =
            self.ordered.then(|| [shift(Icon::Up, "Move up", false), shift(Icon::Down, "Move down", true)]);
        let head =
            el("div").class("st-row").child(line).child(count).children(moves.into_iter().flatten()).child(
                icon_tool(Icon::Close, "Delete", move || {
                    studio.send(Edit::Remove { list, id: deleted.clone() });
                    studio.say("Deleted. Undo brings it back.");
                }),
            );
        let note = self.note.map(|note| note(&id));
        let body = move || {
            let id = id.clone();
            shown.get().then(move || {
                let notes = move || findings.get().iter().map(|why| finding(why, None)).collect::<Vec<_>>();
                el("div")
                    .class("st-card-body")
                    .child(el("div").class("st-fields").children(untrack(|| (self.fields)(&id))))
                    .child(el("div").class("st-findings").slot(notes))
            })
        };
        el("div").class("st-card").child(head).children(note).slot(body)
    }
}

/// The line of an entry: its name and its essence; pressing it opens and closes it.
pub fn line(
    open: RwSignal<BTreeSet<String>>,
    id: String,
    shown: Memo<bool>,
    words: Memo<(String, String)>,
) -> El {
    opener(open, id, shown, name_and_rest(words))
}

fn name_and_rest(words: Memo<(String, String)>) -> El {
    el("span")
        .class("st-card-words")
        .child(el("span").class("st-card-name").live_text(move || words.get().0))
        .text(" ")
        .child(el("span").class("st-card-rest").live_text(move || words.get().1))
}

/// The name and the parts, each in its column.
fn cells(columns: &[&str], words: Memo<(String, Vec<String>)>) -> El {
    let part = |at: usize| {
        el("span")
            .class("st-card-rest")
            .live_text(move || words.read().1.get(at).cloned().unwrap_or_default())
    };
    el("span")
        .class("st-card-words st-columns")
        .child(el("span").class("st-card-name").live_text(move || words.get().0))
        .children((1..columns.len()).map(|column| part(column - 1)))
}

fn opener(open: RwSignal<BTreeSet<String>>, id: String, shown: Memo<bool>, words: El) -> El {
    button("st-card-line")
        .live_attr("aria-expanded", move || Some(shown.get().to_string()))
        .on_click(move || {
            open.update(|open| {
                if !open.remove(&id) {
                    open.insert(id.clone());
                }
            });
        })
        .child(
            el("span")
                .class("st-twisty")
                .attr("aria-hidden", "true")
                .live_attr("data-open", move || Some(shown.get().to_string())),
        )
        .child(words)
}

/// How much is to be said about an entry, and what it is a number of; hidden at 0.
pub fn count(number: impl Fn() -> usize + Copy + 'static, of: &'static str) -> El {
    el("span")
        .class("st-count num")
        .live_flag("hidden", move || number() == 0)
        .child(el("span").live_text(move || number().to_string()))
        .child(el("span").class("sr-only").text(of))
}
