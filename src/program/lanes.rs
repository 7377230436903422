//! How element-wise loops run: eight numbers at a time.
//!
//! A block of eight is a whole number of vectors on every target, and a block's
//! numbers do not depend on each other, so that the compiler can use SIMD and
//! overlap latencies. An operand that is one number is a block that all
//! positions share: so each loop exists once, and not once for every combination
//! of operands that are arrays and operands that are not.

/// Numbers in a block: as many as the lanes of a sum, so that a loop can sum up
/// what it computes.
pub(super) use crate::num::stats::{LANES, by_lane, splat};

/// Some numbers side by side.
pub(super) type Block = [f64; LANES];

/// Most operands of an element-wise operation.
pub(super) const MOST: usize = 4;

/// An operand: an array as long as the destination, or a block with one number
/// in all places.
#[derive(Clone, Copy)]
pub(super) struct Column<'a> {
    data: &'a [f64],
    /// All bits for an array; none where every position means the first.
    mask: usize,
}

/// The operands of a loop; those that it does not have are [`Column::NONE`].
pub(super) type Columns<'a> = [Column<'a>; MOST];

impl<'a> Column<'a> {
    pub(super) const NONE: Column<'static> = Column { data: &[], mask: 0 };
    pub(super) const ONE: Column<'static> = Column { data: &[1.0; LANES], mask: 0 };

    /// One number for each of the destination.
    #[inline(always)]
    pub(super) fn array(data: &'a [f64]) -> Column<'a> {
        Column { data, mask: usize::MAX }
    }

    /// One number for all, as a block of it.
    #[inline(always)]
    pub(super) fn number(spread: &'a Block) -> Column<'a> {
        Column { data: spread, mask: 0 }
    }

    /// Becomes [`Column::array`].
    #[inline(always)]
    pub(super) fn be_array(&mut self, data: &'a [f64]) {
        self.data = data;
        self.mask = usize::MAX;
    }

    /// Becomes [`Column::number`].
    #[inline(always)]
    pub(super) fn be_number(&mut self, spread: &'a Block) {
        self.data = spread;
        self.mask = 0;
    }

    /// The number, if it is one for all.
    pub(super) fn as_number(&self) -> Option<f64> {
        if self.mask == 0 { self.data.first().copied() } else { None }
    }

    /// The block at a position.
    #[inline(always)]
    pub(super) fn block(&self, at: usize) -> Block {
        self.data.as_chunks().0[at & self.mask]
    }

    /// The number for entry `i`.
    #[inline(always)]
    pub(super) fn at(&self, i: usize) -> f64 {
        self.data[i & self.mask]
    }

    /// Writes the numbers for a destination that is not computed in blocks.
    pub(super) fn copy_to(&self, dst: &mut [f64]) {
        match self.as_number() {
            Some(number) => fill(dst, number),
            None => dst.copy_from_slice(self.data),
        }
    }

    /// The same for a destination that is the last block of this one's.
    fn last(&self) -> Column<'a> {
        let data = if self.mask == 0 { self.data } else { &self.data[self.data.len() - LANES..] };
        Column { data, ..*self }
    }
}

/// Writes one number everywhere.
pub(super) fn fill(dst: &mut [f64], number: f64) {
    let (blocks, rest) = dst.as_chunks_mut();
    for block in blocks {
        *block = splat(number);
    }
    for slot in rest {
        *slot = number;
    }
}

/// Has `run` compute `dst` block by block. What does not fill a block is
/// computed with the numbers before it: that these are computed twice is no
/// harm, as no operand is the destination.
#[inline(always)]
pub(super) fn in_blocks(dst: &mut [f64], columns: &Columns, run: impl Fn(&mut [Block], &Columns)) {
    let (whole, rest) = dst.as_chunks_mut();
    let rest = rest.len();
    if !whole.is_empty() {
        run(whole, columns);
    }
    if rest == 0 {
        return;
    }
    if let Some(last) = dst.last_chunk_mut() {
        return run(std::slice::from_mut(last), &columns.each_ref().map(Column::last));
    }
    let (mut out, mut padded) = ([[0.0; LANES]], [[0.0; LANES]; MOST]);
    for (padded, column) in padded.iter_mut().zip(columns) {
        let given = column.data.len().min(LANES);
        padded[..given].copy_from_slice(&column.data[..given]);
    }
    run(&mut out, &padded.each_ref().map(|padded| Column::array(padded)));
    dst.copy_from_slice(&out[0][..rest]);
}

/// `dst = expression of the operands`, which are named. A block is loaded, computed
/// and stored as a whole, and written out lane by lane: that is what lets the compiler
/// see vectors, also where it is told to keep code small.
macro_rules! each {
    ($dst:expr, $columns:expr, |[$($x:ident),+]| $result:expr) => {{
        let [$($x,)+ ..] = *$columns;
        for (at, out) in $dst.iter_mut().enumerate() {
            $(let $x = $x.block(at);)+
            *out = by_lane!(LANE => {
                $(let $x = $x[LANE];)+
                $result
            });
        }
    }};
}
pub(super) use each;

/// The same number by number, for functions that are calls or branch.
macro_rules! one_by_one {
    ($dst:expr, $columns:expr, |[$($x:ident),+]| $result:expr) => {{
        let [$($x,)+ ..] = *$columns;
        for (i, out) in $dst.as_flattened_mut().iter_mut().enumerate() {
            $(let $x = $x.at(i);)+
            *out = $result;
        }
    }};
}
pub(super) use one_by_one;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_reach_every_number_of_arrays_of_every_length() {
        let (seven, numbers) = ([7.0; LANES], (0..40).map(f64::from).collect::<Vec<_>>());
        for len in 1..40 {
            let columns =
                [Column::array(&numbers[..len]), Column::number(&seven), Column::NONE, Column::NONE];
            let expected: Vec<f64> = numbers[..len].iter().map(|x| x * x + 7.0).collect();
            let (mut blocks, mut singles) = (vec![0.0; len], vec![0.0; len]);
            in_blocks(&mut blocks, &columns, |dst, columns| each!(dst, columns, |[a, b]| a * a + b));
            in_blocks(&mut singles, &columns, |dst, columns| one_by_one!(dst, columns, |[a, b]| a * a + b));
            assert_eq!((&blocks, &singles), (&expected, &expected));
        }
    }
}
