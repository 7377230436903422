//! What part of the drawing is seen, and how large.

use super::Board;
use leptos::prelude::*;
use tokenwright::diagram::Point;

/// How small and how large it can be seen.
const SMALLEST: f64 = 0.2;
const LARGEST: f64 = 3.0;

/// Smaller than this, names cannot be read: what opens is not made smaller.
const READABLE: f64 = 0.75;

/// From the edge of the frame, in px, within which nothing is hidden when it is selected.
const EDGE: f64 = 60.0;

/// A part of the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Where the origin of the drawing is in its frame, in px.
    pub x: f64,
    /// The same, downwards.
    pub y: f64,
    /// Pixels of the frame for a pixel of the drawing.
    pub scale: f64,
}

impl Default for View {
    fn default() -> Self {
        View { x: 0.0, y: 0.0, scale: 1.0 }
    }
}

impl View {
    /// The point of the drawing that is at a point of the frame.
    pub fn under(&self, at: Point) -> Point {
        Point { x: (at.x - self.x) / self.scale, y: (at.y - self.y) / self.scale }
    }

    /// As an attribute.
    pub fn transform(&self) -> String {
        format!("translate({:.2} {:.2}) scale({:.4})", self.x, self.y, self.scale)
    }
}

/// What is to be seen of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// All of it.
    All,
    /// As much of it as can be read.
    Readable,
}

impl Board {
    /// The width and height of the frame, in px.
    fn size(self) -> Option<(f64, f64)> {
        let rect = self
            .frame
            .try_with_value(|frame| frame.as_ref().map(|frame| frame.get_bounding_client_rect()))??;
        (rect.width() > 0.0 && rect.height() > 0.0).then(|| (rect.width(), rect.height()))
    }

    /// Shows the whole.
    pub fn fit(self, fit: Fit) {
        let Some((width, height)) = self.size() else { return };
        let bounds = self.shown.with_untracked(|shown| shown.picture.layout.bounds);
        let (wide, high) = (bounds.right - bounds.left, bounds.bottom - bounds.top);
        if wide <= 0.0 || high <= 0.0 {
            return;
        }
        let whole = (width / wide).min(height / high).clamp(SMALLEST, 1.15);
        let scale = if fit == Fit::Readable { whole.max(READABLE) } else { whole };
        // What does not fit begins at its beginning.
        let place = |room: f64, size: f64, start: f64| ((room - size * scale) / 2.0).max(0.0) - start * scale;
        self.view.set(View { x: place(width, wide, bounds.left), y: place(height, high, bounds.top), scale });
    }

    /// Makes it larger or smaller around a point of the frame; its middle if there is none.
    pub fn zoom(self, factor: f64, around: Option<Point>) {
        let middle =
            self.size().map_or(Point::default(), |(width, height)| Point { x: width / 2.0, y: height / 2.0 });
        let around = around.unwrap_or(middle);
        self.view.update(|view| {
            let there = view.under(around);
            view.scale = (view.scale * factor).clamp(SMALLEST, LARGEST);
            (view.x, view.y) = (around.x - there.x * view.scale, around.y - there.y * view.scale);
        });
    }

    /// Moves the drawing in its frame, in px.
    pub fn pan(self, x: f64, y: f64) {
        self.view.update(|view| (view.x, view.y) = (view.x + x, view.y + y));
    }

    /// Moves the drawing so far that a point of it is seen.
    pub fn reveal(self, at: Point) {
        let Some((width, height)) = self.size() else { return };
        let view = self.view.get_untracked();
        let (x, y) = (view.x + at.x * view.scale, view.y + at.y * view.scale);
        let by = |at: f64, room: f64| at.clamp(EDGE.min(room / 2.0), (room - EDGE).max(room / 2.0)) - at;
        let (x, y) = (by(x, width), by(y, height));
        if x != 0.0 || y != 0.0 {
            self.pan(x, y);
        }
    }
}
