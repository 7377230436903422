//! The report: all of the document and of the last simulation on one page, as the
//! command line makes it; to be printed, copied as Markdown, or kept as a file.

use super::command::Studio;
use super::icon::Icon;
use super::parts::tool;
use super::projects::save;
use super::scored::{Scored, scored};
use crate::ui::command::Desk;
use crate::ui::components::share_dialog::copy_text;
use crate::ui::dom::{El, el, live};
use crate::ui::state::Activity;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::sync::Once;
use tokenwright::report::{Page, STYLE, html, html_body, markdown, page};
use tokenwright::simulate::RunSpec;
use wasm_bindgen::JsValue;
use web_sys::Element;

/// The page with what can be done with it.
pub fn report() -> Vec<El> {
    dress();
    let studio = Studio::get();
    let state = Desk::get().state;
    let scored = scored();
    let shown = Memo::new(move |_| {
        let (project, outcome) = (studio.known.project.read(), state.outcome.read());
        let scored = scored.read();
        let sure = if let Scored::Known(sure) = &*scored { sure.as_deref() } else { None };
        match &*outcome {
            Some(outcome) => {
                page(&project, &outcome.spec, Some((&outcome.summary, sure)), &studio.evidence.read())
            }
            None => page(&project, &RunSpec::of(&**project), None, &[]),
        }
    });
    let sheet = el("div").class("st-report").attr("data-testid", "report");
    let element: Element = sheet.dom();
    // All texts of the document are escaped in it.
    live(move || element.set_inner_html(&html_body(&shown.read())));
    let running = move || {
        let simulates = matches!(*state.activity.read(), Activity::Starting | Activity::Running { .. });
        state.opened.read().is_some() && (simulates || *scored.read() == Scored::Running)
    };
    let wait = el("p")
        .class("quiet small-text")
        .live_flag("hidden", move || !running())
        .text("Still simulating: the figures will change.");
    vec![tools(studio, shown).child(wait), sheet]
}

fn tools(studio: Studio, shown: Memo<Page>) -> El {
    let said = RwSignal::new("");
    let print = move || {
        if window().print().is_err() {
            said.set("This browser does not print.");
        }
    };
    let copy = move || {
        let text = markdown(&shown.read_untracked());
        spawn_local(async move {
            said.set(if copy_text(&text).await { "Copied." } else { "This browser did not copy it." });
        });
    };
    let keep = move || {
        let name = format!("{}.html", studio.known.project.read_untracked().meta.id);
        let made = save(&name, "text/html", &html(&shown.read_untracked()));
        said.set(if made.is_some() { "Saved." } else { "This browser did not make the file." });
    };
    el("div")
        .class("st-report-tools")
        .attr("role", "toolbar")
        .attr("aria-label", "Report")
        .child(tool(Icon::Report, "Print or save as PDF", print).attr("data-testid", "print"))
        .child(tool(Icon::Copy, "Copy as Markdown", copy).attr("data-testid", "copy-markdown"))
        .child(tool(Icon::Share, "Download HTML", keep).attr("data-testid", "download-html"))
        .child(
            el("span")
                .class("quiet small-text")
                .attr("role", "status")
                .live_text(move || said.get().to_owned()),
        )
}

/// Gives the page the style of reports: the one that is in the files, as a sheet of
/// its own, for the page's policy allows no inline styles.
fn dress() {
    static DRESSED: Once = Once::new();
    DRESSED.call_once(|| {
        let add = || -> Result<(), JsValue> {
            let sheet = web_sys::CssStyleSheet::new()?;
            sheet.replace_sync(STYLE)?;
            let sheets = js_sys::Reflect::get(&document(), &"adoptedStyleSheets".into())?;
            let push: js_sys::Function = js_sys::Reflect::get(&sheets, &"push".into())?.into();
            push.call1(&sheets, &sheet).map(drop)
        };
        // A browser without such sheets shows the report in the page's own style.
        let _plain = add();
    });
}
