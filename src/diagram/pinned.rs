//! Nodes that somebody has put somewhere stay there; the others are where they
//! would be without, and make way.
//!
//! That keeps the diagram still while one node is dragged. Only where most nodes
//! have been moved, the others follow the middle one of all moves.

use super::layers::Layered;
use super::route::{spread, without_needless};
use super::{Edge, Layout, Node, Point, Rect, Spacing};
use crate::num::math::hypot;

/// How often a course is bent around nodes in its way.
const DETOURS: usize = 6;

/// Moves the nodes of a layout to where they are fixed, and the rest out of their
/// way; arrows follow.
pub(super) fn pin(
    layout: &mut Layout,
    graph: &Layered,
    nodes: &[Node],
    slots: &[f64],
    edges: &[Edge],
    spacing: &Spacing,
) {
    let before = layout.nodes.clone();
    let shift = shift(&before, nodes);
    let order = graph.rows.iter().flatten().copied().filter(|vertex| *vertex < nodes.len());
    let mut taken: Vec<Rect> = Vec::with_capacity(nodes.len());
    for (at, node) in nodes.iter().enumerate() {
        let wanted = Point { x: before[at].x + shift.x, y: before[at].y + shift.y };
        layout.nodes[at] = node.fixed.unwrap_or(wanted);
        if node.fixed.is_some() {
            taken.push(Rect::around(layout.nodes[at], node.width, slots[at]));
        }
    }
    let own = |at: usize, centre: Point| Rect::around(centre, nodes[at].width, slots[at]);
    let (free, crowded): (Vec<usize>, Vec<usize>) =
        order.filter(|at| nodes[*at].fixed.is_none()).partition(|at| {
            let own = own(*at, layout.nodes[*at]).grown(spacing.node / 2.0);
            taken.iter().all(|other| !own.overlaps(other))
        });
    taken.extend(free.iter().map(|at| own(*at, layout.nodes[*at])));
    for at in crowded {
        let place = nearest_free(own(at, layout.nodes[at]), &taken, spacing.node);
        layout.nodes[at].y = place;
        taken.push(own(at, layout.nodes[at]));
    }
    reroute(layout, &before, nodes, edges, spacing);
}

/// The median of how far nodes were moved; nodes that were not, count as 0.
fn shift(before: &[Point], nodes: &[Node]) -> Point {
    let moves = |of: fn(Point, Point) -> f64| {
        let moved = |(node, at): (&Node, &Point)| node.fixed.map_or(0.0, |to| of(to, *at));
        let mut moves: Vec<f64> = nodes.iter().zip(before).map(moved).collect();
        moves.sort_by(f64::total_cmp);
        moves.get(moves.len() / 2).copied().unwrap_or(0.0)
    };
    Point { x: moves(|to, at| to.x - at.x), y: moves(|to, at| to.y - at.y) }
}

/// The height nearest to a box's own at which it keeps its distance from all that
/// is there. (Below all of it there is always one.)
fn nearest_free(own: Rect, taken: &[Rect], gap: f64) -> f64 {
    let (half, wanted) = ((own.bottom - own.top) / 2.0, (own.top + own.bottom) / 2.0);
    let strip = Rect { top: f64::NEG_INFINITY, bottom: f64::INFINITY, ..own }.grown(gap / 2.0);
    let there: Vec<&Rect> = taken.iter().filter(|other| strip.overlaps(other)).collect();
    let mut places = vec![wanted];
    for other in &there {
        places.extend([other.bottom + gap + half, other.top - gap - half]);
    }
    places.sort_by(|a, b| (a - wanted).abs().total_cmp(&(b - wanted).abs()));
    // A hair less than the gap, because places that keep it exactly are rounded.
    let close = gap * (1.0 - 1e-9);
    let fits = |y: &&f64| {
        there.iter().all(|other| *y + half + close <= other.top || *y - half - close >= other.bottom)
    };
    let below = there.iter().map(|other| other.bottom).fold(wanted, f64::max) + gap + half;
    places.iter().find(fits).copied().unwrap_or(below)
}

fn reroute(layout: &mut Layout, before: &[Point], nodes: &[Node], edges: &[Edge], spacing: &Spacing) {
    let boxes: Vec<Rect> =
        layout.nodes.iter().zip(nodes).map(|(at, node)| Rect::around(*at, node.width, node.height)).collect();
    for (at, edge) in edges.iter().enumerate().filter(|(_, edge)| edge.from.max(edge.to) < nodes.len()) {
        let moved = |node: usize| {
            let (from, to) = (before[node], layout.nodes[node]);
            Point { x: to.x - from.x, y: to.y - from.y }
        };
        let (first, last) = (moved(edge.from), moved(edge.to));
        let together = (first.x - last.x).abs() < 1e-9 && (first.y - last.y).abs() < 1e-9;
        let course = if together {
            let step = |point: &Point| Point { x: point.x + first.x, y: point.y + first.y };
            layout.edges[at].iter().map(step).collect()
        } else {
            straight(edges, at, &boxes, spacing.edge)
        };
        if edge.from == edge.to {
            layout.edges[at] = course;
            continue;
        }
        let others = boxes.iter().enumerate().filter(|(node, _)| *node != edge.from && *node != edge.to);
        let others: Vec<Rect> = others.map(|(_, other)| *other).collect();
        let mut bent = vec![course[0]];
        course.windows(2).for_each(|pair| bend(pair[0], pair[1], &others, spacing.edge, DETOURS, &mut bent));
        layout.edges[at] = without_needless(bent);
    }
}

/// The straight line between two nodes, from border to border; of several between
/// the same two nodes, each beside the others.
fn straight(edges: &[Edge], at: usize, boxes: &[Rect], gap: f64) -> Vec<Point> {
    let ends = |edge: &Edge| (edge.from.min(edge.to), edge.from.max(edge.to));
    let pair = ends(&edges[at]);
    let (all, mine) = edges
        .iter()
        .enumerate()
        .filter(|(_, edge)| ends(edge) == pair)
        .fold((0, 0), |(all, mine), (other, _)| (all + 1, mine + usize::from(other < at)));
    let (a, b) = (boxes[pair.0], boxes[pair.1]);
    let centre = |of: Rect| Point { x: (of.left + of.right) / 2.0, y: (of.top + of.bottom) / 2.0 };
    let (from, to) = (centre(a), centre(b));
    let (x, y) = (to.x - from.x, to.y - from.y);
    let length = hypot(x, y);
    if length == 0.0 {
        return vec![from, to];
    }
    let smallest =
        [a, b].iter().map(|of| (of.right - of.left).min(of.bottom - of.top)).fold(f64::INFINITY, f64::min);
    let aside = spread(mine, all, gap.min(0.8 * smallest / all as f64));
    let beside = |point: Point| Point { x: point.x - y / length * aside, y: point.y + x / length * aside };
    let (start, end) = (beside(from), beside(to));
    let mut course = vec![leaving(start, end, a), leaving(end, start, b)];
    if edges[at].from != pair.0 {
        course.reverse();
    }
    course
}

/// Where the way from a point inside a box to another leaves the box.
fn leaving(from: Point, to: Point, of: Rect) -> Point {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let part = |way: f64, low: f64, high: f64, at: f64| match way {
        way if way > 0.0 => (high - at) / way,
        way if way < 0.0 => (low - at) / way,
        _ => f64::INFINITY,
    };
    let part = part(x, of.left, of.right, from.x).min(part(y, of.top, of.bottom, from.y)).clamp(0.0, 1.0);
    Point { x: from.x + x * part, y: from.y + y * part }
}

/// Goes from a to b past the corners of boxes in the way, as far as that is easy.
fn bend(a: Point, b: Point, boxes: &[Rect], gap: f64, left: usize, out: &mut Vec<Point>) {
    let entry = |of: &Rect| enters(a, b, &of.grown(gap / 4.0)).map(|part| (part, *of));
    let first = boxes.iter().filter_map(entry).min_by(|one, two| one.0.total_cmp(&two.0));
    let (Some((_, of)), true) = (first, left > 0) else {
        out.push(b);
        return;
    };
    let Rect { left: west, top, right: east, bottom } = of.grown(gap / 2.0);
    let corners = [(west, top), (east, top), (west, bottom), (east, bottom)].map(|(x, y)| Point { x, y });
    let reach = |corner: &&Point| {
        **corner != a && **corner != b && enters(a, **corner, &of.grown(gap / 4.0)).is_none()
    };
    let way = |corner: &Point| hypot(corner.x - a.x, corner.y - a.y) + hypot(b.x - corner.x, b.y - corner.y);
    match corners.iter().filter(reach).min_by(|one, two| way(one).total_cmp(&way(two))) {
        Some(corner) => {
            bend(a, *corner, boxes, gap, left - 1, out);
            bend(*corner, b, boxes, gap, left - 1, out);
        }
        None => out.push(b),
    }
}

/// The part of the way from a to b after which it is inside a box; none if it never
/// is, or starts inside.
///
/// Source: Liang & Barsky, "A new concept and method for line clipping", ACM
/// Transactions on Graphics 3 (1984) 1–22.
fn enters(a: Point, b: Point, of: &Rect) -> Option<f64> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (from, way, low, high) in [(a.x, b.x - a.x, of.left, of.right), (a.y, b.y - a.y, of.top, of.bottom)] {
        if way == 0.0 {
            if from <= low || from >= high {
                return None;
            }
            continue;
        }
        let (one, two) = ((low - from) / way, (high - from) / way);
        enter = enter.max(one.min(two));
        leave = leave.min(one.max(two));
    }
    (enter < leave && enter > 0.0).then_some(enter)
}
