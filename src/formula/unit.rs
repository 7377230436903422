//! Units: what a number counts, and what arithmetic makes of it.
//!
//! A [`Unit`] is a product of base units with integer exponents, so `usd/LOOKS`
//! times `LOOKS` is `usd`. Base units are just names (assets, `usd`, `day`,
//! `users`); nothing is converted, two different names are two different things.
//! Not every number of a document has a unit, hence [`UnitType`].

use crate::diag::{Diagnostic, Span};
use crate::map::Map;
use std::fmt;

/// A product of base units. Equal units have equal values.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Unit {
    /// Exponent of each base unit, never 0.
    exponents: Map<String, i32>,
}

/// What is known of the unit of a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitType {
    /// A number written into the formula: fits anything in sums and
    /// comparisons, has no unit in products.
    Literal,
    /// Not declared: fits anything, and so does all that is computed from it.
    Unknown,
    /// Declared, or computed from what is.
    Known(Unit),
}

impl Unit {
    /// The unit of ratios: none.
    pub fn ratio() -> Self {
        Unit::default()
    }

    /// The base unit of this name.
    pub fn base(name: impl Into<String>) -> Self {
        Unit { exponents: Map::from([(name.into(), 1)]) }
    }

    /// Whether it is the unit of ratios.
    pub fn is_ratio(&self) -> bool {
        self.exponents.is_empty()
    }

    /// The unit of a product; none if an exponent overflows.
    pub fn times(&self, other: &Unit) -> Option<Unit> {
        let mut exponents = self.exponents.clone();
        for (name, exponent) in &other.exponents {
            let sum = exponents.get(name).copied().unwrap_or(0).checked_add(*exponent)?;
            match sum {
                0 => exponents.remove(name),
                _ => exponents.insert(name.clone(), sum),
            };
        }
        Some(Unit { exponents })
    }

    /// The unit of a quotient; none if an exponent overflows.
    pub fn over(&self, other: &Unit) -> Option<Unit> {
        self.times(&other.power(-1)?)
    }

    /// The unit of a power; none if an exponent overflows.
    pub fn power(&self, power: i32) -> Option<Unit> {
        if power == 0 {
            return Some(Unit::ratio());
        }
        let raise = |(name, e): (&String, &i32)| Some((name.clone(), e.checked_mul(power)?));
        Some(Unit { exponents: self.exponents.iter().map(raise).collect::<Option<_>>()? })
    }

    /// The unit of a square root; none if an exponent is odd.
    pub fn square_root(&self) -> Option<Unit> {
        let halve = |(name, e): (&String, &i32)| (e % 2 == 0).then(|| (name.clone(), e / 2));
        Some(Unit { exponents: self.exponents.iter().map(halve).collect::<Option<_>>()? })
    }
}

impl UnitType {
    /// The known unit of ratios.
    pub fn ratio() -> Self {
        UnitType::Known(Unit::ratio())
    }

    /// The known base unit of this name.
    pub fn base(name: impl Into<String>) -> Self {
        UnitType::Known(Unit::base(name))
    }

    /// Whether it may stand where a plain number is needed.
    pub fn is_plain(&self) -> bool {
        match self {
            UnitType::Literal | UnitType::Unknown => true,
            UnitType::Known(unit) => unit.is_ratio(),
        }
    }

    /// The unit of both, where they must be the same; none if they differ.
    pub fn unify(&self, other: &UnitType) -> Option<UnitType> {
        match (self, other) {
            (UnitType::Known(a), UnitType::Known(b)) => (a == b).then(|| self.clone()),
            (UnitType::Known(_), _) => Some(self.clone()),
            (_, UnitType::Known(_)) => Some(other.clone()),
            (UnitType::Unknown, _) | (_, UnitType::Unknown) => Some(UnitType::Unknown),
            (UnitType::Literal, UnitType::Literal) => Some(UnitType::Literal),
        }
    }

    /// The unit of a product.
    pub fn times(&self, other: &UnitType) -> UnitType {
        match (self, other) {
            (UnitType::Unknown, _) | (_, UnitType::Unknown) => UnitType::Unknown,
            (UnitType::Literal, _) => other.clone(),
            (_, UnitType::Literal) => self.clone(),
            (UnitType::Known(a), UnitType::Known(b)) => known(a.times(b)),
        }
    }

    /// The unit of a quotient.
    pub fn over(&self, other: &UnitType) -> UnitType {
        match (self, other) {
            (UnitType::Unknown, _) | (_, UnitType::Unknown) => UnitType::Unknown,
            (_, UnitType::Literal) => self.clone(),
            (UnitType::Literal, UnitType::Known(b)) => known(b.power(-1)),
            (UnitType::Known(a), UnitType::Known(b)) => known(a.over(b)),
        }
    }

    /// The unit of a square root.
    pub fn square_root(&self) -> UnitType {
        match self {
            UnitType::Known(unit) => known(unit.square_root()),
            _ => self.clone(),
        }
    }

    /// The unit of a power with this exponent; none: the exponent is not a
    /// number written into the formula.
    pub fn power(&self, exponent: Option<f64>) -> UnitType {
        match (self, exponent) {
            (UnitType::Known(unit), _) if unit.is_ratio() => self.clone(),
            (UnitType::Known(_), Some(0.5)) => self.square_root(),
            (UnitType::Known(unit), Some(e)) if e.abs() <= 64.0 && e == e.trunc() => {
                known(unit.power(e as i32))
            }
            (UnitType::Known(_), _) => UnitType::Unknown,
            (UnitType::Literal | UnitType::Unknown, _) => self.clone(),
        }
    }
}

fn known(unit: Option<Unit>) -> UnitType {
    unit.map_or(UnitType::Unknown, UnitType::Known)
}

/// As [`parse_unit`] reads it: `usd·LOOKS/day`; `ratio` for none.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_ratio() {
            return f.write_str("ratio");
        }
        let mut separator = "";
        for (name, exponent) in self.exponents.iter().filter(|(_, e)| **e > 0) {
            write!(f, "{separator}{name}{}", Power(*exponent))?;
            separator = "·";
        }
        if separator.is_empty() {
            f.write_str("1")?;
        }
        for (name, exponent) in self.exponents.iter().filter(|(_, e)| **e < 0) {
            write!(f, "/{name}{}", Power(exponent.saturating_abs()))?;
        }
        Ok(())
    }
}

struct Power(i32);

impl fmt::Display for Power {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => Ok(()),
            exponent => write!(f, "^{exponent}"),
        }
    }
}

/// As a noun in messages.
impl fmt::Display for UnitType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnitType::Literal => f.write_str("a plain number"),
            UnitType::Unknown => f.write_str("a number without a declared unit"),
            UnitType::Known(unit) if unit.is_ratio() => f.write_str("a ratio"),
            UnitType::Known(unit) => write!(f, "`{unit}`"),
        }
    }
}

/// Units of time; their plurals mean the same.
const TIMES: [&str; 7] = ["block", "hour", "day", "week", "month", "year", "step"];

/// Most characters of a unit.
const MAX_LENGTH: usize = 100;

/// Reads a unit: names with `*` (or `·`), `/` and `^`, from left to right.
/// `usd/LOOKS`, `LOOKS/day`, `1/day`, `m^2`. `%`, `ratio` and `1` are ratios;
/// the empty text is [`UnitType::Unknown`].
pub fn parse_unit(text: &str) -> Result<UnitType, Diagnostic> {
    if text.trim().is_empty() {
        return Ok(UnitType::Unknown);
    }
    let fail = |message: String| {
        Err(Diagnostic::error("", message)
            .at(Span::new(0, text.len()))
            .hint("write a unit as names with `*`, `/` and `^`, such as `usd/LOOKS`, `LOOKS/day` or `%`"))
    };
    if text.len() > MAX_LENGTH {
        return fail(format!("the unit is longer than {MAX_LENGTH} bytes"));
    }
    let mut unit = Unit::ratio();
    let mut rest = text;
    let mut sign = 1;
    loop {
        let end = rest.find(['*', '·', '/']).unwrap_or(rest.len());
        let (factor, tail) = rest.split_at(end);
        let Some(factor) = parse_factor(factor.trim()) else {
            return fail(format!("`{}` is not a unit", factor.trim()));
        };
        match factor.power(sign).and_then(|factor| unit.times(&factor)) {
            Some(product) => unit = product,
            None => return fail("an exponent is too large".to_owned()),
        }
        let mut tail = tail.chars();
        match tail.next() {
            None => return Ok(UnitType::Known(unit)),
            Some(operator) => sign = if operator == '/' { -1 } else { 1 },
        }
        rest = tail.as_str();
    }
}

/// One name, with or without an exponent of at most two digits.
fn parse_factor(text: &str) -> Option<Unit> {
    let (name, exponent) = text.split_once('^').unwrap_or((text, "1"));
    let digits = exponent.trim().strip_prefix('-').unwrap_or(exponent.trim());
    if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let exponent: i32 = exponent.trim().parse().ok()?;
    let name = name.trim();
    if matches!(name, "%" | "ratio" | "1") {
        return Some(Unit::ratio());
    }
    let starts = name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
    if !starts || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return None;
    }
    let singular = TIMES.into_iter().find(|time| name.strip_suffix('s') == Some(time));
    Unit::base(singular.unwrap_or(name)).power(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> UnitType {
        parse_unit(text).unwrap_or_else(|e| panic!("{text}: {e}"))
    }

    #[test]
    fn units_multiply_divide_and_cancel() {
        assert_eq!(unit("usd/LOOKS").times(&unit("LOOKS")), unit("usd"));
        assert_eq!(unit("usd").over(&unit("usd")), unit("%"));
        assert_eq!(unit("LOOKS/day").times(&unit("days")), unit("LOOKS"));
        assert_eq!(unit("m").power(Some(2.0)), unit("m^2"));
        assert_eq!(unit("m^2/s^4").square_root(), unit("m/s^2"));
        assert_eq!(unit("m").square_root(), UnitType::Unknown);
        assert_eq!(unit("m").power(Some(1.5)), UnitType::Unknown);
    }

    #[test]
    fn literals_adapt_in_sums_and_vanish_in_products() {
        let usd = unit("usd");
        assert_eq!(UnitType::Literal.unify(&usd), Some(usd.clone()));
        assert_eq!(UnitType::Literal.times(&usd), usd);
        assert_eq!(UnitType::Literal.over(&usd), unit("1/usd"));
        assert_eq!(usd.unify(&unit("%")), None);
        assert_eq!(usd.times(&UnitType::Unknown), UnitType::Unknown);
        assert_eq!(usd.unify(&UnitType::Unknown), Some(usd));
    }

    #[test]
    fn a_unit_is_written_as_it_is_read() {
        for text in ["usd/LOOKS", "1/day", "ratio", "a·b^2/c/d^3", "usd"] {
            match unit(text) {
                UnitType::Known(unit) => assert_eq!(unit.to_string(), text),
                other => panic!("{text} is {other}"),
            }
        }
        assert_eq!(unit(""), UnitType::Unknown);
        assert_eq!(unit("1"), unit("%"));
        assert_eq!(unit("usd * LOOKS / day"), unit("LOOKS·usd/day"));
    }

    #[test]
    fn what_is_no_unit_is_refused() {
        for text in ["$", "usd/", "/day", "usd^", "usd^x", "usd^999", "2", "a b", "a^-", &"a".repeat(101)] {
            assert!(parse_unit(text).is_err(), "{text}");
        }
    }
}
