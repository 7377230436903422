//! What is wrong with a document is said all at once, each at its place.

use crate::world::{document, metrics};
use serde_json::json;
use tokenwright::diag::{Diagnostic, Severity};
use tokenwright::project::Project;
use tokenwright::simulate::{compile, validate};

/// The paths of all errors, sorted.
fn error_paths(project: &Project) -> Vec<String> {
    let errors = validate(project).into_iter().filter(|problem| problem.severity == Severity::Error);
    let mut paths: Vec<String> = errors.map(|problem| problem.path).collect();
    paths.sort();
    paths.dedup();
    paths
}

fn at<'d>(problems: &'d [Diagnostic], path: &str) -> &'d Diagnostic {
    let found = problems.iter().find(|problem| problem.path == path);
    found.unwrap_or_else(|| panic!("nothing at {path}: {problems:#?}"))
}

/// A document in which everything that can refer, refers to nothing.
fn astray() -> Project {
    document(json!({
        "assets": [{ "id": "usd", "label": "" }, { "id": "TOK", "label": "", "issuers": ["mnit"] }, { "id": "LP", "label": "" }],
        "accounts": [
            { "id": "reserves", "label": "", "initial": [{ "asset": "ust", "amount": "1" }, { "asset": "usd", "amount": "1 +" }] },
            { "id": "fund", "label": "" }
        ],
        "populations": [{ "id": "traders", "label": "", "size": 3,
            "attributes": [{ "id": "x", "value": "normal(0)" }],
            "initial": [{ "asset": "usd", "amount": "3 * TOK" }],
            "strategies": [
                { "id": "a", "label": "", "actions": [{ "at": "poool", "do": "buy", "amount": "1" }, { "at": "pool", "do": "buuy", "amount": "1" }] },
                { "id": "b", "label": "", "actions": [{ "at": "pool", "do": "sell", "amount": "usd" }] }] }],
        "variables": [{ "id": "v", "unit": "usd", "formula": "fund.TOK" }],
        "mechanisms": [
            { "type": "constant_product", "id": "pool", "base": "TOK", "quote": "usd", "reserves": "reserves", "fee": "fund.usd",
              "shares": "LP", "shares_to": "traders", "orders": [{ "account": "fund", "do": "hold", "amount": "1" }] },
            { "type": "emission", "id": "mint", "asset": "TOK", "to": "nobody", "schedule": { "kind": "constant", "rate": "5" } },
            { "type": "burn", "id": "fire", "asset": "TOK", "from": "fund", "amount": "traders.TOK" },
            { "type": "staking", "id": "farm", "asset": "TOK", "reward_asset": "TOK", "reward_from": "traders", "reward": "1", "stakers": ["fund"] },
            { "type": "buyback", "id": "back", "market": "mint", "from": "fund", "spend": "1" },
            { "type": "rewards", "id": "prize", "asset": "TOK", "budget": "1", "shares": [{ "to": "fund", "weight": "1" }] },
            { "type": "treasury", "id": "rules", "account": "fnd", "grants": [] },
            { "type": "allocation", "id": "table", "asset": "TOK", "total": "1 day", "buckets": [{ "id": "b", "share": "1", "to": "teem" }] }
        ],
        "metrics": metrics(&[("m", "traders.usd"), ("n", "pool.prise")]),
        "objective": { "goals": [{ "metric": "o", "worst": 1, "best": 1, "weight": 0 }] },
        "view": { "charts": ["p"], "sliders": ["q"] }
    }))
}

#[test]
fn all_problems_are_told_at_once_each_at_its_place() {
    let project = astray();
    let expected = [
        "accounts.reserves.initial.usd",
        "accounts.reserves.initial.ust",
        "assets.TOK.issuers",
        "mechanisms.back.market",
        "mechanisms.farm.reward_from",
        "mechanisms.fire.amount",
        "mechanisms.mint.asset",
        "mechanisms.mint.to",
        "mechanisms.pool.fee",
        "mechanisms.pool.orders[0].do",
        "mechanisms.pool.shares",
        "mechanisms.prize.asset",
        "mechanisms.prize.shares[0].to",
        "mechanisms.rules.account",
        "mechanisms.table.asset",
        "mechanisms.table.buckets.b.to",
        "metrics.m.formula",
        "metrics.n.formula",
        "objective.goals[0].best",
        "objective.goals[0].metric",
        "objective.goals[0].weight",
        "populations.traders.attributes.x.value",
        "populations.traders.initial.usd",
        "populations.traders.learning",
        "populations.traders.strategies.a.actions[0].at",
        "populations.traders.strategies.a.actions[1].do",
        "populations.traders.strategies.b.actions[0].amount",
        "variables.v.formula",
        "view.charts",
        "view.sliders",
    ];
    let found = error_paths(&project);
    let missing: Vec<_> = expected.iter().filter(|path| !found.iter().any(|found| found == *path)).collect();
    let surplus: Vec<_> = found.iter().filter(|found| !expected.contains(&found.as_str())).collect();
    assert!(missing.is_empty() && surplus.is_empty(), "missing {missing:#?}\nsurplus {surplus:#?}");
    let mut refused: Vec<String> =
        compile(&project).expect_err("errors").into_iter().map(|problem| problem.path).collect();
    refused.sort();
    refused.dedup();
    assert_eq!(refused, found);
}

#[test]
fn messages_name_what_was_found_and_what_may_have_been_meant() {
    let problems = validate(&astray());
    let hint = |path: &str| at(&problems, path).hint.clone().unwrap_or_default();
    assert!(hint("assets.TOK.issuers").contains("`mint`"));
    assert!(hint("populations.traders.strategies.a.actions[0].at").contains("`pool`"));
    assert!(hint("populations.traders.strategies.a.actions[1].do").contains("`buy`"));
    assert!(hint("mechanisms.rules.account").contains("`fund`"));
    assert!(
        hint("mechanisms.table.buckets.b.to").contains("team")
            || !hint("mechanisms.table.buckets.b.to").is_empty()
    );
    assert!(hint("metrics.n.formula").contains("`pool.price`"));
    assert!(hint("metrics.m.formula").contains("sum("));
    assert!(hint("mechanisms.mint.asset").contains("assets.TOK.issuers"));
    // A token where a ratio is needed: both are named.
    let fee = &at(&problems, "mechanisms.pool.fee").message;
    assert!(fee.contains("ratio") && fee.contains("`usd`"), "{fee}");
    let variable = &at(&problems, "variables.v.formula").message;
    assert!(variable.contains("`usd`") && variable.contains("`TOK`"), "{variable}");
    // Problems of formulas say where in the formula.
    for path in ["metrics.n.formula", "variables.v.formula", "accounts.reserves.initial.usd"] {
        assert!(at(&problems, path).span.is_some(), "{path}");
    }
}

#[test]
fn a_problem_is_told_once_although_its_place_is_compiled_twice() {
    let problems = validate(&astray());
    for (i, problem) in problems.iter().enumerate() {
        assert!(!problems[..i].contains(problem), "twice: {problem}");
    }
}

#[test]
fn bounds_and_ids_are_checked() {
    let mut project = document(json!({
        "run": { "steps": 0, "runs": 100001, "step": { "unit": "day", "length": 0 } },
        "parameters": [
            { "id": "a", "label": "", "default": 5, "min": 0, "max": 1, "step": 0.1 },
            { "id": "b", "label": "", "default": 0, "min": 1, "max": 1, "step": 0 },
            { "id": "c", "label": "", "default": 0, "min": 0, "max": 1, "step": -1 },
            { "id": "9lives", "label": "", "default": 0, "min": 0, "max": 1, "step": 1 }
        ],
        "assets": [{ "id": "usd", "label": "" }, { "id": "usd", "label": "" }],
        "metrics": metrics(&[("step", "1"), ("if", "1"), ("ok", "1")])
    }));
    // A reader would not take it at all.
    project.run.seed = 1 << 53;
    project.meta.id = "Not An Id".to_owned();
    project.meta.title = " ".to_owned();
    let found = error_paths(&project);
    for path in [
        "meta.id",
        "meta.title",
        "run.steps",
        "run.runs",
        "run.seed",
        "run.step.length",
        "parameters.a.default",
        "parameters.b.max",
        "parameters.b.step",
        "parameters.c.step",
        "parameters[3].id",
        "assets[1].id",
        "metrics[1].id",
    ] {
        assert!(found.iter().any(|found| found == path), "nothing at {path}: {found:#?}");
    }
    assert!(found.iter().any(|path| path.starts_with("metrics.step")), "`step` is taken: {found:#?}");
}

#[test]
fn populations_out_of_bounds_are_refused_before_anything_is_allocated() {
    let with = |size: u64, steps: u32, weight: f64| {
        document(json!({ "run": { "steps": steps },
            "populations": [{ "id": "crowd", "label": "", "size": size, "weight": weight }],
            "metrics": metrics(&[("m", "sum(crowd.users)")]) }))
    };
    assert_eq!(error_paths(&with(0, 1, 1.0)), ["populations.crowd.size"]);
    assert_eq!(error_paths(&with(100_001, 1, 1.0)), ["populations.crowd.size"]);
    assert_eq!(error_paths(&with(4_000_000_000, 1, 1.0)), ["populations", "populations.crowd.size"]);
    assert_eq!(error_paths(&with(5, 1, 0.0)), ["populations.crowd.weight"]);
    assert_eq!(error_paths(&with(90_000, 9_000, 1.0)), ["populations"]);
    assert!(error_paths(&with(100, 10, 2.5)).is_empty());
}

#[test]
fn names_are_unique_over_all_lists() {
    let clash = |first: serde_json::Value| {
        let mut fields = json!({
            "assets": [{ "id": "usd", "label": "" }],
            "accounts": [{ "id": "fund", "label": "" }],
            "populations": [{ "id": "crowd", "label": "", "size": 2 }],
            "metrics": metrics(&[("m", "sum(crowd.usd) + fund.usd")])
        });
        for (name, value) in first.as_object().expect("fields") {
            fields[name] = value.clone();
        }
        error_paths(&document(fields))
    };
    assert!(clash(json!({})).is_empty());
    let taken = [
        json!({ "accounts": [{ "id": "fund", "label": "" }, { "id": "crowd", "label": "", "initial": [{ "asset": "usd", "amount": "5" }] }] }),
        json!({ "variables": [{ "id": "m", "formula": "1" }] }),
        json!({ "exogenous": [{ "id": "m", "initial": "1", "next": "1" }] }),
        json!({ "variables": [{ "id": "time", "formula": "1" }] }),
        json!({ "populations": [{ "id": "crowd", "label": "", "size": 2, "attributes": [{ "id": "usd", "value": "1" }] }] }),
        json!({ "populations": [{ "id": "crowd", "label": "", "size": 2, "strategies": [{ "id": "users", "label": "" }] }] }),
    ];
    for fields in taken {
        assert!(!clash(fields.clone()).is_empty(), "{fields}");
    }
}

#[test]
fn a_slider_that_does_nothing_is_a_warning_and_no_error() {
    let project = document(json!({
        "parameters": [{ "id": "idle", "label": "", "default": 0, "min": 0, "max": 1, "step": 1 }],
        "metrics": metrics(&[("m", "1")])
    }));
    let problems = validate(&project);
    let [problem] = &problems[..] else { panic!("{problems:#?}") };
    assert_eq!((problem.severity, problem.path.as_str()), (Severity::Warning, "parameters.idle"));
    assert!(compile(&project).is_ok());
}
