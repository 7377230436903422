// How the built page feels: from a slider to a fan, and what a visitor waits for.
//
//   node benches/browser/page.mjs [MOVES]
//
// Times are taken by the page's own clock, from the event to the drawing that it
// causes. They are wall times: let the machine do nothing else. What the workers
// computed for a result is given as processor time, too, where the system tells.

import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";
import { serve } from "../../scripts/serve.mjs";
import { Playground } from "../../tests/browser/support/playground.mjs";
import { launch, quantile, table } from "./browser.mjs";
import { workerClock } from "./threads.mjs";

const ROOT = process.env.TOKENWRIGHT_DIST || fileURLToPath(new URL("../../dist", import.meta.url));
const TEMPLATE = "nft-marketplace";
const DOCUMENT = JSON.parse(readFileSync(new URL(`../../src/template/gallery/${TEMPLATE}.json`, import.meta.url), "utf8"));
const MOVES = Number(process.argv[2] ?? 60);
const RUNS = 1000;
const REPEATS = 5;
const DRAG = { seconds: 4, millisecondsPerMove: 16 };
const PATIENCE_MS = 60_000;

/** Goes into the page: what is measured there. */
function instruments(patience) {
  const charts = () => [...document.querySelectorAll('[data-testid^="chart-"][data-revision]')];
  /** Resolves to the time when `holds(charts)` first does. */
  const when = (holds) =>
    new Promise((done, failed) => {
      const observer = new MutationObserver(check);
      const timer = setTimeout(() => end(failed, new Error("it took too long")), patience);
      function end(how, value) {
        observer.disconnect();
        clearTimeout(timer);
        how(value);
      }
      function check() {
        if (holds(charts())) end(done, performance.now());
      }
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      check();
    });
  const revision = (chart) => Number(chart.dataset.revision);
  const drawn = (all, stage) => all.length > 0 && all.every((chart) => revision(chart) > 0 && chart.dataset.stage === stage);

  window.bench = {
    /** Moves a slider; milliseconds to the first coarse fan of a chart, and to all charts with all runs. */
    async move(slider, share) {
      const input = document.querySelector(`[data-testid="${slider}"]`);
      const [min, max, step] = [input.min, input.max, input.step].map(Number);
      const value = String(min + Math.round((share * (max - min)) / step) * step);
      if (value === input.value) return undefined;
      const before = new Map(charts().map((chart) => [chart.dataset.testid, revision(chart)]));
      const changed = (chart) => revision(chart) > before.get(chart.dataset.testid);
      const start = performance.now();
      input.value = value;
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
      // All was complete before, so what is drawn now is the new design.
      const coarse = await when((all) => all.some(changed));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      const done = await when((all) => all.every((chart) => changed(chart) && chart.dataset.stage === "done"));
      return { coarse: coarse - start, done: done - start };
    },
    /** Clicks; milliseconds to the first chart that is drawn, and to all with all runs. */
    async open(testId) {
      const start = performance.now();
      document.querySelector(`[data-testid="${testId}"]`).click();
      const first = await when((all) => all.some((chart) => revision(chart) > 0));
      const done = await when((all) => drawn(all, "done"));
      return { first: first - start, done: done - start };
    },
    /** Resolves when all charts show all runs. */
    complete() {
      return when((all) => drawn(all, "done"));
    },
    /** From now on, notes tasks of more than 50 ms. */
    watchTasks() {
      window.bench.tasks = [];
      const note = (list) => window.bench.tasks.push(...list.getEntries().map((entry) => entry.duration));
      new PerformanceObserver(note).observe({ type: "longtask" });
    },
    tasks: [],
  };
}

async function opened(browser, address) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(instruments, PATIENCE_MS);
  await page.goto(address);
  return page;
}

/** Opens the template from the gallery, in a fresh profile each time. */
async function gallery(browser, url) {
  const times = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const page = await opened(browser, url);
    await page.getByTestId(`card-${TEMPLATE}`).waitFor();
    const loaded = await page.evaluate(() => performance.now());
    times.push({ loaded, ...(await page.evaluate((card) => window.bench.open(card), `card-${TEMPLATE}`)) });
    await page.close();
  }
  return times;
}

/** Moves the first slider, each time after the last result is complete. */
async function moves(page, slider) {
  const times = [];
  for (let move = 0; times.length < MOVES; move++) {
    // Multiples of the golden ratio are spread evenly and hardly repeat.
    const share = ((move + 1) * 0.618034) % 1;
    const time = await page.evaluate(([slider, share]) => window.bench.move(slider, share), [slider, share]);
    if (time) times.push(time);
  }
  return times;
}

/** Drags with the mouse, back and forth; how often a chart was drawn meanwhile. */
async function drag(page, playground, slider) {
  const { x, y, width, height } = await page.getByTestId(slider).boundingBox();
  await page.evaluate(() => window.bench.watchTasks());
  const before = await playground.revision();
  const start = performance.now();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  while (performance.now() - start < DRAG.seconds * 1000) {
    const angle = (performance.now() - start) / 500;
    await page.mouse.move(x + width * (0.5 + 0.45 * Math.sin(angle)), y + height / 2);
    await new Promise((done) => setTimeout(done, DRAG.millisecondsPerMove));
  }
  await page.mouse.up();
  const seconds = (performance.now() - start) / 1000;
  const drawn = (await playground.revision()) - before;
  return { perSecond: drawn / seconds, tasks: await page.evaluate(() => window.bench.tasks) };
}

const ms = (value) => `${value.toFixed(0)} ms`;
const of = (times, name, share) => ms(quantile(times.map((time) => time[name]), share));

const server = await serve({ root: ROOT });
const browser = await launch();
try {
  const visits = await gallery(browser, server.url);
  const page = await opened(browser, `${server.url}#t=${TEMPLATE}&runs=${RUNS}`);
  const playground = new Playground(page);
  await page.evaluate(() => window.bench.complete());
  const slider = await playground.sliders.first().getAttribute("data-testid");
  const clock = workerClock();
  const begun = clock.now();
  const moved = await moves(page, slider);
  const each = clock.kind === "processor time" ? ms(((clock.now() - begun) / MOVES) * 1000) : "unknown";
  const dragged = await drag(page, playground, slider);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  const agents = DOCUMENT.populations.reduce((sum, population) => sum + population.size, 0);
  const longest = dragged.tasks.length > 0 ? ms(Math.max(...dragged.tasks)) : "none of 50 ms or more";
  table([
    ["", "median", "p95", "aim"],
    [`slider to coarse fan (${MOVES} moves)`, of(moved, "coarse", 0.5), of(moved, "coarse", 0.95), "p95 ≤ 100 ms"],
    [`${RUNS} runs, ${agents} agents × ${DOCUMENT.run.steps} steps`, of(moved, "done", 0.5), of(moved, "done", 0.95), "≤ 1 s"],
    ["  of that, processor time of all workers", each, "", ""],
    [`address to gallery (${REPEATS} visits)`, of(visits, "loaded", 0.5), of(visits, "loaded", 0.95), ""],
    ["gallery to first live chart", of(visits, "first", 0.5), of(visits, "first", 0.95), ""],
    ["longest task while dragging", longest, "", "≤ 50 ms"],
    ["drawings per second while dragging", dragged.perSecond.toFixed(1), "", ""],
  ]);
  console.log(`\nTemplate ${TEMPLATE}, headless; the browser counts ${cores} processors, the page has a worker on each.`);
} finally {
  await browser.close();
  await server.close();
}
