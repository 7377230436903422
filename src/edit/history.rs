//! Undo and redo over documents.
//!
//! A step keeps the whole document it came from: a document is small, and shared
//! with the one on screen as long as nothing has changed. So undo cannot miss a
//! change, whatever the change was. Changes that belong together (typing in one
//! field, a drag of a slider) are one step.

use crate::project::Project;
use std::sync::Arc;

/// Steps that are kept; older ones are forgotten.
pub const KEPT: usize = 500;

/// One step: what it was, and the document on its other side.
#[derive(Clone, Debug)]
struct Step {
    name: String,
    project: Arc<Project>,
}

/// The documents before and after the one on screen.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<Step>,
    future: Vec<Step>,
    open: Option<String>,
}

impl History {
    /// Takes note of the document before a change. Changes in a row with the same
    /// `burst` are one step, until [`History::finish`].
    pub fn record(&mut self, before: &Arc<Project>, name: String, burst: Option<String>) {
        self.future.clear();
        let goes_on = burst.is_some() && self.open == burst;
        self.open = burst;
        if goes_on {
            return;
        }
        if self.past.len() == KEPT {
            self.past.remove(0);
        }
        self.past.push(Step { name, project: before.clone() });
    }

    /// The burst is over: the next change is a step of its own.
    pub fn finish(&mut self) {
        self.open = None;
    }

    /// The document before the last step, in exchange for the one on screen.
    pub fn undo(&mut self, now: &Arc<Project>) -> Option<Arc<Project>> {
        self.open = None;
        let Step { name, project } = self.past.pop()?;
        self.future.push(Step { name, project: now.clone() });
        Some(project)
    }

    /// The document that was undone last, in exchange for the one on screen.
    pub fn redo(&mut self, now: &Arc<Project>) -> Option<Arc<Project>> {
        self.open = None;
        let Step { name, project } = self.future.pop()?;
        self.past.push(Step { name, project: now.clone() });
        Some(project)
    }

    /// What would be undone.
    pub fn undoes(&self) -> Option<&str> {
        self.past.last().map(|step| step.name.as_str())
    }

    /// What would be redone.
    pub fn redoes(&self) -> Option<&str> {
        self.future.last().map(|step| step.name.as_str())
    }
}
