//! The Poisson distribution: numbers of independent events, exactly.

use super::math::{TAU, exp, ln, ln_gamma};
use super::rng::{StreamKey, uniform};

/// The mean from which on [`poisson`] no longer inverts.
const POISSON_INVERSION: f64 = 16.0;

/// Poisson with this mean (≥ 0), for one agent's draw.
///
/// Exact up to rounding: inversion by sequential search below a mean of 16
/// (rises with the draw), transformed rejection (PTRS) above, which takes its
/// further draws from the stream's sub-streams.
/// Source: Hörmann, "The transformed rejection method for generating Poisson
/// random variables", Insurance: Mathematics and Economics 12 (1993) 39–45.
pub fn poisson(stream: StreamKey, agent: u64, mean: f64) -> f64 {
    if !(mean >= 0.0 && mean.is_finite()) {
        return f64::NAN;
    }
    if mean < POISSON_INVERSION {
        return poisson_inversion(stream.uniform(agent), mean);
    }
    let b = 0.931 + 2.53 * mean.sqrt();
    let a = -0.059 + 0.024_83 * b;
    let inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    let v_r = 0.9277 - 3.6224 / (b - 2.0);
    // A pair of draws is accepted with probability above 0.7; the bound is never
    // met in practice and keeps even a broken stream from hanging.
    for pair in 0..1000 {
        let u = uniform(stream.sub(2 * pair).bits(agent)) - 0.5;
        let v = uniform(stream.sub(2 * pair + 1).bits(agent));
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + mean + 0.43).floor();
        if us >= 0.07 && v <= v_r {
            return k;
        }
        if k < 0.0 || (us < 0.013 && v > us) {
            continue;
        }
        if ln(v * inverse_alpha / (a / (us * us) + b)) <= poisson_ln_pmf(k, mean) {
            return k;
        }
    }
    mean.floor()
}

/// Poisson quantile by adding up probabilities from 0.
fn poisson_inversion(u: f64, mean: f64) -> f64 {
    let mut term = exp(-mean);
    let mut cumulated = term;
    let mut k = 0.0;
    // 150 is 33 standard deviations above the largest mean inverted here; u is
    // below 1 by at least 2⁻⁵³, which is reached long before.
    while u > cumulated && k < 150.0 {
        k += 1.0;
        term *= mean / k;
        cumulated += term;
    }
    k
}

/// ln P(K = k) for a Poisson mean > 0, without the cancellation of the direct
/// formula at large k.
/// Source: Loader, "Fast and accurate computation of binomial probabilities"
/// (2000), saddle-point form.
pub fn poisson_ln_pmf(k: f64, mean: f64) -> f64 {
    if k < 32.0 {
        return k * ln(mean) - mean - ln_gamma(k + 1.0);
    }
    let k2 = k * k;
    let stirling_error = (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / (1260.0 * k2)) / k2) / k;
    -stirling_error - deviance(k, mean) - 0.5 * ln(TAU * k)
}

/// k·ln(k/m) + m − k, accurate for k near m.
fn deviance(k: f64, mean: f64) -> f64 {
    let difference = k - mean;
    if difference.abs() >= 0.1 * (k + mean) {
        return k * ln(k / mean) - difference;
    }
    let v = difference / (k + mean);
    let mut sum = difference * v;
    let mut power = 2.0 * k * v;
    let v2 = v * v;
    for j in 1..1000 {
        power *= v2;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::rng::{Key, site};
    use super::*;

    fn close(got: f64, expected: f64, tolerance: f64) {
        assert!((got - expected).abs() <= tolerance * expected.abs().max(1.0), "{got} instead of {expected}");
    }

    #[test]
    fn poisson_draws_follow_their_distribution() {
        const N: u64 = 100_000;
        for mean in [0.3, 4.0, 15.9, 16.0, 40.0, 1000.0] {
            let stream = Key::new(3, site("poisson")).at(0, 0);
            let draws: Vec<f64> = (0..N).map(|agent| poisson(stream, agent, mean)).collect();
            // χ² over the values that are expected at least 20 times, tails pooled.
            let (mut chi2, mut cells, mut inside, mut expected_inside) = (0.0, 0.0, 0.0, 0.0);
            let reach = 5.0 * mean.sqrt() + 3.0;
            for k in (mean - reach).max(0.0).floor() as u64..(mean + reach) as u64 {
                let expected = N as f64 * exp(poisson_ln_pmf(k as f64, mean));
                if expected >= 20.0 {
                    let got = draws.iter().filter(|d| **d == k as f64).count() as f64;
                    chi2 += (got - expected) * (got - expected) / expected;
                    cells += 1.0;
                    inside += got;
                    expected_inside += expected;
                }
            }
            let rest: f64 = (N as f64 - expected_inside).max(1.0);
            chi2 += (N as f64 - inside - rest) * (N as f64 - inside - rest) / rest;
            let limit: f64 = cells + 4.5 * (2.0_f64 * cells).sqrt() + 8.0;
            assert!(chi2 < limit, "mean {mean}: chi² {chi2} with {cells} cells");
        }
        assert_eq!(poisson(Key::new(0, 0).at(0, 0), 0, 0.0), 0.0);
    }

    #[test]
    fn poisson_probabilities() {
        close(poisson_ln_pmf(3.0, 4.0), ln(64.0 / 6.0) - 4.0, 1e-14);
        // Both forms agree where they meet, and the saddle point stays accurate
        // far out (arbitrary precision).
        let direct = |k: f64, m: f64| k * ln(m) - m - ln_gamma(k + 1.0);
        close(poisson_ln_pmf(40.0, 33.0), direct(40.0, 33.0), 1e-13);
        close(poisson_ln_pmf(1e9, 1e9), -11.280571451761212, 1e-14);
        close(poisson_ln_pmf(1e9 + 1e5, 1e9), -16.280454790927537, 1e-14);
    }
}
