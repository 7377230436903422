//! The only writer of what the studio knows.
//!
//! Every change of the document is an [`Edit`]: it is made on a copy, gets its name
//! in the history, and the copy becomes the document. A moment later it is stored,
//! and the model on the page's desk follows: a moved slider at once, a changed
//! rule when the typing has come to rest. The desk's sliders are edits as well.

mod keep;

use super::state::{Banner, Checked, Known, Saving, Screen, Writers, new};
use crate::ui::command::{Command, Desk};
use crate::ui::state::{self as page, Opened, Touched};
use leptos::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokenwright::analysis::incentives::verdicts;
use tokenwright::diag::Diagnostic;
use tokenwright::discovery::canvas::Verdict;
use tokenwright::edit::Edit;
use tokenwright::edit::model::{self as forms, path};
use tokenwright::json::Json;
use tokenwright::project::{CanvasRow, Discovery, Meta, Plan, Project, RunSettings, Sheet};
use tokenwright::simulate::{RunSpec, Survey, survey};

/// Typing that rests for so long is over.
const BURST: Duration = Duration::from_millis(1500);

/// What is typed is stored so much later.
const SAVE: Duration = Duration::from_millis(400);

/// What is typed is checked so much later.
const CHECK: Duration = Duration::from_millis(220);

/// A changed model is simulated so much later.
const MODEL: Duration = Duration::from_millis(350);

/// Where forms leave their edits.
#[derive(Clone, Copy)]
pub struct Studio {
    /// What is known.
    pub known: Known,
    write: Writers,
    desk: Desk,
    page: page::Writers,
    pending: StoredValue<Pending, LocalStorage>,
    /// The model as forms read it.
    pub tree: Memo<Arc<Json>>,
    /// What the last simulation said of each row of the incentive canvas; empty
    /// before it.
    pub evidence: Memo<Vec<Option<Verdict>>>,
    /// The entries that are open, by their places.
    pub open: RwSignal<BTreeSet<String>>,
}

/// What is under way.
#[derive(Default)]
struct Pending {
    burst: Option<TimeoutHandle>,
    check: Option<TimeoutHandle>,
    save: Option<TimeoutHandle>,
    model: Option<TimeoutHandle>,
    /// The model on the desk, without its numbers.
    loaded: Option<Project>,
    /// When the stored document was stored.
    stamp: Option<f64>,
}

impl Studio {
    /// A studio, and the desk that simulates for it; to be called once.
    pub fn start() -> Studio {
        let (state, page) = page::new();
        let desk = Desk::new(state, page, false);
        let (known, write) = new();
        let pending = StoredValue::new_local(Pending::default());
        let tree = Memo::new(move |_| Arc::new(forms::tree(&known.project.read())));
        let evidence = Memo::new(move |_| {
            let (project, outcome) = (known.project.read(), state.outcome.read());
            outcome.as_ref().map(|outcome| verdicts(&project, &outcome.summary)).unwrap_or_default()
        });
        let open = RwSignal::new(BTreeSet::new());
        let studio = Studio { known, write, desk, page, pending, tree, evidence, open };
        provide_context(desk);
        provide_context(studio);
        desk.start();
        // A slider is an edit of the document.
        Effect::new(move |_| {
            let spec = desk.state.spec.get();
            untrack(|| studio.adopt(spec));
        });
        studio
    }

    /// The studio of this page.
    pub fn get() -> Studio {
        expect_context::<Studio>()
    }

    /// Changes the document, or says why that cannot be done.
    pub fn edit(self, edit: Edit) -> Result<(), String> {
        let before = self.known.project.get_untracked();
        let mut after = (*before).clone();
        edit.apply(&mut after)?;
        if after == *before {
            return Ok(());
        }
        let (name, burst) = (edit.name(&before), edit.burst(&before));
        self.write.history.update(|history| history.record(&before, name, burst));
        self.later(BURST, |pending| &mut pending.burst, move || self.finish());
        self.put(Arc::new(after));
        Ok(())
    }

    /// Changes the document where that cannot fail, or where nobody needs to know.
    pub fn send(self, edit: Edit) {
        let _refused = self.edit(edit);
    }

    /// The next change is a step of its own.
    pub fn finish(self) {
        self.write.history.update(tokenwright::edit::History::finish);
    }

    /// Takes the last step back.
    pub fn undo(self) {
        self.travel(|history, now| history.undo(now));
    }

    /// Takes it again.
    pub fn redo(self) {
        self.travel(|history, now| history.redo(now));
    }

    /// Shows another step.
    pub fn go(self, screen: Screen) {
        self.write.screen.set(screen);
        self.show_address();
    }

    /// Takes the banner away.
    pub fn dismiss(self) {
        self.write.banner.set(None);
    }

    /// Says something.
    pub fn say(self, text: &str) {
        self.write.banner.set(Some(Banner::Info(text.to_owned())));
    }

    fn travel(self, go: impl FnOnce(&mut tokenwright::edit::History, &Arc<Project>) -> Option<Arc<Project>>) {
        let now = self.known.project.get_untracked();
        let there = self.write.history.try_update(|history| go(history, &now)).flatten();
        if let Some(project) = there {
            self.put(project);
            // What was said of a step is not so any more.
            if matches!(*self.known.banner.read_untracked(), Some(Banner::Info(_))) {
                self.dismiss();
            }
        }
    }

    fn put(self, project: Arc<Project>) {
        self.write.project.set(project);
        if self.known.saving.get_untracked() != Saving::Conflict {
            self.write.saving.set(Saving::Soon);
            self.later(SAVE, |pending| &mut pending.save, move || self.save());
        }
        self.later(CHECK, |pending| &mut pending.check, move || self.check());
        self.follow();
    }

    /// Finds out what is wrong with the document.
    pub(super) fn check(self) {
        let Survey { problems, names } = survey(&self.known.project.read_untracked());
        let tree = self.tree.get_untracked();
        let placed = |problem: Diagnostic| (path::locate(&tree, &problem.path), problem);
        let checked = Checked { problems: problems.into_iter().map(placed).collect(), names };
        if **self.known.checked.read_untracked() != checked {
            self.write.checked.set(Arc::new(checked));
        }
    }

    /// Does something when nothing has been asked for the same for a while.
    fn later(
        self,
        delay: Duration,
        which: impl Fn(&mut Pending) -> &mut Option<TimeoutHandle> + 'static,
        act: impl FnOnce() + 'static,
    ) {
        self.pending.update_value(|pending| {
            if let Some(earlier) = which(pending).take() {
                earlier.clear();
            }
            *which(pending) = set_timeout_with_handle(act, delay).ok();
        });
    }

    /// Has the desk follow the document.
    fn follow(self) {
        let project = self.known.project.get_untracked();
        let model = model(&project);
        let same = self.pending.with_value(|pending| pending.loaded.as_ref() == Some(&model));
        if same {
            self.simulate(RunSpec::of(&*project));
        } else {
            self.later(MODEL, |pending| &mut pending.model, move || self.load());
        }
    }

    /// Puts the numbers of the document onto the desk.
    fn simulate(self, spec: RunSpec) {
        if *self.desk.state.spec.read_untracked() != spec {
            self.page.spec.set(spec);
            self.desk.send(Command::FinishGesture);
        }
    }

    /// Puts the model of the document onto the desk.
    fn load(self) {
        let project = self.known.project.get_untracked();
        let spec = RunSpec::of(&*project);
        let model = model(&project);
        if self.pending.with_value(|pending| pending.loaded.as_ref() == Some(&model)) {
            return self.simulate(spec);
        }
        self.pending.update_value(|pending| pending.loaded = Some(model));
        // Without a metric there is nothing to be seen.
        let opened = (!project.metrics.is_empty()).then(|| {
            Arc::new(Opened {
                sheet: Sheet::of(&project),
                template: None,
                preview: None,
                expected: None,
                spec: spec.clone(),
            })
        });
        self.page.outcome.set(None);
        self.page.baseline.set(None);
        self.page.history.set(Default::default());
        self.page.touched.set(Touched::No);
        self.page.spec.set(spec);
        self.page.screen.set(page::Screen::Playground);
        self.page.opened.set(opened);
        self.desk.send(Command::FinishGesture);
    }

    /// Takes the numbers of the desk into the document.
    fn adopt(self, spec: RunSpec) {
        let project = self.known.project.get_untracked();
        let model = model(&project);
        let follows = self.pending.with_value(|pending| pending.loaded.as_ref() == Some(&model));
        if follows && RunSpec::of(&*project) != spec {
            let RunSpec { parameters, seed, runs, steps } = spec;
            self.send(Edit::Design { parameters, seed, runs, steps });
        }
    }
}

/// What a simulation depends on, without the numbers that sliders change.
pub fn model(project: &Project) -> Project {
    let mut model = project.clone();
    // Of the canvas it depends on what is to be judged.
    let judged = project.discovery.canvas.iter().map(|row| CanvasRow {
        desired_strategy: row.desired_strategy.clone(),
        undesired_strategy: row.undesired_strategy.clone(),
        ..CanvasRow::default()
    });
    let canvas = judged.filter(|row| *row != CanvasRow::default()).collect();
    model.discovery = Discovery { canvas, ..Discovery::default() };
    model.plan = Plan::default();
    model.view.diagram.clear();
    model.meta = Meta { id: project.meta.id.clone(), ..Project::new("", "").meta };
    model.run = RunSettings { step: project.run.step.clone(), ..RunSettings::default() };
    model.parameters.iter_mut().for_each(|parameter| parameter.default = parameter.min);
    model
}
