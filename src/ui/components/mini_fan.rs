//! The small picture of a fan: what a template comes to, at a glance.
//!
//! Drawn as plain SVG from the preview that ships with the template, so that a
//! gallery needs neither engine nor canvas.

use crate::ui::dom::{El, svg};
use tokenwright::template::PreviewMetric;

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 140.0;
const MARGIN: f64 = 6.0;

/// The fan of one metric; nothing if there is nothing to draw. Decoration: what
/// stands beside it says in words what it shows.
pub fn mini_fan(metric: &PreviewMetric) -> Option<El> {
    let frame = Frame::around(metric)?;
    let path = |class: &str, d: String| svg("path").class(class).attr("d", d);
    let fan = svg("svg")
        .class("mini-fan")
        .attr("viewBox", format!("0 0 {WIDTH} {HEIGHT}"))
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .child(path("fan-outer", frame.band(&metric.times, &metric.p5, &metric.p95)))
        .child(path("fan-inner", frame.band(&metric.times, &metric.p25, &metric.p75)))
        .child(path("fan-median", frame.line(&metric.times, &metric.p50)));
    Some(fan)
}

/// Where the numbers lie.
struct Frame {
    end: f64,
    low: f64,
    high: f64,
}

impl Frame {
    /// None if there is nothing to draw.
    fn around(metric: &PreviewMetric) -> Option<Frame> {
        let finite =
            |values: &[f64]| values.iter().copied().filter(|value| value.is_finite()).collect::<Vec<_>>();
        let low = finite(&metric.p5).into_iter().fold(f64::INFINITY, f64::min);
        let high = finite(&metric.p95).into_iter().fold(f64::NEG_INFINITY, f64::max);
        let end = metric.times.last().copied().filter(|end| *end > 0.0)?;
        // A flat line lies in the middle.
        let slack = if high > low { 0.0 } else { high.abs().max(1.0) };
        (low <= high).then_some(Frame { end, low: low - slack, high: high + slack })
    }

    fn point(&self, time: f64, value: f64) -> String {
        let x = time / self.end * WIDTH;
        let share = (value - self.low) / (self.high - self.low);
        let y = HEIGHT - MARGIN - share * (HEIGHT - 2.0 * MARGIN);
        format!("{x:.1} {y:.1}")
    }

    fn points<'a>(
        &'a self,
        times: &'a [f64],
        values: &'a [f64],
    ) -> impl DoubleEndedIterator<Item = String> + 'a {
        let pairs: Vec<(f64, f64)> = times.iter().copied().zip(values.iter().copied()).collect();
        pairs.into_iter().filter(|(_, value)| value.is_finite()).map(|(time, value)| self.point(time, value))
    }

    fn line(&self, times: &[f64], values: &[f64]) -> String {
        path(self.points(times, values))
    }

    fn band(&self, times: &[f64], low: &[f64], high: &[f64]) -> String {
        path(self.points(times, low).chain(self.points(times, high).rev())) + "Z"
    }
}

fn path(points: impl Iterator<Item = String>) -> String {
    let points: Vec<String> = points.collect();
    format!("M{}", points.join("L"))
}
