//! The studio: the process in forms, loaded when it is opened. It shares the page's
//! modules and has its own forms; elsewhere than in a browser it is a stub.

#[cfg(target_arch = "wasm32")]
#[allow(dead_code, unused_imports, reason = "what is shared with the page is used by either in part")]
#[path = "../ui/mod.rs"]
mod ui;

#[cfg(target_arch = "wasm32")]
#[path = "../studio/mod.rs"]
mod studio;

#[cfg(target_arch = "wasm32")]
#[path = "../ui/runner/machine.rs"]
mod machine;

#[cfg(target_arch = "wasm32")]
fn main() {
    // What the studio runs itself, between two answers of the workers.
    machine::install();
    studio::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This program is a part of the web page. `make serve` builds it and serves it.");
}
