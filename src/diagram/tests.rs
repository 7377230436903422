//! Laws of layouts, and their quality on examples.

use super::*;
use proptest::prelude::*;

const NODE: Node = Node { width: 120.0, height: 48.0, fixed: None };

fn edges(pairs: &[(usize, usize)]) -> Vec<Edge> {
    pairs.iter().map(|(from, to)| Edge { from: *from, to: *to, both_ways: false }).collect()
}

fn laid_out(n: usize, pairs: &[(usize, usize)]) -> Layout {
    layout(&vec![NODE; n], &edges(pairs), &Spacing::default())
}

fn boxes(layout: &Layout, nodes: &[Node]) -> Vec<Rect> {
    layout.nodes.iter().zip(nodes).map(|(at, node)| Rect::around(*at, node.width, node.height)).collect()
}

/// A marketplace: 0 collectors, 1 sellers, 2 market, 3 creators, 4 treasury,
/// 5 stakers, 6 traders, 7 rewards, 8 pool, 9 liquidity providers, 10 emission.
const MARKETPLACE: &[(usize, usize)] = &[
    (0, 2),
    (2, 1),
    (2, 3),
    (2, 4),
    (4, 5),
    (6, 2),
    (2, 6),
    (10, 7),
    (7, 6),
    (10, 5),
    (6, 8),
    (8, 6),
    (9, 8),
    (8, 9),
    (5, 8),
    (4, 4),
];

#[test]
fn a_chain_runs_straight_from_left_to_right() {
    let layout = laid_out(4, &[(2, 0), (0, 3), (3, 1)]);
    assert_eq!(layout.layers, [1, 3, 0, 2]);
    assert!(layout.nodes.iter().all(|at| at.y == layout.nodes[0].y));
    assert!(layout.edges.iter().all(|points| points.len() == 2), "no needless bends");
    assert_eq!(
        layout.bounds,
        Rect { left: 0.0, top: 0.0, right: 4.0 * 120.0 + 3.0 * 90.0 + 32.0, bottom: 80.0 }
    );
}

#[test]
fn trees_and_ladders_have_no_crossings() {
    let tree: Vec<(usize, usize)> = (1..31).map(|node| ((node - 1) / 2, node)).collect();
    assert_eq!(laid_out(31, &tree).crossings(), 0);
    // Numbered so that the order of the document is of no help.
    let shuffled: Vec<(usize, usize)> = tree.iter().map(|(a, b)| (a * 7 % 31, b * 7 % 31)).collect();
    assert_eq!(laid_out(31, &shuffled).crossings(), 0);
    let ladder: Vec<(usize, usize)> =
        (0..9).flat_map(|i| [(2 * i, 2 * i + 2), (2 * i + 1, 2 * i + 3), (2 * i, 2 * i + 1)]).collect();
    assert_eq!(laid_out(20, &ladder).crossings(), 0);
}

#[test]
fn what_has_to_cross_crosses_no_more_than_that() {
    // Three by three, all linked: nine in two layers, whatever the order.
    let all: Vec<(usize, usize)> = (0..3).flat_map(|a| (3..6).map(move |b| (a, b))).collect();
    assert_eq!(laid_out(6, &all).crossings(), 9);
    assert_eq!(laid_out(4, &[(0, 2), (0, 3), (1, 2), (1, 3)]).crossings(), 1);
}

#[test]
fn a_marketplace_is_readable() {
    let layout = laid_out(11, MARKETPLACE);
    assert!(layout.crossings() <= 2, "{} crossings", layout.crossings());
    let bends: usize = layout.edges.iter().map(|points| points.len() - 2).sum();
    assert!(bends <= 2 * MARKETPLACE.len(), "{bends} bends");
}

#[test]
fn a_large_diagram_is_laid_out_with_far_fewer_crossings_than_by_chance() {
    // 80 nodes, 120 arrows: a tree and 41 more, spread by a fixed rule.
    let mut pairs: Vec<(usize, usize)> = (1..80).map(|node| ((node - 1) / 3, node)).collect();
    pairs.extend((0..41).map(|i| ((i * 17 + 5) % 80, (i * 29 + 11) % 80)));
    let layout = laid_out(80, &pairs);
    let mut graph = layers::layered(80, &edges(&pairs));
    let as_written = order::crossings(&graph, &graph.rows);
    order::reduce_crossings(&mut graph);
    let reduced = order::crossings(&graph, &graph.rows);
    assert!(3 * reduced < as_written, "{reduced} of {as_written}");
    assert!(layout.crossings() <= reduced + 10, "{} drawn, {reduced} counted", layout.crossings());
}

#[test]
fn arrows_between_the_same_two_nodes_run_apart() {
    let layout = laid_out(2, &[(0, 1), (0, 1), (1, 0)]);
    let mut heights: Vec<f64> = layout.edges.iter().map(|points| points[0].y).collect();
    heights.sort_by(f64::total_cmp);
    assert!(heights.windows(2).all(|pair| pair[1] - pair[0] == Spacing::default().edge), "{heights:?}");
    assert_eq!(layout.crossings(), 0);
    let (forth, back) = (&layout.edges[0], &layout.edges[2]);
    assert!(forth[0].x < forth[1].x && back[0].x > back[1].x, "an arrow keeps its direction");
}

#[test]
fn loops_stand_above_their_node_and_apart() {
    let layout = laid_out(2, &[(0, 0), (0, 0), (0, 1)]);
    let top = layout.nodes[0].y - 24.0;
    assert_eq!([layout.edges[0][1].y, layout.edges[1][1].y], [top - 14.0, top - 28.0]);
    assert_eq!(layout.crossings(), 0);
}

#[test]
fn what_goes_both_ways_may_lead_back() {
    let chain: Vec<(usize, usize)> = (0..8).map(|node| (node, node + 1)).collect();
    let layers = |both_ways: bool| {
        let edges: Vec<Edge> = edges(&chain).into_iter().map(|edge| Edge { both_ways, ..edge }).collect();
        layout(&[NODE; 9], &edges, &Spacing::default()).layers.into_iter().max()
    };
    assert_eq!(layers(false), Some(8));
    assert!(layers(true) <= Some(4), "{:?}", layers(true));
}

#[test]
fn nodes_without_arrows_make_about_a_square() {
    let layout = laid_out(9, &[]);
    assert_eq!(layout.layers.iter().max(), Some(&2));
    assert_eq!(laid_out(0, &[]), Layout::default());
}

#[test]
fn dragging_one_node_moves_no_other_that_is_not_in_its_way() {
    let plain = laid_out(11, MARKETPLACE);
    let mut nodes = vec![NODE; 11];
    nodes[3].fixed = Some(Point { x: plain.bounds.right + 300.0, y: plain.nodes[3].y });
    let dragged = layout(&nodes, &edges(MARKETPLACE), &Spacing::default());
    for at in (0..11).filter(|at| *at != 3) {
        assert_eq!(dragged.nodes[at], plain.nodes[at], "{at}");
    }
}

#[test]
fn arrows_go_around_a_node_in_their_way() {
    let fixed = |x, y| Node { fixed: Some(Point { x, y }), ..NODE };
    let nodes = [fixed(0.0, 0.0), fixed(600.0, 0.0), fixed(300.0, 5.0)];
    let layout = layout(&nodes, &edges(&[(0, 1)]), &Spacing::default());
    let obstacle = Rect::around(layout.nodes[2], 120.0, 48.0);
    assert!(layout.edges[0].len() > 2);
    assert!(layout.edges[0].windows(2).all(|pair| !hits(pair[0], pair[1], &obstacle)), "{:?}", layout.edges);
}

#[test]
fn nonsense_is_laid_out_as_well_as_it_can_be() {
    let nodes = [
        Node { width: f64::NAN, height: -5.0, fixed: Some(Point { x: f64::INFINITY, y: 0.0 }) },
        Node { width: 10.0, height: 10.0, fixed: None },
    ];
    let spacing = Spacing { layer: f64::NAN, node: -1.0, edge: 3.0, margin: 0.0 };
    let layout = layout(&nodes, &edges(&[(0, 1), (0, 7), (9, 9)]), &spacing);
    assert!(layout.nodes.iter().all(|at| at.x.is_finite() && at.y.is_finite()));
    assert!(!layout.edges[0].is_empty() && layout.edges[1].is_empty() && layout.edges[2].is_empty());
}

/// Whether a line has a point well inside a box, found by trying points of it.
fn hits(a: Point, b: Point, of: &Rect) -> bool {
    let inside = of.grown(-1e-6);
    (0..=200).any(|step| {
        let part = f64::from(step) / 200.0;
        let (x, y) = (a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part);
        inside.left < x && x < inside.right && inside.top < y && y < inside.bottom
    })
}

/// The nodes that can be reached from each node, itself only if by a circle.
fn reached(n: usize, edges: &[Edge]) -> Vec<Vec<bool>> {
    let mut reached = vec![vec![false; n]; n];
    edges.iter().for_each(|edge| reached[edge.from][edge.to] = true);
    for via in 0..n {
        for from in 0..n {
            for to in 0..n {
                reached[from][to] |= reached[from][via] && reached[via][to];
            }
        }
    }
    reached
}

fn a_diagram() -> impl Strategy<Value = (Vec<Node>, Vec<Edge>)> {
    let node =
        (0.0_f64..150.0, 0.0_f64..80.0, prop::option::weighted(0.3, (-500.0_f64..900.0, -500.0_f64..900.0)));
    let nodes = prop::collection::vec(node, 1..16);
    nodes.prop_flat_map(|nodes| {
        let n = nodes.len();
        let nodes: Vec<Node> = nodes
            .into_iter()
            .map(|(width, height, at)| Node { width, height, fixed: at.map(|(x, y)| Point { x, y }) })
            .collect();
        let edges = prop::collection::vec((0..n, 0..n), 0..24).prop_map(|pairs| edges(&pairs));
        (Just(nodes), edges)
    })
}

proptest! {
    #[test]
    fn layouts_keep_their_promises((mut nodes, edges) in a_diagram(), free in any::<bool>()) {
        if free {
            nodes.iter_mut().for_each(|node| node.fixed = None);
        }
        let spacing = Spacing::default();
        let layout = layout(&nodes, &edges, &spacing);
        prop_assert_eq!(&layout, &super::layout(&nodes, &edges, &spacing), "deterministic");
        let boxes = boxes(&layout, &nodes);
        for (a, node) in nodes.iter().enumerate() {
            if let Some(at) = node.fixed {
                prop_assert_eq!(layout.nodes[a], at);
            }
            for b in 0..a {
                let both = node.fixed.is_some() && nodes[b].fixed.is_some();
                prop_assert!(both || !boxes[a].overlaps(&boxes[b]), "{} and {} overlap", a, b);
            }
        }
        let Rect { left, top, right, bottom } = layout.bounds;
        let corners = boxes.iter().flat_map(|of| {
            [Point { x: of.left, y: of.top }, Point { x: of.right, y: of.bottom }]
        });
        for point in corners.chain(layout.edges.iter().flatten().copied()) {
            prop_assert!(left <= point.x && point.x <= right && top <= point.y && point.y <= bottom);
        }
        let reached = reached(nodes.len(), &edges);
        for edge in &edges {
            let circle = edge.from == edge.to || reached[edge.to][edge.from];
            prop_assert!(circle || layout.layers[edge.from] < layout.layers[edge.to]);
        }
        prop_assert!(!free || (left, top) == (0.0, 0.0));
    }

    #[test]
    fn without_fixed_nodes_no_arrow_touches_a_stranger((mut nodes, edges) in a_diagram()) {
        nodes.iter_mut().for_each(|node| node.fixed = None);
        let layout = layout(&nodes, &edges, &Spacing::default());
        let boxes = boxes(&layout, &nodes);
        for (edge, points) in edges.iter().zip(&layout.edges) {
            for (node, of) in boxes.iter().enumerate().filter(|(n, _)| *n != edge.from && *n != edge.to) {
                let hit = points.windows(2).any(|pair| hits(pair[0], pair[1], of));
                prop_assert!(!hit, "{:?} goes through {}", edge, node);
            }
        }
    }
}
