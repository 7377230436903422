//! How fast the engine is, next to the limit: W1 and W2 on one core.
//!
//! `cargo bench --bench workloads` has criterion measure each on its own;
//! with `-- --ratio [ROUNDS]` they are timed in turns, and their ratio, which is
//! what counts on a machine that does other things too, is printed; with
//! `-- --serve` the rounds are those that standard input asks for, one a line,
//! so that another program can take turns between this one and a browser.

mod compare;
mod hand;
mod ratio;

use compare::{Side, Workload};
use criterion::{Criterion, Throughput};
use ratio::Clock;

const ROUNDS: usize = 21;

fn main() {
    tokenwright::native::install();
    let words: Vec<String> = std::env::args().collect();
    if words.iter().any(|word| word == "--serve") {
        return serve();
    }
    if let Some(position) = words.iter().position(|word| word == "--ratio") {
        let rounds = words.get(position + 1).and_then(|word| word.parse().ok());
        return ratio::print(rounds.unwrap_or(ROUNDS));
    }
    let mut criterion = Criterion::default().configure_from_args();
    for workload in Workload::all() {
        bench(&mut criterion, &workload);
    }
    criterion.final_summary();
}

fn bench(criterion: &mut Criterion, workload: &Workload) {
    let mut group = criterion.benchmark_group(workload.name);
    group.throughput(Throughput::Elements(workload.units() as u64));
    group.sample_size(20);
    group.bench_function("hand", |bencher| bencher.iter(|| workload.run(Side::Hand)));
    group.bench_function("engine", |bencher| bencher.iter(|| workload.run(Side::Engine)));
    group.finish();
}

/// Answers each request with its number of units and the seconds that they took.
fn serve() {
    let (all, clock) = (Workload::all(), Clock::start());
    for request in std::io::stdin().lines().map_while(Result::ok) {
        let mut units = None;
        let seconds = clock.time(|| units = compare::on_request(&all, &request));
        match units {
            Some(units) => println!("{units} {seconds}"),
            None => println!("unknown request"),
        }
    }
}
