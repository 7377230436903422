//! The hash of a summary: equal for equal numbers, wherever they were computed.

use super::summary::{Distribution, Fan, Summary};
use crate::num::rng::mix64;

/// Hash of all numbers of a summary but its behaviours: 16 hexadecimal digits.
/// Every number counts with all of its bits; all NaN count as one. The canvas
/// decides whose behaviour is summed up, and writing in it changes no result.
pub(super) fn hash(summary: &Summary) -> String {
    let mut state = State(0x9e37_79b9_7f4a_7c15);
    state.int(summary.seed);
    state.int(summary.runs);
    state.int(u64::from(summary.steps));
    summary.times.iter().for_each(|time| state.int(u64::from(*time)));
    summary.alive.iter().for_each(|alive| state.int(*alive));
    for metric in &summary.metrics {
        state.text(&metric.id);
        state.fan(&metric.series);
        state.distribution(&metric.last);
        metric.paths.iter().flatten().for_each(|x| state.float(f64::from(*x)));
        metric.finals.iter().for_each(|x| state.float(*x));
    }
    state.float(summary.score.total);
    state.float(summary.score.survival);
    for goal in &summary.score.goals {
        [goal.value, goal.utility, goal.weight].into_iter().for_each(|x| state.float(x));
    }
    for fault in &summary.faults {
        state.text(&fault.place);
        state.int(fault.kind as u64);
        state.int(fault.runs);
        state.int(u64::from(fault.first_step));
    }
    state.float(summary.ledger.max_relative_imbalance);
    state.int(summary.ledger.checks);
    format!("{:016x}", state.0)
}

struct State(u64);

impl State {
    fn int(&mut self, x: u64) {
        self.0 = mix64(self.0.rotate_left(5) ^ mix64(x));
    }

    fn float(&mut self, x: f64) {
        self.int(if x.is_nan() { f64::NAN.to_bits() & !(1 << 63) } else { x.to_bits() });
    }

    fn text(&mut self, text: &str) {
        self.int(text.len() as u64);
        text.bytes().for_each(|byte| self.int(u64::from(byte)));
    }

    fn fan(&mut self, fan: &Fan) {
        for series in [&fan.mean, &fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95] {
            series.iter().for_each(|x| self.float(*x));
        }
    }

    fn distribution(&mut self, d: &Distribution) {
        [d.mean, d.sd, d.min, d.p5, d.p25, d.p50, d.p75, d.p95, d.max]
            .into_iter()
            .for_each(|x| self.float(x));
        d.histogram.iter().for_each(|count| self.int(*count));
    }
}
