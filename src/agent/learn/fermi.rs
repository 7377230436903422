//! Fermi imitation.
//!
//! Fermi imitation: agents copy those who earn more, the more readily the more
//! these earn.

use super::{Learner, field};
use crate::lower::{Context, Want};
use crate::num::math::{exp, logistic};
use crate::num::rng::site;
use crate::program::{Imitate, Pure, Shape, Slot, Unary, Val};
use crate::project::Formula;

pub(super) struct Fermi {
    pub index: usize,
    pub payoff: Slot,
    pub beta: Formula,
    pub revision: Formula,
    pub mutation: Formula,
    pub rate: Formula,
}

impl Fermi {
    fn choices(&self, cx: &Context) -> u32 {
        cx.project.populations[self.index].strategies.len() as u32
    }
}

impl Learner for Fermi {
    /// Everybody starts with a strategy by lot.
    fn init(&self, cx: &mut Context, choice: Slot) {
        let shape = Shape::Pop(self.index as u16);
        let place = field(cx, self.index, "start");
        let count = f64::from(self.choices(cx));
        let draw = cx.b.draw(site(&place), shape);
        let count = cx.b.constant(count);
        let scaled = cx.b.mul(draw, count);
        let start = cx.b.unary(Unary::Floor, scaled);
        cx.b.write(choice, start);
    }

    fn choose(&self, cx: &mut Context, choice: Slot) -> Val {
        let want = || Want::agents(self.index);
        let (beta, revision) = (field(cx, self.index, "beta"), field(cx, self.index, "revision"));
        let (mutation, place) = (field(cx, self.index, "mutation"), field(cx, self.index, "imitation"));
        let op = Imitate {
            beta: cx.amount(&beta, &self.beta, want()),
            revision: cx.amount(&revision, &self.revision, want().ratio()),
            mutation: cx.amount(&mutation, &self.mutation, want().ratio()),
            choice: cx.b.read(choice),
            payoff: cx.b.read(self.payoff),
            choices: self.choices(cx),
            site: site(&place),
        };
        cx.b.imitate(op)
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        let place = field(cx, self.index, "rate");
        let rate = cx.formula(&place, &self.rate, Want::agents(self.index).ratio());
        let value = cx.b.read(self.payoff);
        let op = Pure::Toward { value, choice, index: None, rate, target: reward };
        let value = cx.b.pure(op, Shape::Pop(self.index as u16));
        cx.b.write(self.payoff, value);
    }
}

/// The probability that an agent takes over the strategy of the one it compares
/// itself with.
///
/// **Formula.** 1/(1 + e^(−β(π_other − π_own))).
/// **Units.** β ≥ 0 per unit of pay-off.
/// **Guarantees.** ½ for equal pay-offs or β = 0; never NaN for finite values.
/// **Source.** Szabó & Tőke, "Evolutionary prisoner's dilemma game on a square
/// lattice", Physical Review E 58 (1998) 69; Traulsen, Nowak & Pacheco,
/// "Stochastic dynamics of invasion and fixation", Physical Review E 74 (2006)
/// 011909.
#[inline]
pub fn adoption(own: f64, other: f64, beta: f64) -> f64 {
    logistic(beta * (other - own))
}

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
    /// **Source.** Traulsen, Nowak & Pacheco (2006), as [`adoption`].
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
}

#[cfg(test)]
mod tests {
    use super::*;

    const DILEMMA: Game = Game { a: [3.0, 1.0], b: [4.0, 2.0] };

    #[test]
    fn who_earns_more_is_copied_more() {
        assert!((adoption(1.0, 1.5, 0.2) - 0.524_979_187_478_939_9).abs() < 1e-15);
        assert_eq!(adoption(1.0, 9.0, 0.0), 0.5);
        assert_eq!(adoption(0.0, 1e300, 1e10), 1.0);
        assert!((adoption(1.0, 2.0, 3.0) + adoption(2.0, 1.0, 3.0) - 1.0).abs() < 1e-15);
    }

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
}
