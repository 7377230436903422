//! Which document is on the desk: opening, putting aside, taking up again.
//!
//! Opening a link never overwrites the reader's own work: it is put aside and
//! can be taken up again.

use super::Desk;
use crate::ui::opening;
use crate::ui::persist;
use crate::ui::state::{Remedy, Screen, Tone, Touched, Work};
use leptos::prelude::*;
use std::sync::Arc;
use tokenwright::diag::Diagnostic;

impl Desk {
    pub(super) fn open(self, fragment: &str) {
        match opening::open(fragment) {
            Ok(opening::Target::Gallery) => self.write.screen.set(Screen::Gallery),
            Ok(opening::Target::Document(link)) => self.open_document(*link),
            Err(failure) => {
                self.notify(Tone::Error, failure.text, failure.remedy);
                // What is on screen stays, and so does its address.
                self.write_address();
            }
        }
    }

    pub(super) fn open_document(self, link: opening::Found) {
        if let Some(theme) = link.theme {
            persist::show_theme(theme);
            self.write.theme.set(theme);
        }
        let mine = self.work();
        let before = (self.state.screen.get_untracked(), mine.clone());
        self.write.screen.set(Screen::Playground);
        let same = |mine: &Work| mine.spec == link.opened.spec && mine.opened.sheet == link.opened.sheet;
        if mine.as_ref().is_some_and(same) {
            return;
        }
        self.pending.update_value(|pending| pending.before = Some(before));
        self.write.notices.set(Vec::new());
        if let Some(mine) = mine.filter(|mine| mine.touched == Touched::Yes) {
            let title = &mine.opened.sheet.meta.title;
            let text = format!("Opened beside your changes to “{title}”. They are kept in this tab.");
            self.notify(Tone::Info, text, Some(Remedy::BackToMine));
            self.write.aside.set(Some(mine));
        }
        for text in link.notices {
            self.notify(Tone::Warning, text, None);
        }
        let spec = link.opened.spec.clone();
        self.take_up(Work {
            opened: Arc::new(link.opened),
            spec,
            history: Default::default(),
            baseline: None,
            touched: Touched::No,
        });
    }

    /// The document that was opened last cannot run: back to what was there before.
    pub(super) fn refuse(self, problems: Vec<Diagnostic>) {
        let before = self.pending.try_update_value(|pending| pending.before.take()).flatten();
        let (screen, work) = before.unwrap_or((Screen::Gallery, None));
        match work {
            Some(work) => {
                if work.touched == Touched::Yes {
                    // It was put aside for the document that is refused.
                    self.write.aside.set(None);
                }
                self.take_up(work);
            }
            None => self.write.opened.set(None),
        }
        self.write.screen.set(screen);
        if screen == Screen::Gallery {
            persist::replace_fragment("");
        }
        self.write_address();
        self.write.notices.set(Vec::new());
        let failure = opening::refused(problems);
        self.notify(Tone::Error, failure.text, failure.remedy);
    }

    /// The work on screen, to be put aside.
    pub(super) fn work(self) -> Option<Work> {
        Some(Work {
            opened: self.state.opened.get_untracked()?,
            spec: self.state.spec.get_untracked(),
            history: self.state.history.get_untracked(),
            baseline: self.state.baseline.get_untracked(),
            touched: self.state.touched.get_untracked(),
        })
    }

    pub(super) fn take_up(self, work: Work) {
        // The document goes last: views are built anew on it, from the rest.
        self.write.outcome.set(None);
        self.write.baseline.set(work.baseline);
        self.write.spec.set(work.spec);
        self.write.history.set(work.history);
        self.write.touched.set(work.touched);
        self.write.opened.set(Some(work.opened));
        self.write.screen.set(Screen::Playground);
    }

    pub(super) fn swap_work(self) {
        let Some(aside) = self.state.aside.get_untracked() else { return };
        let text = format!(
            "Back to your changes to “{}”. The other design is kept as well.",
            aside.opened.sheet.meta.title
        );
        let now = self.work();
        self.take_up(aside);
        self.write.aside.set(now);
        self.write_address();
        self.write.notices.set(Vec::new());
        self.notify(Tone::Info, text, Some(Remedy::BackToMine));
    }

    pub(super) fn remedy(self, notice: u64, remedy: Remedy) {
        self.write.notices.update(|notices| notices.retain(|other| other.id != notice));
        match remedy {
            Remedy::BackToMine => self.swap_work(),
            Remedy::OpenGallery => {
                persist::replace_fragment("");
                self.write.screen.set(Screen::Gallery);
            }
            Remedy::Template(id) => self.open(&format!("t={id}")),
        }
    }
}
