//! The command line: the same documents and the same engine as the page, for
//! terminals, scripts and studies that are too large for a tab.
//!
//! Each command is a file of [`cli`]; nothing here knows more of the model than
//! the library tells. There is no command line in a browser: for wasm32 the
//! binary is empty.
#![forbid(unsafe_code)]

#[cfg(not(target_arch = "wasm32"))]
mod cli;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    tokenwright::native::install();
    cli::main(std::env::args_os().skip(1))
}

#[cfg(target_arch = "wasm32")]
fn main() {}
