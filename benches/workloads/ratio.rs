//! Engine and hand in turns, and the median of the turns' ratios.

use crate::compare::{Side, Workload};
use std::time::Instant;

/// Seconds on a clock: the thread's own where there is one, else everybody's.
pub struct Clock(Instant);

impl Clock {
    /// A clock that starts now.
    pub fn start() -> Clock {
        Clock(Instant::now())
    }

    /// How long `work` takes.
    pub fn time(&self, work: impl FnOnce()) -> f64 {
        let start = self.now();
        work();
        self.now() - start
    }

    fn now(&self) -> f64 {
        processor_time().unwrap_or_else(|| self.0.elapsed().as_secs_f64())
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

/// Prints a line per workload.
pub fn print(rounds: usize) {
    let clock = Clock::start();
    for workload in Workload::all() {
        let rate = |side| workload.units() / clock.time(|| workload.run(side)) / 1e6;
        workload.run(Side::Engine);
        let turns: Vec<[f64; 2]> =
            (0..rounds.max(1)).map(|_| [rate(Side::Hand), rate(Side::Engine)]).collect();
        let hand = sorted(turns.iter().map(|turn| turn[0]));
        let engine = sorted(turns.iter().map(|turn| turn[1]));
        let ratio = sorted(turns.iter().map(|turn| turn[1] / turn[0]));
        println!(
            "{}  engine {:7.2} M {unit}/s   hand {:7.2} M {unit}/s   engine : hand {:.3}  ({:.3} to {:.3})",
            workload.name,
            median(&engine),
            median(&hand),
            median(&ratio),
            ratio[0],
            ratio[ratio.len() - 1],
            unit = workload.unit,
        );
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

fn median(sorted: &[f64]) -> f64 {
    let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
    (low + high) / 2.0
}
