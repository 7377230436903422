//! Geometric Brownian motion: dS = μS dt + σS dW.

use crate::num::dist::normal_cdf;
use crate::num::math::{exp, expm1, ln, pow};

/// The value one step on.
///
/// **Formula.** S·exp((μ − σ²/2)·dt + σ√dt·Z): the exact solution, not an
/// approximation, so the step length does not change the distribution.
/// **Units.** μ per unit of time, σ per root of it, dt in it; `z` a standard
/// normal draw.
/// **Guarantees.** Keeps its sign; the mean grows by e^(μ·dt).
/// **Errors.** NaN for dt < 0.
/// **Source.** Itô's formula; Glasserman, "Monte Carlo Methods in Financial
/// Engineering" (2003), § 3.2.1.
#[inline]
pub fn step(value: f64, mu: f64, sigma: f64, dt: f64, z: f64) -> f64 {
    value * exp((mu - 0.5 * sigma * sigma) * dt + sigma * dt.sqrt() * z)
}

/// A process from a start over a time: what is known of it in closed form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gbm {
    /// Value at the start, > 0.
    pub start: f64,
    /// Drift μ per unit of time.
    pub mu: f64,
    /// Volatility σ ≥ 0 per root of a unit of time.
    pub sigma: f64,
    /// Time, ≥ 0.
    pub time: f64,
}

impl Gbm {
    /// Mean: S₀·e^(μT).
    pub fn mean(&self) -> f64 {
        self.start * exp(self.mu * self.time)
    }

    /// Median: S₀·e^(νT), ν = μ − σ²/2.
    pub fn median(&self) -> f64 {
        self.start * exp(self.log_drift() * self.time)
    }

    /// Variance: S₀²·e^(2μT)·(e^(σ²T) − 1).
    pub fn variance(&self) -> f64 {
        let mean = self.mean();
        mean * mean * expm1(self.sigma * self.sigma * self.time)
    }

    /// The probability that the final value lies below `level`.
    ///
    /// **Formula.** Φ((l − νT)/(σ√T)), l = ln(level/S₀).
    /// **Errors.** 0 for a level ≤ 0, which is never reached.
    /// **Source.** The logarithm is normal.
    pub fn below(&self, level: f64) -> f64 {
        if level <= 0.0 {
            return 0.0;
        }
        let spread = self.sigma * self.time.sqrt();
        let distance = ln(level / self.start) - self.log_drift() * self.time;
        if spread == 0.0 {
            return if distance > 0.0 { 1.0 } else { 0.0 };
        }
        normal_cdf(distance / spread)
    }

    /// The probability that the process, watched continuously, touches `level`
    /// until the end, from either side.
    ///
    /// **Formula.** Φ(±(l − νT)/v) + (level/S₀)^(2ν/σ²)·Φ(±(l + νT)/v), v =
    /// σ√T, with + for a level below the start and − above it.
    /// **Guarantees.** At least the probability to end beyond the level; 1 at
    /// the start itself.
    /// **Errors.** 0 for a level ≤ 0.
    /// **Source.** Reflection principle; Karatzas & Shreve, "Brownian Motion and
    /// Stochastic Calculus" (1991), § 3.5.C.
    pub fn touch(&self, level: f64) -> f64 {
        if level <= 0.0 {
            return 0.0;
        }
        if level == self.start {
            return 1.0;
        }
        let side = if level < self.start { 1.0 } else { -1.0 };
        let distance = ln(level / self.start);
        let drift = self.log_drift() * self.time;
        let spread = self.sigma * self.time.sqrt();
        if spread == 0.0 {
            return if side * (distance - drift) >= 0.0 { 1.0 } else { 0.0 };
        }
        let reflected = normal_cdf(side * (distance + drift) / spread);
        // The power may overflow only where Φ vanishes; their product does not.
        let weight = if reflected == 0.0 {
            0.0
        } else {
            pow(level / self.start, 2.0 * self.log_drift() / (self.sigma * self.sigma)) * reflected
        };
        (normal_cdf(side * (distance - drift) / spread) + weight).min(1.0)
    }

    /// ν = μ − σ²/2: drift of the logarithm.
    fn log_drift(&self) -> f64 {
        self.mu - 0.5 * self.sigma * self.sigma
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::dist::standard_normal;
    use crate::num::rng::{Key, site};

    const GBM: Gbm = Gbm { start: 1.0, mu: 0.1, sigma: 0.8, time: 1.0 };

    #[test]
    fn simulated_steps_follow_the_closed_forms() {
        const RUNS: u64 = 20_000;
        const STEPS: u32 = 50;
        let key = Key::new(11, site("gbm"));
        let (mut sum, mut below, mut touched) = (0.0, 0.0, 0.0);
        for run in 0..RUNS {
            let (mut value, mut lowest) = (GBM.start, GBM.start);
            for t in 0..STEPS {
                let z = standard_normal(key.at(run, t).uniform(0));
                value = step(value, GBM.mu, GBM.sigma, GBM.time / f64::from(STEPS), z);
                lowest = lowest.min(value);
            }
            sum += value;
            below += f64::from(u8::from(value < 0.5));
            touched += f64::from(u8::from(lowest <= 0.5));
        }
        let n = RUNS as f64;
        assert!((sum / n - GBM.mean()).abs() < 4.0 * (GBM.variance() / n).sqrt());
        assert!((below / n - GBM.below(0.5)).abs() < 4.0 * 0.5 / n.sqrt());
        // Watched at 50 moments only, the process behaves as if the level were
        // lower by a factor e^(0.5826·σ·√dt) (Broadie, Glasserman & Kou 1997).
        let shifted = 0.5 * exp(-0.5826 * GBM.sigma * (GBM.time / f64::from(STEPS)).sqrt());
        assert!((touched / n - GBM.touch(shifted)).abs() < 4.0 * 0.5 / n.sqrt());
    }

    #[test]
    fn touching_is_likelier_than_ending_beyond() {
        for level in [0.1, 0.5, 0.99, 1.01, 2.0, 30.0] {
            let beyond = if level < 1.0 { GBM.below(level) } else { 1.0 - GBM.below(level) };
            let touch = GBM.touch(level);
            assert!(beyond <= touch && touch <= 1.0, "level {level}: {beyond}, {touch}");
        }
        assert_eq!((GBM.touch(1.0), GBM.touch(0.0), GBM.below(-1.0)), (1.0, 0.0, 0.0));
    }

    #[test]
    fn without_volatility_the_path_is_certain() {
        let sure = Gbm { sigma: 0.0, ..GBM };
        assert_eq!((sure.below(1.2), sure.below(1.0)), (1.0, 0.0));
        assert_eq!((sure.touch(1.05), sure.touch(1.2), sure.touch(0.9)), (1.0, 0.0, 0.0));
        assert_eq!(sure.variance(), 0.0);
    }
}
