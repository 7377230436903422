//! The worker: decode, serve, encode. It links the core and nothing else.
//!
//! A panic ends it: its memory may be in any state then, so it tells the page
//! why and is replaced.

#[cfg(target_arch = "wasm32")]
#[path = "../ui/runner/machine.rs"]
mod machine;
#[cfg(target_arch = "wasm32")]
#[path = "../ui/runner/wire.rs"]
mod wire;

#[cfg(target_arch = "wasm32")]
fn main() {
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;

    machine::install();
    let mut server = tokenwright::protocol::Server::new();
    let Ok(scope) = js_sys::global().dyn_into::<web_sys::DedicatedWorkerGlobalScope>() else {
        return offer(server);
    };
    let last_words = scope.clone();
    std::panic::set_hook(Box::new(move |info| {
        // If even this fails, the page still sees the trap that follows.
        let _ = last_words.post_message(&format!("{}{info}", wire::PANIC).into());
    }));
    let listener = scope.clone();
    let serve = Closure::<dyn FnMut(_)>::new(move |event: web_sys::MessageEvent| {
        let posted = event.data();
        let answered = answer(&mut server, &posted);
        // These are copies, of which nobody else knows.
        wire::unpack(&posted).into_iter().flat_map(|(_, chunks)| chunks).for_each(|chunk| wire::free(&chunk));
        let posted = scope.post_message_with_transfer(&answered, &answered);
        assert!(posted.is_ok(), "an array of buffers can be posted");
    });
    listener.set_onmessage(Some(serve.as_ref().unchecked_ref()));
    serve.forget();
    let told = listener.post_message(&wire::READY.into());
    assert!(told.is_ok(), "text can be posted");
}

/// Not in a worker: the page itself calls what a worker would listen with.
#[cfg(target_arch = "wasm32")]
fn offer(mut server: tokenwright::protocol::Server) {
    use wasm_bindgen::JsValue;
    use wasm_bindgen::closure::Closure;

    let serve = Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |posted: JsValue| {
        answer(&mut server, &posted).into()
    });
    let offered = js_sys::Reflect::set(&js_sys::global(), &wire::INLINE.into(), serve.as_ref());
    assert!(offered.is_ok(), "a page takes a new global");
    serve.forget();
}

/// Answers a posted message; the answer is to be posted, all of it transferred.
#[cfg(target_arch = "wasm32")]
fn answer(server: &mut tokenwright::protocol::Server, posted: &wasm_bindgen::JsValue) -> js_sys::Array {
    use tokenwright::protocol::{Answer, Message, Reply, decode, encode};

    let refused = |reason| Answer { job: 0, reply: Reply::Refused { reason } };
    let answer = match wire::unpack(posted) {
        Some((head, chunks)) => match decode::<Message>(&head) {
            Ok(message) => server.serve(message.attach(chunks.iter().map(wire::to_bytes).collect())),
            Err(reason) => refused(reason),
        },
        None => refused("not an array of buffers".to_owned()),
    };
    let (head, chunk) = answer.detach();
    wire::pack(&encode(&head), chunk.iter().map(|bytes| wire::to_buffer(bytes)))
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("this is the browser's worker; it is built for wasm32-unknown-unknown");
    std::process::exit(1);
}
