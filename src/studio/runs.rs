//! A run set that the studio's own engine computes, some runs at a time.

use std::sync::Arc;
use tokenwright::simulate::{Chunk, Model, RunSpec};

/// A run set that is under way.
pub struct Runs {
    model: Arc<Model>,
    spec: RunSpec,
    chunks: Vec<Chunk>,
}

impl Runs {
    /// Nothing is done yet.
    pub fn new(model: Arc<Model>, spec: RunSpec) -> Runs {
        Runs { model, spec, chunks: Vec::new() }
    }

    /// How many are done.
    pub fn done(&self) -> u64 {
        self.chunks.iter().map(Chunk::runs).sum()
    }

    /// Computes some more; all of them in one piece once they are done.
    pub fn slice(&mut self, together: u64) -> Result<Option<Chunk>, String> {
        let (done, all) = (self.done(), self.spec.runs);
        self.chunks.push(self.model.simulate(&self.spec, done..(done + together).min(all))?);
        if self.done() < all {
            return Ok(None);
        }
        Chunk::merge(std::mem::take(&mut self.chunks)).map(Some)
    }
}
