//! W1 and W2 in a browser's worker, driven from outside by messages.

#[cfg(target_arch = "wasm32")]
#[path = "../workloads/compare.rs"]
mod compare;
#[cfg(target_arch = "wasm32")]
#[path = "../workloads/hand.rs"]
mod hand;
#[cfg(target_arch = "wasm32")]
#[path = "../../src/ui/runner/machine.rs"]
mod machine;

/// Answers each request with its number of units, 0 if it is none; whoever asks
/// takes the time.
#[cfg(target_arch = "wasm32")]
fn main() {
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;

    machine::install();
    let scope: web_sys::DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let (listener, all) = (scope.clone(), compare::Workload::all());
    let serve = Closure::<dyn FnMut(_)>::new(move |event: web_sys::MessageEvent| {
        let request = event.data().as_string().unwrap_or_default();
        let units = compare::on_request(&all, &request).unwrap_or(0.0);
        scope.post_message(&units.into()).expect("a number can be posted");
    });
    listener.set_onmessage(Some(serve.as_ref().unchecked_ref()));
    serve.forget();
    listener.post_message(&"ready".into()).expect("text can be posted");
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("this is for a browser's worker: see benches/README.md");
    std::process::exit(1);
}
