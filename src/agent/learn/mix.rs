//! Different rules within one population.

use super::{Learner, Learners};
use crate::diag::Diagnostic;
use crate::lower::Context;
use crate::program::{Slot, Val};
use crate::project::Mix;

struct Mixed {
    who: Learners,
    /// Which rule an agent has.
    rule: Slot,
    learners: Vec<Box<dyn Learner>>,
    spec: Mix,
}

pub(super) fn declare(spec: Mix, who: Learners, cx: &mut Context) -> impl Learner + use<> {
    if spec.parts.is_empty() {
        let problem = Diagnostic::error(who.field("parts"), "a mix needs at least one rule");
        cx.report(problem.hint("add {\"share\": 1, \"learning\": {\"rule\": …}}"));
    }
    let mut learners = Vec::new();
    for (i, part) in spec.parts.iter().enumerate() {
        let path = format!("{}.parts[{i}].learning", who.path);
        let name = format!("{}.part{i}", who.name);
        learners.push(super::declare(&part.learning, Learners { name, path, ..who.clone() }, cx));
    }
    let rule = who.memory(cx, "rule");
    Mixed { who, rule, learners, spec }
}

impl Learner for Mixed {
    fn init(&self, cx: &mut Context, choice: Slot) {
        let draw = self.who.draw(cx, "parts");
        let mut shares = Vec::new();
        for (i, part) in self.spec.parts.iter().enumerate() {
            let place = self.who.field(&format!("parts[{i}].share"));
            shares.push(cx.amount(&place, &part.share, self.who.want()));
        }
        let rule = self.who.lot(cx, &shares, draw);
        cx.b.write(self.rule, rule);
        self.learners.iter().for_each(|learner| learner.init(cx, choice));
    }

    fn choose(&self, cx: &mut Context, choice: Slot) -> Val {
        let mut chosen = cx.b.constant(0.0);
        for (i, learner) in self.learners.iter().enumerate() {
            let theirs = learner.choose(cx, choice);
            let rule = cx.b.read(self.rule);
            let follows = self.who.chose(cx, rule, i);
            chosen = if i == 0 { theirs } else { cx.b.select(follows, theirs, chosen) };
        }
        chosen
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        self.learners.iter().for_each(|learner| learner.learn(cx, choice, reward));
    }
}
