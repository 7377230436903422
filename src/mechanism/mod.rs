//! The rules by which value moves, one file each.
//!
//! Every file holds the closed forms of its rule as pure functions, first in
//! double precision, as the engine computes, then, named `…_units`, in whole
//! smallest units, as a contract does, where the two differ by rounding.

pub mod allocation;
pub mod burn;
pub mod buyback;
pub mod constant_product;
pub mod emission;
pub mod marketplace;
pub mod staking;
