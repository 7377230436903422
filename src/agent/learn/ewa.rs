//! Experience-weighted attraction: reinforcement and belief learning as the two
//! ends of one rule.

use super::{Learner, Learners, fill, read};
use crate::diag::Diagnostic;
use crate::lower::{Context, context::unknown};
use crate::program::{Pure, Slot, Val};
use crate::project::{Ewa, Formula};

struct Experienced {
    who: Learners,
    attractions: Vec<Slot>,
    experience: Slot,
    /// What each strategy would have paid, and where the document says so.
    forgone: Vec<Option<(String, Formula)>>,
    spec: Ewa,
}

pub(super) fn declare(spec: Ewa, who: Learners, cx: &mut Context) -> impl Learner + use<> {
    let (attractions, experience) = (who.memories(cx, "attraction"), who.memory(cx, "experience"));
    let forgone = forgone(&spec, &who, cx);
    Experienced { who, attractions, experience, forgone, spec }
}

fn forgone(spec: &Ewa, who: &Learners, cx: &mut Context) -> Vec<Option<(String, Formula)>> {
    let project = cx.project;
    let strategies = &project.populations[who.index].strategies;
    let ids: Vec<&str> = strategies.iter().map(|strategy| strategy.id.as_str()).collect();
    let mut all = vec![None; ids.len()];
    for (i, entry) in spec.forgone.iter().enumerate() {
        let place = who.field(&format!("forgone[{i}]"));
        match ids.iter().position(|id| *id == entry.strategy) {
            Some(k) => all[k] = Some((format!("{place}.reward"), entry.reward.clone())),
            None => cx.report(unknown(&format!("{place}.strategy"), "strategy", &entry.strategy, &ids)),
        }
    }
    if spec.imagination.text().trim() != "0"
        && let Some(k) = all.iter().position(Option::is_none)
    {
        let message = format!("it is not said what `{}` would have paid those who did not choose it", ids[k]);
        let hint = "add {\"strategy\": …, \"reward\": …}, or set imagination to 0";
        cx.report(Diagnostic::error(who.field("forgone"), message).hint(hint));
    }
    all
}

impl Learner for Experienced {
    fn init(&self, cx: &mut Context, _choice: Slot) {
        let start = self.who.number(cx, "initial", &self.spec.initial);
        fill(cx, &self.attractions, start);
        let experience = self.who.above_zero(cx, "experience", &self.spec.experience);
        cx.b.write(self.experience, experience);
    }

    fn choose(&self, cx: &mut Context, _choice: Slot) -> Val {
        let place = self.who.field("sensitivity");
        let sensitivity = cx.amount(&place, &self.spec.sensitivity, self.who.want());
        let (draw, one) = (self.who.draw(cx, "sensitivity"), cx.b.constant(1.0));
        let temperature = cx.b.div(one, sensitivity);
        let estimates = read(cx, &self.attractions);
        cx.b.pure(Pure::Softmax { estimates, temperature, draw }, self.who.shape())
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        let (who, spec) = (&self.who, &self.spec);
        let decay = who.share(cx, "decay", &spec.decay);
        let imagination = who.share(cx, "imagination", &spec.imagination);
        let lock_in = who.share(cx, "lock_in", &spec.lock_in);
        let (one, zero, before) = (cx.b.constant(1.0), cx.b.constant(0.0), cx.b.read(self.experience));
        let b = &mut cx.b;
        let old = b.mul(decay, before);
        let open = b.sub(one, lock_in);
        let kept = b.mul(open, old);
        let experience = b.add(kept, one);
        for (k, slot) in self.attractions.iter().enumerate() {
            let missed = match &self.forgone[k] {
                Some((place, text)) => cx.formula(place, text, who.want()),
                None => zero,
            };
            let (chosen, attraction) = (who.chose(cx, choice, k), cx.b.read(*slot));
            let imagined = cx.b.mul(imagination, missed);
            let payoff = cx.b.select(chosen, reward, imagined);
            let sum = cx.b.mul(old, attraction);
            let sum = cx.b.add(sum, payoff);
            let attraction = cx.b.div(sum, experience);
            who.remember(cx, *slot, attraction);
        }
        who.remember(cx, self.experience, experience);
    }
}

/// What an agent knows: attractions A of its strategies, and how much experience
/// N they rest on.
#[derive(Clone, Debug, PartialEq)]
pub struct Attractions {
    /// A, one per strategy, in units of the reward.
    pub values: Vec<f64>,
    /// N > 0.
    pub experience: f64,
}

/// How experience is weighted; each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// φ: what is left of past attractions.
    pub decay: f64,
    /// δ: how much a reward counts that was missed.
    pub imagination: f64,
    /// κ: 0 for averages, 1 for sums.
    pub lock_in: f64,
}

impl Attractions {
    /// After a step in which `chosen` was chosen and each strategy paid, or would
    /// have paid, `payoffs`.
    ///
    /// **Formula.** N′ = φ(1 − κ)N + 1; A′ = (φNA + [δ + (1 − δ)·1(chosen)]·π)/N′.
    /// **Guarantees.** δ = 0: reinforcement, which does not see what was missed.
    /// δ = 1, κ = 0: A is the expected pay-off under beliefs that are weighted
    /// frequencies; for φ = 1 those of fictitious play.
    /// **Source.** Camerer & Ho, "Experience-weighted attraction learning in
    /// normal form games", Econometrica 67 (1999) 827; κ as in Ho, Camerer &
    /// Chong, Journal of Economic Theory 133 (2007) 177.
    pub fn learn(&mut self, weights: Weights, chosen: usize, payoffs: &[f64]) {
        let old = weights.decay * self.experience;
        self.experience = old * (1.0 - weights.lock_in) + 1.0;
        for (k, (value, payoff)) in self.values.iter_mut().zip(payoffs).enumerate() {
            let weight = if k == chosen { 1.0 } else { weights.imagination };
            *value = (old * *value + weight * payoff) / self.experience;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(weights: Weights, payoffs: &[[f64; 2]]) -> Attractions {
        let mut all = Attractions { values: vec![0.0; 2], experience: 1.0 };
        payoffs.iter().enumerate().for_each(|(step, payoffs)| all.learn(weights, step % 2, payoffs));
        all
    }

    #[test]
    fn reinforcement_does_not_see_what_was_missed() {
        let weights = Weights { decay: 0.9, imagination: 0.0, lock_in: 1.0 };
        let one = after(weights, &[[2.0, 4.0], [1.0, 3.0]]);
        assert_eq!(one, after(weights, &[[2.0, -9.0], [77.0, 3.0]]));
        assert_eq!(one.values, [0.9 * 2.0, 3.0], "sums that fade");
    }

    #[test]
    fn full_imagination_is_an_average_over_beliefs() {
        let weights = Weights { decay: 1.0, imagination: 1.0, lock_in: 0.0 };
        let all = after(weights, &[[2.0, 4.0], [1.0, 3.0], [6.0, 5.0]]);
        assert_eq!((all.experience, &all.values[..]), (4.0, &[9.0 / 4.0, 12.0 / 4.0][..]));
    }
}
