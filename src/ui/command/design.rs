//! The design on the desk: its numbers, their history, what they are compared
//! with.

use super::Desk;
use crate::ui::engine::Engine;
use crate::ui::history::{Gesture, History};
use crate::ui::state::{Activity, Baseline, Touched};
use leptos::prelude::*;
use tokenwright::simulate::RunSpec;

/// Sizes of a run set that "run more" goes through.
const RUN_LEVELS: [u64; 3] = [1_000, 10_000, 100_000];

impl Desk {
    /// Changes the design, if it changes, as one step of the history.
    pub(super) fn change(self, gesture: Gesture, edit: impl FnOnce(&mut RunSpec)) {
        let before = self.state.spec.get_untracked();
        let mut after = before.clone();
        edit(&mut after);
        if after == before {
            return;
        }
        self.write.history.update(|history| history.record(&before, gesture));
        self.put(after);
    }

    pub(super) fn put(self, spec: RunSpec) {
        self.write.touched.set(Touched::Yes);
        self.write.spec.set(spec);
        self.write_address_soon();
    }

    pub(super) fn travel(self, go: impl FnOnce(&mut History, &RunSpec) -> Option<RunSpec>) {
        let now = self.state.spec.get_untracked();
        let there = self.write.history.try_update(|history| go(history, &now)).flatten();
        if let Some(spec) = there {
            self.put(spec);
        }
    }

    pub(super) fn set_parameter(self, index: usize, value: f64) {
        let Some(opened) = self.state.opened.get_untracked() else { return };
        let Some(parameter) = opened.sheet.parameters.get(index) else { return };
        if value.is_nan() {
            return;
        }
        let value = value.max(parameter.min).min(parameter.max);
        self.change(Gesture::Parameter(index), |spec| {
            if let Some(slot) = spec.parameters.get_mut(index) {
                *slot = value;
            }
        });
    }

    pub(super) fn reset_parameter(self, index: usize) {
        let Some(opened) = self.state.opened.get_untracked() else { return };
        let Some(parameter) = opened.sheet.parameters.get(index) else { return };
        self.change(Gesture::Single, |spec| {
            if let Some(slot) = spec.parameters.get_mut(index) {
                *slot = parameter.default;
            }
        });
    }

    pub(super) fn reset_all(self) {
        let Some(opened) = self.state.opened.get_untracked() else { return };
        self.change(Gesture::Single, |spec| spec.parameters = RunSpec::of(&opened.sheet).parameters);
    }

    pub(super) fn run_more(self) {
        if let Activity::Cancelled { .. } = *self.state.activity.read_untracked() {
            return self.engine.update_value(Engine::forget);
        }
        let next = next_level(self.state.spec.read_untracked().runs);
        if let Some(runs) = next {
            self.change(Gesture::Single, |spec| spec.runs = runs);
        }
    }

    pub(super) fn pin_baseline(self) {
        let spec = self.state.spec.get_untracked();
        let outcome = self.state.outcome.get_untracked();
        let summary = outcome.filter(|outcome| outcome.complete() && outcome.spec == spec);
        self.write.baseline.set(Some(Baseline { spec, summary: summary.map(|outcome| outcome.summary) }));
    }
}

/// The next larger size of a run set, if there is one.
pub fn next_level(runs: u64) -> Option<u64> {
    RUN_LEVELS.into_iter().find(|level| *level > runs)
}
