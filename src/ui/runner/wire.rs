//! How messages look on the way between page and worker.
//!
//! A message or answer is an array of buffers: the [`tokenwright::protocol`]
//! encoding without its chunks first, then the chunks. So the page passes chunks
//! on without ever copying one into its own memory. A worker also says two
//! things as text: [`READY`] once it listens (what is posted before that is
//! lost), and a line that begins with [`PANIC`] before it dies.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// A worker listens from now on.
pub const READY: &str = "ready";

/// What goes before the message of a panic.
pub const PANIC: &str = "panic: ";

/// The global function that the engine offers where it runs in the page itself:
/// a message in, its answer out.
pub const INLINE: &str = "tokenwrightServe";

/// The bytes as a buffer outside of this program's memory.
pub fn to_buffer(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

/// The bytes of a buffer.
pub fn to_bytes(buffer: &ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

/// Gives back the memory of a buffer that nobody needs any more, at once where the browser
/// can: it would collect it at some time, and a run set is done before.
pub fn free(buffer: &ArrayBuffer) {
    let _ = buffer.transfer_with_length(0);
}

/// An encoded head and its chunks as one value to post.
pub fn pack(head: &[u8], chunks: impl IntoIterator<Item = ArrayBuffer>) -> Array {
    let packed = Array::of1(&to_buffer(head));
    for chunk in chunks {
        packed.push(&chunk);
    }
    packed
}

/// The head and the chunks of a posted value, unless it is something else.
pub fn unpack(posted: &JsValue) -> Option<(Vec<u8>, Vec<ArrayBuffer>)> {
    let mut buffers = posted.dyn_ref::<Array>()?.iter().map(|item| item.dyn_into::<ArrayBuffer>().ok());
    let head = to_bytes(&buffers.next()??);
    Some((head, buffers.collect::<Option<_>>()?))
}
