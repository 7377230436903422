//! The raw outcome of a part of a run set, and how parts become one.

use super::summary::{EXACT_RUNS, Fault, KEPT_PATHS};
use crate::num::exact::ExactSum;
use crate::num::sketch::Sketch;
use serde::{Deserialize, Serialize};

/// Relative accuracy of the sketches that stand for series of large run sets.
const SKETCH_ACCURACY: f64 = 0.005;

/// The raw outcome of runs `from..to` of a set.
///
/// How series are kept is decided by the size of the whole set: value by value
/// up to [`EXACT_RUNS`], else as sketches whose size does not grow with the
/// number of runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Chunk {
    /// First run.
    pub from: u64,
    /// Just past the last run.
    pub to: u64,
    /// Points of a series.
    pub(super) points: u32,
    /// Series: metrics, then behaviours.
    pub(super) metrics: u32,
    /// Values of the outcomes: outcome by outcome, run by run. NaN: it broke.
    pub(super) outcomes: Vec<Vec<f64>>,
    /// The series.
    pub(super) series: Series,
    /// Series of the first runs of the set: path by path, metric by metric.
    pub(super) paths: Vec<Vec<f32>>,
    /// Runs that are still going at each point.
    pub(super) alive: Vec<u64>,
    /// Runs that broke, in order.
    pub(super) faults: Vec<Fault>,
    /// Largest relative imbalance of each run.
    pub(super) imbalance: Vec<f64>,
    /// The asset of the largest of all, by its position.
    pub(super) worst_asset: u32,
    /// Comparisons of the books that were made.
    pub(super) checks: u64,
}

/// Values of every metric at every point: cell `metric·points + point`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Series {
    /// All values, run by run; NaN where a run had broken.
    Exact(Vec<Vec<f32>>),
    /// What their number allows to keep.
    Sketched(Vec<Cell>),
}

/// A mergeable stand-in for many values.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Cell {
    pub sum: ExactSum,
    pub sketch: Sketch,
    /// Smallest and largest value: an estimate never leaves them.
    pub range: (f32, f32),
}

impl Cell {
    fn new() -> Self {
        let range = (f32::INFINITY, f32::NEG_INFINITY);
        Cell { sum: ExactSum::new(), sketch: Sketch::new(SKETCH_ACCURACY), range }
    }

    fn add(&mut self, value: f32) {
        self.sum.add(value);
        self.sketch.add(f64::from(value));
        self.widen((value, value));
    }

    fn merge(&mut self, other: &Cell) {
        self.sum.merge(&other.sum);
        self.sketch.merge(&other.sketch);
        self.widen(other.range);
    }

    fn widen(&mut self, (low, high): (f32, f32)) {
        self.range.0 = if low < self.range.0 { low } else { self.range.0 };
        self.range.1 = if high > self.range.1 { high } else { self.range.1 };
    }

    /// NaN if nothing was added.
    pub(super) fn quantile(&self, q: f64) -> f64 {
        if self.sketch.count() == 0 {
            return f64::NAN;
        }
        self.sketch.quantile(q).clamp(f64::from(self.range.0), f64::from(self.range.1))
    }
}

impl Series {
    /// Empty series for a set of `runs` runs.
    pub(super) fn new(cells: usize, runs: u64) -> Series {
        if runs <= EXACT_RUNS {
            return Series::Exact(vec![Vec::new(); cells]);
        }
        Series::Sketched(vec![Cell::new(); cells])
    }

    /// Adds the value of the next run; NaN if it has broken.
    pub(super) fn add(&mut self, cell: usize, value: f32) {
        match self {
            Series::Exact(cells) => cells[cell].push(value),
            Series::Sketched(cells) if value.is_finite() => {
                cells[cell].add(value);
            }
            Series::Sketched(_) => {}
        }
    }

    fn append(&mut self, other: Series) -> Result<(), String> {
        match (self, other) {
            (Series::Exact(ours), Series::Exact(theirs)) => {
                ours.iter_mut().zip(theirs).for_each(|(ours, theirs)| ours.extend(theirs));
            }
            (Series::Sketched(ours), Series::Sketched(theirs)) => {
                ours.iter_mut().zip(&theirs).for_each(|(ours, theirs)| ours.merge(theirs));
            }
            _ => return Err("chunks of sets of different sizes cannot be merged".to_owned()),
        }
        Ok(())
    }

    fn cells(&self) -> usize {
        match self {
            Series::Exact(cells) => cells.len(),
            Series::Sketched(cells) => cells.len(),
        }
    }
}

impl Chunk {
    /// Runs in it.
    pub fn runs(&self) -> u64 {
        self.to - self.from
    }

    /// Merges chunks that together cover a range without gap or overlap, in
    /// any order; the result does not depend on the order or the pieces.
    pub fn merge(mut chunks: Vec<Chunk>) -> Result<Chunk, String> {
        chunks.sort_by_key(|chunk| chunk.from);
        let mut chunks = chunks.into_iter();
        let mut merged = chunks.next().ok_or("there are no chunks to merge")?;
        for chunk in chunks {
            merged.append(chunk)?;
        }
        Ok(merged)
    }

    fn append(&mut self, next: Chunk) -> Result<(), String> {
        if self.to != next.from {
            return Err(format!(
                "runs {}..{} and {}..{} do not join",
                self.from, self.to, next.from, next.to
            ));
        }
        if (self.points, self.metrics, self.outcomes.len())
            != (next.points, next.metrics, next.outcomes.len())
        {
            return Err("chunks of different models cannot be merged".to_owned());
        }
        let (ours, theirs) = (largest(&self.imbalance), largest(&next.imbalance));
        if theirs > ours || theirs == ours && next.worst_asset < self.worst_asset {
            self.worst_asset = next.worst_asset;
        }
        self.to = next.to;
        self.series.append(next.series)?;
        self.outcomes.iter_mut().zip(next.outcomes).for_each(|(ours, theirs)| ours.extend(theirs));
        self.alive.iter_mut().zip(next.alive).for_each(|(ours, theirs)| *ours += theirs);
        self.paths.extend(next.paths);
        self.paths.truncate(KEPT_PATHS);
        self.faults.extend(next.faults);
        self.imbalance.extend(next.imbalance);
        self.checks += next.checks;
        Ok(())
    }

    /// Encodes for transfer.
    pub fn encode(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_else(|error| unreachable!("plain data encodes: {error}"))
    }

    /// Decodes what [`Chunk::encode`] made.
    pub fn decode(bytes: &[u8]) -> Result<Chunk, String> {
        let chunk: Chunk =
            postcard::from_bytes(bytes).map_err(|error| format!("this is not a chunk: {error}"))?;
        let cells = chunk.points as usize * chunk.metrics as usize;
        let runs = chunk.to.checked_sub(chunk.from).ok_or("a chunk ends before it starts")?;
        let whole = chunk.series.cells() == cells
            && chunk.alive.len() == chunk.points as usize
            && chunk.outcomes.iter().all(|outcome| outcome.len() as u64 == runs)
            && chunk.imbalance.len() as u64 == runs;
        if whole { Ok(chunk) } else { Err("the chunk does not hold what it says".to_owned()) }
    }
}

/// The largest of some imbalances; 0 of none.
pub(super) fn largest(imbalances: &[f64]) -> f64 {
    let larger = |a: f64, b: &f64| if *b > a { *b } else { a };
    let (blocks, rest) = imbalances.as_chunks::<8>();
    let mut lanes = [0.0; 8];
    for block in blocks {
        lanes.iter_mut().zip(block).for_each(|(lane, x)| *lane = larger(*lane, x));
    }
    lanes.iter().chain(rest).fold(0.0, larger)
}
