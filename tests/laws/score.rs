//! What a run comes to: outcomes over time, statistics over runs, the score.

use crate::world::{close, document, finals, metrics, run};
use serde_json::{Value, json};
use tokenwright::num::stats;
use tokenwright::report::sureness;
use tokenwright::simulate::{RunSpec, ScoreError, compile};

/// A walk that everybody knows: 10, then 5, 20, 8 after the steps.
fn known(goals: Value) -> tokenwright::simulate::Summary {
    run(&document(json!({
        "run": { "steps": 3, "runs": 4 },
        "exogenous": [{ "id": "x", "initial": "10", "next": "if step == 0 then 5 else if step == 1 then 20 else 8" }],
        "metrics": metrics(&[("seen", "x"), ("luck", "uniform(0, 1)")]),
        "objective": { "goals": goals }
    })))
}

#[test]
fn a_run_is_reduced_over_its_steps() {
    let goal = |over: &str| json!({ "metric": "seen", "over": over, "statistic": "mean", "worst": 0, "best": 40, "weight": 1 });
    let all = ["final", "mean", "min", "max", "drawdown"];
    let summary = known(all.into_iter().map(goal).collect());
    let values: Vec<f64> = summary.score.goals.iter().map(|goal| goal.value).collect();
    // The start counts for the drawdown only: from 20 to 8 is the largest fall.
    assert_eq!(values, [8.0, 11.0, 5.0, 20.0, 0.6]);
    let utilities: Vec<f64> = summary.score.goals.iter().map(|goal| goal.utility).collect();
    utilities
        .iter()
        .zip([0.2, 0.275, 0.125, 0.5, 0.015])
        .for_each(|(got, utility)| close(*got, utility, 1e-12));
    close(summary.score.total, utilities.iter().sum::<f64>() / 5.0, 1e-12);
    assert!(summary.score.goals.iter().all(|goal| goal.weight == 0.2));
}

#[test]
fn goals_count_by_their_weight_and_clamp_at_best_and_worst() {
    let summary = known(json!([
        { "metric": "seen", "worst": 100, "best": 8, "weight": 3 },
        { "metric": "seen", "worst": 9, "best": 90, "weight": 1 },
        { "metric": "seen", "worst": 0, "best": 16, "weight": 4, "curve": { "kind": "power", "p": 2 } }
    ]));
    close(summary.score.total, (3.0 + 0.0 + 4.0 * 0.25) / 8.0, 1e-12);
}

#[test]
fn statistics_are_quantiles_of_the_runs() {
    let names = ["mean", "p5", "p25", "median", "p75", "p95"];
    let goal = |statistic: &str| json!({ "metric": "luck", "statistic": statistic, "worst": 0, "best": 1, "weight": 1 });
    let summary = run(&document(json!({
        "run": { "steps": 2, "runs": 501 },
        "metrics": metrics(&[("luck", "uniform(0, 1)")]),
        "objective": { "goals": names.into_iter().map(goal).collect::<Vec<_>>() }
    })));
    let mut sorted = finals(&summary, "luck").to_vec();
    let mean = sorted.iter().sum::<f64>() / 501.0;
    sorted.sort_by(f64::total_cmp);
    // Type 7: with 501 values every quantile of a twentieth is a value.
    let expected = [mean, sorted[25], sorted[125], sorted[250], sorted[375], sorted[475]];
    for (goal, expected) in summary.score.goals.iter().zip(expected) {
        close(goal.value, expected, 1e-12);
    }
    let last = &summary.metrics[0].last;
    close(last.mean, mean, 1e-12);
    assert_eq!((last.min, last.max), (sorted[0], sorted[500]));
    assert_eq!([last.p5, last.p25, last.p50, last.p75, last.p95], expected[1..]);
    assert_eq!(last.histogram.iter().sum::<u64>(), 501);
    // Over time the same numbers, in single precision.
    let fan = &summary.metrics[0].series;
    for (series, expected) in
        [&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95].into_iter().zip(&expected[1..])
    {
        close(series[2], *expected, 1e-6);
    }
}

#[test]
fn a_score_without_goals_is_no_number() {
    let summary = known(json!([]));
    assert!(summary.score.total.is_nan() && summary.score.goals.is_empty());
    assert_eq!(summary.score.survival, 1.0);
}

#[test]
fn long_runs_keep_their_first_and_last_point() {
    for steps in [1, 119, 120, 121, 500, 3749] {
        let summary = run(&document(json!({
            "run": { "steps": steps, "runs": 1 },
            "metrics": metrics(&[("now", "step")])
        })));
        let times = &summary.times;
        assert!(
            times.len() <= 122 && times[0] == 0 && times.last() == Some(&steps),
            "{steps}: {}",
            times.len()
        );
        for (time, now) in times.iter().zip(&summary.metrics[0].series.mean) {
            assert_eq!(*now, f64::from(time.saturating_sub(1)));
        }
    }
}

/// What chance does to a score is what it says of itself: over sets of runs with other
/// seeds, scores are as far apart as the errors that they come with.
#[test]
fn a_score_knows_its_error() {
    let project = document(json!({
        "run": { "steps": 3, "runs": 400 },
        "exogenous": [{ "id": "walk", "initial": "1", "next": "gbm(walk, 0, 0.3)" }],
        "metrics": metrics(&[
            ("x", "walk"), ("y", "walk + uniform(0, 0.5)"), ("z", "if walk > 3 then ln(0) else 1")
        ]),
        "objective": { "goals": [
            { "metric": "x", "statistic": "median", "worst": 0, "best": 3, "weight": 2 },
            { "metric": "y", "over": "drawdown", "statistic": "p95", "worst": 2, "best": 0, "weight": 1,
              "curve": { "kind": "power", "p": 2 } },
            { "metric": "x", "over": "mean", "statistic": "mean", "worst": 3, "best": 0, "weight": 1 }
        ] }
    }));
    let model = compile(&project).expect("it compiles");
    let of = |seed: u64, runs: u64| {
        let spec = RunSpec { seed, runs, ..model.default_spec() };
        let chunk = model.simulate(&spec, 0..runs).expect("it runs");
        let summary = model.summarise(&spec, &chunk).expect("it is summed up");
        (summary.score, model.score_error(&chunk, runs))
    };
    let sets: Vec<_> = (0..120).map(|seed| of(seed, 400)).collect();
    assert!(sets.iter().any(|(score, _)| score.survival < 1.0), "some runs break");
    let totals: Vec<f64> = sets.iter().map(|(score, _)| score.total).collect();
    let errors: Vec<f64> =
        sets.iter().map(|(_, sure)| sure.as_ref().expect("an error").standard_error).collect();
    let (apart, said) = (stats::sd(&totals), stats::mean(&errors));
    assert!((said / apart - 1.0).abs() < 0.2, "scores are {apart} apart, and say {said}");
    // As many runs as are said to be wanted make it that sure: z·error is one point then.
    let wanted = sets[0].1.as_ref().and_then(|sure| sure.runs_for_point).expect("a number of runs");
    let bound = 1.96 * errors[0] * (400.0 / wanted as f64).sqrt();
    assert!((bound - 0.01).abs() < 1e-4, "{wanted} runs: ± {bound}");
    assert_eq!(of(1, 39).1, None);
    // What each goal measures knows its error, too.
    for goal in 0..3 {
        let apart = stats::sd(&sets.iter().map(|(score, _)| score.goals[goal].value).collect::<Vec<_>>());
        let said = |sure: &Option<ScoreError>| sure.as_ref().expect("an error").goals[goal].value;
        let said = stats::mean(&sets.iter().map(|(_, sure)| said(sure)).collect::<Vec<_>>());
        assert!((said / apart - 1.0).abs() < 0.25, "goal {goal}: {apart} apart, and say {said}");
    }
    // Of a larger set the first 400 runs tell, and its error is smaller.
    let (large, small) = (of(0, 1600).1.expect("an error"), sets[0].1.as_ref().expect("an error"));
    assert_eq!(2.0 * large.standard_error, small.standard_error);
    assert_eq!(large.runs_for_point, small.runs_for_point);
}

/// A goal that is measured by a mean at the end is as sure as the metric's mean is said to be
/// anywhere else.
#[test]
fn a_mean_has_one_error() {
    let project = document(json!({
        "run": { "steps": 3, "runs": 1500 },
        "exogenous": [{ "id": "walk", "initial": "1", "next": "gbm(walk, 0, 0.3)" }],
        "metrics": metrics(&[("x", "walk"), ("one", "1")]),
        "objective": { "goals": [
            { "metric": "x", "statistic": "mean", "worst": 0, "best": 3, "weight": 1 },
            { "metric": "one", "statistic": "mean", "worst": 0, "best": 3, "weight": 1 }
        ] }
    }));
    let model = compile(&project).expect("it compiles");
    let spec = model.default_spec();
    let chunk = model.simulate(&spec, 0..spec.runs).expect("it runs");
    let summary = model.summarise(&spec, &chunk).expect("it is summed up");
    let goals = model.score_error(&chunk, spec.runs).expect("an error").goals;
    let metric = sureness(&summary, &summary.metrics[0]).standard_error;
    assert!((goals[0].value / metric - 1.0).abs() < 1e-9, "{} and {metric}", goals[0].value);
    assert_eq!(goals[1].value, 0.0);
}
