//! The course of arrows: level through the columns, across between them.
//!
//! An arrow leaves its node at a port of its own, keeps its height to the edge of
//! the column, crosses to the next column, and so on. Within a column it is level,
//! so it cannot touch the nodes there; between columns there are none.

use super::layers::Layered;
use super::place::Plan;
use super::{Edge, Node, Point, Spacing};

/// The course of each edge, from its first node to its last.
pub(super) fn routes(
    graph: &Layered,
    plan: &Plan,
    nodes: &[Node],
    edges: &[Edge],
    spacing: &Spacing,
) -> Vec<Vec<Point>> {
    let leave = ports(graph, plan, nodes, spacing.edge, Side::Right);
    let arrive = ports(graph, plan, nodes, spacing.edge, Side::Left);
    let mut loops = vec![0; nodes.len()];
    let mut routes = Vec::with_capacity(edges.len());
    for (at, edge) in edges.iter().enumerate() {
        let chain = &graph.chains[at];
        let (Some(first), Some(last)) = (chain.first(), chain.last()) else {
            let own = edge.from == edge.to && edge.from < nodes.len();
            routes.push(if own {
                around(plan, nodes, edges, edge.from, &mut loops, spacing)
            } else {
                vec![]
            });
            continue;
        };
        let border = |node: usize, side: f64| plan.centres[node].x + side * nodes[node].width / 2.0;
        let column = |vertex: usize| plan.columns[graph.layer[vertex]];
        let mut points =
            vec![Point { x: border(*first, 1.0), y: leave[at] }, Point { x: column(*first).1, y: leave[at] }];
        for bend in &chain[1..chain.len() - 1] {
            let ((left, right), y) = (column(*bend), plan.centres[*bend].y);
            points.extend([Point { x: left, y }, Point { x: right, y }]);
        }
        points.push(Point { x: column(*last).0, y: arrive[at] });
        points.push(Point { x: border(*last, -1.0), y: arrive[at] });
        if graph.reversed[at] {
            points.reverse();
        }
        routes.push(without_needless(points));
    }
    routes
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

/// The height at which each edge meets the node at its start (right side) or end
/// (left side), in the order of where it comes from, so that none cross there.
fn ports(graph: &Layered, plan: &Plan, nodes: &[Node], gap: f64, side: Side) -> Vec<f64> {
    let mut place = vec![0; graph.layer.len()];
    for (at, vertex) in graph.rows.iter().flat_map(|row| row.iter().enumerate()) {
        place[*vertex] = at;
    }
    // Node, place of the next vertex, edge.
    let mut ends: Vec<(usize, usize, usize)> = Vec::new();
    for (edge, chain) in graph.chains.iter().enumerate() {
        if let (Side::Right, [node, next, ..]) | (Side::Left, [.., next, node]) = (side, &chain[..]) {
            ends.push((*node, place[*next], edge));
        }
    }
    ends.sort_unstable();
    let mut heights = vec![0.0; graph.chains.len()];
    for group in ends.chunk_by(|a, b| a.0 == b.0) {
        let node = group[0].0;
        let gap = gap.min(nodes[node].height / group.len() as f64);
        for (at, (_, _, edge)) in group.iter().enumerate() {
            heights[*edge] = plan.centres[node].y + spread(at, group.len(), gap);
        }
    }
    heights
}

/// How far the k-th of n things side by side is from their middle.
pub(super) fn spread(k: usize, n: usize, gap: f64) -> f64 {
    (k as f64 - (n - 1) as f64 / 2.0) * gap
}

/// A loop above its node; later ones are higher and wider.
fn around(
    plan: &Plan,
    nodes: &[Node],
    edges: &[Edge],
    node: usize,
    loops: &mut [usize],
    spacing: &Spacing,
) -> Vec<Point> {
    let all = edges.iter().filter(|edge| edge.from == node && edge.to == node).count();
    loops[node] += 1;
    let (Point { x, y }, size) = (plan.centres[node], nodes[node]);
    let half = size.width / 4.0 * loops[node] as f64 / all as f64;
    let (low, high) = (y - size.height / 2.0, y - size.height / 2.0 - spacing.edge * loops[node] as f64);
    vec![
        Point { x: x - half, y: low },
        Point { x: x - half, y: high },
        Point { x: x + half, y: high },
        Point { x: x + half, y: low },
    ]
}

/// Leaves out points at which the course does not bend.
pub(super) fn without_needless(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., before, last] = kept[..] {
            let ahead = (last.x - before.x) * (point.x - last.x) + (last.y - before.y) * (point.y - last.y);
            if super::turn(before, last, point).abs() < 1e-9 && ahead >= 0.0 {
                kept.pop();
            }
        }
        kept.push(point);
    }
    kept
}
