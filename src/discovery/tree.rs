//! The logic tree: a problem, split into parts, split into parts.
//!
//! Nodes stand in one list in reading order, each with its depth, as in an
//! indented outline. So a tree is edited, compared and stored as a list, and no
//! list of nodes fails to be a tree: a parent is the nearest node above that is
//! less deep.

/// One statement of the tree.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Node {
    /// How the rest of the document calls it.
    pub id: String,
    /// What it says.
    pub text: String,
    /// How deep it stands: 0 for the root; only the order of depths matters.
    pub depth: usize,
    /// By what its children are told apart ("side", "cause"); empty: not said.
    pub split: String,
    /// By what this node is told apart from its siblings, if that is not what
    /// its parent's `split` says; empty: it is.
    pub criterion: String,
    /// Its share of the parent in %, 0 to 100; none: not estimated.
    pub share: Option<f64>,
    /// Ids of what answers it: mechanisms, as a rule.
    pub addressed_by: Vec<String>,
}

/// A logic tree, its nodes in reading order: every node before its children, the
/// children of one before the next.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Tree {
    /// The nodes.
    pub nodes: Vec<Node>,
}

/// Who belongs to whom, by index into [`Tree::nodes`].
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Family {
    /// The parent of each node; none for a root.
    pub parent: Vec<Option<usize>>,
    /// The children of each node, in order.
    pub children: Vec<Vec<usize>>,
    /// Nodes without a parent: one, as a rule.
    pub roots: Vec<usize>,
}

impl Tree {
    /// Who belongs to whom.
    pub fn family(&self) -> Family {
        let n = self.nodes.len();
        let mut family = Family { parent: vec![None; n], children: vec![Vec::new(); n], roots: Vec::new() };
        // The nodes that are open at this point, from the root down.
        let mut open: Vec<usize> = Vec::new();
        for (at, node) in self.nodes.iter().enumerate() {
            while open.last().is_some_and(|above| self.nodes[*above].depth >= node.depth) {
                open.pop();
            }
            family.parent[at] = open.last().copied();
            match open.last() {
                Some(above) => family.children[*above].push(at),
                None => family.roots.push(at),
            }
            open.push(at);
        }
        family
    }

    /// The index just past a node and all that is below it.
    pub fn end(&self, at: usize) -> usize {
        let Some(node) = self.nodes.get(at) else { return self.nodes.len() };
        let below = self.nodes[at + 1..].iter().take_while(|other| other.depth > node.depth).count();
        at + 1 + below
    }

    /// An id that no node has: `n1`, `n2`, …
    pub fn fresh_id(&self) -> String {
        let mut number = self.nodes.len();
        loop {
            number += 1;
            let id = format!("n{number}");
            if self.nodes.iter().all(|node| node.id != id) {
                return id;
            }
        }
    }
}

impl Family {
    /// Places as people write them, counted from 1: the root is `1`, its second
    /// child `1.2`.
    pub fn paths(&self) -> Vec<String> {
        let mut paths = vec![String::new(); self.parent.len()];
        for (number, root) in self.roots.iter().enumerate() {
            paths[*root] = (number + 1).to_string();
        }
        // A parent stands before its children, so its path is there already.
        for parent in 0..paths.len() {
            for (number, child) in self.children[parent].iter().enumerate() {
                paths[*child] = format!("{}.{}", paths[parent], number + 1);
            }
        }
        paths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(depths: &[usize]) -> Tree {
        Tree { nodes: depths.iter().map(|depth| Node { depth: *depth, ..Node::default() }).collect() }
    }

    #[test]
    fn paths_count_from_one() {
        let family = tree(&[0, 1, 2, 1, 1, 2, 2]).family();
        assert_eq!(family.paths(), ["1", "1.1", "1.1.1", "1.2", "1.3", "1.3.1", "1.3.2"]);
        assert_eq!(family.children[0], [1, 3, 4]);
        assert_eq!(family.roots, [0]);
    }

    #[test]
    fn any_depths_are_a_tree() {
        let family = tree(&[3, 7, 5, 9, 0]).family();
        assert_eq!(family.paths(), ["1", "1.1", "1.2", "1.2.1", "2"]);
        assert_eq!(tree(&[]).family(), Family::default());
    }

    #[test]
    fn a_node_ends_where_the_next_one_begins() {
        let tree = tree(&[0, 1, 2, 2, 1]);
        assert_eq!([0, 1, 2, 4, 9].map(|at| tree.end(at)), [5, 4, 3, 5, 5]);
    }

    #[test]
    fn fresh_ids_are_fresh() {
        let mut tree = tree(&[0, 1]);
        tree.nodes[0].id = "n3".into();
        assert_eq!(tree.fresh_id(), "n4");
    }
}
