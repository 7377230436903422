//! Tokenwright's core.
#![forbid(unsafe_code)]

pub mod agent;
pub mod analysis;
pub mod chart;
pub mod diag;
pub mod diagram;
pub mod discovery;
pub mod edit;
pub mod formula;
pub mod json;
pub mod ledger;
pub mod lower;
pub mod map;
pub mod mechanism;
pub mod num;
pub mod program;
pub mod project;
pub mod protocol;
pub mod published;
pub mod report;
pub mod scenario;
pub mod schedule;
pub mod share;
pub mod simulate;
pub mod template;
