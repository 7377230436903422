//! Mends of a logic tree, as data, so that a finding can offer one, a person can
//! look at it, and an editor can apply it as one step that undo takes back.

use super::tree::{Node, Tree};

/// What an added rest is called.
pub const RESIDUAL: &str = "Other…";

/// A change to a tree. Nodes are indices of the tree that was checked.
#[derive(Clone, Debug, PartialEq)]
pub enum Mend {
    /// Adds a last child "Other…" with this share in %.
    AddResidual {
        /// Whose parts are incomplete.
        parent: usize,
        /// What is missing.
        share: f64,
    },
    /// Sets shares in %.
    SetShares {
        /// Node and new share.
        shares: Vec<(usize, f64)>,
    },
    /// Says by what all children of a node are told apart.
    SetCriterion {
        /// The node that is split.
        parent: usize,
        /// The criterion.
        criterion: String,
    },
    /// Makes one node of a child and its parent; the child's children move up.
    JoinWithParent {
        /// The child.
        child: usize,
    },
    /// Makes one node of two siblings, with the children and answers of both.
    Merge {
        /// The node that stays.
        keep: usize,
        /// The sibling that goes into it.
        gone: usize,
    },
    /// Gives a node another text.
    Rename {
        /// The node.
        node: usize,
        /// Its new text.
        text: String,
    },
    /// Asks what answers a leaf: only a person can say.
    Answer {
        /// The leaf.
        leaf: usize,
    },
}

/// Applies a mend. Gives back whether it changed anything: an answer has to come
/// from a person, and nodes that are not there (any more) cannot be mended.
pub fn apply(tree: &mut Tree, mend: &Mend) -> bool {
    let before = tree.clone();
    match mend {
        Mend::AddResidual { parent, share } => add_residual(tree, *parent, *share),
        Mend::SetShares { shares } => {
            for (at, share) in shares {
                if let Some(node) = tree.nodes.get_mut(*at) {
                    node.share = Some(*share);
                }
            }
        }
        Mend::SetCriterion { parent, criterion } => {
            let children = tree.family().children.get(*parent).cloned().unwrap_or_default();
            children.iter().for_each(|child| tree.nodes[*child].criterion.clear());
            if let Some(node) = tree.nodes.get_mut(*parent) {
                node.split.clone_from(criterion);
            }
        }
        Mend::JoinWithParent { child } => join_with_parent(tree, *child),
        Mend::Merge { keep, gone } => merge(tree, *keep, *gone),
        Mend::Rename { node, text } => {
            if let Some(node) = tree.nodes.get_mut(*node) {
                node.text.clone_from(text);
            }
        }
        Mend::Answer { .. } => {}
    }
    *tree != before
}

fn add_residual(tree: &mut Tree, parent: usize, share: f64) {
    let Some(depth) = tree.nodes.get(parent).map(|node| node.depth + 1) else { return };
    let (id, share) = (tree.fresh_id(), Some(share));
    let rest = Node { id, text: RESIDUAL.to_owned(), depth, share, ..Node::default() };
    // As deep as its siblings, whatever depths they have.
    let depth = tree.family().children[parent].first().map_or(depth, |child| tree.nodes[*child].depth);
    tree.nodes.insert(tree.end(parent), Node { depth, ..rest });
}

fn join_with_parent(tree: &mut Tree, child: usize) {
    let Some(Some(parent)) = tree.family().parent.get(child).copied() else { return };
    let (end, depth) = (tree.end(child), tree.nodes[child].depth);
    let joined = tree.nodes.remove(child);
    // Its children take its place; what was deeper stays deeper by one less.
    let rise = tree.nodes.get(child).map_or(0, |first| first.depth.saturating_sub(depth));
    for node in &mut tree.nodes[child..end - 1] {
        node.depth = node.depth.saturating_sub(rise).max(depth);
    }
    let above = &mut tree.nodes[parent];
    above.text = both(&above.text, &joined.text, ": ");
    if !joined.split.is_empty() {
        above.split = joined.split;
    }
    add_answers(above, joined.addressed_by);
}

fn merge(tree: &mut Tree, keep: usize, gone: usize) {
    let family = tree.family();
    let (Some(parent), Some(other)) = (family.parent.get(keep), family.parent.get(gone)) else { return };
    if keep == gone || parent != other {
        return;
    }
    let moved: Vec<Node> = tree.nodes.drain(gone..tree.end(gone)).collect();
    let keep = if gone < keep { keep - moved.len() } else { keep };
    let mut moved = moved.into_iter();
    let Some(merged) = moved.next() else { return };
    let end = tree.end(keep);
    let kept = &mut tree.nodes[keep];
    kept.text = both(&kept.text, &merged.text, "; ");
    kept.share = match (kept.share, merged.share) {
        (Some(a), Some(b)) => Some(a + b),
        (a, b) => a.or(b),
    };
    add_answers(kept, merged.addressed_by);
    let (from, to) = (merged.depth, kept.depth);
    let below = moved.map(|node| Node { depth: node.depth + to - from.min(node.depth), ..node });
    tree.nodes.splice(end..end, below);
}

/// Two texts as one; of equal ones, the first.
fn both(a: &str, b: &str, between: &str) -> String {
    let alike = a.trim().eq_ignore_ascii_case(b.trim());
    if alike || b.trim().is_empty() {
        a.to_owned()
    } else if a.trim().is_empty() {
        b.to_owned()
    } else {
        format!("{a}{between}{b}")
    }
}

fn add_answers(node: &mut Node, answers: Vec<String>) {
    for answer in answers {
        if !node.addressed_by.contains(&answer) {
            node.addressed_by.push(answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::mece::{Kind, check};
    use super::super::outline;
    use super::*;

    fn mended(text: &str) -> String {
        let mut tree = outline::read(text).unwrap();
        let finding = check(&tree).remove(0);
        assert!(apply(&mut tree, &finding.mend), "{finding:?}");
        let same =
            check(&tree).iter().any(|later| later.kind == finding.kind && later.nodes == finding.nodes);
        assert!(!same, "{finding:?} is still there");
        outline::write(&tree)
    }

    #[test]
    fn a_rest_is_added_at_the_end() {
        let text =
            mended("- Why?\n  - A (80 %) [by: M]\n    - B [by: M]\n    - C [by: M]\n  - D (15 %) [by: M]\n");
        assert!(text.ends_with("  - D (15 %) [by: M]\n  - Other… (5 %)\n"), "{text}");
    }

    #[test]
    fn criteria_become_one() {
        let text =
            mended("- Why? [split: side]\n  - A [by: M]\n  - B [criterion: cost] [by: M]\n  - C [by: M]\n");
        assert_eq!(text, "- Why? [split: side]\n  - A [by: M]\n  - B [by: M]\n  - C [by: M]\n");
    }

    #[test]
    fn an_only_child_joins_its_parent_and_its_children_move_up() {
        let text = mended("- Why?\n  - A [split: x]\n    - B [by: M]\n    - C [by: M]\n");
        assert_eq!(text, "- Why?: A [split: x]\n  - B [by: M]\n  - C [by: M]\n");
        let text = mended("- Why? [by: N]\n  - A [by: M]\n");
        assert_eq!(text, "- Why?: A [by: N, M]\n");
    }

    #[test]
    fn siblings_merge_with_all_they_have() {
        let text = "- Why?\n  - Fees of sellers (30 %)\n    - A [by: M]\n    - B [by: M]\n  - Sellers fees (20 %)\n    \
                    - C [by: M]\n    - D [by: M]\n  - E (50 %) [by: M]\n";
        let expected = "- Why?\n  - Fees of sellers; Sellers fees (50 %)\n    - A [by: M]\n    - B [by: M]\n    \
                        - C [by: M]\n    - D [by: M]\n  - E (50 %) [by: M]\n";
        assert_eq!(mended(text), expected);
        let mut tree = outline::read(text).unwrap();
        assert!(apply(&mut tree, &Mend::Merge { keep: 4, gone: 1 }));
        assert_eq!(tree.nodes[1].text, "Sellers fees; Fees of sellers");
        assert_eq!(tree.family().children[1].len(), 4);
    }

    #[test]
    fn what_is_not_there_is_not_mended() {
        let mut tree = outline::read("A\n  B\n  C\n").unwrap();
        for mend in [
            Mend::AddResidual { parent: 9, share: 5.0 },
            Mend::SetShares { shares: vec![(9, 1.0)] },
            Mend::SetCriterion { parent: 9, criterion: "x".into() },
            Mend::JoinWithParent { child: 0 },
            Mend::JoinWithParent { child: 9 },
            Mend::Merge { keep: 1, gone: 1 },
            Mend::Merge { keep: 0, gone: 1 },
            Mend::Merge { keep: 1, gone: 9 },
            Mend::Rename { node: 9, text: "x".into() },
            Mend::Answer { leaf: 1 },
        ] {
            assert!(!apply(&mut tree, &mend), "{mend:?}");
        }
    }

    #[test]
    fn mending_ends() {
        let mut tree = outline::read(
            "Fees\n  Fees (90 %)\n    Fees [criterion: a]\n    Gas fees [criterion: b]\n  Fees gas (30 %)\n  Gas (2 %)\n",
        )
        .unwrap();
        for _ in 0..20 {
            let open = [Kind::Unaddressed, Kind::UnaddressedRest];
            let Some(finding) = check(&tree).into_iter().find(|found| !open.contains(&found.kind)) else {
                return;
            };
            assert!(apply(&mut tree, &finding.mend), "{finding:?}");
        }
        panic!("{:?} in {}", check(&tree), outline::write(&tree));
    }
}
