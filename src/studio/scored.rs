//! How sure the score is: found out here, from some of the runs, once all of them are done.
//! It takes more of each run than the workers report.

use super::command::Studio;
use super::parts::on_design;
use super::runs::Runs;
use super::slices::Slices;
use crate::ui::command::Desk;
use leptos::prelude::*;
use std::sync::Arc;
use tokenwright::simulate::{RunSpec, SCORED_RUNS, ScoreError, compile};

/// What is known of the score's error.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Scored {
    /// Nothing: there is no score, or its runs are not done.
    #[default]
    Unknown,
    /// It is being found out.
    Running,
    /// This; none where there are too few runs to say.
    Known(Option<Arc<ScoreError>>),
}

/// Finds out how sure the score is, and again whenever there is another, for as long as what
/// asks is there.
pub fn scored() -> RwSignal<Scored> {
    let studio = Studio::get();
    let state = Desk::get().state;
    let slices = Slices::new(SCORED_RUNS);
    let found = RwSignal::new(Scored::Unknown);
    on_design(move || {
        slices.stop();
        found.set(Scored::Unknown);
    });
    let done = Memo::new(move |_| {
        let outcome = state.outcome.read();
        let outcome = outcome.as_ref().filter(|outcome| outcome.complete())?;
        outcome.summary.score.total.is_finite().then(|| (outcome.summary.hash.clone(), outcome.spec.runs))
    });
    Effect::new(move |_| {
        slices.stop();
        found.set(Scored::Unknown);
        let Some((_, runs)) = done.get() else { return };
        let project = studio.known.project.get_untracked();
        let Ok(model) = compile(&project).map(Arc::new) else { return };
        let spec = RunSpec { runs: runs.min(SCORED_RUNS), ..RunSpec::of(&*project) };
        let mut some = Runs::new(model.clone(), spec);
        found.set(Scored::Running);
        slices.work(move |together| match some.slice(together) {
            Ok(None) => true,
            Ok(Some(whole)) => {
                found.set(Scored::Known(model.score_error(&whole, runs).map(Arc::new)));
                false
            }
            Err(_) => {
                found.set(Scored::Unknown);
                false
            }
        });
    });
    found
}
