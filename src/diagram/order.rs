//! The order of vertices within their layers, with few crossings.
//!
//! Sweeps over the layers sort each by where its neighbours are: by their mean
//! (barycentre) or their median, after which neighbours change places wherever that
//! helps. Source: Gansner, Koutsofios, North & Vo, "A technique for drawing
//! directed graphs", IEEE Transactions on Software Engineering 19 (1993) 214–230.

use super::layers::Layered;

/// Sweeps over all layers, each way in turn, from each of two beginnings.
const SWEEPS: usize = 24;

/// Rounds of changing places after a sweep.
const ROUNDS: usize = 8;

/// Orders all layers so that links between them cross seldom.
pub(super) fn reduce_crossings(graph: &mut Layered) {
    let first = depth_first(graph);
    let mut best = (crossings(graph, &first), first.clone());
    let mirrored: Vec<Vec<usize>> = first.iter().map(|row| row.iter().rev().copied().collect()).collect();
    for mut rows in [first, mirrored] {
        for sweep in 0..SWEEPS {
            if best.0 == 0 {
                break;
            }
            sort_layers(graph, &mut rows, sweep);
            change_places(graph, &mut rows, sweep);
            let count = crossings(graph, &rows);
            if count < best.0 {
                best = (count, rows.clone());
            }
        }
    }
    graph.rows = best.1;
}

/// What hangs together stands together: the order in which a walk along the links
/// meets the vertices.
fn depth_first(graph: &Layered) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); graph.rows.len()];
    let mut seen = vec![false; graph.layer.len()];
    for start in 0..graph.layer.len() {
        let mut open = vec![start];
        while let Some(vertex) = open.pop() {
            if std::mem::replace(&mut seen[vertex], true) {
                continue;
            }
            rows[graph.layer[vertex]].push(vertex);
            let links = graph.after[vertex].iter().chain(&graph.before[vertex]);
            // The first neighbour is to be met first, so it goes onto the stack last.
            open.extend(links.rev().filter(|other| !seen[**other]));
        }
    }
    rows
}

fn positions(graph: &Layered, rows: &[Vec<usize>]) -> Vec<usize> {
    let mut at = vec![0; graph.layer.len()];
    for (place, vertex) in rows.iter().flat_map(|row| row.iter().enumerate()) {
        at[*vertex] = place;
    }
    at
}

/// One sweep: forwards if even, backwards if odd; two by means, two by medians.
fn sort_layers(graph: &Layered, rows: &mut [Vec<usize>], sweep: usize) {
    let mut at = positions(graph, rows);
    let forwards = sweep.is_multiple_of(2);
    let by_mean = sweep % 4 < 2;
    let links = if forwards { &graph.before } else { &graph.after };
    let count = rows.len();
    for step in 0..count {
        let row = &mut rows[if forwards { step } else { count - 1 - step }];
        let key = |vertex: usize| {
            let mut places: Vec<usize> = links[vertex].iter().map(|other| at[*other]).collect();
            places.sort_unstable();
            match (places.len(), by_mean) {
                (0, _) => at[vertex] as f64,
                (n, true) => places.iter().sum::<usize>() as f64 / n as f64,
                (n, false) => (places[(n - 1) / 2] + places[n / 2]) as f64 / 2.0,
            }
        };
        let mut keyed: Vec<(f64, usize)> = row.iter().map(|vertex| (key(*vertex), *vertex)).collect();
        // A stable sort: equal ones keep their order.
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (place, (_, vertex)) in keyed.into_iter().enumerate() {
            row[place] = vertex;
            at[vertex] = place;
        }
    }
}

/// Lets neighbours in a layer change places as long as that saves crossings; in
/// every third sweep at first also where it costs none, to get out of dead ends.
fn change_places(graph: &Layered, rows: &mut [Vec<usize>], sweep: usize) {
    let mut at = positions(graph, rows);
    for round in 0..ROUNDS {
        let curious = round == 0 && sweep % 3 == 2;
        let mut better = false;
        for row in rows.iter_mut() {
            for place in 1..row.len() {
                let (upper, lower) = (row[place - 1], row[place]);
                let (now, then) = between(graph, &at, upper, lower);
                if then < now || (curious && then == now && now > 0) {
                    row.swap(place - 1, place);
                    (at[upper], at[lower]) = (place, place - 1);
                    better = true;
                }
            }
        }
        if !better {
            break;
        }
    }
}

/// Crossings between the links of two neighbours as they stand, and if they
/// changed places.
fn between(graph: &Layered, at: &[usize], upper: usize, lower: usize) -> (usize, usize) {
    let (mut now, mut then) = (0, 0);
    for links in [&graph.before, &graph.after] {
        for a in &links[upper] {
            for b in &links[lower] {
                now += usize::from(at[*a] > at[*b]);
                then += usize::from(at[*a] < at[*b]);
            }
        }
    }
    (now, then)
}

/// Crossings of links between all layers.
///
/// Source: Barth, Jünger & Mutzel, "Simple and efficient bilayer cross counting",
/// Graph Drawing 2002: links are visited from top to bottom, and a tree of sums
/// says how many of those before end further down.
pub(super) fn crossings(graph: &Layered, rows: &[Vec<usize>]) -> usize {
    let at = positions(graph, rows);
    let mut total = 0;
    for pair in rows.windows(2) {
        let size = pair[1].len();
        let mut sums = vec![0_usize; size + 1];
        let mut links = 0;
        for vertex in &pair[0] {
            let mut ends: Vec<usize> = graph.after[*vertex].iter().map(|other| at[*other]).collect();
            ends.sort_unstable();
            for end in ends {
                // All links so far, less those that end at `end` or above.
                let mut above = 0;
                let mut place = end + 1;
                while place > 0 {
                    above += sums[place];
                    place -= place & place.wrapping_neg();
                }
                total += links - above;
                links += 1;
                place = end + 1;
                while place <= size {
                    sums[place] += 1;
                    place += place & place.wrapping_neg();
                }
            }
        }
    }
    total
}
