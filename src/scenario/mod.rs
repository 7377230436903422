//! The world outside: processes that move by a rule of their own.

pub mod bass;
pub mod gbm;
pub mod hawkes;
pub mod merton;
pub mod ou;
