//! A chart of one metric: fan over time or distribution at the end, read off by
//! pointer and keys, with the same numbers as a table.
//!
//! The canvas is redrawn at most once a frame and only for what changed; nothing
//! in it moves by itself, so reduced motion asks for nothing more. Whoever waits
//! for a picture (tests do) finds `data-revision`, which grows with every drawing
//! that is finished, and `data-stage` of the numbers that are in it.

mod canvas;
mod table;

use canvas::{Painter, Watch};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{KeyboardEvent, MouseEvent};
use std::sync::Arc;
use table::Table;
use tokenwright::chart::data::{Chart, Series};
use tokenwright::chart::frame::Frame;
use tokenwright::project::TimeStep;
use tokenwright::schedule::Stage;
use tokenwright::simulate::Summary;

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

/// The chart of one metric.
#[component]
pub fn FanChart(
    /// What it is about.
    subject: Subject,
    /// The numbers of the design that is shown.
    #[prop(into)]
    shown: Signal<Option<Shown>>,
    /// Those of the design that it is compared with.
    #[prop(into)]
    baseline: Signal<Option<Arc<Summary>>>,
) -> impl IntoView {
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
    let canvas = NodeRef::<html::Canvas>::new();
    let painter = Painter::new(scene, canvas);
    let watch = Watch::new(canvas);
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
    let titled_by = title_id.clone();
    view! {
        <figure
            class="chart"
            data-testid=format!("chart-{id}")
            data-revision=move || drawn.get().revision.to_string()
            data-stage=move || drawn.get().stage_name()
            aria-labelledby=titled_by
        >
            <figcaption class="chart-head">
                <h3 class="chart-title" id=title_id>
                    {label}
                    {(!unit.is_empty()).then(|| view! { " " <span class="chart-unit">{unit}</span> })}
                </h3>
                {(!about.is_empty()).then(|| view! { <p class="chart-about">{about}</p> })}
            </figcaption>
            <Plot scene canvas/>
            <p class="chart-readout num">{move || scene.readout()}</p>
            <div class="chart-foot">
                <Legend scene/>
                <Choices scene/>
            </div>
            <Table scene/>
        </figure>
    }
}

#[component]
fn Plot(scene: Scene, canvas: NodeRef<html::Canvas>) -> impl IntoView {
    let spoken = RwSignal::new(String::new());
    let on_move = move |event: MouseEvent| {
        if scene.view.get_untracked() == View::OverTime {
            scene.cursor.set(scene.point_at(f64::from(event.offset_x())));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if scene.press(&event) {
            event.prevent_default();
            spoken.set(untrack(|| scene.readout()));
        }
    };
    view! {
        <div
            class="chart-plot"
            role="img"
            tabindex="0"
            aria-label=move || scene.in_words()
            on:mousemove=on_move
            on:mouseleave=move |_| scene.cursor.set(None)
            on:keydown=on_key
            on:blur=move |_| scene.cursor.set(None)
        >
            <canvas class="chart-canvas" node_ref=canvas></canvas>
            <div
                class="chart-cursor"
                hidden=move || scene.cursor_x().is_none()
                style:left=move || format!("{}px", scene.cursor_x().unwrap_or(0.0))
            ></div>
        </div>
        // Only what keys read off is spoken: a moving pointer would never stop.
        <p class="sr-only" aria-live="polite">{spoken}</p>
    }
}

#[component]
fn Legend(scene: Scene) -> impl IntoView {
    let key = |class: &'static str, text: &'static str| {
        view! { <li><span class=format!("chart-key {class}") aria-hidden="true"></span>{text}</li> }
    };
    let over_time = move || scene.view.get() == View::OverTime;
    let with_paths = move || over_time() && scene.layers.get() == Layers::Paths;
    view! {
        <ul class="chart-legend">
            {key("chart-key-median", "median")}
            {move || over_time().then(|| (key("chart-key-half", "middle half"), key("chart-key-outer", "5–95 %")))}
            {move || with_paths().then(|| (key("chart-key-mean", "mean"), key("chart-key-path", "single runs")))}
            {move || scene.baseline.get().map(|_| key("chart-key-baseline", "baseline"))}
        </ul>
    }
}

#[component]
fn Choices(scene: Scene) -> impl IntoView {
    let pressed = |on: bool| if on { "true" } else { "false" };
    view! {
        <div class="chart-choices" role="group" aria-label="What is drawn">
            <button
                type="button"
                class="chart-choice"
                aria-pressed=move || pressed(scene.layers.get() == Layers::Paths)
                disabled=move || scene.view.get() == View::AtEnd
                on:click=move |_| scene.layers.update(|layers| *layers = match layers {
                    Layers::Bands => Layers::Paths,
                    Layers::Paths => Layers::Bands,
                })
            >
                "Single runs"
            </button>
            <button
                type="button"
                class="chart-choice"
                aria-pressed=move || pressed(scene.view.get() == View::AtEnd)
                on:click=move |_| {
                    scene.cursor.set(None);
                    scene.view.update(|view| *view = match view {
                        View::OverTime => View::AtEnd,
                        View::AtEnd => View::OverTime,
                    });
                }
            >
                "At the end"
            </button>
        </div>
    }
}
