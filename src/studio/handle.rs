//! Handles in pictures: dragged by a pointer or moved by keys, sliders to those who do
//! not see them. One drag, and keys in a row, are one step of the history.

use super::command::Studio;
use crate::ui::dom::{El, current_target};
use leptos::prelude::*;
use leptos::web_sys::{Element, KeyboardEvent, PointerEvent};
use std::rc::Rc;
use wasm_bindgen::JsCast;

/// How many small steps a large one is.
const LEAP: f64 = 10.0;

/// The attribute of the element in which a handle is dragged.
pub const PLANE: &str = "data-plane";

/// A handle.
pub struct Handle {
    /// What it sets.
    pub label: String,
    /// What it is at, and between which numbers it can be.
    pub value: Rc<dyn Fn() -> (f64, [f64; 2])>,
    /// The same in words.
    pub said: Rc<dyn Fn() -> String>,
    /// A pointer drags it to a point of its plane: shares of the width from the left, and
    /// of the height from above.
    pub pull: Rc<dyn Fn(f64, f64)>,
    /// A key moves it by so many small steps.
    pub nudge: Rc<dyn Fn(f64)>,
    /// Whether it is being dragged; pictures keep their scale as long as it is.
    pub held: RwSignal<bool>,
}

impl Handle {
    /// Makes an element that is drawn in a plane the handle.
    pub fn on(self, drawn: El) -> El {
        let Handle { label, value, said, pull, nudge, held } = self;
        let studio = Studio::get();
        let number = move |which: fn((f64, [f64; 2])) -> f64| {
            let value = value.clone();
            move || Some(format!("{}", which(value())))
        };
        let end = move |_| {
            if held.get_untracked() {
                held.set(false);
                studio.finish();
            }
        };
        drawn
            .attr("role", "slider")
            .attr("tabindex", "0")
            .attr("aria-label", label)
            .live_attr("aria-valuenow", number(|(now, _)| now))
            .live_attr("aria-valuemin", number(|(_, [least, _])| least))
            .live_attr("aria-valuemax", number(|(_, [_, most])| most))
            .live_attr("aria-valuetext", move || Some(said()))
            .on("pointerdown", move |event| {
                let event: &PointerEvent = event.unchecked_ref();
                if event.button() != 0 {
                    return;
                }
                if let Some(own) = current_target::<Element>(event) {
                    // Without it, what leaves the handle is lost, and no more.
                    let _captured = own.set_pointer_capture(event.pointer_id());
                    crate::ui::dom::focus(&own);
                }
                event.prevent_default();
                studio.finish();
                held.set(true);
            })
            .on("pointermove", move |event| {
                if held.get_untracked()
                    && let Some((x, y)) = place(event.unchecked_ref())
                {
                    pull(x, y);
                }
            })
            .on("pointerup", end)
            .on("pointercancel", end)
            .on("blur", move |_| studio.finish())
            .on("keydown", move |event| {
                let key: &KeyboardEvent = event.unchecked_ref();
                let leap = if key.shift_key() { LEAP } else { 1.0 };
                let steps = match key.key().as_str() {
                    "ArrowRight" | "ArrowUp" => leap,
                    "ArrowLeft" | "ArrowDown" => -leap,
                    "PageUp" => LEAP,
                    "PageDown" => -LEAP,
                    _ => return,
                };
                event.prevent_default();
                nudge(steps);
            })
    }
}

/// Where in its plane a pointer is, in shares of it.
fn place(event: &PointerEvent) -> Option<(f64, f64)> {
    let plane = current_target::<Element>(event)?.closest(&format!("[{PLANE}]")).ok()??;
    let rect = plane.get_bounding_client_rect();
    let share = |at: i32, from: f64, size: f64| (size > 0.0).then(|| (f64::from(at) - from) / size);
    Some((
        share(event.client_x(), rect.left(), rect.width())?,
        share(event.client_y(), rect.top(), rect.height())?,
    ))
}
