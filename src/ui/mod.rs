//! The page, rendered in the browser.
//!
//! [`state`] is what the page knows, [`command`] its only writer, [`persist`]
//! the only one that touches address and storage, [`engine`] the one that talks
//! to the workers through [`runner`]. Pages and components read signals and send
//! commands; pages never know each other.

mod app;
mod command;
mod components;
mod dom;
mod engine;
mod history;
mod opening;
mod pages;
mod persist;
mod runner;
mod state;

pub use app::mount;
