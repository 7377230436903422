//! What simulated numbers mean: how good an outcome is, how risky, how
//! concentrated.

pub mod objective;
pub mod risk;
pub mod token;
pub mod paired;
