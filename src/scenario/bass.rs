//! Bass diffusion: adoption by innovators, who come of themselves, and by
//! imitators, who follow those that are there.
//!
//! Source: Bass, "A new product growth model for consumer durables", Management
//! Science 15 (1969) 215.

use crate::num::math::{exp, ln};

/// How a market of a given size adopts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bass {
    /// m: everybody who may ever adopt.
    pub market: f64,
    /// p ≥ 0: rate at which those who have not adopted do so of themselves.
    pub innovation: f64,
    /// q ≥ 0: rate at which they do because of others, if all have adopted.
    pub imitation: f64,
}

impl Bass {
    /// Adopters after a time from a start without any.
    ///
    /// **Formula.** m·(1 − e)/(1 + (q/p)·e), e = e^(−(p+q)t).
    pub fn adopters(&self, time: f64) -> f64 {
        self.step(0.0, time)
    }

    /// Adopters after a time from a start with some: the exact solution of
    /// F′ = (p + qF)(1 − F), so that the length of a step does not matter.
    ///
    /// **Formula.** m·(1 − (p + q)·u·e/(v + q·u·e)), u = 1 − F₀, v = p + q·F₀,
    /// e = e^(−(p+q)t).
    /// **Guarantees.** Stays between the start and the market.
    /// **Errors.** NaN for a market of 0, or p = 0 and a start of 0 at once with
    /// q = 0.
    pub fn step(&self, adopters: f64, time: f64) -> f64 {
        let (p, q) = (self.innovation, self.imitation);
        let share = adopters / self.market;
        let left = (1.0 - share) * exp(-(p + q) * time);
        self.market * (1.0 - (p + q) * left / (p + q * share + q * left))
    }

    /// Adopters per unit of time, when there are so many.
    pub fn rate(&self, adopters: f64) -> f64 {
        let share = adopters / self.market;
        self.market * (self.innovation + self.imitation * share) * (1.0 - share)
    }

    /// When most adopt: ln(q/p)/(p + q); before 0 if q < p.
    pub fn peak_time(&self) -> f64 {
        ln(self.imitation / self.innovation) / (self.innovation + self.imitation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKET: Bass = Bass { market: 1e6, innovation: 0.03, imitation: 0.38 };

    #[test]
    fn steps_of_any_length_meet() {
        let mut adopters = 0.0;
        for _ in 0..50 {
            adopters = MARKET.step(adopters, 0.1);
        }
        assert!((adopters / MARKET.adopters(5.0) - 1.0).abs() < 1e-12, "{adopters}");
        // The closed form as it is usually written.
        let e = exp(-0.41 * 5.0);
        assert!((adopters / (1e6 * (1.0 - e) / (1.0 + 0.38 / 0.03 * e)) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn growth_peaks_when_it_should() {
        let peak = MARKET.peak_time();
        let at = |time: f64| MARKET.rate(MARKET.adopters(time));
        assert!(at(peak) > at(peak - 0.01) && at(peak) > at(peak + 0.01));
        assert!((at(peak) - 1e6 * 0.41 * 0.41 / (4.0 * 0.38)).abs() < 1e-6, "{}", at(peak));
    }

    #[test]
    fn without_innovators_somebody_must_be_there() {
        let word_of_mouth = Bass { innovation: 0.0, ..MARKET };
        assert_eq!(word_of_mouth.adopters(9.0), 0.0);
        // Logistic growth: the odds grow by e^(qt).
        let odds = |x: f64| x / (1e6 - x);
        let after = word_of_mouth.step(1e4, 3.0);
        assert!((odds(after) / odds(1e4) / exp(0.38 * 3.0) - 1.0).abs() < 1e-12);
    }
}
