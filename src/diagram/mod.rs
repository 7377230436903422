//! Where the nodes and arrows of a diagram go.
//!
//! Nodes stand in layers from left to right, so that value reads as it flows: the
//! layered layout of Sugiyama, Tagawa & Toda, "Methods for visual understanding of
//! hierarchical system structures", IEEE Transactions on Systems, Man, and
//! Cybernetics 11 (1981) 109–125. Its four parts are a file each: layers, their
//! order, coordinates, routes. Nodes that somebody has put somewhere stay there,
//! and the others are laid out around them (`pinned`).
//!
//! The same diagram is laid out alike everywhere and every time: there is no luck
//! in it, and ties go to the first in the document.

pub mod connect;
pub mod labels;
mod layers;
pub mod model;
pub mod moved;
mod order;
pub mod picture;
mod pinned;
mod place;
mod route;
#[cfg(test)]
mod tests;

/// A point, in the unit of the node sizes; y grows downwards.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

/// A box.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge, ≥ `left`.
    pub right: f64,
    /// Lower edge, ≥ `top`.
    pub bottom: f64,
}

impl Rect {
    /// The box of this size around a point.
    pub fn around(centre: Point, width: f64, height: f64) -> Rect {
        let (x, y) = (width / 2.0, height / 2.0);
        Rect { left: centre.x - x, top: centre.y - y, right: centre.x + x, bottom: centre.y + y }
    }

    /// The box with this much more on every side.
    pub fn grown(self, by: f64) -> Rect {
        Rect { left: self.left - by, top: self.top - by, right: self.right + by, bottom: self.bottom + by }
    }

    /// Whether the insides have a point in common.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    fn with(self, point: Point) -> Rect {
        Rect {
            left: self.left.min(point.x),
            top: self.top.min(point.y),
            right: self.right.max(point.x),
            bottom: self.bottom.max(point.y),
        }
    }
}

/// A node to be placed.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Node {
    /// Width, ≥ 0.
    pub width: f64,
    /// Height, ≥ 0.
    pub height: f64,
    /// Where its centre has to be; none: wherever it is good.
    pub fixed: Option<Point>,
}

/// An arrow, by indices of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where it starts.
    pub from: usize,
    /// Where it ends; the same node makes a loop.
    pub to: usize,
    /// Whether something comes back along it, so that it may lead backwards as well.
    pub both_ways: bool,
}

/// Distances, in the unit of the node sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spacing {
    /// Between layers, where arrows run across.
    pub layer: f64,
    /// Between the nodes of a layer.
    pub node: f64,
    /// Between arrows side by side.
    pub edge: f64,
    /// Around the whole.
    pub margin: f64,
}

impl Default for Spacing {
    fn default() -> Self {
        Spacing { layer: 90.0, node: 28.0, edge: 14.0, margin: 16.0 }
    }
}

/// Where everything goes.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Layout {
    /// Centre of each node.
    pub nodes: Vec<Point>,
    /// The course of each arrow, from the border of its first node to that of its
    /// last, with the bends between; empty if it names a node that is not there.
    pub edges: Vec<Vec<Point>>,
    /// The layer of each node, from 0 at the left. An arrow that is part of no
    /// circle leads to a higher layer.
    pub layers: Vec<usize>,
    /// All nodes and arrows, with the margin. Starts at (0, 0) if no node is fixed.
    pub bounds: Rect,
}

/// Lays a diagram out.
///
/// **Guarantees.** Deterministic. Fixed nodes are where they were put. No two
/// nodes overlap, but for fixed ones that were put upon each other. Without fixed
/// nodes, no arrow touches a node that it does not belong to. Arrows between the
/// same two nodes run apart. Everything is inside the bounds.
/// **Assumes.** Sizes and distances that are negative or no numbers count as 0, and
/// positions that are no numbers as not given.
pub fn layout(nodes: &[Node], edges: &[Edge], spacing: &Spacing) -> Layout {
    let nodes: Vec<Node> = nodes.iter().map(sound).collect();
    let length = |x: f64| if x.is_finite() { x.max(0.0) } else { 0.0 };
    let Spacing { layer, node, edge, margin } = *spacing;
    let spacing =
        Spacing { layer: length(layer), node: length(node), edge: length(edge), margin: length(margin) };
    let slots = slots(&nodes, edges, spacing.edge);
    let mut graph = layers::layered(nodes.len(), edges);
    order::reduce_crossings(&mut graph);
    let plan = place::place(&graph, &nodes, &slots, &spacing);
    let mut layout = Layout {
        nodes: plan.centres[..nodes.len()].to_vec(),
        edges: route::routes(&graph, &plan, &nodes, edges, &spacing),
        layers: graph.layer[..nodes.len()].to_vec(),
        bounds: Rect::default(),
    };
    // Where everything is without fixed nodes does not depend on whether there are any.
    let Rect { left, top, right, bottom } = bounds(&layout, &nodes, spacing.margin);
    let all = layout.nodes.iter_mut().chain(layout.edges.iter_mut().flatten());
    all.for_each(|point| *point = Point { x: point.x - left, y: point.y - top });
    layout.bounds = Rect { left: 0.0, top: 0.0, right: right - left, bottom: bottom - top };
    if nodes.iter().any(|node| node.fixed.is_some()) {
        pinned::pin(&mut layout, &graph, &nodes, &slots, edges, &spacing);
        layout.bounds = bounds(&layout, &nodes, spacing.margin);
    }
    layout
}

impl Layout {
    /// How often arrows cross: the usual measure of how readable a layout is
    /// (Purchase, "Which aesthetic has the greatest effect on human
    /// understanding?", Graph Drawing 1997). Touching is no crossing.
    pub fn crossings(&self) -> usize {
        let segments: Vec<(usize, Point, Point)> = self
            .edges
            .iter()
            .enumerate()
            .flat_map(|(edge, points)| points.windows(2).map(move |pair| (edge, pair[0], pair[1])))
            .collect();
        let crosses = |(edge, a, b): &(usize, Point, Point), (other, c, d): &(usize, Point, Point)| {
            edge != other
                && turn(*a, *b, *c) * turn(*a, *b, *d) < 0.0
                && turn(*c, *d, *a) * turn(*c, *d, *b) < 0.0
        };
        let with_later = |(at, one)| segments[at + 1..].iter().filter(|two| crosses(one, two)).count();
        segments.iter().enumerate().map(with_later).sum()
    }
}

/// > 0 if a → b → c turns one way, < 0 if the other, 0 if straight on.
fn turn(a: Point, b: Point, c: Point) -> f64 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

fn sound(node: &Node) -> Node {
    let size = |x: f64| if x.is_finite() { x.max(0.0) } else { 0.0 };
    let fixed = node.fixed.filter(|point| point.x.is_finite() && point.y.is_finite());
    Node { width: size(node.width), height: size(node.height), fixed }
}

/// The height that each node takes up with its loops, which stand above it.
fn slots(nodes: &[Node], edges: &[Edge], gap: f64) -> Vec<f64> {
    let mut slots: Vec<f64> = nodes.iter().map(|node| node.height).collect();
    for edge in edges.iter().filter(|edge| edge.from == edge.to) {
        if let Some(slot) = slots.get_mut(edge.from) {
            // As much below, so that the centre stays the centre.
            *slot += 2.0 * gap;
        }
    }
    slots
}

fn bounds(layout: &Layout, nodes: &[Node], margin: f64) -> Rect {
    let boxes = layout.nodes.iter().zip(nodes).map(|(at, node)| Rect::around(*at, node.width, node.height));
    let both =
        boxes.reduce(|a, b| a.with(Point { x: b.left, y: b.top }).with(Point { x: b.right, y: b.bottom }));
    let Some(both) = both else { return Rect::default() };
    layout.edges.iter().flatten().fold(both, |all, point| all.with(*point)).grown(margin)
}
