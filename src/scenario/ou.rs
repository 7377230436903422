//! The Ornstein–Uhlenbeck process: dX = κ(θ − X) dt + σ dW, noise that is pulled
//! back to a level.

use crate::num::math::{LN_2, exp, expm1};

/// The value one step on.
///
/// **Formula.** θ + (X − θ)·e^(−κ·dt) + Z·√(σ²(1 − e^(−2κ·dt))/(2κ)): the exact
/// transition, so the step length does not change the distribution; for κ = 0
/// Brownian motion.
/// **Units.** κ per unit of time, σ in units of X per root of it, dt in it; `z` a
/// standard normal draw.
/// **Errors.** NaN for dt < 0.
/// **Source.** Glasserman, "Monte Carlo Methods in Financial Engineering"
/// (2003), § 3.3.1.
#[inline]
pub fn step(value: f64, kappa: f64, theta: f64, sigma: f64, dt: f64, z: f64) -> f64 {
    mean(value, kappa, theta, dt) + sigma * variance_per_sigma2(kappa, dt).sqrt() * z
}

/// Mean after a time: θ + (x₀ − θ)·e^(−κt).
#[inline]
pub fn mean(start: f64, kappa: f64, theta: f64, time: f64) -> f64 {
    theta + (start - theta) * exp(-kappa * time)
}

/// Variance after a time: σ²(1 − e^(−2κt))/(2κ); σ²t for κ = 0.
#[inline]
pub fn variance(kappa: f64, sigma: f64, time: f64) -> f64 {
    sigma * sigma * variance_per_sigma2(kappa, time)
}

/// Standard deviation in the long run: σ/√(2κ); infinite for κ = 0.
pub fn stationary_sd(kappa: f64, sigma: f64) -> f64 {
    sigma / (2.0 * kappa).sqrt()
}

/// Correlation of two values that lie a time apart, in the long run: e^(−κ·lag).
pub fn autocorrelation(kappa: f64, lag: f64) -> f64 {
    exp(-kappa * lag)
}

/// Time in which half of the distance to θ is gone: ln 2/κ.
pub fn half_life(kappa: f64) -> f64 {
    LN_2 / kappa
}

#[inline]
fn variance_per_sigma2(kappa: f64, time: f64) -> f64 {
    if kappa == 0.0 { time } else { -expm1(-2.0 * kappa * time) / (2.0 * kappa) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_half_steps_make_a_whole_one() {
        let (kappa, theta, sigma) = (2.0, 1.0, 0.3);
        let half = mean(1.5, kappa, theta, 0.5);
        assert!((mean(half, kappa, theta, 0.5) - mean(1.5, kappa, theta, 1.0)).abs() < 1e-15);
        let carried = exp(-2.0 * kappa * 0.5) * variance(kappa, sigma, 0.5);
        let whole = variance(kappa, sigma, 1.0);
        assert!((carried + variance(kappa, sigma, 0.5) - whole).abs() < 1e-16);
        assert!((whole - 0.022_087_898_125_003_478).abs() < 1e-17);
        assert_eq!(step(1.5, kappa, theta, sigma, 1.0, 0.0), mean(1.5, kappa, theta, 1.0));
    }

    #[test]
    fn the_long_run() {
        let (kappa, sigma) = (2.0, 0.3);
        assert!((variance(kappa, sigma, 50.0).sqrt() - stationary_sd(kappa, sigma)).abs() < 1e-16);
        assert!((mean(3.0, kappa, 1.0, half_life(kappa)) - 2.0).abs() < 1e-15);
        assert!((autocorrelation(kappa, half_life(kappa)) - 0.5).abs() < 1e-16);
    }

    #[test]
    fn without_pull_it_is_brownian_motion() {
        assert_eq!(variance(0.0, 0.3, 4.0), 0.3 * 0.3 * 4.0);
        assert!((variance(1e-9, 0.3, 4.0) / variance(0.0, 0.3, 4.0) - 1.0).abs() < 1e-8);
        assert!((step(1.0, 0.0, 9.0, 0.5, 4.0, 2.0) - 3.0).abs() < 1e-15);
    }
}
