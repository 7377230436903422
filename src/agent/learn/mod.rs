//! How agents choose and what they remember: one file a rule, one trait.

pub mod epsilon_greedy;
pub mod fermi;
pub mod softmax;

use crate::lower::{Context, Want};
use crate::program::{Pure, Role, Shape, Slot, Val};
use crate::project::{Formula, Learning};

/// A rule of learning, emitting operations for a whole population.
pub trait Learner {
    /// Before the first step: the memory, and the choice where the rule needs
    /// one to start from.
    fn init(&self, cx: &mut Context, choice: Slot);
    /// The index of the strategy that each agent chooses in this step.
    fn choose(&self, cx: &mut Context, choice: Slot) -> Val;
    /// The step is over: each agent's reward for what it chose.
    fn learn(&self, cx: &mut Context, choice: Val, reward: Val);
}

/// The learner of population `index` for a rule of the document.
pub fn declare(rule: &Learning, index: usize, cx: &mut Context) -> Box<dyn Learner> {
    let rule = rule.clone();
    match rule {
        Learning::EpsilonGreedy { epsilon, rate, initial, ties } => {
            let estimates = Estimates::declare(cx, index, rate, initial);
            Box::new(epsilon_greedy::EpsilonGreedy { estimates, epsilon, ties })
        }
        Learning::Softmax { temperature, rate, initial } => {
            let estimates = Estimates::declare(cx, index, rate, initial);
            Box::new(softmax::Softmax { estimates, temperature })
        }
        Learning::Fermi { beta, revision, mutation, rate } => {
            let name = format!("{}.payoff", cx.project.populations[index].id);
            let payoff = cx.b.slot(name, Shape::Pop(index as u16), Role::State);
            Box::new(fermi::Fermi { index, payoff, beta, revision, mutation, rate })
        }
    }
}

/// What bandits remember: an estimate per strategy, moved towards each reward
/// of that strategy by a constant rate.
pub(crate) struct Estimates {
    index: usize,
    slots: Vec<Slot>,
    rate: Formula,
    initial: Formula,
}

impl Estimates {
    fn declare(cx: &mut Context, index: usize, rate: Formula, initial: Formula) -> Self {
        let spec = &cx.project.populations[index];
        let name = |id: &str| format!("{}.estimate.{id}", spec.id);
        let names: Vec<String> = spec.strategies.iter().map(|strategy| name(&strategy.id)).collect();
        let shape = Shape::Pop(index as u16);
        let slots = names.into_iter().map(|name| cx.b.slot(name, shape, Role::State)).collect();
        Estimates { index, slots, rate, initial }
    }

    fn init(&self, cx: &mut Context) {
        let place = field(cx, self.index, "initial");
        let start = cx.formula(&place, &self.initial, Want::agents(self.index));
        for slot in &self.slots {
            cx.b.write(*slot, start);
        }
    }

    fn read(&self, cx: &mut Context) -> Vec<Val> {
        self.slots.iter().map(|slot| cx.b.read(*slot)).collect()
    }

    fn learn(&self, cx: &mut Context, choice: Val, reward: Val) {
        let place = field(cx, self.index, "rate");
        let rate = cx.formula(&place, &self.rate, Want::agents(self.index).ratio());
        for (k, slot) in self.slots.iter().enumerate() {
            let value = cx.b.read(*slot);
            let op = Pure::Toward { value, choice, index: Some(k as u32), rate, target: reward };
            let value = cx.b.pure(op, Shape::Pop(self.index as u16));
            cx.b.write(*slot, value);
        }
    }
}

/// Path of a field of a population's learning rule.
fn field(cx: &Context, index: usize, name: &str) -> String {
    format!("populations.{}.learning.{name}", cx.project.populations[index].id)
}
