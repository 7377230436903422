//! Figures of the field that a model's names make up, ready to be measured: what a supply is
//! worth, how fast it moves, who holds it, how long a reserve lasts. Each with its
//! definition, unit and source.

use super::{caption, path};
use crate::json::Json;

/// A figure that can be measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Ready {
    /// What it is called.
    pub label: String,
    /// How it is computed.
    pub formula: String,
    /// Its unit; empty: a plain number.
    pub unit: String,
    /// What it says, and where it comes from.
    pub about: &'static str,
}

const CAPITALISATION: &str = "Price times all tokens that exist. Source: usual definition of market \
     capitalisation; take off what is locked for the circulating one.";
const DILUTED: &str = "Price times all tokens that can ever exist, less those burned. Source: usual definition \
     of fully diluted valuation (FDV).";
const VELOCITY: &str = "How often a token changes hands in a step: the market's volume over the value of the \
     supply. Source: Fisher's equation of exchange, M·V = P·Q.";
const GINI: &str = "Gini coefficient: 0 if all hold the same, near 1 if one holds all. Source: Gini (1912); \
     agents that hold nothing count.";
const HHI: &str = "Herfindahl–Hirschman index: sum of the squared shares, 1 if one holds all. Source: Herfindahl \
     (1950), Hirschman (1945).";
const NAKAMOTO: &str = "Nakamoto coefficient: the fewest who together hold more than half. Source: Srinivasan & \
     Lee (2017).";
const RUNWAY: &str = "Time until nothing is left if each step takes as much as this one; at most 1,000 steps, and \
     so many where nothing is lost. Source: runway of a treasury, balance over net outflow.";
const DRAIN: &str = "What this group has gained in the step, from others or from new supply; below 0 it has paid. \
     Source: change of all their balances of the asset.";
const USERS: &str = "People whom the agents of the group stand for. Source: sum of the users per agent.";
const FALL: &str = "How far it is below what it was in the step before, as a share. Its largest fall from a \
     peak is a goal's measure. Source: usual definition of a loss, minus the return.";

/// All that `names` make up, in the order of the document: names that formulas know, each
/// with the population for whose agents it holds a number.
pub fn figures(tree: &Json, names: &[(String, Option<String>)]) -> Vec<Ready> {
    let known = |name: &str| names.iter().any(|(one, of)| one == name && of.is_none());
    let mut all = Vec::new();
    for mechanism in list(tree, "mechanisms") {
        all.extend(market(tree, mechanism, &known));
    }
    for account in ids(tree, "accounts") {
        for asset in ids(tree, "assets") {
            let held = format!("{account}.{asset}");
            if known(&held) {
                all.push(Ready {
                    label: format!("Runway of {}: {}", name(tree, "accounts", &account), name(tree, "assets", &asset)),
                    formula: format!(
                        "if prev({held}) > {held} then min({held} / (prev({held}) - {held}), 1k) * dt else 1k * dt"
                    ),
                    unit: time_unit(tree),
                    about: RUNWAY,
                });
            }
        }
    }
    for (held, of) in names {
        all.extend(of.as_deref().map(|of| holders(tree, held, of)).unwrap_or_default());
    }
    all
}

/// What a market says of the token that it trades.
fn market(tree: &Json, mechanism: &Json, known: &dyn Fn(&str) -> bool) -> Vec<Ready> {
    let text = |json: &Json, field: &str| json.get(field).and_then(Json::text).map(str::to_owned);
    let Some(id) = text(mechanism, "id") else { return Vec::new() };
    let traded = match text(mechanism, "type").as_deref() {
        Some("constant_product") => text(mechanism, "base").zip(text(mechanism, "quote")),
        Some("rule") => mechanism.get("with").and_then(|with| text(with, "token").zip(text(with, "reserve"))),
        _ => None,
    };
    let Some((token, money)) = traded else { return Vec::new() };
    let (price, supply) = (format!("{id}.price"), format!("{token}.supply"));
    if !known(&price) || !known(&supply) {
        return Vec::new();
    }
    let label = name(tree, "assets", &token);
    let mut all = vec![Ready {
        label: format!("Market capitalisation of {label}"),
        formula: format!("{price} * {supply}"),
        unit: money.clone(),
        about: CAPITALISATION,
    }];
    let entry = list(tree, "assets").find(|asset| asset.get("id").and_then(Json::text) == Some(&token));
    if let Some(most) = entry.and_then(|asset| text(asset, "max_supply")).filter(|most| !most.is_empty()) {
        all.push(Ready {
            label: format!("Fully diluted value of {label}"),
            formula: format!("{price} * ({most} - {token}.burned)"),
            unit: money,
            about: DILUTED,
        });
    }
    all.push(Ready {
        label: format!("Fall of the price of {label}"),
        formula: format!("if prev({price}) > 0 then 1 - {price} / prev({price}) else 0"),
        unit: "%".to_owned(),
        about: FALL,
    });
    let volume = format!("{id}.volume");
    if known(&volume) {
        all.push(Ready {
            label: format!("Velocity of {label} in a step"),
            formula: format!("if {price} * {supply} > 0 then {volume} / ({price} * {supply}) else 0"),
            unit: "ratio".to_owned(),
            about: VELOCITY,
        });
    }
    all
}

/// How something is spread over the agents who have it.
fn holders(tree: &Json, held: &str, of: &str) -> Vec<Ready> {
    let who = name(tree, "populations", of);
    if held == format!("{of}.users") {
        let formula = format!("sum({held})");
        return vec![Ready {
            label: format!("Users: {who}"),
            formula,
            unit: "users".to_owned(),
            about: USERS,
        }];
    }
    let assets = ids(tree, "assets");
    let own = held.strip_prefix(of).and_then(|rest| rest.strip_prefix('.'));
    let asset = own.filter(|asset| assets.iter().any(|known| known == asset));
    let deposits = held.strip_suffix(of).and_then(|rest| rest.strip_suffix(".deposits_of."));
    let what = match (asset, deposits) {
        (Some(asset), _) => name(tree, "assets", asset),
        (None, Some(mechanism)) => name(tree, "mechanisms", mechanism),
        (None, None) => return Vec::new(),
    };
    let ready = |label: &str, formula: String, unit: &str, about| Ready {
        label: format!("{label} of {who}: {what}"),
        formula,
        unit: unit.to_owned(),
        about,
    };
    let mut all = vec![
        ready("Gini coefficient", format!("gini({held})"), "ratio", GINI),
        ready("Herfindahl index", format!("hhi({held})"), "ratio", HHI),
        ready("Nakamoto coefficient", format!("nakamoto({held})"), "", NAKAMOTO),
    ];
    if let Some(asset) = asset {
        all.push(ready("Net drain", format!("sum({held}) - prev(sum({held}))"), asset, DRAIN));
    }
    all
}

fn list<'t>(tree: &'t Json, of: &str) -> impl Iterator<Item = &'t Json> {
    let all = match path::at(tree, of) {
        Some(Json::List(all)) => all.as_slice(),
        _ => &[],
    };
    all.iter()
}

fn ids(tree: &Json, of: &str) -> Vec<String> {
    list(tree, of).filter_map(|entry| entry.get("id")?.text().map(str::to_owned)).collect()
}

/// What people call an entry.
fn name(tree: &Json, of: &str, id: &str) -> String {
    let at = ids(tree, of).iter().position(|known| known == id);
    at.map_or_else(|| id.to_owned(), |at| caption(tree, &format!("{of}.{at}")))
}

fn time_unit(tree: &Json) -> String {
    let unit = tree.get("run").and_then(|run| run.get("step")?.get("unit")?.text());
    unit.unwrap_or("day").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::model::{self, Change, ModelEdit, make};
    use crate::project::Project;
    use crate::simulate::{compile, survey};
    use crate::template;

    fn of(project: &Project) -> Vec<Ready> {
        figures(&model::tree(project), &survey(project).names)
    }

    /// The document with a figure as its last metric.
    fn with(project: &Project, ready: &Ready) -> Project {
        let (mut changed, tree) = (project.clone(), model::tree(project));
        let mut made = make::entry(&tree, "metrics", &ready.label);
        for (field, text) in [("formula", &ready.formula), ("unit", &ready.unit)] {
            let _ = path::put(&mut made, field, Some(Json::Text(text.clone())));
        }
        let edit = ModelEdit { path: "metrics".to_owned(), change: Change::Add(made) };
        edit.apply(&mut changed).expect("a metric");
        changed
    }

    #[test]
    fn every_figure_runs_in_its_template_without_a_warning() {
        for template in template::all() {
            let project = template.project();
            let ready = of(&project);
            assert!(template.id == "token-supply" || ready.len() > 3, "{}: {ready:?}", template.id);
            for one in &ready {
                let changed = with(&project, one);
                let metric = changed.metrics.len() - 1;
                let place = format!("metrics[{metric}]");
                let told: Vec<_> =
                    survey(&changed).problems.into_iter().filter(|one| one.path.contains(&place)).collect();
                assert!(told.is_empty(), "{}: {one:?}: {told:?}", template.id);
                let compiled = compile(&changed);
                assert!(compiled.is_ok(), "{}: {one:?}: {:?}", template.id, compiled.err());
            }
        }
    }

    #[test]
    fn figures_are_what_they_say() {
        let project = template::find("nft-marketplace").expect("it is there").project();
        let ready = of(&project);
        let value = |label: &str| {
            let one =
                ready.iter().find(|one| one.label.starts_with(label)).unwrap_or_else(|| panic!("{label}"));
            let model = compile(&with(&project, one)).expect("it compiles");
            let summary =
                model.run(&crate::simulate::RunSpec { runs: 3, ..model.default_spec() }).expect("it runs");
            let by =
                |id: &str| summary.metrics.iter().find(|metric| metric.id == id).expect("a metric").last.mean;
            (
                summary.metrics.last().expect("the new one").last.mean,
                by("fdv"),
                by("price"),
                by("concentration"),
            )
        };
        let (fdv, known, ..) = value("Fully diluted value");
        assert!((fdv / known - 1.0).abs() < 1e-9, "{fdv} and {known}");
        let (gini, .., known) = value("Gini coefficient of Stakers: Staking");
        assert_eq!(gini, known);
        let (capitalisation, known, ..) = value("Market capitalisation");
        assert!(capitalisation > 0.0 && capitalisation < known, "less than fully diluted");
    }
}
