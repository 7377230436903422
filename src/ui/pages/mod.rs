//! The pages. They share components, and never use each other.

mod gallery;
mod playground;

pub use gallery::Gallery;
pub use playground::Playground;
