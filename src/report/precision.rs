//! How sure the figures of a summary are, for all reports.

use super::number::{exact, human_with};
use super::word::counted;
use crate::analysis::precision::{self, CONFIDENCE, Interval};
use crate::analysis::risk::{self, Ruin};
use crate::num::order;
use crate::simulate::{Distribution, MetricSummary, Summary};

/// By how much of their size values of a run may differ from those of another
/// because sums are taken in floating point.
const ROUNDING: f64 = 1e-12;

/// How sure the figures of a metric are, at the end.
pub struct Sureness {
    /// Standard error of the mean, in the metric's unit; NaN with fewer than two
    /// runs.
    pub standard_error: f64,
    /// Runs after which the mean would be known to ±1 % of itself; none if that
    /// cannot be said, as of a mean of zero.
    pub runs_for_percent: Option<u64>,
    /// Where the median lies; none for few runs and for more than a summary keeps
    /// the final values of.
    pub median: Option<Interval>,
}

/// How sure the figures of one metric of a summary are.
pub fn sureness(summary: &Summary, metric: &MetricSummary) -> Sureness {
    let last = &metric.last;
    let ended = summary.alive.last().copied().unwrap_or(0);
    // Without a mean there is nothing to be sure of.
    let sd = if last.mean.is_finite() { spread(last) } else { f64::NAN };
    Sureness {
        standard_error: precision::standard_error(sd, ended),
        runs_for_percent: runs_for(metric, 0.01),
        median: median(metric).filter(|_| metric.finals.len() as u64 == summary.runs),
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

/// Where the median of all runs lies, by the final values that are kept.
fn median(metric: &MetricSummary) -> Option<Interval> {
    let mut finals: Vec<f64> = metric.finals.iter().copied().filter(|value| value.is_finite()).collect();
    order::sort(&mut finals);
    let ranks = precision::quantile_ranks(finals.len(), 0.5, CONFIDENCE)?;
    let at = |rank: usize| finals.get(rank.checked_sub(1)?).copied();
    Some(Interval { low: at(ranks.lower)?, high: at(ranks.upper)? })
}

/// Half the width of the interval in which the median of a metric lies at the end, in the
/// metric's unit; none for few runs. Of more runs than a summary keeps the final values
/// of, that of the kept ones times √(kept ÷ all), as an interval of a quantile narrows.
pub fn give_or_take(summary: &Summary, metric: &MetricSummary) -> Option<f64> {
    let Interval { low, high } = median(metric)?;
    let ended = summary.alive.last().copied().unwrap_or(0) as f64;
    let kept = metric.finals.iter().filter(|value| value.is_finite()).count() as f64;
    Some((high - low) / 2.0 * (kept / ended).min(1.0).sqrt())
}

/// How likely a run of a summary is to break.
pub(super) fn ruin(summary: &Summary) -> Option<Ruin> {
    risk::ruin(broken(summary), summary.runs)
}

/// By which step half of the runs that broke had broken.
pub(super) fn half_broken_by(summary: &Summary) -> Option<u32> {
    risk::time_to_ruin(summary.runs, &summary.times, &summary.alive)
}

fn broken(summary: &Summary) -> u64 {
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
        Some(step) if broke > 1 => format!("; half of them by step {}", exact(f64::from(step), "")),
        _ => String::new(),
    };
    format!(
        "{} of {runs} broke: a chance of {}, with {sure} confidence between {low} and {high}{when}",
        exact(broke as f64, ""),
        human_with(probability, "%"),
    )
}
