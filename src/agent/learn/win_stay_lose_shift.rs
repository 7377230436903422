//! Win-stay, lose-shift: the adaptive trader, who changes strategy after a loss.
//!
//! Source: Robbins, "Some aspects of the sequential design of experiments",
//! Bulletin of the American Mathematical Society 58 (1952) 527; Nowak & Sigmund,
//! "A strategy of win-stay, lose-shift that outperforms tit-for-tat", Nature 364
//! (1993) 56.

use super::{Learner, Learners};
use crate::lower::Context;
use crate::program::{Binary, Slot, Val};
use crate::project::WinStayLoseShift;

struct Shifter {
    who: Learners,
    reward: Slot,
    spec: WinStayLoseShift,
}

pub(super) fn declare(spec: WinStayLoseShift, who: Learners, cx: &mut Context) -> impl Learner + use<> {
    let reward = who.memory(cx, "last_reward");
    Shifter { who, reward, spec }
}

impl Learner for Shifter {
    fn init(&self, cx: &mut Context, choice: Slot) {
        self.who.start(cx, choice);
        // Nobody has lost before the first step.
        let nothing = cx.b.constant(f64::INFINITY);
        cx.b.write(self.reward, nothing);
    }

    fn choose(&self, cx: &mut Context, choice: Slot) -> Val {
        let who = &self.who;
        let own = cx.b.read(choice);
        let others = who.strategies(cx).saturating_sub(1);
        if others == 0 {
            return own;
        }
        let aspiration = who.number(cx, "aspiration", &self.spec.aspiration);
        let shift = who.share(cx, "shift", &self.spec.shift);
        let (draw, lot) = (who.draw(cx, "shift"), who.draw(cx, "other"));
        let other = who.any(cx, lot, others);
        let b = &mut cx.b;
        let behind = b.binary(Binary::Ge, other, own);
        let other = b.add(other, behind);
        let reward = b.read(self.reward);
        let (lost, shifts) = (b.binary(Binary::Lt, reward, aspiration), b.binary(Binary::Lt, draw, shift));
        let leaves = b.binary(Binary::And, lost, shifts);
        let next = b.select(leaves, other, own);
        who.mutate(cx, next, &self.spec.mutation)
    }

    fn learn(&self, cx: &mut Context, _choice: Val, reward: Val) {
        self.who.remember(cx, self.reward, reward);
    }
}
