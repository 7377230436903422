//! How fast the engine is, next to the limit: W1 and W2 on one core.
//!
//! `cargo bench --bench workloads` has criterion measure each on its own;
//! `cargo bench --bench workloads -- --ratio [ROUNDS]` times them in turns and
//! prints their ratio, which is what counts on a machine that does other things.

mod compare;
mod hand;

use compare::Workload;
use criterion::{Criterion, Throughput};
use std::time::Instant;

const ROUNDS: usize = 11;

fn main() {
    let mut words = std::env::args().skip_while(|word| word != "--ratio");
    if words.next().is_some() {
        let rounds = words.next().and_then(|word| word.parse().ok()).unwrap_or(ROUNDS);
        return ratios(rounds);
    }
    let mut criterion = Criterion::default().configure_from_args();
    for workload in Workload::all() {
        bench(&mut criterion, &workload);
    }
    criterion.final_summary();
}

fn ratios(rounds: usize) {
    let start = Instant::now();
    for workload in Workload::all() {
        let measured = workload.measure(rounds.max(1), || start.elapsed().as_secs_f64());
        println!("{}", measured.line(&workload));
    }
}

fn bench(criterion: &mut Criterion, workload: &Workload) {
    let mut group = criterion.benchmark_group(workload.name);
    group.throughput(Throughput::Elements((workload.units_per_run * workload.runs as f64) as u64));
    group.sample_size(20);
    group.bench_function("hand", |bencher| bencher.iter(|| workload.hand()));
    group.bench_function("engine", |bencher| bencher.iter(|| workload.engine()));
    group.finish();
}
