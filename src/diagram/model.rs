//! The diagram of a document: who and what there is, and what moves between them.
//!
//! It is read off the model that runs, so it cannot show anything else: accounts,
//! populations and mechanisms are its nodes; what agents do at a mechanism, and what
//! each mechanism pays to whom, are its arrows. What stakeholders are said to give to
//! each other can be shown beside it ([`Graph::planned`]).
//!
//! Everything between the same two nodes in the same direction is one arrow, made of
//! parts: each part is a place of the document, with its formula.

use crate::edit::model::catalogue::rule_of;
use crate::edit::model::mechanisms as types;
use crate::json::{Json, Record};
use crate::mechanism::rule;
use crate::project::{Mechanism, Population, Project, RuleUse};

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
    /// Somebody who is not in the model.
    Stakeholder,
}

impl Kind {
    /// Its name for style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Population => "population",
            Kind::Account => "account",
            Kind::Mechanism => "mechanism",
            Kind::Supply => "supply",
            Kind::Stakeholder => "stakeholder",
        }
    }
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// Tells it from the others: its id in the document, with `@` before that of a
    /// stakeholder; empty for the supply.
    pub key: String,
    /// How people call it.
    pub label: String,
    /// What it is, in a word or two.
    pub caption: String,
    /// What it is.
    pub kind: Kind,
    /// Where it is in the document: `populations.0`, `discovery.stakeholders.rival`;
    /// empty for the supply.
    pub place: String,
}

/// What an arrow is made of: one thing that moves.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Part {
    /// What it is, in a word or two: an asset, what agents do.
    pub label: String,
    /// Which asset, where the document names it there.
    pub asset: String,
    /// Who does it, where that is a strategy.
    pub of: String,
    /// How much, as the document says it; empty: it follows from the mechanism.
    pub formula: String,
    /// The entry of the document that says so: `mechanisms.2.flows.0`.
    pub place: String,
    /// The fields of the entry that it is about; none: all of them.
    pub fields: &'static [&'static str],
}

impl Part {
    /// What it is, with who does it.
    pub fn title(&self) -> String {
        if self.of.is_empty() { self.label.clone() } else { format!("{}: {}", self.of, self.label) }
    }

    /// Whether the entry is this part alone, so that the part can be taken away.
    pub fn is_entry(&self) -> bool {
        self.fields.is_empty() && self.place.matches('.').count() > 1
    }
}

/// An arrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// Index of the node where it starts.
    pub from: usize,
    /// Index of the node where it ends.
    pub to: usize,
    /// Whether it is what stakeholders are said to give, rather than the model.
    pub planned: bool,
    /// What moves, one at least.
    pub parts: Vec<Part>,
}

impl Arrow {
    /// What it is, in a word or two.
    pub fn label(&self) -> String {
        let mut words: Vec<&str> = Vec::new();
        for part in &self.parts {
            if !part.label.is_empty() && !words.contains(&part.label.as_str()) {
                words.push(&part.label);
            }
        }
        words.join(", ")
    }

    /// Whether something comes back along it: what agents do at a mechanism, and what a
    /// market keeps in its reserves, goes both ways.
    pub fn brings_back(&self) -> bool {
        self.parts.iter().any(|part| !part.of.is_empty() || part.label == "reserves")
    }

    /// How much, if it is one formula.
    pub fn formula(&self) -> &str {
        match self.parts.as_slice() {
            [one] => &one.formula,
            _ => "",
        }
    }

    /// All of it, for those who point there.
    pub fn title(&self) -> String {
        let line = |part: &Part| match part.formula.as_str() {
            "" => part.title(),
            formula => format!("{} = {formula}", part.title()),
        };
        self.parts.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Nodes and arrows, in the order of the document.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Graph {
    /// The nodes.
    pub things: Vec<Thing>,
    /// The arrows.
    pub arrows: Vec<Arrow>,
}

/// The key of the supply.
const SUPPLY: &str = "";

impl Graph {
    /// The diagram of a document's model. Names of things that are not there make no
    /// arrows: the checks of the document say what is wrong with them. The supply is
    /// left out where nothing is minted or burned.
    pub fn of(project: &Project) -> Graph {
        let mut graph = Graph::default();
        for (at, population) in project.populations.iter().enumerate() {
            let caption =
                if population.size == 1 { "1 agent".into() } else { format!("{} agents", population.size) };
            let place = format!("populations.{at}");
            graph.thing(&population.id, &population.label, Kind::Population, caption, place);
        }
        for (at, account) in project.accounts.iter().enumerate() {
            graph.thing(
                &account.id,
                &account.label,
                Kind::Account,
                "account".into(),
                format!("accounts.{at}"),
            );
        }
        for (at, mechanism) in project.mechanisms.iter().enumerate() {
            let (caption, place) = (caption(mechanism), format!("mechanisms.{at}"));
            graph.thing(mechanism.id(), mechanism.label(), Kind::Mechanism, caption, place);
        }
        graph.thing(SUPPLY, "Supply", Kind::Supply, "minted and burned".into(), String::new());
        for (at, population) in project.populations.iter().enumerate() {
            graph.actions(population, &format!("populations.{at}"));
        }
        for (at, mechanism) in project.mechanisms.iter().enumerate() {
            graph.moves(mechanism, &format!("mechanisms.{at}"));
        }
        let shown = |at: &usize| {
            let flows = format!("mechanisms.{at}.flows.");
            graph.arrows.iter().flat_map(|arrow| &arrow.parts).any(|part| part.place.starts_with(&flows))
        };
        let flows: Vec<String> =
            (0..project.mechanisms.len()).filter(shown).map(|at| format!("mechanisms.{at}")).collect();
        graph.without(|thing| match thing.kind {
            Kind::Supply => true,
            // Its flows are the arrows.
            Kind::Mechanism => flows.contains(&thing.place),
            _ => false,
        })
    }

    /// Leaves out what has no arrow and is nothing by itself.
    fn without(mut self, nothing: impl Fn(&Thing) -> bool) -> Graph {
        let tied = |at: usize| self.arrows.iter().any(|arrow| arrow.from == at || arrow.to == at);
        let kept: Vec<bool> =
            (0..self.things.len()).map(|at| tied(at) || !nothing(&self.things[at])).collect();
        let moved = |at: usize| kept[..at].iter().filter(|kept| **kept).count();
        self.arrows
            .iter_mut()
            .for_each(|arrow| (arrow.from, arrow.to) = (moved(arrow.from), moved(arrow.to)));
        let mut at = kept.iter();
        self.things.retain(|_| at.next().is_some_and(|kept| *kept));
        self
    }

    /// Adds what stakeholders are said to give to each other, and those of them who
    /// are not in the model.
    pub fn planned(mut self, project: &Project) -> Graph {
        let discovery = &project.discovery;
        for one in &discovery.stakeholders {
            if self.find(one.model.as_deref().unwrap_or(SUPPLY)).is_none() || one.model.is_none() {
                let place = format!("discovery.stakeholders.{}", one.id);
                self.thing(
                    &format!("@{}", one.id),
                    &one.label,
                    Kind::Stakeholder,
                    "stakeholder".into(),
                    place,
                );
            }
        }
        for flow in &discovery.flows {
            let end = |id: &str| {
                let known = discovery.stakeholders.iter().find(|one| one.id == id)?;
                let inside = known.model.as_deref().filter(|model| self.find(model).is_some());
                Some(inside.map_or_else(|| format!("@{id}"), str::to_owned))
            };
            let (Some(from), Some(to)) = (end(&flow.from), end(&flow.to)) else { continue };
            let part = Part {
                label: flow.asset.clone(),
                asset: flow.asset.clone(),
                of: flow.purpose.clone(),
                formula: flow.amount.text().to_owned(),
                place: format!("discovery.flows.{}", flow.id),
                fields: &[],
            };
            self.put(&from, &to, true, part);
        }
        self
    }

    /// The node with a key.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.things.iter().position(|thing| thing.key == key)
    }

    fn thing(&mut self, key: &str, label: &str, kind: Kind, caption: String, place: String) {
        let bare = key.trim_start_matches('@').replace('_', " ");
        let label = if label.is_empty() { bare } else { label.to_owned() };
        self.things.push(Thing { key: key.to_owned(), label, kind, caption, place });
    }

    fn put(&mut self, from: &str, to: &str, planned: bool, part: Part) {
        let (Some(from), Some(to)) = (self.find(from), self.find(to)) else { return };
        let same = |arrow: &&mut Arrow| arrow.from == from && arrow.to == to && arrow.planned == planned;
        match self.arrows.iter_mut().find(same) {
            Some(arrow) if arrow.parts.contains(&part) => {}
            Some(arrow) => arrow.parts.push(part),
            None => self.arrows.push(Arrow { from, to, planned, parts: vec![part] }),
        }
    }

    fn arrow(&mut self, from: &str, to: &str, part: Part) {
        self.put(from, to, false, part);
    }

    fn actions(&mut self, population: &Population, place: &str) {
        for (at, strategy) in population.strategies.iter().enumerate() {
            for (action_at, action) in strategy.actions.iter().enumerate() {
                let of = if strategy.label.is_empty() { &strategy.id } else { &strategy.label };
                let part = Part {
                    of: of.clone(),
                    place: format!("{place}.strategies.{at}.actions.{action_at}"),
                    ..part("", &action.port.replace('_', " "), action.amount.text(), &[])
                };
                self.arrow(&population.id, &action.at, part);
            }
        }
    }

    /// What a mechanism takes from whom and gives to whom.
    fn moves(&mut self, mechanism: &Mechanism, place: &str) {
        let id = mechanism.id();
        let of = |asset: &str, part: Part| Part { asset: asset.to_owned(), ..part };
        match mechanism {
            Mechanism::Allocation(m) => {
                let total = part(place, &m.asset, m.total.text(), &["asset", "total"]);
                self.arrow(SUPPLY, id, of(&m.asset, total));
                for (at, bucket) in m.buckets.iter().enumerate() {
                    let name = if bucket.label.is_empty() { &bucket.id } else { &bucket.label };
                    let own = part(&format!("{place}.buckets.{at}"), name, bucket.share.text(), &[]);
                    self.arrow(id, &bucket.to, of(&m.asset, own));
                }
            }
            Mechanism::Emission(m) => {
                self.arrow(SUPPLY, id, of(&m.asset, part(place, "mints", "", &["asset", "schedule"])));
                self.arrow(id, &m.to, of(&m.asset, part(place, &m.asset, "", &["to"])));
            }
            Mechanism::Flows(m) => {
                for (at, flow) in m.flows.iter().enumerate() {
                    let label = if flow.label.is_empty() { &flow.asset } else { &flow.label };
                    let [from, to] = [&flow.from, &flow.to].map(|end| end.as_deref().unwrap_or(SUPPLY));
                    let own = part(&format!("{place}.flows.{at}"), label, flow.amount.text(), &[]);
                    self.arrow(from, to, of(&flow.asset, own));
                }
            }
            Mechanism::Marketplace(m) => {
                let fees = part(place, "fees", m.fee.text(), &["fee", "fee_to"]);
                self.arrow(id, &m.fee_to, of(&m.asset, fees));
                if let Some(to) = &m.royalty_to {
                    let royalties = part(place, "royalties", m.royalty.text(), &["royalty", "royalty_to"]);
                    self.arrow(id, to, of(&m.asset, royalties));
                }
            }
            Mechanism::Staking(m) => {
                let paid =
                    part(place, &m.reward_asset, m.reward.text(), &["reward", "reward_from", "reward_asset"]);
                self.arrow(&m.reward_from, id, of(&m.reward_asset, paid));
                for staker in &m.stakers {
                    self.arrow(id, staker, of(&m.reward_asset, part(place, "rewards", "", &["stakers"])));
                }
            }
            Mechanism::Rewards(m) => {
                let budget = part(place, &m.asset, m.budget.text(), &["budget", "from", "asset"]);
                self.arrow(m.from.as_deref().unwrap_or(SUPPLY), id, of(&m.asset, budget));
                for (at, share) in m.shares.iter().enumerate() {
                    let own = part(&format!("{place}.shares.{at}"), "rewards", share.weight.text(), &[]);
                    self.arrow(id, &share.to, of(&m.asset, own));
                }
            }
            Mechanism::Burn(m) => {
                let taken = part(place, &m.asset, m.amount.text(), &["amount", "from", "asset"]);
                self.arrow(&m.from, id, of(&m.asset, taken));
                self.arrow(id, SUPPLY, of(&m.asset, part(place, "burns", "", &["amount"])));
            }
            Mechanism::Buyback(m) => {
                self.arrow(&m.from, id, part(place, "spends", m.spend.text(), &["spend", "from"]));
                self.arrow(id, &m.market, part(place, "buys", "", &["market"]));
                let to = m.keep_in.as_deref().unwrap_or(SUPPLY);
                self.arrow(id, to, part(place, "bought tokens", "", &["keep_in"]));
            }
            Mechanism::ConstantProduct(m) => {
                self.arrow(id, &m.reserves, part(place, "reserves", "", &["reserves"]));
                for (at, order) in m.orders.iter().enumerate() {
                    let name = order.port.replace('_', " ");
                    let own = part(&format!("{place}.orders.{at}"), &name, order.amount.text(), &[]);
                    self.arrow(&order.account, id, own);
                }
            }
            Mechanism::Treasury(m) => {
                self.arrow(&m.account, id, part(place, "pays", "", &["account"]));
                for (at, grant) in m.grants.iter().enumerate() {
                    let label = if grant.label.is_empty() { &grant.asset } else { &grant.label };
                    let own = part(&format!("{place}.grants.{at}"), label, grant.amount.text(), &[]);
                    self.arrow(id, &grant.to, of(&grant.asset, own));
                }
            }
            Mechanism::Rule(m) => self.rule(m, place),
        }
    }

    /// What the text of a rule moves.
    fn rule(&mut self, spec: &RuleUse, place: &str) {
        let Some(rule) = rule::of(spec) else { return };
        let told = |field: &str| {
            let known = rule.fields.iter().find(|known| known.name == field)?;
            let given = spec.with.iter().find(|(name, _)| name == field).map(|(_, value)| value.text());
            given.or(known.default.as_deref()).map(str::to_owned)
        };
        let holder = |name: &str| match told(name) {
            Some(text) if text == "burn" => SUPPLY.to_owned(),
            Some(text) => text,
            None => spec.id.clone(),
        };
        let mut open: Vec<&rule::Line> = rule.init.iter().chain(&rule.step).rev().collect();
        while let Some(line) = open.pop() {
            match &line.statement {
                rule::Statement::Move { amount, asset, from, to, .. } => {
                    let asset = told(asset).unwrap_or_default();
                    let own = Part { asset: asset.clone(), ..part(place, &asset, amount, &[]) };
                    let [from, to] = [from, to].map(|end| end.as_deref().map_or(String::new(), holder));
                    let (from, to) = if from == spec.id || to == spec.id {
                        (from, to)
                    } else {
                        // Through the mechanism, which is what decides it.
                        self.arrow(&from, &spec.id, own.clone());
                        (spec.id.clone(), to)
                    };
                    self.arrow(&from, &to, own);
                }
                rule::Statement::Repeat(_, lines) => open.extend(lines.iter().rev()),
                _ => {}
            }
        }
    }
}

/// What a mechanism is, in a word or two.
fn caption(mechanism: &Mechanism) -> String {
    let written = mechanism.write();
    if let Some(rule) = rule_of(&written) {
        return rule.title;
    }
    let kind = written.get("type").and_then(Json::text).unwrap_or("");
    types::ALL.find(kind).map_or(kind, |known| known.label).to_owned()
}

fn part(place: &str, label: &str, formula: &str, fields: &'static [&'static str]) -> Part {
    Part {
        label: label.to_owned(),
        formula: formula.to_owned(),
        place: place.to_owned(),
        fields,
        ..Part::default()
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
        let text = |arrow: &Arrow| format!("{} > {}: {}", name(arrow.from), name(arrow.to), arrow.title());
        graph.arrows.iter().map(text).collect()
    }

    #[test]
    fn actions_and_payments_are_arrows() {
        let graph = graph(r#"{"type":"marketplace","id":"shop","asset":"TOK","fee":"2%","fee_to":"till"}"#);
        assert_eq!(arrows(&graph), ["Fans > shop: Buy: buy = 3", "shop > Till: fees = 2%"]);
        let kinds: Vec<Kind> = graph.things.iter().map(|thing| thing.kind).collect();
        assert_eq!(kinds, [Kind::Population, Kind::Account, Kind::Account, Kind::Mechanism]);
        let places: Vec<&str> = graph.arrows.iter().map(|arrow| arrow.parts[0].place.as_str()).collect();
        assert_eq!(places, ["populations.0.strategies.0.actions.0", "mechanisms.0"]);
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
                "Shop > Supply: burns"
            ]
        );
    }
}
