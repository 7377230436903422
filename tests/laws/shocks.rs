//! Shocks and scenarios: what they do, when they come, and how they combine.

use crate::world::{close, document, finals, mean_is, metrics, model, run, series};
use serde_json::{Value, json};
use tokenwright::num::math;
use tokenwright::project::Story;
use tokenwright::simulate::validate;

/// What formulas read of a parameter of 100 in eight steps under a shock.
fn seen(shock: Value) -> Vec<f64> {
    let mut spec =
        json!({ "id": "hit", "effect": { "type": "multiply", "target": "demand" }, "size": -0.5, "time": 2 });
    shock.as_object().expect("fields").iter().for_each(|(name, value)| spec[name] = value.clone());
    let summary = run(&document(json!({
        "run": { "steps": 8, "runs": 1 },
        "parameters": [{ "id": "demand", "label": "", "default": 100, "min": 0, "max": 1000, "step": 1 }],
        "shocks": [spec], "metrics": metrics(&[("demand_seen", "demand")])
    })));
    series(&summary, "demand_seen")[1..].to_vec()
}

#[test]
fn shapes() {
    assert_eq!(seen(json!({})), [100.0, 100.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0]);
    let pulse = |duration: &str| json!({ "shape": { "kind": "pulse", "duration": duration } });
    assert_eq!(seen(pulse("0")), [100.0, 100.0, 50.0, 100.0, 100.0, 100.0, 100.0, 100.0]);
    assert_eq!(seen(pulse("3")), [100.0, 100.0, 50.0, 50.0, 50.0, 100.0, 100.0, 100.0]);
    let ramp = json!({ "shape": { "kind": "ramp", "duration": 4 }, "size": 1 });
    assert_eq!(seen(ramp), [100.0, 100.0, 100.0, 125.0, 150.0, 175.0, 200.0, 200.0]);
    let decay = seen(json!({ "shape": { "kind": "decay", "half_life": 2 }, "time": 1.5 }));
    for (step, value) in decay.iter().enumerate() {
        let level = if step < 2 { 0.0 } else { math::pow(0.5, (step as f64 - 1.5) / 2.0) };
        close(*value, 100.0 * (1.0 - 0.5 * level), 1e-7);
    }
    let add =
        json!({ "effect": { "type": "add", "target": "demand" }, "size": 7, "shape": { "kind": "pulse" } });
    assert_eq!(seen(add)[1..4], [100.0, 107.0, 100.0]);
    assert_eq!(seen(json!({ "time": 99 })), [100.0; 8]);
}

/// Without a length, what grows is there after a step, and what fades is gone.
#[test]
fn shapes_without_a_length() {
    let run_of = |shape: Value| {
        run(&document(json!({
            "run": { "steps": 4, "runs": 1 },
            "parameters": [{ "id": "nothing", "label": "", "default": 0, "min": 0, "max": 1, "step": 1 }],
            "exogenous": [{ "id": "demand", "initial": "100", "next": "100" }],
            "shocks": [{ "id": "hit", "effect": { "type": "multiply", "target": "demand" }, "shape": shape,
                "size": "-0.5", "time": 1 }],
            "metrics": metrics(&[("seen", "demand")])
        })))
    };
    let (ramp, decay) = (
        json!({ "kind": "ramp", "duration": "nothing" }),
        json!({ "kind": "decay", "half_life": "nothing" }),
    );
    assert_eq!(series(&run_of(ramp), "seen")[1..], [100.0, 100.0, 50.0, 50.0]);
    assert_eq!(series(&run_of(decay), "seen")[1..], [100.0, 50.0, 100.0, 100.0]);
}

#[test]
fn processes_variables_and_series_are_hit_but_not_changed() {
    let hit = |id: &str, target: &str| {
        json!({ "id": id, "effect": { "type": "multiply", "target": target }, "size": 1, "time": 3,
            "shape": { "kind": "pulse", "duration": 2 } })
    };
    let summary = run(&document(json!({
        "run": { "steps": 6, "runs": 1 },
        "exogenous": [{ "id": "users", "initial": 1, "next": "users * 2" }],
        "series": [{ "id": "past", "values": [1, 2, 3, 4, 5, 6] }],
        "variables": [{ "id": "fee", "formula": "users + 1" }],
        "shocks": [hit("a", "users"), hit("b", "past"), hit("c", "fee")],
        "metrics": metrics(&[("users_seen", "users"), ("past_seen", "past"), ("fee_seen", "fee"), ("strength", "a")])
    })));
    assert_eq!(series(&summary, "users_seen"), [1.0, 2.0, 4.0, 8.0, 32.0, 64.0, 64.0]);
    assert_eq!(series(&summary, "past_seen"), [1.0, 1.0, 2.0, 3.0, 8.0, 10.0, 6.0]);
    assert_eq!(series(&summary, "fee_seen"), [2.0, 3.0, 5.0, 9.0, 66.0, 130.0, 65.0]);
    assert_eq!(series(&summary, "strength"), [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
}

#[test]
fn what_an_exploit_takes_is_somewhere_else() {
    let summary = run(&document(json!({
        "run": { "steps": 5, "runs": 1 },
        "assets": [{ "id": "usd", "label": "" }],
        "accounts": [
            { "id": "treasury", "label": "", "initial": [{ "asset": "usd", "amount": 1000 }] },
            { "id": "thief", "label": "" }
        ],
        "populations": [{ "id": "users", "label": "", "size": 4, "initial": [{ "asset": "usd", "amount": 25 }] }],
        "shocks": [
            { "id": "drain", "effect": { "type": "transfer", "asset": "usd", "from": "treasury", "to": "thief" },
              "size": 0.8, "time": 2, "shape": { "kind": "pulse" } },
            { "id": "leak", "effect": { "type": "transfer", "asset": "usd", "from": "users", "to": "thief" },
              "size": 0.5, "time": 3 }
        ],
        "metrics": metrics(&[("left", "treasury.usd"), ("taken", "thief.usd"), ("users_left", "sum(users.usd)")])
    })));
    for (step, treasury, users) in [(2, 1000.0, 100.0), (3, 200.0, 100.0), (4, 200.0, 50.0), (5, 200.0, 25.0)]
    {
        close(series(&summary, "left")[step], treasury, 1e-12);
        close(series(&summary, "users_left")[step], users, 1e-12);
        assert!((series(&summary, "taken")[step] - (1100.0 - treasury - users)).abs() < 1e-9);
    }
    assert!(summary.ledger.max_relative_imbalance < 1e-12);
}

#[test]
fn hazards_strike_once_and_at_their_rate() {
    let summary = run(&document(json!({
        "run": { "steps": 20, "step": { "unit": "day", "length": 0.5 }, "runs": 4000 },
        "shocks": [{ "id": "run", "effect": { "type": "add", "target": "zero" }, "size": 1,
            "hazard": "if time < 4 then 0 else 20%", "shape": { "kind": "step" } }],
        "variables": [{ "id": "zero", "formula": "0" }],
        "metrics": metrics(&[("struck", "zero"), ("renewed", "if run < prev(run) then 1 else 0")])
    })));
    mean_is(finals(&summary, "struck"), 1.0 - math::exp(-0.2 * 6.0), 4.0);
    assert!(series(&summary, "struck")[..=8].iter().all(|share| *share == 0.0), "not before its time");
    assert!(series(&summary, "renewed").iter().all(|share| *share == 0.0));
}

#[test]
fn a_driver_makes_shocks_correlated() {
    let hit = |id: &str, size: &str| json!({ "id": id, "effect": { "type": "multiply", "target": "one" }, "size": size, "time": "0" });
    let summary = run(&document(json!({
        "run": { "steps": 2, "runs": 4000 },
        "exogenous": [{ "id": "mood", "initial": "normal(0, 1)", "next": "mood" }],
        "variables": [{ "id": "one", "formula": "1" }],
        "shocks": [hit("a", "0.6 * mood + normal(0, 0.8)"), hit("b", "mood"), hit("c", "normal(0, 1)")],
        "metrics": metrics(&[("ab", "a * b"), ("bb", "b * b"), ("bc", "b * c"), ("aa", "a * a")])
    })));
    for (metric, expected) in [("ab", 0.6), ("aa", 1.0), ("bb", 1.0), ("bc", 0.0)] {
        mean_is(finals(&summary, metric), expected, 4.0);
    }
}

#[test]
fn a_run_set_is_a_mixture_of_scenarios() {
    let scenario = |id: &str, probability: &str, group: &str, size: f64| {
        json!({ "id": id, "probability": probability, "group": group, "shocks": [
            { "id": format!("{id}_hit"), "effect": { "type": "multiply", "target": "price" }, "size": size, "time": 1 }] })
    };
    let project = document(json!({
        "run": { "steps": 3, "runs": 4000 },
        "parameters": [{ "id": "fear", "label": "", "default": 0.3, "min": 0, "max": 1, "step": 0.1 }],
        "variables": [{ "id": "price", "formula": "1" }],
        "scenarios": [scenario("bull", "50%", "market", 1.0), scenario("bear", "fear", "market", -0.5),
            scenario("hack", "20%", "", -0.9), scenario("ban", "40%", "", 0.0)],
        "metrics": metrics(&[("seen", "price"), ("bulls", "bull"), ("bears", "bear"), ("both", "bull and bear"),
            ("hacked", "hack"), ("unlucky", "hack and ban"), ("bears_hacked", "bear and hack")])
    }));
    let summary = run(&project);
    for (metric, expected) in
        [("bulls", 0.5), ("bears", 0.3), ("hacked", 0.2), ("unlucky", 0.08), ("bears_hacked", 0.06)]
    {
        mean_is(finals(&summary, metric), expected, 4.0);
    }
    assert!(finals(&summary, "both").iter().all(|both| *both == 0.0), "bull and bear exclude each other");
    // Mean of the mixture: (0.5·2 + 0.3·0.5 + 0.2)·(0.8 + 0.2·0.1).
    mean_is(finals(&summary, "seen"), 1.35 * 0.82, 4.0);
    // Probabilities are sliders like everything else.
    let model = model(&project);
    let mut spec = model.default_spec();
    spec.parameters = vec![0.0];
    let calm = crate::world::run_spec(&model, &spec);
    assert!(finals(&calm, "bears").iter().all(|bear| *bear == 0.0));
    assert_eq!(finals(&calm, "bulls"), finals(&summary, "bulls"), "with the same luck for the others");
}

#[test]
fn every_story_can_happen_to_any_economy() {
    for story in Story::ALL {
        let target = if *story == Story::Exploit { "treasury.usd" } else { "demand" };
        let summary = run(&document(json!({
            "run": { "steps": 104, "step": { "unit": "week" }, "runs": 200 },
            "assets": [{ "id": "usd", "label": "" }],
            "accounts": [{ "id": "treasury", "label": "", "initial": [{ "asset": "usd", "amount": 100 }] },
                { "id": "outside", "label": "", "kind": "external" }],
            "exogenous": [{ "id": "demand", "initial": 100, "next": "demand" },
                { "id": "low", "initial": 100, "next": "min(low, prev(demand))" },
                { "id": "high", "initial": 100, "next": "max(high, prev(demand))" }],
            "scenarios": [{ "id": "it", "story": story.name(), "targets": [target], "probability": "50%" }],
            "metrics": metrics(&[("lowest", "low"), ("highest", "high"), ("left", "treasury.usd"), ("happens", "it")])
        })));
        let (lowest, highest) = (finals(&summary, "lowest"), finals(&summary, "highest"));
        let left = finals(&summary, "left");
        for (run, happens) in finals(&summary, "happens").iter().enumerate() {
            let moved = (lowest[run] < 100.0, highest[run] > 100.0, left[run] < 100.0);
            if *happens == 0.0 {
                assert_eq!(moved, (false, false, false), "{}", story.name());
            }
        }
        let rises = matches!(story, Story::Bull | Story::BotSwarm);
        let falls = !rises && *story != Story::Exploit;
        let any = |test: &dyn Fn(usize) -> bool| (0..200).any(test);
        assert_eq!(any(&|run| highest[run] > 110.0), rises, "{}", story.name());
        assert_eq!(any(&|run| lowest[run] < 90.0), falls, "{}", story.name());
        assert_eq!(any(&|run| left[run] < 85.0), *story == Story::Exploit, "{}", story.name());
    }
}

#[test]
fn what_is_wrong_with_the_world_is_said_where_it_is_wrong() {
    let project = document(json!({
        "assets": [{ "id": "usd", "label": "" }],
        "accounts": [{ "id": "treasury", "label": "" }],
        "parameters": [{ "id": "demand", "label": "", "unit": "usd", "default": 1, "min": 0, "max": 2, "step": 1 }],
        "series": [
            { "id": "empty" }, { "id": "table", "csv": "a,b\n1,2\n3,x" }, { "id": "twice", "values": [1], "csv": "1" },
            { "id": "still", "values": [1], "every": 0 }
        ],
        "arrivals": [{ "id": "trades", "base": "nothing" }],
        "shocks": [
            { "id": "astray", "effect": { "type": "multiply", "target": "demmand" }, "size": 1, "time": 1 },
            { "id": "account", "effect": { "type": "add", "target": "treasury.usd" }, "size": 1, "time": 1 },
            { "id": "both", "effect": { "type": "multiply", "target": "demand" }, "size": 1, "time": 1, "hazard": 1 },
            { "id": "circle", "effect": { "type": "transfer", "asset": "usd", "from": "treasury", "to": "treasury" }, "size": 1, "time": 1 },
            { "id": "foreign", "effect": { "type": "transfer", "asset": "eur", "from": "treasury", "to": "mars" }, "size": 1, "time": 1 }
        ],
        "scenarios": [
            { "id": "odd", "probability": "often" }, { "id": "idle", "story": "crash" }, { "id": "dumb", "targets": ["demand"] },
            { "id": "hack", "story": "exploit", "targets": ["treasury.usd"] },
            { "id": "far", "story": "bull", "targets": ["demmand"] },
            { "id": "sure", "story": "bull", "targets": ["demand"], "probability": 1.5 },
            { "id": "one", "story": "bull", "targets": ["demand"], "probability": "70%", "group": "market" },
            { "id": "other", "story": "bear", "targets": ["demand"], "probability": "70%", "group": "market" }
        ],
        "populations": [
            { "id": "crowd", "label": "", "size": 90000, "reward": "1",
              "strategies": [{ "id": "a", "label": "" }, { "id": "b", "label": "" }],
              "learning": { "rule": "q_learning", "epsilon": 0.1, "rate": 0.1, "discount": 0.9,
                  "observe": [{ "value": "demand", "cuts": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13] }] } },
            { "id": "reckless", "label": "", "size": 9, "reward": "1",
              "strategies": [{ "id": "a", "label": "" }, { "id": "b", "label": "" }],
              "turnover": { "initial": 2 },
              "learning": { "rule": "epsilon_greedy", "epsilon": 2, "rate": -0.1 } },
            { "id": "frozen", "label": "", "size": 9, "reward": "1",
              "strategies": [{ "id": "a", "label": "" }, { "id": "b", "label": "" }],
              "learning": { "rule": "softmax", "temperature": 0, "rate": 0.1 } },
            { "id": "blind", "label": "", "size": 9, "reward": "1",
              "strategies": [{ "id": "a", "label": "" }, { "id": "b", "label": "" }],
              "learning": { "rule": "exp3", "exploration": 0, "lowest": 1, "highest": 1 } },
            { "id": "thinkers", "label": "", "size": 9, "reward": "1",
              "strategies": [{ "id": "a", "label": "" }, { "id": "b", "label": "" }],
              "learning": { "rule": "mix", "parts": [
                  { "share": 1, "learning": { "rule": "mix", "parts": [] } },
                  { "share": 1, "learning": { "rule": "ewa", "decay": 0.9, "imagination": "0.5", "sensitivity": 1,
                      "forgone": [{ "strategy": "a", "reward": 1 }, { "strategy": "z", "reward": 1 }] } }] } }
        ]
    }));
    let mut found: Vec<String> = validate(&project).into_iter().map(|problem| problem.path).collect();
    found.dedup();
    let expected = [
        "series.empty.values",
        "series.table.csv",
        "series.twice.csv",
        "series.still.every",
        "arrivals.trades.base",
        "shocks.astray.effect.target",
        "shocks.account.effect.target",
        "shocks.both.time",
        "shocks.circle.effect.to",
        "shocks.foreign.effect.asset",
        "shocks.foreign.effect.to",
        "scenarios.odd.probability",
        "scenarios.idle.targets",
        "scenarios.dumb.targets",
        "scenarios.hack.targets[0]",
        "scenarios.far.targets[0]",
        "scenarios.sure.probability",
        "scenarios.other.probability",
        "populations.reckless.turnover.initial",
        "populations.reckless.learning.epsilon",
        "populations.reckless.learning.rate",
        "populations.frozen.learning.temperature",
        "populations.blind.learning.exploration",
        "populations.blind.learning.highest",
        "populations.crowd.learning.observe",
        "populations.thinkers.learning.parts[0].learning.parts",
        "populations.thinkers.learning.parts[1].learning.forgone",
        "populations.thinkers.learning.parts[1].learning.forgone[1].strategy",
    ];
    for path in expected {
        assert!(found.iter().any(|found| found == path), "nothing is said of {path}: {found:#?}");
    }
}
