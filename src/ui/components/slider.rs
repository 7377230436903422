//! One parameter: a native range with a number box beside it.
//!
//! The range goes from stop to stop; the box takes any value in between. What is
//! typed outside of the range is clamped when typing ends, and said. A `%`
//! parameter is a ratio in the document and a percentage here.

use super::Icon;
use crate::ui::command::{Command, Desk};
use crate::ui::dom::{El, button, el, field_text, target};
use leptos::prelude::*;
use leptos::web_sys::HtmlInputElement;
use tokenwright::num::decimal;
use tokenwright::project::Parameter;
use tokenwright::report::number::exact;

/// What is said about typing, and the value that it is said about.
#[derive(Clone, PartialEq)]
struct Message {
    text: String,
    value: f64,
}

/// The control of the parameter that stands at a place in the document.
pub fn slider(index: usize, parameter: &Parameter) -> El {
    let desk = Desk::get();
    let default = parameter.default;
    let value = Memo::new(move |_| desk.state.spec.read().parameters.get(index).copied().unwrap_or(default));
    let message = RwSignal::new(None::<Message>);
    // What was said about a value is over when the value is another.
    let said =
        Memo::new(move |_| message.get().filter(|said| said.value == value.get()).map(|said| said.text));
    let about = (!parameter.about.is_empty()).then(|| format!("about-{}", parameter.id));
    let problem = el("p")
        .class("slider-message")
        .attr("role", "alert")
        .live_flag("hidden", move || said.read().is_none())
        .live_text(move || said.get().unwrap_or_default());
    let row = el("div")
        .class("slider-row")
        .child(range(index, parameter, value, about.as_deref()))
        .child(number_box(index, parameter, value, message, said));
    el("div")
        .class("slider")
        .child(head(index, parameter, value))
        .child(row)
        .child(problem)
        .children(about.map(|id| el("p").class("slider-about").attr("id", id).text(&parameter.about)))
}

/// The name, and the way back to the default.
fn head(index: usize, parameter: &Parameter, value: Memo<f64>) -> El {
    let desk = Desk::get();
    let default = parameter.default;
    let back = exact(default, &parameter.unit);
    let reset = button("slider-reset")
        .attr("data-testid", format!("reset-{}", parameter.id))
        .attr("title", format!("Back to {back}"))
        .attr("aria-label", format!("{}: back to {back}", parameter.label))
        .live_flag("hidden", move || value.get() == default)
        .on_click(move || desk.send(Command::ResetParameter(index)))
        .child(Icon::Reset.view());
    el("div")
        .class("slider-head")
        .child(el("label").attr("for", input_id(parameter)).text(&parameter.label))
        .child(reset)
}

/// The range, with a mark at the default.
fn range(index: usize, parameter: &Parameter, value: Memo<f64>, described: Option<&str>) -> El {
    let desk = Desk::get();
    let (min, max) = (parameter.min, parameter.max);
    let share = move |value: f64| ((value - min) / (max - min)).clamp(0.0, 1.0).to_string();
    let unit = parameter.unit.clone();
    let input = el("input")
        .attr("type", "range")
        .attr("id", input_id(parameter))
        .attr("data-testid", format!("slider-{}", parameter.id))
        .attr("min", min.to_string())
        .attr("max", max.to_string())
        .attr("step", parameter.step.to_string())
        .maybe_attr("aria-describedby", described)
        .live_attr("aria-valuetext", move || Some(exact(value.get(), &unit)))
        .live_style("--share", move || share(value.get()))
        .live_prop("value", move || value.get().to_string())
        .on("input", move |event| {
            if let Some(value) = decimal::parse(&field_text(&event)) {
                desk.send(Command::SetParameter { index, value });
            }
        })
        .on("change", move |_| desk.send(Command::FinishGesture));
    el("div").class("range").style("--default", share(parameter.default)).child(input)
}

/// The box for values between the stops.
fn number_box(
    index: usize,
    parameter: &Parameter,
    value: Memo<f64>,
    message: RwSignal<Option<Message>>,
    said: Memo<Option<String>>,
) -> El {
    let desk = Desk::get();
    let scale = if parameter.unit == "%" { 100.0 } else { 1.0 };
    let unit = parameter.unit.as_str();
    let of_unit = if unit.is_empty() { String::new() } else { format!(" in {unit}") };
    let (min, max) = (parameter.min, parameter.max);
    let within = move |value: f64| (min..=max).contains(&value);
    let read = move |text: String| {
        decimal::parse(text.trim()).map(|typed| typed / scale).filter(|value| value.is_finite())
    };
    let limits = parameter.clone();
    // Typing ends: what is out of range is clamped and said, and the box shows
    // what holds, even if it has not changed.
    let settle = move |input: &HtmlInputElement| {
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
    let input = el("input")
        .attr("type", "number")
        .attr("inputmode", "decimal")
        .attr("data-testid", format!("number-{}", parameter.id))
        .attr("aria-label", format!("{}, exact value{of_unit}", parameter.label))
        .live_attr("aria-invalid", move || said.read().as_ref().map(|_| "true".into()))
        .attr("min", shown(min, scale))
        .attr("max", shown(max, scale))
        .attr("step", shown(parameter.step, scale))
        .live_prop("value", move || shown(value.get(), scale))
        .on("input", move |event| {
            message.set(None);
            // The box is left alone while its text is unfinished.
            if let Some(typed) = read(field_text(&event)).filter(|typed| within(*typed)) {
                desk.send(Command::SetParameter { index, value: typed });
            }
        })
        .on("change", move |event| {
            if let Some(input) = target::<HtmlInputElement>(&event) {
                settle(&input);
            }
        });
    let unit = (!unit.is_empty()).then(|| el("span").class("unit").text(unit));
    el("span").class("number-box").child(input).children(unit)
}

fn input_id(parameter: &Parameter) -> String {
    format!("parameter-{}", parameter.id)
}

/// The value as the box shows it: without the noise of the last bits, which
/// 0.07 · 100 = 7.000000000000001 would show.
fn shown(value: f64, scale: f64) -> String {
    let rounded = format!("{:.11e}", value * scale);
    decimal::parse(&rounded).unwrap_or(value * scale).to_string()
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
