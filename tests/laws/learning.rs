//! The operations that rules of learning emit do what the rules' own functions
//! say, agent by agent and step by step.

use crate::world::{document, metrics};
use serde_json::{Value, json};
use tokenwright::agent::learn::{ewa, exp3, imitate_best, q_learning, replicator, roth_erev, softmax, ucb1};
use tokenwright::program::ir::Move;
use tokenwright::program::{Observer, Slot, Tracing};
use tokenwright::simulate::compile_traced;

/// Numbers of every agent after every step: `all[name][time][agent]`.
pub struct Film {
    names: Vec<(String, Slot)>,
    pub frames: Vec<Vec<Vec<f64>>>,
}

impl Observer for Film {
    fn moved(&mut self, _: &Move, _: usize, _: &[f64]) {}

    fn settled(&mut self, _: u32, _: usize, balance: &dyn Fn(Slot) -> Vec<f64>) {
        self.frames.push(self.names.iter().map(|(_, slot)| balance(*slot)).collect());
    }
}

impl Film {
    /// A number of all agents after a step.
    pub fn get(&self, name: &str, time: usize) -> &[f64] {
        let place = self.names.iter().position(|(known, _)| known == name);
        &self.frames[time][place.unwrap_or_else(|| panic!("nothing is called {name}"))]
    }

    /// Numbers of one agent: one for each of these names with `.a`, `.b`, ….
    pub fn row(&self, name: &str, time: usize, agent: usize) -> Vec<f64> {
        let ways = ["a", "b", "c"].iter().map(|way| format!("{name}.{way}"));
        ways.filter(|name| self.names.iter().any(|(known, _)| known == name))
            .map(|name| self.get(&name, time)[agent])
            .collect()
    }

    pub fn choice(&self, time: usize, agent: usize) -> usize {
        self.get("crowd.choice", time)[agent] as usize
    }
}

/// One run of a crowd that has three ways (or as many as `ways`), watched.
pub fn film(size: u32, ways: &[&str], steps: u32, learning: &Value, reward: &str) -> Film {
    let strategies: Vec<Value> = ways.iter().map(|way| json!({ "id": way, "label": way })).collect();
    film_of(json!({
        "run": { "steps": steps, "runs": 1, "seed": 4 },
        "populations": [{ "id": "crowd", "label": "", "size": size, "strategies": strategies,
            "attributes": [{ "id": "trait", "value": "uniform(0, 1)" }],
            "learning": learning, "reward": reward }],
        "metrics": metrics(&[("reward", "mean(crowd.reward)"), ("first", "mean(crowd.a)")])
    }))
}

/// One run of a document, watched.
pub fn film_of(fields: Value) -> Film {
    let project = document(fields);
    let model = compile_traced(&project, Tracing::On).unwrap_or_else(|problems| panic!("{problems:?}"));
    let names = model.program().slots.iter().map(|slot| slot.name.clone());
    let names = names.map(|name| (name.clone(), model.program().slot(&name).expect("a slot"))).collect();
    let mut film = Film { names, frames: Vec::new() };
    model.watch(&model.default_spec(), 0..1, &mut film).expect("a run");
    film
}

const ABC: [&str; 3] = ["a", "b", "c"];
/// Rewards by chance that differ by what was chosen.
const LUCK: &str = "a * uniform(0, 1) + b * uniform(0.5, 1) + c * 0.4";

fn near(got: &[f64], expected: &[f64]) {
    let same = got.iter().zip(expected).all(|(a, b)| (a - b).abs() <= 1e-12 * b.abs().max(1.0));
    assert!(same && got.len() == expected.len(), "{got:?}, not {expected:?}");
}

/// Fails unless as many chose each way as their own probabilities say.
fn chosen_as(film: &Film, time: usize, probabilities: impl Fn(usize) -> Vec<f64>) {
    let agents = film.get("crowd.choice", time).len();
    let all: Vec<Vec<f64>> = (0..agents).map(probabilities).collect();
    for way in 0..all[0].len() {
        let mean: f64 = all.iter().map(|p| p[way]).sum();
        let spread: f64 = all.iter().map(|p| p[way] * (1.0 - p[way])).sum::<f64>().sqrt();
        let chosen = (0..agents).filter(|agent| film.choice(time, *agent) == way).count() as f64;
        assert!((chosen - mean).abs() <= 4.0 * spread, "way {way}: {chosen}, not {mean} ± {spread}");
    }
}

#[test]
fn roth_erev() {
    let rule = json!({ "rule": "roth_erev", "forgetting": "10%", "experimentation": "20%", "initial": 2, "lowest": "0.1" });
    let film = film(4000, &ABC, 12, &rule, LUCK);
    for time in 1..=12 {
        for agent in 0..50 {
            let mut q = film.row("crowd.propensity", time - 1, agent);
            let reward = (film.get("crowd.reward", time)[agent] - 0.1).max(0.0);
            roth_erev::reinforce(&mut q, film.choice(time, agent), reward, 0.1, 0.2);
            near(&film.row("crowd.propensity", time, agent), &q);
        }
        chosen_as(&film, time, |agent| {
            roth_erev::probabilities(&film.row("crowd.propensity", time - 1, agent))
        });
    }
}

#[test]
fn experience_weighted_attraction() {
    let rule = json!({ "rule": "ewa", "decay": 0.9, "imagination": 0.5, "lock_in": 0.3, "sensitivity": 1.5,
        "experience": 2, "initial": 0.2, "forgone": [
            { "strategy": "c", "reward": 0.4 }, { "strategy": "a", "reward": "trait" },
            { "strategy": "b", "reward": "0.5 + trait / 2" }] });
    let film = film(4000, &ABC, 10, &rule, "a * trait + b * (0.5 + trait / 2) + c * 0.4");
    let weights = ewa::Weights { decay: 0.9, imagination: 0.5, lock_in: 0.3 };
    for time in 1..=10 {
        for agent in 0..50 {
            let trait_value = film.get("crowd.trait", time)[agent];
            let mut all = ewa::Attractions {
                values: film.row("crowd.attraction", time - 1, agent),
                experience: film.get("crowd.experience", time - 1)[agent],
            };
            let payoffs = [trait_value, 0.5 + trait_value / 2.0, 0.4];
            all.learn(weights, film.choice(time, agent), &payoffs);
            near(&film.row("crowd.attraction", time, agent), &all.values);
            near(&[film.get("crowd.experience", time)[agent]], &[all.experience]);
        }
        chosen_as(&film, time, |agent| {
            softmax::probabilities(&film.row("crowd.attraction", time - 1, agent), 1.0 / 1.5)
        });
    }
}

#[test]
fn exponential_weights() {
    let rule = json!({ "rule": "exp3", "exploration": "15%", "lowest": "-1", "highest": "3" });
    let film = film(4000, &ABC, 12, &rule, "3 * a + 9 * b - 5 * c");
    for time in 1..=12 {
        for agent in 0..50 {
            let mut logs = film.row("crowd.log_weight", time - 1, agent);
            let choice = film.choice(time, agent);
            let chance = exp3::probabilities(&logs, 0.15)[choice];
            near(&[film.get("crowd.chance", time)[agent]], &[chance]);
            logs[choice] += exp3::gain(0.15, [1.0, 1.0, 0.0][choice], chance, 3);
            near(&film.row("crowd.log_weight", time, agent), &logs);
        }
        chosen_as(&film, time, |agent| {
            exp3::probabilities(&film.row("crowd.log_weight", time - 1, agent), 0.15)
        });
    }
}

#[test]
fn upper_confidence_bounds() {
    let film = film(200, &ABC, 40, &json!({ "rule": "ucb1" }), LUCK);
    for agent in 0..200 {
        let first: Vec<usize> = (1..=3).map(|time| film.choice(time, agent)).collect();
        assert!((0..3).all(|way| first.contains(&way)), "everything is tried once: {first:?}");
        let (mut sums, mut counts) = ([0.0; 3], [0.0; 3]);
        for time in 1..=40 {
            let means = film.row("crowd.mean", time - 1, agent);
            let total: f64 = counts.iter().sum();
            let index: Vec<f64> = (0..3).map(|way| ucb1::index(means[way], counts[way], total)).collect();
            let choice = film.choice(time, agent);
            assert!(index.iter().all(|other| *other <= index[choice]), "{index:?}: {choice}");
            sums[choice] += film.get("crowd.reward", time)[agent];
            counts[choice] += 1.0;
            near(&[film.row("crowd.mean", time, agent)[choice]], &[sums[choice] / counts[choice]]);
            near(&film.row("crowd.count", time, agent), &counts);
        }
    }
}

#[test]
fn q_learning_updates_what_it_left_by_what_it_found() {
    let rule = json!({ "rule": "q_learning", "epsilon": 0.4, "rate": 0.3, "discount": 0.8, "initial": 0.1,
        "observe": [{ "value": "step", "cuts": [5, 20] }, { "value": "b", "cuts": [1] }] });
    let film = film(60, &ABC, 40, &rule, LUCK);
    let row_at = |time: usize, agent: usize| {
        // What is seen before a choice: the step's index, and the choice before.
        let step = time - 1;
        let level = usize::from(step >= 5) + usize::from(step >= 20);
        let before = if time == 1 { usize::MAX } else { film.choice(time - 1, agent) };
        2 * level + usize::from(before == 1)
    };
    let mut greedy = 0.0;
    for agent in 0..60 {
        let mut table = vec![vec![0.1; 3]; 6];
        for time in 1..=40 {
            let row = row_at(time, agent);
            assert_eq!(film.get("crowd.row", time)[agent] as usize, row);
            if time > 1 {
                let (left, choice) = (row_at(time - 1, agent), film.choice(time - 1, agent));
                let next = table[row].iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let reward = film.get("crowd.reward", time - 1)[agent];
                table[left][choice] = q_learning::update(table[left][choice], 0.3, reward, 0.8, next);
            }
            for (r, expected) in table.iter().enumerate() {
                near(&film.row(&format!("crowd.q{r}"), time, agent), expected);
            }
            let best = table[row].iter().copied().fold(f64::NEG_INFINITY, f64::max);
            greedy += f64::from(u8::from(table[row][film.choice(time, agent)] == best)) / (60.0 * 40.0);
        }
    }
    // 0.6 by intention and a third of 0.4 by exploring; early ties count as best.
    assert!((0.71..0.79).contains(&greedy), "{greedy}");
}

#[test]
fn imitation_of_the_best() {
    let payoff = "trait + 0.1 * a + uniform(0, 0.2)";
    let ring =
        film(31, &ABC, 12, &json!({ "rule": "imitate_best", "sees": "neighbours", "rate": 0.5 }), payoff);
    let all = film(
        31,
        &ABC,
        12,
        &json!({ "rule": "imitate_best", "mutation": "if step < 6 then 1 else 0" }),
        payoff,
    );
    let frame = |film: &Film, time: usize| -> Vec<usize> { (0..31).map(|i| film.choice(time, i)).collect() };
    for time in 1..=12 {
        let copied = imitate_best::on_ring(&frame(&ring, time - 1), ring.get("crowd.payoff", time - 1));
        assert_eq!(frame(&ring, time), copied, "at {time}");
    }
    let payoffs = all.get("crowd.payoff", 6);
    let best = (0..31).fold(0, |best, i| if payoffs[i] > payoffs[best] { i } else { best });
    assert!(frame(&all, 6).iter().any(|way| *way != all.choice(6, best)), "they differ at first");
    assert_eq!(frame(&all, 7), [all.choice(6, best); 31]);
}

#[test]
fn proportional_imitation_is_the_discrete_replicator() {
    let rule = json!({ "rule": "replicator", "lowest": 0.5 });
    // Pay-offs of a game against the whole crowd, from 0.5 up.
    let reward = "0.5 + a * (1 * mean(a) + 3 * mean(b)) + b * (2 * mean(a) + 1.5 * mean(b))";
    let film = film(40_000, &["a", "b"], 12, &rule, reward);
    let game = [vec![1.0, 3.0], vec![2.0, 1.5]];
    let share = |time: usize| {
        film.get("crowd.choice", time).iter().filter(|way| **way == 0.0).count() as f64 / 40_000.0
    };
    for time in 2..=12 {
        let before = share(time - 1);
        let expected = replicator::step(&[before, 1.0 - before], &game)[0];
        assert!((share(time) - expected).abs() < 4.0 * 0.5 / 200.0, "{} not {expected}", share(time));
    }
    // Shares that pay alike: 1·x + 3(1 − x) = 2x + 1.5(1 − x).
    assert!((share(12) - 0.6).abs() < 0.02, "{}", share(12));
}

#[test]
fn losers_shift_and_winners_stay() {
    let film = film(
        3000,
        &ABC,
        6,
        &json!({ "rule": "win_stay_lose_shift", "aspiration": "0.6", "shift": "75%" }),
        "trait",
    );
    let (mut lost, mut left) = (0.0, [0.0; 3]);
    for time in 2..=6 {
        for agent in 0..3000 {
            let (before, now) = (film.choice(time - 1, agent), film.choice(time, agent));
            if film.get("crowd.trait", time)[agent] >= 0.6 {
                assert_eq!(before, now, "who does not lose stays");
            } else {
                lost += 1.0;
                left[(now + 3 - before) % 3] += 1.0;
            }
        }
    }
    let spread = 4.0 * 0.5 / f64::sqrt(lost);
    for (found, expected) in left.iter().zip([0.25, 0.375, 0.375]) {
        assert!((found / lost - expected).abs() < spread, "{left:?} of {lost}");
    }
}

#[test]
fn a_mix_gives_every_agent_its_rule_for_good() {
    let bandit =
        |epsilon: f64| json!({ "rule": "epsilon_greedy", "epsilon": epsilon, "rate": 0.5, "ties": "first" });
    let rule = json!({ "rule": "mix", "parts": [
        { "share": "if trait < 0.2 then 1 else 0", "learning": bandit(0.0) },
        { "share": "if trait < 0.2 then 0 else 1", "learning": bandit(1.0) },
        { "share": "if trait < 0.2 then 0 else 3", "learning": { "rule": "win_stay_lose_shift", "aspiration": "0" } },
    ] });
    let film = film(4000, &ABC, 20, &rule, "1");
    let of =
        |rule: f64| -> Vec<usize> { (0..4000).filter(|i| film.get("crowd.rule", 1)[*i] == rule).collect() };
    for agent in of(0.0) {
        assert!(film.get("crowd.trait", 1)[agent] < 0.2);
        assert!((1..=20).all(|time| film.choice(time, agent) == 0), "what pays first is kept");
    }
    for agent in of(2.0) {
        assert!((1..=20).all(|time| film.choice(time, agent) == film.choice(0, agent)), "nobody loses");
    }
    let explorers = of(1.0);
    let moved = explorers.iter().filter(|i| film.choice(20, **i) != film.choice(19, **i)).count() as f64;
    let n = explorers.len() as f64;
    assert!((moved / n - 2.0 / 3.0).abs() < 4.0 * 0.5 / n.sqrt(), "{moved} of {n}");
    assert!((n / (n + of(2.0).len() as f64) - 0.25).abs() < 4.0 * 0.43 / 3200.0_f64.sqrt());
}
