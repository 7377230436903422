#!/usr/bin/env bash
# Installs what building needs and is not there, into .tools/ of the project; a
# second run finds everything and installs nothing. A tool on PATH counts only in
# exactly the pinned version: the versions stand in Trunk.toml.
#
#   scripts/setup.sh           what `make build` needs
#   scripts/setup.sh browser   and what the browser tests need
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh

say() { printf 'setup: %s\n' "$*"; }

fail() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}

# True on Debian and its kin as root: where missing system packages can be had.
can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
    say "installing $* with apt"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

node_is_new_enough() {
    command -v node >/dev/null && command -v npm >/dev/null &&
        [ "$(node -p 'process.versions.node.split(".")[0]')" -ge "$NODE_MAJOR" ]
}

setup_node() {
    node_is_new_enough && return
    if can_apt; then apt_install nodejs npm || true; fi
    node_is_new_enough || fail \
        "Node.js $NODE_MAJOR or newer with npm is needed (wasm-opt, the static server and the browser tests run on it)." \
        "Install it from https://nodejs.org or with your package manager, then run make again."
}

setup_rust() {
    command -v cargo >/dev/null || fail "Rust is needed: install rustup from https://rustup.rs, then run make again."
    [ -d "$(rustc --print sysroot)/lib/rustlib/$WASM_TARGET/lib" ] && return
    command -v rustup >/dev/null ||
        fail "The Rust target $WASM_TARGET is needed: install it with your package manager, or use rustup (https://rustup.rs)."
    rustup target add "$WASM_TARGET"
}

# cargo_tool CRATE BINARY VERSION [FEATURE FLAGS…]
cargo_tool() {
    local crate=$1 binary=$2 version=$3
    shift 3
    # Read whole: `grep -q` on a pipe would end the tool by a signal.
    [[ "$("$binary" --version 2>/dev/null || true)" == "$binary $version"* ]] && return
    if command -v cargo-binstall >/dev/null; then
        say "installing $crate $version with cargo-binstall"
        if cargo binstall --no-confirm --locked --root "$TOOLS/$binary-$version" "$crate@$version"; then return; fi
        say "no ready-made $crate $version; it is compiled instead"
    fi
    say "compiling $crate $version (once, some minutes)"
    # The tool itself need not be fast; this compiles in a third of the time.
    env -u RUSTFLAGS -u CARGO_TARGET_DIR \
        CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
        cargo install "$crate" --version "$version" --locked --root "$TOOLS/$binary-$version" "$@"
}

setup_wasm_opt() {
    [[ "$(wasm-opt --version 2>/dev/null || true)" == "wasm-opt version $BINARYEN_MAJOR"* ]] && return
    say "installing binaryen $BINARYEN (wasm-opt) with npm"
    npm install --prefix "$TOOLS/binaryen-$BINARYEN" --no-audit --no-fund --loglevel=error "binaryen@$BINARYEN"
    [[ "$(wasm-opt --version 2>/dev/null || true)" == "wasm-opt version $BINARYEN_MAJOR"* ]] ||
        fail "wasm-opt $BINARYEN_MAJOR does not run; it was installed with: npm install binaryen@$BINARYEN"
}

setup_browser_tests() {
    local stamp=tests/browser/node_modules/.package-lock.json
    if [ ! "$stamp" -nt tests/browser/package-lock.json ]; then
        say "installing the browser tests' packages with npm"
        npm ci --prefix tests/browser --no-audit --no-fund --loglevel=error
        touch "$stamp"
    fi
    find_chromium && return
    if can_apt; then apt_install chromium fonts-dejavu-core || true; fi
    find_chromium || fail \
        "The browser tests need Chromium. Any one of these will do:" \
        "  - Debian, Ubuntu: sudo apt install chromium" \
        "  - elsewhere: npm --prefix tests/browser exec playwright install chromium" \
        "  - a Chromium or Chrome that is there: CHROMIUM=/path/to/it make test"
}

setup_node
setup_rust
cargo_tool wasm-bindgen-cli wasm-bindgen "$WASM_BINDGEN"
cargo_tool trunk trunk "$TRUNK" --no-default-features
setup_wasm_opt
# Trunk builds offline.
cargo fetch --locked --quiet
if [ "${1:-}" = browser ]; then setup_browser_tests; fi
