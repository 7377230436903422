//! What simulated numbers mean: how good an outcome is, how risky, how
//! concentrated, and how two designs differ under the same luck.

pub mod objective;
pub mod paired;
pub mod risk;
pub mod token;
