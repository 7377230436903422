//! Where the words of arrows stand: on their arrow, off the nodes and off each other.

use super::{Point, Rect};
use crate::num::math::hypot;

/// Parts of an arrow's way at which its words may stand, the best first.
const PARTS: [f64; 9] = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];

/// How often words that cover others look for a better place.
const ROUNDS: usize = 4;

/// A place for words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// The middle of them.
    pub at: Point,
    /// Which of the sizes they have there.
    pub size: usize,
}

/// Where the words of each arrow stand; none where there is no room. `ways` are the
/// lines as they are drawn; `sizes` widths and heights that the words may have, the best
/// first; `nodes` what they never cover.
///
/// One after the other takes the first part of its way where it covers no others, as large
/// as it can be, or else where it covers least; then, a few times over, each that covers
/// another looks again, now that all the others stand somewhere.
pub fn place(ways: &[Vec<Point>], sizes: &[[(f64, f64); 2]], nodes: &[Rect]) -> Vec<Option<Place>> {
    let free: Vec<Vec<(Place, Rect)>> = ways
        .iter()
        .zip(sizes)
        .map(|(way, sizes)| {
            let candidates = sizes.iter().enumerate().flat_map(|(size, (width, height))| {
                PARTS.iter().filter_map(move |part| {
                    let at = along(way, *part)?;
                    Some((Place { at, size }, Rect::around(at, *width, *height)))
                })
            });
            candidates.filter(|(_, own)| nodes.iter().all(|node| !node.overlaps(own))).collect()
        })
        .collect();
    let mut chosen: Vec<Option<(Place, Rect)>> = vec![None; free.len()];
    for round in 0..=ROUNDS {
        let mut moved = false;
        for at in 0..free.len() {
            let covered = |own: &Rect| -> f64 {
                let others = chosen.iter().enumerate().filter(|(other, _)| *other != at);
                others.filter_map(|(_, other)| Some(common(own, &other.as_ref()?.1))).sum()
            };
            let settled = chosen[at].is_some_and(|(_, own)| covered(&own) == 0.0);
            if settled {
                continue;
            }
            let weighed = free[at].iter().map(|one| (covered(&one.1), one));
            let best = weighed.reduce(|best, next| if next.0 < best.0 { next } else { best });
            let best = best.map(|(_, one)| *one);
            moved |= best != chosen[at];
            chosen[at] = best;
        }
        if !moved && round > 0 {
            break;
        }
    }
    chosen.into_iter().map(|one| one.map(|(place, _)| place)).collect()
}

/// The area that two boxes have in common.
fn common(a: &Rect, b: &Rect) -> f64 {
    let wide = a.right.min(b.right) - a.left.max(b.left);
    let high = a.bottom.min(b.bottom) - a.top.max(b.top);
    wide.max(0.0) * high.max(0.0)
}

/// The point after a part of a way.
fn along(way: &[Point], part: f64) -> Option<Point> {
    let length = |pair: &[Point]| hypot(pair[1].x - pair[0].x, pair[1].y - pair[0].y);
    let mut left = part * way.windows(2).map(length).sum::<f64>();
    for pair in way.windows(2) {
        let own = length(pair);
        if left <= own && own > 0.0 {
            let share = left / own;
            let (a, b) = (pair[0], pair[1]);
            return Some(Point { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share });
        }
        left -= own;
    }
    way.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(x: f64, y: f64, to_x: f64, to_y: f64) -> Vec<Point> {
        vec![Point { x, y }, Point { x: to_x, y: to_y }]
    }

    const SIZES: [(f64, f64); 2] = [(40.0, 20.0), (40.0, 10.0)];

    #[test]
    fn words_stand_in_the_middle_where_nothing_is() {
        let places = place(&[line(0.0, 0.0, 100.0, 0.0), vec![]], &[SIZES; 2], &[]);
        assert_eq!(places, [Some(Place { at: Point { x: 50.0, y: 0.0 }, size: 0 }), None]);
    }

    #[test]
    fn words_make_way_for_nodes_and_for_each_other() {
        let ways = [line(0.0, 0.0, 400.0, 0.0), line(0.0, 4.0, 400.0, 4.0)];
        let node = Rect { left: 150.0, top: -20.0, right: 205.0, bottom: 20.0 };
        let places = place(&ways, &[SIZES; 2], &[node]);
        let boxes: Vec<Rect> =
            places.iter().flatten().map(|place| Rect::around(place.at, 40.0, 20.0)).collect();
        assert!(boxes.len() == 2 && !boxes[0].overlaps(&boxes[1]), "{boxes:?}");
        assert!(boxes.iter().all(|own| !own.overlaps(&node)), "{boxes:?}");
    }

    #[test]
    fn words_that_came_first_make_room_for_those_that_cannot() {
        // The second has one place only, which is the best one of the first.
        let ways = [line(0.0, 0.0, 400.0, 0.0), line(180.0, -60.0, 180.0, 60.0)];
        let wall = |top: f64, bottom: f64| Rect { left: 150.0, top, right: 210.0, bottom };
        let places = place(&ways, &[SIZES; 2], &[wall(-60.0, -11.0), wall(11.0, 60.0)]);
        let boxes: Vec<Rect> = places
            .iter()
            .flatten()
            .map(|place| Rect::around(place.at, 40.0, [20.0, 10.0][place.size]))
            .collect();
        assert!(boxes.len() == 2 && !boxes[0].overlaps(&boxes[1]), "{boxes:?}");
    }

    #[test]
    fn words_shrink_before_they_cover_and_are_left_out_before_they_cover_a_node() {
        let above = Rect { left: 0.0, top: -30.0, right: 400.0, bottom: -8.0 };
        let way = [line(0.0, 0.0, 400.0, 0.0)];
        let small = place(&way, &[SIZES], &[above]);
        assert_eq!(small[0].map(|place| place.size), Some(1));
        let all = Rect { bottom: 30.0, ..above };
        assert_eq!(place(&way, &[SIZES], &[all]), [None]);
    }
}
