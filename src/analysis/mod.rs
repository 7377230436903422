//! What simulated numbers mean: how good an outcome is, how risky, how
//! concentrated; and what goes into that: weights of goals, values of networks.

pub mod objective;
pub mod precision;
pub mod risk;
pub mod token;
pub mod incentives;
pub mod network;
pub mod paired;
pub mod weights;
