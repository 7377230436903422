//! What the page knows, gathered in one place.
//!
//! Views read [`State`] and nothing else. The writing half, [`Writers`], is held
//! by [`super::command::Desk`] alone, so that every change is a
//! [`super::command::Command`] and undo cannot miss one. Each thing that changes
//! on its own is a signal of its own: a new summary redraws numbers and charts,
//! it never rebuilds the page.

use super::history::History;
use super::persist::Theme;
use leptos::prelude::*;
use std::sync::Arc;
use tokenwright::project::Sheet;
use tokenwright::schedule::Stage;
use tokenwright::simulate::{RunSpec, Summary};
use tokenwright::template::Preview;

/// Which page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// All templates.
    Gallery,
    /// One document, live.
    Playground,
}

/// An open document. It stays the same while its parameters change.
#[derive(Debug)]
pub struct Opened {
    /// The document.
    pub sheet: Sheet,
    /// The template it is; none: it came whole in a link.
    pub template: Option<String>,
    /// What the template comes to at its defaults, to show before the engine is
    /// ready.
    pub preview: Option<Preview>,
    /// What a link said should come out.
    pub expected: Option<Expected>,
    /// The design that was opened.
    pub spec: RunSpec,
}

/// The result that the sender of a link saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// Hash of the summary.
    pub hash: String,
    /// The link had to be mended, so that another result is to be expected.
    pub mended: Option<String>,
}

/// Work on a document, as it is put aside and taken up again.
#[derive(Clone, Debug)]
pub struct Work {
    /// The document.
    pub opened: Arc<Opened>,
    /// Its design.
    pub spec: RunSpec,
    /// What can be undone.
    pub history: History,
    /// What it is compared with.
    pub baseline: Option<Baseline>,
    /// Whether it is the reader's own: something was changed since opening.
    pub touched: Touched,
}

/// Whether the reader has changed anything since opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched {
    /// As it was opened.
    No,
    /// Changed.
    Yes,
}

/// A design that others are compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// Its parameters, and the luck that both designs share.
    pub spec: RunSpec,
    /// What it comes to, once that is known for this `spec`.
    pub summary: Option<Arc<Summary>>,
}

/// What a design comes to, so far.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The design.
    pub spec: RunSpec,
    /// Its numbers over the runs that are done.
    pub summary: Arc<Summary>,
    /// How far that is.
    pub stage: Stage,
}

impl Outcome {
    /// All runs that were asked for are in it.
    pub fn complete(&self) -> bool {
        self.stage == Stage::Done
    }
}

/// What the engine is doing for the design on screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Activity {
    /// The engine is being loaded.
    Starting,
    /// Runs are being simulated.
    Running {
        /// Runs that are done.
        done: u64,
        /// Runs that were asked for.
        total: u64,
        /// Runs per second so far, once that can be said.
        rate: Option<f64>,
    },
    /// All runs are done.
    Done {
        /// How many.
        runs: u64,
        /// How long it took.
        seconds: f64,
    },
    /// The reader stopped it.
    Cancelled {
        /// Runs that were done.
        done: u64,
        /// Runs that had been asked for.
        total: u64,
    },
    /// The document has errors and cannot run.
    Invalid,
    /// It cannot go on.
    Failed(String),
}

/// Something that the reader should know, with what they can do about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Tells notices apart; rises.
    pub id: u64,
    /// How it looks.
    pub tone: Tone,
    /// One or two sentences.
    pub text: String,
    /// What can be done about it.
    pub remedy: Option<Remedy>,
}

/// How serious a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Info,
    /// Something is not as asked for.
    Warning,
    /// Something did not work.
    Error,
}

/// What a notice offers to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Take up the work that was put aside.
    BackToMine,
    /// Show all templates.
    OpenGallery,
    /// Open the template with this id, as it is.
    Template(String),
}

impl Remedy {
    /// The text of the button.
    pub fn label(&self) -> String {
        match self {
            Remedy::BackToMine => "Back to mine".into(),
            Remedy::OpenGallery => "All models".into(),
            Remedy::Template(id) => format!("Open {id}"),
        }
    }
}

macro_rules! signals {
    ($($(#[$doc:meta])* $name:ident: $type:ty = $initial:expr;)*) => {
        /// The reading half of what the page knows.
        #[derive(Clone, Copy)]
        pub struct State { $($(#[$doc])* pub $name: ReadSignal<$type>,)* }

        /// The writing half.
        #[derive(Clone, Copy)]
        pub struct Writers { $($(#[$doc])* pub $name: WriteSignal<$type>,)* }

        /// Both halves, at their beginnings.
        pub fn new() -> (State, Writers) {
            $(let $name = signal::<$type>($initial);)*
            (State { $($name: $name.0,)* }, Writers { $($name: $name.1,)* })
        }
    };
}

signals! {
    /// Which page is shown.
    screen: Screen = Screen::Gallery;
    /// The open document.
    opened: Option<Arc<Opened>> = None;
    /// The design on screen: parameters, seed, runs, steps.
    spec: RunSpec = RunSpec { parameters: Vec::new(), seed: 0, steps: 1, runs: 1 };
    /// What can be undone and redone.
    history: History = History::default();
    /// Whether the reader has changed anything since opening.
    touched: Touched = Touched::No;
    /// Work that was put aside when a link was opened.
    aside: Option<Work> = None;
    /// What the design is compared with.
    baseline: Option<Baseline> = None;
    /// What the newest design comes to.
    outcome: Option<Outcome> = None;
    /// What the engine is doing.
    activity: Activity = Activity::Starting;
    /// How often a crashed worker was replaced.
    restarts: u32 = 0;
    /// What the reader should know.
    notices: Vec<Notice> = Vec::new();
    /// The colours that the reader chose.
    theme: Theme = Theme::System;
}
