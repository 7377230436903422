//! From document to numbers: compile, run, merge, sum up.

mod summary;

pub use summary::*;

use crate::diag::Diagnostic;
use crate::project::Project;
use std::ops::Range;

/// All problems of a document, errors and warnings, each with its path.
pub fn validate(_project: &Project) -> Vec<Diagnostic> {
    unreachable!("not built yet")
}

/// Compiles a document, or says all that is wrong with it.
pub fn compile(_project: &Project) -> Result<Model, Vec<Diagnostic>> {
    unreachable!("not built yet")
}

/// A compiled document: a program and what is needed to make sense of its
/// output. Parameters are inputs: changing one needs no new model.
pub struct Model {}

impl Model {
    /// Simulates runs `range` of the set `spec`. The error is the caller's
    /// mistake (wrong number of parameters, range outside of the set).
    pub fn simulate(&self, _spec: &RunSpec, _range: Range<u64>) -> Result<Chunk, String> {
        unreachable!("not built yet")
    }

    /// Sums up a chunk that covers runs `0..n` of the set.
    pub fn summarise(&self, _spec: &RunSpec, _chunk: &Chunk) -> Result<Summary, String> {
        unreachable!("not built yet")
    }

    /// The document's own defaults as a spec.
    pub fn default_spec(&self) -> RunSpec {
        unreachable!("not built yet")
    }
}

/// The raw outcome of a part of a run set.
pub struct Chunk {}

impl Chunk {
    /// Merges chunks that together cover a range without gap or overlap, in
    /// any order; the result does not depend on the order or the pieces.
    pub fn merge(_chunks: Vec<Chunk>) -> Result<Chunk, String> {
        unreachable!("not built yet")
    }

    /// Encodes for transfer.
    pub fn encode(&self) -> Vec<u8> {
        unreachable!("not built yet")
    }

    /// Decodes what [`Chunk::encode`] made.
    pub fn decode(_bytes: &[u8]) -> Result<Chunk, String> {
        unreachable!("not built yet")
    }
}
