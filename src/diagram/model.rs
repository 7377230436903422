//! The diagram of a document: who and what there is, and what moves between them.
//!
//! It is read off the model that runs, so it cannot show anything else: accounts,
//! populations and mechanisms are its nodes; the actions of strategies, and what
//! each mechanism pays to whom, are its arrows.

use crate::mechanism::rule;
use crate::project::{Mechanism, Project, RuleUse};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Agents who choose.
    Population,
    /// A single owner.
    Account,
    /// A rule by which value moves.
    Mechanism,
    /// Where minted tokens come from and burned ones go to.
    Supply,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// Its id in the document; empty for the supply.
    pub id: String,
    /// How people call it.
    pub label: String,
    /// What it is.
    pub kind: Kind,
}

/// An arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Index of the node where it starts.
    pub from: usize,
    /// Index of the node where it ends.
    pub to: usize,
    /// What it is, in a word or two: an asset, an action.
    pub label: String,
    /// How much, as the document says it; empty: it follows from the mechanism.
    pub formula: String,
}

/// Nodes and arrows, in the order of the document.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Graph {
    /// The nodes.
    pub things: Vec<Thing>,
    /// The arrows.
    pub arrows: Vec<Arrow>,
}

impl Graph {
    /// The diagram of a document. Names of things that are not there make no
    /// arrows: the checks of the document say what is wrong with them. A node
    /// without any arrow is left out.
    pub fn of(project: &Project) -> Graph {
        let mut graph = Graph::default();
        for population in &project.populations {
            graph.thing(&population.id, &population.label, Kind::Population);
        }
        for account in &project.accounts {
            graph.thing(&account.id, &account.label, Kind::Account);
        }
        for mechanism in &project.mechanisms {
            graph.thing(mechanism.id(), mechanism.label(), Kind::Mechanism);
        }
        graph.thing("", "Supply", Kind::Supply);
        for population in &project.populations {
            for strategy in &population.strategies {
                for action in &strategy.actions {
                    let label = format!("{}: {}", strategy.label, action.port.replace('_', " "));
                    graph.arrow(&population.id, &action.at, &label, action.amount.text());
                }
            }
        }
        for mechanism in &project.mechanisms {
            graph.moves(mechanism);
        }
        graph.without_loners()
    }

    fn thing(&mut self, id: &str, label: &str, kind: Kind) {
        let label = if label.is_empty() { id.replace('_', " ") } else { label.to_owned() };
        self.things.push(Thing { id: id.to_owned(), label, kind });
    }

    fn arrow(&mut self, from: &str, to: &str, label: &str, formula: &str) {
        let find = |id: &str| self.things.iter().position(|thing| thing.id == id);
        let (Some(from), Some(to)) = (find(from), find(to)) else { return };
        let arrow = Arrow { from, to, label: label.to_owned(), formula: formula.to_owned() };
        if !self.arrows.contains(&arrow) {
            self.arrows.push(arrow);
        }
    }

    /// What a mechanism takes from whom and gives to whom.
    fn moves(&mut self, mechanism: &Mechanism) {
        let id = mechanism.id();
        let supply = "";
        match mechanism {
            Mechanism::Allocation(m) => {
                self.arrow(supply, id, &m.asset, m.total.text());
                for bucket in &m.buckets {
                    let name = if bucket.label.is_empty() { &bucket.id } else { &bucket.label };
                    self.arrow(id, &bucket.to, name, bucket.share.text());
                }
            }
            Mechanism::Emission(m) => {
                self.arrow(supply, id, "mints", "");
                self.arrow(id, &m.to, &m.asset, "");
            }
            Mechanism::Flows(m) => {
                for flow in &m.flows {
                    let label = if flow.label.is_empty() { &flow.asset } else { &flow.label };
                    let [from, to] = [&flow.from, &flow.to].map(|end| end.as_deref().unwrap_or(supply));
                    self.arrow(from, to, label, flow.amount.text());
                }
            }
            Mechanism::Marketplace(m) => {
                self.arrow(id, &m.fee_to, "fees", m.fee.text());
                if let Some(to) = &m.royalty_to {
                    self.arrow(id, to, "royalties", m.royalty.text());
                }
            }
            Mechanism::Staking(m) => {
                self.arrow(&m.reward_from, id, &m.reward_asset, m.reward.text());
                for staker in &m.stakers {
                    self.arrow(id, staker, "rewards", "");
                }
            }
            Mechanism::Rewards(m) => {
                self.arrow(m.from.as_deref().unwrap_or(supply), id, &m.asset, m.budget.text());
                for share in &m.shares {
                    self.arrow(id, &share.to, "rewards", share.weight.text());
                }
            }
            Mechanism::Burn(m) => {
                self.arrow(&m.from, id, &m.asset, m.amount.text());
                self.arrow(id, supply, "burns", "");
            }
            Mechanism::Buyback(m) => {
                self.arrow(&m.from, id, "spends", m.spend.text());
                self.arrow(id, &m.market, "buys", "");
                self.arrow(id, m.keep_in.as_deref().unwrap_or(supply), "bought tokens", "");
            }
            Mechanism::ConstantProduct(m) => {
                self.arrow(id, &m.reserves, "reserves", "");
                for order in &m.orders {
                    self.arrow(&order.account, id, &order.port.replace('_', " "), order.amount.text());
                }
            }
            Mechanism::Treasury(m) => {
                self.arrow(&m.account, id, "pays from", "");
                for grant in &m.grants {
                    let label = if grant.label.is_empty() { &grant.asset } else { &grant.label };
                    self.arrow(id, &grant.to, label, grant.amount.text());
                }
            }
            Mechanism::Rule(m) => self.rule(m),
        }
    }

    /// What the text of a rule moves.
    fn rule(&mut self, spec: &RuleUse) {
        let Some(rule) = rule::of(spec) else { return };
        let told = |field: &str| {
            let known = rule.fields.iter().find(|known| known.name == field)?;
            let given = spec.with.iter().find(|(name, _)| name == field).map(|(_, value)| value.text());
            given.or(known.default.as_deref()).map(str::to_owned)
        };
        let holder = |name: &str| told(name).unwrap_or_else(|| spec.id.clone());
        let mut open: Vec<&rule::Line> = rule.init.iter().chain(&rule.step).rev().collect();
        while let Some(line) = open.pop() {
            match &line.statement {
                rule::Statement::Move { amount, asset, from, to, .. } => {
                    let asset = told(asset).unwrap_or_default();
                    let [from, to] = [from, to].map(|end| end.as_deref().map_or(String::new(), holder));
                    let (from, to) = if from == spec.id || to == spec.id {
                        (from, to)
                    } else {
                        // Through the mechanism, which is what decides it.
                        self.arrow(&from, &spec.id, &asset, amount);
                        (spec.id.clone(), to)
                    };
                    self.arrow(&from, &to, &asset, amount);
                }
                rule::Statement::Repeat(_, lines) => open.extend(lines.iter().rev()),
                _ => {}
            }
        }
    }

    fn without_loners(self) -> Graph {
        let tied = |at: usize| self.arrows.iter().any(|arrow| arrow.from == at || arrow.to == at);
        let kept: Vec<usize> = (0..self.things.len()).filter(|at| tied(*at)).collect();
        let moved = |at: usize| kept.iter().position(|kept| *kept == at).unwrap_or(0);
        let arrow = |arrow: &Arrow| Arrow { from: moved(arrow.from), to: moved(arrow.to), ..arrow.clone() };
        Graph {
            things: kept.iter().map(|at| self.things[*at].clone()).collect(),
            arrows: self.arrows.iter().map(arrow).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(mechanisms: &str) -> Graph {
        let text = format!(
            r#"{{"format":1,"meta":{{"id":"x","title":"X"}},"assets":[{{"id":"TOK","label":"Token"}}],
            "accounts":[{{"id":"till","label":"Till"}},{{"id":"lonely","label":"Lonely"}}],
            "populations":[{{"id":"fans","label":"Fans","size":2,"strategies":[{{"id":"buy","label":"Buy",
            "actions":[{{"at":"shop","do":"buy","amount":"3"}},{{"at":"nowhere","do":"buy","amount":"1"}}]}}]}}],
            "mechanisms":[{mechanisms}]}}"#
        );
        Graph::of(&Project::from_json(&text).expect("a document"))
    }

    fn arrows(graph: &Graph) -> Vec<String> {
        let name = |at: usize| graph.things[at].label.as_str();
        let text = |arrow: &Arrow| {
            format!("{} > {}: {} = {}", name(arrow.from), name(arrow.to), arrow.label, arrow.formula)
        };
        graph.arrows.iter().map(text).collect()
    }

    #[test]
    fn actions_and_payments_are_arrows() {
        let graph = graph(r#"{"type":"marketplace","id":"shop","asset":"TOK","fee":"2%","fee_to":"till"}"#);
        assert_eq!(arrows(&graph), ["Fans > shop: Buy: buy = 3", "shop > Till: fees = 2%"]);
        let kinds: Vec<Kind> = graph.things.iter().map(|thing| thing.kind).collect();
        assert_eq!(kinds, [Kind::Population, Kind::Account, Kind::Mechanism]);
    }

    #[test]
    fn what_is_minted_and_burned_comes_from_and_goes_to_the_supply() {
        let graph = graph(
            r#"{"type":"flows","id":"f","flows":[{"id":"in","asset":"TOK","to":"till","amount":"5"},
            {"id":"out","label":"Fire","asset":"TOK","from":"till","amount":"1"}]},
            {"type":"burn","id":"shop","label":"Shop","asset":"TOK","from":"till","amount":"2"}"#,
        );
        assert_eq!(
            arrows(&graph),
            [
                "Fans > Shop: Buy: buy = 3",
                "Supply > Till: TOK = 5",
                "Till > Supply: Fire = 1",
                "Till > Shop: TOK = 2",
                "Shop > Supply: burns = "
            ]
        );
    }
}
