//! Numbers: elementary functions, randomness, distributions, statistics, sketches.
//!
//! Everything here is pure and gives the same bits natively and in wasm. That
//! is arranged in three places: [`math`] is the only caller of transcendental
//! functions, [`rng`] computes every draw from its address instead of from a
//! state, and [`stats`] adds up in a fixed order, or, where even the order must
//! not matter, [`exact`] adds up without rounding.

pub mod decimal;
pub mod dist;
pub mod exact;
pub mod hawkes;
pub mod math;
pub mod order;
pub mod poisson;
pub mod rng;
pub mod sketch;
pub mod stats;
pub mod wide;
