//! What a run set came to, written down: [`text`] for people at a terminal,
//! [`json`] for other programs, [`csv`] for spreadsheets. All three read only
//! the [`Summary`](crate::simulate::Summary) and the document's labels and
//! units, so that the page exports what the command line prints. How sure the figures are
//! that are shown is said by [`sureness`], [`loss`] and [`ruin_in_words`].
//!
//! And what a document says, from problem to plan, with what came out of it: the
//! one-page report ([`page()`], then [`markdown()`] or [`html()`]) and the thread
//! ([`thread_text`], [`thread_json`]).

mod csv;
mod html;
mod json;
mod limits;
mod loss;
mod markdown;
pub mod number;
mod page;
mod precision;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod thread;
pub mod word;

pub use csv::csv;
pub use html::{STYLE, html, html_body};
pub use json::json;
pub use limits::broken_limits;
pub use loss::{LEVEL, Loss, loss};
pub use markdown::markdown;
pub use page::{Block, FanFigure, Page, Section, page};
pub use precision::{Sureness, give_or_take, ruin_in_words, runs_for, sureness};
pub use table::{Align, Table};
pub use text::{span, sparkline, text};
pub use thread::{figure, grade, thread_json, thread_text};
