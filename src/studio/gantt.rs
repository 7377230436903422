//! The steps of the plan as a Gantt chart: each bar ends where the next begins, and is
//! made longer or shorter by its end or by its number.

use super::command::Studio;
use super::handle::{Handle, PLANE};
use super::icon::Icon;
use super::parts::{follow, icon_tool};
use crate::ui::dom::{El, el, field_text, target};
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;
use std::rc::Rc;
use tokenwright::discovery::plan::{Bar, Phase, effort, schedule};
use tokenwright::edit::Edit;
use tokenwright::num::decimal;
use tokenwright::project::Project;

/// A key moves the end of a bar by one of so many parts of a week, and a drag keeps to
/// them.
const PARTS: f64 = 10.0;

/// Longest step that a handle makes, in weeks; the field takes more.
const LONGEST_WEEKS: f64 = 52.0;

/// The bars of a document's plan.
pub fn bars(project: &Project) -> Vec<Bar> {
    let plan = &project.plan;
    let own: Vec<(&str, f64)> = plan.durations.iter().map(|own| (own.step.as_str(), own.weeks)).collect();
    schedule(&effort(plan.category, plan.security), &own)
}

/// A number of weeks, in words.
pub fn weeks(weeks: f64) -> String {
    format!("{weeks:.1}")
}

/// The bars of the steps, each with its duration.
pub fn gantt() -> El {
    let shown = follow(bars);
    let steps = shown.read_untracked().len();
    let end = Memo::new(move |_| shown.read().last().map_or(1.0, |bar| bar.start_weeks + bar.weeks).max(0.1));
    // While an end is dragged the weeks stay as wide as they were.
    let held = RwSignal::new(false);
    let axis = Memo::new(move |before: Option<&f64>| match before {
        Some(before) if held.get() => *before,
        _ => end.get(),
    });
    el("ul")
        .class("st-gantt")
        .live_attr("data-held", move || held.get().then(String::new))
        .children((0..steps).map(|at| row(shown, at, axis, held)))
}

fn row(shown: Memo<Vec<Bar>>, at: usize, axis: Memo<f64>, held: RwSignal<bool>) -> El {
    let studio = Studio::get();
    let bar = Memo::new(move |_| shown.read().get(at).copied());
    let step = bar.get_untracked().map(|bar| bar.step);
    let (id, label) = step.map_or(("", ""), |step| (step.id, step.label));
    let phase = match step.map(|step| step.phase) {
        Some(Phase::Discovery) => "discovery",
        Some(Phase::Design) => "design",
        _ => "deployment",
    };
    let set = move |weeks: Option<f64>| studio.send(Edit::Weeks { step: id.to_owned(), weeks });
    let lasts = move || bar.read().as_ref().map_or(0.0, |bar| bar.weeks);
    let part = move |of: fn(&Bar) -> f64| bar.read().as_ref().map_or(0.0, of) / axis.get();
    let text = move || weeks(lasts());
    let field = el("input")
        .attr("type", "number")
        .attr("inputmode", "decimal")
        .attr("min", "0")
        .attr("step", "any")
        .attr("aria-label", format!("{label}: weeks"))
        .attr("data-testid", format!("weeks-{id}"))
        .live_prop("value", text)
        .on("change", move |event| {
            set(decimal::parse(field_text(&event).trim()).filter(|weeks| *weeks >= 0.0));
            if let Some(input) = target::<HtmlInputElement>(&event) {
                input.set_value(&untrack(text));
            }
        });
    let own = move || bar.read().as_ref().is_some_and(|bar| bar.adjusted);
    let reset = icon_tool(Icon::Reset, format!("{label}: back to the estimate"), move || set(None));
    let neat = move |weeks: f64| ((weeks * PARTS).round() / PARTS).clamp(0.0, LONGEST_WEEKS);
    let handle = Handle {
        label: format!("{label}: end"),
        value: Rc::new(move || (lasts(), [0.0, LONGEST_WEEKS.max(lasts())])),
        said: Rc::new(move || format!("{} weeks", text())),
        pull: Rc::new(move |x, _| {
            let start = untrack(|| bar.read().as_ref().map_or(0.0, |bar| bar.start_weeks));
            set(Some(neat(x * axis.get_untracked() - start)));
        }),
        nudge: Rc::new(move |steps| set(Some(neat(untrack(lasts) + steps / PARTS)))),
        held,
    };
    let shape = el("span")
        .class(&format!("st-bar st-bar-{phase}"))
        .live_style("--start", move || part(|bar| bar.start_weeks).to_string())
        .live_style("--share", move || part(|bar| bar.weeks).to_string());
    let grip = el("span")
        .class("st-bar-end")
        .attr("data-testid", format!("end-{id}"))
        .live_style("--end", move || part(|bar| bar.start_weeks + bar.weeks).to_string());
    let track = el("span").class("st-gantt-track").attr(PLANE, "").child(shape).child(handle.on(grip));
    el("li")
        .class("st-gantt-row")
        .child(el("span").class("st-gantt-label").text(label))
        .child(track)
        .child(el("span").class("number-box").child(field).child(el("span").class("unit").text("weeks")))
        .child(el("span").class("st-gantt-reset").child(reset.live_flag("hidden", move || !own())))
}
