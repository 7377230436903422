//! Symmetric games of two strategies: what imitation leads to.

use crate::num::math::exp;

/// Pay-offs of a symmetric game with two strategies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Game {
    /// Of A against A and against B.
    pub a: [f64; 2],
    /// Of B against A and against B.
    pub b: [f64; 2],
}

impl Game {
    /// Mean pay-offs (of A, of B) in a well-mixed population of `n` agents, `k`
    /// of whom play A; nobody meets themselves. For 0 < k < n.
    pub fn payoffs(&self, k: u32, n: u32) -> (f64, f64) {
        let (k, n) = (f64::from(k), f64::from(n));
        let a = (self.a[0] * (k - 1.0) + self.a[1] * (n - k)) / (n - 1.0);
        let b = (self.b[0] * k + self.b[1] * (n - k - 1.0)) / (n - 1.0);
        (a, b)
    }

    /// The probability that a single A in a population of `n` agents (≥ 1) ends
    /// with everybody playing A, under Fermi imitation.
    ///
    /// **Formula.** 1/(1 + Σ_{k=1}^{n−1} ∏_{i≤k} e^(−β(π_A − π_B)(i))).
    /// **Guarantees.** 1/n for β = 0 (neutral drift).
    /// **Errors.** None; products that overflow give 0, which is their limit.
    /// **Source.** Traulsen, Nowak & Pacheco (2006), as [`super::fermi::adoption`].
    pub fn fixation(&self, n: u32, beta: f64) -> f64 {
        // Products of exponentials as sums of exponents.
        let mut exponent = 0.0;
        let mut sum = 1.0;
        for k in 1..n {
            let (a, b) = self.payoffs(k, n);
            exponent -= beta * (a - b);
            sum += exp(exponent);
        }
        1.0 / sum
    }

    /// Hawk–Dove: a resource worth `value` ≥ 0, a lost fight that costs `cost`
    /// > 0. A is the hawk, who fights; B the dove, who shares or leaves.
    ///
    /// **Source.** Maynard Smith & Price, "The logic of animal conflict", Nature
    /// 246 (1973) 15.
    pub fn hawk_dove(value: f64, cost: f64) -> Game {
        Game { a: [0.5 * (value - cost), value], b: [0.0, 0.5 * value] }
    }

    /// The share of A in a population where neither strategy can gain ground.
    ///
    /// **Formula.** Where each does better against the other than the other
    /// against itself, (a₂ − b₂)/(a₂ − b₂ + b₁ − a₁); else 1 if A is a best reply
    /// to itself, else 0.
    /// **Guarantees.** From 0 to 1. V/C for Hawk–Dove with V < C, else 1.
    /// **Source.** Hofbauer & Sigmund, "Evolutionary Games and Population
    /// Dynamics" (1998), § 6.2.
    pub fn stable_share(&self) -> f64 {
        let (invades, resists) = (self.a[1] - self.b[1], self.b[0] - self.a[0]);
        if invades > 0.0 && resists > 0.0 {
            return invades / (invades + resists);
        }
        if resists <= 0.0 { 1.0 } else { 0.0 }
    }

    /// Mean pay-off in a large population in which a share of `x` plays A.
    pub fn mean_payoff(&self, x: f64) -> f64 {
        let y = 1.0 - x;
        x * (x * self.a[0] + y * self.a[1]) + y * (x * self.b[0] + y * self.b[1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::learn::fermi::adoption;

    const DILEMMA: Game = Game { a: [3.0, 1.0], b: [4.0, 2.0] };

    #[test]
    fn fixation_of_a_mutant() {
        assert!((DILEMMA.fixation(10, 0.2) - 0.026_312_038_375_533_88).abs() < 1e-15);
        assert!((DILEMMA.fixation(10, 0.0) - 0.1).abs() < 1e-16);
        assert_eq!(DILEMMA.fixation(1, 0.2), 1.0);
        assert_eq!(DILEMMA.fixation(1000, 1e6), 0.0);
    }

    #[test]
    fn fixation_agrees_with_solving_the_chain() {
        // h(k): probability of all A from k; h(0) = 0, h(n) = 1, and h is
        // harmonic under the chain's up and down steps. Gauss–Seidel sweeps.
        let (n, beta) = (6_u32, 0.7);
        let mut h: Vec<f64> = (0..=n).map(|k| f64::from(k) / f64::from(n)).collect();
        for _ in 0..5000 {
            for k in 1..n {
                let (a, b) = DILEMMA.payoffs(k, n);
                let (up, down) = (adoption(b, a, beta), adoption(a, b, beta));
                let i = k as usize;
                h[i] = (up * h[i + 1] + down * h[i - 1]) / (up + down);
            }
        }
        assert!((h[1] - DILEMMA.fixation(n, beta)).abs() < 1e-12);
    }

    #[test]
    fn nobody_gains_by_leaving_a_stable_mixture() {
        let game = Game::hawk_dove(2.0, 5.0);
        let x = game.stable_share();
        assert!((x - 0.4).abs() < 1e-15, "{x}");
        let of = |row: [f64; 2]| x * row[0] + (1.0 - x) * row[1];
        assert!((of(game.a) - of(game.b)).abs() < 1e-15);
        assert!((game.mean_payoff(x) - of(game.a)).abs() < 1e-15);
        assert_eq!(Game::hawk_dove(5.0, 2.0).stable_share(), 1.0, "where fights pay, all fight");
        assert_eq!(DILEMMA.stable_share(), 0.0, "defection dominates");
    }
}
