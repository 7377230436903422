//! Choice and learning against the probabilities that the rules state.

use crate::world::{document, finals, mean_is, metrics, run};
use serde_json::{Value, json};
use tokenwright::agent::learn::{epsilon_greedy, fermi, softmax};
use tokenwright::project::Ties;
use tokenwright::scenario::gbm::Gbm;
use tokenwright::scenario::ou;
use tokenwright::simulate::Summary;

/// Agents with three ways to behave, whose rewards never change.
fn bandits(rule: Value, steps: u32) -> Summary {
    let way = |id: &str| json!({ "id": id, "label": id });
    run(&document(json!({
        "run": { "steps": steps, "runs": 400 },
        "populations": [{ "id": "crowd", "label": "", "size": 25, "strategies": [way("a"), way("b"), way("c")],
            "learning": rule, "reward": "1 * a + 2 * b + 0.5 * c" }],
        "metrics": metrics(&[("a", "mean(crowd.a)"), ("b", "mean(crowd.b)"), ("c", "mean(crowd.c)"), ("reward", "mean(crowd.reward)")])
    })))
}

fn shares_are(summary: &Summary, expected: &[f64]) {
    for (metric, expected) in ["a", "b", "c"].into_iter().zip(expected) {
        mean_is(finals(summary, metric), *expected, 4.0);
    }
    let reward = expected[0] + 2.0 * expected[1] + 0.5 * expected[2];
    mean_is(finals(summary, "reward"), reward, 4.0);
}

#[test]
fn greedy_choices_follow_their_probabilities() {
    for (ties, rule) in [(Ties::Lot, "lot"), (Ties::First, "first")] {
        let learning = |epsilon: f64, rate: f64, initial: f64| json!({ "rule": "epsilon_greedy", "epsilon": epsilon, "rate": rate, "initial": initial, "ties": rule });
        // Before anything is learned all are tied.
        shares_are(
            &bandits(learning(0.3, 0.0, 0.0), 2),
            &epsilon_greedy::probabilities(&[0.0; 3], 0.3, ties),
        );
        // When everything has been tried, the estimates are the rewards.
        let known = epsilon_greedy::probabilities(&[1.0, 2.0, 0.5], 0.2, ties);
        shares_are(&bandits(learning(0.2, 1.0, 9.0), 40), &known);
    }
}

#[test]
fn boltzmann_choices_follow_their_probabilities() {
    let learning = |temperature: f64, initial: f64, rate: f64| json!({ "rule": "softmax", "temperature": temperature, "initial": initial, "rate": rate });
    shares_are(&bandits(learning(0.7, 3.0, 0.0), 2), &softmax::probabilities(&[3.0; 3], 0.7));
    let known = softmax::probabilities(&[1.0, 2.0, 0.5], 0.8);
    shares_are(&bandits(learning(0.8, 5.0, 1.0), 80), &known);
}

#[test]
fn estimates_move_towards_rewards_at_their_rate() {
    // One strategy, rewards 1, 2, 3, …: the payoff that Fermi agents compare and
    // the estimates are the same average. It is seen in what agents choose next.
    let way = |id: &str| json!({ "id": id, "label": id });
    let project = |threshold: f64| {
        document(json!({
            "run": { "steps": 6, "runs": 1 },
            "populations": [{ "id": "crowd", "label": "", "size": 3, "strategies": [way("a"), way("b")],
                "learning": { "rule": "epsilon_greedy", "epsilon": "0", "rate": "0.3", "initial": threshold, "ties": "first" },
                "reward": "if a then 10 else -1M" }],
            "metrics": metrics(&[("b", "sum(crowd.b)"), ("a", "sum(crowd.a)")])
        }))
    };
    // q(a) rises from below 10: a is never left.
    assert_eq!(finals(&run(&project(2.0)), "a"), [3.0]);
    // q(a) falls from 20 towards 10, so b is tried once, and never again.
    let summary = run(&project(20.0));
    let b: Vec<f32> = summary.metrics[0].paths[0].clone();
    assert_eq!(b, [0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0]);
}

/// Two agents, two ways: what share of `a` is left after one comparison.
fn comparison(beta: f64, revision: &str, mutation: &str) -> Vec<f64> {
    let way = |id: &str| json!({ "id": id, "label": id });
    let summary = run(&document(json!({
        "run": { "steps": 2, "runs": 1000, "seed": 3 },
        "populations": [{ "id": "pair", "label": "", "size": 2, "strategies": [way("a"), way("b")],
            "learning": { "rule": "fermi", "beta": beta, "revision": revision, "mutation": mutation },
            "reward": "1 * a + 1.5 * b" }],
        "metrics": metrics(&[("after", "mean(pair.a)"), ("before", "prev(mean(pair.a))")])
    })));
    let pairs = finals(&summary, "after").iter().zip(finals(&summary, "before"));
    pairs.filter(|(_, before)| **before == 0.5).map(|(after, _)| *after).collect()
}

#[test]
fn imitation_follows_fermi() {
    for beta in [0.0, 0.8, 4.0] {
        // The one with `a` keeps it unless the other is better, and back.
        let kept = 1.0 - fermi::adoption(1.0, 1.5, beta);
        let shares = comparison(beta, "if step == 1 then 1 else 0", "0");
        assert!(shares.len() > 400, "{}", shares.len());
        mean_is(&shares, kept, 4.0);
        let halves = comparison(beta, "if step == 1 then 0.5 else 0", "0");
        mean_is(&halves, 0.5 * kept + 0.25, 4.0);
    }
    assert!(comparison(2.0, "0", "0").iter().all(|share| *share == 0.5), "nobody compares");
    let mutants = comparison(2.0, "0", "if step == 1 then 1 else 0");
    mean_is(&mutants, 0.5, 4.0);
    assert!(mutants.iter().any(|share| *share != 0.5));
}

#[test]
fn agents_who_are_alone_or_have_one_way_do_not_break() {
    for rule in [
        json!({ "rule": "fermi", "beta": "1" }),
        json!({ "rule": "softmax", "temperature": "1", "rate": "0.1" }),
        json!({ "rule": "epsilon_greedy", "epsilon": "1", "rate": "0.1" }),
        json!({ "rule": "epsilon_greedy", "epsilon": "0", "rate": "0.1" }),
    ] {
        for ways in [1, 2, 3] {
            let ways: Vec<Value> = (0..ways).map(|i| json!({ "id": format!("w{i}"), "label": "" })).collect();
            let all: Vec<String> = (0..ways.len()).map(|i| format!("one.w{i}")).collect();
            let summary = run(&document(json!({
                "run": { "steps": 20, "runs": 20 },
                "populations": [{ "id": "one", "label": "", "size": 1, "strategies": ways, "learning": rule, "reward": "w0" }],
                "metrics": metrics(&[("chosen", &format!("sum({})", all.join(" + ")))])
            })));
            assert!(finals(&summary, "chosen").iter().all(|x| *x == 1.0), "{rule}");
        }
    }
}

#[test]
fn processes_have_the_mean_and_spread_of_their_closed_form() {
    let summary = run(&document(json!({
        "run": { "steps": 8, "step": { "unit": "month", "length": 0.5 }, "runs": 1000 },
        "exogenous": [
            { "id": "g", "initial": "100", "next": "gbm(g, 8%, 30%)" },
            { "id": "o", "initial": "3", "next": "ou(o, 1, 0.4, 0.6)" },
            { "id": "w", "initial": "0", "next": "ou(w, 9, 0, 0.5)" }
        ],
        "metrics": metrics(&[("gbm", "g"), ("ou", "o"), ("walk", "w"), ("low", "g < 100"),
            ("ou2", "(o - 1) ^ 2"), ("walk2", "w ^ 2"), ("gbm2", "g ^ 2")])
    })));
    let gbm = Gbm { start: 100.0, mu: 0.08, sigma: 0.3, time: 4.0 };
    mean_is(finals(&summary, "gbm"), gbm.mean(), 4.0);
    mean_is(finals(&summary, "gbm2"), gbm.variance() + gbm.mean() * gbm.mean(), 4.0);
    mean_is(finals(&summary, "low"), gbm.below(100.0), 4.0);
    let mean = ou::mean(3.0, 0.4, 1.0, 4.0);
    mean_is(finals(&summary, "ou"), mean, 4.0);
    mean_is(finals(&summary, "ou2"), ou::variance(0.4, 0.6, 4.0) + (mean - 1.0) * (mean - 1.0), 4.0);
    mean_is(finals(&summary, "walk"), 0.0, 4.0);
    mean_is(finals(&summary, "walk2"), ou::variance(0.0, 0.5, 4.0), 4.0);
}
