//! How sure the figures of a summary are, for all reports.

use super::number::{exact, human_with};
use super::word::counted;
use crate::analysis::precision::{self, CONFIDENCE, Interval, ROUNDING};
use crate::analysis::risk::{self, Ruin};
use crate::num::order;
use crate::simulate::{Distribution, MetricSummary, Summary};

/// How sure the figures of a metric are, at the end.
pub struct Sureness {
    /// Standard error of the mean, in the metric's unit; NaN with fewer than two
    /// runs.
    pub standard_error: f64,
    /// Runs after which the mean would be known to ±1 % of itself; none if that
    /// cannot be said, as of a mean of zero.
    pub runs_for_percent: Option<u64>,
    /// Where the 5 % quantile lies; none for few runs.
    pub low: Option<Interval>,
    /// Where the median lies.
    pub median: Option<Interval>,
    /// Where the 95 % quantile lies.
    pub high: Option<Interval>,
}

/// How sure the figures of one metric of a summary are.
pub fn sureness(summary: &Summary, metric: &MetricSummary) -> Sureness {
    let last = &metric.last;
    // Without a mean there is nothing to be sure of.
    let sd = if last.mean.is_finite() { spread(last) } else { f64::NAN };
    let sorted = kept(metric);
    let quantile = |q, value| within(summary, &sorted, q, value);
    Sureness {
        standard_error: precision::standard_error(sd, ended(summary)),
        runs_for_percent: runs_for(metric, 0.01),
        low: quantile(0.05, last.p5),
        median: quantile(0.5, last.p50),
        high: quantile(0.95, last.p95),
    }
}

/// Runs after which the mean of a metric, at the end, would be known to ± this share
/// of itself (0.01: 1 %); none if that cannot be said, as of a mean of zero.
pub fn runs_for(metric: &MetricSummary, share: f64) -> Option<u64> {
    let last = &metric.last;
    precision::runs_for(spread(last), last.mean.abs() * share, CONFIDENCE).filter(|_| last.mean.is_finite())
}

/// Standard deviation over runs; of values that differ by rounding alone, none.
fn spread(last: &Distribution) -> f64 {
    let size = last.min.abs().max(last.max.abs());
    if last.max - last.min <= ROUNDING * size { 0.0 } else { last.sd }
}

/// Runs that reached the end.
fn ended(summary: &Summary) -> u64 {
    summary.alive.last().copied().unwrap_or(0)
}

/// The final values that a summary keeps of a metric, in ascending order.
pub(super) fn kept(metric: &MetricSummary) -> Vec<f64> {
    let mut finals: Vec<f64> = metric.finals.iter().copied().filter(|value| value.is_finite()).collect();
    order::sort(&mut finals);
    finals
}

/// Where the quantile of all runs lies that is `value` here. Of more runs than a summary
/// keeps the final values of, both halves of the interval of the kept ones as [`narrower`].
fn within(summary: &Summary, sorted: &[f64], q: f64, value: f64) -> Option<Interval> {
    let found = precision::quantile_interval(sorted, q, CONFIDENCE)?;
    let narrower = narrower(summary, sorted);
    if narrower >= 1.0 {
        return Some(found);
    }
    let of_kept = order::quantile_sorted(sorted, q);
    let [below, above] = [of_kept - found.low, found.high - of_kept].map(|half| half * narrower);
    Some(Interval { low: value - below, high: value + above })
}

/// By how much an interval of a quantile narrows from the kept runs to all: √(kept ÷ all).
fn narrower(summary: &Summary, sorted: &[f64]) -> f64 {
    (sorted.len() as f64 / ended(summary) as f64).min(1.0).sqrt()
}

/// Half the width of the interval in which the median of a metric lies at the end, in the
/// metric's unit; none for few runs, and where all that is in doubt is rounding.
pub fn give_or_take(summary: &Summary, metric: &MetricSummary) -> Option<f64> {
    let sorted = kept(metric);
    let Interval { low, high } = precision::quantile_interval(&sorted, 0.5, CONFIDENCE)?;
    let half = (high - low) / 2.0 * narrower(summary, &sorted);
    (half > ROUNDING * high.abs()).then_some(half)
}

/// How likely a run of a summary is to break.
pub(super) fn ruin(summary: &Summary) -> Option<Ruin> {
    risk::ruin(broken(summary), summary.runs)
}

/// By which step half of the runs that broke had broken.
pub(super) fn half_broken_by(summary: &Summary) -> Option<u32> {
    risk::time_to_ruin(summary.runs, &summary.times, &summary.alive)
}

/// Between which steps half of them may have broken, for all that chance can do.
pub(super) fn half_broken_between(summary: &Summary) -> Option<[u32; 2]> {
    risk::time_to_ruin_between(summary.runs, &summary.times, &summary.alive)
}

pub(super) fn broken(summary: &Summary) -> u64 {
    summary.faults.iter().map(|fault| fault.runs).sum()
}

/// The same as a sentence without its full stop; empty without runs.
pub fn ruin_in_words(summary: &Summary) -> String {
    let Some(Ruin { probability, interval }) = ruin(summary) else { return String::new() };
    let runs = counted(summary.runs as f64, "run");
    let [low, high] = [interval.low, interval.high].map(|share| human_with(share, "%"));
    let sure = human_with(CONFIDENCE, "%");
    let broke = broken(summary);
    if broke == 0 {
        return format!(
            "none of {runs} broke: with {sure} confidence, the chance that a run breaks is below {high}"
        );
    }
    let when = match half_broken_by(summary) {
        Some(step) if broke > 1 => {
            let between = half_broken_between(summary).filter(|[from, to]| from != to);
            let sure = between.map_or_else(String::new, |ends| {
                let [from, to] = ends.map(|step| exact(f64::from(step), ""));
                format!(" (between {from} and {to})")
            });
            format!("; half of them by step {}{sure}", exact(f64::from(step), ""))
        }
        _ => String::new(),
    };
    format!(
        "{} of {runs} broke: a chance of {}, with {sure} confidence between {low} and {high}{when}",
        exact(broke as f64, ""),
        human_with(probability, "%"),
    )
}
