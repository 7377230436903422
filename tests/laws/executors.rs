//! The executors compute the same bits, whatever a document combines.

use crate::world::{bits, model};
use tokenwright::project::Project;
use tokenwright::simulate::{Executor, Model, RunSpec, compile};
use tokenwright::template;

/// Both executors' chunks of these runs, as bytes.
fn agree(model: &Model, spec: &RunSpec, what: &str) {
    tokenwright::native::install();
    let chunk = |executor| bits(&model.simulate_on(spec, 0..spec.runs, executor).expect("a valid range"));
    assert!(chunk(Executor::Generated) == chunk(Executor::Plain(48)), "{what}");
}

#[test]
fn every_template_is_the_same_on_both_wherever_its_sliders_are() {
    for template in template::all() {
        let project = template.project();
        let model = model(&project);
        let usual = RunSpec { runs: 21, ..model.default_spec() };
        agree(&model, &usual, template.id);
        // An odd rest behind whole batches.
        agree(&model, &RunSpec { runs: 9, seed: 77, ..usual.clone() }, template.id);
        for (position, parameter) in model.parameters().iter().enumerate() {
            for end in [parameter.min, parameter.max] {
                let mut spec = RunSpec { runs: 3, ..usual.clone() };
                spec.parameters[position] = end;
                agree(&model, &spec, &format!("{} with {} at {end}", template.id, parameter.id));
            }
        }
    }
}

#[test]
fn the_benchmarks_are_the_same_on_both() {
    for text in [
        include_str!("../../benches/models/w1-adaptive-traders.json"),
        include_str!("../../benches/models/w2-token-supply.json"),
    ] {
        let project = Project::from_json(text).expect("a document");
        let model = compile(&project).expect("it compiles");
        agree(&model, &RunSpec { runs: 700, steps: 40, ..model.default_spec() }, "benchmark");
    }
}
