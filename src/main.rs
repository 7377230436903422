//! The page: wasm32 only.

#[cfg(target_arch = "wasm32")]
mod ui;

#[cfg(target_arch = "wasm32")]
fn main() {
    let _ = ui::runner::Runner::start(None, |_| ());
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("this is the page; it is built for wasm32-unknown-unknown");
    std::process::exit(1);
}
