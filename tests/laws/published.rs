//! What others published, from the engine's own mechanisms: the results that the
//! page and the command line show, and the benchmark models' ends.

use crate::world::{finals, model, run, run_spec};
use tokenwright::num::math;
use tokenwright::project::Project;
use tokenwright::published::{self, verdict};
use tokenwright::simulate::{RunSpec, validate};

#[test]
fn every_result_is_met() {
    let mut figures = 0;
    for result in published::all() {
        let model = model(&result.document);
        assert!(validate(&result.document).is_empty(), "{}", result.id);
        for case in &result.cases {
            let summary = run_spec(&model, &result.spec(case));
            assert!(summary.faults.is_empty(), "{}: {:?}", result.id, summary.faults);
            assert!(summary.ledger.max_relative_imbalance <= 1e-9 || result.document.assets.is_empty());
            let rows = result.compare(case, &summary);
            assert_eq!(rows.len(), case.figures.len());
            for row in rows {
                assert!(row.agrees, "{}: {row:#?}", result.id);
                figures += 1;
            }
        }
    }
    assert!(figures > 80, "{figures}");
}

/// A figure that is not what the engine gives is found out: one off in the last
/// printed digit, or six standard errors beside.
#[test]
fn a_wrong_figure_is_found_out() {
    for result in published::all() {
        let model = model(&result.document);
        let (case, all) = (&result.cases[0], result.cases[0].figures.len());
        let summary = run_spec(&model, &result.spec(case));
        for at in 0..all {
            let mut wrong = result.clone();
            let figure = &mut wrong.cases[0].figures[at];
            let digits = figure.published.replace(',', "");
            let decimals = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            let value: f64 = digits.parse().expect("a number");
            let found = summary.metrics.iter().find(|metric| metric.id == figure.metric).expect("a metric");
            let (step, decimals) = match figure.errors {
                // Every digit of a double is used: one in the last place is within its rounding.
                None if decimals > 14 => (1e-14, 14),
                None => (math::powi(10.0, -(decimals as i32)), decimals),
                Some(errors) => ((errors + 5.0) * found.last.sd / (summary.runs as f64).sqrt(), 12),
            };
            figure.published = format!("{:.decimals$}", value + step);
            let rows = wrong.compare(&wrong.cases[0], &summary);
            let off: Vec<usize> = (0..all).filter(|row| !rows[*row].agrees).collect();
            assert_eq!(off, [at], "{}: {:#?}", result.id, rows[at]);
            assert!(!verdict(&rows).agrees);
        }
    }
}

#[test]
fn every_file_is_a_result() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/published/results");
    let names =
        std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    let mut ids: Vec<String> = published::IDS.iter().map(|id| format!("{id}.json")).collect();
    names.sort();
    ids.sort();
    assert_eq!(names, ids);
    for (result, id) in published::all().iter().zip(published::IDS) {
        assert_eq!(result.id, *id);
        assert_eq!(result.document.meta.id, format!("published-{id}"));
        assert!(result.source.address.starts_with("https://"), "{id}");
        for case in &result.cases {
            assert!(result.cases.len() == 1 || !case.label.is_empty(), "{id}: which case is it?");
            for set in &case.set {
                assert!(result.document.parameters.iter().any(|known| known.id == set.parameter), "{id}");
            }
        }
    }
}

#[test]
fn the_radcad_benchmark_model_bit_for_bit() {
    // What a loop over the same cosine gives.
    let results = published::all();
    let result = results.iter().find(|result| result.id == "cosine-map").expect("the result");
    let expected = (0..1000).fold(1.0_f64, |a, _| a * math::cos(a).abs());
    assert_eq!(finals(&run(&result.document), "value"), [expected]);
}

fn workload(name: &str) -> Project {
    let path = format!("{}/benches/models/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    Project::from_json(&text).unwrap_or_else(|problem| panic!("{path}: {problem:?}"))
}

#[test]
fn the_benchmark_workloads_end_where_other_systems_end() {
    // Mean final prices that other systems gave for these models.
    for (name, runs, mean, error) in
        [("w1-adaptive-traders", 250, 1.003, 0.003), ("w2-token-supply", 1000, 50.1, 0.1)]
    {
        let model = model(&workload(name));
        let summary = run_spec(&model, &RunSpec { runs, ..model.default_spec() });
        assert!(summary.faults.is_empty(), "{:?}", summary.faults);
        let last = &summary.metrics[0].last;
        let own = last.sd / (runs as f64).sqrt();
        let bound = 3.0 * (own * own + error * error).sqrt();
        assert!((last.mean - mean).abs() < bound, "{name}: {} ± {own}, not {mean}", last.mean);
        assert!(summary.ledger.max_relative_imbalance <= 1e-9);
    }
}
