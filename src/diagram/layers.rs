//! Which layer each node is in, and the bends of arrows that reach over several.

use super::Edge;
use std::cmp::Ordering;

/// A graph in layers, in which every link leads from one layer to the next.
///
/// Vertices are the nodes, with their own indices, and after them the bends.
pub(super) struct Layered {
    /// The layer of each vertex.
    pub layer: Vec<usize>,
    /// The vertices of each layer, from top to bottom.
    pub rows: Vec<Vec<usize>>,
    /// For each edge its vertices, by rising layer; empty for loops and for edges
    /// that name nodes which are not there.
    pub chains: Vec<Vec<usize>>,
    /// Edges that lead backwards, to the left.
    pub reversed: Vec<bool>,
    /// For each vertex its neighbours in the layer before.
    pub before: Vec<Vec<usize>>,
    /// For each vertex its neighbours in the layer after.
    pub after: Vec<Vec<usize>>,
}

/// Finds layers for `n` nodes and cuts edges that are longer than one layer.
pub(super) fn layered(n: usize, edges: &[Edge]) -> Layered {
    let proper = |edge: &Edge| edge.from != edge.to && edge.from < n && edge.to < n;
    let arcs: Vec<(usize, usize)> =
        edges.iter().filter(|edge| proper(edge)).map(|edge| (edge.from, edge.to)).collect();
    let back = edges.iter().filter(|edge| proper(edge) && edge.both_ways).map(|edge| (edge.to, edge.from));
    let circles = circles(n, &arcs.iter().copied().chain(back).collect::<Vec<_>>());
    let circular: Vec<(usize, usize)> =
        arcs.iter().copied().filter(|(a, b)| circles[*a] == circles[*b]).collect();
    let rank = compact(&ranks(n, &circular), &circular, &circles);
    let backwards = |a: usize, b: usize| circles[a] == circles[b] && rank[a] > rank[b];
    let reversed: Vec<bool> =
        edges.iter().map(|edge| proper(edge) && backwards(edge.from, edge.to)).collect();
    let forward: Vec<(usize, usize)> =
        arcs.iter().map(|(a, b)| if backwards(*a, *b) { (*b, *a) } else { (*a, *b) }).collect();
    let mut layer = assign(n, &forward);
    let mut chains = Vec::with_capacity(edges.len());
    for (edge, reversed) in edges.iter().zip(&reversed) {
        if !proper(edge) {
            chains.push(Vec::new());
            continue;
        }
        let (low, high) = if *reversed { (edge.to, edge.from) } else { (edge.from, edge.to) };
        let mut chain = vec![low];
        for between in layer[low] + 1..layer[high] {
            chain.push(layer.len());
            layer.push(between);
        }
        chain.push(high);
        chains.push(chain);
    }
    let (mut before, mut after) = (vec![Vec::new(); layer.len()], vec![Vec::new(); layer.len()]);
    for pair in chains.iter().flat_map(|chain| chain.windows(2)) {
        after[pair[0]].push(pair[1]);
        before[pair[1]].push(pair[0]);
    }
    let mut rows = vec![Vec::new(); layer.iter().max().map_or(0, |last| last + 1)];
    for (vertex, layer) in layer.iter().enumerate() {
        rows[*layer].push(vertex);
    }
    Layered { layer, rows, chains, reversed, before, after }
}

/// For each node the first node that is in circles with it: the node itself, if
/// none is. Arcs inside such a group are the only ones that may have to lead
/// backwards.
fn circles(n: usize, arcs: &[(usize, usize)]) -> Vec<usize> {
    let mut after = vec![Vec::new(); n];
    arcs.iter().for_each(|(from, to)| after[*from].push(*to));
    let reached: Vec<Vec<bool>> = (0..n)
        .map(|start| {
            let mut seen = vec![false; n];
            let mut open = vec![start];
            while let Some(node) = open.pop() {
                if !std::mem::replace(&mut seen[node], true) {
                    open.extend(&after[node]);
                }
            }
            seen
        })
        .collect();
    let first = |node: usize| (0..node).find(|other| reached[node][*other] && reached[*other][node]);
    (0..n).map(|node| first(node).unwrap_or(node)).collect()
}

/// A place of each node in a row such that few arcs lead backwards, and none where
/// there is no circle: sinks go to the end, sources to the front, and in between
/// the node that gives most and takes least.
///
/// Source: Eades, Lin & Smyth, "A fast and effective heuristic for the feedback arc
/// set problem", Information Processing Letters 47 (1993) 319–323.
fn ranks(n: usize, arcs: &[(usize, usize)]) -> Vec<usize> {
    let (mut takes, mut gives) = (vec![0_usize; n], vec![0_usize; n]);
    for (from, to) in arcs {
        gives[*from] += 1;
        takes[*to] += 1;
    }
    let mut rank = vec![None; n];
    let (mut front, mut back) = (0, n);
    while front < back {
        let mut left = (0..n).filter(|node| rank[*node].is_none());
        let sink = left.clone().rfind(|node| gives[*node] == 0 && takes[*node] > 0);
        let source = left.clone().find(|node| takes[*node] == 0);
        let most = left.clone().map(|node| gives[node] as i64 - takes[node] as i64).max();
        let greedy = left.find(|node| Some(gives[*node] as i64 - takes[*node] as i64) == most);
        let Some(node) = sink.or(source).or(greedy) else { break };
        if sink.is_some() {
            back -= 1;
            rank[node] = Some(back);
        } else {
            rank[node] = Some(front);
            front += 1;
        }
        for (from, to) in arcs.iter().filter(|(from, to)| *from == node || *to == node) {
            if *from == node && rank[*to].is_none() {
                takes[*to] -= 1;
            } else if *to == node && rank[*from].is_none() {
                gives[*from] -= 1;
            }
        }
    }
    rank.into_iter().map(|rank| rank.unwrap_or(0)).collect()
}

/// Ranks of nodes that are in circles, so that few follow each other: where value goes
/// round, any of its arrows may lead back, and a diagram with few layers is read at a
/// glance. Starts from ranks with few arrows back, and lets each node move to where its
/// arrows are shortest, most lead forwards, and least is crowded, until none gains.
fn compact(ranks: &[usize], arcs: &[(usize, usize)], circles: &[usize]) -> Vec<usize> {
    let n = ranks.len();
    let sizes: Vec<usize> =
        (0..n).map(|node| circles.iter().filter(|other| **other == circles[node]).count()).collect();
    // About as many layers as nodes in each.
    let layers = |node: usize| (1..).find(|side| side * side >= sizes[node]).unwrap_or(1);
    let place = |node: usize| {
        let before = (0..n).filter(|other| circles[*other] == circles[node] && ranks[*other] < ranks[node]);
        before.count() * layers(node) / sizes[node].max(1)
    };
    let mut layer: Vec<usize> = (0..n).map(place).collect();
    for _ in 0..4 * n {
        let mut moved = false;
        for node in 0..n {
            let cost = |at: usize| {
                let lead = |from: usize, to: usize| match to.cmp(&from) {
                    Ordering::Greater => (to - from - 1) as f64,
                    Ordering::Less => (from - to) as f64 + 1.0,
                    Ordering::Equal => 8.0,
                };
                let own = arcs.iter().map(|(from, to)| match (*from == node, *to == node) {
                    (true, false) => lead(at, layer[*to]),
                    (false, true) => lead(layer[*from], at),
                    _ => 0.0,
                });
                let beside =
                    |other: &usize| *other != node && circles[*other] == circles[node] && layer[*other] == at;
                own.sum::<f64>() + 0.2 * (0..n).filter(beside).count() as f64
            };
            let now = cost(layer[node]);
            let best = (0..layers(node)).map(|at| (cost(at), at)).min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, at)) = best.filter(|(cost, _)| *cost < now) {
                (layer[node], moved) = (at, true);
            }
        }
        if !moved {
            break;
        }
    }
    // Neighbours in one layer keep the order that they had.
    (0..n).map(|node| layer[node] * n + ranks[node]).collect()
}

/// Layers such that every arc leads to a higher one: as far left as possible, then
/// each node as near as it can be to where most of its arcs lead.
fn assign(n: usize, arcs: &[(usize, usize)]) -> Vec<usize> {
    let (mut before, mut after) = (vec![Vec::new(); n], vec![Vec::new(); n]);
    for (from, to) in arcs {
        after[*from].push(*to);
        before[*to].push(*from);
    }
    let mut layer = vec![0; n];
    let least =
        |layer: &[usize], node: usize| before[node].iter().map(|from| layer[*from] + 1).max().unwrap_or(0);
    // The longest path has fewer than n arcs.
    for _ in 0..n {
        (0..n).for_each(|node| layer[node] = least(&layer, node));
    }
    // Every move shortens the arcs, so this ends; the limit is for safety.
    for _ in 0..2 * n {
        let mut moved = false;
        for node in 0..n {
            let most = after[node].iter().map(|to| layer[*to] - 1).min();
            let better = match after[node].len().cmp(&before[node].len()) {
                Ordering::Greater => most.unwrap_or(layer[node]),
                Ordering::Less => least(&layer, node),
                Ordering::Equal => layer[node],
            };
            moved |= better != layer[node];
            layer[node] = better;
        }
        if !moved {
            break;
        }
    }
    let linked: Vec<bool> = (0..n).map(|node| !before[node].is_empty() || !after[node].is_empty()).collect();
    close_gaps(&mut layer, &linked);
    spread_unlinked(&mut layer, &linked);
    layer
}

/// Takes out layers in which no linked node is left.
fn close_gaps(layer: &mut [usize], linked: &[bool]) {
    let mut used: Vec<usize> =
        layer.iter().zip(linked).filter(|(_, linked)| **linked).map(|(l, _)| *l).collect();
    used.sort_unstable();
    used.dedup();
    for layer in layer.iter_mut() {
        *layer = used.partition_point(|other| *other < *layer);
    }
}

/// Nodes without arrows fill the emptiest layers, in about a square.
fn spread_unlinked(layer: &mut [usize], linked: &[bool]) {
    let alone = linked.iter().filter(|linked| !**linked).count();
    let widest =
        layer.iter().zip(linked).filter(|(_, linked)| **linked).map(|(l, _)| l + 1).max().unwrap_or(0);
    let columns = (1..).find(|side| side * side >= alone).unwrap_or(1).max(widest);
    let mut filled = vec![0; columns];
    for (layer, _) in layer.iter().zip(linked).filter(|(_, linked)| **linked) {
        filled[*layer] += 1;
    }
    for (layer, _) in layer.iter_mut().zip(linked).filter(|(_, linked)| !**linked) {
        let emptiest = (0..columns).min_by_key(|column| filled[*column]).unwrap_or(0);
        *layer = emptiest;
        filled[emptiest] += 1;
    }
}
