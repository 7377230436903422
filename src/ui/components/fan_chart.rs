//! A chart of one metric: fan over time or distribution at the end, read off by
//! pointer and keys, with the same numbers as a table.
//!
//! The canvas is redrawn at most once a frame and only for what changed; nothing
//! in it moves by itself, so reduced motion asks for nothing more. Whoever waits
//! for a picture (tests do) finds `data-revision`, which grows with every drawing
//! that is finished, and `data-stage` of the numbers that are in it.

mod canvas;
mod table;

use super::chart_legend::legend_key;
use crate::ui::dom::{El, button, el};
use canvas::{Painter, Watch};
use leptos::prelude::*;
use leptos::web_sys::{HtmlCanvasElement, KeyboardEvent, MouseEvent};
use std::sync::Arc;
use table::table;
use tokenwright::chart::data::{Chart, Series};
use tokenwright::chart::frame::Frame;
use tokenwright::project::TimeStep;
use tokenwright::schedule::Stage;
use tokenwright::simulate::Summary;
use wasm_bindgen::JsCast;

/// Points that an arrow key moves with Shift.
const LEAP: usize = 10;

/// Numbers, and how far their order had come.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The numbers.
    pub summary: Arc<Summary>,
    /// Of what stage; none: they were there before anything was simulated.
    pub stage: Option<Stage>,
}

/// What the chart is about; it stays the same while numbers come and go.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Id of the metric.
    pub id: String,
    /// Where it stands among the summary's metrics.
    pub index: usize,
    /// How people call it.
    pub label: String,
    /// Its unit; empty: none.
    pub unit: String,
    /// Why it matters; may be empty.
    pub about: String,
    /// What a step stands for.
    pub step: TimeStep,
}

/// What of the numbers is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    /// The fan.
    OverTime,
    /// The distribution of the last values.
    AtEnd,
}

/// What a chart's parts share. Signals are gathered here once.
#[derive(Clone, Copy)]
struct Scene {
    subject: StoredValue<Subject>,
    shown: Signal<Option<Shown>>,
    baseline: Signal<Option<Arc<Summary>>>,
    view: RwSignal<View>,
    layers: RwSignal<Layers>,
    /// Index of the point that is read off.
    cursor: RwSignal<Option<usize>>,
    /// Where things lie in the last drawing.
    frame: RwSignal<Option<Frame>>,
}

/// What is drawn beside bands and median.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layers {
    /// Nothing.
    Bands,
    /// The mean and the first single paths.
    Paths,
}

impl Scene {
    /// Does something with the chart, if there are numbers. Not tracked.
    fn with_chart<T>(&self, shown: &Option<Shown>, act: impl FnOnce(&Chart) -> T) -> Option<T> {
        let baseline = self.baseline.try_get_untracked()?;
        self.subject.try_with_value(|subject| {
            let variant = Series::of(&shown.as_ref()?.summary, subject.index)?;
            let baseline = baseline.as_ref().and_then(|summary| Series::of(summary, subject.index));
            Some(act(&Chart { variant, baseline, unit: &subject.unit, step: &subject.step }))
        })?
    }

    /// What is to be read off at the cursor, or at the end without one.
    fn readout(&self) -> String {
        let shown = self.shown.get();
        self.baseline.track();
        let cursor = self.cursor.get();
        let read = |chart: &Chart| {
            let last = chart.variant.times.len().saturating_sub(1);
            chart.readout(cursor.unwrap_or(last).min(last))
        };
        self.with_chart(&shown, read).flatten().unwrap_or_default()
    }

    fn in_words(&self) -> String {
        let shown = self.shown.get();
        self.baseline.track();
        let label = self.subject.with_value(|subject| subject.label.clone());
        self.with_chart(&shown, |chart| chart.in_words(&label))
            .unwrap_or_else(|| format!("{label}: no numbers yet"))
    }

    fn point_at(&self, x: f64) -> Option<usize> {
        let step = self.subject.with_value(|subject| subject.step.length);
        let time = self.frame.with_untracked(|frame| frame.as_ref().map(|frame| frame.x_at(x)))?;
        let shown = self.shown.get_untracked();
        self.with_chart(&shown, |chart| chart.variant.nearest(time / step)).flatten()
    }

    /// Where the cursor is, in CSS pixels from the left; only over time.
    fn cursor_x(&self) -> Option<f64> {
        let cursor = self.cursor.get().filter(|_| self.view.get() == View::OverTime)?;
        let shown = self.shown.get();
        let length = self.subject.with_value(|subject| subject.step.length);
        let step = self.with_chart(&shown, |chart| chart.variant.times.get(cursor).copied()).flatten()?;
        self.frame.with(|frame| Some(frame.as_ref()?.place(f64::from(step) * length, 0.0).0))
    }

    /// Moves the cursor as a key says; whether it was such a key. At the end
    /// there is but one point.
    fn press(&self, event: &KeyboardEvent) -> bool {
        if self.view.get_untracked() == View::AtEnd {
            return false;
        }
        let shown = self.shown.get_untracked();
        let last = self.with_chart(&shown, |chart| chart.variant.times.len()).unwrap_or(0).saturating_sub(1);
        let now = self.cursor.get_untracked().unwrap_or(last).min(last);
        let leap = if event.shift_key() { LEAP } else { 1 };
        let next = match event.key().as_str() {
            "ArrowLeft" => Some(now.saturating_sub(leap)),
            "ArrowRight" => Some((now + leap).min(last)),
            "Home" => Some(0),
            "End" => Some(last),
            "Escape" => None,
            _ => return false,
        };
        self.cursor.set(next);
        true
    }
}

/// The chart of one metric: the numbers of the design that is shown, and those of
/// the design that it is compared with.
pub fn fan_chart(
    subject: Subject,
    shown: Signal<Option<Shown>>,
    baseline: Signal<Option<Arc<Summary>>>,
) -> El {
    let Subject { id, label, unit, about, .. } = subject.clone();
    let scene = Scene {
        subject: StoredValue::new(subject),
        shown,
        baseline,
        view: RwSignal::new(View::OverTime),
        layers: RwSignal::new(Layers::Bands),
        cursor: RwSignal::new(None),
        frame: RwSignal::new(None),
    };
    let canvas = el("canvas").class("chart-canvas");
    let painter = Painter::new(scene, canvas.dom::<HtmlCanvasElement>());
    let watch = Watch::new(&canvas.dom::<HtmlCanvasElement>());
    Effect::new(move || {
        shown.track();
        baseline.track();
        scene.view.track();
        scene.layers.track();
        painter.paint_soon();
    });
    Effect::new(move || {
        watch.track();
        painter.measure_soon();
    });
    let drawn = painter.drawn;
    let title_id = format!("chart-title-{id}");
    let mut title = el("h3").class("chart-title").attr("id", &title_id).text(label);
    if !unit.is_empty() {
        title = title.text(" ").child(el("span").class("chart-unit").text(unit));
    }
    let why = (!about.is_empty()).then(|| el("p").class("chart-about").text(about));
    el("figure")
        .class("chart")
        .attr("data-testid", format!("chart-{id}"))
        .attr("aria-labelledby", title_id)
        .live_attr("data-revision", move || Some(drawn.get().revision.to_string()))
        .live_attr("data-stage", move || Some(drawn.get().stage_name().into()))
        .child(el("figcaption").class("chart-head").child(title).children(why))
        .children(plot(scene, canvas))
        .child(el("p").class("chart-readout num").live_text(move || scene.readout()))
        .child(el("div").class("chart-foot").child(legend(scene)).child(choices(scene)))
        .child(table(scene))
}

fn plot(scene: Scene, canvas: El) -> [El; 2] {
    let spoken = RwSignal::new(String::new());
    let plot = el("div")
        .class("chart-plot")
        .attr("role", "img")
        .attr("tabindex", "0")
        .live_attr("aria-label", move || Some(scene.in_words()))
        .on("mousemove", move |event| {
            if scene.view.get_untracked() == View::OverTime {
                let x = event.unchecked_ref::<MouseEvent>().offset_x();
                scene.cursor.set(scene.point_at(f64::from(x)));
            }
        })
        .on("mouseleave", move |_| scene.cursor.set(None))
        .on("blur", move |_| scene.cursor.set(None))
        .on("keydown", move |event| {
            if scene.press(event.unchecked_ref::<KeyboardEvent>()) {
                event.prevent_default();
                spoken.set(untrack(|| scene.readout()));
            }
        })
        .child(canvas)
        .child(
            el("div")
                .class("chart-cursor")
                .live_flag("hidden", move || scene.cursor_x().is_none())
                .live_style("left", move || format!("{}px", scene.cursor_x().unwrap_or(0.0))),
        );
    // Only what keys read off is spoken: a moving pointer would never stop.
    let said = el("p").class("sr-only").attr("aria-live", "polite").live_text(move || spoken.get());
    [plot, said]
}

fn legend(scene: Scene) -> El {
    let over_time = move || scene.view.get() == View::OverTime;
    let with_paths = move || over_time() && scene.layers.get() == Layers::Paths;
    el("ul").class("chart-legend").slot(move || {
        let keys = [
            (true, "chart-key-median", "median"),
            (over_time(), "chart-key-half", "middle half"),
            (over_time(), "chart-key-outer", "5–95 %"),
            (with_paths(), "chart-key-mean", "mean"),
            (with_paths(), "chart-key-path", "single runs"),
            (scene.baseline.get().is_some(), "chart-key-baseline", "baseline"),
        ];
        keys.into_iter().filter(|(there, ..)| *there).map(|(_, class, text)| legend_key(class, text))
    })
}

fn choices(scene: Scene) -> El {
    let pressed = |on: bool| Some(if on { "true" } else { "false" }.to_owned());
    el("div")
        .class("chart-choices")
        .attr("role", "group")
        .attr("aria-label", "What is drawn")
        .child(
            button("chart-choice")
                .live_attr("aria-pressed", move || pressed(scene.layers.get() == Layers::Paths))
                .live_flag("disabled", move || scene.view.get() == View::AtEnd)
                .on_click(move || {
                    scene.layers.update(|layers| {
                        *layers = match layers {
                            Layers::Bands => Layers::Paths,
                            Layers::Paths => Layers::Bands,
                        }
                    });
                })
                .text("Single runs"),
        )
        .child(
            button("chart-choice")
                .live_attr("aria-pressed", move || pressed(scene.view.get() == View::AtEnd))
                .on_click(move || {
                    scene.cursor.set(None);
                    scene.view.update(|view| {
                        *view = match view {
                            View::OverTime => View::AtEnd,
                            View::AtEnd => View::OverTime,
                        }
                    });
                })
                .text("At the end"),
        )
}
