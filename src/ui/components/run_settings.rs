//! Seed, runs and steps.

use crate::ui::command::{Command, Desk};
use crate::ui::dom::{El, el, target};
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;
use tokenwright::num::decimal;
use tokenwright::share::{MAX_RUNS, MAX_SEED, MAX_STEPS};

/// The three numbers that decide how the design is simulated.
pub fn run_settings() -> El {
    let desk = Desk::get();
    let (spec, opened) = (desk.state.spec, desk.state.opened);
    let step = move || opened.get().map(|opened| step_name(&opened.sheet.run.step)).unwrap_or_default();
    let runs = Field { name: "runs", label: "Runs", least: 1, most: MAX_RUNS };
    let steps = Field { name: "steps", label: "Steps", least: 1, most: u64::from(MAX_STEPS) };
    let seed = Field { name: "seed", label: "Seed", least: 0, most: MAX_SEED };
    let set_steps = move |steps| desk.send(Command::SetSteps(u32::try_from(steps).unwrap_or(MAX_STEPS)));
    let fields = el("div")
        .class("run-fields")
        .child(runs.view(move || spec.read().runs, move |runs| desk.send(Command::SetRuns(runs))))
        .child(steps.view(move || u64::from(spec.read().steps), set_steps))
        .child(seed.view(move || spec.read().seed, move |seed| desk.send(Command::SetSeed(seed))));
    let words = move || {
        format!("One step is {}. The seed is the luck: the same seed gives the same futures.", step())
    };
    el("fieldset")
        .class("group run-settings")
        .child(el("legend").text("Simulation"))
        .child(fields)
        .child(el("p").class("slider-about").live_text(words))
}

/// A field for a whole number. It takes effect when typing ends: half a number
/// is not worth a run.
struct Field {
    name: &'static str,
    label: &'static str,
    least: u64,
    most: u64,
}

impl Field {
    fn view(self, value: impl Fn() -> u64 + Copy + 'static, set: impl Fn(u64) + 'static) -> El {
        let Field { name, label, least, most } = self;
        let message = RwSignal::new(None::<String>);
        let settle = move |input: &HtmlInputElement| {
            match decimal::parse(input.value().trim()) {
                Some(typed) if typed.is_finite() => {
                    // Out of range saturates, which the clamp below then brings in.
                    let whole = (typed.round() as u64).clamp(least, most);
                    let fits = typed >= least as f64 && typed <= most as f64;
                    message.set((!fits).then(|| format!("{label}: {least} to {most}. Set to {whole}.")));
                    set(whole);
                }
                _ => message.set(Some(format!("{label}: a whole number, please."))),
            }
            input.set_value(&untrack(value).to_string());
        };
        let input = el("input")
            .attr("type", "number")
            .attr("inputmode", "numeric")
            .attr("id", name)
            .attr("data-testid", name)
            .attr("min", least.to_string())
            .attr("max", most.to_string())
            .attr("step", "1")
            .live_prop("value", move || value().to_string())
            .on("change", move |event| {
                if let Some(input) = target::<HtmlInputElement>(&event) {
                    settle(&input);
                }
            });
        let problem = el("p")
            .class("slider-message")
            .attr("role", "alert")
            .live_flag("hidden", move || message.read().is_none())
            .live_text(move || message.get().unwrap_or_default());
        el("div").class("field").child(el("label").attr("for", name).text(label)).child(input).child(problem)
    }
}

fn step_name(step: &tokenwright::project::TimeStep) -> String {
    let unit = step.unit.name();
    if step.length == 1.0 { format!("one {unit}") } else { format!("{} {unit}s", step.length) }
}
