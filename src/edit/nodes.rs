//! Edits of the logic tree, as an outliner makes them: nodes stand in reading
//! order, each with its depth, and what is below a node moves with it.

use crate::discovery::mend::{self, Mend};
use crate::discovery::tree::{Node, Tree};
use crate::project::ProblemNode;

/// A change to the logic tree.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeEdit {
    /// Adds an empty node: after another and all below it, or as its last child.
    /// Without the other it becomes the root.
    Add {
        /// The other node.
        beside: Option<String>,
        /// Below it rather than beside it.
        below: bool,
        /// The id of the new one.
        id: String,
    },
    /// Removes a node and all below it.
    Remove(String),
    /// Makes it a child of the sibling above it.
    Indent(String),
    /// Makes it the next sibling of its parent.
    Outdent(String),
    /// In front of the sibling above it.
    Up(String),
    /// Behind the sibling below it.
    Down(String),
    /// Takes it and all below it to another place.
    Move {
        /// The node.
        id: String,
        /// The node that it goes to.
        target: String,
        /// Where, seen from there.
        spot: Spot,
    },
    /// Says whether a mechanism answers it.
    Answer {
        /// The node.
        id: String,
        /// The mechanism.
        mechanism: String,
        /// Whether it does.
        answers: bool,
    },
    /// Applies the mend of a finding.
    Mend(Mend),
    /// Replaces the whole tree.
    Replace(Tree),
}

/// A place, seen from a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// Its sibling in front of it.
    Before,
    /// Its last child.
    Inside,
    /// Its sibling behind it.
    After,
}

/// The tree as the checks read it.
pub fn tree(nodes: &[ProblemNode]) -> Tree {
    let node = |node: &ProblemNode| Node {
        id: node.id.clone(),
        text: node.text.clone(),
        depth: node.depth as usize,
        split: node.split.clone(),
        criterion: node.criterion.clone(),
        share: node.share,
        addressed_by: node.addressed_by.clone(),
    };
    Tree { nodes: nodes.iter().map(node).collect() }
}

/// The tree as the document keeps it.
pub fn nodes(tree: Tree) -> Vec<ProblemNode> {
    let node = |node: Node| ProblemNode {
        id: node.id,
        text: node.text,
        depth: u32::try_from(node.depth).unwrap_or(u32::MAX),
        split: node.split,
        criterion: node.criterion,
        share: node.share,
        addressed_by: node.addressed_by,
    };
    tree.nodes.into_iter().map(node).collect()
}

impl NodeEdit {
    /// What it is called.
    pub(super) fn name(&self, nodes: &[ProblemNode]) -> String {
        let of = |id: &str| {
            let text = nodes.iter().find(|node| node.id == id).map_or("", |node| &node.text);
            if text.is_empty() { "a statement".to_owned() } else { super::place::quoted(text) }
        };
        match self {
            NodeEdit::Add { .. } => "add a statement".to_owned(),
            NodeEdit::Remove(id) => format!("delete {}", of(id)),
            NodeEdit::Indent(id) => format!("indent {}", of(id)),
            NodeEdit::Outdent(id) => format!("outdent {}", of(id)),
            NodeEdit::Up(id) | NodeEdit::Down(id) | NodeEdit::Move { id, .. } => format!("move {}", of(id)),
            NodeEdit::Answer { id, .. } => format!("change what answers {}", of(id)),
            NodeEdit::Mend(_) => "mend the tree".to_owned(),
            NodeEdit::Replace(_) => "replace the tree".to_owned(),
        }
    }

    /// Makes the change. Gives back whether there was anything to change.
    pub(super) fn apply(&self, nodes: &mut Vec<ProblemNode>) -> bool {
        match self {
            NodeEdit::Add { beside, below, id } => add(nodes, beside.as_deref(), *below, id),
            NodeEdit::Remove(id) => {
                let Some(at) = place(nodes, id) else { return false };
                nodes.drain(at..end(nodes, at));
                true
            }
            NodeEdit::Indent(id) => indent(nodes, id),
            NodeEdit::Outdent(id) => outdent(nodes, id),
            NodeEdit::Up(id) => {
                let Some(at) = place(nodes, id) else { return false };
                sibling_before(nodes, at).is_some_and(|before| swap(nodes, before, at))
            }
            NodeEdit::Down(id) => {
                let Some(at) = place(nodes, id) else { return false };
                let after = end(nodes, at);
                let sibling = nodes.get(after).is_some_and(|node| node.depth == nodes[at].depth);
                sibling && swap(nodes, at, after)
            }
            NodeEdit::Move { id, target, spot } => relocate(nodes, id, target, *spot),
            NodeEdit::Answer { id, mechanism, answers } => {
                let Some(at) = place(nodes, id) else { return false };
                let known = &mut nodes[at].addressed_by;
                known.retain(|other| other != mechanism);
                if *answers {
                    known.push(mechanism.clone());
                }
                true
            }
            NodeEdit::Mend(mended) => {
                let mut whole = tree(nodes);
                let changed = mend::apply(&mut whole, mended);
                *nodes = self::nodes(whole);
                changed
            }
            NodeEdit::Replace(tree) => {
                *nodes = self::nodes(tree.clone());
                true
            }
        }
    }
}

/// Gives every node the depth that its place in the tree says: outlines from
/// elsewhere may skip some.
pub(super) fn settle_depths(nodes: &mut [ProblemNode]) {
    let mut open: Vec<u32> = Vec::new();
    for node in nodes {
        while open.last().is_some_and(|above| *above >= node.depth) {
            open.pop();
        }
        open.push(node.depth);
        node.depth = open.len() as u32 - 1;
    }
}

fn place(nodes: &[ProblemNode], id: &str) -> Option<usize> {
    nodes.iter().position(|node| node.id == id)
}

/// The index just past a node and all that is below it.
fn end(nodes: &[ProblemNode], at: usize) -> usize {
    let depth = nodes[at].depth;
    at + 1 + nodes[at + 1..].iter().take_while(|node| node.depth > depth).count()
}

/// The sibling above a node.
fn sibling_before(nodes: &[ProblemNode], at: usize) -> Option<usize> {
    let depth = nodes[at].depth;
    let before = nodes[..at].iter().rposition(|node| node.depth <= depth)?;
    (nodes[before].depth == depth).then_some(before)
}

/// The parent of a node.
fn parent(nodes: &[ProblemNode], at: usize) -> Option<usize> {
    nodes[..at].iter().rposition(|node| node.depth < nodes[at].depth)
}

fn add(nodes: &mut Vec<ProblemNode>, beside: Option<&str>, below: bool, id: &str) -> bool {
    if place(nodes, id).is_some() {
        return false;
    }
    let beside = beside.and_then(|beside| place(nodes, beside));
    let (at, depth) = match beside {
        // There is one problem at the top, so nothing stands beside the root.
        Some(at) => (end(nodes, at), nodes[at].depth + u32::from(below || parent(nodes, at).is_none())),
        None if nodes.is_empty() => (0, 0),
        None => (nodes.len(), nodes[0].depth + 1),
    };
    nodes.insert(at, ProblemNode { id: id.to_owned(), depth, ..ProblemNode::default() });
    true
}

fn indent(nodes: &mut [ProblemNode], id: &str) -> bool {
    let Some(at) = place(nodes, id) else { return false };
    let Some(before) = sibling_before(nodes, at) else { return false };
    // Beside the children that are there, whatever depth they have.
    let deeper = if before + 1 == at { 1 } else { nodes[before + 1].depth - nodes[at].depth };
    let end = end(nodes, at);
    nodes[at..end].iter_mut().for_each(|node| node.depth += deeper);
    true
}

fn outdent(nodes: &mut [ProblemNode], id: &str) -> bool {
    let Some(at) = place(nodes, id) else { return false };
    let Some(parent) = parent(nodes, at) else { return false };
    // A second root would be a second problem.
    if self::parent(nodes, parent).is_none() {
        return false;
    }
    let (last, below) = (end(nodes, at), end(nodes, parent));
    let higher = nodes[at].depth - nodes[parent].depth;
    nodes[at..last].iter_mut().for_each(|node| node.depth -= higher);
    // Behind the siblings that stay with the parent.
    nodes[at..below].rotate_left(last - at);
    true
}

/// Exchanges two neighbouring siblings with all that is below them.
fn swap(nodes: &mut [ProblemNode], first: usize, second: usize) -> bool {
    let last = end(nodes, second);
    nodes[first..last].rotate_left(second - first);
    true
}

/// Takes a node with all below it to a place that is not below it. Nothing stands
/// beside the root.
fn relocate(nodes: &mut Vec<ProblemNode>, id: &str, target: &str, spot: Spot) -> bool {
    let (Some(at), Some(goal)) = (place(nodes, id), place(nodes, target)) else { return false };
    let last = end(nodes, at);
    if (at..last).contains(&goal) || (spot != Spot::Inside && parent(nodes, goal).is_none()) {
        return false;
    }
    let before = nodes.clone();
    let mut moved: Vec<ProblemNode> = nodes.drain(at..last).collect();
    let goal = if goal < at { goal } else { goal - moved.len() };
    let behind = end(nodes, goal);
    let (to, depth) = match spot {
        Spot::Before => (goal, nodes[goal].depth),
        Spot::After => (behind, nodes[goal].depth),
        // Beside the children that are there, whatever depth they have.
        Spot::Inside if goal + 1 < behind => (behind, nodes[goal + 1].depth),
        Spot::Inside => (behind, nodes[goal].depth + 1),
    };
    let old = moved[0].depth;
    moved.iter_mut().for_each(|node| node.depth = node.depth - old + depth);
    nodes.splice(to..to, moved);
    *nodes != before
}
