//! Seed, runs and steps.

use crate::ui::command::{Command, Desk};
use leptos::prelude::*;
use tokenwright::share::{MAX_RUNS, MAX_SEED, MAX_STEPS};

/// The three numbers that decide how the design is simulated.
#[component]
pub fn RunSettings() -> impl IntoView {
    let desk = Desk::get();
    let spec = desk.state.spec;
    let opened = desk.state.opened;
    let step = move || opened.get().map(|opened| step_name(&opened.project.run.step)).unwrap_or_default();
    view! {
        <fieldset class="group run-settings">
            <legend>"Simulation"</legend>
            <div class="run-fields">
                <WholeNumber name="runs" label="Runs" least=1 most=MAX_RUNS
                    value=Signal::derive(move || spec.read().runs)
                    set=Callback::new(move |runs| desk.send(Command::SetRuns(runs)))/>
                <WholeNumber name="steps" label="Steps" least=1 most=u64::from(MAX_STEPS)
                    value=Signal::derive(move || u64::from(spec.read().steps))
                    set=Callback::new(move |steps| {
                        desk.send(Command::SetSteps(u32::try_from(steps).unwrap_or(MAX_STEPS)));
                    })/>
                <WholeNumber name="seed" label="Seed" least=0 most=MAX_SEED
                    value=Signal::derive(move || spec.read().seed)
                    set=Callback::new(move |seed| desk.send(Command::SetSeed(seed)))/>
            </div>
            <p class="slider-about">"One step is " {step} ". The seed is the luck: the same seed gives the same futures."</p>
        </fieldset>
    }
}

/// A field for a whole number. It takes effect when typing ends: half a number
/// is not worth a run.
#[component]
fn WholeNumber(
    name: &'static str,
    label: &'static str,
    least: u64,
    most: u64,
    value: Signal<u64>,
    set: Callback<u64>,
) -> impl IntoView {
    let message = RwSignal::new(None::<String>);
    let settle = move |event: leptos::ev::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        match input.value().trim().parse::<f64>() {
            Ok(typed) if typed.is_finite() => {
                // Out of range saturates, which the clamp below then brings in.
                let whole = (typed.round() as u64).clamp(least, most);
                let fits = typed >= least as f64 && typed <= most as f64;
                message.set((!fits).then(|| format!("{label}: {least} to {most}. Set to {whole}.")));
                set.run(whole);
            }
            _ => message.set(Some(format!("{label}: a whole number, please."))),
        }
        input.set_value(&value.get_untracked().to_string());
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input type="number" inputmode="numeric" id=name data-testid=name min=least.to_string() max=most.to_string()
                step="1" prop:value=move || value.get().to_string() on:change=settle/>
            <p class="slider-message" role="alert" hidden=move || message.read().is_none()>{move || message.get()}</p>
        </div>
    }
}

fn step_name(step: &tokenwright::project::TimeStep) -> String {
    let unit = step.unit.name();
    if step.length == 1.0 { format!("one {unit}") } else { format!("{} {unit}s", step.length) }
}
