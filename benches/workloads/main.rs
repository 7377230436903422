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
    let now = || processor_time().unwrap_or_else(|| start.elapsed().as_secs_f64());
    for workload in Workload::all() {
        let measured = workload.measure(rounds.max(1), now);
        println!("{}", measured.line(&workload));
    }
}

/// Seconds that this thread has had a processor, where the system tells
/// (Linux): other programs that want one do not count.
fn processor_time() -> Option<f64> {
    // The number is as of the last switch, so there must be one.
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split(' ').next()?.parse().ok()?;
    Some(nanoseconds * 1e-9)
}

fn bench(criterion: &mut Criterion, workload: &Workload) {
    let mut group = criterion.benchmark_group(workload.name);
    group.throughput(Throughput::Elements((workload.units_per_run * workload.runs as f64) as u64));
    group.sample_size(20);
    group.bench_function("hand", |bencher| bencher.iter(|| workload.hand()));
    group.bench_function("engine", |bencher| bencher.iter(|| workload.engine()));
    group.finish();
}
