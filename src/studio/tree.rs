//! The logic tree: an outliner by the WAI-ARIA tree pattern, what the checks find
//! next to the place they find it at, the statement that is selected in full, and
//! the tree as a picture.

mod detail;
mod drag;
mod keys;
mod outline;
mod picture;
mod row;

use super::command::Studio;
use super::parts::{focus_soon, follow, icon_tool, section, tool};
use crate::studio::icon::Icon;
use crate::ui::dom::{El, el};
use leptos::prelude::*;
use std::collections::BTreeSet;
use tokenwright::discovery::mece::{self, Finding};
use tokenwright::discovery::tree::Family;
use tokenwright::edit::nodes::tree;
use tokenwright::edit::{Edit, NodeEdit};
use tokenwright::project::ProblemNode;

/// One node as the editor shows it.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    id: String,
    text: String,
    share: Option<f64>,
    criterion: String,
    split: String,
    /// How deep it stands, from 1.
    level: usize,
    /// Its place among its siblings, from 1, and how many they are.
    place: (usize, usize),
    parent: Option<String>,
    has_children: bool,
    findings: Vec<Finding>,
}

/// What the editor holds: which node is selected, which are folded, whether the
/// text of the selected one is being typed.
#[derive(Clone, Copy)]
struct Editor {
    studio: Studio,
    lines: Memo<Vec<Line>>,
    current: RwSignal<String>,
    folded: RwSignal<BTreeSet<String>>,
    typing: RwSignal<bool>,
    drag: RwSignal<Option<drag::Drag>>,
}

/// The editor with everything around it.
pub fn tree_editor() -> El {
    let lines = follow(|project| lines(&project.discovery.tree));
    let editor = Editor {
        studio: Studio::get(),
        lines,
        current: RwSignal::new(String::new()),
        folded: RwSignal::new(BTreeSet::new()),
        typing: RwSignal::new(false),
        drag: RwSignal::new(None),
    };
    // What is selected is always there: undo may have taken it away.
    Effect::new(move |_| {
        let current = editor.current.get();
        let lines = editor.lines.read();
        if lines.iter().all(|line| line.id != current) {
            editor.typing.set(false);
            let first = lines.first().map(|line| line.id.clone()).unwrap_or_default();
            if first != current {
                editor.current.set(first);
            }
        }
    });
    let list = el("div")
        .class("st-tree")
        .attr("role", "tree")
        .attr("aria-label", "Logic tree")
        .attr("data-testid", "tree")
        .live_flag("hidden", move || lines.read().is_empty())
        .on("keydown", move |event| editor.key(&event))
        .each(move || editor.shown(), |line| line.id.clone(), move |line| row::row(editor, &line));
    let empty = el("div")
        .class("st-empty")
        .live_flag("hidden", move || !lines.read().is_empty())
        .child(el("p").class("quiet").text(
            "Start with the problem, then split it into parts that do not overlap and leave nothing out.",
        ))
        .child(
            tool(Icon::Edit, "Write down the problem", move || editor.add(false))
                .attr("data-testid", "tree-start"),
        );
    let help = "Enter adds a statement, Alt with an arrow or a drag at its left edge moves it, F2 renames, Delete deletes.";
    section("tree-title", "Logic tree")
        .child(empty)
        .child(
            el("p").class("quiet small-text").live_flag("hidden", move || lines.read().is_empty()).text(help),
        )
        .child(editor.tools())
        .child(
            el("div")
                .class("st-tree-and-detail")
                .live_flag("hidden", move || lines.read().is_empty())
                .child(list)
                .child(detail::detail(editor)),
        )
        .child(picture::picture(editor))
        .child(outline::outline(editor))
}

/// The nodes with what the checks say of them, each at the first place that it is
/// about.
fn lines(nodes: &[ProblemNode]) -> Vec<Line> {
    let tree = tree(nodes);
    let family = tree.family();
    let mut findings: Vec<Vec<Finding>> = vec![Vec::new(); nodes.len()];
    for finding in mece::check(&tree) {
        if let Some(at) = finding.nodes.first() {
            findings[*at].push(finding);
        }
    }
    let mut levels: Vec<usize> = Vec::with_capacity(nodes.len());
    let line = |(at, node): (usize, &ProblemNode)| {
        let parent = family.parent[at];
        levels.push(parent.map_or(1, |parent| levels[parent] + 1));
        Line {
            id: node.id.clone(),
            text: node.text.clone(),
            share: node.share,
            criterion: node.criterion.clone(),
            split: node.split.clone(),
            level: levels[at],
            place: place(&family, at),
            parent: parent.map(|parent| nodes[parent].id.clone()),
            has_children: !family.children[at].is_empty(),
            findings: std::mem::take(&mut findings[at]),
        }
    };
    nodes.iter().enumerate().map(line).collect()
}

fn place(family: &Family, at: usize) -> (usize, usize) {
    let siblings = family.parent[at].map_or(&family.roots, |parent| &family.children[parent]);
    let place = siblings.iter().position(|sibling| *sibling == at).unwrap_or(0);
    (place + 1, siblings.len())
}

/// The id of a node's element.
fn element_id(id: &str) -> String {
    format!("node-{id}")
}

impl Editor {
    /// The nodes that no folded one hides.
    fn shown(self) -> Vec<Line> {
        let folded = self.folded.read();
        let mut hidden_from = None;
        let mut shown = Vec::new();
        for line in self.lines.read().iter() {
            if hidden_from.is_some_and(|level| line.level > level) {
                continue;
            }
            hidden_from = folded.contains(&line.id).then_some(line.level);
            shown.push(line.clone());
        }
        shown
    }

    /// A node by its id.
    fn line(self, id: &str) -> Option<Line> {
        self.lines.read().iter().find(|line| line.id == id).cloned()
    }

    /// Hides what is below a node, or shows it.
    fn fold(self, id: &str, hide: bool) {
        self.folded.update(|folded| {
            if hide {
                folded.insert(id.to_owned());
            } else {
                folded.remove(id);
            }
        });
    }

    /// Selects a node and moves the focus to it.
    fn select(self, id: &str) {
        self.typing.set(false);
        self.current.set(id.to_owned());
        focus_soon(element_id(id));
    }

    /// Begins to type the text of the selected node.
    fn rename(self) {
        self.typing.set(true);
        focus_soon(format!("text-{}", self.current.get_untracked()));
    }

    /// Adds a node beside the selected one or below it, and begins to type its text.
    fn add(self, below: bool) {
        let studio = self.studio;
        let id = tree(&studio.known.project.read_untracked().discovery.tree).fresh_id();
        let beside = Some(self.current.get_untracked()).filter(|id| !id.is_empty());
        if let (true, Some(parent)) = (below, &beside) {
            self.fold(parent, false);
        }
        studio.send(Edit::Tree(NodeEdit::Add { beside, below, id: id.clone() }));
        self.current.set(id);
        self.rename();
    }

    /// Changes the tree around the selected node, and keeps the focus with it.
    fn change(self, edit: fn(String) -> NodeEdit) {
        let id = self.current.get_untracked();
        self.studio.send(Edit::Tree(edit(id.clone())));
        if let Some(parent) = self.line(&id).and_then(|line| line.parent) {
            self.fold(&parent, false);
        }
        focus_soon(if self.typing.get_untracked() { format!("text-{id}") } else { element_id(&id) });
    }

    /// Deletes the selected node and all below it; the one above is selected then.
    fn delete(self) {
        let id = self.current.get_untracked();
        let shown = untrack(|| self.shown());
        let at = shown.iter().position(|line| line.id == id).unwrap_or(0);
        let next = at.checked_sub(1).and_then(|at| shown.get(at)).map(|line| line.id.clone());
        self.studio.send(Edit::Tree(NodeEdit::Remove(id)));
        if let Some(next) = next {
            self.select(&next);
        }
    }

    /// Applies the mend of a finding.
    fn mend(self, finding: &Finding) {
        if let mece::Kind::Unaddressed | mece::Kind::UnaddressedRest = finding.kind {
            return focus_soon("answers".to_owned());
        }
        self.studio.send(Edit::Tree(NodeEdit::Mend(finding.mend.clone())));
        focus_soon(element_id(&self.current.get_untracked()));
    }

    /// The same by mouse.
    fn tools(self) -> El {
        let act = |icon, words, key: &str, act: fn(Editor)| {
            icon_tool(icon, format!("{words} ({key})"), move || act(self))
        };
        el("div")
            .class("st-tools")
            .attr("role", "toolbar")
            .attr("aria-label", "Edit the tree")
            .live_flag("hidden", move || self.lines.read().is_empty())
            .child(
                tool(Icon::Add, "Beside", move || self.add(false))
                    .attr("title", "Add a statement beside (Enter)"),
            )
            .child(
                tool(Icon::Below, "Below", move || self.add(true))
                    .attr("title", "Add a statement below (Ctrl+Enter)"),
            )
            .child(act(Icon::Outdent, "Outdent", "Alt+Left", |editor| editor.change(NodeEdit::Outdent)))
            .child(act(Icon::Indent, "Indent", "Alt+Right", |editor| editor.change(NodeEdit::Indent)))
            .child(act(Icon::Up, "Move up", "Alt+Up", |editor| editor.change(NodeEdit::Up)))
            .child(act(Icon::Down, "Move down", "Alt+Down", |editor| editor.change(NodeEdit::Down)))
            .child(act(Icon::Edit, "Rename", "F2", Editor::rename))
            .child(act(Icon::Close, "Delete", "Delete", Editor::delete))
    }
}
