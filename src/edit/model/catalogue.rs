//! The rules of the catalogue as forms show them, and what agents can do at a
//! mechanism.

use super::make::{Named, candidates};
use super::schema::What;
use super::{names, slider};
use crate::json::Json;
use crate::mechanism::rule::{self, FieldKind, Parsed, Statement};
use crate::num::decimal;

/// The rule that a mechanism uses, if it is one and can be read.
pub fn rule_of(mechanism: &Json) -> Option<Parsed> {
    let name = mechanism.get("rule").and_then(Json::text)?;
    let known = rule::CATALOGUE.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
    rule::parse(known.or_else(|| name.contains('\n').then_some(name))?).ok()
}

/// What a field of a rule refers to; none: it is a formula.
pub fn refers(kind: &FieldKind) -> Option<What> {
    match kind {
        FieldKind::Asset(true) => Some(What::Minted),
        FieldKind::Asset(false) => Some(What::Asset),
        FieldKind::Holder => Some(What::Holder),
        FieldKind::Account => Some(What::Account),
        FieldKind::Population => Some(What::Population),
        FieldKind::Parameter => Some(What::Parameter),
        FieldKind::Number | FieldKind::Each(_) => None,
    }
}

/// The assets that a rule mints, as the document names them.
pub fn minted(mechanism: &Json) -> Vec<String> {
    let Some(rule) = rule_of(mechanism) else { return Vec::new() };
    let fields = rule.fields.iter().filter(|field| field.kind == FieldKind::Asset(true));
    fields.filter_map(|field| mechanism.get("with")?.get(&field.name)?.text().map(str::to_owned)).collect()
}

/// What agents can do at a mechanism: name and words.
pub fn ports(mechanism: &Json) -> Vec<Named> {
    let named = |all: &[(&str, &str)]| {
        all.iter().map(|(name, words)| ((*name).to_owned(), (*words).to_owned())).collect()
    };
    match mechanism.get("type").and_then(Json::text).unwrap_or("") {
        "marketplace" => named(&[
            ("buy", "buy: with a budget"),
            ("sell", "sell: at an asking value"),
            ("sell_without_royalty", "sell without royalty"),
            ("self_trade", "trade with itself"),
            ("self_trade_without_royalty", "trade with itself without royalty"),
        ]),
        "staking" => named(&[("stake", "stake"), ("unstake", "unstake")]),
        "constant_product" => {
            let shares =
                mechanism.get("shares").and_then(Json::text).is_some_and(|shares| !shares.is_empty());
            let mut all: Vec<Named> =
                named(&[("buy", "buy: amount in the quote"), ("sell", "sell: amount in the base")]);
            if shares {
                let more: Vec<Named> = named(&[
                    ("add", "add liquidity: amount in the quote"),
                    ("remove", "remove: pool shares"),
                ]);
                all.extend(more);
            }
            all
        }
        "rule" => rule_of(mechanism).map_or_else(Vec::new, |rule| {
            rule.ports
                .iter()
                .map(|port| (port.name.clone(), format!("{}: {}", port.name, port.doc)))
                .collect()
        }),
        _ => Vec::new(),
    }
}

/// A rule of the catalogue as a new mechanism, told what the document has.
pub fn mechanism(tree: &Json, name: &str) -> Json {
    let text = |text: &str| Json::Text(text.to_owned());
    let id = names::fresh(tree, "", name);
    let bare = Json::Object(vec![("rule".to_owned(), text(name))]);
    let Some(rule) = rule_of(&bare) else { return Json::Null };
    let mut with: Vec<(String, Json)> = Vec::new();
    let mut taken: Vec<String> = Vec::new();
    for field in &rule.fields {
        let value = match refers(&field.kind) {
            _ if field.default.is_some() => continue,
            Some(what) => {
                let all = candidates(tree, what, "");
                // Two assets of a rule are two assets.
                let other = all.iter().find(|(id, _)| !taken.contains(id)).or(all.first());
                let chosen = other.map(|(id, _)| id.clone()).unwrap_or_default();
                taken.push(chosen.clone());
                chosen
            }
            None => number(tree, field, &with),
        };
        with.push((field.name.clone(), Json::Text(value)));
    }
    Json::Object(vec![
        ("type".to_owned(), text("rule")),
        ("id".to_owned(), text(&id)),
        ("label".to_owned(), text(&rule.title)),
        ("rule".to_owned(), text(name)),
        ("with".to_owned(), Json::Object(with)),
    ])
}

/// A number that makes sense where a rule asks for one.
fn number(tree: &Json, field: &rule::Field, with: &[(String, Json)]) -> String {
    if let FieldKind::Each(of) = &field.kind {
        let population = with.iter().find(|(name, _)| name == of).and_then(|(_, id)| id.text());
        return attribute(tree, population.unwrap_or("")).unwrap_or_else(|| "1".to_owned());
    }
    let Some((low, high)) = range(field) else { return "1".to_owned() };
    match field.name.as_str() {
        "low" => short(low),
        "high" => short(high),
        _ if low < 0.0 => "0".to_owned(),
        _ if low > 0.0 => short(slider::nice(low + (high - low) / 10.0)),
        _ => short(slider::nice(high / 100.0)),
    }
}

/// A number as a formula.
pub fn short(value: f64) -> String {
    value.to_string()
}

/// The first attribute of a population, as formulas of its agents call it.
fn attribute(tree: &Json, population: &str) -> Option<String> {
    let Some(Json::List(all)) = super::path::at(tree, "populations") else { return None };
    let of = all.iter().find(|one| one.get("id").and_then(Json::text) == Some(population))?;
    let Some(Json::List(attributes)) = of.get("attributes") else { return None };
    let id = attributes.first()?.get("id")?.text()?;
    Some(format!("{population}.{id}"))
}

/// The range that makes sense for a field of a rule.
pub fn range(field: &rule::Field) -> Option<(f64, f64)> {
    let (low, high) = field.range.as_ref()?;
    let number = |text: &str| decimal::parse(text).or_else(|| slider::literal(text).map(|(value, _)| value));
    Some((number(low)?, number(high)?))
}

/// The statements of a rule as a reader sees them: how deep, and the words.
pub fn lines(statements: &[rule::Line]) -> Vec<(usize, String)> {
    let mut all = Vec::new();
    written(statements, 0, &mut all);
    all
}

fn written(statements: &[rule::Line], depth: usize, all: &mut Vec<(usize, String)>) {
    let named = |name: &Option<String>| name.as_ref().map(|name| format!("{name} = ")).unwrap_or_default();
    for line in statements {
        let text = match &line.statement {
            Statement::Let(name, _, formula)
            | Statement::Set(name, formula)
            | Statement::Steer(name, formula) => {
                format!("{name} = {formula}")
            }
            Statement::Move { amount, asset, from, to, name } => {
                let name = named(name);
                match (from, to) {
                    (Some(from), Some(to)) => format!("{name}move {amount} of {asset}: {from} → {to}"),
                    (None, Some(to)) => format!("{name}mint {amount} of {asset} → {to}"),
                    (Some(from), None) => format!("{name}burn {amount} of {asset} of {from}"),
                    (None, None) => String::new(),
                }
            }
            Statement::Collect(port, Some((asset, vault))) => {
                format!("{port} = what agents {port}: {asset} → {vault}")
            }
            Statement::Collect(port, None) => format!("{port} = what agents ask to {port}"),
            Statement::Pay { amount, asset, from, port, name } => {
                format!("{}pay {amount} of {asset}: {from} → those who {port}, in proportion", named(name))
            }
            Statement::Fault(name, condition) => format!("the run ends ({name}) if {condition}"),
            Statement::Repeat(times, lines) => {
                all.push((depth, format!("{times} times:")));
                written(lines, depth + 1, all);
                continue;
            }
        };
        all.push((depth, text));
    }
}
