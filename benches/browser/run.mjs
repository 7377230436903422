// W1 and W2 on the engine and by hand, natively and in a browser's worker, in
// turns: the ratios of benches/README.md. scripts/bench.sh builds both first.
//
//   node benches/browser/run.mjs NATIVE FOLDER [ROUNDS]
//
// NATIVE is the program of `cargo bench --bench workloads`; FOLDER holds the worker
// as wasm-bindgen made it.

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { serve } from "../../scripts/serve.mjs";
import { launch, median, table } from "./browser.mjs";
import { workerClock } from "./threads.mjs";

const PAGE = `<!doctype html><title>Benchmark</title><link rel="icon" href="data:,">
`;
const LOADER = `importScripts("./bench_worker.js");
wasm_bindgen({ module_or_path: "./bench_worker_bg.wasm" });
`;
const UNITS = { W1: "M agent-steps/s", W2: "M steps/s" };
// A thread's clock is right once the thread has gone to sleep.
const SLEEP_MS = 20;

const [native, folder, rounds = "15"] = process.argv.slice(2);

/** The native program: `round("W1 engine")` resolves to units per second. */
function startNative() {
  const child = spawn(native, ["--serve"], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async round(request) {
      child.stdin.write(`${request}\n`);
      const { value } = await lines.next();
      const [units, seconds] = String(value).split(" ").map(Number);
      return units / seconds;
    },
    stop: () => child.stdin.end(),
  };
}

/** The same in a worker of a page. */
async function startWorker(browser, url) {
  const page = await browser.newPage();
  page.on("console", (message) => console.error(message.text()));
  await page.goto(url);
  await page.evaluate(async () => {
    const worker = new Worker("./loader.js");
    window.ask = (request) =>
      new Promise((done, failed) => {
        worker.onmessage = ({ data }) => done(data);
        worker.onerror = ({ message }) => failed(new Error(message));
        if (request) worker.postMessage(request);
      });
    await window.ask();
  });
  const clock = workerClock();
  const now = async () => {
    await new Promise((done) => setTimeout(done, SLEEP_MS));
    return clock.now();
  };
  return {
    clock: clock.kind,
    async round(request) {
      const start = clock.kind === "wall time" ? clock.now() : await now();
      const units = await page.evaluate((request) => window.ask(request), request);
      const end = clock.kind === "wall time" ? clock.now() : await now();
      return units / (end - start);
    },
  };
}

async function compare(host, worker, name) {
  const sides = {
    nativeHand: () => host.round(`${name} hand`),
    nativeEngine: () => host.round(`${name} engine`),
    wasmHand: () => worker.round(`${name} hand`),
    wasmEngine: () => worker.round(`${name} engine`),
  };
  // The browser compiles what is hot only after a while.
  for (const side of Object.values(sides)) await side();
  const turns = [];
  for (let round = 0; round < Number(rounds); round++) {
    const turn = {};
    for (const [side, run] of Object.entries(sides)) turn[side] = await run();
    turns.push(turn);
  }
  return turns;
}

function report(name, turns) {
  const rate = (side) => (median(turns.map((turn) => turn[side])) / 1e6).toFixed(1);
  const ratio = (a, b) => median(turns.map((turn) => turn[a] / turn[b])).toFixed(2);
  return [
    [name, UNITS[name], "engine", "by hand", "engine : hand"],
    ["", "native", rate("nativeEngine"), rate("nativeHand"), ratio("nativeEngine", "nativeHand")],
    ["", "in a worker", rate("wasmEngine"), rate("wasmHand"), ratio("wasmEngine", "wasmHand")],
    ["", "worker : native", ratio("wasmEngine", "nativeEngine"), ratio("wasmHand", "nativeHand"), ""],
  ];
}

writeFileSync(join(folder, "index.html"), PAGE);
writeFileSync(join(folder, "loader.js"), LOADER);
const server = await serve({ root: folder });
const browser = await launch();
const host = startNative();
try {
  const worker = await startWorker(browser, server.url);
  const rows = [];
  for (const name of Object.keys(UNITS)) rows.push(...report(name, await compare(host, worker, name)));
  table(rows);
  console.log(`\nMedians of ${rounds} rounds in turns on one core each; in the worker, ${worker.clock}.`);
} finally {
  host.stop();
  await browser.close();
  await server.close();
}
