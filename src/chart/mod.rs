//! Charts: what they show, where it lies, how it is drawn.
//!
//! [`format`], [`scale`], [`data`] and [`frame`] are plain functions on numbers,
//! tested as such: how a number reads, where ticks stand, which line goes where.
//! The drawing itself takes any plotters backend: a canvas on the page, SVG for
//! files and tests. Plotters would measure text through an element with a style
//! attribute, which the page's Content-Security-Policy forbids, so text is
//! placed here by an estimate of its width and never measured.

pub mod data;
#[cfg(any(target_arch = "wasm32", test))]
mod draw;
pub mod format;
pub mod frame;
pub mod palette;
pub mod scale;
#[cfg(any(target_arch = "wasm32", test))]
mod text;

#[cfg(any(target_arch = "wasm32", test))]
pub use draw::{Layer, Pen, draw_fan, draw_histogram, svg};
