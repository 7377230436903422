//! What the page says to a worker and hears from it.
//!
//! Every request carries a job id that its reply repeats, so that a late reply
//! to a superseded job is recognised and dropped. Requests hold all that a job
//! needs but the model itself, which a worker keeps after [`Request::Load`]
//! under a key: a worker that died is replaced and loaded again, and nothing is
//! lost. Messages travel as one [`postcard`] buffer, which is transferred, not
//! copied. The same [`Server`] answers inline where there are no workers, and
//! in the native parity tests.

use crate::diag::Diagnostic;
use crate::project::Project;
use crate::simulate::{Chunk, Model, RunSpec, Summary, compile_own};
use serde::{Deserialize, Serialize};

/// A message to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Repeated in the reply.
    pub job: u64,
    /// What is asked.
    pub request: Request,
}

impl Message {
    /// The message without its chunks, and these: so that they can travel beside
    /// it as buffers that nobody in between has to copy.
    pub fn detach(mut self) -> (Message, Vec<Vec<u8>>) {
        let chunks = match &mut self.request {
            Request::Merge { chunks, .. } => chunks.drain(..).map(|bytes| bytes.0).collect(),
            Request::Load { .. } | Request::Simulate { .. } | Request::Crash => Vec::new(),
        };
        (self, chunks)
    }

    /// Undoes [`Message::detach`].
    pub fn attach(mut self, detached: Vec<Vec<u8>>) -> Message {
        if let Request::Merge { chunks, .. } = &mut self.request {
            chunks.extend(detached.into_iter().map(Bytes));
        }
        self
    }
}

/// What a worker can be asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Compile a document and keep it under a key, in place of any earlier one.
    Load {
        /// Chosen by the page.
        key: u64,
        /// The document as JSON.
        document: String,
    },
    /// Simulate runs `from..to` of a run set.
    Simulate {
        /// The model to use.
        key: u64,
        /// The run set of which this is a part.
        spec: RunSpec,
        /// First run.
        from: u64,
        /// Just past the last run; `from < to ≤ spec.runs`.
        to: u64,
    },
    /// Merge chunks of one run set into one, and sum them up.
    Merge {
        /// The model to use.
        key: u64,
        /// The run set.
        spec: RunSpec,
        /// Encoded chunks, in any order, that together cover `0..n` for some n.
        chunks: Vec<Bytes>,
    },
    /// Panic: how tests and the page's self-test show that a crash is survived.
    Crash,
}

/// A reply of a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The job that is answered.
    pub job: u64,
    /// The answer.
    pub reply: Reply,
}

impl Answer {
    /// The answer without its chunk, and this, if it is one that has a chunk.
    pub fn detach(mut self) -> (Answer, Option<Vec<u8>>) {
        let chunk = match &mut self.reply {
            Reply::Simulated { chunk } => Some(std::mem::take(&mut chunk.0)),
            Reply::Merged { chunk, .. } => chunk.take().map(|bytes| bytes.0),
            Reply::Loaded { .. } | Reply::Invalid { .. } | Reply::Refused { .. } => None,
        };
        (self, chunk)
    }
}

/// What a worker can answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The model is ready.
    Loaded {
        /// Its key.
        key: u64,
    },
    /// The document has errors.
    Invalid {
        /// All of them.
        diagnostics: Vec<Diagnostic>,
    },
    /// Runs are done.
    Simulated {
        /// The encoded chunk.
        chunk: Bytes,
    },
    /// Chunks are merged.
    Merged {
        /// The merged chunk, encoded, if it takes less room than those it was made of.
        chunk: Option<Bytes>,
        /// What it comes to.
        summary: Box<Summary>,
    },
    /// The request did not fit: an unknown key, runs out of range, a chunk that
    /// does not decode. Always the caller's mistake.
    Refused {
        /// Why.
        reason: String,
    },
}

/// Bytes that are encoded as one block instead of one by one.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Bytes(pub Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Bytes;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, v: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(v.to_vec()))
            }
            fn visit_byte_buf<E>(self, v: Vec<u8>) -> Result<Bytes, E> {
                Ok(Bytes(v))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}

/// Encodes a message or an answer.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap_or_else(|error| unreachable!("plain data encodes: {error}"))
}

/// Decodes a message or an answer. The error says only that the bytes are not
/// one: both sides are of the same build, so it is a bug or a cut message.
pub fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, String> {
    postcard::from_bytes(bytes).map_err(|error| format!("not a message of this version: {error}"))
}

/// Answers requests; it keeps the model that was loaded last.
#[derive(Default)]
pub struct Server {
    model: Option<(u64, Model)>,
}

impl Server {
    /// A server without a model.
    pub fn new() -> Self {
        Server::default()
    }

    /// Decodes a message, answers it, encodes the answer.
    pub fn serve_bytes(&mut self, message: &[u8]) -> Vec<u8> {
        let answer = match decode::<Message>(message) {
            Ok(message) => self.serve(message),
            Err(reason) => Answer { job: 0, reply: Reply::Refused { reason } },
        };
        encode(&answer)
    }

    /// Answers a message.
    pub fn serve(&mut self, message: Message) -> Answer {
        let reply = match message.request {
            Request::Load { key, document } => self.load(key, &document),
            Request::Simulate { key, spec, from, to } => self
                .model(key)
                .and_then(|model| model.simulate(&spec, from..to))
                .map_or_else(refused, |chunk| Reply::Simulated { chunk: Bytes(chunk.encode()) }),
            Request::Merge { key, spec, chunks } => {
                self.model(key).and_then(|model| merge(model, &spec, chunks)).unwrap_or_else(refused)
            }
            Request::Crash => panic!("crashed on request"),
        };
        Answer { job: message.job, reply }
    }

    fn load(&mut self, key: u64, document: &str) -> Reply {
        let compiled = Project::from_json(document).and_then(compile_own);
        match compiled {
            Ok(model) => {
                self.model = Some((key, model));
                Reply::Loaded { key }
            }
            Err(diagnostics) => Reply::Invalid { diagnostics },
        }
    }

    fn model(&self, key: u64) -> Result<&Model, String> {
        match &self.model {
            Some((loaded, model)) if *loaded == key => Ok(model),
            _ => Err(format!("no model is loaded under key {key}")),
        }
    }
}

fn refused(reason: String) -> Reply {
    Reply::Refused { reason }
}

fn merge(model: &Model, spec: &RunSpec, chunks: Vec<Bytes>) -> Result<Reply, String> {
    let merged = Chunk::merge_encoded(chunks.into_iter().map(|bytes| bytes.0).collect())?;
    let summary = Box::new(model.summarise(spec, &merged)?);
    let chunk = merged.is_condensed().then(|| Bytes(merged.encode()));
    Ok(Reply::Merged { chunk, summary })
}
