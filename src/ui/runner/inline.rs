//! Answers on the page itself, where workers cannot be had. One message at a
//! time, with the event loop in between: the page stands still for a slice, never
//! for a whole order.
//!
//! The engine is that of the worker: its files are loaded into the page only
//! then, so that the page itself need not carry a second copy. Where it finds
//! that it is not in a worker, it offers a function instead of listening.

use super::{Buffer, wire};
use js_sys::{Array, Function, Reflect};
use std::collections::VecDeque;
use tokenwright::protocol::{Answer, Message, decode, encode};
use wasm_bindgen::{JsCast, JsValue};

/// The engine in the page, and what it has still to answer.
#[derive(Default)]
pub(super) struct Inline {
    waiting: VecDeque<(Message, Vec<Buffer>)>,
}

impl Inline {
    /// Starts to load the engine from the folder of the worker's script. False
    /// if there is none to load.
    pub fn load(worker_url: Option<&str>) -> bool {
        let Some((folder, _)) = worker_url.and_then(|url| url.rsplit_once('/')) else { return false };
        let Some(document) = super::window().document() else { return false };
        let Some(head) = document.head() else { return false };
        ["worker.js", "inline.js"].iter().all(|name| {
            let Ok(script) = document.create_element("script") else { return false };
            // Scripts that are added like this run in order only if told so.
            let ordered = Reflect::set(&script, &"async".into(), &JsValue::FALSE).is_ok();
            let named = script.set_attribute("src", &format!("{folder}/{name}")).is_ok();
            ordered && named && head.append_child(&script).is_ok()
        })
    }

    /// Whether the engine is there.
    pub fn ready() -> bool {
        engine().is_some()
    }

    /// Takes a message that is to be answered later.
    pub fn queue(&mut self, message: Message, chunks: Vec<Buffer>) {
        self.waiting.push_back((message, chunks));
    }

    /// How many messages wait.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Answers the message that has waited longest.
    pub fn serve_next(&mut self) -> Option<(Answer, Option<Buffer>)> {
        let engine = engine()?;
        let (message, chunks) = self.waiting.pop_front()?;
        let posted = wire::pack(&encode(&message), chunks.iter().map(|chunk| chunk.array().clone()));
        let answered = engine.call1(&JsValue::UNDEFINED, &posted).ok()?;
        let (head, chunks) = wire::unpack(answered.unchecked_ref::<Array>())?;
        Some((decode(&head).ok()?, chunks.into_iter().next().map(Buffer::new)))
    }
}

fn engine() -> Option<Function> {
    Reflect::get(&js_sys::global(), &wire::INLINE.into()).ok()?.dyn_into().ok()
}
