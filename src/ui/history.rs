//! Undo and redo over designs.
//!
//! A design is a handful of numbers, so each step keeps it whole. What belongs
//! to one gesture (a drag of a slider is hundreds of changes) is one step.

use tokenwright::simulate::RunSpec;

/// Steps that are kept; older ones are forgotten.
const KEPT: usize = 200;

/// What a change belongs to: changes of one gesture in a row are one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// A change of its own.
    Single,
    /// Part of a drag or of typing at this parameter.
    Parameter(usize),
}

/// The designs before and after the one on screen.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<RunSpec>,
    future: Vec<RunSpec>,
    open: Option<Gesture>,
}

impl History {
    /// Takes note of the design before a change.
    pub fn record(&mut self, before: &RunSpec, gesture: Gesture) {
        let same = gesture != Gesture::Single && self.open == Some(gesture);
        self.open = Some(gesture);
        self.future.clear();
        if same {
            return;
        }
        if self.past.len() == KEPT {
            self.past.remove(0);
        }
        self.past.push(before.clone());
    }

    /// The gesture is over: the next change is a step of its own.
    pub fn finish(&mut self) {
        self.open = None;
    }

    /// The design before the last step, in exchange for the one on screen.
    pub fn undo(&mut self, now: &RunSpec) -> Option<RunSpec> {
        self.open = None;
        let before = self.past.pop()?;
        self.future.push(now.clone());
        Some(before)
    }

    /// The design that was undone last, in exchange for the one on screen.
    pub fn redo(&mut self, now: &RunSpec) -> Option<RunSpec> {
        self.open = None;
        let after = self.future.pop()?;
        self.past.push(now.clone());
        Some(after)
    }

    /// There is something to undo.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// There is something to redo.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}
