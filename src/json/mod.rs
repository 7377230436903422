//! JSON as a tree, and the records that are read from it and written to it.
//!
//! [`Json`] keeps what a text says, keys in their order. [`Record`] is a type
//! that stands for a part of such a tree; [`record!`](crate::record),
//! [`choice!`](crate::choice) and [`tagged!`](crate::tagged) make one from the
//! definition of the type alone, so that reading, writing and the names in
//! messages cannot drift apart. Reading finds *all* that is wrong, each at its
//! path, not just the first.
//!
//! Why not serde's derive: it writes a state machine per type and per format,
//! which for documents came to more code than the engine that runs them. Here a
//! field costs one call. A tree, and so a document, still speaks serde.

mod read;
mod record;
mod serde;
mod text;
mod tree;

pub use read::{Object, Reader};
pub use record::{Record, chosen, put, put_unless};
pub use tree::Json;
