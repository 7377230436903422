#!/usr/bin/env bash
# Everything that must hold before a change lands. A check that fails does not
# stop the others; what failed is listed at the end. The last line is the total
# of the test runners' own counts.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh

log=target/test-logs
report=tests/browser/results/report.json
mkdir -p "$log"
rm -f "$log"/*.log "$report"
failed=()

# check NAME COMMAND…: runs it, keeps what it prints, notes whether it failed.
check() {
    local name=$1 status
    shift
    printf '\n== %s\n' "$name"
    SECONDS=0
    "$@" 2>&1 | tee "$log/${name// /-}.log"
    status=${PIPESTATUS[0]}
    [ "$status" = 0 ] || failed+=("$name")
    printf -- '-- %s: %s, %d s\n' "$name" "$([ "$status" = 0 ] && echo passed || echo FAILED)" "$SECONDS"
    return "$status"
}

browser_tests() {
    find_chromium || true
    # The command line that results in the page are compared with.
    cargo build --locked --profile test --bin tokenwright || return
    (cd tests/browser && TOKENWRIGHT_CLI=$(cli_path) node_modules/.bin/playwright test)
}

cli_path() {
    cargo metadata --locked --offline --no-deps --format-version 1 |
        node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).target_directory + "/debug/tokenwright"'
}

# Sums the counts that cargo test and Playwright gave: "PASSED FAILED".
totals() {
    local cargo browser
    cargo=$(sed -n 's/^test result: [a-zA-Z]*\. \([0-9]*\) passed; \([0-9]*\) failed;.*/\1 \2/p' "$log/tests.log" 2>/dev/null)
    browser=$([ -f "$report" ] && node -p '
        const { stats } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        `${stats.expected} ${stats.unexpected + stats.flaky}`' "$report")
    printf '%s\n' "$cargo" "$browser" | awk '{ passed += $1; failed += $2 } END { print passed + 0, failed + 0 }'
}

check setup scripts/setup.sh browser || { echo "Nothing was tested: the tools are not there."; exit 1; }
# Some tools were found or made only now.
hash -r

check format cargo fmt --check
check lints cargo lint
check "lints for the browser" cargo lint-web
check tests cargo test --locked --no-fail-fast
if check build trunk build --release; then
    check size node scripts/size.mjs
    check browser browser_tests
else
    echo "The browser tests did not run: there is no page."
fi

printf '\n== summary\n'
grep -h '^test result:' "$log/tests.log"
if [ ${#failed[@]} -gt 0 ]; then
    printf 'FAILED: %s\n' "${failed[@]}"
fi
[ -f "$report" ] || echo "The browser tests left no report: they did not run to their end."
read -r passed broken < <(totals)
printf '%d passed, %d failed\n' "$passed" "$broken"
[ ${#failed[@]} = 0 ]
