//! Results that others have published, recomputed in the reader's browser while
//! they look on: each figure beside the printed one, with its source and the
//! difference. The results are the files that command line and tests read; they
//! come beside the page when this view is opened.

mod bench;

use self::bench::{Entry, State, recompute};
use super::shell::{brand, skip};
use crate::ui::command::{Command, Desk};
use crate::ui::components::icon::Icon;
use crate::ui::components::theme_toggle;
use crate::ui::dom::{El, el};
use crate::ui::persist;
use crate::ui::state as page;
use leptos::prelude::*;
use std::rc::Rc;
use tokenwright::published::{Published, Row, verdict};
use tokenwright::share::{self, Share};
use tokenwright::simulate::RunSpec;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// A table with more rows than this is folded.
const SHORT: usize = 9;

/// The view.
pub fn published() -> [El; 3] {
    // Nothing is on the desk here: it holds the theme.
    let (state, halves) = page::new();
    let desk = Desk::new(state, halves, false);
    provide_context(desk);
    desk.send(Command::SetTheme(persist::stored_theme()));
    document().set_title("Published results – Tokenwright");
    let top = el("header")
        .class("top-bar")
        .child(brand("Tokenwright", "Tokenwright: back to all models"))
        .child(el("span").class("spacer"))
        .child(theme_toggle());
    [skip(), top, main()]
}

fn main() -> El {
    let entries = RwSignal::new_local(None::<Vec<Entry>>);
    let failed = RwSignal::new(false);
    let owner = Owner::current().unwrap_or_default();
    spawn_local(async move {
        match fetch().await {
            Some(results) => owner.with(|| entries.set(Some(recompute(results)))),
            None => failed.set(true),
        }
    });
    let status = move || match entries.get() {
        Some(entries) => progress(&entries),
        None if failed.get() => {
            "The results could not be loaded. Check the connection, and try again.".into()
        }
        None => "Loading …".into(),
    };
    let cards = move || entries.get().unwrap_or_default().iter().map(card).collect::<Vec<_>>();
    el("main")
        .attr("id", "main")
        .class("pb-main")
        .attr("tabindex", "-1")
        .child(el("h1").text("Published results, recomputed by your browser"))
        .child(el("p").class("lead").text(
            "Can these simulations be trusted? Others have printed what their models give. The same \
             engine that runs your models computes their numbers again, here and now: each stands beside \
             the printed one, with the difference.",
        ))
        .child(
            el("p")
                .class("pb-status")
                .attr("role", "status")
                .attr("data-testid", "published-status")
                .live_text(status),
        )
        .slot(cards)
}

/// How far all of it is.
fn progress(entries: &[Entry]) -> String {
    let states: Vec<State> = entries.iter().map(|entry| entry.state.get()).collect();
    let over = states.iter().filter(|state| matches!(state, State::Done(_) | State::Failed(_))).count();
    if over < states.len() {
        return format!("{over} of {} results recomputed …", states.len());
    }
    let rows: Vec<Row> = entries.iter().flat_map(|entry| entry.rows.get_untracked()).collect();
    let wanted: usize = entries.iter().map(|entry| entry.result.figures()).sum();
    let good = rows.iter().filter(|row| row.agrees).count();
    let seconds = |state: &State| if let State::Done(seconds) = state { *seconds } else { 0.0 };
    let seconds: f64 = states.iter().map(seconds).sum();
    format!("{good} of {wanted} numbers agree. Your browser took {seconds:.1} s.")
}

/// One result.
fn card(entry: &Entry) -> El {
    let Entry { result, rows, state } = entry.clone();
    let Published { id, title, about, source, note, .. } = &*result;
    let heading = format!("published-{id}");
    let source = el("p")
        .class("quiet small-text")
        .text("Source: ")
        .child(el("a").attr("href", &source.address).attr("rel", "noopener").text(&source.text));
    let note = (!note.is_empty()).then(|| el("p").class("quiet small-text").text(note));
    let table = table(&result, rows);
    let table = match result.figures() {
        ..=SHORT => table,
        many => el("details").child(el("summary").text(format!("Show all {many} numbers"))).child(table),
    };
    el("section")
        .class("card pb-card")
        .attr("data-testid", &heading)
        .attr("aria-labelledby", &heading)
        .child(el("h2").attr("id", &heading).text(title))
        .child(el("p").text(about))
        .child(source)
        .children(note)
        .slot(move || [outcome(&state.get(), &rows.get_untracked())])
        .child(table)
        .children(ways(&result))
}

/// The verdict, in a line.
fn outcome(state: &State, rows: &[Row]) -> El {
    let line = el("p").attr("data-testid", "verdict");
    match state {
        State::Waits => line.class("pb-verdict quiet").text("Waits for its turn."),
        State::Runs => line.class("pb-verdict quiet").text("Computing …"),
        State::Failed(reason) => line.class("pb-verdict pb-off").text(format!("Not computed: {reason}")),
        State::Done(seconds) => {
            let verdict = verdict(rows);
            let (class, icon) = if verdict.agrees {
                ("pb-verdict pb-good", Icon::Check)
            } else {
                ("pb-verdict pb-off", Icon::Close)
            };
            let took = el("span").class("quiet small-text").text(format!("{seconds:.2} s"));
            line.class(class).child(icon.view()).child(el("span").text(verdict.text)).child(took)
        }
    }
}

/// Every figure: what was printed stands there at once, what comes out as it comes.
fn table(result: &Rc<Published>, rows: RwSignal<Vec<Row>>) -> El {
    let heads = ["What", "Published", "Here", "Difference"];
    let heads = heads.map(|head| el("th").attr("scope", "col").text(head));
    let mut before = 0;
    let bodies = result.cases.iter().map(|case| {
        let first = before;
        before += case.figures.len();
        let expected = result.expected(case);
        let group = expected.first().filter(|row| !row.case.is_empty()).map(|row| {
            let head = el("th").attr("scope", "rowgroup").attr("colspan", "4").text(&row.case);
            el("tr").class("pb-case").child(head)
        });
        let lines = expected.into_iter().enumerate();
        let lines = lines.map(move |(at, expected)| line(&expected, rows, first + at));
        el("tbody").children(group).children(lines)
    });
    let bodies: Vec<El> = bodies.collect();
    el("table")
        .class("pb-table")
        .child(el("caption").class("sr-only").text(format!("{}: published and recomputed", result.title)))
        .child(el("thead").child(el("tr").children(heads)))
        .children(bodies)
}

fn line(expected: &Row, rows: RwSignal<Vec<Row>>, at: usize) -> El {
    let cell = |name: &str| el("td").class("num").attr("data-label", name);
    let told = move |part: fn(Row) -> String| {
        move || rows.read().get(at).cloned().map_or_else(|| "…".to_owned(), part)
    };
    let difference =
        |row: Row| if row.agrees { row.difference } else { format!("{}: differs", row.difference) };
    el("tr")
        .live_attr("class", move || rows.read().get(at).filter(|row| !row.agrees).map(|_| "pb-off".into()))
        .child(el("th").attr("scope", "row").text(&expected.label))
        .child(cell("Published").text(&expected.published))
        .child(cell("Here").live_text(told(|row| row.here)))
        .child(cell("Difference").live_text(told(difference)))
}

/// Where the model can be opened.
fn ways(result: &Published) -> Option<El> {
    let project = &result.document;
    let share = Share { project, spec: &RunSpec::of(project), hash: None, view: None, theme: None };
    let playground = share::full(&share).ok()?;
    let studio = format!("#view=studio&{}", playground.trim_start_matches('#'));
    let way = |address: &str, words: &str| {
        el("a")
            .class("button small")
            .attr("href", address)
            .text(words)
            .child(el("span").class("sr-only").text(format!(": {}", result.title)))
    };
    Some(
        el("p")
            .class("pb-ways")
            .child(way(&playground, "Run this model"))
            .child(way(&studio, "Look inside, in the studio")),
    )
}

/// The results, which the build has put beside the studio.
async fn fetch() -> Option<Vec<Published>> {
    let meta = document().query_selector("meta[name=tokenwright-studio]").ok().flatten()?;
    let address = meta.get_attribute("data-published")?;
    let response = JsFuture::from(window().fetch_with_str(&address)).await.ok()?;
    let response: web_sys::Response = response.unchecked_into();
    let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    Published::list_from_json(&text).ok()
}
