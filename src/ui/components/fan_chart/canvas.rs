//! From numbers to pixels: when to draw, at which size, in which colours.

use super::{Layers, Scene, View};
use leptos::prelude::*;
use leptos::web_sys::{
    CanvasRenderingContext2d, CssStyleDeclaration, HtmlCanvasElement, MediaQueryList, MutationObserver,
    MutationObserverInit, ResizeObserver,
};
use plotters::drawing::IntoDrawingArea;
use plotters_canvas::CanvasBackend;
use tokenwright::chart::frame::Frame;
use tokenwright::chart::palette::{Palette, Rgb};
use tokenwright::chart::{Layer, Pen, draw_fan, draw_histogram};
use tokenwright::schedule::Stage;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// What the canvas shows now.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Drawn {
    /// How many drawings there have been.
    pub revision: u64,
    /// Of which stage its numbers are; none: precomputed, or no numbers.
    pub stage: Option<Stage>,
}

impl Drawn {
    /// As the attribute says it.
    pub fn stage_name(self) -> &'static str {
        match self.stage {
            None => "none",
            Some(Stage::Coarse) => "coarse",
            Some(Stage::Refining) => "refining",
            Some(Stage::Done) => "done",
        }
    }
}

/// Draws a scene on a canvas, at most once a frame.
#[derive(Clone, Copy)]
pub(super) struct Painter {
    scene: Scene,
    canvas: StoredValue<HtmlCanvasElement, LocalStorage>,
    waiting: StoredValue<bool>,
    surface: StoredValue<Option<Surface>>,
    /// What is on the canvas.
    pub drawn: RwSignal<Drawn>,
}

impl Painter {
    /// A painter that has drawn nothing.
    pub fn new(scene: Scene, canvas: HtmlCanvasElement) -> Self {
        Painter {
            scene,
            canvas: StoredValue::new_local(canvas),
            waiting: StoredValue::new(false),
            surface: StoredValue::new(None),
            drawn: RwSignal::new(Drawn::default()),
        }
    }

    /// Draws in the next frame on what may be another size or theme.
    pub fn measure_soon(self) {
        self.surface.set_value(None);
        self.paint_soon();
    }

    /// Draws in the next frame.
    pub fn paint_soon(self) {
        if self.waiting.try_get_value() == Some(false) {
            self.waiting.set_value(true);
            request_animation_frame(move || {
                // The chart may be gone by then.
                if self.waiting.try_set_value(false).is_none() {
                    self.paint();
                }
            });
        }
    }

    fn paint(self) {
        let Some(canvas) = self.canvas.try_get_value() else { return };
        let surface = self.surface.get_value().unwrap_or_else(|| Surface::of(&canvas));
        self.surface.set_value(Some(surface.clone()));
        let Surface { width, height, .. } = surface;
        if width < 1.0 || height < 1.0 {
            return;
        }
        let scale = window().device_pixel_ratio().clamp(1.0, 4.0);
        fit(&canvas, width * scale, height * scale);
        let shown = self.scene.shown.get_untracked();
        let view = self.scene.view.get_untracked();
        let pen = surface.pen(scale, self.scene.layers.get_untracked());
        let frame = self.scene.with_chart(&shown, |chart| {
            let area = CanvasBackend::with_canvas_object(canvas)?.into_drawing_area();
            let (frame, drawn) = match view {
                View::OverTime => {
                    let frame = Frame::over_time(chart, width, height);
                    let drawn = draw_fan(&area, &frame, chart, &pen);
                    (frame, drawn)
                }
                View::AtEnd => {
                    let frame = Frame::at_end(chart, width, height);
                    let drawn = draw_histogram(&area, &frame, chart, &pen);
                    (frame, drawn)
                }
            };
            drawn.is_ok().then_some(frame)
        });
        let Some(frame) = frame.flatten() else { return };
        self.scene.frame.set(Some(frame));
        let stage = shown.and_then(|shown| shown.stage);
        self.drawn.update(|drawn| *drawn = Drawn { revision: drawn.revision + 1, stage });
    }
}

/// Gives the canvas as many pixels as the screen has there, all clear.
fn fit(canvas: &HtmlCanvasElement, width: f64, height: f64) {
    let (width, height) = (width.round() as u32, height.round() as u32);
    if (canvas.width(), canvas.height()) != (width, height) {
        canvas.set_width(width);
        canvas.set_height(height);
        return;
    }
    let context = canvas.get_context("2d").ok().flatten();
    if let Some(context) = context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok()) {
        context.clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    }
}

/// What the style sheet says of a canvas. Asking makes the browser lay out the
/// page at once, so it is asked only when something may have changed.
#[derive(Clone)]
struct Surface {
    width: f64,
    height: f64,
    font: String,
    palette: Palette,
}

impl Surface {
    fn of(canvas: &HtmlCanvasElement) -> Surface {
        let style = window().get_computed_style(canvas).ok().flatten();
        let read = |property: &str| {
            style.as_ref().and_then(|style: &CssStyleDeclaration| style.get_property_value(property).ok())
        };
        let or = |property: &str, otherwise: Rgb| {
            read(property).as_deref().and_then(Rgb::parse).unwrap_or(otherwise)
        };
        let plain = Palette::default();
        Surface {
            width: f64::from(canvas.client_width()),
            height: f64::from(canvas.client_height()),
            font: read("font-family").filter(|font| !font.is_empty()).unwrap_or("sans-serif".to_owned()),
            palette: Palette {
                ground: or("--card", plain.ground),
                label: or("--ink-3", plain.label),
                grid: or("--line", plain.grid),
                variant: or("--variant", plain.variant),
                baseline: or("--baseline", plain.baseline),
            },
        }
    }

    fn pen(self, scale: f64, layers: Layers) -> Pen {
        let extra = match layers {
            Layers::Bands => Layer::Hidden,
            Layers::Paths => Layer::Shown,
        };
        Pen { scale, font: self.font, palette: self.palette, paths: extra, mean: extra }
    }
}

/// Notices what asks for a new drawing though no number changed: another size,
/// another theme.
#[derive(Clone, Copy)]
pub(super) struct Watch(RwSignal<u32>);

impl Watch {
    /// Watches while the chart is there.
    pub fn new(canvas: &HtmlCanvasElement) -> Self {
        let changes = RwSignal::new(0);
        let note = move || {
            let _ = changes.try_update(|count| *count += 1);
        };
        // Kept, and dropped, with the chart.
        StoredValue::new_local(ThemeWatch::new(note));
        StoredValue::new_local(SizeWatch::new(canvas, note));
        Watch(changes)
    }

    /// Tracks changes.
    pub fn track(self) {
        self.0.track();
    }
}

type Callback = Closure<dyn FnMut()>;

struct SizeWatch {
    observer: ResizeObserver,
    _callback: Callback,
}

impl SizeWatch {
    fn new(canvas: &HtmlCanvasElement, note: impl Fn() + 'static) -> Option<SizeWatch> {
        let callback = Closure::new(note);
        let observer = ResizeObserver::new(Callback::as_ref(&callback).unchecked_ref()).ok()?;
        observer.observe(canvas);
        Some(SizeWatch { observer, _callback: callback })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// The theme follows the system, or attributes of the root element.
struct ThemeWatch {
    observer: Option<MutationObserver>,
    query: Option<MediaQueryList>,
    callback: Callback,
}

impl ThemeWatch {
    fn new(note: impl Fn() + 'static) -> ThemeWatch {
        let callback: Callback = Closure::new(note);
        let function = callback.as_ref().unchecked_ref();
        let query = window().match_media("(prefers-color-scheme: dark)").ok().flatten();
        if let Some(query) = &query {
            // Without it a change of the system's theme shows with the next drawing.
            let _ = query.add_event_listener_with_callback("change", function);
        }
        let observer = MutationObserver::new(function).ok();
        let options = MutationObserverInit::new();
        options.set_attributes(true);
        if let (Some(observer), Some(root)) = (&observer, document().document_element()) {
            // Likewise for a theme that is chosen on the page.
            let _ = observer.observe_with_options(&root, &options);
        }
        ThemeWatch { observer, query, callback }
    }
}

impl Drop for ThemeWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
        if let Some(query) = &self.query {
            let function = self.callback.as_ref().unchecked_ref();
            let _ = query.remove_event_listener_with_callback("change", function);
        }
    }
}
