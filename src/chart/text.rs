//! Text for plotters that is never measured.
//!
//! The backends in use, canvas and SVG, write text by themselves and ask only for
//! its style.

use super::frame::text_width;
use super::palette::Rgb;
use plotters::element::{Drawable, PointCollection};
use plotters::prelude::{DrawingBackend, FontFamily};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendTextStyle, DrawingErrorKind};
use std::convert::Infallible;

/// A label at a place.
pub(super) struct Label<'a> {
    pub text: &'a str,
    pub at: BackendCoord,
    pub side: Side,
    pub style: LabelStyle<'a>,
}

/// Which point of the text is at its place.
#[derive(Clone, Copy)]
pub(super) enum Side {
    /// The middle of its right edge.
    Right,
    /// The middle of its upper edge.
    Top,
    /// Its upper right corner.
    TopRight,
    /// Its upper left corner.
    TopLeft,
}

/// What a label looks like.
#[derive(Clone)]
pub(super) struct LabelStyle<'a> {
    pub font: &'a str,
    /// In pixels of the backend.
    pub size: f64,
    pub color: Rgb,
}

struct Anchored<'a>(&'a LabelStyle<'a>, Side);

impl BackendTextStyle for Anchored<'_> {
    type FontError = Infallible;

    fn color(&self) -> BackendColor {
        let Rgb(r, g, b) = self.0.color;
        BackendColor { alpha: 1.0, rgb: (r, g, b) }
    }

    fn size(&self) -> f64 {
        self.0.size
    }

    fn anchor(&self) -> Pos {
        match self.1 {
            Side::Right => Pos::new(HPos::Right, VPos::Center),
            Side::Top => Pos::new(HPos::Center, VPos::Top),
            Side::TopRight => Pos::new(HPos::Right, VPos::Top),
            Side::TopLeft => Pos::new(HPos::Left, VPos::Top),
        }
    }

    fn family(&self) -> FontFamily<'_> {
        FontFamily::Name(self.0.font)
    }

    fn layout_box(&self, text: &str) -> Result<((i32, i32), (i32, i32)), Infallible> {
        Ok(((0, 0), (text_width(text) as i32, self.0.size as i32)))
    }

    fn draw<E, DrawFunc: FnMut(i32, i32, BackendColor) -> Result<(), E>>(
        &self,
        _text: &str,
        _pos: BackendCoord,
        _draw: DrawFunc,
    ) -> Result<Result<(), E>, Infallible> {
        // Only backends that cannot write ask for single pixels of a text.
        Ok(Ok(()))
    }
}

impl<'a> PointCollection<'a, BackendCoord> for &'a Label<'a> {
    type Point = &'a BackendCoord;
    type IntoIter = std::iter::Once<&'a BackendCoord>;

    fn point_iter(self) -> Self::IntoIter {
        std::iter::once(&self.at)
    }
}

impl<DB: DrawingBackend> Drawable<DB> for Label<'_> {
    fn draw<I: Iterator<Item = BackendCoord>>(
        &self,
        mut places: I,
        backend: &mut DB,
        _: (u32, u32),
    ) -> Result<(), DrawingErrorKind<DB::ErrorType>> {
        match places.next() {
            Some(place) => backend.draw_text(self.text, &Anchored(&self.style, self.side), place),
            None => Ok(()),
        }
    }
}
