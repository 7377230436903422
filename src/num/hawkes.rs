//! Self-exciting arrivals, exactly: Hawkes' process with an exponential kernel.

use super::math::{exp, ln};
use super::rng::StreamKey;

/// Candidates that are looked at in one step. Beyond it, arrivals have got out of
/// hand.
const MOST: u32 = 100_000;

/// The rates of the process, per unit of time, each ≥ 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// μ: arrivals that nothing has excited.
    pub base: f64,
    /// α: what an arrival adds to the intensity.
    pub excitation: f64,
    /// β: rate at which the intensity returns to μ.
    pub decay: f64,
}

/// The intensity after a time `dt`, and how many arrivals there were, for one
/// agent's draw.
///
/// Exact: between arrivals the intensity moves towards μ, so that the larger of
/// the two bounds it, and candidates at that rate are kept with the probability
/// intensity/bound.
/// Infinite where there are more than 100,000 candidates; NaN for negative rates.
/// Source: Ogata, "On Lewis' simulation method for point processes", IEEE
/// Transactions on Information Theory 27 (1981) 23.
pub fn hawkes(stream: StreamKey, agent: u64, intensity: f64, rates: Rates, dt: f64) -> (f64, f64) {
    if !(rates.base >= 0.0 && rates.excitation >= 0.0 && rates.decay >= 0.0 && intensity >= 0.0) {
        return (f64::NAN, f64::NAN);
    }
    let after = |intensity: f64, time: f64| rates.base + (intensity - rates.base) * exp(-rates.decay * time);
    let (mut intensity, mut time, mut count) = (intensity, 0.0, 0.0);
    for candidate in 0..MOST {
        let bound = if intensity > rates.base { intensity } else { rates.base };
        let draw = |k: u32| stream.sub(2 * candidate + k).uniform(agent);
        let wait = -ln(draw(0)) / bound;
        // Where nothing can arrive, the wait is without end.
        if time + wait >= dt {
            return (after(intensity, dt - time), count);
        }
        (intensity, time) = (after(intensity, wait), time + wait);
        if draw(1) * bound < intensity {
            intensity += rates.excitation;
            count += 1.0;
        }
    }
    (f64::INFINITY, f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::rng::{Key, site};

    const EXCITED: Rates = Rates { base: 0.5, excitation: 0.6, decay: 1.0 };

    #[test]
    fn nothing_excited_returns_to_its_base() {
        let stream = Key::new(1, site("a")).at(0, 0);
        let calm = Rates { base: 2.0, excitation: 0.0, decay: 0.7 };
        let (intensity, _) = hawkes(stream, 0, 5.0, calm, 1.5);
        assert!((intensity - (2.0 + 3.0 * exp(-0.7 * 1.5))).abs() < 1e-12, "{intensity}");
        let silent = Rates { base: 0.0, ..calm };
        assert_eq!(hawkes(stream, 0, 0.0, silent, 9.0), (0.0, 0.0));
        assert!(hawkes(stream, 0, 1.0, Rates { excitation: -1.0, ..calm }, 1.0).0.is_nan());
        let wild = Rates { base: 1.0, excitation: 5.0, decay: 0.0 };
        assert_eq!(hawkes(stream, 0, 1.0, wild, 100.0).1, f64::INFINITY);
    }

    #[test]
    fn long_steps_are_as_good_as_short_ones() {
        // Mean count from a start at λ₀: E λ' = βμ − (β − α)E λ.
        let (start, time) = (3.0, 2.0);
        let (gap, rest) = (0.4, 0.5 / 0.4);
        let expected = rest * time + (start - rest) * (1.0 - exp(-gap * time)) / gap;
        for pieces in [1, 8] {
            let (mut sum, mut squares) = (0.0, 0.0);
            for run in 0..40_000 {
                let (mut intensity, mut count) = (start, 0.0);
                for piece in 0..pieces {
                    let stream = Key::new(5, site("hawkes")).at(run, piece);
                    let (next, more) = hawkes(stream, 0, intensity, EXCITED, time / f64::from(pieces));
                    (intensity, count) = (next, count + more);
                }
                (sum, squares) = (sum + count, squares + count * count);
            }
            let mean = sum / 40_000.0;
            let error = ((squares / 40_000.0 - mean * mean) / 40_000.0).sqrt();
            assert!((mean - expected).abs() < 4.0 * error, "{mean} ± {error}, not {expected}");
        }
    }
}
