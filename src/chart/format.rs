//! Numbers and times as people read them.

use crate::project::{TimeStep, TimeUnit};

/// What stands for a number that there is not.
pub const NONE: &str = "–";

/// Suffixes of thousands, from none up.
pub(super) const SUFFIXES: [&str; 5] = ["", "k", "M", "B", "T"];

/// Three significant digits with a suffix for thousands: `12.4 M`, `0.052`,
/// `−3 k`. Beyond 10¹⁵ and below 10⁻⁴ in powers of ten. NaN gives a dash.
pub fn human(value: f64) -> String {
    if value.is_nan() {
        return NONE.to_owned();
    }
    let sign = if value < 0.0 { "−" } else { "" };
    let size = value.abs();
    if size.is_infinite() {
        return format!("{sign}∞");
    }
    if size == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{size:.2e}");
    let Some((mantissa, exponent)) = split_scientific(&scientific) else { return scientific };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    match exponent {
        0..15 => {
            let whole = (exponent % 3 + 1) as usize;
            let (before, after) = digits.split_at(whole.min(digits.len()));
            let suffix = SUFFIXES.get((exponent / 3) as usize).copied().unwrap_or_default();
            let space = if suffix.is_empty() { "" } else { " " };
            format!("{sign}{}{space}{suffix}", trimmed(&format!("{before}.{after}")))
        }
        -4..0 => format!("{sign}0.{}{}", "0".repeat((-exponent - 1) as usize), digits.trim_end_matches('0')),
        _ => format!("{sign}{}e{}", trimmed(mantissa), signed(exponent)),
    }
}

/// A ratio as percentage: `2.5 %`.
pub fn percent(ratio: f64) -> String {
    let text = human(ratio * 100.0);
    if ratio.is_nan() { text } else { format!("{text} %") }
}

/// A value in its unit: `12.4 M usd`; a `%` is a ratio and shown as percentage.
pub fn quantity(value: f64, unit: &str) -> String {
    match unit {
        _ if value.is_nan() => NONE.to_owned(),
        "%" => percent(value),
        "" => human(value),
        unit => format!("{} {unit}", human(value)),
    }
}

/// A point in time, counted from the start: `day 120`, `year 2.5`.
pub fn moment(step: u32, length: &TimeStep) -> String {
    format!("{} {}", length.unit.name(), plain(f64::from(step) * length.length))
}

/// The name of a time axis: `days`.
pub fn plural(unit: TimeUnit) -> String {
    format!("{}s", unit.name())
}

/// At most two decimals and groups of thousands: `1,095`, `2.5`.
pub fn plain(value: f64) -> String {
    if !value.is_finite() {
        return human(value);
    }
    let text = format!("{:.2}", value.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let text = trimmed(&format!("{grouped}.{decimals}"));
    if value < 0.0 && text != "0" { format!("−{text}") } else { text }
}

/// Mantissa and power of ten of Rust's `1.24e7`.
pub(super) fn split_scientific(text: &str) -> Option<(&str, i32)> {
    let (mantissa, exponent) = text.split_once('e')?;
    Some((mantissa, exponent.parse().ok()?))
}

/// A whole number with a real minus sign, at which no line is broken.
pub(super) fn signed(whole: i32) -> String {
    if whole < 0 { format!("−{}", whole.unsigned_abs()) } else { whole.to_string() }
}

/// A decimal number without the zeros that say nothing.
pub(super) fn trimmed(decimal: &str) -> String {
    match decimal.contains('.') {
        true => decimal.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => decimal.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_like_numbers() {
        let cases = [
            (12_400_000.0, "12.4 M"),
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (999.4, "999"),
            (999.6, "1 k"),
            (1234.0, "1.23 k"),
            (-3000.0, "−3 k"),
            (999_999.0, "1 M"),
            (2_866_500.0, "2.87 M"),
            (1e12, "1 T"),
            (1.5e15, "1.5e15"),
            (0.052, "0.052"),
            (0.000_12, "0.00012"),
            (1.25e-7, "1.25e−7"),
            (100.0, "100"),
            (f64::NAN, "–"),
            (f64::NEG_INFINITY, "−∞"),
        ];
        for (value, expected) in cases {
            assert_eq!(human(value), expected, "{value:e}");
        }
    }

    #[test]
    fn units_follow_the_number() {
        assert_eq!(quantity(0.025, "%"), "2.5 %");
        assert_eq!(quantity(1500.0, "usd"), "1.5 k usd");
        assert_eq!(quantity(1500.0, ""), "1.5 k");
        assert_eq!(quantity(f64::NAN, "usd"), "–");
    }

    #[test]
    fn times_are_whole_where_they_can_be() {
        assert_eq!(moment(120, &TimeStep { unit: TimeUnit::Day, length: 1.0 }), "day 120");
        assert_eq!(moment(5, &TimeStep { unit: TimeUnit::Year, length: 0.5 }), "year 2.5");
        assert_eq!(plain(1095.0), "1,095");
        assert_eq!(plain(-1_234_567.891), "−1,234,567.89");
        assert_eq!(plain(-0.001), "0");
        assert_eq!(plural(TimeUnit::Week), "weeks");
    }

    #[test]
    fn every_double_has_a_short_text() {
        let mut bits = 0x9E37_79B9_7F4A_7C15_u64;
        for _ in 0..20_000 {
            bits = bits.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
            let value = f64::from_bits(bits);
            assert!(human(value).chars().count() <= 10, "{value:e}: {}", human(value));
        }
    }
}
