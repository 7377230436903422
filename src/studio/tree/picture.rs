//! The tree as a picture, from the problem at the left to its parts at the right.

use super::{Editor, Line};
use crate::ui::dom::{El, el, svg};
use leptos::prelude::*;

/// Sizes of a box and of the ways between boxes, in px.
const WIDTH: f64 = 216.0;
const HEIGHT: f64 = 58.0;
const ACROSS: f64 = 40.0;
const DOWN: f64 = 10.0;

/// Letters in a line, and lines in a box; the share stands beside them.
const LETTERS: usize = 22;
const LINES: usize = 3;

/// The fold with the picture; it is drawn while it is open.
pub fn picture(editor: Editor) -> El {
    let open = RwSignal::new(false);
    el("details")
        .class("fold")
        .on("toggle", move |_| open.update(|open| *open = !*open))
        .child(el("summary").text("As a picture"))
        .child(
            el("div")
                .class("st-picture")
                .attr("role", "group")
                .attr("tabindex", "0")
                .attr("aria-label", "Logic tree from left to right")
                .slot(move || open.get().then(|| draw(&editor.lines.read()))),
        )
}

/// Where the middle of each box is, from the top: leaves one below the other,
/// everything else in the middle of its parts.
fn heights(lines: &[Line]) -> Vec<f64> {
    let mut heights = vec![0.0; lines.len()];
    let mut next = HEIGHT / 2.0;
    for (at, line) in lines.iter().enumerate() {
        if !line.has_children {
            heights[at] = next;
            next += HEIGHT + DOWN;
        }
    }
    // Parts stand behind what they are parts of, so from the end on they are known.
    for at in (0..lines.len()).rev().filter(|at| lines[*at].has_children) {
        let below = lines[at + 1..].iter().take_while(|line| line.level > lines[at].level).enumerate();
        let parts: Vec<f64> = below
            .filter(|(_, part)| part.level == lines[at].level + 1)
            .map(|(by, _)| heights[at + 1 + by])
            .collect();
        heights[at] = (parts.first().unwrap_or(&0.0) + parts.last().unwrap_or(&0.0)) / 2.0;
    }
    heights
}

fn draw(lines: &[Line]) -> El {
    let heights = heights(lines);
    let left = |line: &Line| (line.level - 1) as f64 * (WIDTH + ACROSS);
    let wide = lines.iter().map(left).fold(0.0, f64::max) + WIDTH;
    let high = heights.iter().copied().fold(0.0, f64::max) + HEIGHT / 2.0;
    let mut ways = String::new();
    for (at, line) in lines.iter().enumerate() {
        let parent = lines[..at].iter().rposition(|above| above.level < line.level);
        if let Some(parent) = parent {
            let (x, y, to) = (left(line) - ACROSS, heights[parent], heights[at]);
            let (middle, end) = (x + ACROSS / 2.0, x + ACROSS);
            ways += &format!("M{x} {y:.1}C{middle} {y:.1} {middle} {to:.1} {end} {to:.1}");
        }
    }
    let boxes = lines.iter().zip(&heights).map(|(line, middle)| {
        let (x, y) = (left(line), middle - HEIGHT / 2.0);
        let frame = svg("rect")
            .attr("x", (x + 0.5).to_string())
            .attr("y", (y + 0.5).to_string())
            .attr("width", (WIDTH - 1.0).to_string())
            .attr("height", (HEIGHT - 1.0).to_string())
            .attr("rx", "6");
        let rows = wrapped(&line.text);
        let top = middle + 4.0 - (rows.len() as f64 - 1.0) * 7.5;
        let texts = rows.into_iter().enumerate().map(|(at, row)| {
            svg("text")
                .attr("x", (x + 10.0).to_string())
                .attr("y", (top + at as f64 * 15.0).to_string())
                .text(row)
        });
        let share = line.share.map(|share| {
            svg("text")
                .class("st-picture-share")
                .attr("x", (x + WIDTH - 8.0).to_string())
                .attr("y", (middle + 3.5).to_string())
                .attr("text-anchor", "end")
                .text(format!("{share} %"))
        });
        let open = line.findings.iter().any(|finding| !line.text.is_empty() && finding.nodes.len() == 1);
        svg("g").class(if open { "st-box-open" } else { "" }).child(frame).children(texts).children(share)
    });
    svg("svg")
        .attr("viewBox", format!("0 0 {wide} {high}"))
        .attr("width", wide.to_string())
        .attr("height", high.to_string())
        .attr("aria-hidden", "true")
        .child(svg("path").class("st-ways").attr("d", ways))
        .children(boxes)
}

/// A text in a few short lines, with dots where it does not fit.
fn wrapped(text: &str) -> Vec<String> {
    let mut rows: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let row = rows.last_mut().map(|row| row.chars().count()).unwrap_or(0);
        if row > 0 && row + 1 + word.chars().count() > LETTERS {
            if rows.len() == LINES {
                if let Some(last) = rows.last_mut() {
                    *last += " …";
                }
                break;
            }
            rows.push(String::new());
        }
        if let Some(row) = rows.last_mut() {
            if !row.is_empty() {
                *row += " ";
            }
            row.extend(word.chars().take(LETTERS));
        }
    }
    rows
}
