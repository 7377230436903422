//! Operands of a loop: an array as long as what is computed, or one number.
//!
//! So each loop exists once, and not once for every combination of operands that are
//! arrays and operands that are not.

/// Most operands of an element-wise operation.
pub(super) const MOST: usize = 4;

/// An operand.
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

    /// One number for each of the destination.
    pub(super) fn array(data: &'a [f64]) -> Column<'a> {
        Column { data, mask: usize::MAX }
    }

    /// One number for all.
    pub(super) fn number(number: &'a f64) -> Column<'a> {
        Column { data: std::slice::from_ref(number), mask: 0 }
    }

    /// The number for entry `i`.
    #[inline(always)]
    pub(super) fn at(&self, i: usize) -> f64 {
        self.data[i & self.mask]
    }
}

/// `dst = expression of the operands`, which are named, number by number.
macro_rules! each {
    ($dst:expr, $columns:expr, |[$($x:ident),+]| $result:expr) => {{
        let [$($x,)+ ..] = *$columns;
        for (i, out) in $dst.iter_mut().enumerate() {
            $(let $x = $x.at(i);)+
            *out = $result;
        }
    }};
}
pub(super) use each;
