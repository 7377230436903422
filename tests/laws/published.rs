//! What others published, from the engine's own mechanisms.

use crate::world::{close, document, finals, metrics, model, run, run_spec, series};
use serde_json::json;
use tokenwright::num::math;
use tokenwright::project::Project;
use tokenwright::simulate::RunSpec;

#[test]
fn looksrare_emission() {
    // Official documentation: staking rewards per block in four phases of
    // blocks, 18.9 % of a billion in all. Every phase is a multiple of 1,250
    // blocks.
    let project = document(json!({
        "run": { "steps": 3749, "step": { "unit": "block", "length": 1250 }, "runs": 1 },
        "assets": [{ "id": "LOOKS", "label": "", "issuers": ["rewards"], "max_supply": "1B" }],
        "accounts": [{ "id": "stakers", "label": "" }],
        "mechanisms": [{ "type": "emission", "id": "rewards", "asset": "LOOKS", "to": "stakers", "schedule": { "kind": "constant",
            "rate": "if time < 195k then 189 else if time < 780k then 89.775 else if time < 2.34M then 35.4375 else 18.9" } }],
        "metrics": metrics(&[("total", "rewards.total"), ("held", "stakers.LOOKS"), ("end", "time")])
    }));
    let summary = run(&project);
    assert_eq!(finals(&summary, "end"), [4_686_250.0 - 1250.0]);
    close(finals(&summary, "total")[0], 189_000_000.0, 1e-12);
    close(finals(&summary, "held")[0], 189_000_000.0, 1e-12);
    // Trading rewards of phase A: 441 per block at 6,500 blocks a day.
    let day = document(json!({
        "run": { "steps": 1, "step": { "unit": "block", "length": 6500 }, "runs": 1 },
        "assets": [{ "id": "LOOKS", "label": "", "issuers": ["rewards"] }],
        "accounts": [{ "id": "traders", "label": "" }],
        "mechanisms": [{ "type": "emission", "id": "rewards", "asset": "LOOKS", "to": "traders", "schedule": { "kind": "constant", "rate": 441 } }],
        "metrics": metrics(&[("day", "rewards.emitted")])
    }));
    assert_eq!(finals(&run(&day), "day"), [2_866_500.0]);
}

#[test]
fn plasma_supply() {
    // Official documentation: 5 % in the first year, half a point less each
    // year, not below 3 %; in billions.
    let project = document(json!({
        "run": { "steps": 5, "step": { "unit": "year" }, "runs": 1 },
        "assets": [{ "id": "XPL", "label": "", "issuers": ["inflation"] }],
        "accounts": [{ "id": "holders", "label": "", "initial": [{ "asset": "XPL", "amount": "10B" }] }],
        "mechanisms": [{ "type": "emission", "id": "inflation", "asset": "XPL", "to": "holders",
            "schedule": { "kind": "formula", "amount": "XPL.supply * max(5% - 0.5% * step, 3%)" } }],
        "metrics": metrics(&[("supply", "XPL.supply")])
    }));
    let supply = run(&project);
    for (year, published) in [10.0, 10.5, 10.9725, 11.4114, 11.8108, 12.1651].into_iter().enumerate() {
        assert!((series(&supply, "supply")[year] / 1e9 - published).abs() < 0.5e-4 + 1e-6, "year {year}");
    }
}

/// cadCAD tutorial: one marble a step from the fuller to the emptier box.
fn marbles(a: u32) -> Vec<(f64, f64)> {
    let project = document(json!({
        "run": { "steps": 8, "runs": 1 },
        "assets": [{ "id": "marble", "label": "" }],
        "accounts": [{ "id": "a", "label": "", "initial": [{ "asset": "marble", "amount": a }] }, { "id": "b", "label": "" }],
        "mechanisms": [{ "type": "flows", "id": "robot", "flows": [
            { "id": "right", "asset": "marble", "from": "a", "to": "b", "amount": "if a.marble > b.marble then 1 else 0" },
            { "id": "left", "asset": "marble", "from": "b", "to": "a", "amount": "if a.marble < b.marble then 1 else 0" }] }],
        "metrics": metrics(&[("in_a", "a.marble"), ("in_b", "b.marble")])
    }));
    let summary = run(&project);
    series(&summary, "in_a").iter().copied().zip(series(&summary, "in_b").iter().copied()).collect()
}

#[test]
fn robots_and_marbles() {
    let boxes = |all: &[u8]| -> Vec<(f64, f64)> {
        all.iter().map(|a| (f64::from(*a), f64::from(all[0] - a))).collect()
    };
    assert_eq!(marbles(10), boxes(&[10, 9, 8, 7, 6, 5, 5, 5, 5]));
    assert_eq!(marbles(11), boxes(&[11, 10, 9, 8, 7, 6, 5, 6, 5]));
}

#[test]
fn the_radcad_benchmark_model() {
    let project = document(json!({
        "run": { "steps": 100, "runs": 1 },
        "exogenous": [{ "id": "a", "initial": "1", "next": "a * abs(cos(a))" }],
        "metrics": metrics(&[("value", "a")])
    }));
    let model = model(&project);
    let summary = run_spec(&model, &model.default_spec());
    for (t, published) in [(1, 0.540302), (2, 0.463338), (3, 0.414486), (100, 0.097685)] {
        assert!((series(&summary, "value")[t] - published).abs() < 1e-6, "t = {t}");
    }
    let long = run_spec(&model, &RunSpec { steps: 1000, ..model.default_spec() });
    assert!((finals(&long, "value")[0] - 0.031524).abs() < 0.5e-6);
    // And bit for bit what a loop over the same cosine gives.
    let expected = (0..1000).fold(1.0_f64, |a, _| a * math::cos(a).abs());
    assert_eq!(finals(&long, "value"), [expected]);
}

fn workload(name: &str) -> Project {
    let path = format!("{}/benches/models/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    Project::from_json(&text).unwrap_or_else(|problem| panic!("{path}: {problem:?}"))
}

#[test]
fn the_benchmark_workloads_end_where_other_systems_end() {
    // Mean final prices that other systems gave for these models.
    for (name, runs, mean, error) in
        [("w1-adaptive-traders", 250, 1.003, 0.003), ("w2-token-supply", 1000, 50.1, 0.1)]
    {
        let model = model(&workload(name));
        let summary = run_spec(&model, &RunSpec { runs, ..model.default_spec() });
        assert!(summary.faults.is_empty(), "{:?}", summary.faults);
        let last = &summary.metrics[0].last;
        let own = last.sd / (runs as f64).sqrt();
        let bound = 3.0 * (own * own + error * error).sqrt();
        assert!((last.mean - mean).abs() < bound, "{name}: {} ± {own}, not {mean}", last.mean);
        assert!(summary.ledger.max_relative_imbalance <= 1e-9);
    }
}

/// Token Engineering Commons, configuration proposal #30
/// (CommonsBuild/commons-config-proposals): the table of its bonding curve, to the
/// cent, from the rule of the catalogue.
#[test]
fn commons_configuration() {
    let supply = 2_035_918.945 - 60_000.0 / 0.754743;
    let reserve = (1_571_223.57 - 60_000.0 - 250_000.0) * 0.5;
    let ratio = reserve / (1.5 * supply);
    // What comes in at each step, and whether it is TEC that is sold.
    let orders = [(250e3, false), (5e3, false), (100e3, false), (3e3, true), (100e3, false), (150e3, true)];
    let amounts = |sold: bool| {
        orders.iter().enumerate().fold("0".to_owned(), |rest, (step, (amount, is_sold))| {
            let amount = if *is_sold == sold { *amount } else { 0.0 };
            format!("if step == {step} then {amount:?} else {rest}")
        })
    };
    let project = document(json!({
        "run": { "steps": 6, "runs": 1 },
        "assets": [{ "id": "wxDAI", "label": "" }, { "id": "TEC", "label": "", "issuers": ["curve"] }],
        "accounts": [{ "id": "hatch", "label": "", "kind": "external" }, { "id": "pool", "label": "" }],
        "populations": [{ "id": "trader", "label": "", "size": 1,
            "initial": [{ "asset": "wxDAI", "amount": "10M" }],
            "strategies": [{ "id": "trade", "label": "", "actions": [
                { "at": "curve", "do": "buy", "amount": amounts(false) },
                { "at": "curve", "do": "sell", "amount": amounts(true) }] }] }],
        "mechanisms": [{ "type": "rule", "id": "curve", "rule": "bancor_curve", "with": {
            "reserve": "wxDAI", "token": "TEC", "ratio": ratio, "start_reserve": reserve,
            "start_supply": supply, "funder": "hatch", "entry": "10%", "exit": "10%", "commons": "pool" } }],
        "metrics": metrics(&[("tribute", "curve.tribute"), ("minted", "curve.minted"), ("paid", "curve.paid"),
            ("price", "curve.price"), ("reserve", "curve.pool.reserve")])
    }));
    // Tribute, what is handed out, and the price after it, as published.
    let published = [
        (25_000.0, 132_576.35, 1.91),
        (500.0, 2_356.07, 1.91),
        (10_000.0, 45_204.99, 2.07),
        (619.24, 5_573.16, 2.06),
        (10_000.0, 42_164.91, 2.21),
        (29_241.33, 263_171.97, 1.70),
    ];
    let model = model(&project);
    for (step, ((_, sold), (tribute, out, price))) in orders.iter().zip(published).enumerate() {
        let end = run_spec(&model, &RunSpec { steps: step as u32 + 1, ..model.default_spec() });
        let last = |metric: &str| finals(&end, metric)[0];
        let handed = if *sold { last("paid") } else { last("minted") };
        let told = [(last("tribute"), tribute), (handed, out), (last("price"), price)];
        for (found, printed) in told {
            assert!((found - printed).abs() < 0.005 + 1e-9, "step {step}: {found}, published {printed}");
        }
    }
    let end = run(&project);
    assert!((finals(&end, "reserve")[0] - 741_506.09).abs() < 0.005 + 1e-9);
}
