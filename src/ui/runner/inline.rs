//! Answers on the page itself, where workers cannot be had. One message at a
//! time, with the event loop in between: the page stands still for a slice, never
//! for a whole order.

use super::{Buffer, wire};
use std::collections::VecDeque;
use tokenwright::protocol::{Answer, Message, Server};

/// A server and what it has still to answer.
pub(super) struct Inline {
    server: Server,
    waiting: VecDeque<(Message, Vec<Buffer>)>,
}

impl Inline {
    /// A server without a model.
    pub fn new() -> Self {
        Inline { server: Server::new(), waiting: VecDeque::new() }
    }

    /// Takes a message that is to be answered later.
    pub fn queue(&mut self, message: Message, chunks: Vec<Buffer>) {
        self.waiting.push_back((message, chunks));
    }

    /// Answers the message that has waited longest.
    pub fn serve_next(&mut self) -> Option<(Answer, Option<Buffer>)> {
        let (message, chunks) = self.waiting.pop_front()?;
        let chunks = chunks.iter().map(|chunk| wire::to_bytes(&chunk.0)).collect();
        let (answer, chunk) = self.server.serve(message.attach(chunks)).detach();
        Some((answer, chunk.map(|bytes| Buffer(wire::to_buffer(&bytes)))))
    }
}
