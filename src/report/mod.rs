//! What a run set came to, written for people and for other programs.

pub mod number;
