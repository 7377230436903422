//! Luck: what a seed fixes, and what shares the same luck.

use crate::documents::any_document;
use crate::world::{bits, document, finals, metrics, model, run, run_spec};
use proptest::prelude::*;
use serde_json::json;
use tokenwright::project::Project;
use tokenwright::simulate::{RunSpec, Summary};

/// A document with more in it, none of which concerns what was there.
fn with_bystanders(project: &Project) -> Project {
    let mut value: serde_json::Value = serde_json::from_str(&project.to_json()).expect("a document");
    let mut first = |list: &str, entry: serde_json::Value| {
        let list = value[list].as_array_mut().expect("a list");
        list.insert(0, entry);
    };
    first("metrics", json!({ "id": "extra", "label": "", "formula": "normal(0, 1) + sum(carol.GOLD)" }));
    first("assets", json!({ "id": "GOLD", "label": "" }));
    first(
        "exogenous",
        json!({ "id": "weather", "initial": "normal(0, 1)", "next": "ou(weather, 0, 50%, 20%)" }),
    );
    first(
        "populations",
        json!({
            "id": "carol", "label": "", "size": 3, "attributes": [{ "id": "skill", "value": "normal(0, 1)" }],
            "initial": [{ "asset": "GOLD", "amount": "exponential(5)" }],
            "strategies": [{ "id": "rest", "label": "" }, { "id": "dig", "label": "" }],
            "learning": { "rule": "softmax", "temperature": "1", "rate": "0.1" }, "reward": "dig * weather"
        }),
    );
    Project::from_json(&value.to_string()).unwrap_or_else(|problem| panic!("{problem:?}"))
}

fn shared(summary: &Summary, project: &Project) -> Vec<Vec<u8>> {
    let known = |id: &str| project.metrics.iter().any(|metric| metric.id == id);
    summary.metrics.iter().filter(|metric| known(&metric.id)).map(bits).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_seed_fixes_everything(project in any_document(), seed in 0_u64..1 << 53) {
        let model = model(&project);
        let spec = RunSpec { seed, ..model.default_spec() };
        let once = run_spec(&model, &spec);
        prop_assert_eq!(bits(&run_spec(&model, &spec)), bits(&once));
        let mut written = project.clone();
        written.run.seed = seed;
        prop_assert_eq!(bits(&run(&written)), bits(&once));
        let other = RunSpec { seed: (seed + 1) % (1 << 53), ..spec };
        let other = run_spec(&model, &other);
        prop_assert_ne!(&other.hash, &once.hash);
        prop_assert_ne!(bits(&other.metrics[5].paths), bits(&once.metrics[5].paths));
    }

    #[test]
    fn bystanders_do_not_shift_the_luck_of_others(project in any_document()) {
        let (alone, together) = (run(&project), run(&with_bystanders(&project)));
        prop_assert_eq!(shared(&alone, &project), shared(&together, &project), "{}", project.to_json());
        prop_assert_eq!(bits(&alone.score), bits(&together.score));
        prop_assert_ne!(alone.hash, together.hash);
    }

    #[test]
    fn parameters_are_inputs(project in any_document(), share in 0.0..0.3, scale in 0.0..5.0, idle in 0.0..5.0) {
        let model = model(&project);
        let defaults = model.default_spec();
        let moved = RunSpec { parameters: vec![share, scale, 1.0], ..defaults.clone() };
        let mut written = project.clone();
        written.parameters[0].default = share;
        written.parameters[1].default = scale;
        prop_assert_eq!(bits(&run_spec(&model, &moved)), bits(&run(&written)));
        // A parameter that nobody reads changes nothing at all.
        let idle = RunSpec { parameters: vec![0.2, 1.0, idle], ..defaults.clone() };
        prop_assert_eq!(bits(&run_spec(&model, &idle)), bits(&run_spec(&model, &defaults)));
    }
}

#[test]
fn more_agents_leave_the_luck_of_the_first_alone() {
    let of = |size: u32| {
        let project = document(json!({
            "run": { "steps": 1, "runs": 200 },
            "populations": [{ "id": "crowd", "label": "", "size": size, "attributes": [{ "id": "x", "value": "uniform(0, 1)" }] }],
            "metrics": metrics(&[("total", "sum(crowd.x)"), ("fresh", "sum(uniform(0, 1) + 0 * crowd.x)"), ("top", "max(crowd.x)")])
        }));
        run(&project)
    };
    for size in [1, 2, 5, 8] {
        let (fewer, more) = (of(size), of(size + 1));
        for metric in ["total", "fresh"] {
            let pairs = finals(&fewer, metric).iter().zip(finals(&more, metric));
            // The sum grows by what the one more agent drew.
            pairs.for_each(|(a, b)| assert!((0.0..1.0).contains(&(b - a)), "{metric}: {a}, {b}"));
        }
        let pairs = finals(&fewer, "top").iter().zip(finals(&more, "top"));
        pairs.for_each(|(a, b)| assert!(a <= b));
    }
}

#[test]
fn more_steps_and_more_runs_begin_alike() {
    let project = document(json!({
        "run": { "steps": 10, "runs": 20 },
        "exogenous": [{ "id": "x", "initial": "uniform(0, 1)", "next": "x + normal(0, 1)" }],
        "metrics": metrics(&[("seen", "x + uniform(0, 1)")])
    }));
    let model = model(&project);
    let short = run_spec(&model, &model.default_spec());
    let long = run_spec(&model, &RunSpec { steps: 15, runs: 40, ..model.default_spec() });
    for (short, long) in short.metrics[0].paths.iter().zip(&long.metrics[0].paths) {
        assert_eq!(short[..], long[..11]);
    }
}
