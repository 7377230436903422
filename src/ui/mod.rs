//! The page, rendered in the browser.
//!
//! [`state`] is what the page knows, [`command`] its only writer, [`persist`]
//! the only one that touches address and storage, [`engine`] the one that talks
//! to the workers through [`runner`]. Pages and components read signals and send
//! commands; pages never know each other.

mod app;
pub(crate) mod command;
pub(crate) mod components;
pub(crate) mod dom;
mod engine;
mod history;
pub(crate) mod opening;
mod pages;
pub(crate) mod persist;
pub mod runner;
pub(crate) mod state;
pub(crate) mod templates;

pub use app::mount;
