//! The one-page report as one HTML file: style and pictures are in it, nothing is
//! fetched, and it prints on A4.

use super::number::human_with;
use super::page::{Block, FanFigure, Page};
use super::table::Align;
use crate::diagram::Rect;
use crate::diagram::picture::{Colours, DRAWN, Picture, svg};

/// The style of the report, for the file and for whoever shows [`html_body`].
pub const STYLE: &str = include_str!("report.css");

/// The report as a file of its own.
pub fn html(page: &Page) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
        escaped(&page.title),
        html_body(page)
    )
}

/// The report as an element, to be put into a page. Everything from the document is
/// escaped; there are no styles and no scripts in it.
pub fn html_body(page: &Page) -> String {
    let mut out = format!("<article class=\"report\">\n<h1>{}</h1>\n", text(&page.title));
    if !page.lead.is_empty() {
        out.push_str(&format!("<p class=\"lead\">{}</p>\n", text(&page.lead)));
    }
    for section in &page.sections {
        let (id, title) = (section.id, text(section.title));
        out.push_str(&format!("<section id=\"{id}\">\n<h2>{title}</h2>\n"));
        section.blocks.iter().for_each(|part| block(&mut out, part));
        out.push_str("</section>\n");
    }
    out + "</article>\n"
}

fn block(out: &mut String, block: &Block) {
    match block {
        Block::Text(said) => out.push_str(&format!("<p>{}</p>\n", text(said))),
        Block::Facts(facts) => {
            out.push_str("<dl>\n");
            for (term, said) in facts {
                out.push_str(&format!("<dt>{}</dt><dd>{}</dd>\n", text(term), text(said)));
            }
            out.push_str("</dl>\n");
        }
        Block::Outline(lines) => outline(out, lines),
        Block::List(points) => {
            out.push_str("<ul>\n");
            points.iter().for_each(|said| out.push_str(&format!("<li>{}</li>\n", text(said))));
            out.push_str("</ul>\n");
        }
        Block::Table { columns, rows } => {
            let side = |align: Align| if align == Align::Right { " class=\"number\"" } else { "" };
            // Where there is little room it scrolls, which keys can do as well.
            let name = columns.first().map_or("", |(head, _)| head);
            out.push_str(&format!(
                "<div class=\"wide\" role=\"group\" tabindex=\"0\" aria-label=\"{}\">\n<table>\n<thead><tr>",
                escaped(name)
            ));
            for (head, align) in columns {
                out.push_str(&format!("<th scope=\"col\"{}>{}</th>", side(*align), text(head)));
            }
            out.push_str("</tr></thead>\n<tbody>\n");
            for row in rows {
                out.push_str("<tr>");
                for (cell, (_, align)) in row.iter().zip(columns) {
                    out.push_str(&format!("<td{}>{}</td>", side(*align), text(cell)));
                }
                out.push_str("</tr>\n");
            }
            out.push_str("</tbody>\n</table>\n</div>\n");
        }
        Block::Diagram(graph, pins) => {
            let picture = Picture::of(graph, pins);
            let drawing = svg(graph, &picture, &[], &Colours::on_paper(), "Value flows");
            out.push_str(&format!("<div class=\"flows\">{drawing}</div>\n"));
            parts(out, &picture.parts(PART_WIDTH, PART_HEIGHT));
        }
        Block::Fans(fans) => {
            out.push_str("<div class=\"fans\">\n");
            fans.iter().for_each(|fan| figure(out, fan));
            out.push_str("</div>\n");
        }
    }
}

/// Parts of the diagram, all at the same scale.
fn parts(out: &mut String, all: &[Rect]) {
    for (at, part) in all.iter().enumerate() {
        let name = format!("Part {} of {}", at + 1, all.len());
        let Rect { left, top, right, bottom } = part;
        out.push_str(&format!(
            "<figure class=\"part\"><svg width=\"{:.1}%\" viewBox=\"{left:.0} {top:.0} {:.0} {:.0}\" font-family=\"system-ui, sans-serif\" \
             text-anchor=\"middle\" role=\"img\" aria-label=\"Value flows: {name}\"><use href=\"#{DRAWN}\"/></svg>\
             <figcaption>{name}, from left to right</figcaption></figure>\n",
            ((right - left) / PART_WIDTH * 100.0).min(100.0),
            right - left,
            bottom - top
        ));
    }
}

fn outline(out: &mut String, lines: &[(usize, String)]) {
    let mut open = 0;
    for (depth, said) in lines {
        while open > depth + 1 {
            out.push_str("</li></ul>");
            open -= 1;
        }
        if open == depth + 1 {
            out.push_str("</li>");
        }
        while open < depth + 1 {
            out.push_str("<ul class=\"outline\">");
            open += 1;
        }
        out.push_str(&format!("\n<li>{}", text(said)));
    }
    out.push_str(&"</li></ul>".repeat(open));
    out.push('\n');
}

/// About the largest part of a diagram that can be read on a page, in px of the drawing:
/// its names are then as large as the text of tables.
const PART_WIDTH: f64 = 800.0;
const PART_HEIGHT: f64 = 1000.0;

/// Size of a picture, in its own units.
const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 96.0;

/// A fan: where nine of ten runs are, where half of them are, and the median.
fn figure(out: &mut String, fan: &FanFigure) {
    let title = format!("{}: {}", fan.title, fan.end);
    out.push_str("<figure>\n");
    out.push_str(&format!("<figcaption><b>{}</b> {}</figcaption>\n", text(&fan.title), text(&fan.end)));
    out.push_str(&format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">\n",
        escaped(&title)
    ));
    if let (Some(first), Some(last)) = (fan.points.first(), fan.points.last()) {
        let (low, high) = range(fan);
        let span = (last[0] - first[0]).max(1.0);
        // Halves, because the difference of two large numbers may overflow.
        let height = |value: f64| (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0) * (HEIGHT - 2.0);
        let at = |point: &[f64; 6], quantile: usize| {
            let x = (point[0] - first[0]) / span * WIDTH;
            format!("{x:.1} {:.1}", HEIGHT - 1.0 - height(point[quantile]))
        };
        let line = |quantile| fan.points.iter().map(|point| at(point, quantile)).collect::<Vec<_>>();
        for (class, lower, upper) in [("outer", 1, 5), ("inner", 2, 4)] {
            let mut edge = line(upper);
            edge.extend(line(lower).into_iter().rev());
            out.push_str(&format!("<path class=\"{class}\" d=\"M{}Z\"/>\n", edge.join("L")));
        }
        out.push_str(&format!("<path class=\"median\" d=\"M{}\"/>\n", line(3).join("L")));
        let label = |value: f64| text(&human_with(value, &fan.unit));
        out.push_str(&format!("<text x=\"2\" y=\"9\">{}</text>\n", label(high)));
        out.push_str(&format!("<text x=\"2\" y=\"{}\">{}</text>\n", HEIGHT - 3.0, label(low)));
    }
    let [start, end] = &fan.span;
    out.push_str(&format!(
        "</svg>\n<p class=\"axis\"><span>{}</span><span>{}</span></p>\n</figure>\n",
        text(start),
        text(end)
    ));
}

/// The values between which a fan is drawn: from 0, unless that would flatten it.
fn range(fan: &FanFigure) -> (f64, f64) {
    let low = fan.points.iter().map(|point| point[1]).fold(f64::INFINITY, f64::min);
    let high = fan.points.iter().map(|point| point[5]).fold(f64::NEG_INFINITY, f64::max);
    let low = if low > 0.0 && low < high / 2.0 { 0.0 } else { low };
    match low < high {
        true => (low, high),
        // What stays at one value is a line above zero, or at it.
        false if low >= 0.0 => (0.0, (2.0 * low).clamp(1.0, f64::MAX)),
        false => ((2.0 * low).max(f64::MIN), 0.0),
    }
}

/// Text with code between backticks.
fn text(said: &str) -> String {
    let parts = said.split('`').enumerate().map(|(place, part)| {
        let part = escaped(part).replace('\n', "<br>");
        // A name that does not fit is broken between its words.
        if place % 2 == 1 { format!("<code>{}</code>", part.replace('_', "_<wbr>")) } else { part }
    });
    parts.collect()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_a_document_mean_nothing() {
        assert_eq!(
            text("<b> & \"c\" 'd' `e < f`\ng"),
            "&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; <code>e &lt; f</code><br>g"
        );
    }

    #[test]
    fn outlines_nest() {
        let lines =
            [(0, "a"), (1, "b"), (2, "c"), (1, "d"), (0, "e")].map(|(depth, text)| (depth, text.to_owned()));
        let mut out = String::new();
        outline(&mut out, &lines);
        let plain = out.replace('\n', "").replace(" class=\"outline\"", "");
        let expected = "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li><li>e</li></ul>";
        assert_eq!(plain, expected);
    }

    #[test]
    fn a_fan_of_nothing_and_a_flat_one_can_be_drawn() {
        let fan = |points: Vec<[f64; 6]>| FanFigure {
            title: "T".into(),
            end: "1".into(),
            unit: "%".into(),
            span: ["day 0".into(), "day 1".into()],
            points,
        };
        for points in [
            vec![],
            vec![[0.0; 6]],
            vec![[0.0, 1.0, 1.0, 1.0, 1.0, 1.0], [1.0, f64::MAX, f64::MAX, f64::MAX, f64::MAX, f64::MAX]],
        ] {
            let mut out = String::new();
            figure(&mut out, &fan(points));
            assert!(!out.contains("NaN") && !out.contains("inf"), "{out}");
        }
    }
}
