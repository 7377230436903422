//! Reference vectors: published and independently computed figures, recomputed
//! by the product's own functions.
//!
//! An adapter reads the inputs of a vector by their names, calls the library and
//! returns what it got under the names of the expected outputs; it knows the
//! schema and none of the numbers. `REFERENCE_VECTORS=path` runs other vectors
//! of the same schema. Vectors of what is not built yet are listed by name, so
//! that none is forgotten in silence.

mod agents;
mod compare;
mod design;
mod discovery;
mod inputs;
mod measures;
mod rules;

use inputs::Inputs;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// From inputs to outputs, or why not.
type Adapter = fn(&Inputs) -> Result<Value, String>;

/// Vectors of things that the product does not have yet.
const NOT_BUILT: &[&str] = &[
    "B.eip2981",
    "B.amm.stableswap",
    "B.conviction.int",
    "B.paymaster",
    "C.metcalfe.zlx",
    "C.alabi",
    "C.peterson",
    "E.ruin",
    "E.quantile_ci",
    "E.stopping",
    "E.variance_reduction",
    "E.qmc",
    "E.lhs",
    "E.prim",
    "E.sobol_indices",
    "E.morris",
    "E.pawn",
    "E.taleb",
    "F.cma_defaults",
    "F.gp_ei",
    "F.tpe",
    "F.nsga2",
    "F.zdt1",
    "F.noise",
    "F.hyperband",
    "G.smm",
    "G.abc",
    "G.history_matching",
    "G.page_hinkley",
    "G.cusum",
    "G.pit",
    "G.sybil",
    "G.linucb",
];

fn adapters() -> BTreeMap<&'static str, Adapter> {
    let all: Vec<_> =
        [agents::ADAPTERS, design::ADAPTERS, discovery::ADAPTERS, measures::ADAPTERS, rules::ADAPTERS]
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
    let not_built: BTreeSet<&str> = NOT_BUILT.iter().copied().collect();
    // Written past the test harness, which hides what passing tests print.
    let mut out = std::io::stdout().lock();
    let mut say = |line: String| writeln!(out, "{line}").unwrap_or_default();
    let (mut reproduced, mut failed, mut missing) = (0, 0, Vec::new());
    for (id, vector) in vectors() {
        let found = match (adapters.get(id.as_str()), not_built.contains(id.as_str())) {
            (Some(adapter), false) => problems(&vector, *adapter),
            (Some(_), true) => vec!["has an adapter and is listed as not built".to_owned()],
            (None, false) => vec!["has no adapter and is not listed as not built".to_owned()],
            (None, true) => {
                missing.push(id);
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
        "reference vectors: {reproduced} reproduced, {failed} failed, {} not built yet:",
        missing.len()
    ));
    missing.iter().for_each(|id| say(format!("    missing {id}")));
    assert_eq!(failed, 0, "{failed} reference vectors failed; see above");
}

#[test]
fn every_adapter_and_every_missing_id_is_a_vector() {
    if std::env::var_os("REFERENCE_VECTORS").is_some() {
        return;
    }
    let vectors = vectors();
    for id in adapters().keys().chain(NOT_BUILT) {
        assert!(vectors.contains_key(*id), "there is no vector {id}");
    }
}
