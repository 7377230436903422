//! Small pictures beside forms: bars and lines. What they show is said in words too.

use crate::ui::dom::{El, svg};

const WIDTH: f64 = 240.0;
const HEIGHT: f64 = 56.0;

/// An empty picture.
fn frame() -> El {
    svg("svg")
        .class("st-small-picture")
        .attr("viewBox", format!("0 0 {WIDTH} {HEIGHT}"))
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
}

/// Bars beside each other.
pub fn bars(heights: &[f64]) -> El {
    let most = heights.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let width = WIDTH / heights.len().max(1) as f64;
    let bar = |(at, height): (usize, &f64)| {
        let tall = height / most * (HEIGHT - 2.0);
        svg("rect")
            .class("st-bar-of")
            .attr("x", format!("{:.1}", at as f64 * width + 0.5))
            .attr("y", format!("{:.1}", HEIGHT - tall))
            .attr("width", format!("{:.1}", width - 1.0))
            .attr("height", format!("{tall:.1}"))
    };
    frame().children(heights.iter().enumerate().map(bar))
}

/// A line of values at equal distances, between a least and a most.
pub fn line(values: &[f64], least: f64, most: f64) -> El {
    let last = values.len().saturating_sub(1).max(1) as f64;
    let span = if most > least { most - least } else { 1.0 };
    let point = |(at, value): (usize, &f64)| {
        let y = HEIGHT - 2.0 - (value - least) / span * (HEIGHT - 4.0);
        format!("{:.1} {y:.1}", at as f64 / last * WIDTH)
    };
    let points: Vec<String> =
        values.iter().enumerate().filter(|(_, value)| value.is_finite()).map(point).collect();
    frame().child(svg("path").class("fan-median").attr("d", format!("M{}", points.join("L"))))
}
