//! The world outside, against closed forms: processes, arrivals, series.

use crate::world::{close, document, finals, mean_is, metrics, run, series};
use serde_json::{Value, json};
use tokenwright::agent::brock_hommes::BrockHommes;
use tokenwright::num::math;
use tokenwright::scenario::bass::Bass;
use tokenwright::scenario::hawkes::Hawkes;
use tokenwright::scenario::merton::Merton;

#[test]
fn jump_diffusion_has_the_moments_of_its_closed_form() {
    let summary = run(&document(json!({
        "run": { "steps": 4, "step": { "unit": "year", "length": 0.5 }, "runs": 4000 },
        "exogenous": [{ "id": "s", "initial": "1", "next": "merton(s, 5%, 40%, 3, -0.1, 0.15)" }],
        "variables": [{ "id": "log", "formula": "ln(s)" }],
        "metrics": metrics(&[("value", "s"), ("mean", "log"), ("square", "log ^ 2"), ("cube", "log ^ 3")])
    })));
    let process = Merton { drift: 0.05, volatility: 0.4, intensity: 3.0, jump_mean: -0.1, jump_sd: 0.15 };
    let moments = process.log_moments(2.0);
    mean_is(finals(&summary, "value"), process.growth(2.0), 4.0);
    mean_is(finals(&summary, "mean"), moments.mean, 4.0);
    mean_is(finals(&summary, "square"), moments.variance + moments.mean * moments.mean, 4.0);
    let third = moments.skewness * math::pow(moments.variance, 1.5);
    let cube = third + 3.0 * moments.mean * moments.variance + math::powi(moments.mean, 3);
    mean_is(finals(&summary, "cube"), cube, 4.0);
}

/// Arrivals over a time of 10, long after the start, in steps of a length.
fn arrivals(length: f64) -> (Vec<f64>, Vec<f64>) {
    let (burn, steps) = ((30.0 / length) as u32, (10.0 / length) as u32);
    let summary = run(&document(json!({
        "run": { "steps": burn + steps, "step": { "unit": "day", "length": length }, "runs": 4000 },
        "arrivals": [{ "id": "trades", "base": 0.5, "excitation": 0.6, "decay": 1 }],
        // Processes move before arrivals do: each adds those of the step before.
        "exogenous": [{ "id": "before", "initial": 0, "next": format!("if step > {burn} then before + trades else 0") }],
        "metrics": metrics(&[("count", "before + trades"), ("intensity", "trades.intensity")])
    })));
    (finals(&summary, "count").to_vec(), finals(&summary, "intensity").to_vec())
}

#[test]
fn arrivals_excite_each_other_as_hawkes_says() {
    let process = Hawkes { base: 0.5, excitation: 0.6, decay: 1.0 };
    for length in [2.0, 0.25] {
        let (counts, intensities) = arrivals(length);
        let squares = |sample: &[f64], mean: f64| -> Vec<f64> {
            sample.iter().map(|x| (x - mean) * (x - mean)).collect()
        };
        mean_is(&counts, process.mean_count(10.0), 4.0);
        mean_is(&squares(&counts, process.mean_count(10.0)), process.count_variance(10.0), 4.0);
        mean_is(&intensities, process.mean_intensity(), 4.0);
        mean_is(&squares(&intensities, process.mean_intensity()), process.intensity_variance(), 4.0);
    }
}

#[test]
fn adoption_follows_bass_in_steps_of_any_length() {
    let market = Bass { market: 1e6, innovation: 0.03, imitation: 0.38 };
    for (steps, length) in [(5, 1.0), (2, 2.5), (40, 0.125)] {
        let summary = run(&document(json!({
            "run": { "steps": steps, "step": { "unit": "year", "length": length }, "runs": 1 },
            "exogenous": [{ "id": "users", "initial": 0, "next": "bass(users, 1M, 3%, 38%)" }],
            "metrics": metrics(&[("adopted", "users"), ("nobody", "bass(0, 1M, 0, 38%)"), ("none", "bass(0, 0, 3%, 38%)")])
        })));
        close(finals(&summary, "adopted")[0], market.adopters(5.0), 1e-12);
        assert_eq!(finals(&summary, "nobody"), [0.0]);
        assert_eq!(finals(&summary, "none"), [0.0]);
    }
}

#[test]
fn seasons_come_again() {
    let summary = run(&document(json!({
        "run": { "steps": 15, "runs": 1 },
        "metrics": metrics(&[("factor", "season(30%, 7, 2)")])
    })));
    let factor = series(&summary, "factor");
    for step in 0..15_i32 {
        let expected = 1.0 + 0.3 * math::cos(math::TAU * f64::from(step - 2) / 7.0);
        close(factor[step as usize + 1], expected, 1e-7);
    }
    close(factor[3], 1.3, 1e-7); // The third step begins at time 2.
}

fn replay(fields: Value, length: f64) -> Vec<f64> {
    let mut spec = json!({ "id": "btc", "unit": "usd" });
    fields.as_object().expect("fields").iter().for_each(|(name, value)| spec[name] = value.clone());
    let summary = run(&document(json!({
        "run": { "steps": 7, "step": { "unit": "day", "length": length }, "runs": 1 },
        "series": [spec], "metrics": metrics(&[("price", "btc"), ("before", "prev(btc)")])
    })));
    series(&summary, "price")[1..].to_vec()
}

#[test]
fn series_are_replayed() {
    let values = json!([10, 20, 40]);
    assert_eq!(replay(json!({ "values": values }), 1.0), [10.0, 20.0, 40.0, 40.0, 40.0, 40.0, 40.0]);
    assert_eq!(
        replay(json!({ "values": values, "after": "repeat" }), 1.0),
        [10.0, 20.0, 40.0, 10.0, 20.0, 40.0, 10.0]
    );
    let linear = json!({ "values": values, "between": "linear", "every": 2 });
    assert_eq!(replay(linear, 1.0), [10.0, 15.0, 20.0, 30.0, 40.0, 40.0, 40.0]);
    let around = json!({ "values": values, "between": "linear", "after": "repeat", "start": 2 });
    assert_eq!(replay(around, 0.5), [40.0, 25.0, 10.0, 15.0, 20.0, 30.0, 40.0]);
    let csv = json!({ "csv": "day,price,volume\n1,3,9\n2,4.5,8\n", "column": "price" });
    assert_eq!(replay(csv, 1.0)[..3], [3.0, 4.5, 4.5]);
}

#[test]
fn every_run_can_replay_another_part() {
    let values: Vec<f64> = (0..100).map(f64::from).collect();
    let summary = run(&document(json!({
        "run": { "steps": 3, "runs": 400 },
        "series": [{ "id": "past", "values": values, "start": "floor(uniform(0, 90))" }],
        "metrics": metrics(&[("value", "past"), ("rise", "past - prev(past)")])
    })));
    mean_is(finals(&summary, "value"), 44.5 + 2.0, 4.0);
    assert!(finals(&summary, "rise").iter().all(|rise| *rise == 1.0));
}

/// The market of heterogeneous beliefs as a document.
fn beliefs(beta: f64, steps: u32) -> Vec<f64> {
    let parameter = |id: &str, value: f64| json!({ "id": id, "label": id, "default": value, "min": 0, "max": 10, "step": 0.1 });
    let summary = run(&document(json!({
        "run": { "steps": steps, "runs": 1 },
        "parameters": [parameter("r", 1.1), parameter("g", 1.2), parameter("cost", 1.0), parameter("beta", beta)],
        // What they know of the past, the oldest first; then the price.
        "exogenous": [
            { "id": "x3", "initial": "0.1", "next": "x2" }, { "id": "x2", "initial": "0.1", "next": "x1" },
            { "id": "x1", "initial": "0.1", "next": "x" },
            { "id": "x", "label": "Distance from the fundamental value", "initial": "0.1",
              "next": "(1 - tanh(beta / 2 * (-g * x3 * (x1 - r * x2) - cost))) / 2 * g * x1 / r" }
        ],
        "metrics": metrics(&[("distance", "x")])
    })));
    series(&summary, "distance").to_vec()
}

#[test]
fn the_market_of_heterogeneous_beliefs_bifurcates_where_it_should() {
    let market = BrockHommes { gross_return: 1.1, trend: 1.2, cost: 1.0, demand: 1.0 };
    let path = beliefs(2.6, 5);
    let published = [0.101_526_601, 0.103_079_911, 0.104_656_701, 0.106_257_001, 0.107_881_133];
    assert!(path[1..].iter().zip(published).all(|(x, expected)| (x - expected).abs() < 1e-8), "{path:?}");
    let end = |beta: f64| {
        let path = beliefs(beta, 10_000);
        let last = &path[path.len() - 20..];
        let (least, largest) = last.iter().fold((f64::MAX, f64::MIN), |(a, b), x| (x.min(a), x.max(b)));
        (least, largest - least)
    };
    let (pitchfork, hopf) = (market.pitchfork(), market.hopf());
    assert!(end(pitchfork - 0.05).0.abs() < 1e-9, "fundamentalists win");
    let (rest, range) = end(2.6);
    assert!((rest - market.steady_state(2.6)).abs() < 1e-7 && range < 1e-9, "trends hold themselves");
    assert!(end(hopf - 0.05).1 < 1e-6, "it comes to rest");
    assert!(end(hopf + 0.05).1 > 0.05, "it circles");
}
