//! Replicator dynamics: strategies grow in proportion to what they pay, because
//! agents copy those who are well off.

use super::{Learner, Learners, Payoff};
use crate::lower::Context;
use crate::num::math::exp;
use crate::program::{Binary, Reduce, Slot, Val};
use crate::project::Replicator;

struct Copier {
    who: Learners,
    payoff: Payoff,
    spec: Replicator,
}

pub(super) fn declare(spec: Replicator, who: Learners, cx: &mut Context) -> impl Learner + use<> {
    let payoff = Payoff::declare(&who, cx, spec.rate.clone());
    Copier { who, payoff, spec }
}

impl Learner for Copier {
    fn init(&self, cx: &mut Context, choice: Slot) {
        self.who.start(cx, choice);
    }

    /// Drawing an agent by its pay-off and copying its strategy is drawing a
    /// strategy by the pay-off of all who have it.
    fn choose(&self, cx: &mut Context, choice: Slot) -> Val {
        let who = &self.who;
        let lowest = who.number(cx, "lowest", &self.spec.lowest);
        let (own, payoff, zero) = (cx.b.read(choice), cx.b.read(self.payoff.slot), cx.b.constant(0.0));
        let fitness = cx.b.sub(payoff, lowest);
        let fitness = cx.b.positive(fitness);
        let mut weights = Vec::new();
        for k in 0..who.strategies(cx) {
            let has = who.chose(cx, own, k);
            let theirs = cx.b.select(has, fitness, zero);
            weights.push(cx.b.reduce(Reduce::Sum, theirs));
        }
        let draw = who.draw(cx, "imitation");
        let copied = who.lot(cx, &weights, draw);
        let total = weights.into_iter().fold(zero, |total, weight| cx.b.add(total, weight));
        let anybody = cx.b.binary(Binary::Gt, total, zero);
        let copied = cx.b.select(anybody, copied, own);
        who.revise(cx, own, copied, &self.spec.revision, &self.spec.mutation)
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        self.payoff.learn(&self.who, cx, choice, reward);
    }
}

/// The share of a strategy that always pays `advantage` more than the rest, in
/// continuous time.
///
/// **Formula.** x₀·e^(Δt)/(1 − x₀ + x₀·e^(Δt)), the solution of x′ = Δ·x(1 − x).
/// **Units.** Share x₀ from 0 to 1; advantage Δ per unit of time t.
/// **Errors.** None; never NaN for finite values and 0 < x₀ < 1.
/// **Source.** Taylor & Jonker, "Evolutionary stable strategies and game
/// dynamics", Mathematical Biosciences 40 (1978) 145.
pub fn share(start: f64, advantage: f64, time: f64) -> f64 {
    start / (start + (1.0 - start) * exp(-advantage * time))
}

/// The shares one generation on.
///
/// **Formula.** xᵢ·fᵢ/Σxf, with fᵢ = Σⱼ mᵢⱼ·xⱼ.
/// **Units.** `payoffs[i][j]` ≥ 0 is what i earns against j.
/// **Guarantees.** Shares that sum to 1 go on doing so; none that is 0 comes back.
/// **Errors.** NaN if nobody earns anything.
/// **Source.** Hofbauer & Sigmund, "Evolutionary Games and Population Dynamics"
/// (1998), § 7.1.
pub fn step(shares: &[f64], payoffs: &[Vec<f64>]) -> Vec<f64> {
    let of = |row: &Vec<f64>| row.iter().zip(shares).map(|(payoff, share)| payoff * share).sum::<f64>();
    let fitness: Vec<f64> = payoffs.iter().map(of).collect();
    let mean: f64 = fitness.iter().zip(shares).map(|(fitness, share)| fitness * share).sum();
    fitness.iter().zip(shares).map(|(fitness, share)| share * fitness / mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_generations_follow_continuous_time() {
        // A background of pay-off makes each generation a small step in time.
        let (mut shares, background, advantage) = (vec![0.1, 0.9], 10_000.0, 0.5);
        let payoffs = vec![vec![background + advantage; 2], vec![background; 2]];
        for _ in 0..40_000 {
            shares = step(&shares, &payoffs);
        }
        assert!((shares[0] - share(0.1, advantage, 4.0)).abs() < 1e-4, "{shares:?}");
        assert!((shares[0] + shares[1] - 1.0).abs() < 1e-12);
        assert_eq!(share(0.3, 0.0, 9.0), 0.3);
    }

    #[test]
    fn a_mixture_that_pays_alike_stays() {
        let payoffs = vec![vec![1.0, 3.0], vec![2.0, 1.5]];
        let shares = step(&[0.6, 0.4], &payoffs);
        assert!((shares[0] - 0.6).abs() < 1e-15, "{shares:?}");
    }
}
