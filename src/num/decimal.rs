//! Decimal text → the nearest `f64`, ties to even: what `str::parse` gives,
//! without its ten kilobytes of tables, which no compression makes smaller.
//!
//! Short numbers are exact in one operation (Clinger, *How to read floating point
//! numbers accurately*, PLDI 1990). For the others a first guess is moved, a unit
//! in the last place at a time, until the number lies between the midpoints to its
//! neighbours; the comparisons are of whole numbers, and exact.

use std::cmp::Ordering;

/// Powers of ten that are exact in `f64`.
const TENS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];

/// Digits that can decide about the nearest number: a midpoint has at most 767.
/// Of what follows it only matters whether it is all zeros.
const DIGITS: usize = 770;

/// Reads `-12.5e3`: an optional sign, digits with at most one point, an optional
/// exponent. None if that is not all of the text. Beyond the largest number comes
/// infinity.
pub fn parse(text: &str) -> Option<f64> {
    let (negative, unsigned) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let value = Decimal::read(unsigned)?.nearest();
    Some(if negative { -value } else { value })
}

/// `digits` · 10^`exponent`.
struct Decimal {
    /// Without zeros in front; at most [`DIGITS`], and then a 1 if there was more.
    digits: Vec<u8>,
    exponent: i32,
}

impl Decimal {
    fn read(text: &[u8]) -> Option<Decimal> {
        let (mut digits, mut exponent) = (Vec::new(), 0);
        let (mut seen, mut point, mut more) = (false, false, false);
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            match byte {
                b'0'..=b'9' => {
                    seen = true;
                    // Far outside of what there is, a few more make no difference.
                    let place = if point { -1 } else { 0 };
                    if digits.is_empty() && byte == b'0' {
                        exponent = i32::max(exponent + place, -100_000);
                    } else if digits.len() < DIGITS {
                        digits.push(byte - b'0');
                        exponent += place;
                    } else {
                        more |= byte != b'0';
                        exponent = i32::min(exponent + 1 + place, 100_000);
                    }
                }
                b'.' if !point => point = true,
                _ => break,
            }
            at += 1;
        }
        if !seen {
            return None;
        }
        if more {
            digits.push(1);
            exponent -= 1;
        }
        let exponent = match text.get(at) {
            None => exponent,
            Some(b'e' | b'E') => exponent.saturating_add(power(&text[at + 1..])?),
            Some(_) => return None,
        };
        Some(Decimal { digits, exponent })
    }

    fn nearest(&self) -> f64 {
        let most = self.digits.len() as i32 + self.exponent;
        if self.digits.is_empty() || most < -330 {
            return 0.0;
        }
        if most > 310 {
            return f64::INFINITY;
        }
        let leading = self.digits.len().min(19);
        let head = self.digits[..leading].iter().fold(0, |head: u64, digit| head * 10 + u64::from(*digit));
        let power = self.exponent + (self.digits.len() - leading) as i32;
        let whole = leading == self.digits.len() && head < 1 << 53;
        if whole && (-22..=22).contains(&power) {
            return scaled(head as f64, power);
        }
        let mut guess = scaled(head as f64, power).min(f64::MAX);
        loop {
            // A number is the nearest if this lies between its two midpoints; at a
            // midpoint the even one of the two is.
            let odd = guess.to_bits() & 1 == 1;
            match self.compare(guess, Side::Above) {
                Ordering::Greater => {}
                Ordering::Equal if odd => {}
                _ if guess == 0.0 => return guess,
                _ => match self.compare(guess, Side::Below) {
                    Ordering::Less => {
                        guess = guess.next_down();
                        continue;
                    }
                    Ordering::Equal if odd => {
                        guess = guess.next_down();
                        continue;
                    }
                    _ => return guess,
                },
            }
            if guess == f64::MAX {
                return f64::INFINITY;
            }
            guess = guess.next_up();
        }
    }

    /// This against the midpoint between a number ≥ 0 and its neighbour.
    fn compare(&self, number: f64, side: Side) -> Ordering {
        let bits = number.to_bits();
        let (fraction, biased) = (bits & ((1 << 52) - 1), (bits >> 52) as i32);
        // number = mantissa · 2^power, and the neighbour above is one more of it.
        let (mantissa, power) =
            if biased == 0 { (fraction, -1074) } else { (fraction | 1 << 52, biased - 1075) };
        let (midpoint, power) = match side {
            Side::Above => (2 * mantissa + 1, power - 1),
            // Below a power of two the neighbours are twice as near.
            Side::Below if fraction == 0 && biased > 1 => (4 * mantissa - 1, power - 2),
            Side::Below => (2 * mantissa - 1, power - 1),
        };
        let (mut this, mut that) = (Whole::of_digits(&self.digits), Whole::of(midpoint));
        // Both sides times what makes them whole.
        if self.exponent >= 0 {
            this.times_five(self.exponent)
        } else {
            that.times_five(-self.exponent)
        }
        let shift = self.exponent - power;
        if shift >= 0 {
            this.shift(shift as usize)
        } else {
            that.shift(-shift as usize)
        }
        this.compare(&that)
    }
}

enum Side {
    Above,
    Below,
}

/// The exponent of a number; far outside of what there is, it saturates.
fn power(text: &[u8]) -> Option<i32> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let size = digits.iter().fold(0, |size: i32, digit| (size * 10 + i32::from(digit - b'0')).min(1_000_000));
    Some(if negative { -size } else { size })
}

/// `value` · 10^`power`: exact up to 22 for values that are, else near enough for
/// a guess.
fn scaled(mut value: f64, mut power: i32) -> f64 {
    while power > 22 {
        value *= TENS[22];
        power -= 22;
    }
    while power < -22 {
        value /= TENS[22];
        power += 22;
    }
    if power >= 0 { value * TENS[power as usize] } else { value / TENS[-power as usize] }
}

/// A whole number of any size; the lowest 32 bits first, nothing above the highest.
struct Whole(Vec<u32>);

impl Whole {
    fn of(value: u64) -> Whole {
        let mut whole = Whole(vec![value as u32, (value >> 32) as u32]);
        whole.trim();
        whole
    }

    fn of_digits(digits: &[u8]) -> Whole {
        let mut whole = Whole(Vec::new());
        for nine in digits.chunks(9) {
            let (value, unit) =
                nine.iter().fold((0, 1), |(value, unit), digit| (value * 10 + u32::from(*digit), unit * 10));
            whole.times_plus(unit, value);
        }
        whole
    }

    /// Makes it `self` · factor + term.
    fn times_plus(&mut self, factor: u32, term: u32) {
        let mut carry = u64::from(term);
        for limb in &mut self.0 {
            carry += u64::from(*limb) * u64::from(factor);
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    fn times_five(&mut self, mut power: i32) {
        while power > 0 {
            let step = power.min(13);
            self.times_plus(5_u32.pow(step as u32), 0);
            power -= step;
        }
    }

    fn shift(&mut self, bits: usize) {
        self.times_plus(1 << (bits % 32), 0);
        if !self.0.is_empty() {
            self.0.splice(0..0, std::iter::repeat_n(0, bits / 32));
        }
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn compare(&self, other: &Whole) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use proptest::prelude::*;

    fn same(text: &str) {
        let theirs = text.parse::<f64>().ok().map(f64::to_bits);
        assert_eq!(parse(text).map(f64::to_bits), theirs, "{text}");
    }

    #[test]
    fn hard_cases() {
        let texts = [
            "0",
            "-0",
            "0.0e5",
            "1",
            "-1.5",
            ".5",
            "5.",
            "1e22",
            "1e23",
            "9007199254740993",
            "1e-22",
            "1e-23",
            "9007199254740992.999999999999999999999999999999999999999999999999999999999999999999999999999",
            "9007199254740993.000000000000000000000000000000000000000000000000000000000000000000000000000",
            "9007199254740993.000000000000000000000000000000000000000000000000000000000000000000000000001",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "2e308",
            "1e400",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2e-324",
            "1e-400",
            "2.2250738585072011e-308",
            "2.2250738585072014e-308",
            "2.2250738585072012e-308",
            "6929495644600919.5",
            "3.237883913302901e12",
            "8.988465674311580e307",
            "1e-5000",
            "1e99999999999",
            "0e99999999999",
            "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880.000",
        ];
        for text in texts {
            same(text);
            same(&format!("-{text}"));
        }
        let long = format!("0.{}1{}", "0".repeat(400), "7".repeat(2000));
        same(&long);
        same(&format!("{}e-1500", "123456789".repeat(200)));
        // The midpoint between 1 and the next number, all of its digits, and one more.
        let half = "1.00000000000000011102230246251565404236316680908203125";
        same(half);
        same(&format!("{half}{}1", "0".repeat(900)));
    }

    #[test]
    fn what_is_no_number() {
        for text in ["", "-", ".", "e5", "1e", "1e+", "1 ", " 1", "1.2.3", "1e5.0", "+-1", "0x1", "1_000"] {
            assert_eq!(parse(text), None, "{text}");
            assert!(text.parse::<f64>().is_err());
        }
        assert_eq!((parse("inf"), parse("nan"), parse("NaN")), (None, None, None));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn every_number_is_read_back(bits in any::<u64>(), digits in 0_usize..30) {
            let x = f64::from_bits(bits);
            prop_assume!(x.is_finite());
            same(&format!("{x:e}"));
            same(&format!("{x}"));
            same(&format!("{x:.digits$e}"));
        }

        #[test]
        fn any_decimal_gives_the_nearest(text in "[0-9]{1,40}(\\.[0-9]{0,40})?(e-?[0-9]{1,3})?") {
            same(&text);
        }
    }
}
