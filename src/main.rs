//! The page: what a reader sees. It runs in browsers only; elsewhere it is a
//! stub, so that a plain host build compiles no web crate.

#[cfg(target_arch = "wasm32")]
mod ui;

#[cfg(target_arch = "wasm32")]
fn main() {
    ui::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This program is the web page. `make serve` builds it and serves it.");
}
