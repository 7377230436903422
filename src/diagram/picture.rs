//! The diagram as a drawing: where everything is, lines and words; and as SVG.

use super::labels;
use super::model::{Arrow, Graph, Kind, Thing};
use super::{Edge, Layout, Node, Point, Rect, Spacing, layout};
use crate::num::math::hypot;

/// Height of a node, in the pixels of the drawing.
pub const HEIGHT: f64 = 46.0;

/// Widths of nodes: that of a letter of the name and of the words below it, and what is
/// around the letters.
const LETTER: f64 = 7.4;
const SMALL_LETTER: f64 = 6.0;
const PADDING: f64 = 26.0;
const NARROWEST: f64 = 92.0;

/// Letters of a node's name, of the words on an arrow, and of the formula below them;
/// the rest is said elsewhere.
const NODE_LETTERS: usize = 28;
const WORD_LETTERS: usize = 24;
const FORMULA_LETTERS: usize = 22;

/// Height of a line of words on an arrow.
const LINE: f64 = 13.0;

/// How wide arrows are: the narrowest, and how much wider the widest is.
const NARROW: f64 = 1.5;
const WIDER: f64 = 8.0;

/// Points into which a bend is cut to find places for words.
const PIECES: usize = 8;

/// A cut is moved by no more than this share of a part, to one of so many places on
/// either side.
const LEEWAY: f64 = 0.2;
const TRIED: u32 = 40;

/// The id of what is drawn, by which a page shows parts of it again.
pub const DRAWN: &str = "value-flows";

/// A diagram with a place for everything in it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Picture {
    /// Sizes of the nodes.
    pub nodes: Vec<Node>,
    /// Where nodes and arrows are.
    pub layout: Layout,
    /// The words of each arrow, if there are any.
    pub words: Vec<Option<Words>>,
}

/// The words of an arrow.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// The middle of them.
    pub at: Point,
    /// What moves.
    pub label: String,
    /// How much; may be empty.
    pub formula: String,
}

impl Picture {
    /// The drawing of a graph. `pins` are the places that somebody chose, by the keys of
    /// nodes.
    pub fn of(graph: &Graph, pins: &[(String, f64, f64)]) -> Picture {
        let node = |thing: &Thing| {
            let letters = |text: &str| cut(text, NODE_LETTERS).chars().count() as f64;
            let wide = (letters(&thing.label) * LETTER).max(letters(&thing.caption) * SMALL_LETTER);
            let pin = pins.iter().find(|(key, ..)| *key == thing.key);
            Node {
                width: (wide + PADDING).max(NARROWEST),
                height: HEIGHT,
                fixed: pin.map(|(_, x, y)| Point { x: *x, y: *y }),
            }
        };
        let nodes: Vec<Node> = graph.things.iter().map(node).collect();
        let edge = |arrow: &Arrow| Edge { from: arrow.from, to: arrow.to, both_ways: arrow.brings_back() };
        let edges: Vec<Edge> = graph.arrows.iter().map(edge).collect();
        let layout = layout(&nodes, &edges, &Spacing { layer: 170.0, ..Spacing::default() });
        let texts: Vec<(String, String)> = graph
            .arrows
            .iter()
            .map(|arrow| (cut(&arrow.label(), WORD_LETTERS), cut(arrow.formula(), FORMULA_LETTERS)))
            .collect();
        let sizes: Vec<[(f64, f64); 2]> =
            texts.iter().map(|(label, formula)| [size(label, formula), size(label, "")]).collect();
        let ways: Vec<Vec<Point>> = layout.edges.iter().map(|course| drawn(course)).collect();
        let boxes: Vec<Rect> = layout
            .nodes
            .iter()
            .zip(&nodes)
            .map(|(at, node)| Rect::around(*at, node.width, node.height))
            .collect();
        let places = labels::place(&ways, &sizes, &boxes);
        let words = |(place, (label, formula)): (Option<labels::Place>, (String, String))| {
            let labels::Place { at, size } = place.filter(|_| !label.is_empty())?;
            Some(Words { at, label, formula: if size == 0 { formula } else { String::new() } })
        };
        Picture { words: places.into_iter().zip(texts).map(words).collect(), nodes, layout }
    }

    /// The drawing in parts that are about so wide and high, row by row: cut where the
    /// fewest nodes and words are cut. None if it is no larger than one.
    pub fn parts(&self, wide: f64, high: f64) -> Vec<Rect> {
        let nodes = self.layout.nodes.iter().zip(&self.nodes);
        let nodes = nodes.map(|(at, node)| Rect::around(*at, node.width, node.height));
        let words = self.words.iter().flatten().map(|words| {
            let (width, height) = size(&words.label, &words.formula);
            Rect::around(words.at, width, height)
        });
        let boxes: Vec<Rect> = nodes.chain(words).collect();
        let Rect { left, top, right, bottom } = self.layout.bounds;
        let sides = |of: fn(&Rect) -> (f64, f64)| {
            let all: Vec<(f64, f64)> = boxes.iter().map(of).collect();
            let (nodes, words) = all.split_at(self.nodes.len());
            [nodes.to_vec(), words.to_vec()]
        };
        let across = cuts((left, right), wide, &sides(|one| (one.left, one.right)));
        let down = cuts((top, bottom), high, &sides(|one| (one.top, one.bottom)));
        let rows = down.windows(2).flat_map(|rows| {
            across.windows(2).map(|sides| Rect {
                left: sides[0],
                top: rows[0],
                right: sides[1],
                bottom: rows[1],
            })
        });
        let parts: Vec<Rect> = rows.filter(|part| boxes.iter().any(|one| one.overlaps(part))).collect();
        if parts.len() > 1 {
            parts.into_iter().map(|part| self.trimmed(part, &boxes)).collect()
        } else {
            Vec::new()
        }
    }

    /// A part without what is empty above and below in it.
    fn trimmed(&self, part: Rect, boxes: &[Rect]) -> Rect {
        let lines = self.layout.edges.iter().flat_map(|course| course.windows(2)).map(|two| {
            let ((left, right), (top, bottom)) = (ordered(two[0].x, two[1].x), ordered(two[0].y, two[1].y));
            // A level line has a width as well.
            Rect { left, right, top: top - LINE, bottom: bottom + LINE }
        });
        let inside = boxes.iter().copied().chain(lines).filter(|one| one.overlaps(&part));
        let (top, bottom) = inside
            .fold((part.bottom, part.top), |(top, bottom), one| (one.top.min(top), one.bottom.max(bottom)));
        Rect { top: (top - LINE).max(part.top), bottom: (bottom + LINE).min(part.bottom), ..part }
    }
}

fn ordered(a: f64, b: f64) -> (f64, f64) {
    (a.min(b), a.max(b))
}

/// Where a length is cut into equal parts of about `most`, its ends included: moved a
/// little to where the fewest of some stretches are cut, and of those that count less.
fn cuts((start, end): (f64, f64), most: f64, stretches: &[Vec<(f64, f64)>; 2]) -> Vec<f64> {
    let parts = ((end - start) / most).ceil().max(1.0);
    let each = (end - start) / parts;
    let inside =
        |all: &Vec<(f64, f64)>, at: f64| all.iter().filter(|(from, to)| *from < at && at < *to).count();
    let cut = |at: f64| (inside(&stretches[0], at), inside(&stretches[1], at));
    let best = |part: u32| {
        let even = start + f64::from(part) * each;
        // The nearest come first, and of equals the first is taken.
        let tried = (0..=TRIED).flat_map(|way| {
            let off = f64::from(way) / f64::from(TRIED) * LEEWAY * each;
            [even - off, even + off]
        });
        tried.min_by_key(|at| cut(*at)).unwrap_or(even)
    };
    let inner = (1..parts as u32).map(best);
    std::iter::once(start).chain(inner).chain([end]).collect()
}

/// Width and height of words.
fn size(label: &str, formula: &str) -> (f64, f64) {
    let letters = |text: &str| text.chars().count() as f64 * SMALL_LETTER;
    if label.is_empty() {
        return (0.0, 0.0);
    }
    let lines = if formula.is_empty() { 1.0 } else { 2.0 };
    (letters(label).max(letters(formula)) + 6.0, lines * LINE + 2.0)
}

/// The name of a node as it fits.
pub fn name(thing: &Thing) -> String {
    cut(&thing.label, NODE_LETTERS)
}

fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters - 1).chain(['…']).collect()
}

/// How round the corners of a node are.
pub fn roundness(kind: Kind) -> f64 {
    if kind == Kind::Mechanism { 6.0 } else { HEIGHT / 2.0 }
}

/// How wide the line of an arrow is, for a width of 0 to 1.
pub fn stroke(width: f64) -> f64 {
    NARROW + WIDER * width
}

/// Whether a part of a course is drawn as a bend that leaves and arrives level; steep
/// parts are straight.
fn bends(from: Point, to: Point) -> bool {
    (to.x - from.x).abs() >= 0.5 * (to.y - from.y).abs()
}

/// The path of a course: smooth, as layouts run level through nodes and columns.
pub fn curve(course: &[Point]) -> String {
    let Some((first, rest)) = course.split_first() else { return String::new() };
    let mut path = format!("M{}", pair(*first));
    let mut before = *first;
    for point in rest {
        if bends(before, *point) && before.y != point.y {
            let half = (before.x + point.x) / 2.0;
            let (leaving, arriving) = (Point { x: half, y: before.y }, Point { x: half, y: point.y });
            path.push_str(&format!("C{} {} {}", pair(leaving), pair(arriving), pair(*point)));
        } else {
            path.push_str(&format!("L{}", pair(*point)));
        }
        before = *point;
    }
    path
}

/// The points that the path of a course goes through, close to each other.
fn drawn(course: &[Point]) -> Vec<Point> {
    let Some(first) = course.first() else { return Vec::new() };
    let mut points = vec![*first];
    for two in course.windows(2) {
        let (a, b) = (two[0], two[1]);
        for piece in 1..=PIECES {
            let t = piece as f64 / PIECES as f64;
            let level = bends(a, b);
            let across = if level { 1.5 * t * (1.0 - t) + t * t * t } else { t };
            let down = if level { t * t * (3.0 - 2.0 * t) } else { t };
            points.push(Point { x: a.x + (b.x - a.x) * across, y: a.y + (b.y - a.y) * down });
        }
    }
    points
}

/// The head of an arrow whose line is so wide.
pub fn head(course: &[Point], stroke: f64) -> String {
    let [.., before, end] = course else { return String::new() };
    let (long, wide) = (6.5 + 1.4 * stroke, 2.5 + 1.1 * stroke);
    let (x, y) = (end.x - before.x, end.y - before.y);
    let length = hypot(x, y);
    let (x, y) = match length {
        0.0 => (1.0, 0.0),
        _ if bends(*before, *end) => (if x < 0.0 { -1.0 } else { 1.0 }, 0.0),
        _ => (x / length, y / length),
    };
    let back = Point { x: end.x - x * long, y: end.y - y * long };
    let side = |way: f64| Point { x: back.x - y * wide * way, y: back.y + x * wide * way };
    format!("M{}L{}L{}Z", pair(*end), pair(side(1.0)), pair(side(-1.0)))
}

/// The colours of a drawing that stands alone, as CSS names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colours {
    /// Behind everything.
    pub paper: String,
    /// Nodes that own.
    pub card: String,
    /// Nodes that are rules.
    pub rule: String,
    /// Frames and arrows.
    pub line: String,
    /// Names.
    pub ink: String,
    /// What is said less loudly.
    pub quiet: String,
}

impl Colours {
    /// Those of a drawing that is printed.
    pub fn on_paper() -> Colours {
        let [paper, card, rule, line, ink, quiet] =
            ["#fff", "#fff", "#e9edfd", "#7a808a", "#12161d", "#464e5a"].map(str::to_owned);
        Colours { paper, card, rule, line, ink, quiet }
    }
}

/// The drawing as a file that needs no style sheet, in a title's name. `widths` are
/// those of the arrows, 0 to 1. Every text is escaped.
pub fn svg(graph: &Graph, picture: &Picture, widths: &[f64], colours: &Colours, title: &str) -> String {
    let Colours { paper, card, rule, line, ink, quiet } = colours;
    let Rect { left, top, right, bottom } = picture.layout.bounds;
    let (wide, high) = (right - left, bottom - top);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"{2} {3} {0} {1}\" \
         font-family=\"system-ui, sans-serif\" text-anchor=\"middle\"><title>{4}</title>\
         <rect x=\"{2}\" y=\"{3}\" width=\"{0}\" height=\"{1}\" fill=\"{paper}\"/><g id=\"{DRAWN}\">",
        short(wide),
        short(high),
        short(left),
        short(top),
        escape(title)
    );
    for (at, (arrow, course)) in graph.arrows.iter().zip(&picture.layout.edges).enumerate() {
        let stroke = stroke(widths.get(at).copied().unwrap_or(0.0));
        let dashes = if arrow.planned { " stroke-dasharray=\"6 4\"" } else { "" };
        svg.push_str(&format!(
            "<g class=\"arrow\"><title>{}</title><path d=\"{}\" fill=\"none\" stroke=\"{line}\" \
             stroke-width=\"{}\"{dashes}/><path d=\"{}\" fill=\"{line}\"/></g>",
            escape(&arrow.title()),
            curve(course),
            short(stroke),
            head(course, stroke)
        ));
    }
    let text = |at: Point, size: &str, colour: &str, halo: &str, words: &str| {
        format!(
            "<text x=\"{}\" y=\"{}\" font-size=\"{size}\" fill=\"{colour}\"{halo}>{}</text>",
            short(at.x),
            short(at.y),
            escape(words)
        )
    };
    let halo = format!(" stroke=\"{paper}\" stroke-width=\"4\" paint-order=\"stroke\"");
    for words in picture.words.iter().flatten() {
        let [label, formula] = lines(words);
        svg.push_str(&text(label, "11", ink, &halo, &words.label));
        if !words.formula.is_empty() {
            svg.push_str(&text(formula, "10", quiet, &halo, &words.formula));
        }
    }
    for ((thing, node), at) in graph.things.iter().zip(&picture.nodes).zip(&picture.layout.nodes) {
        let fill = if thing.kind == Kind::Mechanism { rule } else { card };
        let dashes = match thing.kind {
            Kind::Supply | Kind::Stakeholder => " stroke-dasharray=\"5 4\"",
            _ => "",
        };
        svg.push_str(&format!(
            "<g class=\"node {}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{fill}\" \
             stroke=\"{line}\"{dashes}/>{}{}</g>",
            thing.kind.name(),
            short(at.x - node.width / 2.0),
            short(at.y - node.height / 2.0),
            short(node.width),
            short(node.height),
            roundness(thing.kind),
            text(Point { x: at.x, y: at.y - 2.0 }, "13", ink, " font-weight=\"600\"", &name(thing)),
            text(Point { x: at.x, y: at.y + 13.0 }, "10", quiet, "", &cut(&thing.caption, NODE_LETTERS))
        ));
    }
    svg.push_str("</g></svg>");
    svg
}

/// Where the two lines of words stand: the middle of their base lines.
pub fn lines(words: &Words) -> [Point; 2] {
    let Point { x, y } = words.at;
    if words.formula.is_empty() {
        return [Point { x, y: y + 4.0 }; 2];
    }
    [Point { x, y: y - 2.0 }, Point { x, y: y + LINE - 2.0 }]
}

/// A point as it stands in a path.
fn pair(point: Point) -> String {
    format!("{} {}", short(point.x), short(point.y))
}

/// A tenth of a pixel is enough.
pub fn short(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::model::Part;
    use crate::template;

    #[test]
    fn templates_are_drawn_whole_and_readable() {
        for template in template::all() {
            let graph = Graph::of(&template.project());
            let picture = Picture::of(&graph, &[]);
            assert!(picture.nodes.len() >= 3, "{}", template.id);
            let crossings = picture.layout.crossings();
            assert!(crossings <= graph.arrows.len(), "{}: {crossings}", template.id);
            let drawing = svg(&graph, &picture, &[], &Colours::on_paper(), "T");
            assert_eq!(drawing.matches("class=\"node ").count(), graph.things.len());
            assert_eq!(drawing.matches("class=\"arrow\"").count(), graph.arrows.len());
        }
    }

    #[test]
    fn a_large_drawing_is_cut_between_its_nodes() {
        let graph = Graph::of(&template::find("nft-marketplace").expect("it is there").project());
        let picture = Picture::of(&graph, &[]);
        let Rect { left, top, right, bottom } = picture.layout.bounds;
        assert_eq!(picture.parts(right - left, bottom - top), [], "it fits");
        let parts = picture.parts((right - left) / 1.9, bottom - top);
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0].left, parts[0].right, parts[1].right), (left, parts[1].left, right));
        for (at, node) in picture.layout.nodes.iter().zip(&picture.nodes) {
            let own = Rect::around(*at, node.width, node.height);
            assert_eq!(parts.iter().filter(|part| part.overlaps(&own)).count(), 1, "{own:?}");
        }
        assert!(picture.parts(400.0, 300.0).len() > 4, "and downwards");
        // Nothing of it is lost where a part is trimmed.
        for words in picture.words.iter().flatten() {
            let inside = |part: &&Rect| (part.top..=part.bottom).contains(&words.at.y);
            assert!(parts.iter().any(|part| inside(&part)), "{words:?}");
        }
    }

    #[test]
    fn words_stand_on_no_node() {
        for template in template::all() {
            let picture = Picture::of(&Graph::of(&template.project()), &[]);
            let boxes = picture.layout.nodes.iter().zip(&picture.nodes);
            let boxes: Vec<Rect> =
                boxes.map(|(at, node)| Rect::around(*at, node.width, node.height)).collect();
            for words in picture.words.iter().flatten() {
                let (width, height) = size(&words.label, &words.formula);
                let own = Rect::around(words.at, width, height);
                let covers = boxes.iter().filter(|other| own.overlaps(other)).count();
                assert_eq!(covers, 0, "{}: {words:?}", template.id);
            }
        }
    }

    /// No two cover each other, and what is left out has no room: very little is.
    #[test]
    fn words_cover_no_words() {
        let (mut all, mut left_out) = (0, 0);
        for template in template::all() {
            let graph = Graph::of(&template.project());
            let picture = Picture::of(&graph, &[]);
            let own = |words: &Words| {
                let (width, height) = size(&words.label, &words.formula);
                Rect::around(words.at, width, height)
            };
            let boxes: Vec<Rect> = picture.words.iter().flatten().map(own).collect();
            for (at, one) in boxes.iter().enumerate() {
                let over = boxes[..at].iter().filter(|other| one.overlaps(other)).count();
                assert_eq!(over, 0, "{}: {one:?}", template.id);
            }
            let nodes = picture.layout.nodes.iter().zip(&picture.nodes);
            let nodes: Vec<Rect> =
                nodes.map(|(at, node)| Rect::around(*at, node.width, node.height)).collect();
            let arrows = graph.arrows.iter().zip(&picture.words).zip(&picture.layout.edges);
            for ((arrow, words), course) in arrows {
                let (label, formula) =
                    (cut(&arrow.label(), WORD_LETTERS), cut(arrow.formula(), FORMULA_LETTERS));
                all += usize::from(!label.is_empty());
                if words.is_some() || label.is_empty() {
                    continue;
                }
                left_out += 1;
                let sizes = [size(&label, &formula), size(&label, "")];
                let room = labels::candidates(&drawn(course), &sizes, &nodes);
                let free = room.iter().filter(|(_, own)| boxes.iter().all(|other| !own.overlaps(other)));
                assert_eq!(free.count(), 0, "{}: there is room for {label}", template.id);
            }
        }
        assert!(all > 100 && left_out * 50 <= all, "{left_out} of {all}");
    }

    #[test]
    fn texts_are_escaped() {
        let thing = |id: &str, kind| Thing {
            key: id.into(),
            label: format!("<b>{id}&\""),
            caption: String::new(),
            kind,
            place: String::new(),
        };
        let part = Part { label: "</svg>".into(), formula: "a < b".into(), ..Part::default() };
        let graph = Graph {
            things: vec![thing("a", Kind::Account), thing("b", Kind::Mechanism)],
            arrows: vec![Arrow { from: 0, to: 1, planned: false, parts: vec![part] }],
        };
        let drawing = svg(&graph, &Picture::of(&graph, &[]), &[1.0], &Colours::on_paper(), "a & b");
        assert!(!drawing.contains("<b>") && drawing.contains("&lt;/svg&gt; = a &lt; b"), "{drawing}");
        assert!(drawing.contains("<title>a &amp; b</title>") && drawing.contains("stroke-width=\"9.5\""));
    }

    #[test]
    fn pinned_nodes_are_where_they_were_put() {
        let graph = Graph::of(&template::find("nft-marketplace").expect("it is there").project());
        let at = graph.find("market").expect("it is there");
        let picture = Picture::of(&graph, &[("market".to_owned(), -300.0, 77.0)]);
        assert_eq!(picture.layout.nodes[at], Point { x: -300.0, y: 77.0 });
    }
}
