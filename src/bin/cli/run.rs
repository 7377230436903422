//! `run FILE|LINK`: simulates a document on all cores and sums it up.

use super::arguments::{Arguments, Known};
use super::input::Opened;
use super::{Failure, changes, input, print};
use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::ops::Range;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tokenwright::report;
use tokenwright::report::number::exact;
use tokenwright::simulate::{Chunk, Model, RunSpec, ScoreError, Summary, compile};

const MAX_THREADS: usize = 256;

pub fn main(arguments: Arguments) -> Result<(), Failure> {
    let options: Vec<_> = changes::OPTIONS.into_iter().chain(["threads", "format"]).collect();
    let arguments = arguments.sort(Known { options: &options, flags: &[] })?;
    let format = arguments.choice("format", &["text", "json", "csv"])?.unwrap_or("text");
    let threads = arguments.whole("threads", 1..=MAX_THREADS)?.unwrap_or_else(cores);
    let Opened { name, mut state, .. } = input::open(arguments.one_word("FILE or LINK")?)?;
    changes::apply(&arguments, &state.project, &mut state.spec)?;
    let (project, spec) = (&state.project, &state.spec);

    let model = compile(project).map_err(|diagnostics| {
        print::diagnostics(&name, Some(project), &diagnostics);
        Failure::Errors
    })?;
    let chunk = simulate_set(&model, spec, threads).map_err(Failure::Usage)?;
    let mut summary = model.summarise(spec, &chunk).map_err(Failure::Usage)?;
    // A summary keeps a part of them; here all are at hand.
    for (position, metric) in summary.metrics.iter_mut().enumerate() {
        metric.finals = chunk.finals(position).to_vec();
    }
    let sure = || model.score_error(&chunk, spec.runs);
    let text = match format {
        "json" => report::json(project, &summary, sure()) + "\n",
        "csv" => report::csv(&summary, |metric| chunk.errors_over_time(metric)),
        _ => report::text(project, spec, &summary, sure()),
    };
    print::out(&text);
    if let Some(hash) = state.hash.filter(|hash| *hash != summary.hash) {
        print::note(&format!("note: the link's sender saw the result {hash}, this one is {}", summary.hash));
    }
    Ok(())
}

/// As many threads as there are cores.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MAX_THREADS)
}

/// Simulates a whole set and sums it up.
pub fn simulate(model: &Model, spec: &RunSpec, threads: usize) -> Result<Summary, Failure> {
    let chunk = simulate_set(model, spec, threads).map_err(Failure::Usage)?;
    model.summarise(spec, &chunk).map_err(Failure::Usage)
}

/// The same, with how sure its score is.
pub fn simulate_surely(model: &Model, spec: &RunSpec) -> Result<(Summary, Option<ScoreError>), Failure> {
    let chunk = simulate_set(model, spec, cores()).map_err(Failure::Usage)?;
    let summary = model.summarise(spec, &chunk).map_err(Failure::Usage)?;
    let sure = model.score_error(&chunk, spec.runs);
    Ok((summary, sure))
}

/// Simulates the whole set. The pieces, and who computes which, make no
/// difference to the result; that is the engine's promise.
fn simulate_set(model: &Model, spec: &RunSpec, threads: usize) -> Result<Chunk, String> {
    let work = Work {
        model,
        spec,
        size: (spec.runs / (threads as u64 * 8)).clamp(1, PIECE),
        next: Mutex::new(0),
        done: Mutex::new(BTreeMap::new()),
        progress: Mutex::new(Progress::new(spec.runs)),
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| work.pieces())).collect();
        let results = workers.into_iter().map(|worker| match worker.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        results.collect::<Result<(), String>>()
    })?;
    let done = work.done.into_inner().map_err(|_| POISONED)?;
    Chunk::merge(done.into_values().collect())
}

/// Most runs in a piece: few enough for progress to move, enough for the engine
/// to work on many runs at once.
const PIECE: u64 = 256;

/// Neighbouring pieces that are merged before the end, so that memory does not
/// grow with their number.
const TOGETHER: usize = 16;

/// Said by a thread that stops because another one panicked.
pub(super) const POISONED: &str = "another thread failed";

/// What the threads share.
struct Work<'a> {
    model: &'a Model,
    spec: &'a RunSpec,
    /// Runs in a piece.
    size: u64,
    /// The first run that nobody has taken.
    next: Mutex<u64>,
    /// What is done, by its first run.
    done: Mutex<BTreeMap<u64, Chunk>>,
    progress: Mutex<Progress>,
}

impl Work<'_> {
    /// Takes pieces until none is left.
    fn pieces(&self) -> Result<(), String> {
        while let Some(range) = self.take()? {
            let runs = range.end - range.start;
            let mut chunk = self.model.simulate(self.spec, range)?;
            while let Some(group) = self.put(chunk)? {
                chunk = Chunk::merge(group)?;
            }
            self.progress.lock().map_err(|_| POISONED)?.add(runs);
        }
        Ok(())
    }

    fn take(&self) -> Result<Option<Range<u64>>, String> {
        let mut next = self.next.lock().map_err(|_| POISONED)?;
        let start = *next;
        let end = (start + self.size).min(self.spec.runs);
        *next = end;
        Ok((start < end).then_some(start..end))
    }

    /// Puts a chunk to the others. If enough neighbours are there now, the
    /// caller gets them to merge, while nobody has to wait.
    fn put(&self, chunk: Chunk) -> Result<Option<Vec<Chunk>>, String> {
        let mut done = self.done.lock().map_err(|_| POISONED)?;
        done.insert(chunk.from, chunk);
        let mut row: Vec<u64> = Vec::new();
        let mut end = 0;
        for (from, chunk) in done.iter() {
            if *from != end {
                row.clear();
            }
            row.push(*from);
            end = chunk.to;
            if row.len() == TOGETHER {
                return Ok(Some(row.iter().filter_map(|from| done.remove(from)).collect()));
            }
        }
        Ok(None)
    }
}

/// How far the set is: a line on standard error, if that is a terminal and the
/// work takes longer than one would wait without asking.
pub(super) struct Progress {
    runs: u64,
    done: u64,
    start: Instant,
    shown: Option<Instant>,
}

impl Progress {
    const PATIENCE: Duration = Duration::from_millis(500);
    const PACE: Duration = Duration::from_millis(100);

    pub(super) fn new(runs: u64) -> Self {
        Progress { runs, done: 0, start: Instant::now(), shown: None }
    }

    pub(super) fn add(&mut self, runs: u64) {
        self.done += runs;
        let waited = self.start.elapsed();
        let due = self.shown.is_none_or(|shown| shown.elapsed() > Progress::PACE);
        if waited > Progress::PATIENCE && due && std::io::stderr().is_terminal() {
            self.shown = Some(Instant::now());
            let rate = exact((self.done as f64 / waited.as_secs_f64()).round(), "");
            let (done, runs) = (exact(self.done as f64, ""), exact(self.runs as f64, ""));
            self.write(&format!("\r\x1b[K{done} of {runs} runs, {rate} per second"));
        }
    }

    fn write(&self, text: &str) {
        let mut stderr = std::io::stderr().lock();
        // A progress line that cannot be shown is not missed.
        let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            self.write("\r\x1b[K");
        }
    }
}
