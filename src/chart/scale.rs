//! From values to places: linear scales whose ends and ticks are round numbers.

use super::format::{SUFFIXES, signed, split_scientific, trimmed};
use crate::num::decimal;

/// Steps of a scale: 1, 2 or 5 times a power of ten, kept as whole numbers so
/// that ticks and their labels are exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// 1, 2 or 5.
    pub digit: i64,
    /// Power of ten.
    pub exponent: i32,
}

impl Step {
    /// The step that makes the number of steps in `span` > 0 as near to `count`
    /// as 1, 2 and 5 allow.
    pub fn of(span: f64, count: usize) -> Step {
        let rough = span / count.max(1) as f64;
        let text = format!("{rough:e}");
        let (mantissa, exponent) = split_scientific(&text)
            .and_then(|(mantissa, exponent)| Some((decimal::parse(mantissa)?, exponent)))
            .unwrap_or((1.0, 0));
        match mantissa {
            mantissa if mantissa <= 1.4 => Step { digit: 1, exponent },
            mantissa if mantissa <= 2.8 => Step { digit: 2, exponent },
            mantissa if mantissa <= 7.0 => Step { digit: 5, exponent },
            _ => Step { digit: 1, exponent: exponent + 1 },
        }
    }

    /// The value of so many steps.
    pub fn times(self, count: i64) -> f64 {
        let whole = count.saturating_mul(self.digit);
        decimal::parse(&format!("{whole}e{}", self.exponent)).unwrap_or(f64::NAN)
    }
}

/// A linear scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Value at the start.
    pub low: f64,
    /// Value at the end; greater than `low`.
    pub high: f64,
    /// Where its ticks stand.
    pub ticks: Vec<Tick>,
}

/// A marked value of a scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// The value.
    pub value: f64,
    /// How it reads.
    pub label: String,
}

/// What an axis counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Plain numbers, with suffixes for thousands.
    Number,
    /// Ratios, shown as percentages.
    Percent,
}

impl Scale {
    /// A scale around `low..=high` whose ends are ticks, about `count` of them.
    /// It begins at zero if that is near, so that heights can be compared.
    pub fn rounded(low: f64, high: f64, count: usize, reading: Reading) -> Scale {
        let (low, high) = with_room(low, high);
        let low = if low > 0.0 && low <= 0.5 * high { 0.0 } else { low };
        let high = if high < 0.0 && high >= 0.5 * low { 0.0 } else { high };
        let step = Step::of(high - low, count);
        let size = step.times(1);
        let (first, last) = ((low / size).floor() as i64, (high / size).ceil() as i64);
        Scale { low: step.times(first), high: step.times(last), ticks: ticks(step, first, last, reading) }
    }

    /// A scale of exactly `low..=high`, with about `count` ticks inside.
    pub fn exact(low: f64, high: f64, count: usize, reading: Reading) -> Scale {
        let (low, high) = with_room(low, high);
        let step = Step::of(high - low, count);
        let size = step.times(1);
        // A hair of tolerance, so that an end that is a tick keeps it.
        let (first, last) = ((low / size - 1e-9).ceil() as i64, (high / size + 1e-9).floor() as i64);
        Scale { low, high, ticks: ticks(step, first, last, reading) }
    }

    /// Where a value lies: 0 at the start, 1 at the end.
    pub fn share(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}

/// Ends with something between them, both finite.
fn with_room(low: f64, high: f64) -> (f64, f64) {
    const LARGEST: f64 = 1e300;
    let (low, high) = match (low.is_nan(), high.is_nan()) {
        (true, true) => (0.0, 1.0),
        (true, false) => (high, high),
        (false, true) => (low, low),
        (false, false) => (low.min(high), low.max(high)),
    };
    let (low, high) = (low.clamp(-LARGEST, LARGEST), high.clamp(-LARGEST, LARGEST));
    if high - low > 1e-9 * low.abs().max(high.abs()) {
        return (low, high);
    }
    let room = if low == 0.0 { 1.0 } else { 0.1 * low.abs() };
    (low - room, high + room)
}

fn ticks(step: Step, first: i64, last: i64, reading: Reading) -> Vec<Tick> {
    let shift = match reading {
        Reading::Number => 0,
        Reading::Percent => 2,
    };
    let shown = Step { exponent: step.exponent + shift, ..step };
    let largest = shown.times(first).abs().max(shown.times(last).abs());
    let group = match reading {
        Reading::Number => thousands(largest),
        Reading::Percent => 0,
    };
    let suffix = match (reading, SUFFIXES.get(group as usize)) {
        (Reading::Percent, _) => " %".to_owned(),
        (Reading::Number, Some(suffix)) if !suffix.is_empty() => format!(" {suffix}"),
        (Reading::Number, _) => String::new(),
    };
    let label = |count: i64| match decimal(count.saturating_mul(step.digit), shown.exponent - 3 * group) {
        zero if zero == "0" => zero,
        number => format!("{number}{suffix}"),
    };
    (first..=last).map(|count| Tick { value: step.times(count), label: label(count) }).collect()
}

/// Groups of thousands in the value; none where there is no suffix for them.
fn thousands(value: f64) -> i32 {
    let text = format!("{value:e}");
    let groups = split_scientific(&text).map_or(0, |(_, exponent)| exponent / 3);
    if (0..SUFFIXES.len() as i32).contains(&groups) { groups } else { 0 }
}

/// `whole` × 10^`exponent`, exactly, unless it would be very long.
fn decimal(whole: i64, exponent: i32) -> String {
    let sign = if whole < 0 { "−" } else { "" };
    let digits = whole.unsigned_abs().to_string();
    if whole == 0 {
        return "0".to_owned();
    }
    match exponent {
        -7..0 => {
            let decimals = exponent.unsigned_abs() as usize;
            let padded = format!("{digits:0>width$}", width = decimals + 1);
            let (before, after) = padded.split_at(padded.len() - decimals);
            format!("{sign}{}", trimmed(&format!("{before}.{after}")))
        }
        0..6 => format!("{sign}{digits}{}", "0".repeat(exponent as usize)),
        _ => {
            let (first, rest) = digits.split_at(1);
            let power = signed(exponent + rest.len() as i32);
            format!("{sign}{}e{power}", trimmed(&format!("{first}.{rest}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(scale: &Scale) -> Vec<&str> {
        scale.ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn axes_end_at_round_numbers() {
        let scale = Scale::rounded(1.2e6, 12.4e6, 4, Reading::Number);
        assert_eq!(labels(&scale), ["0", "5 M", "10 M", "15 M"]);
        assert_eq!((scale.low, scale.high), (0.0, 15e6));
        let scale = Scale::rounded(0.93, 1.04, 5, Reading::Number);
        assert_eq!(labels(&scale), ["0.92", "0.94", "0.96", "0.98", "1", "1.02", "1.04"]);
        let scale = Scale::rounded(-0.4, 1.0, 5, Reading::Percent);
        assert_eq!(labels(&scale), ["−40 %", "−20 %", "0", "20 %", "40 %", "60 %", "80 %", "100 %"]);
    }

    #[test]
    fn ticks_share_one_suffix() {
        let scale = Scale::rounded(0.0, 1.8e6, 4, Reading::Number);
        assert_eq!(labels(&scale), ["0", "0.5 M", "1 M", "1.5 M", "2 M"]);
        let scale = Scale::rounded(950e3, 1.05e6, 4, Reading::Number);
        assert_eq!(labels(&scale), ["0.94 M", "0.96 M", "0.98 M", "1 M", "1.02 M", "1.04 M", "1.06 M"]);
    }

    #[test]
    fn flat_and_broken_values_have_a_scale_too() {
        for (low, high) in [
            (0.0, 0.0),
            (5.0, 5.0),
            (-1e-9, -1e-9),
            (f64::NAN, f64::NAN),
            (3.0, f64::NAN),
            (f64::NEG_INFINITY, f64::INFINITY),
            (2.0, 1.0),
            (1e-300, 2e-300),
        ] {
            for scale in
                [Scale::rounded(low, high, 5, Reading::Number), Scale::exact(low, high, 5, Reading::Percent)]
            {
                assert!(scale.low < scale.high && scale.low.is_finite() && scale.high.is_finite());
                assert!(scale.ticks.len() <= 8, "{low} {high} {:?}", labels(&scale));
            }
        }
    }

    #[test]
    fn exact_scales_keep_their_ends() {
        let scale = Scale::exact(0.0, 365.0, 6, Reading::Number);
        assert_eq!(labels(&scale), ["0", "50", "100", "150", "200", "250", "300", "350"]);
        assert_eq!((scale.low, scale.high), (0.0, 365.0));
        assert_eq!(scale.share(73.0), 0.2);
        let scale = Scale::rounded(1e36, 2.2e37, 4, Reading::Number);
        assert_eq!(labels(&scale).last(), Some(&"2.5e37"), "no suffix reaches that far");
        let scale = Scale::exact(0.0, 1000.0, 5, Reading::Number);
        assert_eq!(scale.ticks.last().map(|tick| tick.value), Some(1000.0));
    }
}
