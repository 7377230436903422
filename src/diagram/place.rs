//! Coordinates: layers become columns, and within a column everything moves as
//! near to its neighbours as the order and the distances allow.

use super::layers::Layered;
use super::{Node, Point, Spacing};

/// Rounds in which all columns settle.
const ROUNDS: usize = 24;

/// Where vertices are.
pub(super) struct Plan {
    /// Centre of each vertex.
    pub centres: Vec<Point>,
    /// Left and right edge of each column.
    pub columns: Vec<(f64, f64)>,
}

/// Places all vertices of an ordered graph.
pub(super) fn place(graph: &Layered, nodes: &[Node], slots: &[f64], spacing: &Spacing) -> Plan {
    let columns = columns(graph, nodes, spacing.layer);
    let y = heights(graph, slots, spacing);
    let centre = |(vertex, layer): (usize, &usize)| {
        let (left, right) = columns[*layer];
        Point { x: (left + right) / 2.0, y: y[vertex] }
    };
    Plan { centres: graph.layer.iter().enumerate().map(centre).collect(), columns }
}

fn columns(graph: &Layered, nodes: &[Node], gap: f64) -> Vec<(f64, f64)> {
    let mut left = 0.0;
    let column = |row: &Vec<usize>| {
        let widths = row.iter().filter_map(|vertex| nodes.get(*vertex)).map(|node| node.width);
        let right = left + widths.fold(0.0, f64::max);
        let column = (left, right);
        left = right + gap;
        column
    };
    graph.rows.iter().map(column).collect()
}

fn heights(graph: &Layered, slots: &[f64], spacing: &Spacing) -> Vec<f64> {
    let is_node = |vertex: usize| vertex < slots.len();
    let half = |vertex: usize| slots.get(vertex).map_or(0.0, |slot| slot / 2.0);
    let apart = |upper: usize, lower: usize| {
        let gap = match (is_node(upper), is_node(lower)) {
            (true, true) => spacing.node,
            (false, false) => spacing.edge,
            _ => (spacing.node + spacing.edge) / 2.0,
        };
        half(upper) + gap + half(lower)
    };
    // Long arrows should be straight, more than short ones.
    let pull = |a: usize, b: usize| match (is_node(a), is_node(b)) {
        (true, true) => 1.0,
        (false, false) => 8.0,
        _ => 2.0,
    };
    // The least distance of each vertex from the first of its column.
    let offsets: Vec<Vec<f64>> = graph
        .rows
        .iter()
        .map(|row| {
            let mut offset = 0.0;
            let place = |at: usize| {
                offset += if at == 0 { 0.0 } else { apart(row[at - 1], row[at]) };
                offset
            };
            (0..row.len()).map(place).collect()
        })
        .collect();
    let mut y = vec![0.0; graph.layer.len()];
    for (row, offsets) in graph.rows.iter().zip(&offsets) {
        // Columns start centred upon each other.
        let middle = offsets.last().map_or(0.0, |last| last / 2.0);
        row.iter().zip(offsets).for_each(|(vertex, offset)| y[*vertex] = offset - middle);
    }
    for round in 0..ROUNDS {
        // First from one side only, so that columns align; then from both.
        let both = round >= ROUNDS / 2;
        let forwards = round % 2 == 0;
        for step in 0..graph.rows.len() {
            let layer = if forwards { step } else { graph.rows.len() - 1 - step };
            let wish = |vertex: &usize| {
                let (mut weight, mut sum) = (0.0, 0.0);
                let sides = [(&graph.before, forwards || both), (&graph.after, !forwards || both)];
                for (links, _) in sides.into_iter().filter(|(_, counts)| *counts) {
                    for other in &links[*vertex] {
                        weight += pull(*vertex, *other);
                        sum += pull(*vertex, *other) * y[*other];
                    }
                }
                // Who is not pulled stays, but gives way.
                if weight == 0.0 { (y[*vertex], 0.01) } else { (sum / weight, weight) }
            };
            let wishes: Vec<(f64, f64)> = graph.rows[layer].iter().map(wish).collect();
            for (vertex, place) in graph.rows[layer].iter().zip(settle(&wishes, &offsets[layer])) {
                y[*vertex] = place;
            }
        }
    }
    y
}

/// The places nearest to what is wished for (least weighted squares) that keep
/// order and distances.
///
/// Less their offsets, places need only rise, which is isotonic regression: pool
/// adjacent violators (Ayer, Brunk, Ewing, Reid & Silverman, "An empirical
/// distribution function for sampling with incomplete information", Annals of
/// Mathematical Statistics 26 (1955) 641–647).
fn settle(wishes: &[(f64, f64)], offsets: &[f64]) -> Vec<f64> {
    // Blocks that stand as close as they may: mean wish, weight, members.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for ((wish, weight), offset) in wishes.iter().zip(offsets) {
        let mut block = (wish - offset, *weight, 1);
        while let Some((mean, weight, members)) = blocks.pop_if(|before| before.0 >= block.0) {
            let total = weight + block.1;
            block = ((mean * weight + block.0 * block.1) / total, total, members + block.2);
        }
        blocks.push(block);
    }
    let starts = blocks.iter().flat_map(|(mean, _, members)| std::iter::repeat_n(*mean, *members));
    starts.zip(offsets).map(|(start, offset)| start + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::settle;

    #[test]
    fn wishes_that_can_be_met_are_met() {
        assert_eq!(settle(&[(0.0, 1.0), (10.0, 1.0), (30.0, 1.0)], &[0.0, 5.0, 10.0]), [0.0, 10.0, 30.0]);
    }

    #[test]
    fn who_wants_the_same_place_shares_the_distance() {
        assert_eq!(settle(&[(0.0, 1.0), (0.0, 1.0)], &[0.0, 10.0]), [-5.0, 5.0]);
        assert_eq!(settle(&[(0.0, 3.0), (0.0, 1.0)], &[0.0, 8.0]), [-2.0, 6.0]);
    }
}
