//! Brock and Hommes' market of heterogeneous beliefs: fundamentalists, who pay
//! for knowing better, against trend followers.
//!
//! x is the distance of the price from its fundamental value. Fundamentalists
//! expect 0, trend followers g·x of one step before. Each step, agents choose
//! between the two by what these have earned, with intensity β. The model is a
//! document of formulas for the engine; here is what is known of it in closed
//! form.
//!
//! Source: Brock & Hommes, "Heterogeneous beliefs and routes to chaos in a simple
//! asset pricing model", Journal of Economic Dynamics and Control 22 (1998) 1235,
//! § 4.1.

use crate::num::math::{ln, tanh};

/// The market.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BrockHommes {
    /// R > 1: what a riskless investment of 1 is worth one step later.
    pub gross_return: f64,
    /// g: how far trend followers expect the last distance to go on.
    pub trend: f64,
    /// C ≥ 0: what fundamentalists pay in every step.
    pub cost: f64,
    /// D > 0: what an expected excess return makes agents buy: 1/(aσ²), with risk
    /// aversion a and variance σ².
    pub demand: f64,
}

impl BrockHommes {
    /// The share of trend followers, given the last three distances, the newest
    /// first.
    ///
    /// **Formula.** (1 − m)/2, m = tanh(β/2·(−D·g·x₃·(x₁ − R·x₂) − C)).
    pub fn trend_share(&self, beta: f64, [x1, x2, x3]: [f64; 3]) -> f64 {
        let lead = -self.demand * self.trend * x3 * (x1 - self.gross_return * x2) - self.cost;
        0.5 * (1.0 - tanh(0.5 * beta * lead))
    }

    /// The next distance: R·x = n·g·x₁, n the share of trend followers.
    pub fn next(&self, beta: f64, last: [f64; 3]) -> f64 {
        self.trend_share(beta, last) * self.trend * last[0] / self.gross_return
    }

    /// The intensity of choice from which on prices leave the fundamental value
    /// for good (pitchfork bifurcation).
    ///
    /// **Formula.** β* = ln(R/(g − R))/C, for R < g < 2R.
    /// **Errors.** NaN for g ≤ R, where the fundamental value attracts at any β.
    pub fn pitchfork(&self) -> f64 {
        ln(self.gross_return / (self.trend - self.gross_return)) / self.cost
    }

    /// The distance, above 0, at which the price rests beyond the pitchfork.
    ///
    /// **Formula.** x*² = (C − ln(R/(g − R))/β)/(D·g·(R − 1)).
    /// **Errors.** NaN below [`BrockHommes::pitchfork`].
    pub fn steady_state(&self, beta: f64) -> f64 {
        let gain = self.cost - ln(self.gross_return / (self.trend - self.gross_return)) / beta;
        (gain / (self.demand * self.trend * (self.gross_return - 1.0))).sqrt()
    }

    /// The intensity of choice from which on the price does not come to rest but
    /// circles (Hopf bifurcation of the map).
    ///
    /// **Formula.** β* + κ·g·(R − 1)/(C·(g − R)), κ the positive root of
    /// R(R − 1)κ² + (2R − 1)κ = 1: where the Jacobian at the steady state has a
    /// pair of eigenvalues on the unit circle, by Jury's condition on λ³ −
    /// (1 + κ)λ² + κRλ + κ(R − 1).
    pub fn hopf(&self) -> f64 {
        let r = self.gross_return;
        let (half, square) = (2.0 * r - 1.0, r * (r - 1.0));
        let kappa = ((half * half + 4.0 * square).sqrt() - half) / (2.0 * square);
        self.pitchfork() + kappa * self.trend * (r - 1.0) / (self.cost * (self.trend - r))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKET: BrockHommes = BrockHommes { gross_return: 1.1, trend: 1.2, cost: 1.0, demand: 1.0 };

    /// Where the market is after many steps: the least and the largest distance.
    fn range(beta: f64) -> (f64, f64) {
        let mut last = [0.1; 3];
        let (mut least, mut largest) = (f64::INFINITY, 0.0_f64);
        for step in 0..40_000 {
            last = [MARKET.next(beta, last), last[0], last[1]];
            if step > 39_000 {
                (least, largest) = (least.min(last[0]), largest.max(last[0]));
            }
        }
        (least, largest)
    }

    #[test]
    fn the_map_does_what_the_bifurcations_say() {
        let (pitchfork, hopf) = (MARKET.pitchfork(), MARKET.hopf());
        assert!(range(pitchfork - 0.01).1 < 1e-6, "back to the fundamental value");
        let beta = pitchfork + 0.05;
        let (least, largest) = range(beta);
        assert!((least - MARKET.steady_state(beta)).abs() < 1e-9 && largest - least < 1e-9);
        let (least, largest) = range(hopf - 0.02);
        assert!(largest - least < 1e-3, "it comes to rest: {least} to {largest}");
        let (least, largest) = range(hopf + 0.02);
        assert!(largest - least > 0.05, "it circles: {least} to {largest}");
    }

    #[test]
    fn at_rest_trends_hold_themselves() {
        let x = MARKET.steady_state(2.6);
        assert!((MARKET.next(2.6, [x; 3]) - x).abs() < 1e-14);
        assert!((MARKET.trend_share(2.6, [x; 3]) - 1.1 / 1.2).abs() < 1e-14);
        assert!(MARKET.steady_state(MARKET.pitchfork() - 0.1).is_nan());
    }
}
