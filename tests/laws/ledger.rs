//! Conservation: nothing appears or vanishes, whatever a document does.

use crate::documents::any_document;
use crate::world::{document, metrics, run, run_spec, series};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::json;
use tokenwright::ledger::auditor::Auditor;
use tokenwright::program::Tracing;
use tokenwright::simulate::{FaultKind, compile_traced, validate};

/// The largest relative difference that rounding may make.
const IMBALANCE: f64 = 1e-9;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_books_of_random_documents_balance(project in any_document()) {
        let model = compile_traced(&project, Tracing::On);
        let model = model.unwrap_or_else(|problems| panic!("{problems:#?}"));
        let mut spec = model.default_spec();
        spec.runs = 3;
        let mut auditor = Auditor::new(model.program(), model.book(), IMBALANCE);
        let chunk = model.watch(&spec, 0..3, &mut auditor).expect("a valid range");
        prop_assert!(auditor.complaints.is_empty(), "{:#?}\n{}", auditor.complaints, project.to_json());
        prop_assert!(auditor.movements > 0);
        let summary = model.summarise(&spec, &chunk).expect("the whole set");
        let books = &summary.ledger;
        prop_assert!(books.max_relative_imbalance <= IMBALANCE, "{books:?}\n{}", project.to_json());
        // Nothing in these documents can break but the pool.
        let drained = |fault: &tokenwright::simulate::FaultCount| fault.kind == FaultKind::PoolDrained;
        prop_assert!(summary.faults.iter().all(drained), "{:?}\n{}", summary.faults, project.to_json());
        if summary.faults.is_empty() {
            let assets = project.assets.len() as u64;
            prop_assert_eq!(books.checks, spec.runs * u64::from(spec.steps) * assets);
        }
    }

    #[test]
    fn random_documents_are_valid_and_survive_being_written_down(project in any_document()) {
        let problems = validate(&project);
        let errors: Vec<_> = problems
            .iter()
            .filter(|problem| problem.severity == tokenwright::diag::Severity::Error)
            .collect();
        prop_assert!(errors.is_empty(), "{errors:#?}");
        prop_assert!(problems.iter().any(|problem| problem.path == "parameters.nothing"));
        let again = tokenwright::project::Project::from_json(&project.to_json()).expect("what was written");
        prop_assert_eq!(again, project);
    }
}

#[test]
fn the_same_movements_without_a_watcher() {
    // What nobody watches is not kept; that must not change a bit of the rest.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..20 {
        let project = any_document().new_tree(&mut runner).expect("a document").current();
        let (plain, traced) = (crate::world::model(&project), compile_traced(&project, Tracing::On));
        let traced = traced.unwrap_or_else(|problems| panic!("{problems:#?}"));
        let spec = plain.default_spec();
        assert_eq!(run_spec(&plain, &spec).hash, run_spec(&traced, &spec).hash);
    }
}

#[test]
fn a_balance_that_was_burned_to_the_last_unit_still_balances() {
    let project = document(json!({
        "run": { "steps": 40, "runs": 50 },
        "assets": [{ "id": "TOK", "label": "", "issuers": ["mint"] }],
        "populations": [{ "id": "crowd", "label": "", "size": 7, "initial": [{ "asset": "TOK", "amount": "lognormal(3, 3)" }] }],
        "mechanisms": [
            { "type": "emission", "id": "mint", "asset": "TOK", "to": "crowd",
              "schedule": { "kind": "formula", "amount": "if step < 5 then lognormal(20, 3) else 0" } },
            { "type": "burn", "id": "burn", "asset": "TOK", "from": "crowd",
              "amount": "if step < 20 then uniform(0, TOK) else TOK" }
        ],
        "metrics": metrics(&[("left", "sum(crowd.TOK)"), ("counted", "TOK.supply")])
    }));
    let summary = run(&project);
    assert!(summary.faults.is_empty(), "{:?}", summary.faults);
    assert!(summary.ledger.max_relative_imbalance <= IMBALANCE, "{:?}", summary.ledger);
    assert_eq!(series(&summary, "left").last(), Some(&0.0));
}

#[test]
fn what_comes_from_outside_and_goes_back_leaves_no_trace() {
    let project = document(json!({
        "run": { "steps": 30, "runs": 50 },
        "assets": [{ "id": "usd", "label": "" }],
        "accounts": [{ "id": "outside", "label": "", "kind": "external" }, { "id": "shop", "label": "" }],
        "populations": [{ "id": "crowd", "label": "", "size": 5 }],
        "mechanisms": [
            { "type": "flows", "id": "income", "flows": [
                { "id": "earned", "asset": "usd", "from": "outside", "to": "crowd", "amount": "lognormal(9, 2) * (1 + 0 * crowd.usd)" }] },
            { "type": "flows", "id": "spending", "flows": [
                { "id": "fee", "asset": "usd", "from": "crowd", "to": "shop", "amount": "usd * 2.7%" },
                { "id": "rest", "asset": "usd", "from": "crowd", "to": "outside", "amount": "usd" }] },
            { "type": "flows", "id": "profit", "flows": [
                { "id": "out", "asset": "usd", "from": "shop", "to": "outside", "amount": "shop.usd" }] }
        ],
        "metrics": metrics(&[("left", "sum(crowd.usd) + shop.usd")])
    }));
    let summary = run(&project);
    assert!(summary.faults.is_empty(), "{:?}", summary.faults);
    assert!(summary.ledger.max_relative_imbalance <= IMBALANCE, "{:?}", summary.ledger);
}

#[test]
fn a_maximum_supply_is_never_exceeded() {
    for to in ["one", "crowd"] {
        let project = document(json!({
            "run": { "steps": 20, "runs": 3 },
            "assets": [{ "id": "TOK", "label": "", "issuers": ["mint"], "max_supply": "1000" }],
            "accounts": [{ "id": "one", "label": "", "initial": [{ "asset": "TOK", "amount": "100" }] }],
            "populations": [{ "id": "crowd", "label": "", "size": 3 }],
            "mechanisms": [
                { "type": "emission", "id": "mint", "asset": "TOK", "to": to, "schedule": { "kind": "constant", "rate": "70" } },
                { "type": "burn", "id": "burn", "asset": "TOK", "from": "one", "amount": "10" }
            ],
            "metrics": metrics(&[("minted", "TOK.minted"), ("supply", "TOK.supply")])
        }));
        let summary = run(&project);
        let minted = series(&summary, "minted");
        assert!(minted.iter().all(|x| *x <= 1000.0 + 1e-9), "{minted:?}");
        crate::world::close(minted[20], 1000.0, 1e-12);
        crate::world::close(
            series(&summary, "supply")[20],
            1000.0 - if to == "one" { 200.0 } else { 100.0 },
            1e-12,
        );
    }
}

#[test]
fn the_world_outside_always_can_pay() {
    let project = document(json!({
        "run": { "steps": 3, "runs": 1 },
        "assets": [{ "id": "usd", "label": "" }, { "id": "TOK", "label": "" }],
        "accounts": [{ "id": "outside", "label": "", "kind": "external" }, { "id": "fund", "label": "" }],
        "populations": [{ "id": "crowd", "label": "", "size": 4, "initial": [{ "asset": "TOK", "amount": "10" }] }],
        "mechanisms": [
            { "type": "treasury", "id": "grants", "account": "outside", "grants": [
                { "id": "gift", "asset": "usd", "to": "fund", "amount": "5" }] },
            { "type": "rewards", "id": "bonus", "asset": "usd", "from": "outside", "budget": "8",
              "shares": [{ "to": "crowd", "weight": "1" }] },
            { "type": "staking", "id": "farm", "asset": "TOK", "reward_asset": "usd", "reward_from": "outside",
              "reward": "12", "stakers": ["crowd"], "initial_share": "50%" }
        ],
        "metrics": metrics(&[("fund_usd", "fund.usd"), ("crowd_usd", "sum(crowd.usd)"), ("outside_usd", "outside.usd")])
    }));
    let summary = run(&project);
    assert_eq!(series(&summary, "fund_usd"), [0.0, 5.0, 10.0, 15.0]);
    assert_eq!(series(&summary, "crowd_usd"), [0.0, 20.0, 40.0, 60.0]);
    assert_eq!(series(&summary, "outside_usd"), [0.0, -25.0, -50.0, -75.0]);
}
