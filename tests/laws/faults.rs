//! Worlds that break: counted, told, and never mixed with the others.

use crate::documents::any_document;
use crate::world::{bits, document, finals, metrics, model, run, run_spec, series};
use proptest::prelude::*;
use serde_json::json;
use tokenwright::project::{Formula, Project};
use tokenwright::simulate::{EXACT_RUNS, FaultKind, RunSpec};

/// A document with these metrics and nothing else.
fn measuring(steps: u32, runs: u64, all: &[(&str, &str)]) -> Project {
    document(json!({ "run": { "steps": steps, "runs": runs }, "metrics": metrics(all) }))
}

#[test]
fn a_logarithm_of_nothing_breaks_every_run_at_its_step() {
    let summary = run(&measuring(6, 10, &[("fine", "step"), ("broken", "ln(3 - step)")]));
    let [fault] = &summary.faults[..] else { panic!("{:?}", summary.faults) };
    assert_eq!((fault.kind, fault.place.as_str()), (FaultKind::NotFinite, "metrics.broken"));
    assert_eq!((fault.runs, fault.first_step), (10, 3));
    // Times 0 to 3 are before the start and after steps 0 to 2.
    assert_eq!(series(&summary, "broken")[..3].len(), 3);
    assert!(series(&summary, "broken")[..4].iter().all(|x| x.is_finite()));
    assert!(series(&summary, "broken")[4..].iter().all(|x| x.is_nan()));
    assert!(series(&summary, "fine")[5..].iter().all(|x| x.is_nan()));
    assert_eq!(summary.alive[..4], [10; 4]);
    assert_eq!(summary.alive[5..], [0; 2]);
    let last = &summary.metrics[0].last;
    let numbers = [last.mean, last.sd, last.min, last.p5, last.p25, last.p50, last.p75, last.p95, last.max];
    assert!(numbers.iter().all(|x| x.is_nan()), "{last:?}");
    assert!(last.histogram.iter().all(|count| *count == 0));
    assert!(finals(&summary, "fine").iter().all(|x| x.is_nan()));
    assert!(
        summary.metrics[0].paths.iter().all(|path| path.len() == 7 && path[6].is_nan() && path[3] == 2.0)
    );
    assert_eq!(summary.score.survival, 0.0);
}

#[test]
fn runs_that_break_do_not_touch_the_others() {
    let calm = measuring(5, 400, &[("walk", "normal(0, 1)")]);
    let wild = measuring(5, 400, &[("walk", "normal(0, 1)"), ("trap", "sqrt(uniform(0, 1) - 10%)")]);
    let (calm, wild) = (run(&calm), run(&wild));
    let broken: u64 = wild.faults.iter().map(|fault| fault.runs).sum();
    assert!((100..300).contains(&broken), "{broken}");
    let mut seen = 0;
    for (calm, wild) in finals(&calm, "walk").iter().zip(finals(&wild, "walk")) {
        seen += u64::from(wild.is_nan());
        assert!(wild.is_nan() || wild == calm);
    }
    assert_eq!(seen, broken);
    assert_eq!(wild.alive.last(), Some(&(400 - broken)));
    assert_eq!(wild.metrics[0].last.histogram.iter().sum::<u64>(), 400 - broken);
    crate::world::close(wild.score.survival, 1.0 - broken as f64 / 400.0, 1e-12);
    // Quantiles over time are over those who still go.
    let alive: Vec<f64> = finals(&wild, "walk").iter().copied().filter(|x| x.is_finite()).collect();
    let mean = alive.iter().sum::<f64>() / alive.len() as f64;
    assert!((series(&wild, "walk")[5] - mean).abs() < 1e-6);
}

#[test]
fn a_large_set_counts_its_faults_as_a_small_one_does() {
    let project = measuring(2, EXACT_RUNS + 1, &[("trap", "ln(uniform(0, 1) - 10%)")]);
    let model = model(&project);
    let large = run_spec(&model, &model.default_spec());
    let broken: u64 = large.faults.iter().map(|fault| fault.runs).sum();
    let share = broken as f64 / (EXACT_RUNS + 1) as f64;
    assert!((share - (1.0 - 0.9 * 0.9 * 0.9)).abs() < 0.02, "{share}");
    assert!(large.metrics[0].series.p50.iter().all(|x| x.is_finite()));
    let small = run_spec(&model, &RunSpec { runs: 1000, ..model.default_spec() });
    assert_eq!(small.metrics[0].finals.len(), 1000);
    assert_eq!(bits(&small.metrics[0].finals), bits(&large.metrics[0].finals));
}

#[test]
fn undefined_amounts_break_the_books_of_their_asset() {
    for amount in ["0 / (n - 2)", "1 / max(0, 2 - n)", "ln(-1) * 3", "10 ^ (300 * (n - 1))"] {
        let project = document(json!({
            "run": { "steps": 5, "runs": 4 },
            "assets": [{ "id": "usd", "label": "" }, { "id": "TOK", "label": "" }],
            "accounts": [{ "id": "outside", "label": "", "kind": "external" }, { "id": "a", "label": "" }],
            "exogenous": [{ "id": "n", "initial": "0", "next": "step" }],
            "mechanisms": [{ "type": "flows", "id": "f", "flows": [
                { "id": "g", "asset": "TOK", "from": "outside", "to": "a", "amount": amount }] }],
            "metrics": metrics(&[("steady", "1")])
        }));
        let summary = run(&project);
        let [fault] = &summary.faults[..] else { panic!("{amount}: {:?}", summary.faults) };
        assert_eq!((fault.kind, fault.place.as_str()), (FaultKind::NotFinite, "assets.TOK"), "{amount}");
        assert_eq!(fault.runs, 4);
        assert!(summary.ledger.max_relative_imbalance <= 1e-9);
    }
}

/// Learning from what is no number would look like learning.
#[test]
fn a_reward_that_is_undefined_breaks_the_run() {
    for rule in
        [json!({ "rule": "softmax", "temperature": 1, "rate": 0.1 }), json!({ "rule": "fermi", "beta": 1 })]
    {
        let summary = run(&document(json!({
            "run": { "steps": 6, "runs": 2 },
            "populations": [{ "id": "crowd", "label": "", "size": 4, "learning": rule,
                "strategies": [{ "id": "a", "label": "" }, { "id": "b", "label": "" }],
                "reward": "if index == 2 and step > 2 then 0 / (step - step) else 1" }],
            "metrics": [{ "id": "share", "label": "", "formula": "mean(crowd.a)" }],
        })));
        let found: Vec<_> = summary
            .faults
            .iter()
            .map(|fault| (fault.kind, fault.place.as_str(), fault.runs, fault.first_step))
            .collect();
        assert_eq!(found, [(FaultKind::NotFinite, "populations.crowd.reward", 2, 3)]);
    }
}

#[test]
fn a_market_without_reserves_is_drained() {
    let project = document(json!({
        "run": { "steps": 5, "runs": 6 },
        "assets": [{ "id": "usd", "label": "" }, { "id": "TOK", "label": "" }, { "id": "LP", "label": "", "issuers": ["pool"] }],
        "accounts": [{ "id": "reserves", "label": "", "initial": [{ "asset": "usd", "amount": "100" }, { "asset": "TOK", "amount": "50" }] }],
        "populations": [{ "id": "crowd", "label": "", "size": 4, "strategies": [{ "id": "leave", "label": "",
            "actions": [{ "at": "pool", "do": "remove", "amount": "if step >= 1 then LP else 0" }] }] }],
        "mechanisms": [{ "type": "constant_product", "id": "pool", "base": "TOK", "quote": "usd", "reserves": "reserves",
            "fee": "0", "shares": "LP", "shares_to": "crowd" }],
        "metrics": metrics(&[("kept", "pool.quote")])
    }));
    let summary = run(&project);
    // They leave in step 1; in step 2 there is no market any more.
    let [fault] = &summary.faults[..] else { panic!("{:?}", summary.faults) };
    assert_eq!((fault.kind, fault.place.as_str()), (FaultKind::PoolDrained, "mechanisms.pool"));
    assert_eq!((fault.runs, fault.first_step), (6, 2));
}

#[test]
fn a_start_that_is_undefined_breaks_before_the_first_step() {
    let summary = run(&measuring(3, 5, &[("lost", "1 / step")]));
    let [fault] = &summary.faults[..] else { panic!("{:?}", summary.faults) };
    assert_eq!((fault.runs, fault.first_step), (5, 0));
    assert_eq!(summary.alive, [0; 4]);
    assert!(series(&summary, "lost").iter().all(|x| x.is_nan()));
}

#[test]
fn numbers_beyond_single_precision_are_kept_at_its_edge() {
    let summary = run(&measuring(2, 3, &[("huge", "1e300 * (1 + step)"), ("deep", "-1e39")]));
    assert!(summary.faults.is_empty());
    assert_eq!(finals(&summary, "huge"), [2e300; 3]);
    assert!(series(&summary, "huge").iter().all(|x| *x == f64::from(f32::MAX)));
    assert!(series(&summary, "deep").iter().all(|x| *x == f64::from(f32::MIN)));
}

/// Formulas that break sooner or later, in some runs or in all.
fn dangerous() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "ln(mood - 1)",
        "1 / (step - 3)",
        "sqrt(normal(0.5, 1))",
        "1e300 * 1e300 * mood",
        "ln(3 - 2 * mood)",
        "0 / 0",
        "mood ^ 5000",
        "exp(200 * step)",
        "1 / sum(alice.usd - alice.usd)",
        "pareto(1, 0)",
        "poisson(-1)",
        "poisson(1e300)",
        "uniform(1e308, -1e308)",
        "mod(3, 0)",
        "gbm(mood, 1e6, 0)",
        "gini(alice.usd - 1000)",
        "nakamoto(alice.usd * 0)",
        "hhi(bob.TOK * 0)",
        "median(ln(alice.trait - 1))",
        "tanh(1 / 0)",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_breaks_is_lost(mut project in any_document(), trap in dangerous(), place in 0_usize..4) {
        match place {
            0 => project.metrics[3].formula = Formula::new(&trap),
            1 => project.exogenous[0].next = Formula::new(format!("({trap}) * mood / mood")),
            2 => project.populations[0].reward = Some(Formula::new(format!("way0 * ({trap})"))),
            _ => project.parameters.iter_mut().for_each(|parameter| parameter.step = 0.1),
        }
        let model = model(&project);
        let mut spec = model.default_spec();
        if place == 3 {
            spec.parameters = vec![f64::NAN, f64::INFINITY, -1.0];
        }
        let summary = run_spec(&model, &spec);
        let broken: u64 = summary.faults.iter().map(|fault| fault.runs).sum();
        prop_assert!(broken <= spec.runs);
        for metric in &summary.metrics {
            let lost = metric.finals.iter().filter(|x| x.is_nan()).count() as u64;
            prop_assert_eq!(lost, broken, "{}: {:?}", metric.id, summary.faults);
            prop_assert!(metric.finals.iter().all(|x| x.is_nan() || x.is_finite()));
            prop_assert_eq!(metric.last.histogram.iter().sum::<u64>(), spec.runs - broken);
            prop_assert_eq!(metric.series.mean.last().is_some_and(|x| x.is_nan()), broken == spec.runs);
        }
        prop_assert_eq!(summary.alive.last().copied(), Some(spec.runs - broken));
        prop_assert!((summary.score.survival - (1.0 - broken as f64 / spec.runs as f64)).abs() < 1e-12);
        prop_assert!((0.0..=1.0).contains(&summary.score.total));
        prop_assert!(summary.faults.iter().all(|fault| fault.first_step < spec.steps));
    }
}
