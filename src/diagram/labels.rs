//! Where the words of arrows stand: on their arrow, off the nodes and off each other.

use super::{Point, Rect};
use crate::num::math::hypot;

/// Parts of an arrow's way at which its words may stand, the best first.
const PARTS: [f64; 17] =
    [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.46, 0.54, 0.38, 0.62, 0.3, 0.7, 0.22, 0.78];

/// How far beside its arrow words may stand where there is no room on it.
const BESIDE: [f64; 2] = [11.0, -11.0];

/// How often words that cover others look for a better place.
const ROUNDS: usize = 4;

/// Most others that make way for words which have no place.
const MAKE_WAY: usize = 2;

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
/// another looks again, now that all the others stand somewhere. What still covers others
/// is taken away, and put back where it has room, or where others can make room for it.
///
/// **Guarantees.** No words cover others or a node. Words are left out only where each of
/// their places is covered by what stands.
pub fn place(ways: &[Vec<Point>], sizes: &[[(f64, f64); 2]], nodes: &[Rect]) -> Vec<Option<Place>> {
    let all = ways.iter().zip(sizes).map(|(way, sizes)| candidates(way, sizes, nodes));
    let mut table = Table { free: all.collect(), chosen: vec![None; ways.len()] };
    for round in 0..=ROUNDS {
        if !table.look_again() && round > 0 {
            break;
        }
    }
    table.take_away();
    while table.put_back() {}
    let place = |at: usize| table.chosen[at].map(|one| table.free[at][one].0);
    (0..ways.len()).map(place).collect()
}

/// Where words may stand, the best first: on their arrow, large or small, then beside it.
pub(super) fn candidates(way: &[Point], sizes: &[(f64, f64); 2], nodes: &[Rect]) -> Vec<(Place, Rect)> {
    let on = sizes.iter().enumerate().map(|size| (size, 0.0));
    let beside = sizes.iter().enumerate().flat_map(|size| BESIDE.map(|aside| (size, aside)));
    let of = |((size, (width, height)), aside): ((usize, &(f64, f64)), f64)| {
        let at = |part: &f64| along(way, *part, aside);
        let boxed = |at: Point| (Place { at, size }, Rect::around(at, *width, *height));
        PARTS.iter().filter_map(at).map(boxed).collect::<Vec<_>>()
    };
    let all = on.chain(beside).flat_map(of);
    all.filter(|(_, own)| nodes.iter().all(|node| !node.overlaps(own))).collect()
}

/// Words, their places, and which of them each has.
struct Table {
    free: Vec<Vec<(Place, Rect)>>,
    chosen: Vec<Option<usize>>,
}

impl Table {
    /// The box of words that stand.
    fn own(&self, at: usize) -> Option<&Rect> {
        Some(&self.free[at][self.chosen[at]?].1)
    }

    /// The others that a box covers, if words take it.
    fn covered<'a>(&'a self, at: usize, own: &'a Rect) -> impl Iterator<Item = usize> + 'a {
        let others = (0..self.chosen.len()).filter(move |other| *other != at);
        others.filter(|other| self.own(*other).is_some_and(|theirs| own.overlaps(theirs)))
    }

    /// Whether words cover any others.
    fn settled(&self, at: usize) -> bool {
        self.own(at).is_some_and(|own| self.covered(at, own).next().is_none())
    }

    /// Each that covers another takes the place where it covers least; true if any moved.
    fn look_again(&mut self) -> bool {
        let mut moved = false;
        for at in 0..self.free.len() {
            if self.settled(at) {
                continue;
            }
            let area = |own: &Rect| -> f64 {
                self.covered(at, own).filter_map(|other| Some(common(own, self.own(other)?))).sum()
            };
            let weighed = self.free[at].iter().enumerate().map(|(one, (_, own))| (area(own), one));
            let best = weighed.reduce(|best, next| if next.0 < best.0 { next } else { best });
            let best = best.map(|(_, one)| one);
            moved |= best != self.chosen[at];
            self.chosen[at] = best;
        }
        moved
    }

    /// Takes away words until none cover others, those that cover most first.
    fn take_away(&mut self) {
        loop {
            let covers = |at: usize| self.own(at).map_or(0, |own| self.covered(at, own).count());
            let counted = (0..self.free.len()).map(|at| (covers(at), at));
            let worst = counted.reduce(|worst, next| if next.0 > worst.0 { next } else { worst });
            match worst {
                Some((1.., at)) => self.chosen[at] = None,
                _ => return,
            }
        }
    }

    /// Puts back what has room, or can be given some; true if any was.
    fn put_back(&mut self) -> bool {
        let mut back = false;
        for at in 0..self.free.len() {
            if self.chosen[at].is_none() {
                back |= (0..self.free[at].len()).any(|one| self.fits(at, one));
            }
        }
        back
    }

    /// Puts words where they cover nobody, or few who can all move elsewhere.
    fn fits(&mut self, at: usize, one: usize) -> bool {
        let covered: Vec<usize> = self.covered(at, &self.free[at][one].1).take(MAKE_WAY + 1).collect();
        if covered.len() > MAKE_WAY {
            return false;
        }
        let before = self.chosen.clone();
        self.chosen[at] = Some(one);
        covered.iter().for_each(|other| self.chosen[*other] = None);
        for other in covered {
            let places = self.free[other].iter();
            let room = places.enumerate().find(|(_, (_, own))| self.covered(other, own).next().is_none());
            let Some((place, _)) = room else {
                self.chosen = before;
                return false;
            };
            self.chosen[other] = Some(place);
        }
        true
    }
}

/// The area that two boxes have in common.
fn common(a: &Rect, b: &Rect) -> f64 {
    let wide = a.right.min(b.right) - a.left.max(b.left);
    let high = a.bottom.min(b.bottom) - a.top.max(b.top);
    wide.max(0.0) * high.max(0.0)
}

/// The point after a part of a way, or so far beside it.
fn along(way: &[Point], part: f64, aside: f64) -> Option<Point> {
    let length = |pair: &[Point]| hypot(pair[1].x - pair[0].x, pair[1].y - pair[0].y);
    let mut left = part * way.windows(2).map(length).sum::<f64>();
    for pair in way.windows(2) {
        let own = length(pair);
        if left <= own && own > 0.0 {
            let share = left / own;
            let (a, b) = (pair[0], pair[1]);
            let (x, y) = (b.x - a.x, b.y - a.y);
            let side = aside / own;
            return Some(Point { x: a.x + x * share - y * side, y: a.y + y * share + x * side });
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
    fn words_are_left_out_before_they_cover_others() {
        // Room for two lines of words between walls, and three arrows.
        let ways = [2.0, 0.0, -2.0].map(|y| line(0.0, y, 60.0, y));
        let wall = |top: f64, bottom: f64| Rect { left: 0.0, top, right: 60.0, bottom };
        let walls = [wall(-60.0, -11.0), wall(11.0, 60.0)];
        let places = place(&ways, &[SIZES; 3], &walls);
        let boxes: Vec<Rect> = places
            .iter()
            .flatten()
            .map(|place| Rect::around(place.at, 40.0, [20.0, 10.0][place.size]))
            .collect();
        assert!(
            boxes.iter().enumerate().all(|(at, own)| boxes[..at].iter().all(|other| !own.overlaps(other)))
        );
        assert!((1..3).contains(&boxes.len()), "{places:?}");
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
