//! What is to be known before anything is simulated: the problem and its parts,
//! who is involved, what flows between them, which behaviour is wanted, how long
//! the work takes; and the thread from there to the evidence.
//!
//! All of it works on small plain values, not on the document: whoever holds the
//! document, or only a piece of it, can ask. Only [`document`] knows it, and takes
//! from it what the others want; [`findings`] says all of them with their places in it. Nothing here is right or wrong as a
//! model is; findings say what a careful reader would ask about and, where there
//! is one, how to mend it, as data that an editor can apply.

pub mod canvas;
pub mod document;
pub mod findings;
pub mod flows;
pub mod mece;
pub mod mend;
pub mod outline;
pub mod plan;
pub mod thread;
pub mod tree;
pub mod words;
pub mod worksheet;
