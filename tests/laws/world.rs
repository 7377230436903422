//! Small documents from JSON, and how the tests run them.

use serde_json::{Value, json};
use tokenwright::project::Project;
use tokenwright::protocol;
use tokenwright::simulate::{Model, RunSpec, Summary, compile};

/// A document with these fields, and with what every document needs.
pub fn document(fields: Value) -> Project {
    let mut all = json!({ "format": 1, "meta": { "id": "law", "title": "Law" } });
    for (name, value) in fields.as_object().expect("fields") {
        all[name] = value.clone();
    }
    Project::from_json(&all.to_string()).unwrap_or_else(|problem| panic!("{problem:?}\n{all:#}"))
}

/// The model of a document that must be right.
pub fn model(project: &Project) -> Model {
    compile(project).unwrap_or_else(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}\n{}", problems.join("\n"), project.to_json())
    })
}

/// The summary of a document's own run set.
pub fn run(project: &Project) -> Summary {
    let model = model(project);
    run_spec(&model, &model.default_spec())
}

/// The summary of a run set.
pub fn run_spec(model: &Model, spec: &RunSpec) -> Summary {
    model.run(spec).unwrap_or_else(|problem| panic!("{problem:?}"))
}

/// All of a value, bit for bit.
pub fn bits<T: serde::Serialize>(value: &T) -> Vec<u8> {
    protocol::encode(value)
}

/// The final values of a metric, run by run.
pub fn finals<'s>(summary: &'s Summary, metric: &str) -> &'s [f64] {
    &found(summary, metric).finals
}

/// A metric over time in a document without luck: every run is the same.
pub fn series<'s>(summary: &'s Summary, metric: &str) -> &'s [f64] {
    &found(summary, metric).series.mean
}

fn found<'s>(summary: &'s Summary, metric: &str) -> &'s tokenwright::simulate::MetricSummary {
    summary.metrics.iter().find(|m| m.id == metric).unwrap_or_else(|| panic!("no metric {metric}"))
}

/// Metrics from ids and formulas.
pub fn metrics(all: &[(&str, &str)]) -> Value {
    all.iter().map(|(id, formula)| json!({ "id": id, "label": id, "formula": formula })).collect()
}

/// Fails unless two numbers agree to a relative difference.
#[track_caller]
pub fn close(got: f64, expected: f64, tolerance: f64) {
    let scale = got.abs().max(expected.abs());
    assert!((got - expected).abs() <= tolerance * scale, "{got}, not {expected}");
}

/// Fails unless the mean of a sample lies within `errors` standard errors.
#[track_caller]
pub fn mean_is(sample: &[f64], expected: f64, errors: f64) {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let variance = sample.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    assert!((mean - expected).abs() <= errors * error, "{mean} ± {error}, not {expected}");
}
