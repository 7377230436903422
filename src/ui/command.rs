//! The only writer of what the page knows.
//!
//! A view that wants something changed sends a [`Command`] to the [`Desk`]. The
//! desk changes the state, keeps the history, and then *settles*: once per frame
//! it tells the engine which design is on screen, and a moment later it writes
//! the link of it into the address. So a drag that sends hundreds of commands
//! starts one job per frame at most.

mod design;
mod work;

pub use design::next_level;

use super::engine::{self, Engine};
use super::history::Gesture;
use super::opening;
use super::persist::{self, Theme};
use super::state::{
    Activity, Baseline, Notice, Outcome, Remedy, Screen, State, Tone, Touched, Work, Writers,
};
use super::templates;
use leptos::prelude::*;
use std::sync::Arc;
use std::time::Duration;
use tokenwright::diag::Diagnostic;
use tokenwright::share::{MAX_RUNS, MAX_SEED, MAX_STEPS};
use tokenwright::simulate::{RunSpec, Summary};

/// Browsers refuse to change the address much more often than this.
const ADDRESS_DELAY: Duration = Duration::from_millis(350);

/// Notices that are kept; older ones go.
const MAX_NOTICES: usize = 5;

/// Everything that can be done to the state of the page.
#[derive(Clone, Debug)]
pub enum Command {
    /// Show what a fragment names: a template, a document, or the gallery.
    Open(String),
    /// Give a parameter a value; it is clamped to its range.
    SetParameter {
        /// Its place in the document.
        index: usize,
        /// The value, in the unit of the document (a ratio for `%`).
        value: f64,
    },
    /// A drag or typing is over.
    FinishGesture,
    /// Give a parameter its default.
    ResetParameter(usize),
    /// Give all parameters their defaults; seed, runs and steps stay.
    ResetAll,
    /// Another luck.
    SetSeed(u64),
    /// Another number of runs.
    SetRuns(u64),
    /// Another number of steps.
    SetSteps(u32),
    /// The next larger run set.
    RunMore,
    /// Stop simulating, keep what is done.
    Cancel,
    /// Compare with the design on screen from now on.
    PinBaseline,
    /// Compare with nothing.
    ClearBaseline,
    /// Take the last step back.
    Undo,
    /// Take it again.
    Redo,
    /// Do what a notice offers.
    Remedy {
        /// The notice.
        notice: u64,
        /// What it offers.
        remedy: Remedy,
    },
    /// Take a notice away.
    Dismiss(u64),
    /// Show and remember other colours.
    SetTheme(Theme),
    /// Make a worker panic, to show that it is survived.
    CrashWorker,
    /// The engine has something to say.
    Heard(News),
}

/// What the engine has to say about the document on screen.
#[derive(Clone, Debug)]
pub enum News {
    /// It is ready to simulate.
    Ready,
    /// The document cannot run.
    Invalid(Vec<Diagnostic>),
    /// Numbers of the design on screen.
    Variant(Outcome),
    /// Numbers of the baseline, all runs.
    Baseline(RunSpec, Arc<Summary>),
    /// How far the design on screen is.
    Activity(Activity),
    /// A crashed worker was replaced; how many have crashed so far.
    Restarted(u32),
}

/// Where views leave their commands.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What the page knows.
    pub state: State,
    write: Writers,
    /// Whether the address names the design on screen.
    address: bool,
    engine: StoredValue<Engine, LocalStorage>,
    pending: StoredValue<Pending, LocalStorage>,
}

/// What is under way.
#[derive(Default)]
struct Pending {
    /// The next frame will settle.
    frame: bool,
    /// The address will be written.
    address: Option<TimeoutHandle>,
    /// Notices so far.
    notices: u64,
    /// What was shown before the latest document, until that is known to run.
    before: Option<(Screen, Option<Work>)>,
}

impl Desk {
    /// A desk with an engine that has yet to start. The address names the design on
    /// screen if it is to.
    pub fn new(state: State, write: Writers, address: bool) -> Self {
        let engine = StoredValue::new_local(Engine::default());
        Desk { state, write, address, engine, pending: StoredValue::new_local(Pending::default()) }
    }

    /// The desk of this page.
    pub fn get() -> Self {
        expect_context::<Desk>()
    }

    /// Starts the engine.
    pub fn start(self) {
        self.engine.set_value(engine::start(move |news| self.send(Command::Heard(news))));
    }

    /// Carries out a command.
    pub fn send(self, command: Command) {
        match command {
            Command::Open(fragment) => {
                return templates::after(&fragment.clone(), move || {
                    self.open(&fragment);
                    self.settle();
                });
            }
            Command::SetParameter { index, value } => self.set_parameter(index, value),
            Command::FinishGesture => {
                self.write.history.update(|history| history.finish());
                if self.state.touched.get_untracked() == Touched::Yes {
                    self.write_address();
                }
            }
            Command::ResetParameter(index) => self.reset_parameter(index),
            Command::ResetAll => self.reset_all(),
            Command::SetSeed(seed) => self.change(Gesture::Single, |spec| spec.seed = seed.min(MAX_SEED)),
            Command::SetRuns(runs) => {
                self.change(Gesture::Single, |spec| spec.runs = runs.clamp(1, MAX_RUNS))
            }
            Command::SetSteps(steps) => {
                self.change(Gesture::Single, |spec| spec.steps = steps.clamp(1, MAX_STEPS))
            }
            Command::RunMore => self.run_more(),
            Command::Cancel => self.engine.update_value(Engine::cancel),
            Command::PinBaseline => self.pin_baseline(),
            Command::ClearBaseline => self.write.baseline.set(None),
            Command::Undo => self.travel(|history, now| history.undo(now)),
            Command::Redo => self.travel(|history, now| history.redo(now)),
            Command::Remedy { notice, remedy } => self.remedy(notice, remedy),
            Command::Dismiss(id) => {
                self.write.notices.update(|notices| notices.retain(|notice| notice.id != id))
            }
            Command::SetTheme(theme) => {
                persist::store_theme(theme);
                persist::show_theme(theme);
                self.write.theme.set(theme);
            }
            Command::CrashWorker => self.engine.update_value(Engine::crash_one),
            Command::Heard(news) => self.heard(news),
        }
        self.settle();
    }

    fn heard(self, news: News) {
        match news {
            News::Ready => {
                if self.state.activity.get_untracked() == Activity::Starting {
                    let total = self.state.spec.read_untracked().runs;
                    self.write.activity.set(Activity::Running { done: 0, total, rate: None });
                }
            }
            News::Invalid(diagnostics) => {
                // In the studio its author mends it; of a link, no reader can.
                if self.address {
                    return self.refuse(diagnostics);
                }
                self.write.activity.set(Activity::Invalid);
            }
            News::Variant(outcome) => {
                self.pending.update_value(|pending| pending.before = None);
                self.write.outcome.set(Some(outcome));
            }
            News::Baseline(spec, summary) => self.write.baseline.update(|baseline| {
                if let Some(baseline) = baseline.as_mut().filter(|baseline| baseline.spec == spec) {
                    baseline.summary = Some(summary);
                }
            }),
            News::Activity(activity) => self.write.activity.set(activity),
            News::Restarted(restarts) => {
                self.write.restarts.set(restarts);
                let text = "A part of the engine crashed and was restarted. Your design is intact.";
                self.notify(Tone::Warning, text.into(), None);
            }
        }
    }

    fn notify(self, tone: Tone, text: String, remedy: Option<Remedy>) {
        let next = |pending: &mut Pending| {
            pending.notices += 1;
            pending.notices
        };
        let id = self.pending.try_update_value(next).unwrap_or_default();
        self.write.notices.update(|notices| {
            // Said again, it comes to the end.
            notices.retain(|notice| notice.text != text);
            notices.push(Notice { id, tone, text, remedy });
            let surplus = notices.len().saturating_sub(MAX_NOTICES);
            notices.drain(..surplus);
        });
    }

    /// Has the engine and the address follow the state: the engine with the next
    /// frame, the address when the hand has come to rest.
    fn settle(self) {
        let waiting = self.pending.try_update_value(|pending| std::mem::replace(&mut pending.frame, true));
        if waiting == Some(false) {
            request_animation_frame(move || {
                self.pending.update_value(|pending| pending.frame = false);
                self.follow();
            });
        }
    }

    fn follow(self) {
        if self.state.screen.get_untracked() == Screen::Gallery {
            return;
        }
        let Some(opened) = self.state.opened.get_untracked() else { return };
        let spec = self.state.spec.get_untracked();
        self.keep_luck_common(&spec);
        let baseline = self.state.baseline.get_untracked();
        let started = self.engine.try_update_value(|engine| engine.follow(&opened, &spec, baseline.as_ref()));
        // Until the engine has been heard of, it is still being loaded.
        if let Some(activity) = started.flatten()
            && self.state.activity.get_untracked() != Activity::Starting
        {
            self.write.activity.set(activity);
        }
    }

    /// The baseline follows seed, steps and runs: both designs are to meet the
    /// same luck.
    fn keep_luck_common(self, spec: &RunSpec) {
        let Some(baseline) = self.state.baseline.get_untracked() else { return };
        let parameters = baseline.spec.parameters.clone();
        let wanted = RunSpec { parameters, ..spec.clone() };
        if wanted != baseline.spec {
            self.write.baseline.set(Some(Baseline { spec: wanted, summary: None }));
        }
    }

    fn write_address_soon(self) {
        self.pending.update_value(|pending| {
            if let Some(earlier) = pending.address.take() {
                earlier.clear();
            }
            pending.address = set_timeout_with_handle(move || self.write_address(), ADDRESS_DELAY).ok();
        });
    }

    /// The address names the design on screen. A link that was just opened stays
    /// as it was written until something is changed.
    fn write_address(self) {
        if !self.address || self.state.screen.get_untracked() == Screen::Gallery {
            return;
        }
        let Some(opened) = self.state.opened.get_untracked() else { return };
        persist::replace_fragment(&opening::fragment(&opened, &self.state.spec.read_untracked()));
    }
}
