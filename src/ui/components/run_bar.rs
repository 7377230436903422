//! How much is simulated: runs done, more of them, and an end to it.

use super::Icon;
use crate::ui::command::{Command, Desk, next_level};
use crate::ui::dom::{El, button, el};
use crate::ui::state::{Activity, State};
use leptos::prelude::*;
use std::time::Duration;
use tokenwright::report::number::{exact, human};

/// The status is said when the engine has come to rest for so long: a drag is
/// not to be a stream of announcements.
const SAID_AFTER: Duration = Duration::from_millis(400);

/// The bar.
pub fn run_bar() -> El {
    let desk = Desk::get();
    let state = desk.state;
    let running = Memo::new(move |_| matches!(*state.activity.read(), Activity::Running { .. }));
    let pinned = Memo::new(move |_| state.baseline.read().is_some());
    let done = Memo::new(move |_| state.outcome.read().as_ref().map_or(0, |outcome| outcome.summary.runs));
    let count = el("strong")
        .class("num")
        .attr("data-testid", "runs-done")
        .live_attr("data-runs", move || Some(done.get().to_string()))
        .live_text(move || exact(done.get() as f64, ""));
    let pin = button("button small")
        .attr("data-testid", "pin-baseline")
        .attr("title", "Keep this design in the charts, then change something: both meet the same luck.")
        .on_click(move || desk.send(Command::PinBaseline))
        .child(Icon::Pin.view())
        .live_text(move || if pinned.get() { "Pin this instead" } else { "Pin as baseline" }.into());
    let cancel = button("button small")
        .attr("data-testid", "cancel")
        .live_flag("hidden", move || !running.get())
        .on_click(move || desk.send(Command::Cancel))
        .child(Icon::Stop.view())
        .text("Stop");
    let more_runs = button("button small")
        .attr("data-testid", "run-more")
        .live_flag("hidden", move || running.get() || more(state).is_none())
        .on_click(move || desk.send(Command::RunMore))
        .child(Icon::Play.view())
        .live_text(move || more(state).unwrap_or_default());
    let bar = el("progress")
        .live_attr("class", move || {
            Some(if running.get() { "run-progress" } else { "run-progress idle" }.into())
        })
        .attr("aria-label", "Runs done")
        .attr("max", "1")
        .live_attr("value", move || Some(progress(state).to_string()));
    el("section")
        .class("run-bar")
        .attr("aria-label", "Simulation")
        .child(
            el("p")
                .class("run-count")
                .child(count)
                .text(" futures")
                .child(el("span").class("quiet").live_text(move || length(state))),
        )
        .child(status())
        .child(el("span").class("spacer"))
        .child(
            el("span").class("run-rate num quiet").attr("data-testid", "rate").live_text(move || rate(state)),
        )
        .children([pin, cancel, more_runs, bar])
}

/// What the engine is doing, in words.
fn status() -> El {
    let activity = Desk::get().state.activity;
    let said = RwSignal::new(words(&activity.get_untracked()));
    let now = Memo::new(move |_| words(&activity.read()));
    let timer = StoredValue::new_local(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let text = now.get();
        if let Some(earlier) = timer.try_update_value(Option::take).flatten() {
            earlier.clear();
        }
        timer.set_value(set_timeout_with_handle(move || said.set(text), SAID_AFTER).ok());
    });
    on_cleanup(move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    });
    el("p")
        .class("run-status quiet")
        .attr("data-testid", "status")
        .attr("role", "status")
        .attr("aria-live", "polite")
        .live_text(move || said.get())
}

fn words(activity: &Activity) -> String {
    match activity {
        Activity::Starting => "Loading the simulator …".into(),
        Activity::Running { .. } => "Simulating …".into(),
        Activity::Done { runs, seconds } => format!("Done: {} in {seconds:.1} s", futures(*runs)),
        Activity::Cancelled { done, total } => {
            format!("Stopped after {} of {}", exact(*done as f64, ""), futures(*total))
        }
        Activity::Invalid => "This document has errors and cannot run.".into(),
        Activity::Failed(reason) => format!("The simulation failed: {reason}."),
    }
}

fn futures(runs: u64) -> String {
    let noun = if runs == 1 { "future" } else { "futures" };
    format!("{} {noun}", exact(runs as f64, ""))
}

/// ` of 10,000` while more are on their way, then how long each is.
fn length(state: State) -> String {
    let spec = state.spec.read();
    let unit = state.opened.read().as_ref().map_or("step", |opened| {
        let step = &opened.sheet.run.step;
        if step.length == 1.0 { step.unit.name() } else { "step" }
    });
    let plural = if spec.steps == 1 { "" } else { "s" };
    let of = match *state.activity.read() {
        Activity::Running { total, .. } => format!(" of {}", exact(total as f64, "")),
        _ => String::new(),
    };
    format!("{of} · {} {unit}{plural} each · seed {}", exact(f64::from(spec.steps), ""), spec.seed)
}

fn rate(state: State) -> String {
    match *state.activity.read() {
        Activity::Running { rate: Some(rate), .. } => format!("{} runs/s", human(rate)),
        Activity::Done { runs, seconds } if seconds > 0.0 => {
            format!("{} runs/s", human(runs as f64 / seconds))
        }
        _ => String::new(),
    }
}

fn progress(state: State) -> f64 {
    match *state.activity.read() {
        Activity::Running { done, total, .. } => done as f64 / total.max(1) as f64,
        _ => 1.0,
    }
}

/// The words of the button; none if there is no larger run set.
fn more(state: State) -> Option<String> {
    if let Activity::Cancelled { total, .. } = *state.activity.read() {
        return Some(format!("Run {}", exact(total as f64, "")));
    }
    next_level(state.spec.read().runs).map(|runs| format!("Run {}", exact(runs as f64, "")))
}
