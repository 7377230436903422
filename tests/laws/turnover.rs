//! Entry and exit: who takes part, and what becomes of those who do not.

use crate::learning::film_of;
use crate::world::{document, finals, mean_is, metrics, run, series};
use serde_json::json;
use tokenwright::num::math::exp;
use tokenwright::scenario::bass::Bass;

#[test]
fn entry_and_exit_balance_at_their_rates() {
    let summary = run(&document(json!({
        "run": { "steps": 60, "step": { "unit": "day", "length": 0.5 }, "runs": 400 },
        "populations": [{ "id": "users", "label": "", "size": 50,
            "turnover": { "initial": "10%", "enters": "30%", "leaves": "20%" } }],
        "metrics": metrics(&[("share", "mean(users.active)"), ("start", "prev(mean(users.active))")])
    })));
    let (enter, leave) = (1.0 - exp(-0.15), 1.0 - exp(-0.1));
    mean_is(finals(&summary, "share"), enter / (enter + leave), 4.0);
    assert!((series(&summary, "share")[0] - 0.1).abs() < 4.0 * 0.3 / 20_000.0_f64.sqrt());
}

#[test]
fn adoption_by_others_follows_bass() {
    let market = Bass { market: 1.0, innovation: 0.03, imitation: 0.38 };
    let summary = run(&document(json!({
        "run": { "steps": 100, "step": { "unit": "year", "length": 0.1 }, "runs": 8 },
        "populations": [{ "id": "users", "label": "", "size": 20000,
            "turnover": { "initial": 0, "enters": "3% + 38% * mean(active)" } }],
        "metrics": metrics(&[("share", "mean(users.active)")])
    })));
    // The rate stands still within a step, which delays adoption a little.
    let mut expected = 0.0;
    for step in 1..=100 {
        expected += (1.0 - expected) * (1.0 - exp(-0.1 * (0.03 + 0.38 * expected)));
        let share = series(&summary, "share")[step];
        assert!((share - expected).abs() < 0.01, "at {step}: {share}, not {expected}");
        assert!((expected - market.adopters(0.1 * step as f64)).abs() < 0.02);
    }
}

#[test]
fn who_does_not_take_part_does_not_act_earn_or_learn() {
    let film = film_of(json!({
        "run": { "steps": 30, "runs": 1, "seed": 8 },
        "assets": [{ "id": "usd", "label": "" }],
        "accounts": [{ "id": "pot", "label": "", "initial": [{ "asset": "usd", "amount": "1M" }] }],
        "mechanisms": [{ "type": "staking", "id": "bank", "asset": "usd", "reward_asset": "usd", "reward_from": "pot",
            "reward": 0, "stakers": ["crowd"] }],
        "populations": [{ "id": "crowd", "label": "", "size": 300, "initial": [{ "asset": "usd", "amount": 100 }],
            "turnover": { "initial": "50%", "enters": "30%", "leaves": "30%" },
            "strategies": [
                { "id": "a", "label": "", "actions": [{ "at": "bank", "do": "stake", "amount": 1 }] },
                { "id": "b", "label": "", "actions": [{ "at": "bank", "do": "stake", "amount": 1 }] }],
            "learning": { "rule": "mix", "parts": [
                { "share": 1, "learning": { "rule": "roth_erev" } }, { "share": 1, "learning": { "rule": "ucb1" } } ] },
            "reward": "1 + a" }],
        "metrics": metrics(&[("staked", "sum(crowd.usd)"), ("earned", "mean(crowd.reward)"), ("a", "mean(crowd.a)"), ("active", "mean(crowd.active)"),
            ("both", "mean(crowd.a) + mean(crowd.b)")])
    }));
    let (mut idle, mut busy) = (0, 0);
    for time in 1..=30 {
        for agent in 0..300 {
            let at = |name: &str, time: usize| film.get(name, time)[agent];
            let change = |name: &str| at(name, time) - at(name, time - 1);
            let memory = [
                "crowd.part0.propensity.a",
                "crowd.part0.propensity.b",
                "crowd.part1.count.a",
                "crowd.part1.count.b",
            ];
            let learned: f64 = memory.iter().map(|name| change(name)).sum();
            if at("crowd.active", time) == 1.0 {
                busy += 1;
                assert_eq!(change("crowd.usd"), -1.0, "who is there acts");
                assert!(at("crowd.reward", time) >= 1.0 && learned > 0.0);
            } else {
                idle += 1;
                assert_eq!((change("crowd.usd"), at("crowd.reward", time), learned), (0.0, 0.0, 0.0));
            }
        }
    }
    assert!(idle > 3000 && busy > 3000, "{idle}, {busy}");
}
