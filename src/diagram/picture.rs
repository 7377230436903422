//! The diagram as a drawing: SVG with classes, that a style sheet colours.

use super::model::{Graph, Kind, Thing};
use super::{Edge, Layout, Node, Point, Spacing, layout};

/// Height of a node, in the pixels of the drawing.
const HEIGHT: f64 = 44.0;

/// Widths of nodes: that of a letter, and what is around the letters.
const LETTER: f64 = 7.2;
const PADDING: f64 = 28.0;
const NARROWEST: f64 = 84.0;

/// Letters of a label on an arrow; the rest is in its title.
const ARROW_LETTERS: usize = 22;

/// Where everything of a diagram goes, at the sizes at which it is drawn. `fixed`
/// holds the positions that somebody chose, by id.
pub fn place(graph: &Graph, fixed: &[(String, Point)]) -> (Vec<Node>, Layout) {
    let node = |thing: &Thing| Node {
        width: (thing.label.chars().count() as f64 * LETTER + PADDING).max(NARROWEST),
        height: HEIGHT,
        fixed: fixed.iter().find(|(id, _)| *id == thing.id).map(|(_, at)| *at),
    };
    let nodes: Vec<Node> = graph.things.iter().map(node).collect();
    let edges: Vec<Edge> = graph.arrows.iter().map(|arrow| Edge { from: arrow.from, to: arrow.to }).collect();
    let layout = layout(&nodes, &edges, &Spacing { layer: 150.0, ..Spacing::default() });
    (nodes, layout)
}

/// The drawing. Nodes have the classes `node` and that of their kind, arrows
/// `arrow`; formulas are titles, which browsers show to whoever points there.
/// Every text is escaped.
pub fn svg(graph: &Graph) -> String {
    let (nodes, layout) = place(graph, &[]);
    let bounds = layout.bounds;
    let (width, height) = (bounds.right - bounds.left, bounds.bottom - bounds.top);
    let mut svg = format!(
        "<svg class=\"diagram\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"Value flows\" \
         viewBox=\"{} {} {} {}\">",
        short(bounds.left),
        short(bounds.top),
        short(width),
        short(height)
    );
    for (arrow, course) in graph.arrows.iter().zip(&layout.edges) {
        let title = if arrow.formula.is_empty() {
            arrow.label.clone()
        } else {
            format!("{} = {}", arrow.label, arrow.formula)
        };
        svg.push_str(&format!(
            "<g class=\"arrow\"><title>{}</title><path d=\"{}\"/><path class=\"head\" d=\"{}\"/>",
            escape(&title),
            curve(course),
            head(course)
        ));
        if let Some(at) = middle(course) {
            let label: String = arrow.label.chars().take(ARROW_LETTERS).collect();
            let more = if arrow.label.chars().count() > ARROW_LETTERS { "…" } else { "" };
            svg.push_str(&format!(
                "<text x=\"{}\" y=\"{}\">{}{more}</text>",
                short(at.x),
                short(at.y - 4.0),
                escape(&label)
            ));
        }
        svg.push_str("</g>");
    }
    for ((thing, node), at) in graph.things.iter().zip(&nodes).zip(&layout.nodes) {
        let class = match thing.kind {
            Kind::Population => "population",
            Kind::Account => "account",
            Kind::Mechanism => "mechanism",
            Kind::Supply => "supply",
        };
        let radius = if thing.kind == Kind::Mechanism { 6.0 } else { HEIGHT / 2.0 };
        svg.push_str(&format!(
            "<g class=\"node {class}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{radius}\"/>\
             <text x=\"{}\" y=\"{}\">{}</text></g>",
            short(at.x - node.width / 2.0),
            short(at.y - node.height / 2.0),
            short(node.width),
            short(node.height),
            short(at.x),
            short(at.y + 4.5),
            escape(&thing.label)
        ));
    }
    svg.push_str("</svg>");
    svg
}

/// A smooth line through the points of a course.
fn curve(course: &[Point]) -> String {
    let Some((first, rest)) = course.split_first() else { return String::new() };
    let mut path = format!("M{} {}", short(first.x), short(first.y));
    let mut before = *first;
    for point in rest {
        let half = (before.x + point.x) / 2.0;
        path.push_str(&format!(
            "C{} {} {} {} {} {}",
            short(half),
            short(before.y),
            short(half),
            short(point.y),
            short(point.x),
            short(point.y)
        ));
        before = *point;
    }
    path
}

/// The head of an arrow, which arrives sideways.
fn head(course: &[Point]) -> String {
    let [.., before, end] = course else { return String::new() };
    let back = if end.x >= before.x { -8.0 } else { 8.0 };
    let (x, y) = (end.x + back, end.y);
    format!(
        "M{} {}L{} {}L{} {}Z",
        short(end.x),
        short(end.y),
        short(x),
        short(y - 4.0),
        short(x),
        short(y + 4.0)
    )
}

fn middle(course: &[Point]) -> Option<Point> {
    let at = course.len().checked_sub(2)? / 2;
    let (a, b) = (course.get(at)?, course.get(at + 1)?);
    Some(Point { x: (a.x + b.x) / 2.0, y: (a.y + b.y) / 2.0 })
}

/// A tenth of a pixel is enough.
fn short(x: f64) -> String {
    let text = format!("{x:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template;

    #[test]
    fn templates_are_drawn_whole_and_readable() {
        for template in template::all() {
            let graph = Graph::of(&template.project());
            let (nodes, layout) = place(&graph, &[]);
            assert!(nodes.len() >= 3, "{}", template.id);
            assert!(layout.crossings() <= 2 * graph.arrows.len(), "{}: {}", template.id, layout.crossings());
            let drawing = svg(&graph);
            assert_eq!(drawing.matches("class=\"node ").count(), graph.things.len());
            assert_eq!(drawing.matches("class=\"arrow\"").count(), graph.arrows.len());
        }
    }

    #[test]
    fn texts_are_escaped() {
        let thing = |id: &str, kind| Thing { id: id.into(), label: format!("<b>{id}&\""), kind };
        let arrow =
            super::super::model::Arrow { from: 0, to: 1, label: "</svg>".into(), formula: "a < b".into() };
        let graph = Graph {
            things: vec![thing("a", Kind::Account), thing("b", Kind::Mechanism)],
            arrows: vec![arrow],
        };
        let drawing = svg(&graph);
        assert!(!drawing.contains("<b>") && drawing.contains("&lt;/svg&gt; = a &lt; b"), "{drawing}");
    }
}
