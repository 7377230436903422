//! The page: what only a browser can do.

pub mod components;
pub mod runner;
