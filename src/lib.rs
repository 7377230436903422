//! Tokenwright's core.
#![forbid(unsafe_code)]

pub mod num;
pub mod diag;
pub mod formula;
pub mod program;
pub mod ledger;
pub mod mechanism;
pub mod agent;
pub mod scenario;
pub mod project;
pub mod simulate;
pub mod analysis;
pub mod template;
pub mod report;
pub mod share;
pub mod protocol;
pub mod schedule;
