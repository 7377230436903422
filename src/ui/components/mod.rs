//! What pages are made of: one component a file.

mod fan_chart;

pub use fan_chart::{FanChart, Shown, Subject};
