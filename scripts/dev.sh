#!/usr/bin/env bash
# Rebuilds the page (unoptimised, into a folder of its own) on every change and
# serves it. Trunk's own server is not used: it adds an inline script, which the
# page's policy forbids.
#
#   scripts/dev.sh [PORT]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh

dist=target/dev-dist
trunk build --dist "$dist"
node scripts/serve.mjs --root "$dist" --port "${1:-8080}" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
trunk watch --dist "$dist"
