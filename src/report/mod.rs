//! What a run set came to, written down: [`text`] for people at a terminal,
//! [`json`] for other programs, [`csv`] for spreadsheets. All three read only
//! the [`Summary`](crate::simulate::Summary) and the document's labels and
//! units, so that the page exports what the command line prints.

mod csv;
mod json;
pub mod number;
mod table;
#[cfg(test)]
mod tests;
mod text;
pub mod word;

pub use csv::csv;
pub use json::json;
pub use table::{Align, Table};
pub use text::{sparkline, text};
