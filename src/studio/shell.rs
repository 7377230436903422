//! The frame of the studio: whose it is, the way through the process, and what can
//! be done with the whole.

use super::command::Studio;
use super::diagram::diagram;
use super::incentives::incentives;
use super::model::{agents, mechanisms, stage_of};
use super::objective::objective;
use super::parts::{Field, follow, icon_tool, tool};
use super::plan::plan;
use super::problem::problem;
use super::projects::projects;
use super::published::published;
use super::report::report;
use super::side::{playground, side, to_side};
use super::stakeholders::people_and_flows;
use super::state::{Banner, Saving, Screen};
use super::stored;
use super::thread::thread;
use super::token::token;
use crate::studio::icon::Icon;
use crate::ui::command::{Command, Desk};
use crate::ui::components::theme_toggle;
use crate::ui::dom::{El, button, el, focus, svg};
use crate::ui::persist;
use crate::ui::templates;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;
use tokenwright::edit::Place;
use tokenwright::edit::status::{Stage, Status, status};
use wasm_bindgen::JsCast;

/// A step of the process: what it shows, what it is called, its name in the address.
type Step = (Screen, &'static str, &'static str);

/// The way through the process: what a part is called, and its steps.
const PROCESS: [(&str, &[Step]); 4] = [
    (
        "Discover",
        &[
            (Screen::Form(Stage::Problem), "Problem", "problem"),
            (Screen::Form(Stage::Stakeholders), "Stakeholders", "stakeholders"),
            (Screen::Form(Stage::Incentives), "Incentives", "incentives"),
        ],
    ),
    (
        "Design",
        &[
            (Screen::Form(Stage::Token), "Token", "token"),
            (Screen::Form(Stage::Mechanisms), "Mechanisms", "mechanisms"),
            (Screen::Diagram, "Diagram", "diagram"),
            (Screen::Form(Stage::Objective), "Objective", "objective"),
        ],
    ),
    (
        "Deploy",
        &[(Screen::Form(Stage::Agents), "Agents", "agents"), (Screen::Simulate, "Simulate", "simulate")],
    ),
    (
        "Deliver",
        &[
            (Screen::Form(Stage::Plan), "Plan", "plan"),
            (Screen::Form(Stage::Thread), "Thread", "thread"),
            (Screen::Report, "Report", "report"),
        ],
    ),
];

/// The name of a step in the address.
pub fn screen_name(screen: Screen) -> &'static str {
    let mut steps = PROCESS.iter().flat_map(|(_, steps)| steps.iter());
    steps.find(|(known, _, _)| *known == screen).map_or("", |(_, _, name)| name)
}

/// The step with a name.
pub fn screen_of(name: &str) -> Option<Screen> {
    let mut steps = PROCESS.iter().flat_map(|(_, steps)| steps.iter());
    steps.find(|(_, _, known)| *known == name).map(|(screen, _, _)| *screen)
}

/// Puts the studio into the body of the document, or the view of published results
/// where the address asks for that.
pub fn mount() {
    if persist::fragment().split('&').any(|pair| pair == "published") {
        return mount_parts(published);
    }
    templates::after(&persist::fragment(), || {
        mount_parts(parts);
        templates::fetch_all();
    });
}

fn mount_parts<const N: usize>(parts: impl FnOnce() -> [El; N] + 'static) {
    persist::remove_skeleton();
    mount_to_body(move || {
        if let Some(body) = document().body() {
            for part in parts() {
                let _mounted = body.append_child(&part.dom());
            }
        }
    });
}

fn parts() -> [El; 5] {
    let studio = Studio::start();
    Desk::get().send(Command::SetTheme(persist::stored_theme()));
    studio.open_address();
    let open = RwSignal::new(false);
    let keys = window_event_listener(leptos::ev::keydown, move |event| undo_keys(studio, &event));
    let address = persist::on_fragment_change(move |_| studio.open_address());
    let elsewhere = stored::on_change_elsewhere(move |key| studio.heard_of(&key));
    // The tab may be closed before the timer rings.
    let leaving = window_event_listener(leptos::ev::visibilitychange, move |_| studio.save());
    let left = window_event_listener(leptos::ev::pagehide, move |_| studio.save());
    on_cleanup(move || {
        for handle in [keys, address, elsewhere, leaving, left] {
            handle.remove();
        }
    });
    let title = follow(|project| project.meta.title.clone());
    Effect::new(move |_| document().set_title(&format!("{} – Tokenwright studio", title.get())));
    let skip = skip();
    let main = el("main").attr("id", "main").class("st-main").attr("tabindex", "-1").slot(move || {
        studio.known.opening.track();
        match studio.known.screen.get() {
            Screen::Simulate => untrack(playground),
            Screen::Report => untrack(report),
            Screen::Diagram => untrack(diagram),
            Screen::Form(stage) => untrack(|| form(stage)),
        }
    });
    let body = el("div")
        .class("st-body")
        .live_attr("data-screen", move || Some(screen_name(studio.known.screen.get()).into()))
        .child(navigation(studio))
        .child(main)
        .child(side())
        .child(to_side());
    [skip, top(studio, open), banners(studio), body, projects(open)]
}

/// The first thing that the keyboard reaches.
pub fn skip() -> El {
    el("a").class("skip").attr("href", "#main").text("Skip to the content").on("click", |event| {
        // The fragment belongs to the model, so the link moves the focus itself.
        event.prevent_default();
        focus_main();
    })
}

fn form(stage: Stage) -> Vec<El> {
    match stage {
        Stage::Problem => problem(),
        Stage::Stakeholders => people_and_flows(),
        Stage::Incentives => incentives(),
        Stage::Plan => plan(),
        Stage::Thread => thread(),
        Stage::Objective => objective(),
        Stage::Token => token(),
        Stage::Mechanisms => mechanisms(),
        Stage::Agents => agents(),
    }
}

/// Shows another step, with the focus at its beginning.
pub fn go(studio: Studio, screen: Screen) {
    studio.go(screen);
    request_animation_frame(|| {
        focus_main();
        window().scroll_to_with_x_and_y(0.0, 0.0);
    });
}

/// Shows another step, opened at an entry: a card, which it opens, or a statement of
/// the tree, which it selects. Without an entry, at its beginning.
pub fn go_to(studio: Studio, screen: Screen, entry: Option<String>) {
    let Some(entry) = entry else { return go(studio, screen) };
    studio.go(screen);
    request_animation_frame(move || {
        let found = document().get_element_by_id(&entry);
        let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else {
            return focus_main();
        };
        element.click();
        focus(&element);
        element.scroll_into_view();
    });
}

fn focus_main() {
    if let Some(main) = document().get_element_by_id("main") {
        focus(&main);
    }
}

/// Ctrl+Z and its kin. Fields show the document, so its history is theirs.
fn undo_keys(studio: Studio, event: &KeyboardEvent) {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
        return;
    }
    match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
        ("z", false) => studio.undo(),
        ("z", true) | ("y", false) => studio.redo(),
        _ => return,
    }
    event.prevent_default();
}

/// The mark and a name: the way back to the gallery.
pub fn brand(name: &str, told: &str) -> El {
    let line = |class: &str, d: &str| svg("path").class(class).attr("d", d);
    let mark = svg("svg")
        .class("mark")
        .attr("viewBox", "0 0 32 32")
        .attr("aria-hidden", "true")
        .child(line("mark-wide", "M4 20C11 20 16 11 28 5V27C16 25 11 20 4 20Z"))
        .child(line("mark-line", "M4 20C13 20 18 17 28 16"));
    el("a")
        .class("brand")
        .attr("href", "#")
        .attr("aria-label", told)
        .child(mark)
        .child(el("span").class("label").text(name))
}

fn top(studio: Studio, open: RwSignal<bool>) -> El {
    let brand = brand("Studio", "Studio: back to all models");
    let history = studio.known.history;
    let undoes = move || history.read().undoes().map(|name| format!("Undo: {name}"));
    let redoes = move || history.read().redoes().map(|name| format!("Redo: {name}"));
    let undo = button("button ghost icon-only")
        .attr("data-testid", "undo")
        .live_attr("title", move || undoes().map(|name| format!("{name} (Ctrl+Z)")))
        .live_attr("aria-label", move || Some(undoes().unwrap_or_else(|| "Undo".into())))
        .live_flag("disabled", move || undoes().is_none())
        .on_click(move || studio.undo())
        .child(Icon::Undo.view());
    let redo = button("button ghost icon-only")
        .attr("data-testid", "redo")
        .live_attr("title", move || redoes().map(|name| format!("{name} (Ctrl+Shift+Z)")))
        .live_attr("aria-label", move || Some(redoes().unwrap_or_else(|| "Redo".into())))
        .live_flag("disabled", move || redoes().is_none())
        .on_click(move || studio.redo())
        .child(Icon::Redo.view());
    let name = el("div").class("st-title").slot(move || {
        studio.known.opening.track();
        [untrack(|| Field::line("Title of the project", Place::Title, "").cell())]
    });
    let whole = follow(|project| project.meta.title.clone());
    let name = name.live_attr("title", move || Some(whole.get()));
    let saved =
        el("span").class("st-saved quiet small-text").attr("role", "status").attr("data-testid", "saving");
    let words = move || match studio.known.saving.get() {
        Saving::Untouched => "",
        Saving::Soon => "Saving …",
        Saving::Saved => "Saved in this browser",
        Saving::Refused => "Not saved",
        Saving::Conflict => "Changed elsewhere",
    };
    let all = button("button ghost")
        .attr("data-testid", "projects")
        .attr("aria-label", "Projects")
        .attr("aria-haspopup", "dialog")
        .on_click(move || open.set(true))
        .child(Icon::Copy.view())
        .child(el("span").class("label").text("Projects"));
    el("header")
        .class("top-bar st-top")
        .child(brand)
        .child(name)
        .child(saved.live_text(move || words().into()))
        .child(el("span").class("spacer"))
        .child(undo)
        .child(redo)
        .child(all)
        .child(theme_toggle())
}

fn banners(studio: Studio) -> El {
    let close = move || icon_tool(Icon::Close, "Dismiss", move || studio.dismiss());
    let line = |class: &str, text: &str| {
        el("div").class(class).attr("data-testid", "notice").child(el("p").text(text))
    };
    let conflict = move || {
        (studio.known.saving.get() == Saving::Conflict).then(|| {
            let text = "This project was changed in another tab. Nothing is overwritten: \
                        what you see is not saved until you choose.";
            line("notice warning", text)
                .child(tool(Icon::Copy, "Keep mine as a copy", move || studio.keep_mine()))
                .child(tool(Icon::Reset, "Load the other", move || studio.take_theirs()))
        })
    };
    let refused = move || {
        (studio.known.saving.get() == Saving::Refused).then(|| {
            let text = "This browser does not store the project: its storage is full or blocked. \
                        Nothing on screen is lost; export it to keep it.";
            line("notice error", text)
                .child(tool(Icon::Copy, "Export", move || super::projects::export(studio)))
                .child(tool(Icon::Reset, "Try again", move || studio.save()))
        })
    };
    let said = move || {
        studio.known.banner.get().map(|banner| match banner {
            Banner::Error(text) => line("notice error", &text).child(close()),
            Banner::Info(text) => line("notice", &text).child(close()),
            Banner::Deleted(stored) => {
                let undo = move || studio.restore(&stored);
                line("notice", "The project was deleted.")
                    .child(tool(Icon::Undo, "Undo", undo))
                    .child(close())
            }
        })
    };
    el("div")
        .class("notices")
        .attr("role", "status")
        .attr("aria-live", "polite")
        .slot(conflict)
        .slot(refused)
        .slot(said)
}

fn navigation(studio: Studio) -> El {
    let groups = PROCESS.iter().map(|(part, steps)| {
        let steps =
            steps.iter().map(|(screen, label, name)| el("li").child(step(studio, *screen, label, name)));
        let id = format!("part-{part}");
        el("div")
            .class("st-part")
            .child(el("p").class("st-part-name").attr("id", &id).text(part))
            .child(el("ul").attr("aria-labelledby", &id).children(steps))
    });
    el("nav").class("st-nav").attr("aria-label", "Process").children(groups)
}

/// A step, how complete it is and how much there is to say about it.
fn step(studio: Studio, screen: Screen, label: &str, name: &str) -> El {
    let link = button("st-step")
        .attr("data-testid", format!("step-{name}"))
        .live_attr("aria-current", move || (studio.known.screen.get() == screen).then(|| "step".into()))
        .on_click(move || go(studio, screen));
    let own = link.dom::<HtmlElement>();
    Effect::new(move |_| {
        if studio.known.screen.get() == screen {
            let own = own.clone();
            request_animation_frame(move || in_sight(&own));
        }
    });
    let Screen::Form(stage) = screen else {
        let icon = match screen {
            Screen::Report => Icon::Report,
            Screen::Diagram => Icon::Connect,
            _ => Icon::Play,
        };
        return link.child(icon.view()).child(el("span").class("st-step-label").text(label));
    };
    let own = follow(move |project| status(project, stage));
    let state = Memo::new(move |_| {
        let checked = studio.known.checked.read();
        let here = checked.problems.iter().filter(|(_, problem)| stage_of(&problem.path) == Some(screen));
        let own = own.get();
        // What forms ask about is often what the check finds as well.
        Status { findings: own.findings.max(here.count()), ..own }
    });
    let done = move || format!("{:.0}", state.get().complete * 100.0);
    let ring = |class: &str| {
        svg("circle").class(class).attr("cx", "10").attr("cy", "10").attr("r", "8").attr("pathLength", "100")
    };
    let picture = svg("svg")
        .class("st-ring")
        .attr("viewBox", "0 0 20 20")
        .attr("aria-hidden", "true")
        .child(ring("st-ring-all"))
        .child(ring("st-ring-done").live_attr("stroke-dasharray", move || Some(format!("{} 100", done()))));
    let count = move || state.get().findings;
    link.child(picture)
        .child(el("span").class("st-step-label").text(label))
        .child(el("span").class("sr-only").live_text(move || format!(", {} % complete", done())))
        .child(
            el("span")
                .class("st-count num")
                .live_flag("hidden", move || count() == 0)
                .child(el("span").live_text(move || count().to_string()))
                .child(el("span").class("sr-only").live_text(move || words(&state.get()))),
        )
}

/// Where the steps are a bar that scrolls, it scrolls to this one.
fn in_sight(step: &HtmlElement) {
    if let Ok(Some(bar)) = step.closest(".st-nav") {
        bar.set_scroll_left(step.offset_left() - (bar.client_width() - step.offset_width()) / 2);
    }
}

fn words(status: &Status) -> String {
    if status.findings == 1 { " finding".into() } else { " findings".into() }
}
