//! What can be learned from more than one run set.

pub mod paired;
