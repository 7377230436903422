//! The one-page report as Markdown (CommonMark with the tables of GitHub), to be
//! pasted into notes, issues and mails.

use super::number::human;
use super::page::{Block, FanFigure, Page, code, plain};
use super::table::Align;
use super::text::sparkline;
use crate::diagram::model::{Arrow, Graph};

/// Width of a sparkline, in characters.
const SPARK: usize = 32;

/// The report as Markdown. Text of the document stays text, whatever is in it.
pub fn markdown(page: &Page) -> String {
    let mut out = format!("# {}\n", text(&page.title));
    if !page.lead.is_empty() {
        out.push_str(&format!("\n{}\n", paragraph(&page.lead)));
    }
    for section in &page.sections {
        out.push_str(&format!("\n## {}\n", section.title));
        for part in &section.blocks {
            out.push('\n');
            out.push_str(&block(part));
        }
    }
    out
}

fn block(block: &Block) -> String {
    match block {
        Block::Text(said) => paragraph(said) + "\n",
        Block::Facts(facts) => {
            facts.iter().map(|(term, said)| format!("- **{}:** {}\n", text(term), text(said))).collect()
        }
        Block::Outline(lines) => lines
            .iter()
            .map(|(depth, said)| format!("{}- {}\n", "  ".repeat(*depth), paragraph(said)))
            .collect(),
        Block::List(points) => points.iter().map(|said| format!("- {}\n", paragraph(said))).collect(),
        Block::Table { columns, rows } => {
            let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
            let mut out = line(columns.iter().map(|(head, _)| text(head)).collect());
            let rule = columns.iter().map(|(_, align)| match align {
                Align::Left => "---".to_owned(),
                Align::Right => "--:".to_owned(),
            });
            out.push_str(&line(rule.collect()));
            rows.iter().for_each(|row| out.push_str(&line(row.iter().map(|cell| text(cell)).collect())));
            out
        }
        Block::Diagram(graph, _) => graph.arrows.iter().map(|it| arrow(graph, it)).collect(),
        Block::Fans(fans) => fans.iter().map(fan).collect(),
    }
}

/// An arrow of the diagram: who gives whom what.
fn arrow(graph: &Graph, arrow: &Arrow) -> String {
    let name = |at: usize| graph.things.get(at).map_or_else(String::new, |thing| text(&plain(&thing.label)));
    let formula = match arrow.formula() {
        "" => String::new(),
        formula => format!(" = {}", code(formula)),
    };
    let said = format!("{}{formula}", plain(&arrow.label()));
    format!("- {} → {}: {}\n", name(arrow.from), name(arrow.to), text(&said))
}

/// The median over time as a line of blocks.
fn fan(fan: &FanFigure) -> String {
    let medians: Vec<f64> = fan.points.iter().map(|[_, _, _, median, ..]| *median).collect();
    let scale = if fan.unit == "%" { 100.0 } else { 1.0 };
    let from = medians.first().map(|median| human(median * scale)).unwrap_or_default();
    let [start, end] = &fan.span;
    format!(
        "- {}, median from {} to {}: {} {} {}\n",
        text(&fan.title),
        text(start),
        text(end),
        text(&from),
        sparkline(&medians, SPARK),
        text(&fan.end)
    )
}

/// Text at the start of a line, where some signs would make a list or a heading.
fn paragraph(said: &str) -> String {
    let escaped = text(said);
    let digits = escaped.bytes().take_while(u8::is_ascii_digit).count();
    let listed =
        digits > 0 && escaped[digits..].starts_with(['.', ')']) && escaped[digits + 1..].starts_with(' ');
    match escaped.as_bytes().first() {
        _ if listed => format!("{}\\{}", &escaped[..digits], &escaped[digits..]),
        Some(b'#' | b'-' | b'+' | b'=') => format!("\\{escaped}"),
        _ => escaped,
    }
}

/// Text with code between backticks; all other marks are taken away their meaning.
fn text(said: &str) -> String {
    let mut out = String::new();
    for (place, part) in said.split('`').enumerate() {
        if place % 2 == 1 {
            // A bar would end the cell even within code.
            out.push_str(&format!("`{}`", part.replace('|', "\\|")));
            continue;
        }
        for c in part.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '\n' => out.push_str("<br>"),
                '\\' | '*' | '_' | '[' | ']' | '|' | '~' => out.extend(['\\', c]),
                c => out.push(c),
            }
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
            text("a|b *c* [d](e) <i> & f_g `h_i|j`\nk"),
            "a\\|b \\*c\\* \\[d\\](e) &lt;i&gt; &amp; f\\_g `h_i\\|j`<br>k"
        );
        assert_eq!(
            ["# a", "- b", "1. c", "2) d", "1.5 e", "3 f"].map(paragraph),
            ["\\# a", "\\- b", "1\\. c", "2\\) d", "1.5 e", "3 f"]
        );
    }
}
