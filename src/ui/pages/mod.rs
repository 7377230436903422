//! The pages. They share components, and never use each other.

mod gallery;
mod playground;

pub use gallery::gallery;
pub use playground::playground;
