//! What agents chose is summed up beside the metrics.

use crate::world::{document, run};
use serde_json::json;
use tokenwright::project::Project;

fn crowd(epsilon: f64) -> Project {
    document(json!({
        "run": { "steps": 60, "runs": 40, "seed": 5 },
        "populations": [
            { "id": "crowd", "label": "Crowd", "size": 50,
              "strategies": [{ "id": "good", "label": "Good" }, { "id": "bad", "label": "Bad" }, { "id": "idle", "label": "Idle" }],
              "learning": { "rule": "epsilon_greedy", "epsilon": epsilon, "rate": 0.2 },
              "reward": "crowd.good * 2 + crowd.bad" },
            { "id": "herd", "label": "Herd", "size": 3, "strategies": [{ "id": "only", "label": "Only" }] }
        ],
        "discovery": { "canvas": [{ "id": "r", "stakeholder": "crowd", "desired_strategy": "crowd.good" }] },
        "metrics": [{ "id": "good", "label": "Good", "formula": "mean(crowd.good)" }]
    }))
}

#[test]
fn one_series_per_strategy_of_those_whom_the_canvas_judges() {
    let summary = run(&crowd(0.1));
    let ids: Vec<&str> = summary.behaviours.iter().map(|behaviour| behaviour.id.as_str()).collect();
    assert_eq!(ids, ["crowd.good", "crowd.bad", "crowd.idle"]);
    for (time, _) in summary.times.iter().enumerate() {
        let total: f64 = summary.behaviours.iter().map(|behaviour| behaviour.series.mean[time]).sum();
        let expected = if time == 0 { 0.0 } else { 1.0 };
        assert!((total - expected).abs() < 1e-6, "at {time}: {total}");
    }
}

#[test]
fn a_series_is_the_share_that_formulas_see() {
    let summary = run(&crowd(0.1));
    let (metric, behaviour) = (&summary.metrics[0].series, &summary.behaviours[0].series);
    assert_eq!(metric, behaviour);
    // What pays most is learned: more than a third, which is what lots would give.
    assert!(*behaviour.mean.last().expect("points") > 0.45, "{:?}", behaviour.mean);
}

#[test]
fn writing_in_the_canvas_changes_no_result() {
    let judged = crowd(0.1);
    let mut alone = judged.clone();
    alone.discovery.canvas.clear();
    let (one, other) = (run(&judged), run(&alone));
    assert_eq!(one.hash, other.hash);
    assert!(other.behaviours.is_empty());
}
