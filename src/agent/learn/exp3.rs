//! EXP3: exponential weights with exploration, for rewards that may be chosen by
//! an adversary.

use super::{Learner, Learners, fill, read};
use crate::diag::Diagnostic;
use crate::lower::Context;
use crate::num::math::exp;
use crate::program::{Slot, Unary, Val};
use crate::project::Exp3;

struct Hedger {
    who: Learners,
    /// Logarithms of the weights, which would overflow themselves.
    logs: Vec<Slot>,
    /// With which probability the choice was made.
    chance: Slot,
    spec: Exp3,
}

pub(super) fn declare(spec: Exp3, who: Learners, cx: &mut Context) -> impl Learner + use<> {
    let (logs, chance) = (who.memories(cx, "log_weight"), who.memory(cx, "chance"));
    Hedger { who, logs, chance, spec }
}

impl Learner for Hedger {
    fn init(&self, cx: &mut Context, _choice: Slot) {
        let zero = cx.b.constant(0.0);
        fill(cx, &self.logs, zero);
    }

    fn choose(&self, cx: &mut Context, _choice: Slot) -> Val {
        if self.logs.is_empty() {
            return cx.b.constant(0.0);
        }
        let gamma = self.who.ratio(cx, "exploration", &self.spec.exploration, f64::MIN_POSITIVE);
        let draw = self.who.draw(cx, "exploration");
        let logs = read(cx, &self.logs);
        let b = &mut cx.b;
        let (zero, one, count) = (b.constant(0.0), b.constant(1.0), b.constant(logs.len() as f64));
        let largest = logs[1..].iter().fold(logs[0], |largest, log| b.max(largest, *log));
        let weights: Vec<Val> = logs.iter().map(|log| b.sub(*log, largest)).collect();
        let weights: Vec<Val> = weights.into_iter().map(|log| b.unary(Unary::Exp, log)).collect();
        let total = weights.iter().fold(zero, |total, weight| b.add(total, *weight));
        let (rest, floor) = (b.sub(one, gamma), b.div(gamma, count));
        let mut chances = Vec::new();
        for weight in weights {
            let weighted = b.mul(rest, weight);
            let share = b.div(weighted, total);
            chances.push(b.add(share, floor));
        }
        let choice = self.who.lot(cx, &chances, draw);
        let mut chance = chances[0];
        for (k, other) in chances.into_iter().enumerate().skip(1) {
            let chosen = self.who.chose(cx, choice, k);
            chance = cx.b.select(chosen, other, chance);
        }
        self.who.remember(cx, self.chance, chance);
        choice
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        let gamma = self.who.ratio(cx, "exploration", &self.spec.exploration, f64::MIN_POSITIVE);
        let lowest = self.who.number(cx, "lowest", &self.spec.lowest);
        let highest = self.who.number(cx, "highest", &self.spec.highest);
        let chance = cx.b.read(self.chance);
        let b = &mut cx.b;
        let (zero, one, count) = (b.constant(0.0), b.constant(1.0), b.constant(self.logs.len() as f64));
        let (above, range) = (b.sub(reward, lowest), b.sub(highest, lowest));
        if b.as_const(range).is_some_and(|range| range <= 0.0) {
            let message = "`highest` must be above `lowest`";
            cx.report(Diagnostic::error(self.who.field("highest"), message));
            return;
        }
        let b = &mut cx.b;
        let share = b.ratio(above, range);
        let share = b.positive(share);
        let share = b.min(share, one);
        let (gain, scale) = (b.mul(gamma, share), b.mul(chance, count));
        let gain = b.div(gain, scale);
        for (k, slot) in self.logs.iter().enumerate() {
            let (chosen, log) = (self.who.chose(cx, choice, k), cx.b.read(*slot));
            let gain = cx.b.select(chosen, gain, zero);
            let log = cx.b.add(log, gain);
            self.who.remember(cx, *slot, log);
        }
    }
}

/// The probability of each strategy, from the logarithms of the weights.
///
/// **Formula.** (1 − γ)·w/Σw + γ/K.
/// **Units.** γ a probability.
/// **Guarantees.** Sums to 1; none is below γ/K.
/// **Errors.** Empty for no strategies.
/// **Source.** Auer, Cesa-Bianchi, Freund & Schapire, "The nonstochastic
/// multiarmed bandit problem", SIAM Journal on Computing 32 (2002) 48.
pub fn probabilities(log_weights: &[f64], gamma: f64) -> Vec<f64> {
    let largest = log_weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = log_weights.iter().map(|log| exp(log - largest)).collect();
    let (total, count) = (weights.iter().sum::<f64>(), weights.len() as f64);
    weights.iter().map(|weight| (1.0 - gamma) * weight / total + gamma / count).collect()
}

/// What a reward adds to the logarithm of the weight of the strategy that was
/// chosen of `count` with probability `chance`.
///
/// **Formula.** γ·(x/p)/K.
/// **Units.** Reward x from 0 to 1.
/// **Source.** As [`probabilities`].
pub fn gain(gamma: f64, reward: f64, chance: f64, count: usize) -> f64 {
    gamma * reward / (chance * count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewards_count_more_where_they_were_unlikely() {
        assert_eq!(gain(0.1, 1.0, 0.25, 4), 0.1);
        assert_eq!(gain(0.1, 1.0, 0.125, 4), 0.2);
        let p = probabilities(&[1000.0, 0.0], 0.1);
        assert!((p[0] - 0.95).abs() < 1e-15 && (p[1] - 0.05).abs() < 1e-15, "{p:?}");
        assert_eq!(probabilities(&[3.0, 3.0], 0.0), [0.5, 0.5]);
        assert!(probabilities(&[], 0.1).is_empty());
    }
}
