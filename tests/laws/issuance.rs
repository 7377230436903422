//! Supply against closed forms: vesting, emission, burn.

use crate::world::{close, document, metrics, run, series};
use serde_json::{Value, json};
use tokenwright::mechanism::allocation::{Terms, unlocked_share};
use tokenwright::mechanism::burn;
use tokenwright::mechanism::emission::{self, Inflation};
use tokenwright::project::Vesting;

#[test]
fn buckets_unlock_as_their_closed_form_says() {
    const STEPS: u32 = 40;
    let mut terms = Vec::new();
    for vesting in [Vesting::AfterCliff, Vesting::CatchUp] {
        for (tge, cliff, duration) in [
            (0.1, 6.0, 24.0),
            (0.0, 0.0, 10.0),
            (0.25, 3.0, 0.0),
            (0.0, 4.5, 7.25),
            (0.5, 0.0, 0.0),
            (1.0, 2.0, 9.0),
        ] {
            terms.push(Terms { vesting, tge, cliff, duration });
        }
    }
    for length in [1.0, 0.5, 3.0] {
        let bucket = |(i, terms): (usize, &Terms)| {
            let vesting = if terms.vesting == Vesting::CatchUp { "catch_up" } else { "after_cliff" };
            json!({
                "id": format!("b{i}"), "share": "5%", "to": if i % 2 == 0 { "team" } else { "crowd" },
                "tge": terms.tge, "cliff": terms.cliff, "duration": terms.duration, "vesting": vesting,
            })
        };
        let buckets: Vec<Value> = terms.iter().enumerate().map(bucket).collect();
        let names: Vec<(String, String)> =
            (0..terms.len()).map(|i| (format!("m{i}"), format!("table.b{i}"))).collect();
        let mut all: Vec<(&str, &str)> = names.iter().map(|(id, f)| (id.as_str(), f.as_str())).collect();
        all.extend([
            ("held", "team.TOK + sum(crowd.TOK)"),
            ("unlocked", "table.unlocked"),
            ("locked", "table.locked"),
        ]);
        let project = document(json!({
            "run": { "steps": STEPS, "step": { "unit": "month", "length": length }, "runs": 1 },
            "assets": [{ "id": "TOK", "label": "", "issuers": ["table"] }],
            "accounts": [{ "id": "team", "label": "" }],
            "populations": [{ "id": "crowd", "label": "", "size": 3 }],
            "mechanisms": [{ "type": "allocation", "id": "table", "asset": "TOK", "total": "1M", "buckets": buckets }],
            "metrics": metrics(&all)
        }));
        let summary = run(&project);
        for step in 0..=STEPS as usize {
            let elapsed = step as f64 * length;
            let mut sum = 0.0;
            for (i, terms) in terms.iter().enumerate() {
                let expected = 5e4 * unlocked_share(terms, elapsed);
                sum += expected;
                let got = series(&summary, &format!("m{i}"))[step];
                assert!((got - expected).abs() <= 0.01, "{terms:?} at {elapsed}: {got}, not {expected}");
            }
            assert!((series(&summary, "held")[step] - sum).abs() <= 0.1);
            assert!((series(&summary, "unlocked")[step] - sum).abs() <= 0.1);
            assert!((series(&summary, "locked")[step] - (6e5 - sum)).abs() <= 0.1);
        }
    }
}

/// What a schedule has minted in all, over time, by the engine.
fn minted(schedule: Value, steps: u32, unit: &str, length: f64) -> Vec<f64> {
    let project = document(json!({
        "run": { "steps": steps, "step": { "unit": unit, "length": length }, "runs": 1 },
        "assets": [{ "id": "TOK", "label": "", "issuers": ["mint"] }],
        "accounts": [{ "id": "a", "label": "", "initial": [{ "asset": "TOK", "amount": "1000" }] }],
        "mechanisms": [{ "type": "emission", "id": "mint", "asset": "TOK", "to": "a", "schedule": schedule }],
        "metrics": metrics(&[("total", "mint.total"), ("supply", "TOK.supply")])
    }));
    let summary = run(&project);
    let total = series(&summary, "total").to_vec();
    for (total, supply) in total.iter().zip(series(&summary, "supply")) {
        assert!((supply - total - 1000.0).abs() <= 1e-6 * supply);
    }
    total
}

#[test]
fn schedules_mint_what_their_closed_form_says_whatever_the_step() {
    for length in [1.0, 0.5, 0.3, 4.0] {
        let constant = minted(json!({ "kind": "constant", "rate": 70 }), 50, "week", length);
        let halving = minted(json!({ "kind": "halving", "rate": 50, "interval": 7 }), 50, "week", length);
        let decay = minted(json!({ "kind": "exponential", "max": 900, "half_life": 5 }), 50, "week", length);
        for step in 0..=50 {
            let t = step as f64 * length;
            for (got, expected) in [
                (constant[step], emission::constant_total(70.0, t)),
                (halving[step], emission::halving_total(50.0, 7.0, t)),
                (decay[step], emission::exponential_total(900.0, 5.0, t)),
            ] {
                assert!(
                    (got - expected).abs() <= 1e-6 * (1.0 + expected),
                    "{t} in steps of {length}: {got}, not {expected}"
                );
            }
        }
    }
}

#[test]
fn inflation_applies_each_years_rate_to_the_supply_at_its_start() {
    let solana = Inflation { initial: 0.08, disinflation: 0.15, floor: 0.015 };
    let schedule = json!({ "kind": "inflation", "initial": "8%", "disinflation": "15%", "floor": "1.5%" });
    for (unit, length, per_year) in
        [("year", 1.0, 1), ("month", 1.0, 12), ("month", 3.0, 4), ("day", 5.0, 73)]
    {
        let total = minted(schedule.clone(), per_year * 5, unit, length);
        // Series of long runs have 121 points at most; 5 years of days by fives are 365 steps.
        let stride = (per_year as usize * 5).div_ceil(120).max(1);
        for year in 0..=5_usize {
            let step = year * per_year as usize;
            if step.is_multiple_of(stride) {
                close(1000.0 + total[step / stride], solana.supply_after(1000.0, year as u32), 1e-6);
            }
        }
    }
}

#[test]
fn a_population_shares_an_emission_equally() {
    let project = document(json!({
        "run": { "steps": 3, "runs": 1 },
        "assets": [{ "id": "TOK", "label": "", "issuers": ["mint"] }],
        "populations": [{ "id": "crowd", "label": "", "size": 4 }],
        "mechanisms": [{ "type": "emission", "id": "mint", "asset": "TOK", "to": "crowd", "schedule": { "kind": "constant", "rate": 8 } }],
        "metrics": metrics(&[("least", "min(crowd.TOK)"), ("most", "max(crowd.TOK)"), ("emitted", "mint.emitted")])
    }));
    let summary = run(&project);
    assert_eq!(series(&summary, "least"), [0.0, 2.0, 4.0, 6.0]);
    assert_eq!(series(&summary, "most"), [0.0, 2.0, 4.0, 6.0]);
    assert_eq!(series(&summary, "emitted"), [0.0, 8.0, 8.0, 8.0]);
}

#[test]
fn burning_a_share_of_the_supply_against_a_constant_issuance() {
    let project = document(json!({
        "run": { "steps": 100, "runs": 1 },
        "assets": [{ "id": "TOK", "label": "", "issuers": ["f"] }],
        "accounts": [{ "id": "a", "label": "", "initial": [{ "asset": "TOK", "amount": "1M" }] }],
        "mechanisms": [{ "type": "flows", "id": "f", "flows": [
            { "id": "issue", "asset": "TOK", "to": "a", "amount": "1000" },
            { "id": "burn", "asset": "TOK", "from": "a", "amount": "2% * TOK.supply" }] }],
        "metrics": metrics(&[("supply", "TOK.supply"), ("burned", "TOK.burned")])
    }));
    let summary = run(&project);
    for n in [0_u32, 1, 7, 50, 100] {
        close(series(&summary, "supply")[n as usize], burn::supply_after(1e6, 1000.0, 0.02, n), 1e-6);
    }
    let burned = series(&summary, "burned")[100];
    close(1e6 + 1e5 - burned, series(&summary, "supply")[100], 1e-6);
}
