//! Agents: what they own, how they choose, what they do.
//!
//! In a step some agents enter and some leave; everyone who is there chooses a
//! strategy by its population's learning rule, then the strategies' actions
//! become orders to mechanisms, all evaluated before any mechanism acts; when the
//! step is over, each is rewarded and learns. The rules of learning are in
//! [`learn`], one file each.

pub mod brock_hommes;
pub mod learn;
mod turnover;

use crate::diag::{Diagnostic, nearest};
use crate::formula::UnitType;
use crate::ledger::Funds;
use crate::lower::{Binding, Context, Orders, Want};
use crate::map::Map;
use crate::mechanism::Port;
use crate::program::{Binary, FaultKind, Role, Shape, Slot, Val};
use crate::project::Population;
use learn::{Learner, Learners};
use turnover::Members;

/// A population while it is compiled.
pub struct Group {
    index: usize,
    attributes: Vec<Slot>,
    /// Index of the chosen strategy; −1 before the first step.
    choice: Slot,
    /// Who takes part; none: all do.
    members: Option<Members>,
    reward: Slot,
    learner: Option<Box<dyn Learner>>,
}

impl Group {
    /// Makes a population's names known.
    pub fn declare(index: usize, cx: &mut Context) -> Self {
        let spec: &Population = &cx.project.populations[index];
        let place = format!("populations.{}", spec.id);
        let shape = Shape::Pop(index as u16);
        let holder = cx.book.add_holder(&spec.id, shape, Funds::Limited);
        if cx.holders.insert(spec.id.clone(), holder).is_some() {
            let message = format!("the name `{}` is taken by an account", spec.id);
            cx.report(Diagnostic::error(&place, message));
        }
        let users = Binding::PerAgent(spec.weight, index as u16);
        cx.name(&place, format!("{}.users", spec.id), shape, UnitType::Unknown, users);
        let number = Binding::Index(index as u16);
        cx.name(&place, format!("{}.index", spec.id), shape, UnitType::ratio(), number);
        let mut attributes = Vec::new();
        for attribute in &spec.attributes {
            let place = format!("{place}.attributes.{}", attribute.id);
            let unit = cx.unit(&format!("{place}.unit"), &attribute.unit);
            attributes.push(cx.output(&place, &spec.id, &attribute.id, shape, unit));
        }
        let choice = cx.b.slot(format!("{}.choice", spec.id), shape, Role::State);
        let members = spec.turnover.as_ref().map(|turnover| Members::declare(turnover, index, cx));
        let acting = members.as_ref().map_or(choice, |members| members.acting);
        for (k, strategy) in spec.strategies.iter().enumerate() {
            let place = format!("{place}.strategies.{}", strategy.id);
            let name = format!("{}.{}", spec.id, strategy.id);
            let binding = Binding::Choice(acting, k as u32);
            cx.name(&place, name, shape, UnitType::ratio(), binding);
        }
        let reward = cx.output(&place, &spec.id, "reward", shape, UnitType::Unknown);
        let who = Learners::new(index, members.as_ref().map(|members| members.active), cx);
        let learner = spec.learning.as_ref().map(|rule| learn::declare(rule, who, cx));
        let group = Group { index, attributes, choice, members, reward, learner };
        group.check(cx);
        group
    }

    fn spec<'p>(&self, cx: &Context<'p>) -> &'p Population {
        &cx.project.populations[self.index]
    }

    fn place(&self, cx: &Context, rest: &str) -> String {
        format!("populations.{}.{rest}", self.spec(cx).id)
    }

    fn check(&self, cx: &mut Context) {
        let spec = self.spec(cx);
        if spec.strategies.len() >= 2 && spec.learning.is_none() {
            let message =
                format!("`{}` has {} strategies but no learning rule", spec.id, spec.strategies.len());
            let hint = "say how agents choose, for example {\"rule\": \"epsilon_greedy\", …}";
            cx.report(Diagnostic::error(self.place(cx, "learning"), message).hint(hint));
        }
        if spec.learning.is_some() && spec.reward.is_none() {
            let message = "agents who learn need a reward: what they are after";
            cx.report(Diagnostic::error(self.place(cx, "reward"), message));
        }
        if spec.learning.is_some() && spec.strategies.is_empty() {
            let message = "a learning rule needs strategies to choose from";
            cx.report(Diagnostic::error(self.place(cx, "strategies"), message));
        }
    }

    /// Draws the attributes.
    pub fn init_attributes(&self, cx: &mut Context) {
        for (attribute, slot) in self.spec(cx).attributes.iter().zip(&self.attributes) {
            let place = self.place(cx, &format!("attributes.{}", attribute.id));
            let unit = cx.unit(&format!("{place}.unit"), &attribute.unit);
            let value =
                cx.formula(&format!("{place}.value"), &attribute.value, Want::agents(self.index).of(unit));
            cx.b.write(*slot, value);
        }
    }

    /// Gives the agents what they start with.
    pub fn init_balances(&self, cx: &mut Context) {
        let spec = self.spec(cx);
        let holder = cx.holders[&spec.id];
        for balance in &spec.initial {
            let place = self.place(cx, &format!("initial.{}", balance.asset));
            let Some(asset) = cx.asset(&place, &balance.asset) else { continue };
            let unit = cx.unit_of(asset);
            let amount = cx.amount(&place, &balance.amount, Want::agents(self.index).of(unit));
            cx.book.mint(&mut cx.b, asset, holder, amount);
        }
    }

    /// Prepares choice and memory.
    pub fn init_learning(&self, cx: &mut Context) {
        let start = cx.b.constant(-1.0);
        cx.b.write(self.choice, start);
        if let Some(members) = &self.members {
            members.init(cx);
        }
        if let Some(learner) = &self.learner {
            learner.init(cx, self.choice);
        }
    }

    /// Every agent who takes part chooses a strategy.
    pub fn choose(&self, cx: &mut Context) {
        if let Some(members) = &self.members {
            members.step(cx);
        }
        let choice = match &self.learner {
            Some(learner) => learner.choose(cx, self.choice),
            None => cx.b.constant(0.0),
        };
        let Some(members) = &self.members else { return cx.b.write(self.choice, choice) };
        let (before, nothing) = (cx.b.read(self.choice), cx.b.constant(-1.0));
        let kept = members.select(cx, choice, before);
        cx.b.write(self.choice, kept);
        let acting = members.select(cx, kept, nothing);
        cx.b.write(members.acting, acting);
    }

    /// The actions of the chosen strategies become orders.
    pub fn act(&self, cx: &mut Context, ports: &Map<String, Vec<Port>>, orders: &mut Orders) {
        let spec = self.spec(cx);
        let mut sums: Map<(String, String), Vec<(usize, Val)>> = Map::new();
        for (k, strategy) in spec.strategies.iter().enumerate() {
            for (i, action) in strategy.actions.iter().enumerate() {
                let place = self.place(cx, &format!("strategies.{}.actions[{i}]", strategy.id));
                let Some(port) = find_port(cx, &place, ports, action) else { continue };
                let unit = UnitType::base(port.asset.clone());
                let want = Want::agents(self.index).of(unit);
                let amount = cx.formula(&format!("{place}.amount"), &action.amount, want);
                sums.or_default((action.at.clone(), action.port.clone())).push((k, amount));
            }
        }
        for (key, parts) in sums {
            let amount = self.merge(cx, parts);
            orders.or_default(key).push((self.index, amount));
        }
    }

    /// The choice as it is acted upon: −1 for those who do not take part.
    fn acting(&self) -> Slot {
        self.members.as_ref().map_or(self.choice, |members| members.acting)
    }

    /// What each agent orders: the amount of the strategy it has chosen.
    fn merge(&self, cx: &mut Context, parts: Vec<(usize, Val)>) -> Val {
        let strategies = self.spec(cx).strategies.len();
        let mut by_strategy: Map<usize, Val> = Map::new();
        for (k, amount) in parts {
            let sum = by_strategy.get(&k).copied();
            let sum = sum.map_or(amount, |sum| cx.b.add(sum, amount));
            by_strategy.insert(k, sum);
        }
        // Where everybody orders by some strategy, the last one needs no test.
        let last = if by_strategy.len() == strategies && self.members.is_none() {
            by_strategy.pop_last()
        } else {
            None
        };
        let mut order = last.map_or_else(|| cx.b.constant(0.0), |(_, amount)| amount);
        for (k, amount) in by_strategy {
            let choice = cx.b.read(self.acting());
            let index = cx.b.constant(k as f64);
            let chosen = cx.b.binary(Binary::Eq, choice, index);
            order = cx.b.select(chosen, amount, order);
        }
        cx.b.broadcast(order, self.index as u16)
    }

    /// Every agent is rewarded and learns.
    pub fn learn(&self, cx: &mut Context) {
        let Some(text) = &self.spec(cx).reward else { return };
        let reward = cx.formula(&self.place(cx, "reward"), text, Want::agents(self.index));
        let mut reward = cx.b.broadcast(reward, self.index as u16);
        if let Some(members) = &self.members {
            let nothing = cx.b.constant(0.0);
            reward = members.select(cx, reward, nothing);
        }
        if let Some(learner) = &self.learner {
            // Who is paid what is no number would go on as if it had learned something.
            let all = cx.b.total(reward);
            let (difference, nothing) = (cx.b.sub(all, all), cx.b.constant(0.0));
            let broken = cx.b.binary(Binary::Ne, difference, nothing);
            let place = self.place(cx, "reward");
            let place = cx.b.place(place);
            cx.b.fault_if(broken, FaultKind::NotFinite, place);
            let choice = cx.b.read(self.choice);
            learner.learn(cx, choice, reward);
        }
        cx.b.write(self.reward, reward);
    }
}

fn find_port<'a>(
    cx: &mut Context,
    place: &str,
    ports: &'a Map<String, Vec<Port>>,
    action: &crate::project::Action,
) -> Option<&'a Port> {
    let Some(of) = ports.get(&action.at) else {
        let ids: Vec<&str> = ports.keys().map(String::as_str).collect();
        cx.report(crate::lower::context::unknown(&format!("{place}.at"), "mechanism", &action.at, &ids));
        return None;
    };
    let found = of.iter().find(|port| port.name == action.port);
    if found.is_none() {
        let names: Vec<&str> = of.iter().map(|port| port.name.as_str()).collect();
        let message = format!("`{}` has no port `{}`", action.at, action.port);
        let hint = match nearest(&action.port, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => "agents cannot act there".to_owned(),
            None => format!("agents can: {}", names.join(", ")),
        };
        cx.report(Diagnostic::error(format!("{place}.do"), message).hint(hint));
    }
    found
}
