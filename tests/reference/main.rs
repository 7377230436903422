//! Reference vectors: published and independently computed figures, recomputed
//! by the product's own functions.
//!
//! An adapter reads the inputs of a vector by their names, calls the library and
//! returns what it got under the names of the expected outputs; it knows the
//! schema and none of the numbers. `REFERENCE_VECTORS=path` runs other vectors
//! of the same schema. Vectors of what is not in the product are listed, each with
//! the reason why, so that none is forgotten in silence.

mod agents;
mod compare;
mod design;
mod discovery;
mod inputs;
mod markets;
mod measures;
mod precision;
mod rules;
mod studies;

use inputs::Inputs;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;

/// From inputs to outputs, or why not.
type Adapter = fn(&Inputs) -> Result<Value, String>;

/// Vectors that have no adapter, each with the reason why.
const NOT_BUILT: &[(&str, &str)] = &[
    ("B.conviction.int", CONTRACT),
    ("F.cma_defaults", OPTIMISER),
    ("F.gp_ei", OPTIMISER),
    ("F.tpe", OPTIMISER),
    ("F.nsga2", OPTIMISER),
    ("F.zdt1", OPTIMISER),
    ("F.noise", OPTIMISER),
    ("F.hyperband", OPTIMISER),
    ("G.smm", TESTNET),
    ("G.abc", TESTNET),
    ("G.history_matching", TESTNET),
    ("G.page_hinkley", TESTNET),
    ("G.cusum", TESTNET),
    ("G.pit", TESTNET),
    ("G.sybil", TESTNET),
    ("G.linucb", TESTNET),
];

const CONTRACT: &str = "integers of a contract, 256 bits wide; the engine computes in double precision, \
                        and B.conviction holds it to the law itself";
const OPTIMISER: &str = "comes with the optimiser";
const TESTNET: &str = "comes with the feedback from a testnet";

fn adapters() -> BTreeMap<&'static str, Adapter> {
    let all: Vec<_> = [
        agents::ADAPTERS,
        design::ADAPTERS,
        discovery::ADAPTERS,
        measures::ADAPTERS,
        precision::ADAPTERS,
        markets::ADAPTERS,
        rules::ADAPTERS,
        studies::ADAPTERS,
    ]
    .concat();
    let adapters: BTreeMap<_, _> = all.iter().copied().collect();
    assert_eq!(all.len(), adapters.len(), "an id has two adapters");
    adapters
}

fn vectors() -> BTreeMap<String, Value> {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/vectors.json").to_owned();
    let path = std::env::var("REFERENCE_VECTORS").unwrap_or(own);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let document: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let vectors = document["vectors"].as_object().unwrap_or_else(|| panic!("{path}: no `vectors`"));
    vectors.iter().map(|(id, vector)| (id.clone(), vector.clone())).collect()
}

/// All that is wrong with one vector's outputs.
fn problems(vector: &Value, adapter: Adapter) -> Vec<String> {
    let inputs = match Inputs::new(&vector["inputs"]) {
        Ok(inputs) => inputs,
        Err(problem) => return vec![problem],
    };
    let got = match adapter(&inputs) {
        Ok(got) => got,
        Err(problem) => return vec![problem],
    };
    let mut problems = Vec::new();
    for name in inputs.unread() {
        problems.push(format!("the adapter does not use the input `{name}`"));
    }
    match vector["tolerance"].as_f64() {
        Some(tolerance) => compare::compare("", &got, &vector["expected"], tolerance, &mut problems),
        None => problems.push("the vector has no tolerance".to_owned()),
    }
    problems
}

#[test]
fn vectors_are_reproduced() {
    let adapters = adapters();
    let not_built: BTreeMap<&str, &str> = NOT_BUILT.iter().copied().collect();
    // Written past the test harness, which hides what passing tests print.
    let mut out = std::io::stdout().lock();
    let mut say = |line: String| writeln!(out, "{line}").unwrap_or_default();
    let (mut reproduced, mut failed, mut missing) = (0, 0, Vec::new());
    for (id, vector) in vectors() {
        let found = match (adapters.get(id.as_str()), not_built.get(id.as_str())) {
            (Some(adapter), None) => problems(&vector, *adapter),
            (Some(_), Some(_)) => vec!["has an adapter and is listed as not built".to_owned()],
            (None, None) => vec!["has no adapter and is not listed as not built".to_owned()],
            (None, Some(reason)) => {
                missing.push(format!("{id}: {reason}"));
                continue;
            }
        };
        if found.is_empty() {
            reproduced += 1;
            say(format!("reference {id} ... ok"));
        } else {
            failed += 1;
            say(format!("reference {id} ... FAILED"));
            found.iter().for_each(|problem| say(format!("    {problem}")));
        }
    }
    say(format!(
        "reference vectors: {reproduced} reproduced, {failed} failed, {} not in the product:",
        missing.len()
    ));
    missing.iter().for_each(|line| say(format!("    missing {line}")));
    assert_eq!(failed, 0, "{failed} reference vectors failed; see above");
}

#[test]
fn every_adapter_and_every_missing_id_is_a_vector() {
    if std::env::var_os("REFERENCE_VECTORS").is_some() {
        return;
    }
    let vectors = vectors();
    for id in adapters().keys().chain(NOT_BUILT.iter().map(|(id, _)| id)) {
        assert!(vectors.contains_key(*id), "there is no vector {id}");
    }
}
