//! The world outside: processes that move by a rule of their own.

pub mod gbm;
pub mod ou;
