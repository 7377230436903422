#!/usr/bin/env bash
# Speed, next to hand-written loops: builds the workloads natively and for a
# browser's worker, as the page's own worker is built, and times them in turns.
#
#   scripts/bench.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh

scripts/setup.sh browser
hash -r
find_chromium || true

# Reads cargo's messages; prints the path of what was made of TARGET.
artifact() {
    node -e '
        const lines = require("fs").readFileSync(0, "utf8").split("\n").filter((line) => line.startsWith("{"));
        const made = lines.map(JSON.parse).find(({ target, reason }) =>
            reason === "compiler-artifact" && target.name === process.argv[1]);
        console.log(made.executable ?? made.filenames.find((name) => name.endsWith(".wasm")));' "$1"
}

native=$(cargo bench --locked --bench workloads --no-run --message-format json-render-diagnostics | artifact workloads)
wasm=$(cargo build --locked --profile worker --target "$WASM_TARGET" --example bench_worker \
    --message-format json-render-diagnostics | artifact bench_worker)
folder=target/bench-worker
wasm-bindgen --target no-modules --no-typescript --out-dir "$folder" --out-name bench_worker "$wasm"
wasm-opt -O2 "$folder/bench_worker_bg.wasm" -o "$folder/bench_worker_bg.wasm"
node benches/browser/run.mjs "$native" "$folder" "$@"
