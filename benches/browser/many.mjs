// Many runs in the built page: how much memory they take, whether the page stays
// alive meanwhile, and how soon it stops when it is asked to.
//
//   node benches/browser/many.mjs [RUNS] [TEMPLATE]
//
// Memory is the most that the page's process had at once (`VmHWM`): the page, its
// workers and the browser's own for them. Only Linux tells it.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { serve } from "../../scripts/serve.mjs";
import { launch, median, quantile, table } from "./browser.mjs";

const ROOT = process.env.TOKENWRIGHT_DIST || fileURLToPath(new URL("../../dist", import.meta.url));
const RUNS = Number(process.argv[2] ?? 100_000);
const TEMPLATE = process.argv[3] ?? "nft-marketplace";
const STOPS = 5;
const PATIENCE_MS = 3_600_000;

/** Goes into the page: notes when the count of runs changes, and how long a stop takes. */
function instruments() {
  const find = (id) => document.querySelector(`[data-testid="${id}"]`);
  const running = () => !find("cancel").hidden;
  const when = (holds) =>
    new Promise((done) => {
      const observer = new MutationObserver(check);
      function check() {
        if (!holds()) return;
        observer.disconnect();
        done(performance.now());
      }
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      check();
    });
  window.many = {
    ask(runs) {
      const input = find("runs");
      input.value = String(runs);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
    /** Resolves when all runs are there; the times at which the bar moved. */
    async all(runs) {
      const moved = [performance.now()];
      const bar = document.querySelector(".run-bar progress");
      new MutationObserver(() => moved.push(performance.now())).observe(bar, { attributes: true });
      await when(() => !running() && Number(find("runs-done").dataset.runs) === runs);
      return moved;
    },
    started: () => when(running),
    async stop() {
      const start = performance.now();
      find("cancel").click();
      return (await when(() => !running())) - start;
    },
  };
}

/** The most memory that renderers have had, in MB. */
async function memory(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const peaks = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))[1]) / 1024);
  return Math.max(...peaks);
}

const server = await serve({ root: ROOT });
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(instruments);
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${server.url}#t=${TEMPLATE}`);
  await page.locator('[data-testid^="chart-"][data-stage="done"]').first().waitFor();
  const before = await memory(browser);

  const stops = [];
  for (let stop = 0; stop < STOPS; stop++) {
    // Another number each time, so that there is something to compute.
    await page.evaluate((runs) => window.many.ask(runs), RUNS - 1 - stop);
    await page.evaluate(() => window.many.started());
    await page.waitForTimeout(1500);
    stops.push(await page.evaluate(() => window.many.stop()));
  }
  await page.evaluate((runs) => window.many.ask(runs), RUNS);
  const moved = await page.evaluate((runs) => window.many.all(runs), RUNS);
  const waits = moved.slice(1).map((time, at) => time - moved[at]);
  const seconds = (moved.at(-1) - moved[0]) / 1000;
  const ms = (value) => `${value.toFixed(0)} ms`;
  table([
    [`${TEMPLATE}, ${RUNS.toLocaleString("en")} runs`, `${seconds.toFixed(0)} s`],
    ["most memory of the page's process", `${(await memory(browser)).toFixed(0)} MB`],
    ["the same after its usual run set", `${before.toFixed(0)} MB`],
    ["progress, median and longest wait", `${ms(median(waits))}, ${ms(quantile(waits, 1))}`],
    ["stop, median and longest", `${ms(median(stops))}, ${ms(Math.max(...stops))}`],
  ]);
} finally {
  await browser.close();
  await server.close();
}
