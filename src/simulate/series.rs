//! Values of all metrics at all points of a set of runs, as a part of the set keeps them.
//!
//! Up to [`EXACT_RUNS`] that is every value, as one array: so a part travels and is
//! joined with others in whole stretches, and never number by number. Above, it is a
//! sketch per metric and point.

use super::summary::EXACT_RUNS;
use crate::num::exact::ExactSum;
use crate::num::sketch::Sketch;
use serde::{Deserialize, Serialize};

/// Relative accuracy of the sketches that stand for series of large run sets.
const SKETCH_ACCURACY: f64 = 0.005;

/// Values of every metric at every point: cell `metric·points + point`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Series {
    /// All values, cell by cell, in each of them run by run; NaN where a run had broken.
    Exact(#[serde(with = "packed")] Vec<f32>),
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

impl Default for Series {
    /// Of nothing.
    fn default() -> Series {
        Series::Sketched(Vec::new())
    }
}

impl Series {
    /// Series of `runs` of the `all` runs of a set, none of which has come to a point yet.
    pub(super) fn new(cells: usize, runs: u64, all: u64) -> Series {
        if all <= EXACT_RUNS {
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
            Series::Sketched(cells) => {
                let finite = values.iter().filter(|value| value.is_finite());
                finite.for_each(|value| cells[cell].add(*value));
            }
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

/// Series of parts that follow on each other, on the way to one. Of sketches there is no
/// more at a time than what they have come to and the next part.
#[derive(Default)]
pub(super) struct Join {
    exact: Vec<(Vec<f32>, usize)>,
    sketched: Option<Vec<Cell>>,
}

impl Join {
    /// Takes the next part, with its number of runs.
    pub(super) fn add(&mut self, part: Series, runs: u64) {
        match (part, &mut self.sketched) {
            (Series::Exact(values), _) => self.exact.push((values, runs as usize)),
            (Series::Sketched(theirs), Some(ours)) => {
                ours.iter_mut().zip(&theirs).for_each(|(ours, theirs)| ours.merge(theirs));
            }
            (Series::Sketched(theirs), ours) => *ours = Some(theirs),
        }
    }

    /// What they come to.
    pub(super) fn finish(self) -> Result<Series, String> {
        let exact = &self.exact;
        match self.sketched {
            Some(cells) if exact.is_empty() => Ok(Series::Sketched(cells)),
            Some(_) => Err("chunks of sets of different sizes cannot be merged".to_owned()),
            None => {
                let mut joined = Vec::with_capacity(exact.iter().map(|(values, _)| values.len()).sum());
                let cells = exact.first().map_or(0, |(values, runs)| values.len() / runs.max(&1));
                for cell in 0..cells {
                    for (values, runs) in exact {
                        joined.extend_from_slice(&values[cell * runs..(cell + 1) * runs]);
                    }
                }
                Ok(Series::Exact(joined))
            }
        }
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
        let mut series = Series::new(2, runs, 100);
        let values: Vec<f32> = (0..runs).map(|run| first + run as f32).collect();
        series.put((0, runs), 0, &values);
        series.put((1, runs), 1, &values[1..]);
        (series, runs)
    }

    fn join(parts: &[(Series, u64)]) -> Result<Series, String> {
        let mut join = Join::default();
        parts.iter().cloned().for_each(|(series, runs)| join.add(series, runs));
        join.finish()
    }

    #[test]
    fn parts_are_joined_cell_by_cell_and_survive_their_bytes() {
        let joined = join(&[part(3, 0.0), part(2, 3.0)]).expect("both are exact");
        let bytes = postcard::to_allocvec(&joined).expect("plain data encodes");
        let Ok(Series::Exact(values)) = postcard::from_bytes(&bytes) else { panic!("it was exact") };
        assert_eq!(values[..5], [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert!(values[5].is_nan() && values[8].is_nan(), "what was not put there: {values:?}");
        assert_eq!((values[6], values[7], values[9]), (1.0, 2.0, 4.0));
        assert!(joined.has(2, 5) && !joined.has(2, 4) && !joined.has(3, 5));
    }

    #[test]
    fn series_of_sets_of_different_sizes_are_not_joined() {
        let sketched = (Series::new(2, 3, EXACT_RUNS + 1), 3);
        assert!(join(&[part(3, 0.0), sketched.clone()]).is_err());
        assert!(join(&[sketched.clone(), sketched]).is_ok());
    }

    #[test]
    fn bytes_that_are_no_numbers_are_refused() {
        // An exact series, and three bytes.
        assert!(postcard::from_bytes::<Series>(&[0, 3, 1, 2, 3]).is_err());
        assert!(postcard::from_bytes::<Series>(&[0, 8, 1, 2, 3, 4]).is_err(), "they end too soon");
        assert!(postcard::from_bytes::<Series>(&[0, 4, 1, 2, 3, 4]).is_ok());
    }
}
