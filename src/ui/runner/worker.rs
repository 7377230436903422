//! One worker: started, spoken to, listened to, ended when dropped.

use super::{Buffer, Said, wire};
use js_sys::Array;
use std::rc::Rc;
use tokenwright::protocol::{Answer, Message, decode, encode};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, Event, MessageEvent};

/// A running worker.
pub(super) struct Worker {
    worker: web_sys::Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Worker {
    /// Starts the script at `url`, if the browser can. The listener hears nothing
    /// more once this value is dropped.
    pub fn start(url: &str, listener: impl Fn(Said) + 'static) -> Option<Worker> {
        let worker = web_sys::Worker::new(url).ok()?;
        let listener = Rc::new(listener);
        let on_message = {
            let listener = listener.clone();
            Closure::new(move |event: MessageEvent| listener(understand(&event.data())))
        };
        let on_error = Closure::new(move |event: Event| {
            // The page deals with it, so it is no error of the page.
            event.prevent_default();
            // A script that cannot be fetched is reported by a plain event.
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            listener(Said::Died(message.unwrap_or_else(|| event.type_())));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Worker { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Posts a message. Its chunks are copied, not transferred: the page needs
    /// them again if the worker dies.
    pub fn post(&self, message: Message, chunks: Vec<Buffer>) {
        let packed = wire::pack(&encode(&message), chunks.iter().map(|chunk| chunk.array().clone()));
        let head = Array::of1(&packed.get(0));
        let posted = self.worker.post_message_with_transfer(&packed, &head);
        assert!(posted.is_ok(), "an array of buffers can be posted");
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onmessageerror(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn understand(posted: &JsValue) -> Said {
    if let Some(text) = posted.as_string() {
        return match text.strip_prefix(wire::PANIC) {
            Some(reason) => Said::Died(reason.to_owned()),
            None if text == wire::READY => Said::Ready,
            None => Said::Died(format!("it said something else: {text}")),
        };
    }
    let Some((head, chunks)) = wire::unpack(posted) else {
        return Said::Died("it posted something that is not an answer".to_owned());
    };
    match decode::<Answer>(&head) {
        Ok(answer) => Said::Answer(answer, chunks.into_iter().next().map(Buffer::new)),
        Err(reason) => Said::Died(reason),
    }
}
