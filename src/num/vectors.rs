//! Loops with the widest vectors that the processor has.
//!
//! A binary is made for every processor of its kind, so what the compiler knows to be
//! there is the least that any has: vectors of two numbers. Most have wider ones. A
//! function in [`in_vectors`] exists twice, and which one runs is found out at run time;
//! in a browser there is one kind only.
//!
//! The bits of a result are the same with any: an operation on a vector rounds like the
//! operation on a number, and the compiler never makes one operation of two.

/// Functions whose loops run in vectors as wide as there are. What they call is part of
/// that where it is inlined.
macro_rules! in_vectors {
    ($($(#[$doc:meta])* $seen:vis fn $name:ident<'a>($($arg:ident: $of:ty),+) -> $result:ty $body:block)+) => {$(
        $(#[$doc])*
        $seen fn $name<'a>($($arg: $of),+) -> $result {
            struct Task<'a>(std::marker::PhantomData<&'a ()>, $($of),+);
            impl<'a> pulp::NullaryFnOnce for Task<'a> {
                type Output = $result;
                // Inlined, or it would be compiled for the least of processors.
                #[inline(always)]
                fn call(self) -> $result {
                    let Task(_, $($arg),+) = self;
                    $body
                }
            }
            pulp::Arch::new().dispatch(Task(std::marker::PhantomData, $($arg),+))
        }
    )+};
}
pub(crate) use in_vectors;
