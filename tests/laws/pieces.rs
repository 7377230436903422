//! The same bits in any pieces: executors, batches, chunks, threads, order of merging.

use crate::documents::any_document;
use crate::world::{bits, document, metrics, model, run_spec};
use proptest::prelude::*;
use serde_json::json;
use tokenwright::simulate::{Chunk, EXACT_RUNS, Executor, Model, RunSpec, Summary};

const EXECUTORS: [Executor; 6] = [
    Executor::Plain(1),
    Executor::Plain(2),
    Executor::Plain(3),
    Executor::Plain(7),
    Executor::Plain(128),
    Executor::Generated,
];

/// Runs the set in the pieces that `cuts` make, sends each over a wire, and
/// merges them in the order of `order`, two by two where they touch.
fn in_pieces(model: &Model, spec: &RunSpec, cuts: &[u64], executor: Executor) -> Summary {
    tokenwright::native::install();
    let mut edges: Vec<u64> = cuts.iter().map(|cut| cut % spec.runs).chain([0, spec.runs]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut pieces: Vec<Chunk> = edges
        .windows(2)
        .map(|edge| {
            let chunk = model.simulate_on(spec, edge[0]..edge[1], executor).expect("a valid range");
            Chunk::decode(&chunk.encode()).expect("what was encoded")
        })
        .collect();
    // The last half first, each half merged on its own: chunks of chunks.
    let late = pieces.split_off(pieces.len() / 2);
    let halves = [late, pieces].into_iter().filter(|half| !half.is_empty());
    let halves: Vec<Chunk> = halves
        .map(|mut half| {
            half.reverse();
            Chunk::merge(half).expect("they join")
        })
        .collect();
    let whole = Chunk::merge(halves).expect("they join");
    model.summarise(spec, &whole).expect("the whole set")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_do_not_show(project in any_document(), cuts in prop::collection::vec(0_u64..7, 0..5)) {
        let model = model(&project);
        let spec = model.default_spec();
        let whole = bits(&run_spec(&model, &spec));
        for executor in EXECUTORS {
            prop_assert_eq!(&bits(&in_pieces(&model, &spec, &cuts, executor)), &whole, "{:?}", executor);
        }
    }
}

/// Few steps, no agents, faults in some runs, and imbalances that tie.
fn tiny() -> Model {
    model(&document(json!({
        "run": { "steps": 2, "runs": 1000 },
        "assets": [{ "id": "usd", "label": "" }, { "id": "TOK", "label": "" }],
        "accounts": [
            { "id": "a", "label": "", "initial": [{ "asset": "usd", "amount": "0.3" }, { "asset": "TOK", "amount": "0.3" }] },
            { "id": "b", "label": "" }
        ],
        "mechanisms": [{ "type": "flows", "id": "flows", "flows": [
            { "id": "one", "asset": "usd", "from": "a", "to": "b", "amount": "if bernoulli(50%) then 0.1 else 0" },
            { "id": "two", "asset": "TOK", "from": "a", "to": "b", "amount": "if bernoulli(50%) then 0.1 else 0" }] }],
        "metrics": metrics(&[("moved", "flows.one"), ("luck", "ln(uniform(0, 1) - 1%)")])
    })))
}

#[test]
fn sketches_of_large_sets_merge_to_the_same_bits() {
    let model = tiny();
    let spec = RunSpec { runs: EXACT_RUNS + 500, ..model.default_spec() };
    let whole = run_spec(&model, &spec);
    assert!(whole.faults.iter().map(|fault| fault.runs).sum::<u64>() > 100);
    let cuts = [1, 77, 5000, 5001, 9999, 10_400];
    for executor in [Executor::Fitting, Executor::Plain(1), Executor::Plain(13), Executor::Generated] {
        assert_eq!(bits(&in_pieces(&model, &spec, &cuts, executor)), bits(&whole), "{executor:?}");
    }
}

#[test]
fn sketches_say_nearly_what_exact_quantiles_say() {
    let model = tiny();
    let exact = run_spec(&model, &RunSpec { runs: EXACT_RUNS, ..model.default_spec() });
    let sketched = run_spec(&model, &RunSpec { runs: EXACT_RUNS + 1, ..model.default_spec() });
    for (exact, sketched) in exact.metrics.iter().zip(&sketched.metrics) {
        let fans = [(&exact.series.p5, &sketched.series.p5), (&exact.series.p50, &sketched.series.p50)];
        for (exact, sketched) in fans.into_iter().flat_map(|(a, b)| a.iter().zip(b)) {
            assert!((exact - sketched).abs() <= 0.006 * exact.abs() + 1e-6, "{exact}, {sketched}");
        }
        // One run more does not move the finals by much; they are exact in both.
        assert!((exact.last.p50 - sketched.last.p50).abs() <= 0.01 * exact.last.p50.abs() + 1e-6);
    }
}

#[test]
fn ties_of_imbalance_do_not_depend_on_the_batch() {
    let model = tiny();
    let spec = model.default_spec();
    let whole = run_spec(&model, &spec);
    for batch in [1, 2, 3, 50] {
        let pieces = in_pieces(&model, &spec, &[500, 13], Executor::Plain(batch));
        assert_eq!(pieces.ledger, whole.ledger);
    }
}

#[test]
fn threads_do_not_show() {
    let model = tiny();
    let spec = model.default_spec();
    let whole = bits(&run_spec(&model, &spec));
    let chunks: Vec<Chunk> = std::thread::scope(|scope| {
        let (model, spec) = (&model, &spec);
        let parts = [0..300, 300..301, 301..900, 900..1000];
        let workers: Vec<_> = parts
            .into_iter()
            .map(|part| scope.spawn(move || model.simulate(spec, part).expect("a valid range")))
            .collect();
        workers.into_iter().rev().map(|worker| worker.join().expect("no panic")).collect()
    });
    let encoded = chunks.iter().map(Chunk::encode).collect();
    for merged in [Chunk::merge(chunks), Chunk::merge_encoded(encoded)] {
        let merged = merged.expect("they join");
        assert_eq!(bits(&model.summarise(&spec, &merged).expect("the whole set")), whole);
    }
}

#[test]
fn a_prefix_of_the_set_is_the_smaller_set() {
    // What the page shows first is what it shows in the end, of fewer runs.
    let model = tiny();
    let (small, large) =
        (RunSpec { runs: 40, ..model.default_spec() }, RunSpec { runs: 900, ..model.default_spec() });
    let chunk = model.simulate(&large, 0..40).expect("a valid range");
    assert_eq!(bits(&model.summarise(&large, &chunk).expect("from run 0")), bits(&run_spec(&model, &small)));
}

#[test]
fn chunks_that_do_not_join_are_refused() {
    let model = tiny();
    let spec = model.default_spec();
    let part = |range| model.simulate(&spec, range).expect("a valid range");
    assert!(Chunk::merge(vec![part(0..10), part(20..30)]).is_err());
    assert!(Chunk::merge(vec![part(0..10), part(5..30)]).is_err());
    assert!(Chunk::merge(Vec::new()).is_err());
    assert!(Chunk::merge_encoded(vec![part(0..10).encode(), vec![3]]).is_err());
    assert!(model.summarise(&spec, &part(3..5)).is_err());
    let longer = RunSpec { steps: 9, ..spec.clone() };
    let other = model.simulate(&longer, 10..20).expect("a valid range");
    assert!(Chunk::merge(vec![part(0..10), other]).is_err());
    assert!(model.simulate(&spec, 990..1001).is_err());
    assert!(model.simulate(&spec, 5..5).is_err());
    assert!(model.simulate(&RunSpec { parameters: vec![1.0], ..spec }, 0..1).is_err());
}
