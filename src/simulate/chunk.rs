//! The raw outcome of a part of a run set, and how parts become one.

use super::series::{Join, Series, Size};
use super::summary::{Fault, KEPT_PATHS};
use crate::map::sort_few;
use crate::num::stats::{LANES, ZEROS, by_lane};
use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};

/// The raw outcome of runs `from..to` of a set.
///
/// How series are summed up is decided by the size of the whole set: value by value
/// up to [`super::EXACT_RUNS`], else as sketches whose size does not grow with the
/// number of runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Chunk {
    /// First run.
    pub from: u64,
    /// Just past the last run.
    pub to: u64,
    /// Of the whole set.
    pub(super) size: Size,
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

impl Chunk {
    /// Runs in it.
    pub fn runs(&self) -> u64 {
        self.to - self.from
    }

    /// Merges chunks that together cover a range without gap or overlap, in
    /// any order; the result does not depend on the order or the pieces.
    pub fn merge(mut chunks: Vec<Chunk>) -> Result<Chunk, String> {
        sort_few(&mut chunks, |chunk| chunk.from);
        let runs = chunks.iter().map(Chunk::runs).sum();
        Chunk::join(runs, chunks.into_iter().map(Ok))
    }

    /// The same of encoded chunks. Each is decoded when its turn comes, and its bytes are
    /// gone then: sketches take several times the room of them.
    pub fn merge_encoded(mut chunks: Vec<Vec<u8>>) -> Result<Chunk, String> {
        sort_few(&mut chunks, |bytes| ends(bytes).0);
        let runs = chunks.iter().map(|bytes| ends(bytes)).map(|(from, to)| to.saturating_sub(from)).sum();
        Chunk::join(runs, chunks.into_iter().map(|bytes| Chunk::decode(&bytes)))
    }

    /// Joins chunks in their order, of so many runs together.
    fn join(runs: u64, mut chunks: impl Iterator<Item = Result<Chunk, String>>) -> Result<Chunk, String> {
        let mut merged = chunks.next().ok_or("there are no chunks to merge")??;
        // A chunk that lies about its runs is found out before so many are there.
        let more = runs.saturating_sub(merged.runs()).min(super::check::RUNS.end() - 1) as usize;
        let outcomes = merged.outcomes.iter_mut().chain([&mut merged.imbalance]);
        outcomes.for_each(|outcome| outcome.reserve_exact(more));
        let mut series = Join::new(merged.size);
        series.add(std::mem::take(&mut merged.series), merged.runs())?;
        for chunk in chunks {
            let mut chunk = chunk?;
            series.add(std::mem::take(&mut chunk.series), chunk.runs())?;
            merged.append(chunk)?;
        }
        merged.series = series.finish();
        Ok(merged)
    }

    /// Appends all but the series.
    fn append(&mut self, next: Chunk) -> Result<(), String> {
        if self.to != next.from {
            return Err(format!(
                "runs {}..{} and {}..{} do not join",
                self.from, self.to, next.from, next.to
            ));
        }
        let kind = |chunk: &Chunk| (chunk.size, chunk.points, chunk.metrics, chunk.outcomes.len());
        if kind(self) != kind(&next) {
            return Err("chunks of different models or sizes of a set cannot be merged".to_owned());
        }
        let (ours, theirs) = (largest(&self.imbalance), largest(&next.imbalance));
        if theirs > ours || theirs == ours && next.worst_asset < self.worst_asset {
            self.worst_asset = next.worst_asset;
        }
        self.to = next.to;
        self.outcomes.iter_mut().zip(next.outcomes).for_each(|(ours, theirs)| ours.extend(theirs));
        self.alive.iter_mut().zip(next.alive).for_each(|(ours, theirs)| *ours += theirs);
        self.paths.extend(next.paths);
        self.paths.truncate(KEPT_PATHS);
        self.faults.extend(next.faults);
        self.imbalance.extend(next.imbalance);
        self.checks += next.checks;
        Ok(())
    }

    /// Whether it takes less room than the chunks that it was merged from. If not, these
    /// can as well be kept in its place.
    pub fn is_condensed(&self) -> bool {
        self.series.is_sketched()
    }

    /// Whether it is a part of a large set whose values come to sketches only when it is
    /// merged.
    pub(super) fn is_raw(&self) -> bool {
        self.size == Size::Sketched && !self.series.is_sketched()
    }

    /// Encodes for transfer.
    pub fn encode(&self) -> Vec<u8> {
        let per_run = 8 * (self.outcomes.len() + 1) * self.imbalance.len();
        let paths: usize = self.paths.iter().map(|path| 4 * path.len()).sum();
        let room = Room(Vec::with_capacity(1024 + self.series.room() + per_run + paths));
        postcard::serialize_with_flavor(self, room)
            .unwrap_or_else(|error| unreachable!("plain data encodes: {error}"))
    }

    /// Decodes what [`Chunk::encode`] made.
    pub fn decode(bytes: &[u8]) -> Result<Chunk, String> {
        let chunk: Chunk =
            postcard::from_bytes(bytes).map_err(|error| format!("this is not a chunk: {error}"))?;
        let cells = chunk.points as usize * chunk.metrics as usize;
        let runs = chunk.to.checked_sub(chunk.from).ok_or("a chunk ends before it starts")?;
        let whole = chunk.series.has(cells, runs)
            && chunk.alive.len() == chunk.points as usize
            && chunk.outcomes.iter().all(|outcome| outcome.len() as u64 == runs)
            && chunk.imbalance.len() as u64 == runs;
        if whole { Ok(chunk) } else { Err("the chunk does not hold what it says".to_owned()) }
    }
}

/// Bytes that have about the room they need from the beginning: growing, they would be
/// there twice.
struct Room(Vec<u8>);

impl Flavor for Room {
    type Output = Vec<u8>;

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Vec<u8>> {
        Ok(self.0)
    }
}

/// The first run of an encoded chunk, and the one behind its last: its first fields. What
/// is no chunk is found when it is decoded.
fn ends(encoded: &[u8]) -> (u64, u64) {
    postcard::take_from_bytes(encoded).map_or((0, 0), |(ends, _)| ends)
}

/// The largest of some imbalances; 0 of none.
pub(super) fn largest(imbalances: &[f64]) -> f64 {
    let larger = |a: f64, b: &f64| if *b > a { *b } else { a };
    let (blocks, rest) = imbalances.as_chunks::<LANES>();
    let mut lanes = ZEROS;
    for block in blocks {
        lanes = by_lane!(LANE => if block[LANE] > lanes[LANE] { block[LANE] } else { lanes[LANE] });
    }
    lanes.iter().chain(rest).fold(0.0, larger)
}
