//! What a chart shows: views into summaries, and what can be said about them in
//! words.

use super::format::{human, moment, quantity};
use crate::project::TimeStep;
use crate::simulate::{Distribution, Fan, MetricSummary, Summary};

/// One metric of one design.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    /// Steps at which it has its points.
    pub times: &'a [u32],
    /// The metric.
    pub metric: &'a MetricSummary,
}

impl<'a> Series<'a> {
    /// The metric at `index` of the summary.
    pub fn of(summary: &'a Summary, index: usize) -> Option<Series<'a>> {
        summary.metrics.get(index).map(|metric| Series { times: &summary.times, metric })
    }

    /// Its fan.
    pub fn fan(&self) -> &'a Fan {
        &self.metric.series
    }

    /// Its distribution at the end.
    pub fn last(&self) -> &'a Distribution {
        &self.metric.last
    }

    /// The numbers at one of its points.
    pub fn at(&self, index: usize) -> Option<Point> {
        let fan = self.fan();
        Some(Point {
            step: *self.times.get(index)?,
            mean: *fan.mean.get(index)?,
            p5: *fan.p5.get(index)?,
            p25: *fan.p25.get(index)?,
            p50: *fan.p50.get(index)?,
            p75: *fan.p75.get(index)?,
            p95: *fan.p95.get(index)?,
        })
    }

    /// The point nearest in time to `step`.
    pub fn nearest(&self, step: f64) -> Option<usize> {
        let distance =
            |index: &usize| self.times.get(*index).map_or(f64::MAX, |at| (f64::from(*at) - step).abs());
        (0..self.times.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)))
    }
}

/// The numbers of a fan at one point in time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When, in steps.
    pub step: u32,
    /// Mean.
    pub mean: f64,
    /// 5 % quantile.
    pub p5: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 95 % quantile.
    pub p95: f64,
}

/// What a chart shows.
#[derive(Clone, Copy, Debug)]
pub struct Chart<'a> {
    /// The design.
    pub variant: Series<'a>,
    /// The design that it is compared with.
    pub baseline: Option<Series<'a>>,
    /// Unit of the metric; empty: none.
    pub unit: &'a str,
    /// What a step stands for.
    pub step: &'a TimeStep,
}

impl<'a> Chart<'a> {
    /// Baseline, then variant: the order in which they are drawn.
    pub fn series(&self) -> impl Iterator<Item = Series<'a>> + use<'a> {
        self.baseline.into_iter().chain([self.variant])
    }

    /// What is to be read off at one of the variant's points.
    pub fn readout(&self, index: usize) -> Option<String> {
        let point = self.variant.at(index)?;
        let value = |value| quantity(value, self.unit);
        // One line: the unit stands once, the middle half is in the table.
        let bare = |value| if self.unit == "%" { quantity(value, self.unit) } else { human(value) };
        let mut text = format!(
            "{}: median {}, 9 in 10 runs {} to {}",
            moment(point.step, self.step),
            value(point.p50),
            bare(point.p5),
            bare(point.p95)
        );
        let at_baseline = self.baseline.and_then(|baseline| {
            baseline.at(baseline.nearest(f64::from(point.step))?).filter(|other| other.step == point.step)
        });
        if let Some(other) = at_baseline {
            text += &format!("; baseline {}", bare(other.p50));
        }
        Some(text)
    }

    /// The whole chart in a sentence, for those who do not see it.
    pub fn in_words(&self, label: &str) -> String {
        let (Some(first), Some(last)) =
            (self.variant.at(0), self.variant.at(self.variant.times.len().saturating_sub(1)))
        else {
            return format!("{label}: no numbers yet");
        };
        let value = |value| quantity(value, self.unit);
        let mut text = format!(
            "{label} over time. The median goes from {} to {} at {}; 90 % of runs end between {} and {}",
            value(first.p50),
            value(last.p50),
            moment(last.step, self.step),
            value(last.p5),
            value(last.p95)
        );
        if let Some(end) = self.baseline.and_then(|series| series.at(series.times.len().saturating_sub(1))) {
            text += &format!(". The baseline's median ends at {}", value(end.p50));
        }
        text + "."
    }

    /// At most `count` of the variant's points, first and last among them, evenly
    /// spread: the rows of a table.
    pub fn rows(&self, count: usize) -> Vec<Point> {
        let last = self.variant.times.len().saturating_sub(1);
        let parts = count.saturating_sub(1).clamp(1, last.max(1));
        let mut rows: Vec<Point> =
            (0..=parts).filter_map(|part| self.variant.at(part * last / parts)).collect();
        rows.dedup_by_key(|point| point.step);
        rows
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::project::TimeUnit;

    /// A metric that grows by one each step, ± 10 % of it.
    pub fn metric(points: usize) -> MetricSummary {
        let scaled = |factor: f64| (0..points).map(|at| at as f64 * factor).collect::<Vec<_>>();
        let end = points.saturating_sub(1) as f64;
        MetricSummary {
            id: "volume".to_owned(),
            series: Fan {
                mean: scaled(1.01),
                p5: scaled(0.9),
                p25: scaled(0.95),
                p50: scaled(1.0),
                p75: scaled(1.05),
                p95: scaled(1.1),
            },
            last: Distribution {
                mean: end,
                sd: 1.0,
                min: end * 0.8,
                p5: end * 0.9,
                p25: end * 0.95,
                p50: end,
                p75: end * 1.05,
                p95: end * 1.1,
                max: end * 1.2,
                histogram: (0..24).map(|bin| 24 - u64::abs_diff(bin, 12)).collect(),
            },
            paths: vec![(0..points).map(|at| at as f32).collect()],
            finals: vec![end],
        }
    }

    pub const DAY: TimeStep = TimeStep { unit: TimeUnit::Day, length: 1.0 };

    #[test]
    fn numbers_are_read_off() {
        let (metric, other) = (metric(101), metric(51));
        let times: Vec<u32> = (0..101).collect();
        let variant = Series { times: &times, metric: &metric };
        let baseline = Series { times: &times[..51], metric: &other };
        let chart = Chart { variant, baseline: Some(baseline), unit: "usd", step: &DAY };
        assert_eq!(
            chart.readout(20).as_deref(),
            Some("day 20: median 20 usd, 9 in 10 runs 18 to 22; baseline 20")
        );
        assert!(chart.readout(60).is_some_and(|text| !text.contains("baseline")), "it ended at 50");
        assert_eq!(chart.readout(101), None);
        assert_eq!(variant.nearest(33.4), Some(33));
        assert_eq!(variant.nearest(1e9), Some(100));
        assert_eq!(
            chart.in_words("Volume"),
            "Volume over time. The median goes from 0 usd to 100 usd at day 100; 90 % of runs end between \
             90 usd and 110 usd. The baseline's median ends at 50 usd."
        );
    }

    #[test]
    fn a_table_has_few_rows_and_both_ends() {
        let metric = metric(101);
        let times: Vec<u32> = (0..101).collect();
        let rows = |length: usize, count| {
            let variant = Series { times: &times[..length], metric: &metric };
            let chart = Chart { variant, baseline: None, unit: "", step: &DAY };
            chart.rows(count).iter().map(|point| point.step).collect::<Vec<_>>()
        };
        assert_eq!(rows(101, 5), [0, 25, 50, 75, 100]);
        assert_eq!(rows(3, 12), [0, 1, 2]);
        assert_eq!(rows(1, 12), [0]);
        assert_eq!(rows(0, 12), Vec::<u32>::new());
    }
}
