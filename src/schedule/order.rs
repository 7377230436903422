//! One run set on its way: which runs are handed out, done, merged.

use super::{Blob, Progress, Slot, Stage};
use crate::simulate::{EXACT_RUNS, RunSpec, Summary};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A summary is made whenever this many times the runs of the last are there.
const GROWTH: u64 = 4;

/// Chunks are merged when they hold this much, milestone or not, so that the
/// page's memory is bounded by the merged chunk and not by the number of runs.
const UNMERGED_BYTES: usize = 12 << 20;

/// Runs to be simulated in one go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// First run.
    pub from: u64,
    /// Just past the last.
    pub to: u64,
    /// Workers that died of it.
    pub deaths: u32,
}

struct Part<B> {
    to: u64,
    chunk: B,
}

/// A run set on its way.
pub(super) struct Order<B> {
    /// Tells replies to this order from those to others; a ticket does not,
    /// because an order that is prolonged gets a new one.
    pub id: u64,
    /// Its name outside.
    pub ticket: u64,
    /// What is ordered.
    pub spec: RunSpec,
    /// The last summary.
    pub latest: Option<Arc<Summary>>,
    /// When progress was last told, in ms.
    pub told_ms: f64,
    slot: Slot,
    coarse: u64,
    frontier: u64,
    returned: Vec<Piece>,
    parts: BTreeMap<u64, Part<B>>,
    merged: u64,
    merging: bool,
    merge_deaths: u32,
    simulated: u64,
    began_ms: f64,
    fresh: u64,
}

impl<B: Blob> Order<B> {
    /// An order of which nothing is done; its first fan has `coarse` runs.
    pub fn new(id: u64, ticket: u64, slot: Slot, spec: RunSpec, coarse: u64, now_ms: f64) -> Self {
        Order {
            id,
            ticket,
            coarse: coarse.clamp(1, spec.runs.max(1)),
            spec,
            latest: None,
            told_ms: now_ms,
            slot,
            frontier: 0,
            returned: Vec::new(),
            parts: BTreeMap::new(),
            merged: 0,
            merging: false,
            merge_deaths: 0,
            simulated: 0,
            began_ms: now_ms,
            fresh: 0,
        }
    }

    /// Whether its chunks are also chunks of `spec`: the same design and luck,
    /// series kept in the same way, and no run handed out that `spec` has not.
    pub fn serves(&self, spec: &RunSpec) -> bool {
        let exact = |spec: &RunSpec| spec.runs <= EXACT_RUNS;
        RunSpec { runs: spec.runs, ..self.spec.clone() } == *spec
            && exact(&self.spec) == exact(spec)
            && self.frontier <= spec.runs
    }

    /// Makes it an order of another number of runs; it must [serve](Self::serves).
    pub fn prolong(&mut self, ticket: u64, spec: RunSpec, now_ms: f64) {
        self.ticket = ticket;
        self.coarse = self.coarse.min(spec.runs.max(1));
        self.spec = spec;
        self.began_ms = now_ms;
        self.fresh = 0;
    }

    /// Whether its first fan is still to come.
    pub fn is_coarse(&self) -> bool {
        self.merged == 0
    }

    /// Whether its first fan has been begun and is not yet being merged.
    pub fn coarse_in_flight(&self) -> bool {
        self.is_coarse() && self.frontier > 0 && !self.merging
    }

    /// Share of its runs that have been handed out, 0 to 1.
    pub fn share(&self) -> f64 {
        self.frontier as f64 / self.spec.runs.max(1) as f64
    }

    /// Runs that have not been handed out.
    pub fn left(&self) -> u64 {
        self.spec.runs - self.frontier.min(self.spec.runs)
    }

    /// Takes up to `size` runs of the first fan. Pieces of dead workers go first,
    /// unchanged, so that a piece that kills is found out.
    pub fn take_coarse(&mut self, size: u64) -> Option<Piece> {
        self.take(size, self.coarse)
    }

    /// Takes up to `size` runs.
    pub fn take_any(&mut self, size: u64) -> Option<Piece> {
        let end = if self.frontier < self.coarse { self.coarse } else { self.spec.runs };
        self.take(size, end)
    }

    /// Whether so much waits to be merged that more had better wait for the merge: or what
    /// workers compute piles up wherever they are faster than the one who merges.
    pub fn is_full(&self) -> bool {
        let unmerged: usize = self.parts.range(self.merged..).map(|(_, part)| part.chunk.bytes()).sum();
        self.merging && self.returned.is_empty() && unmerged >= 2 * UNMERGED_BYTES
    }

    fn take(&mut self, size: u64, end: u64) -> Option<Piece> {
        if let Some(piece) = self.returned.pop() {
            return Some(piece);
        }
        let from = self.frontier;
        let to = end.min(from + size.max(1));
        if from >= to {
            return None;
        }
        self.frontier = to;
        Some(Piece { from, to, deaths: 0 })
    }

    /// Runs of the first fan.
    pub fn coarse_runs(&self) -> u64 {
        self.coarse
    }

    /// Takes in the chunk of a piece.
    pub fn simulated(&mut self, piece: Piece, chunk: B) {
        self.simulated += piece.to - piece.from;
        self.fresh += piece.to - piece.from;
        self.parts.insert(piece.from, Part { to: piece.to, chunk });
    }

    /// Takes a piece back from a dead worker; says how many died of it.
    pub fn give_back(&mut self, piece: Piece) -> u32 {
        let deaths = piece.deaths + 1;
        self.returned.push(Piece { deaths, ..piece });
        deaths
    }

    /// If it is time to merge: the chunks, and how many runs they cover.
    pub fn begin_merge(&mut self) -> Option<(u64, Vec<B>)> {
        if self.merging {
            return None;
        }
        let (runs, unmerged) = self.prefix();
        let due = runs == self.spec.runs || runs >= self.milestone() || unmerged >= UNMERGED_BYTES;
        if runs <= self.merged || !due {
            return None;
        }
        self.merging = true;
        let chunks = self.parts.range(..runs).map(|(_, part)| part.chunk.clone()).collect();
        Some((runs, chunks))
    }

    /// Runs from the first on without a gap, and the bytes of those of them that
    /// are not merged. The first fan takes no more than it needs.
    fn prefix(&self) -> (u64, usize) {
        let end = if self.is_coarse() { self.coarse } else { self.spec.runs };
        let (mut runs, mut bytes) = (0, 0);
        for (from, part) in self.parts.range(..end) {
            if *from != runs {
                break;
            }
            bytes += if *from >= self.merged { part.chunk.bytes() } else { 0 };
            runs = part.to;
        }
        (runs, bytes)
    }

    fn milestone(&self) -> u64 {
        if self.is_coarse() {
            return self.coarse;
        }
        let next = self.merged.saturating_mul(GROWTH);
        // A summary shortly before the last would cost as much as the last.
        if next.saturating_mul(2) > self.spec.runs { self.spec.runs } else { next }
    }

    /// Takes in what runs `0..runs` come to, and their merged chunk in place of its parts,
    /// if there is one.
    pub fn merged(&mut self, runs: u64, chunk: Option<B>, summary: Arc<Summary>) {
        if let Some(chunk) = chunk {
            self.parts = self.parts.split_off(&runs);
            self.parts.insert(0, Part { to: runs, chunk });
        }
        self.merged = runs;
        self.merging = false;
        self.merge_deaths = 0;
        self.latest = Some(summary);
    }

    /// Notes that the worker that merged is dead; says how many died of it.
    pub fn merge_died(&mut self) -> u32 {
        self.merging = false;
        self.merge_deaths += 1;
        self.merge_deaths
    }

    /// Whether its last summary holds all runs.
    pub fn is_done(&self) -> bool {
        self.merged >= self.spec.runs
    }

    /// Milliseconds since it began or was prolonged.
    pub fn age_ms(&self, now_ms: f64) -> f64 {
        now_ms - self.began_ms
    }

    /// How far it has come.
    pub fn progress(&self, now_ms: f64) -> Progress {
        let stage = match (self.is_done(), self.merged <= self.coarse) {
            (true, _) => Stage::Done,
            (false, true) => Stage::Coarse,
            (false, false) => Stage::Refining,
        };
        let seconds = self.age_ms(now_ms) / 1000.0;
        Progress {
            slot: self.slot,
            ticket: self.ticket,
            stage,
            done: self.simulated,
            total: self.spec.runs,
            runs_per_second: if seconds > 0.0 { self.fresh as f64 / seconds } else { 0.0 },
        }
    }
}
