//! What simulated numbers mean: how good an outcome is, how risky, how
//! concentrated; and what goes into that: weights of goals, values of networks. What
//! many run sets say together: which of a design's numbers matter, and where in the
//! space of designs it goes wrong.

pub mod objective;
pub mod precision;
pub mod risk;
pub mod token;
pub mod incentives;
pub mod network;
pub mod paired;
pub mod points;
pub mod prim;
pub mod sensitivity;
pub mod study;
pub mod weights;
