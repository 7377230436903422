//! Numbers as people write them.
//!
//! Three ways, for three questions. *How much is it?* is answered by [`human`]
//! with three significant digits and a suffix: 12.4 M. *What was set?* is
//! answered by [`exact`], which rounds nothing that a person may have typed.
//! Both know units: a `%` value is stored as a ratio and shown as a percentage,
//! and a `ratio` is a number without a unit.
//! *Which number is it?* is answered for other programs by [`shortest`].
//!
//! Minus is written `-`, so that numbers can be pasted elsewhere, and what is
//! no number is a dash.

use crate::num::decimal;

/// What stands for a number that does not exist.
pub const NONE: &str = "–";

/// The number with three significant digits and one of the suffixes k, M, B, T,
/// or four digits where that needs no suffix: `0.0523`, `7.5`, `1,234`,
/// `2.87 M`. Beyond them, an exponent: `1.20e18`.
pub fn human(value: f64) -> String {
    const SUFFIXES: [(f64, &str); 4] = [(1e12, " T"), (1e9, " B"), (1e6, " M"), (1e3, " k")];
    if value.is_nan() {
        return NONE.into();
    }
    if value == 0.0 {
        return "0".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞".into() } else { "-∞".into() };
    }
    // Rounding comes first: 999,999 is 1 M, not 1,000 k.
    let places = if (1e3..1e4).contains(&value.abs()) { 3 } else { 2 };
    let rounded = round_to(value, places);
    let size = rounded.abs();
    if !(1e-4..1e15).contains(&size) {
        return format!("{value:.2e}");
    }
    if size < 1e4 {
        return digits(rounded);
    }
    for (unit, suffix) in SUFFIXES {
        if size >= unit {
            return digits(rounded / unit) + suffix;
        }
    }
    digits(rounded)
}

/// The number as [`human`] gives it, with its unit: `5 %`, `2.87 M LOOKS`.
pub fn human_with(value: f64, unit: &str) -> String {
    with_unit(human(if unit == "%" { value * 100.0 } else { value }), unit)
}

/// The number with all the digits that a person may have typed (at most 12),
/// with its unit: `2,866,500 LOOKS/day`, `2.5 %`.
pub fn exact(value: f64, unit: &str) -> String {
    let value = if unit == "%" { value * 100.0 } else { value };
    with_unit(plain(value), unit)
}

/// The shortest decimal that reads back to the same bits, with an exponent only
/// where the plain form would be long.
pub fn shortest(value: f64) -> String {
    let plain = value.to_string();
    if plain.len() <= 20 { plain } else { format!("{value:e}") }
}

/// The unit as it is shown after a number or in a heading.
pub fn shown_unit(unit: &str) -> &str {
    if unit == "ratio" { "" } else { unit }
}

fn with_unit(number: String, unit: &str) -> String {
    match shown_unit(unit) {
        "" => number,
        unit => format!("{number} {unit}"),
    }
}

fn plain(value: f64) -> String {
    if !value.is_finite() {
        return human(value);
    }
    let short = round_to(value, 11);
    if short != 0.0 && !(1e-6..1e15).contains(&short.abs()) {
        return format!("{short:e}");
    }
    grouped(&short.to_string())
}

/// The value rounded to `places` digits after the first. The decimal writer of
/// the standard library rounds exactly; arithmetic with powers of ten does not.
fn round_to(value: f64, places: usize) -> f64 {
    decimal::parse(&format!("{value:.places$e}")).unwrap_or(value)
}

/// A rounded number below 10,000 in size, with the digits it has.
fn digits(value: f64) -> String {
    // Division by a suffix may leave a last digit that is not there.
    grouped(&round_to(value, 5).to_string())
}

/// Thousands separated by commas, in a decimal number without exponent.
pub fn grouped(text: &str) -> String {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let mut out = String::from(sign);
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_digits_and_a_suffix() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (0.05234, "0.0523"),
            (7.5, "7.5"),
            (123.456, "123"),
            (1234.4, "1,234"),
            (9999.7, "10 k"),
            (12_400.0, "12.4 k"),
            (999_999.0, "1 M"),
            (2_866_500.0, "2.87 M"),
            (-12_400_000.0, "-12.4 M"),
            (3.1e9, "3.1 B"),
            (4.567e13, "45.7 T"),
            (1.2e18, "1.20e18"),
            (3e-9, "3.00e-9"),
            (f64::NAN, "–"),
            (f64::NEG_INFINITY, "-∞"),
        ];
        for (value, text) in cases {
            assert_eq!(human(value), text, "{value:?}");
        }
    }

    #[test]
    fn exact_keeps_what_was_typed() {
        let cases = [
            (0.07, "%", "7 %"),
            (3.0, "%", "300 %"),
            (0.025, "%", "2.5 %"),
            (2_866_500.0, "LOOKS/day", "2,866,500 LOOKS/day"),
            (0.1 + 0.2, "", "0.3"),
            (0.25, "ratio", "0.25"),
            (1e300, "", "1e300"),
            (-1234.5, "", "-1,234.5"),
        ];
        for (value, unit, text) in cases {
            assert_eq!(exact(value, unit), text);
        }
        assert_eq!(human_with(0.0523, "%"), "5.23 %");
    }
}
