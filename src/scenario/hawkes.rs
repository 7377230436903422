//! Hawkes arrivals: each one makes further ones likelier for a while. What is
//! known of them in the long run.
//!
//! Source: Hawkes, "Spectra of some self-exciting and mutually exciting point
//! processes", Biometrika 58 (1971) 83; Da Fonseca & Zaatour, "Hawkes process:
//! fast calibration, application to trade clustering, and diffusive limit",
//! Journal of Futures Markets 34 (2014) 548.

use crate::num::math::exp;

/// The process; each arrival raises the intensity by α, which fades by e^(−βt).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hawkes {
    /// μ > 0: arrivals per unit of time that nothing has excited.
    pub base: f64,
    /// α ≥ 0: what an arrival adds to the intensity.
    pub excitation: f64,
    /// β > α: rate at which that fades.
    pub decay: f64,
}

impl Hawkes {
    /// Arrivals that an arrival excites itself, on average: α/β.
    pub fn branching(&self) -> f64 {
        self.excitation / self.decay
    }

    /// Arrivals in a cluster, the first included: 1/(1 − α/β).
    pub fn cluster(&self) -> f64 {
        1.0 / (1.0 - self.branching())
    }

    /// Mean intensity in the long run: μ/(1 − α/β).
    pub fn mean_intensity(&self) -> f64 {
        self.base * self.cluster()
    }

    /// Variance of the intensity in the long run: α²λ̄/(2(β − α)).
    pub fn intensity_variance(&self) -> f64 {
        self.excitation * self.excitation * self.mean_intensity() / (2.0 * (self.decay - self.excitation))
    }

    /// Mean number of arrivals in a time, in the long run.
    pub fn mean_count(&self, time: f64) -> f64 {
        self.mean_intensity() * time
    }

    /// Its variance: λ̄·(Tκ² + (1 − κ²)(1 − e^(−(β−α)T))/(β − α)), κ = 1/(1 − α/β).
    pub fn count_variance(&self, time: f64) -> f64 {
        let (square, gap) = (self.cluster() * self.cluster(), self.decay - self.excitation);
        self.mean_intensity() * (time * square + (1.0 - square) * (1.0 - exp(-gap * time)) / gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_excitation_arrivals_are_poisson() {
        let calm = Hawkes { base: 0.5, excitation: 0.0, decay: 1.0 };
        assert_eq!((calm.mean_count(8.0), calm.count_variance(8.0)), (4.0, 4.0));
        assert_eq!((calm.cluster(), calm.intensity_variance()), (1.0, 0.0));
    }

    #[test]
    fn clusters_spread_counts() {
        let excited = Hawkes { base: 0.5, excitation: 0.6, decay: 1.0 };
        assert!((excited.count_variance(1e6) / excited.mean_count(1e6) - 6.25).abs() < 1e-4);
        assert!((excited.count_variance(1e-6) / excited.mean_count(1e-6) - 1.0).abs() < 1e-4);
    }
}
