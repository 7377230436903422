//! How agents choose and what they remember: one file a rule, one trait.
//!
//! A rule is what its file emits for [`Learner`], a record of the document in
//! [`crate::project`], and a line in [`declare`].

pub mod epsilon_greedy;
pub mod ewa;
pub mod exp3;
pub mod fermi;
pub mod game;
pub mod imitate_best;
mod mix;
pub mod q_learning;
pub mod replicator;
pub mod roth_erev;
pub mod softmax;
pub mod ucb1;
mod win_stay_lose_shift;

use crate::lower::{Context, Want};
use crate::num::rng::site;
use crate::program::{Binary, Pure, Role, Shape, Slot, Unary, Val};
use crate::project::{Formula, Learning, Ties};

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

/// The learner for a rule of the document.
pub fn declare(rule: &Learning, who: Learners, cx: &mut Context) -> Box<dyn Learner> {
    match rule.clone() {
        Learning::EpsilonGreedy(spec) => Box::new(epsilon_greedy::declare(spec, who, cx)),
        Learning::Softmax(spec) => Box::new(softmax::declare(spec, who, cx)),
        Learning::Ucb1(spec) => Box::new(ucb1::declare(spec, who, cx)),
        Learning::Exp3(spec) => Box::new(exp3::declare(spec, who, cx)),
        Learning::QLearning(spec) => Box::new(q_learning::declare(spec, who, cx)),
        Learning::RothErev(spec) => Box::new(roth_erev::declare(spec, who, cx)),
        Learning::Ewa(spec) => Box::new(ewa::declare(spec, who, cx)),
        Learning::Fermi(spec) => Box::new(fermi::declare(spec, who, cx)),
        Learning::ImitateBest(spec) => Box::new(imitate_best::declare(spec, who, cx)),
        Learning::Replicator(spec) => Box::new(replicator::declare(spec, who, cx)),
        Learning::WinStayLoseShift(spec) => Box::new(win_stay_lose_shift::declare(spec, who, cx)),
        Learning::Mix(spec) => Box::new(mix::declare(spec, who, cx)),
    }
}

/// Who learns by a rule: the agents of a population, and where the document says
/// so. What the rules have in common is here.
#[derive(Clone)]
pub struct Learners {
    /// Position of the population.
    index: usize,
    /// How their memory is called in listings: the population's id.
    name: String,
    /// Path of the rule.
    path: String,
    /// Which of them take part in this step; none: all do.
    active: Option<Slot>,
}

impl Learners {
    /// The agents of population `index`, of whom those take part for whom
    /// `active` is 1.
    pub fn new(index: usize, active: Option<Slot>, cx: &Context) -> Self {
        let name = cx.project.populations[index].id.clone();
        let path = format!("populations.{name}.learning");
        Learners { index, name, path, active }
    }

    fn shape(&self) -> Shape {
        Shape::Pop(self.index as u16)
    }

    fn want(&self) -> Want<'static> {
        Want::agents(self.index)
    }

    /// How many strategies there are to choose from.
    fn strategies(&self, cx: &Context) -> usize {
        cx.project.populations[self.index].strategies.len()
    }

    /// Path of a field of the rule.
    fn field(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    /// A number of the rule, of any unit.
    fn number(&self, cx: &mut Context, name: &str, text: &Formula) -> Val {
        cx.formula(&self.field(name), text, self.want())
    }

    /// A ratio of the rule, from 0 to 1.
    fn share(&self, cx: &mut Context, name: &str, text: &Formula) -> Val {
        self.ratio(cx, name, text, 0.0)
    }

    /// A ratio of the rule, from `least` to 1.
    fn ratio(&self, cx: &mut Context, name: &str, text: &Formula, least: f64) -> Val {
        let place = self.field(name);
        let ratio = cx.formula(&place, text, self.want().ratio());
        cx.known(&place, ratio, [least, 1.0]);
        cx.b.positive(ratio)
    }

    /// A number of the rule that must be above 0.
    fn above_zero(&self, cx: &mut Context, name: &str, text: &Formula) -> Val {
        let number = self.number(cx, name, text);
        cx.known(&self.field(name), number, [f64::MIN_POSITIVE, f64::INFINITY]);
        number
    }

    /// A draw for each agent.
    fn draw(&self, cx: &mut Context, name: &str) -> Val {
        cx.b.draw(site(&self.field(name)), self.shape())
    }

    /// A number that each agent remembers.
    fn memory(&self, cx: &mut Context, name: &str) -> Slot {
        cx.b.slot(format!("{}.{name}", self.name), self.shape(), Role::State)
    }

    /// A number for each strategy that each agent remembers.
    fn memories(&self, cx: &mut Context, name: &str) -> Vec<Slot> {
        let strategies = &cx.project.populations[self.index].strategies;
        strategies.iter().map(|strategy| self.memory(cx, &format!("{name}.{}", strategy.id))).collect()
    }

    /// Agents who take part remember something new.
    fn remember(&self, cx: &mut Context, slot: Slot, val: Val) {
        let val = match self.active {
            Some(active) => {
                let (active, old) = (cx.b.read(active), cx.b.read(slot));
                cx.b.select(active, val, old)
            }
            None => val,
        };
        cx.b.write(slot, val);
    }

    /// `value` moved by `rate` towards `target`: for all, or for those whose
    /// `choice` is an index.
    fn toward(&self, cx: &mut Context, value: Val, rate: Val, target: Val, only: (Val, Option<u32>)) -> Val {
        let (choice, index) = only;
        cx.b.pure(Pure::Toward { value, choice, index, rate, target }, self.shape())
    }

    /// 1 for those whose choice is `k`.
    fn chose(&self, cx: &mut Context, choice: Val, k: usize) -> Val {
        let k = cx.b.constant(k as f64);
        cx.b.binary(Binary::Eq, choice, k)
    }

    /// The strategy with the highest estimate but for exploration.
    fn greedy(&self, cx: &mut Context, estimates: Vec<Val>, (name, epsilon): (&str, Val), ties: Ties) -> Val {
        let op = Pure::EpsilonGreedy { estimates, epsilon, site: site(&self.field(name)), ties };
        cx.b.pure(op, self.shape())
    }

    /// The index that a draw picks with probabilities proportional to weights
    /// ≥ 0; the first if all are 0.
    fn lot(&self, cx: &mut Context, weights: &[Val], draw: Val) -> Val {
        let mut bounds = Vec::new();
        let mut total = cx.b.constant(0.0);
        for weight in weights {
            total = cx.b.add(total, *weight);
            bounds.push(total);
        }
        bounds.pop();
        let point = cx.b.mul(draw, total);
        let mut index = cx.b.constant(0.0);
        for bound in bounds {
            let beyond = cx.b.binary(Binary::Gt, point, bound);
            index = cx.b.add(index, beyond);
        }
        index
    }

    /// One of `count` indices for a draw, each with the same probability.
    fn any(&self, cx: &mut Context, draw: Val, count: usize) -> Val {
        let count = cx.b.constant(count as f64);
        let scaled = cx.b.mul(draw, count);
        cx.b.unary(Unary::Floor, scaled)
    }

    /// Everybody starts with a strategy by lot.
    fn start(&self, cx: &mut Context, choice: Slot) {
        let draw = self.draw(cx, "start");
        let start = self.any(cx, draw, self.strategies(cx));
        cx.b.write(choice, start);
    }

    /// The new choice of imitators: any strategy with probability `mutation`,
    /// else `copied` with probability `revision`, else the `own` one.
    fn revise(&self, cx: &mut Context, own: Val, copied: Val, revision: &Formula, mutation: &Formula) -> Val {
        let revision = self.share(cx, "revision", revision);
        let draw = self.draw(cx, "revises");
        let revises = cx.b.binary(Binary::Lt, draw, revision);
        let revised = match cx.b.as_const(revision) {
            Some(share) if share >= 1.0 => copied,
            _ => cx.b.select(revises, copied, own),
        };
        self.mutate(cx, revised, mutation)
    }

    /// Any strategy with probability `mutation`, else the one that is given.
    fn mutate(&self, cx: &mut Context, choice: Val, mutation: &Formula) -> Val {
        let mutation = self.share(cx, "mutation", mutation);
        if cx.b.as_const(mutation) == Some(0.0) {
            return choice;
        }
        let (draw, other) = (self.draw(cx, "mutates"), self.draw(cx, "mutation"));
        let mutates = cx.b.binary(Binary::Lt, draw, mutation);
        let any = self.any(cx, other, self.strategies(cx));
        cx.b.select(mutates, any, choice)
    }
}

/// What bandits remember: an estimate per strategy, moved towards each reward
/// of that strategy by a constant rate.
struct Estimates {
    slots: Vec<Slot>,
    rate: Formula,
    initial: Formula,
}

impl Estimates {
    fn declare(who: &Learners, cx: &mut Context, rate: Formula, initial: Formula) -> Self {
        Estimates { slots: who.memories(cx, "estimate"), rate, initial }
    }

    fn init(&self, who: &Learners, cx: &mut Context) {
        let start = who.number(cx, "initial", &self.initial);
        fill(cx, &self.slots, start);
    }

    fn learn(&self, who: &Learners, cx: &mut Context, choice: Val, reward: Val) {
        let rate = who.share(cx, "rate", &self.rate);
        for (k, slot) in self.slots.iter().enumerate() {
            let value = cx.b.read(*slot);
            let value = who.toward(cx, value, rate, reward, (choice, Some(k as u32)));
            who.remember(cx, *slot, value);
        }
    }
}

/// What imitators compare: the reward, averaged over the last steps.
struct Payoff {
    slot: Slot,
    rate: Formula,
}

impl Payoff {
    fn declare(who: &Learners, cx: &mut Context, rate: Formula) -> Self {
        Payoff { slot: who.memory(cx, "payoff"), rate }
    }

    fn learn(&self, who: &Learners, cx: &mut Context, choice: Val, reward: Val) {
        let rate = who.share(cx, "rate", &self.rate);
        let value = cx.b.read(self.slot);
        let value = who.toward(cx, value, rate, reward, (choice, None));
        who.remember(cx, self.slot, value);
    }
}

fn read(cx: &mut Context, slots: &[Slot]) -> Vec<Val> {
    slots.iter().map(|slot| cx.b.read(*slot)).collect()
}

fn fill(cx: &mut Context, slots: &[Slot], val: Val) {
    slots.iter().for_each(|slot| cx.b.write(*slot, val));
}
