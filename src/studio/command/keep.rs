//! Opening, storing, deleting projects: what of the document outlives the tab.

use super::{Pending, Studio};
use crate::studio::shell::{screen_name, screen_of};
use crate::studio::state::{Banner, Saving};
use crate::studio::stored::{self, Refusal, Stored};
use crate::ui::persist;
use crate::ui::templates;
use leptos::prelude::*;
use std::sync::Arc;
use tokenwright::edit::settle_ids;
use tokenwright::project::Project;
use tokenwright::share;
use tokenwright::template::IDS;

impl Studio {
    /// Opens what the fragment names: a project of the storage, a link, or else
    /// what was open last.
    pub fn open_address(self) {
        let fragment = persist::fragment();
        let value = |key: &str| {
            fragment.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('=').map(str::to_owned))
        };
        if let Some(screen) = value("at").as_deref().and_then(screen_of) {
            self.write.screen.set(screen);
        }
        if let Some(key) = value("project") {
            return self.open_stored(&key);
        }
        if value("t").is_some() || value("m").is_some() {
            return templates::after(&fragment.clone(), move || self.open_link(&fragment));
        }
        match stored::last().filter(|key| stored::read(key).is_some()) {
            Some(key) => self.open_stored(&key),
            None => self.open_new(),
        }
    }

    /// Opens an empty project.
    pub fn open_new(self) {
        self.save();
        self.take_up(Project::new("untitled", "Untitled project"), None);
        persist::replace_fragment("view=studio");
        self.show_address();
    }

    /// Opens a project of the storage. One that cannot be read is kept as it is,
    /// and what is wrong with it is said.
    pub fn open_stored(self, key: &str) {
        self.save();
        let Some(stored) = stored::read(key) else {
            self.open_new();
            let text =
                "This browser has no such project any more: it was deleted, or its storage was cleared.";
            return self.write.banner.set(Some(Banner::Error(text.to_owned())));
        };
        match Project::from_json(&stored.document) {
            Ok(project) => {
                self.take_up(project, Some(&stored));
                self.show_address();
            }
            Err(problems) => {
                self.open_new();
                let why = problems.first().map(ToString::to_string).unwrap_or_default();
                let text = format!("That project cannot be opened, but it is kept as it is: {why}");
                self.write.banner.set(Some(Banner::Error(text)));
            }
        }
    }

    /// Opens the document of a file, as a project of its own. Says what is wrong
    /// with it, if it cannot be opened.
    pub fn open_text(self, text: &str) {
        match Project::from_json(text) {
            Ok(project) => {
                self.save();
                self.take_up(project, None);
                persist::replace_fragment("view=studio");
                self.write.saving.set(Saving::Soon);
                self.save();
            }
            Err(problems) => {
                let said: Vec<String> = problems.iter().take(3).map(ToString::to_string).collect();
                let text = format!("That file cannot be opened. {}", said.join("; "));
                self.write.banner.set(Some(Banner::Error(text)));
            }
        }
    }

    /// Opens a link, beside whatever is stored.
    fn open_link(self, fragment: &str) {
        // What only the studio knows is no part of a link.
        let bare: Vec<&str> = fragment.split('&').filter(|pair| !pair.starts_with("at=")).collect();
        let found = share::parse(&format!("#{}", bare.join("&")))
            .and_then(|parsed| share::resolve(parsed, IDS, templates::open));
        match found {
            Ok(resolved) => {
                let said = resolved.notices.first().map(|notice| notice.message.clone());
                self.take_up(resolved.into_document(), None);
                self.show_address();
                if let Some(said) = said {
                    self.say(&said);
                }
            }
            Err(error) => {
                self.open_new();
                let text = format!("{}: {}.", error.message(), error.hint());
                self.write.banner.set(Some(Banner::Error(text)));
            }
        }
    }

    fn take_up(self, mut project: Project, stored: Option<&Stored>) {
        settle_ids(&mut project);
        self.write.banner.set(None);
        self.write.history.set(Default::default());
        self.write.saving.set(if stored.is_some() { Saving::Saved } else { Saving::Untouched });
        self.write.key.set(stored.map(|stored| stored.key.clone()));
        self.pending.update_value(|pending| pending.stamp = stored.map(|stored| stored.stamp));
        self.write.project.set(Arc::new(project));
        self.write.opening.update(|count| *count += 1);
        self.open.set(Default::default());
        self.check();
        self.load();
    }

    /// Stores the document, if it has been changed.
    pub fn save(self) {
        if !matches!(self.known.saving.get_untracked(), Saving::Soon | Saving::Refused) {
            return;
        }
        let known = self.known.key.get_untracked();
        let key = known.clone().unwrap_or_else(stored::fresh_key);
        let stamp = self.pending.with_value(|pending: &Pending| pending.stamp);
        let text = self.known.project.read_untracked().to_json_compact();
        match stored::write(&key, stamp, &text) {
            Ok(stamp) => {
                self.pending.update_value(|pending| pending.stamp = Some(stamp));
                self.write.saving.set(Saving::Saved);
                if known.is_none() {
                    self.write.key.set(Some(key));
                    self.show_address();
                }
            }
            Err(Refusal::Changed) => self.write.saving.set(Saving::Conflict),
            Err(Refusal::NoRoom) => self.write.saving.set(Saving::Refused),
        }
    }

    /// Another tab has stored or deleted a project.
    pub fn heard_of(self, key: &str) {
        if self.known.key.get_untracked().as_deref() == Some(key) {
            self.write.saving.set(Saving::Conflict);
        }
    }

    /// Takes what the other tab has stored.
    pub fn take_theirs(self) {
        self.write.saving.set(Saving::Untouched);
        if let Some(key) = self.known.key.get_untracked() {
            self.open_stored(&key);
        }
    }

    /// Goes on with what is on screen, as a project of its own.
    pub fn keep_mine(self) {
        self.write.key.set(None);
        self.pending.update_value(|pending| pending.stamp = None);
        self.write.saving.set(Saving::Soon);
        self.save();
    }

    /// Opens a copy of the document.
    pub fn duplicate(self) {
        self.save();
        let mut copy = (*self.known.project.get_untracked()).clone();
        copy.meta.title += " (copy)";
        self.take_up(copy, None);
        self.write.saving.set(Saving::Soon);
        self.save();
    }

    /// Deletes a project, which can be had back for a while.
    pub fn delete(self, key: &str) {
        let Some(stored) = stored::read(key) else { return };
        let open = self.known.key.get_untracked().as_deref() == Some(key);
        stored::remove(key);
        if open {
            self.write.saving.set(Saving::Untouched);
            self.open_new();
        }
        self.write.banner.set(Some(Banner::Deleted(stored)));
    }

    /// Takes the last deletion back.
    pub fn restore(self, deleted: &Stored) {
        match stored::write(&deleted.key, None, &deleted.document) {
            Ok(_) => self.open_stored(&deleted.key),
            Err(_) => self.open_text(&deleted.document),
        }
    }

    /// The address names the project and the step.
    pub(super) fn show_address(self) {
        let key = self.known.key.get_untracked();
        stored::show(key.as_deref(), screen_name(self.known.screen.get_untracked()));
    }
}
