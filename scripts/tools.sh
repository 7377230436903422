# Sourced by the other scripts: versions, places and PATH of the pinned tools.

TOOLS=$PWD/.tools
WASM_TARGET=wasm32-unknown-unknown
# What Playwright asks for; see tests/browser/package.json.
NODE_MAJOR=20

# pinned KEY: the version that Trunk.toml gives for KEY.
pinned() { sed -n "s/^$1 = \"[^0-9]*\([0-9][0-9.]*\)\"\$/\1/p" Trunk.toml; }

TRUNK=$(pinned trunk-version)
WASM_BINDGEN=$(pinned wasm_bindgen)
BINARYEN_MAJOR=$(pinned wasm_opt)
BINARYEN=$BINARYEN_MAJOR.0.0

export PATH="$TOOLS/trunk-$TRUNK/bin:$TOOLS/wasm-bindgen-$WASM_BINDGEN/bin:$TOOLS/binaryen-$BINARYEN/node_modules/.bin:$PATH"

# They would replace the flags of .cargo/config.toml, and SIMD with them.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS CARGO_BUILD_TARGET

# Sets CHROMIUM to a browser that is there; without one, to nothing if Playwright
# has its own. False if there is neither.
find_chromium() {
    local candidate
    for candidate in "${CHROMIUM:-}" /usr/bin/chromium chromium chromium-browser google-chrome; do
        if [ -n "$candidate" ] && CHROMIUM=$(command -v "$candidate"); then
            export CHROMIUM
            return 0
        fi
    done
    unset CHROMIUM
    (cd tests/browser && node --input-type=module -e '
        import { chromium } from "@playwright/test";
        import { existsSync } from "node:fs";
        process.exit(existsSync(chromium.executablePath()) ? 0 : 1);
    ')
}
