// How the cost of a simulation grows with runs, agents and steps: measures W1 at several
// sizes of each and draws the processor time as an SVG.
//
//   cargo build --release --bin tokenwright
//   node benches/growth.mjs target/release/tokenwright benches/growth.svg [ROUNDS]
//
// One process per size, in turns; the least of the rounds counts, as other programs can
// only add to it. The line is the straight one that fits best: where it begins is what does
// not grow, such as starting the program. The share beside it is how far the farthest
// point is from it.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [cli, target, rounds = "5"] = process.argv.slice(2);
const MODEL = JSON.parse(readFileSync(new URL("models/w1-adaptive-traders.json", import.meta.url), "utf8"));
const START = { runs: 200, agents: 100, steps: 500 };
const SIZES = {
  runs: [50, 100, 200, 300, 400],
  agents: [25, 50, 100, 150, 200],
  steps: [125, 250, 500, 750, 1000],
};
const PANEL = { width: 220, height: 190, left: 52, top: 26, right: 20, bottom: 40 };

const folder = mkdtempSync(join(tmpdir(), "tokenwright-growth-"));

/** Milliseconds of a processor that a run set of this size takes. */
function cost({ runs, agents, steps }) {
  const [population, ...others] = MODEL.populations;
  const document = { ...MODEL, populations: [{ ...population, size: agents }, ...others], run: { ...MODEL.run, runs, steps } };
  const file = join(folder, "model.json");
  writeFileSync(file, JSON.stringify(document));
  const timed = 'TIMEFORMAT=%U; time "$0" run "$1" > "$1.out"';
  const { status, stderr } = spawnSync("bash", ["-c", timed, cli, file], { encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
  if (status !== 0) throw new Error(stderr);
  return 1000 * Number(stderr.trim().split("\n").at(-1));
}

function measured() {
  const points = Object.entries(SIZES).flatMap(([what, sizes]) => sizes.map((size) => ({ what, size, ms: Infinity })));
  for (let round = 0; round < Number(rounds); round++) {
    for (const point of points) point.ms = Math.min(point.ms, cost({ ...START, [point.what]: point.size }));
  }
  return points;
}

const sum = (values) => values.reduce((total, value) => total + value, 0);

function panel(what, points, index, top) {
  const { width, height, left, right, bottom } = PANEL;
  const [middle, mean] = ["size", "ms"].map((key) => sum(points.map((point) => point[key])) / points.length);
  const slope = sum(points.map(({ size, ms }) => (size - middle) * (ms - mean))) / sum(points.map(({ size }) => (size - middle) ** 2));
  const line = (size) => mean + slope * (size - middle);
  const largest = points.at(-1).size;
  const x = (size) => left + ((width - left - right) * size) / largest;
  const y = (ms) => height - bottom - ((height - bottom - PANEL.top) * ms) / top;
  const off = Math.max(...points.map(({ size, ms }) => Math.abs(ms / line(size) - 1)));
  const others = Object.entries(START).filter(([name]) => name !== what).map(([name, size]) => `${size} ${name}`).join(", ");
  console.log(`${what}: ${points.map(({ size, ms }) => `${size} → ${ms.toFixed(0)} ms`).join(", ")}; off the line by ${(100 * off).toFixed(0)} %`);
  const text = (at, line, words, anchor) => `<text x="${at}" y="${line}" text-anchor="${anchor}">${words}</text>`;
  const ticks = [0, top / 2, top].map((ms) => `<path class="grid" d="M${left} ${y(ms)}H${width - right}"/>${text(left - 5, y(ms) + 4, ms === top ? `${ms} ms` : ms, "end")}`);
  const sizes = points.filter((_, place) => place % 2 === 0).map(({ size }) => text(x(size), height - bottom + 14, size, "middle"));
  return `<g transform="translate(${index * width} 0)">
${text(left, 14, `${what} (± ${(100 * off).toFixed(0)} %)`, "start")}
${[...ticks, ...sizes].join("\n")}
<path class="line" d="M${x(0)} ${y(line(0)).toFixed(1)}L${x(largest)} ${y(line(largest)).toFixed(1)}"/>
${points.map(({ size, ms }) => `<circle cx="${x(size).toFixed(1)}" cy="${y(ms).toFixed(1)}" r="3.5"/>`).join("\n")}
${text((left + width - right) / 2, height - 8, `with ${others}`, "middle")}
</g>`;
}

try {
  const points = measured();
  const step = 50;
  const top = 2 * step * Math.ceil(Math.max(...points.map(({ ms }) => ms)) / (2 * step));
  const names = Object.keys(SIZES);
  const panels = names.map((what, index) => panel(what, points.filter((point) => point.what === what), index, top));
  writeFileSync(
    target,
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${names.length * PANEL.width} ${PANEL.height}" role="img">
<title>Milliseconds of processor time by number of runs, agents and steps: straight lines</title>
<style>text{font:11px sans-serif;fill:#444}.grid{stroke:#8886}.line{stroke:#2563a8;stroke-width:1.5}circle{fill:#2563a8}@media(prefers-color-scheme:dark){text{fill:#ccc}.line{stroke:#7fb2ea}circle{fill:#7fb2ea}}</style>
${panels.join("\n")}
</svg>
`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
