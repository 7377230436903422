//! Merton's jump diffusion: geometric Brownian motion with jumps that arrive at a
//! constant rate.
//!
//! Source: Merton, "Option pricing when underlying stock returns are
//! discontinuous", Journal of Financial Economics 3 (1976) 125.

use crate::num::math::{exp, pow};

/// The process; rates per unit of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merton {
    /// μ: drift of the mean, jumps included.
    pub drift: f64,
    /// σ ≥ 0 per root of a unit of time, between jumps.
    pub volatility: f64,
    /// λ ≥ 0: jumps per unit of time.
    pub intensity: f64,
    /// m: mean of the logarithm of a jump's factor.
    pub jump_mean: f64,
    /// δ ≥ 0: its standard deviation.
    pub jump_sd: f64,
}

/// The first cumulants of the logarithm of a return.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Mean.
    pub mean: f64,
    /// Variance.
    pub variance: f64,
    /// Skewness.
    pub skewness: f64,
    /// Kurtosis beyond that of a normal distribution.
    pub excess_kurtosis: f64,
}

impl Merton {
    /// What a jump changes on average, as a share: k = e^(m + δ²/2) − 1.
    pub fn mean_jump(&self) -> f64 {
        exp(self.jump_mean + 0.5 * self.jump_sd * self.jump_sd) - 1.0
    }

    /// How the mean grows in a time: e^(μt).
    pub fn growth(&self, time: f64) -> f64 {
        exp(self.drift * time)
    }

    /// The value after a time dt, with `jumps` jumps in it and two standard normal
    /// draws.
    ///
    /// **Formula.** S·exp((μ − σ²/2 − λk)·dt + σ√dt·z + m·N + δ√N·z′).
    /// **Guarantees.** Exact for any dt if N is Poisson with mean λ·dt.
    pub fn step(&self, value: f64, dt: f64, z: f64, jumps: f64, jump_z: f64) -> f64 {
        let drift = self.drift - 0.5 * self.volatility * self.volatility - self.intensity * self.mean_jump();
        let jump = self.jump_mean * jumps + self.jump_sd * jumps.sqrt() * jump_z;
        value * exp(drift * dt + self.volatility * dt.sqrt() * z + jump)
    }

    /// Moments of ln(S_t/S₀).
    ///
    /// **Formula.** Cumulants κ₁ = (μ − σ²/2 − λk + λm)t, κ₂ = (σ² + λ(m² + δ²))t,
    /// κ₃ = λ(m³ + 3mδ²)t, κ₄ = λ(m⁴ + 6m²δ² + 3δ⁴)t.
    /// **Errors.** NaN skewness where there is no variance.
    pub fn log_moments(&self, time: f64) -> Moments {
        let (m, m2, d2) = (self.jump_mean, self.jump_mean * self.jump_mean, self.jump_sd * self.jump_sd);
        let sigma2 = self.volatility * self.volatility;
        let drift = self.drift - 0.5 * sigma2 - self.intensity * self.mean_jump();
        let variance = (sigma2 + self.intensity * (m2 + d2)) * time;
        Moments {
            mean: (drift + self.intensity * m) * time,
            variance,
            skewness: self.intensity * time * m * (m2 + 3.0 * d2) / pow(variance, 1.5),
            excess_kurtosis: self.intensity * time * (m2 * m2 + 6.0 * m2 * d2 + 3.0 * d2 * d2)
                / (variance * variance),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::gbm;

    #[test]
    fn without_jumps_it_is_brownian() {
        let calm = Merton { drift: 0.1, volatility: 0.8, intensity: 0.0, jump_mean: -0.2, jump_sd: 0.3 };
        assert_eq!(calm.step(3.0, 0.25, 0.7, 0.0, 9.0), gbm::step(3.0, 0.1, 0.8, 0.25, 0.7));
        let moments = calm.log_moments(2.0);
        assert_eq!((moments.skewness, moments.excess_kurtosis), (0.0, 0.0));
        assert!((moments.mean - (0.1 - 0.32) * 2.0).abs() < 1e-15);
    }

    #[test]
    fn jumps_are_paid_for_by_the_drift() {
        // Jumps of a sure size: the mean over how many there are is e^(μt).
        let process = Merton { drift: 0.05, volatility: 0.0, intensity: 3.0, jump_mean: -0.1, jump_sd: 0.0 };
        let (mut mean, mut chance) = (0.0, exp(-3.0));
        for jumps in 0..60 {
            mean += chance * process.step(1.0, 1.0, 0.0, f64::from(jumps), 0.0);
            chance *= 3.0 / f64::from(jumps + 1);
        }
        assert!((mean - process.growth(1.0)).abs() < 1e-14, "{mean}");
    }
}
