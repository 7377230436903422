//! Roth–Erev reinforcement: what has paid is done more often.

use super::{Learner, Learners, fill, read};
use crate::lower::Context;
use crate::program::{Slot, Val};
use crate::project::RothErev;

struct Reinforced {
    who: Learners,
    propensities: Vec<Slot>,
    spec: RothErev,
}

pub(super) fn declare(spec: RothErev, who: Learners, cx: &mut Context) -> impl Learner + use<> {
    let propensities = who.memories(cx, "propensity");
    Reinforced { who, propensities, spec }
}

impl Learner for Reinforced {
    fn init(&self, cx: &mut Context, _choice: Slot) {
        let start = self.who.above_zero(cx, "initial", &self.spec.initial);
        fill(cx, &self.propensities, start);
    }

    fn choose(&self, cx: &mut Context, _choice: Slot) -> Val {
        let draw = self.who.draw(cx, "propensity");
        let weights = read(cx, &self.propensities);
        self.who.lot(cx, &weights, draw)
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        let (who, others) = (&self.who, self.propensities.len().saturating_sub(1));
        let forgetting = who.share(cx, "forgetting", &self.spec.forgetting);
        let experimentation = who.share(cx, "experimentation", &self.spec.experimentation);
        let lowest = who.number(cx, "lowest", &self.spec.lowest);
        let b = &mut cx.b;
        let (one, others) = (b.constant(1.0), b.constant(others.max(1) as f64));
        let (kept, own) = (b.sub(one, forgetting), b.sub(one, experimentation));
        let above = b.sub(reward, lowest);
        let above = b.positive(above);
        let (own, spill) = (b.mul(above, own), b.mul(above, experimentation));
        let spill = b.div(spill, others);
        for (k, slot) in self.propensities.iter().enumerate() {
            let (chosen, old) = (who.chose(cx, choice, k), cx.b.read(*slot));
            let (kept, gain) = (cx.b.mul(kept, old), cx.b.select(chosen, own, spill));
            let propensity = cx.b.add(kept, gain);
            who.remember(cx, *slot, propensity);
        }
    }
}

/// The propensities after `reward` (counted from the smallest possible one, ≥ 0)
/// for the strategy `chosen`.
///
/// **Formula.** q ← (1 − φ)·q + E, with E = x·(1 − ε) for the chosen strategy and
/// x·ε/(K − 1) for each other.
/// **Units.** Propensities in units of the reward; φ and ε from 0 to 1.
/// **Guarantees.** Propensities that are positive stay so for φ < 1; without
/// forgetting Σq grows by x.
/// **Errors.** None; with one strategy nothing spills over.
/// **Source.** Erev & Roth, "Predicting how people play games", American Economic
/// Review 88 (1998) 848.
pub fn reinforce(
    propensities: &mut [f64],
    chosen: usize,
    reward: f64,
    forgetting: f64,
    experimentation: f64,
) {
    let others = propensities.len().saturating_sub(1).max(1) as f64;
    for (k, propensity) in propensities.iter_mut().enumerate() {
        let share = if k == chosen { 1.0 - experimentation } else { experimentation / others };
        *propensity = (1.0 - forgetting) * *propensity + reward * share;
    }
}

/// The probability of each strategy: q/Σq.
///
/// **Errors.** NaN if all are 0.
pub fn probabilities(propensities: &[f64]) -> Vec<f64> {
    let total: f64 = propensities.iter().sum();
    propensities.iter().map(|propensity| propensity / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewards_spill_over_and_fade() {
        let mut q = [1.0, 1.0, 1.0];
        reinforce(&mut q, 0, 2.0, 0.0, 0.2);
        assert!(q.iter().zip([2.6, 1.2, 1.2]).all(|(a, b)| (a - b).abs() < 1e-15), "{q:?}");
        assert!((q.iter().sum::<f64>() - 5.0).abs() < 1e-15);
        reinforce(&mut q, 1, 0.0, 0.5, 0.2);
        assert_eq!(probabilities(&q), [0.52, 0.24, 0.24]);
        let mut one = [1.0];
        reinforce(&mut one, 0, 3.0, 0.0, 0.0);
        assert_eq!(one, [4.0]);
    }
}
