//! One parameter: a native range with a number box beside it.
//!
//! The range goes from stop to stop; the box takes any value in between. What is
//! typed outside of the range is clamped when typing ends, and said. A `%`
//! parameter is a ratio in the document and a percentage here.

use super::Icon;
use crate::ui::command::{Command, Desk};
use leptos::prelude::*;
use tokenwright::project::Parameter;
use tokenwright::report::number::exact;

/// What is said about typing, and the value that it is said about.
#[derive(Clone, PartialEq)]
struct Message {
    text: String,
    value: f64,
}

/// The control of one parameter.
#[component]
pub fn Slider(
    /// Its place in the document.
    index: usize,
    /// What it is.
    parameter: Parameter,
) -> impl IntoView {
    let desk = Desk::get();
    let default = parameter.default;
    let value = Memo::new(move |_| desk.state.spec.read().parameters.get(index).copied().unwrap_or(default));
    let message = RwSignal::new(None::<Message>);
    // What was said about a value is over when the value is another.
    let said =
        Memo::new(move |_| message.get().filter(|said| said.value == value.get()).map(|said| said.text));
    let about = format!("about-{}", parameter.id);
    let described = (!parameter.about.is_empty()).then(|| about.clone());
    view! {
        <div class="slider">
            <Head index parameter=parameter.clone() value/>
            <div class="slider-row">
                <Range index parameter=parameter.clone() value described/>
                <NumberBox index parameter=parameter.clone() value message said/>
            </div>
            <p class="slider-message" role="alert" hidden=move || said.read().is_none()>{move || said.get()}</p>
            {(!parameter.about.is_empty())
                .then(|| view! { <p class="slider-about" id=about>{parameter.about.clone()}</p> })}
        </div>
    }
}

/// The name, and the way back to the default.
#[component]
fn Head(index: usize, parameter: Parameter, value: Memo<f64>) -> impl IntoView {
    let desk = Desk::get();
    let default = parameter.default;
    let back = format!("Back to {}", exact(default, &parameter.unit));
    let label = format!("{}: {}", parameter.label, back.to_lowercase());
    view! {
        <div class="slider-head">
            <label for=input_id(&parameter)>{parameter.label.clone()}</label>
            <button type="button" class="slider-reset" data-testid=format!("reset-{}", parameter.id)
                title=back aria-label=label hidden=move || value.get() == default
                on:click=move |_| desk.send(Command::ResetParameter(index))>
                {Icon::Reset.view()}
            </button>
        </div>
    }
}

/// The range, with a mark at the default.
#[component]
fn Range(index: usize, parameter: Parameter, value: Memo<f64>, described: Option<String>) -> impl IntoView {
    let desk = Desk::get();
    let (min, max) = (parameter.min, parameter.max);
    let share = move |value: f64| ((value - min) / (max - min)).clamp(0.0, 1.0).to_string();
    let unit = parameter.unit.clone();
    view! {
        <div class="range" style=("--default", share(parameter.default))>
            <input type="range" id=input_id(&parameter) data-testid=format!("slider-{}", parameter.id)
                min=min max=max step=parameter.step
                aria-describedby=described
                aria-valuetext=move || exact(value.get(), &unit)
                style=("--share", move || share(value.get()))
                prop:value=move || value.get().to_string()
                on:input=move |event| {
                    if let Ok(value) = event_target_value(&event).parse() {
                        desk.send(Command::SetParameter { index, value });
                    }
                }
                on:change=move |_| desk.send(Command::FinishGesture)
            />
        </div>
    }
}

/// The box for values between the stops.
#[component]
fn NumberBox(
    index: usize,
    parameter: Parameter,
    value: Memo<f64>,
    message: RwSignal<Option<Message>>,
    said: Memo<Option<String>>,
) -> impl IntoView {
    let desk = Desk::get();
    let scale = if parameter.unit == "%" { 100.0 } else { 1.0 };
    let unit = parameter.unit.clone();
    let label = format!(
        "{}, exact value{}",
        parameter.label,
        if unit.is_empty() { String::new() } else { format!(" in {unit}") }
    );
    let (min, max) = (parameter.min, parameter.max);
    let within = move |value: f64| (min..=max).contains(&value);
    let read = move |text: String| {
        text.trim().parse::<f64>().ok().map(|typed| typed / scale).filter(|value| value.is_finite())
    };
    let limits = parameter.clone();
    // Typing ends: what is out of range is clamped and said, and the box shows
    // what holds, even if it has not changed.
    let settle = move |event: leptos::ev::Event| {
        let input = event_target::<web_sys::HtmlInputElement>(&event);
        let typed = read(input.value());
        if let Some(value) = typed {
            desk.send(Command::SetParameter { index, value });
        }
        desk.send(Command::FinishGesture);
        let text = match typed {
            None => Some("That is not a number, so nothing was changed.".into()),
            Some(typed) if within(typed) => None,
            Some(typed) => Some(out_of_range(&limits, typed)),
        };
        message.set(text.map(|text| Message { text, value: value.get_untracked() }));
        input.set_value(&shown(value.get_untracked(), scale));
    };
    view! {
        <span class="number-box">
            <input type="number" inputmode="decimal" data-testid=format!("number-{}", parameter.id)
                aria-label=label aria-invalid=move || said.read().is_some().then_some("true")
                min=shown(min, scale) max=shown(max, scale) step=shown(parameter.step, scale)
                prop:value=move || shown(value.get(), scale)
                on:input=move |event| {
                    message.set(None);
                    // The box is left alone while its text is unfinished.
                    if let Some(typed) = read(event_target_value(&event)).filter(|typed| within(*typed)) {
                        desk.send(Command::SetParameter { index, value: typed });
                    }
                }
                on:change=settle
            />
            {(!unit.is_empty()).then(|| view! { <span class="unit">{unit.clone()}</span> })}
        </span>
    }
}

fn input_id(parameter: &Parameter) -> String {
    format!("parameter-{}", parameter.id)
}

/// The value as the box shows it: without the noise of the last bits, which
/// 0.07 · 100 = 7.000000000000001 would show.
fn shown(value: f64, scale: f64) -> String {
    let rounded = format!("{:.11e}", value * scale);
    rounded.parse::<f64>().unwrap_or(value * scale).to_string()
}

fn out_of_range(parameter: &Parameter, typed: f64) -> String {
    let (word, limit) =
        if typed > parameter.max { ("most", parameter.max) } else { ("least", parameter.min) };
    format!(
        "{} is out of range: set to the {word}, {}.",
        exact(typed, &parameter.unit),
        exact(limit, &parameter.unit)
    )
}
