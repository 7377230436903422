//! Values of all metrics at all points of a set of runs, as a part of the set keeps them.
//!
//! Up to [`EXACT_RUNS`] that is every value, as one array: so a part travels and is
//! joined with others in whole stretches, and never number by number. A larger set comes
//! to a sketch per metric and point; small parts of it still hold every value, as sketches
//! of so few take more room.

use super::summary::EXACT_RUNS;
use crate::num::exact::ExactSum;
use crate::num::sketch::Sketch;
use serde::{Deserialize, Serialize};

/// Relative accuracy of the sketches that stand for series of large run sets.
const SKETCH_ACCURACY: f64 = 0.005;

/// Parts of more runs than this keep sketches: about where these take less room than
/// values. It depends on how widely the values spread.
const PART_RUNS: u64 = 1024;

/// Values of every metric at every point: cell `metric·points + point`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Series {
    /// All values, cell by cell, in each of them run by run; NaN where a run had broken.
    Exact(#[serde(with = "packed")] Vec<f32>),
    /// What their number allows to keep.
    Sketched(Vec<Cell>),
}

/// Whether a set of runs is small enough for every value of it to be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Size {
    /// It is.
    Exact,
    /// It comes to sketches.
    Sketched,
}

impl Size {
    /// Of a set of so many runs.
    pub(super) fn of(runs: u64) -> Size {
        if runs <= EXACT_RUNS { Size::Exact } else { Size::Sketched }
    }
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

    /// Adds the values of runs that have not broken.
    fn add_all(&mut self, values: &[f32]) {
        for value in values.iter().filter(|value| value.is_finite()) {
            self.sum.add(*value);
            self.sketch.add(f64::from(*value));
            self.widen((*value, *value));
        }
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

impl Default for Series {
    /// Of nothing.
    fn default() -> Series {
        Series::Sketched(Vec::new())
    }
}

impl Series {
    /// Series of `runs` of the runs of a set, none of which has come to a point yet.
    pub(super) fn new(cells: usize, runs: u64, of: Size) -> Series {
        if of == Size::Exact || runs <= PART_RUNS {
            return Series::Exact(vec![f32::NAN; cells * runs as usize]);
        }
        Series::Sketched(vec![Cell::new(); cells])
    }

    /// Puts values of a cell of `runs` runs in their place, that of run `first` and those
    /// after it; NaN for those that have broken.
    pub(super) fn put(&mut self, (cell, runs): (usize, u64), first: usize, values: &[f32]) {
        match self {
            Series::Exact(all) => {
                let start = cell * runs as usize + first;
                all[start..start + values.len()].copy_from_slice(values);
            }
            Series::Sketched(cells) => cells[cell].add_all(values),
        }
    }

    /// Bytes that are enough to encode it, or nearly.
    pub(super) fn room(&self) -> usize {
        match self {
            Series::Exact(values) => 4 * values.len(),
            Series::Sketched(cells) => cells.iter().map(|cell| 128 + cell.sketch.room()).sum(),
        }
    }

    /// Whether its size does not grow with the number of runs.
    pub(super) fn is_sketched(&self) -> bool {
        matches!(self, Series::Sketched(_))
    }

    /// Whether it holds so many cells of so many runs.
    pub(super) fn has(&self, cells: usize, runs: u64) -> bool {
        match self {
            Series::Exact(values) => Some(values.len() as u64) == runs.checked_mul(cells as u64),
            Series::Sketched(all) => all.len() == cells,
        }
    }
}

/// Series of parts that follow on each other, on the way to one. Of a set that comes to
/// sketches there is no more at a time than these and the next part.
pub(super) enum Join {
    Exact(Vec<(Vec<f32>, usize)>),
    Sketched(Vec<Cell>),
}

impl Join {
    /// Of none, of a set of this size.
    pub(super) fn new(of: Size) -> Join {
        match of {
            Size::Exact => Join::Exact(Vec::new()),
            Size::Sketched => Join::Sketched(Vec::new()),
        }
    }

    /// Takes the next part, with its number of runs.
    pub(super) fn add(&mut self, part: Series, runs: u64) -> Result<(), String> {
        match (self, part) {
            (Join::Exact(parts), Series::Exact(values)) => parts.push((values, runs as usize)),
            (Join::Exact(_), Series::Sketched(_)) => {
                return Err("chunks of sets of different sizes cannot be merged".to_owned());
            }
            (Join::Sketched(cells), Series::Exact(values)) => {
                let values = values.chunks_exact(runs.max(1) as usize);
                cells.resize_with(values.len(), Cell::new);
                cells.iter_mut().zip(values).for_each(|(cell, values)| cell.add_all(values));
            }
            (Join::Sketched(ours), Series::Sketched(theirs)) if ours.is_empty() => *ours = theirs,
            (Join::Sketched(ours), Series::Sketched(theirs)) => {
                ours.iter_mut().zip(&theirs).for_each(|(ours, theirs)| ours.merge(theirs));
            }
        }
        Ok(())
    }

    /// What they come to.
    pub(super) fn finish(self) -> Series {
        let parts = match self {
            Join::Sketched(cells) => return Series::Sketched(cells),
            Join::Exact(parts) => parts,
        };
        let mut joined = Vec::with_capacity(parts.iter().map(|(values, _)| values.len()).sum());
        let cells = parts.first().map_or(0, |(values, runs)| values.len() / runs.max(&1));
        for cell in 0..cells {
            for (values, runs) in &parts {
                joined.extend_from_slice(&values[cell * runs..(cell + 1) * runs]);
            }
        }
        Series::Exact(joined)
    }
}

/// Numbers as one block of bytes, the lowest of each first.
mod packed {
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(values: &[f32], serializer: S) -> Result<S::Ok, S::Error> {
        let mut bytes = vec![0; 4 * values.len()];
        let (places, _) = bytes.as_chunks_mut();
        places.iter_mut().zip(values).for_each(|(place, value)| *place = value.to_le_bytes());
        serializer.serialize_bytes(&bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f32>, D::Error> {
        struct Packed;
        impl Visitor<'_> for Packed {
            type Value = Vec<f32>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("numbers of four bytes")
            }
            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<f32>, E> {
                let (values, rest) = bytes.as_chunks();
                if !rest.is_empty() {
                    return Err(E::invalid_length(bytes.len(), &self));
                }
                Ok(values.iter().map(|value| f32::from_le_bytes(*value)).collect())
            }
        }
        deserializer.deserialize_bytes(Packed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(runs: u64, first: f32) -> (Series, u64) {
        let mut series = Series::new(2, runs, Size::Exact);
        let values: Vec<f32> = (0..runs).map(|run| first + run as f32).collect();
        series.put((0, runs), 0, &values);
        series.put((1, runs), 1, &values[1..]);
        (series, runs)
    }

    fn join(of: Size, parts: &[(Series, u64)]) -> Result<Series, String> {
        let mut join = Join::new(of);
        for (series, runs) in parts {
            join.add(series.clone(), *runs)?;
        }
        Ok(join.finish())
    }

    #[test]
    fn parts_are_joined_cell_by_cell_and_survive_their_bytes() {
        let joined = join(Size::Exact, &[part(3, 0.0), part(2, 3.0)]).expect("both are exact");
        let bytes = postcard::to_allocvec(&joined).expect("plain data encodes");
        let Ok(Series::Exact(values)) = postcard::from_bytes(&bytes) else { panic!("it was exact") };
        assert_eq!(values[..5], [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert!(values[5].is_nan() && values[8].is_nan(), "what was not put there: {values:?}");
        assert_eq!((values[6], values[7], values[9]), (1.0, 2.0, 4.0));
        assert!(joined.has(2, 5) && !joined.has(2, 4) && !joined.has(3, 5));
    }

    #[test]
    fn series_of_sets_of_different_sizes_are_not_joined() {
        let sketched = (Series::new(2, PART_RUNS + 1, Size::Sketched), PART_RUNS + 1);
        assert!(sketched.0.is_sketched());
        assert!(join(Size::Exact, &[part(3, 0.0), sketched.clone()]).is_err());
        assert!(join(Size::Sketched, &[part(3, 0.0), sketched]).is_ok());
    }

    #[test]
    fn values_and_sketches_of_a_large_set_come_to_the_same() {
        let many = 2 * PART_RUNS;
        let values: Vec<f32> = (0..many).map(|run| (run * 37 % 101) as f32 - 50.5).collect();
        let of = |range: std::ops::Range<usize>| {
            let runs = range.len() as u64;
            let mut series = Series::new(1, runs, Size::Sketched);
            series.put((0, runs), 0, &values[range]);
            (series, runs)
        };
        let encoded = |parts: &[_]| postcard::to_allocvec(&join(Size::Sketched, parts).expect("one set"));
        let whole = encoded(&[of(0..many as usize)]);
        assert_eq!(encoded(&[of(0..7), of(7..1500), of(1500..many as usize)]), whole);
        assert_eq!(encoded(&[of(0..1500), of(1500..many as usize)]), whole);
    }

    #[test]
    fn bytes_that_are_no_numbers_are_refused() {
        // An exact series, and three bytes.
        assert!(postcard::from_bytes::<Series>(&[0, 3, 1, 2, 3]).is_err());
        assert!(postcard::from_bytes::<Series>(&[0, 8, 1, 2, 3, 4]).is_err(), "they end too soon");
        assert!(postcard::from_bytes::<Series>(&[0, 4, 1, 2, 3, 4]).is_ok());
    }
}
