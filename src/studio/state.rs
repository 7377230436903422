//! What the studio knows beside the page's own state. Forms read [`Known`]; the
//! writing half is held by [`super::command`] alone.

use super::stored::Stored;
use leptos::prelude::*;
use std::sync::Arc;
use tokenwright::diag::Diagnostic;
use tokenwright::edit::History;
use tokenwright::edit::status::Stage;
use tokenwright::project::Project;

/// What is shown beside the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The form of a step of the process.
    Form(Stage),
    /// The model, drawn.
    Diagram,
    /// Sliders, score and charts.
    Simulate,
    /// All of it on one page.
    Report,
}

/// Whether the document is safe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saving {
    /// Nothing has been changed yet, so nothing is stored.
    Untouched,
    /// It is about to be stored.
    Soon,
    /// It is stored in this browser.
    Saved,
    /// The browser refuses to store it.
    Refused,
    /// Another tab has stored something else.
    Conflict,
}

/// What was found out about the document a moment ago.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// What is wrong: the place in the document, and the problem.
    pub problems: Vec<(String, Diagnostic)>,
    /// What formulas can name, and for whose agents each holds a number.
    pub names: Vec<(String, Option<String>)>,
}

/// What the reader should know, with what they can do about it.
#[derive(Clone, Debug, PartialEq)]
pub enum Banner {
    /// Something did not work.
    Error(String),
    /// Good to know.
    Info(String),
    /// A project was deleted, and can be had back.
    Deleted(Stored),
}

/// The writing half.
#[derive(Clone, Copy)]
pub struct Writers {
    /// See [`Known`].
    pub project: WriteSignal<Arc<Project>>,
    /// See [`Known`].
    pub history: WriteSignal<History>,
    /// See [`Known`].
    pub screen: WriteSignal<Screen>,
    /// See [`Known`].
    pub key: WriteSignal<Option<String>>,
    /// See [`Known`].
    pub opening: WriteSignal<u32>,
    /// See [`Known`].
    pub saving: WriteSignal<Saving>,
    /// See [`Known`].
    pub banner: WriteSignal<Option<Banner>>,
    /// See [`Known`].
    pub checked: WriteSignal<Arc<Checked>>,
}

/// The reading half.
#[derive(Clone, Copy)]
pub struct Known {
    /// The document.
    pub project: ReadSignal<Arc<Project>>,
    /// What can be undone and redone.
    pub history: ReadSignal<History>,
    /// What is shown.
    pub screen: ReadSignal<Screen>,
    /// The name of the document in the storage.
    pub key: ReadSignal<Option<String>>,
    /// Counts the documents that were opened: forms are built anew for each.
    pub opening: ReadSignal<u32>,
    /// Whether the document is safe.
    pub saving: ReadSignal<Saving>,
    /// What the reader should know.
    pub banner: ReadSignal<Option<Banner>>,
    /// What is wrong with the document, and what its formulas can name.
    pub checked: ReadSignal<Arc<Checked>>,
}

/// Both halves, at their beginnings.
pub fn new() -> (Known, Writers) {
    let project = signal(Arc::new(Project::new("untitled", "Untitled")));
    let history = signal(History::default());
    let screen = signal(Screen::Form(Stage::Problem));
    let key = signal(None);
    let opening = signal(0);
    let saving = signal(Saving::Untouched);
    let banner = signal(None);
    let checked = signal(Arc::default());
    let known = Known {
        project: project.0,
        history: history.0,
        screen: screen.0,
        key: key.0,
        opening: opening.0,
        saving: saving.0,
        banner: banner.0,
        checked: checked.0,
    };
    let writers = Writers {
        project: project.1,
        history: history.1,
        screen: screen.1,
        key: key.1,
        opening: opening.1,
        saving: saving.1,
        banner: banner.1,
        checked: checked.1,
    };
    (known, writers)
}
