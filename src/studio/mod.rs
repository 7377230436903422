//! The studio: from the problem to the plan, in forms that are the model.
//!
//! [`state`] is what it knows, [`command`] its only writer: a form sends an edit
//! ([`tokenwright::edit`]) and shows what has become of the document. What is
//! simulated is the page's own desk, which follows the document.
//!
//! [`published`] is a view of its own that lives in the same binary, because few
//! open it: results that others have published, recomputed.

mod command;
mod shell;
mod state;

mod cards;
mod complete;
mod evidence;
mod diagram;
mod fragile;
mod gantt;
mod handle;
mod icon;
mod incentives;
mod losses;
mod luck;
mod matrix;
mod model;
mod objective;
mod parts;
mod plan;
mod problem;
mod projects;
mod report;
mod runs;
mod published;
mod scored;
mod side;
mod slices;
mod stakeholders;
mod sureness;
mod thread;
mod token;
mod tree;
mod utility;
mod words;

#[path = "../ui/persist/projects.rs"]
mod stored;

pub use shell::mount;
