//! The keys of the logic tree: those of the WAI-ARIA tree pattern, and those of an
//! outliner.

use super::Editor;
use leptos::prelude::*;
use leptos::web_sys::{Element, Event, KeyboardEvent};
use tokenwright::edit::NodeEdit;
use wasm_bindgen::JsCast;

impl Editor {
    /// A key was pressed in the tree.
    pub fn key(self, event: &Event) {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        let on = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let on = on.map(|element| element.tag_name()).unwrap_or_default();
        // Buttons within a node have keys of their own.
        if on == "BUTTON" || key.is_composing() {
            return;
        }
        if self.act(&key.key(), key, on == "INPUT") {
            event.prevent_default();
        }
    }

    /// Does what a key asks for; false if it asks for nothing.
    fn act(self, name: &str, key: &KeyboardEvent, typing: bool) -> bool {
        let (alt, shift, ctrl) = (key.alt_key(), key.shift_key(), key.ctrl_key() || key.meta_key());
        match name {
            "Enter" if ctrl => self.add(true),
            "Enter" if typing && self.is_blank() => self.stop(),
            "Enter" => self.add(false),
            "ArrowUp" if alt => self.change(NodeEdit::Up),
            "ArrowDown" if alt => self.change(NodeEdit::Down),
            "ArrowLeft" if alt => self.change(NodeEdit::Outdent),
            "ArrowRight" if alt => self.change(NodeEdit::Indent),
            "Tab" if typing && shift => self.change(NodeEdit::Outdent),
            "Tab" if typing => self.change(NodeEdit::Indent),
            "Escape" if typing => self.stop(),
            _ if typing || ctrl || alt => return false,
            "F2" => self.rename(),
            "Delete" | "Backspace" => self.delete(),
            "ArrowUp" => self.step(-1),
            "ArrowDown" => self.step(1),
            "Home" => self.step(isize::MIN / 2),
            "End" => self.step(isize::MAX / 2),
            "ArrowLeft" => self.fold_or_leave(),
            "ArrowRight" => self.unfold_or_enter(),
            "*" => self.folded.update(|folded| folded.clear()),
            _ => return false,
        }
        true
    }

    fn is_blank(self) -> bool {
        let current = self.current.get_untracked();
        untrack(|| self.line(&current)).is_none_or(|line| line.text.trim().is_empty())
    }

    fn stop(self) {
        self.select(&self.current.get_untracked());
    }

    /// To another of the nodes that are shown.
    fn step(self, by: isize) {
        let shown = untrack(|| self.shown());
        let current = self.current.get_untracked();
        let at = shown.iter().position(|line| line.id == current).unwrap_or(0);
        let last = shown.len().saturating_sub(1);
        let there = at.saturating_add_signed(by).min(last);
        if let Some(line) = shown.get(there) {
            self.select(&line.id);
        }
    }

    fn fold_or_leave(self) {
        let Some(line) = untrack(|| self.line(&self.current.get_untracked())) else { return };
        let open = line.has_children && !self.folded.read_untracked().contains(&line.id);
        match line.parent {
            _ if open => self.fold(&line.id, true),
            Some(parent) => self.select(&parent),
            None => {}
        }
    }

    fn unfold_or_enter(self) {
        let Some(line) = untrack(|| self.line(&self.current.get_untracked())) else { return };
        if !line.has_children {
            return;
        }
        if self.folded.read_untracked().contains(&line.id) {
            self.fold(&line.id, false);
        } else {
            self.step(1);
        }
    }
}
