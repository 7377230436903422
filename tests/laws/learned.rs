//! What agents learn, against what is known of the problem they learn: the
//! optimum of a decision process, the mixture of a game, the limits of a rule, a
//! market's bifurcation.

use crate::learning::film;
use crate::world::{document, finals, mean_is, metrics, run, series};
use serde_json::{Value, json};
use tokenwright::agent::learn::{game::Game, q_learning};
use tokenwright::num::math;

#[test]
fn q_learners_find_the_optimum_of_a_decision_process() {
    // Two states; way k leads to state k. Nothing is by chance, so a constant
    // rate converges. The state is the last way.
    let rewards = [[0.0, -1.0], [1.0, 2.0]];
    let to = |state: usize| (0..2).map(|next| f64::from(u8::from(next == state))).collect::<Vec<f64>>();
    let transitions = vec![vec![to(0), to(1)]; 2];
    let optimal = q_learning::optimal(&transitions, &rewards.map(|row| row.to_vec()), 0.9);
    let rule = json!({ "rule": "q_learning", "epsilon": "if step < 2000 then 1 else 0", "rate": 0.5,
        "discount": 0.9, "observe": [{ "value": "b", "cuts": [1] }] });
    let reward = "if prev(b) then (if b then 2 else 1) else (if b then -1 else 0)";
    let film = film(20, &["a", "b"], 2010, &rule, reward);
    for agent in 0..20 {
        for (state, expected) in optimal.iter().enumerate() {
            for (q, expected) in film.row(&format!("crowd.q{state}"), 2010, agent).iter().zip(expected) {
                assert!((q - expected).abs() < 1e-6, "agent {agent}, state {state}: {q}, not {expected}");
            }
        }
        // Who does not look ahead never pays 1 to get to where 2 is paid.
        assert!((2002..=2010).all(|time| film.choice(time, agent) == 1));
    }
}

fn hawks(learning: &Value) -> f64 {
    let way = |id: &str| json!({ "id": id, "label": id });
    let summary = run(&document(json!({
        "run": { "steps": 600, "runs": 40, "seed": 2 },
        "variables": [{ "id": "hawks", "formula": "mean(birds.hawk)" }],
        "populations": [{ "id": "birds", "label": "", "size": 1000, "strategies": [way("hawk"), way("dove")],
            "learning": learning,
            "reward": "if hawk then hawks * (2 - 5) / 2 + (1 - hawks) * 2 else (1 - hawks) * 2 / 2" }],
        "metrics": metrics(&[("share", "hawks")])
    })));
    series(&summary, "share")[60..].iter().sum::<f64>() / (series(&summary, "share").len() - 60) as f64
}

#[test]
fn hawks_and_doves_settle_at_their_mixture() {
    let stable = Game::hawk_dove(2.0, 5.0).stable_share();
    let rules = [
        json!({ "rule": "replicator", "lowest": "-1.5", "revision": "50%" }),
        json!({ "rule": "fermi", "beta": 4, "revision": "20%" }),
        json!({ "rule": "fermi", "beta": 1, "mutation": "0.1%" }),
    ];
    for rule in rules {
        let share = hawks(&rule);
        assert!((share - stable).abs() < 0.01, "{share}, not {stable}: {rule}");
    }
}

/// Two players, one agent each; what they play, step by step.
fn pennies(rule: &dyn Fn(&str, &str) -> Value) -> Vec<(f64, f64)> {
    let way = |id: &str| json!({ "id": id, "label": id });
    let player = |id: &str, learning: Value, reward: &str| {
        json!({ "id": id, "label": "", "size": 1, "strategies": [way("heads"), way("tails")],
            "learning": learning, "reward": reward })
    };
    let summary = run(&document(json!({
        "run": { "steps": 120, "runs": 1 },
        "variables": [{ "id": "p", "formula": "sum(row.heads)" }, { "id": "q", "formula": "sum(column.heads)" }],
        "populations": [
            player("row", rule("q", "1 - q"), "if heads then q else 1 - q"),
            player("column", rule("1 - p", "p"), "if heads then 1 - p else p"),
        ],
        "metrics": metrics(&[("row_heads", "p"), ("column_heads", "q")])
    })));
    series(&summary, "row_heads")
        .iter()
        .copied()
        .zip(series(&summary, "column_heads").iter().copied())
        .collect()
}

#[test]
fn with_full_imagination_attraction_is_fictitious_play() {
    // Sure of what they believe: λ is large. Before the first step both ways are
    // worth the same.
    let rule = |heads: &str, tails: &str| {
        json!({ "rule": "ewa", "decay": 1, "imagination": 1, "sensitivity": "1M", "experience": 3, "initial": "0",
            "forgone": [{ "strategy": "heads", "reward": heads }, { "strategy": "tails", "reward": tails }] })
    };
    let played = pennies(&rule);
    // Fictitious play: a best reply to how often the other has played heads. The
    // first choice, between equals, is by lot.
    let (mut of_row, mut of_column) = (0.0, 0.0);
    let mut ties = 0;
    for (step, (p, q)) in played[1..].iter().enumerate() {
        let n = step as f64;
        let (heads, tails) = (of_column, n - of_column);
        if heads != tails {
            assert_eq!(*p, f64::from(u8::from(heads > tails)), "row at {step}");
        }
        let (heads, tails) = (n - of_row, of_row);
        if heads != tails {
            assert_eq!(*q, f64::from(u8::from(heads > tails)), "column at {step}");
        }
        ties += usize::from(heads == tails);
        of_row += p;
        of_column += q;
    }
    assert!(ties < 20, "most choices are determined: {ties}");
    let n = (played.len() - 1) as f64;
    assert!((of_row / n - 0.5).abs() < 0.15 && (of_column / n - 0.5).abs() < 0.15, "{of_row}, {of_column}");
}

#[test]
fn without_imagination_attraction_is_reinforcement() {
    let rule = |payoffs: [&'static str; 2]| {
        move |_: &str, _: &str| {
            json!({ "rule": "ewa", "decay": 0.95, "imagination": "0 * 1", "lock_in": 1, "sensitivity": 1,
                "forgone": [{ "strategy": "heads", "reward": payoffs[0] }, { "strategy": "tails", "reward": payoffs[1] }] })
        }
    };
    let blind = pennies(
        &|_, _| json!({ "rule": "ewa", "decay": 0.95, "imagination": "0", "lock_in": 1, "sensitivity": 1 }),
    );
    assert_eq!(blind, pennies(&rule(["100", "-7"])), "what was missed does not matter");
    assert!(blind[1..].windows(2).any(|pair| pair[0] != pair[1]));
}

#[test]
fn optimists_lose_little() {
    let summary = run(&document(json!({
        "run": { "steps": 2000, "runs": 50 },
        "populations": [{ "id": "crowd", "label": "", "size": 20, "learning": { "rule": "ucb1" },
            "strategies": [{ "id": "good", "label": "" }, { "id": "bad", "label": "" }],
            "reward": "if good then bernoulli(70%) else bernoulli(40%)" }],
        "exogenous": [{ "id": "missed", "initial": "0", "next": "missed + mean(crowd.bad)" }],
        "metrics": metrics(&[("times", "missed")])
    })));
    let missed = finals(&summary, "times").iter().sum::<f64>() / 50.0;
    // At most 8·ln t/Δ² + 1 + π²/3 times, and at least about ln t/(2·KL(0.4, 0.7)).
    let log = math::ln(2000.0);
    assert!(missed < 8.0 * log / 0.09 + 4.3 && missed > 10.0, "{missed}");
    assert!(missed < 0.15 * 2000.0, "{missed}");
}

#[test]
fn an_adversary_cannot_ruin_exponential_weights() {
    // The way that pays changes every 500 steps; who learns once for all is lost.
    let summary = run(&document(json!({
        "run": { "steps": 2000, "runs": 30 },
        "populations": [{ "id": "crowd", "label": "", "size": 30, "learning": { "rule": "exp3", "exploration": "6%" },
            "strategies": [{ "id": "a", "label": "" }, { "id": "b", "label": "" }],
            "reward": "if mod(floor(step / 500), 2) == 0 then a * 0.4 + b * 0.6 else a * 0.9 + b * 0.1" }],
        "exogenous": [{ "id": "earned", "initial": "0", "next": "earned + mean(crowd.reward)" }],
        "metrics": metrics(&[("total", "earned")])
    })));
    // Best in hindsight: a, 0.65 a step. The bound: 2√(e − 1)·√(gain·K·ln K).
    let best = 2000.0 * 0.65;
    let bound = 2.0 * (std::f64::consts::E - 1.0_f64).sqrt() * (best * 2.0 * math::ln(2.0)).sqrt();
    let earned = finals(&summary, "total").iter().sum::<f64>() / 30.0;
    assert!(earned > best - bound, "{earned} of {best} with a bound of {bound}");
}

/// What matters is the range that rewards are told to lie in: weights follow
/// exp(γ/K·Σ(x_a − x_b)), x as a share of it. With a fitting range small rewards are
/// learned in two hundred steps; with the one that is meant for large ones hardly.
#[test]
fn exponential_weights_learn_as_fast_as_their_range_lets_them() {
    let best = |highest: &str| {
        let summary = run(&document(json!({
            "run": { "steps": 200, "runs": 50 },
            "populations": [{ "id": "crowd", "label": "", "size": 30, "reward": "a * 0.04 + b * 0.02",
                "learning": { "rule": "exp3", "exploration": "20%", "highest": highest },
                "strategies": [{ "id": "a", "label": "" }, { "id": "b", "label": "" }] }],
            "metrics": metrics(&[("best", "mean(crowd.a)")])
        })));
        finals(&summary, "best").iter().sum::<f64>() / 50.0
    };
    // The mean of the logarithm's gain: 200 steps of γ/K·0.02/highest.
    let expected = |highest: f64| {
        let odds = math::exp(200.0 * 0.1 * 0.02 / highest);
        0.1 + 0.8 * odds / (1.0 + odds)
    };
    let (fitting, wide) = (best("0.05"), best("1"));
    assert!(fitting > 0.85 && (fitting - expected(0.05)).abs() < 0.04, "{fitting}: {}", expected(0.05));
    assert!((wide - expected(1.0)).abs() < 0.04 && wide < 0.65, "{wide}: {}", expected(1.0));
}

#[test]
fn brave_traders_shift_out_of_what_loses() {
    // Two ways to trade; the second wins 60 % of the time, the first 30 %. Staying
    // lasts 1/(1 − win) steps, so shares are as 1/0.7 to 1/0.4.
    let summary = run(&document(json!({
        "run": { "steps": 60, "runs": 200 },
        "populations": [{ "id": "traders", "label": "", "size": 50,
            "strategies": [{ "id": "momentum", "label": "" }, { "id": "value", "label": "" }],
            "learning": { "rule": "win_stay_lose_shift" },
            "reward": "if bernoulli(if momentum then 30% else 60%) then 1 else -1" }],
        "metrics": metrics(&[("value", "mean(traders.value)")])
    })));
    mean_is(finals(&summary, "value"), (1.0 / 0.4) / (1.0 / 0.4 + 1.0 / 0.7), 4.0);
}
