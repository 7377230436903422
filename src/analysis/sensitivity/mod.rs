//! Which of a design's numbers matter: three answers, from cheap to thorough.
//!
//! [`morris`] screens: a few steps per factor say which do nothing. [`variance`]
//! shares out the variance of a result among factors, alone and together (Sobol'
//! indices). [`pawn`] compares whole distributions, for results that are skewed or
//! have two peaks. All work on plain points and values; what is asked for values is a
//! function, so that they know nothing of simulations.

pub mod morris;
pub mod pawn;
pub mod variance;
