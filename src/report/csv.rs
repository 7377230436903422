//! Series as CSV, one row per metric and step (long form), as statistics
//! programs and pivot tables want it.

use super::number::shortest;
use crate::simulate::Summary;

/// The series of a summary. Columns: `metric`, `step`, `runs` (still going at
/// that step), `mean`, `p5`, `p25`, `p50`, `p75`, `p95`, `se` (standard error of the mean;
/// `errors` says it, metric by metric); numbers in the shortest form that reads back to
/// the same bits, a `%` metric as a ratio; a field is empty where there is no number.
pub fn csv(summary: &Summary, errors: impl Fn(usize) -> Vec<f64>) -> String {
    let mut out = String::from("metric,step,runs,mean,p5,p25,p50,p75,p95,se\n");
    for (position, metric) in summary.metrics.iter().enumerate() {
        let (fan, errors) = (&metric.series, errors(position));
        let columns = [&fan.mean, &fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95, &errors];
        for (place, step) in summary.times.iter().enumerate() {
            let alive = summary.alive.get(place).copied().unwrap_or_default();
            out.push_str(&format!("{},{step},{alive}", metric.id));
            for column in columns {
                out.push(',');
                match column.get(place) {
                    Some(value) if value.is_finite() => out.push_str(&shortest(*value)),
                    Some(_) | None => {}
                }
            }
            out.push('\n');
        }
    }
    out
}
