//! Where everything lies: margins, scales, and the lines and areas of a chart in
//! CSS pixels, y downwards.

use super::data::Chart;
use super::format::plural;
use super::scale::{Reading, Scale};
use crate::simulate::Distribution;

/// Size of labels, in pixels.
pub const TEXT_SIZE: f64 = 11.5;

const TOP: f64 = 8.0;
const RIGHT: f64 = 14.0;
const BOTTOM: f64 = 24.0;
/// Between a label and the plot.
pub const GAP: f64 = 8.0;

/// A place.
pub type Place = (f64, f64);

/// An upright rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// A chart's axes and where they lie.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// The whole.
    pub width: f64,
    /// The whole.
    pub height: f64,
    /// Where the data are.
    pub plot: Rect,
    /// Left to right.
    pub x: Scale,
    /// Bottom to top.
    pub y: Scale,
    /// What the x axis counts; empty: what the chart is about.
    pub x_title: String,
}

/// A bar of a histogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Value where it begins.
    pub low: f64,
    /// Value where it ends.
    pub high: f64,
    /// Share of the runs per unit of the value.
    pub density: f64,
}

impl Frame {
    /// The frame of a fan over time: y from the lowest 5 % to the highest 95 %
    /// quantile of all designs, x over all their time.
    pub fn over_time(chart: &Chart, width: f64, height: f64) -> Frame {
        let low = chart.series().flat_map(|series| series.fan().p5.iter());
        let high = chart.series().flat_map(|series| series.fan().p95.iter());
        let y = Scale::rounded(least(low), greatest(high), rows(height), reading(chart.unit));
        let ends = chart.series().filter_map(|series| series.times.last());
        let end = ends.max().map_or(1.0, |step| f64::from(*step) * chart.step.length);
        let columns = ((width / 90.0) as usize).clamp(2, 8);
        Frame {
            plot: plot(width, height, label_width(&y)),
            width,
            height,
            x: Scale::exact(0.0, end, columns, Reading::Number),
            y,
            x_title: plural(chart.step.unit),
        }
    }

    /// The frame of the distributions at the end: x over all values, y over the
    /// densities, which have no labels.
    pub fn at_end(chart: &Chart, width: f64, height: f64) -> Frame {
        let ends = || chart.series().map(|series| series.last());
        let low = ends().map(|last| last.min).fold(f64::NAN, f64::min);
        let high = ends().map(|last| last.max).fold(f64::NAN, f64::max);
        let columns = ((width / 110.0) as usize).clamp(2, 6);
        let highest = ends().flat_map(bars).map(|bar| bar.density).fold(0.0, f64::max);
        Frame {
            plot: plot(width, height, RIGHT),
            width,
            height,
            x: Scale::rounded(low, high, columns, reading(chart.unit)),
            y: Scale::exact(0.0, highest * 1.08, 2, Reading::Number),
            x_title: String::new(),
        }
    }

    /// Where a pair of values lies.
    pub fn place(&self, x: f64, y: f64) -> Place {
        let Rect { left, top, right, bottom } = self.plot;
        (left + self.x.share(x) * (right - left), bottom - self.y.share(y) * (bottom - top))
    }

    /// The value on the x axis at a place, within its ends.
    pub fn x_at(&self, place: f64) -> f64 {
        let share = ((place - self.plot.left) / (self.plot.right - self.plot.left)).clamp(0.0, 1.0);
        self.x.low + share * (self.x.high - self.x.low)
    }

    /// The line through the points: cut where a value is missing and at the upper
    /// and lower edge of the plot.
    pub fn line(&self, points: impl Iterator<Item = (f64, f64)>) -> Vec<Vec<Place>> {
        let mut pieces: Vec<Vec<Place>> = Vec::new();
        let mut before: Option<Place> = None;
        for (x, y) in points {
            let here = y.is_finite().then(|| self.place(x, y));
            if let Some((from, to)) = before.zip(here).and_then(|(from, to)| self.clip(from, to)) {
                match pieces.last_mut() {
                    Some(piece) if piece.last() == Some(&from) => piece.push(to),
                    _ => pieces.push(vec![from, to]),
                }
            }
            before = here;
        }
        pieces
    }

    /// The part of a segment between the upper and the lower edge of the plot.
    fn clip(&self, from: Place, to: Place) -> Option<(Place, Place)> {
        let Rect { top, bottom, .. } = self.plot;
        let at = |y: f64| (from.0 + (y - from.1) / (to.1 - from.1) * (to.0 - from.0), y);
        let inside = |end: Place| match end.1 {
            y if y < top => at(top),
            y if y > bottom => at(bottom),
            _ => end,
        };
        let beside = from.1.max(to.1) < top || from.1.min(to.1) > bottom;
        (!beside).then(|| (inside(from), inside(to)))
    }

    /// The areas between two lines, cut where a value of either is missing and
    /// kept within the plot.
    pub fn band(&self, points: impl Iterator<Item = (f64, f64, f64)>) -> Vec<Vec<Place>> {
        let within = |(x, y): Place| (x, y.clamp(self.plot.top, self.plot.bottom));
        let mut areas: Vec<(Vec<Place>, Vec<Place>)> = Vec::new();
        let mut open = false;
        for (x, low, high) in points {
            if !(low.is_finite() && high.is_finite()) {
                open = false;
                continue;
            }
            if !std::mem::replace(&mut open, true) {
                areas.push((Vec::new(), Vec::new()));
            }
            if let Some((lower, upper)) = areas.last_mut() {
                lower.push(within(self.place(x, low)));
                upper.push(within(self.place(x, high)));
            }
        }
        let closed = |(mut lower, upper): (Vec<Place>, Vec<Place>)| {
            lower.extend(upper.into_iter().rev());
            lower
        };
        areas.into_iter().map(closed).filter(|area| area.len() > 3).collect()
    }
}

/// The bars of a distribution; one of any width if all values are equal.
pub fn bars(last: &Distribution) -> Vec<Bar> {
    let runs: u64 = last.histogram.iter().sum();
    let range = last.max - last.min;
    if runs == 0 || !range.is_finite() {
        return Vec::new();
    }
    if range <= 0.0 {
        let half = if last.min == 0.0 { 0.01 } else { 0.001 * last.min.abs() };
        return vec![Bar { low: last.min - half, high: last.max + half, density: 0.5 / half }];
    }
    let width = range / last.histogram.len() as f64;
    let bar = |(index, count): (usize, &u64)| Bar {
        low: last.min + width * index as f64,
        high: last.min + width * (index + 1) as f64,
        density: *count as f64 / runs as f64 / width,
    };
    last.histogram.iter().enumerate().map(bar).collect()
}

/// Estimated width of a label, in pixels: an upper bound for the fonts that
/// systems have for their own use.
pub fn text_width(text: &str) -> f64 {
    let letter = |letter: char| match letter {
        ' ' | '.' | ',' | ':' | 'i' | 'l' => 0.34,
        '%' | 'M' | 'm' | 'w' | 'W' => 0.96,
        '−' => 0.84,
        _ => 0.65,
    };
    text.chars().map(letter).sum::<f64>() * TEXT_SIZE
}

fn label_width(scale: &Scale) -> f64 {
    scale.ticks.iter().map(|tick| text_width(&tick.label)).fold(0.0, f64::max) + GAP
}

fn plot(width: f64, height: f64, left: f64) -> Rect {
    Rect { left, top: TOP, right: (width - RIGHT).max(left + 1.0), bottom: (height - BOTTOM).max(TOP + 1.0) }
}

fn rows(height: f64) -> usize {
    ((height / 55.0) as usize).clamp(2, 6)
}

fn reading(unit: &str) -> Reading {
    if unit == "%" { Reading::Percent } else { Reading::Number }
}

fn least<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    values.copied().filter(|value| value.is_finite()).fold(f64::NAN, f64::min)
}

fn greatest<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    values.copied().filter(|value| value.is_finite()).fold(f64::NAN, f64::max)
}

#[cfg(test)]
mod tests {
    use super::super::data::Series;
    use super::super::data::tests::{DAY, metric};
    use super::*;

    fn frame() -> Frame {
        let metric = metric(101);
        let times: Vec<u32> = (0..101).collect();
        let variant = Series { times: &times, metric: &metric };
        Frame::over_time(&Chart { variant, baseline: None, unit: "usd", step: &DAY }, 500.0, 240.0)
    }

    #[test]
    fn axes_hold_the_data() {
        let frame = frame();
        assert_eq!((frame.x.low, frame.x.high), (0.0, 100.0));
        assert_eq!((frame.y.low, frame.y.high), (0.0, 120.0));
        assert_eq!(frame.place(0.0, 0.0), (frame.plot.left, frame.plot.bottom));
        assert_eq!(frame.place(100.0, 120.0), (frame.plot.right, frame.plot.top));
        assert_eq!(frame.x_at(-50.0), 0.0);
        assert!((frame.x_at((frame.plot.left + frame.plot.right) / 2.0) - 50.0).abs() < 1e-9);
        assert_eq!(frame.x_title, "days");
    }

    #[test]
    fn lines_end_at_the_edges_and_at_gaps() {
        let frame = frame();
        let line =
            frame.line([(0.0, 10.0), (10.0, 20.0), (20.0, f64::NAN), (30.0, 40.0), (40.0, 50.0)].into_iter());
        assert_eq!(line.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
        let line = frame.line([(0.0, 100.0), (10.0, 300.0), (20.0, 100.0)].into_iter());
        let Rect { top, bottom, .. } = frame.plot;
        assert_eq!(line.len(), 2, "it leaves above and comes back");
        assert!(line.iter().flatten().all(|(_, y)| (top..=bottom).contains(y)));
        assert!((frame.x_at(line[0][1].0) - 1.0).abs() < 1e-9, "cut where it crosses 120");
        assert_eq!(frame.line([(0.0, 200.0), (10.0, 300.0)].into_iter()), Vec::<Vec<Place>>::new());
    }

    #[test]
    fn bands_are_closed_areas_within_the_plot() {
        let frame = frame();
        let points = [(0.0, 1.0, 2.0), (10.0, -50.0, 500.0), (20.0, f64::NAN, 3.0), (30.0, 1.0, 2.0)];
        let areas = frame.band(points.into_iter());
        assert_eq!(areas.iter().map(Vec::len).collect::<Vec<_>>(), [4], "a single point is no area");
        assert!(areas[0].iter().all(|(_, y)| (frame.plot.top..=frame.plot.bottom).contains(y)));
    }

    #[test]
    fn histograms_have_area_one() {
        let last = metric(11).last;
        let area: f64 = bars(&last).iter().map(|bar| bar.density * (bar.high - bar.low)).sum();
        assert!((area - 1.0).abs() < 1e-12);
        let flat = Distribution { min: 5.0, max: 5.0, ..last.clone() };
        let one = bars(&flat);
        assert!(one.len() == 1 && (one[0].density * (one[0].high - one[0].low) - 1.0).abs() < 1e-12);
        let none = Distribution { min: f64::NAN, max: f64::NAN, histogram: vec![0; 24], ..last };
        assert!(bars(&none).is_empty());
    }

    #[test]
    fn any_numbers_have_a_frame() {
        let mut broken = metric(5);
        broken.series.p5 = vec![f64::NAN; 5];
        broken.series.p95 = vec![f64::NAN; 5];
        for (times, width) in [(vec![0, 1, 2, 3, 4], 500.0), (vec![], 500.0), (vec![0], 0.0)] {
            let variant = Series { times: &times, metric: &broken };
            let chart = Chart { variant, baseline: Some(variant), unit: "%", step: &DAY };
            for frame in [Frame::over_time(&chart, width, 200.0), Frame::at_end(&chart, width, 200.0)] {
                assert!(frame.plot.left < frame.plot.right && frame.plot.top < frame.plot.bottom);
                let (x, y) = frame.place(0.0, 0.5);
                assert!(x.is_finite() && y.is_finite());
            }
        }
    }
}
