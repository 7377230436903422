//! Fermi imitation.
//!
//! Fermi imitation: agents copy those who earn more, the more readily the more
//! these earn.

use super::{Learner, Learners, Payoff};
use crate::lower::Context;
use crate::num::math::logistic;
use crate::num::rng::site;
use crate::program::{Imitate, Slot, Val};
use crate::project::Fermi;

struct Imitator {
    who: Learners,
    payoff: Payoff,
    spec: Fermi,
}

pub(super) fn declare(spec: Fermi, who: Learners, cx: &mut Context) -> impl Learner + use<> {
    let payoff = Payoff::declare(&who, cx, spec.rate.clone());
    Imitator { who, payoff, spec }
}

impl Learner for Imitator {
    fn init(&self, cx: &mut Context, choice: Slot) {
        self.who.start(cx, choice);
    }

    fn choose(&self, cx: &mut Context, choice: Slot) -> Val {
        let (who, spec) = (&self.who, &self.spec);
        let beta = who.field("beta");
        let op = Imitate {
            beta: cx.amount(&beta, &spec.beta, who.want()),
            revision: who.share(cx, "revision", &spec.revision),
            mutation: who.share(cx, "mutation", &spec.mutation),
            choice: cx.b.read(choice),
            payoff: cx.b.read(self.payoff.slot),
            choices: who.strategies(cx) as u32,
            site: site(&who.field("imitation")),
        };
        cx.b.imitate(op)
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        self.payoff.learn(&self.who, cx, choice, reward);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_earns_more_is_copied_more() {
        assert!((adoption(1.0, 1.5, 0.2) - 0.524_979_187_478_939_9).abs() < 1e-15);
        assert_eq!(adoption(1.0, 9.0, 0.0), 0.5);
        assert_eq!(adoption(0.0, 1e300, 1e10), 1.0);
        assert!((adoption(1.0, 2.0, 3.0) + adoption(2.0, 1.0, 3.0) - 1.0).abs() < 1e-15);
    }
}
