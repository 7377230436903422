//! Drawing, on any plotters backend.

use super::data::{Chart, Series};
use super::format::quantity;
use super::frame::{Frame, GAP, Place, Rect, TEXT_SIZE, bars, text_width};
use super::palette::{Palette, Rgb};
use super::scale::Tick;
use super::text::{Label, LabelStyle, Side};
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{DashedPathElement, PathElement, Polygon, Rectangle};
use plotters::prelude::{DrawingBackend, RGBColor, SVGBackend};
use plotters::style::{Color, ShapeStyle};

/// How to draw: what is the same for all charts of a page.
#[derive(Clone, Debug)]
pub struct Pen {
    /// Pixels of the backend in a CSS pixel, > 0.
    pub scale: f64,
    /// Font family, as CSS writes it.
    pub font: String,
    /// The colours.
    pub palette: Palette,
    /// Whether the first single paths are drawn.
    pub paths: Layer,
    /// Whether the mean is drawn.
    pub mean: Layer,
}

/// Whether something is drawn that need not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// It is.
    Shown,
    /// It is not.
    Hidden,
}

type Area<DB> = DrawingArea<DB, Shift>;
type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// How one design looks.
struct Look {
    color: Rgb,
    /// Opacity of the 5–95 % band, its edges, and the middle half.
    outer: f64,
    edges: f64,
    inner: f64,
    dash: Dash,
}

enum Dash {
    Solid,
    Dashed,
}

/// Draws a fan over time into an area of the frame's size times the pen's scale.
pub fn draw_fan<DB: DrawingBackend>(area: &Area<DB>, frame: &Frame, chart: &Chart, pen: &Pen) -> Drawn<DB> {
    let sketch = Sketch { area, frame, pen };
    sketch.rows()?;
    sketch.columns()?;
    let baseline =
        Look { color: pen.palette.baseline, outer: 0.07, edges: 0.6, inner: 0.0, dash: Dash::Dashed };
    let variant =
        Look { color: pen.palette.variant, outer: 0.15, edges: 0.0, inner: 0.25, dash: Dash::Solid };
    if let Some(series) = &chart.baseline {
        sketch.bands(series, chart, &baseline)?;
    }
    sketch.bands(&chart.variant, chart, &variant)?;
    if let Some(series) = &chart.baseline {
        sketch.median(series, chart, &baseline)?;
    }
    if pen.paths == Layer::Shown {
        sketch.paths(&chart.variant, chart, &variant)?;
    }
    if pen.mean == Layer::Shown {
        let mean = Look { dash: Dash::Dashed, ..variant };
        let points = sketch.values(&chart.variant, chart, &chart.variant.fan().mean);
        sketch.stroke(points, &mean, 1.0, 0.9)?;
    }
    sketch.median(&chart.variant, chart, &variant)
}

/// Draws the distributions at the end, with a line at each median.
pub fn draw_histogram<DB: DrawingBackend>(
    area: &Area<DB>,
    frame: &Frame,
    chart: &Chart,
    pen: &Pen,
) -> Drawn<DB> {
    let sketch = Sketch { area, frame, pen };
    sketch.columns()?;
    let looks = [
        (chart.baseline, pen.palette.baseline, 0.2, Dash::Dashed),
        (Some(chart.variant), pen.palette.variant, 0.45, Dash::Solid),
    ];
    for (series, color, opacity, dash) in looks {
        let Some(last) = series.map(|series| series.last()) else { continue };
        for bar in bars(last).iter().filter(|bar| bar.density > 0.0) {
            let corners = [frame.place(bar.low, bar.density), frame.place(bar.high, 0.0)];
            let fill = sketch.color(color).mix(opacity).filled();
            sketch.area.draw(&Rectangle::new(corners.map(|corner| sketch.pixel(corner)), fill))?;
        }
        let look = Look { color, outer: 0.0, edges: 0.0, inner: 0.0, dash };
        let line = [(last.p50, frame.y.low), (last.p50, frame.y.high)];
        if last.p50.is_finite() {
            sketch.stroke(line.into_iter(), &look, 2.0, 1.0)?;
        }
    }
    let median = chart.variant.last().p50;
    sketch.caption(median, &format!("median {}", quantity(median, chart.unit)))
}

/// A chart over time as an SVG document that stands on its own, at twice the size
/// of the frame because plotters rounds to whole pixels.
pub fn svg(frame: &Frame, chart: &Chart, pen: &Pen) -> Result<String, String> {
    let pen = Pen { scale: 2.0, ..pen.clone() };
    let size = ((frame.width * pen.scale) as u32, (frame.height * pen.scale) as u32);
    let mut document = String::new();
    {
        let area = SVGBackend::with_string(&mut document, size).into_drawing_area();
        let Rgb(r, g, b) = pen.palette.ground;
        area.fill(&RGBColor(r, g, b)).map_err(|error| error.to_string())?;
        draw_fan(&area, frame, chart, &pen).map_err(|error| error.to_string())?;
        area.present().map_err(|error| error.to_string())?;
    }
    Ok(document)
}

/// A drawing under way.
struct Sketch<'a, DB: DrawingBackend> {
    area: &'a Area<DB>,
    frame: &'a Frame,
    pen: &'a Pen,
}

impl<DB: DrawingBackend> Sketch<'_, DB> {
    /// The y axis: a line for each tick, labelled at the left.
    fn rows(&self) -> Drawn<DB> {
        let Rect { left, right, .. } = self.frame.plot;
        for Tick { value, label } in &self.frame.y.ticks {
            let (_, y) = self.frame.place(self.frame.x.low, *value);
            let line = [(left, y), (right, y)].map(|place| self.pixel(place));
            self.area.draw(&PathElement::new(line, self.line_style(self.pen.palette.grid, 1.0, 1.0)))?;
            self.label(label, (left - GAP, y), Side::Right)?;
        }
        Ok(())
    }

    /// The x axis: labels below, and its title at the right if that leaves room.
    fn columns(&self) -> Drawn<DB> {
        let Rect { right, bottom, left, .. } = self.frame.plot;
        let below = bottom + GAP;
        let base = [(left, bottom), (right, bottom)].map(|place| self.pixel(place));
        self.area.draw(&PathElement::new(base, self.line_style(self.pen.palette.grid, 1.0, 1.0)))?;
        let title = &self.frame.x_title;
        let room = if title.is_empty() { self.frame.width } else { right - text_width(title) - GAP };
        for Tick { value, label } in &self.frame.x.ticks {
            let (x, _) = self.frame.place(*value, self.frame.y.low);
            let half = 0.5 * text_width(label);
            // Without a title the last label moves in; with one it gives way to it.
            if title.is_empty() || x + half <= room {
                self.label(label, (x.min(room - half), below), Side::Top)?;
            }
        }
        self.label(title, (right, below), Side::TopRight)
    }

    fn bands(&self, series: &Series, chart: &Chart, look: &Look) -> Drawn<DB> {
        let fan = series.fan();
        for (low, high, opacity) in [(&fan.p5, &fan.p95, look.outer), (&fan.p25, &fan.p75, look.inner)] {
            let times = series.times.iter().map(|step| f64::from(*step) * chart.step.length);
            let points = times.zip(low.iter().zip(high)).map(|(time, (low, high))| (time, *low, *high));
            for area in self.frame.band(points).into_iter().filter(|_| opacity > 0.0) {
                let corners: Vec<_> = area.into_iter().map(|place| self.pixel(place)).collect();
                self.area.draw(&Polygon::new(corners, self.color(look.color).mix(opacity).filled()))?;
            }
        }
        for edge in [&fan.p5, &fan.p95].into_iter().filter(|_| look.edges > 0.0) {
            self.stroke(self.values(series, chart, edge), look, 1.0, look.edges)?;
        }
        Ok(())
    }

    fn median(&self, series: &Series, chart: &Chart, look: &Look) -> Drawn<DB> {
        self.stroke(self.values(series, chart, &series.fan().p50), look, 2.0, 1.0)
    }

    fn paths(&self, series: &Series, chart: &Chart, look: &Look) -> Drawn<DB> {
        for path in &series.metric.paths {
            let times = series.times.iter().map(|step| f64::from(*step) * chart.step.length);
            self.stroke(times.zip(path.iter().map(|value| f64::from(*value))), look, 1.0, 0.45)?;
        }
        Ok(())
    }

    fn values<'a>(
        &self,
        series: &Series<'a>,
        chart: &'a Chart,
        values: &'a [f64],
    ) -> impl Iterator<Item = Place> + use<'a, DB> {
        let length = chart.step.length;
        series.times.iter().map(move |step| f64::from(*step) * length).zip(values.iter().copied())
    }

    fn stroke(
        &self,
        points: impl Iterator<Item = (f64, f64)>,
        look: &Look,
        width: f64,
        opacity: f64,
    ) -> Drawn<DB> {
        let style = self.line_style(look.color, width, opacity);
        for piece in self.frame.line(points) {
            let pixels: Vec<_> = piece.into_iter().map(|place| self.pixel(place)).collect();
            match look.dash {
                Dash::Solid => self.area.draw(&PathElement::new(pixels, style))?,
                Dash::Dashed => {
                    let (dash, gap) = (self.length(5.0), self.length(4.0));
                    self.area.draw(&DashedPathElement::new(pixels, dash, gap, style))?;
                }
            }
        }
        Ok(())
    }

    /// A text at the top beside a value of the x axis, on the side with room.
    fn caption(&self, value: f64, text: &str) -> Drawn<DB> {
        let (x, _) = self.frame.place(value, self.frame.y.high);
        if !x.is_finite() {
            return Ok(());
        }
        let room = x + GAP + text_width(text) <= self.frame.width;
        let (x, side) = if room { (x + GAP, Side::TopLeft) } else { (x - GAP, Side::TopRight) };
        self.label(text, (x, self.frame.plot.top), side)
    }

    fn label(&self, text: &str, place: Place, side: Side) -> Drawn<DB> {
        let size = TEXT_SIZE * self.pen.scale;
        let style = LabelStyle { font: &self.pen.font, size, color: self.pen.palette.label };
        self.area.draw(&Label { text, at: self.pixel(place), side, style })
    }

    fn line_style(&self, color: Rgb, width: f64, opacity: f64) -> ShapeStyle {
        self.color(color).mix(opacity).stroke_width(self.length(width))
    }

    fn color(&self, Rgb(r, g, b): Rgb) -> RGBColor {
        RGBColor(r, g, b)
    }

    fn length(&self, length: f64) -> u32 {
        (length * self.pen.scale).round().max(1.0) as u32
    }

    fn pixel(&self, (x, y): Place) -> (i32, i32) {
        ((x * self.pen.scale).round() as i32, (y * self.pen.scale).round() as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::super::data::tests::{DAY, metric};
    use super::*;

    fn document(baseline: bool, pen: &Pen) -> String {
        let metric = metric(101);
        let times: Vec<u32> = (0..101).collect();
        let variant = Series { times: &times, metric: &metric };
        let chart = Chart { variant, baseline: baseline.then_some(variant), unit: "usd", step: &DAY };
        svg(&Frame::over_time(&chart, 500.0, 240.0), &chart, pen).unwrap()
    }

    fn pen() -> Pen {
        Pen {
            scale: 1.0,
            font: "sans-serif".to_owned(),
            palette: Palette::default(),
            paths: Layer::Hidden,
            mean: Layer::Hidden,
        }
    }

    #[test]
    fn a_fan_has_two_bands_a_median_and_labels() {
        let document = document(false, &pen());
        assert_eq!(document.matches("<polygon").count(), 2);
        assert!(document.contains("#2947D0") && !document.contains("#B0530B"));
        for label in ["80", "120", "days"] {
            assert!(document.contains(&format!(">\n{label}\n<")), "{label} in {document}");
        }
        assert!(document.starts_with("<svg") && document.trim_end().ends_with("</svg>"));
    }

    #[test]
    fn a_baseline_brings_its_own_hue_and_dashes() {
        let (without, with) = (document(false, &pen()), document(true, &pen()));
        assert_eq!(with.matches("<polygon").count(), 3);
        assert!(with.contains("#B0530B"));
        assert!(with.matches("<polyline").count() > without.matches("<polyline").count() + 5, "dashes");
    }

    #[test]
    fn paths_and_mean_are_extra() {
        let lines = |pen: &Pen| document(false, pen).matches("<polyline").count();
        let plain = lines(&pen());
        assert_eq!(lines(&Pen { paths: Layer::Shown, ..pen() }), plain + 1);
        assert!(lines(&Pen { mean: Layer::Shown, ..pen() }) > plain + 5);
    }

    #[test]
    fn a_histogram_has_its_bars() {
        let metric = metric(101);
        let variant = Series { times: &[0], metric: &metric };
        let chart = Chart { variant, baseline: None, unit: "usd", step: &DAY };
        let mut document = String::new();
        {
            let area = SVGBackend::with_string(&mut document, (500, 240)).into_drawing_area();
            draw_histogram(&area, &Frame::at_end(&chart, 500.0, 240.0), &chart, &pen()).unwrap();
            area.present().unwrap();
        }
        assert_eq!(document.matches("<rect").count(), 24);
        assert!(document.contains("median 100 usd"));
    }
}
