// How the studio feels with a large document: the longest tasks of the page while one
// types into the tree, the flows and the canvas.
//
//   node benches/browser/studio.mjs
//
// A template is filled up to 300 statements, 60 flows and 100 rows of the canvas. The
// browser counts only tasks of 50 ms or more.

import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";
import { serve } from "../../scripts/serve.mjs";
import { Studio } from "../../tests/browser/support/studio.mjs";
import { launch, table } from "./browser.mjs";

const ROOT = process.env.TOKENWRIGHT_DIST || fileURLToPath(new URL("../../dist", import.meta.url));
const TEMPLATE = "nft-marketplace";
const SIZES = { tree: 300, flows: 60, canvas: 100 };
const WORDS = "A statement as long as statements are, typed without a rest. ".repeat(2);

/** The template with lists as long as they are to be. */
function large() {
  const address = new URL(`../../src/template/gallery/${TEMPLATE}.json`, import.meta.url);
  const document = JSON.parse(readFileSync(address, "utf8"));
  const { discovery } = document;
  const add = (list, make) => {
    for (let i = discovery[list].length; i < SIZES[list]; i++) discovery[list].push(make(i));
  };
  const leaf = (i) => ({ id: `more${i}`, text: `Part number ${i} of what is wrong with trade`, depth: 1 + (i % 4 ? 1 : 0) });
  add("tree", leaf);
  const { splits, ...flow } = discovery.flows[0];
  add("flows", (i) => ({ ...flow, id: `flow${i}`, splits }));
  const row = discovery.canvas[0];
  add("canvas", (i) => ({ ...row, id: `row${i}` }));
  return JSON.stringify(document);
}

/** Types where a step has a field, and gives the tasks of 50 ms or more meanwhile. */
async function typed(studio, step, field) {
  const { page } = studio;
  await studio.step(step);
  await field(page);
  // What opening the step costs is another matter.
  await page.waitForTimeout(1500);
  await page.evaluate(() => {
    window.tasks = [];
    window.watcher = new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((entry) => entry.duration)));
    window.watcher.observe({ type: "longtask" });
  });
  await page.keyboard.type(WORDS, { delay: 30 });
  await page.waitForTimeout(1000);
  return page.evaluate(() => {
    window.watcher.disconnect();
    return window.tasks;
  });
}

const server = await serve({ root: ROOT });
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const studio = new Studio(page);
  await page.goto(`${server.url}#view=studio`);
  await studio.projects.click();
  await page.getByTestId("import").setInputFiles({ name: "large.json", mimeType: "application/json", buffer: Buffer.from(large()) });
  await page.getByTestId("node").nth(SIZES.tree - 1).waitFor();
  const rows = [["typing into", "tasks of 50 ms or more", "longest"]];
  for (const [name, step, field] of [
    ["the question", "problem", (page) => page.getByTestId("Question-").click()],
    [`a statement among ${SIZES.tree}`, "problem", async (page) => {
      await page.getByTestId("node").nth(150).dblclick();
      await page.getByTestId("node-text").waitFor();
    }],
    [`a flow among ${SIZES.flows}`, "stakeholders", async (page) => {
      await page.getByTestId("card-Flows-flow40").click();
      await page.getByTestId("FlowPurpose-flow40").click();
    }],
    [`a row among ${SIZES.canvas}`, "incentives", async (page) => {
      await page.getByTestId("card-Rows-row50").click();
      await page.getByTestId("RowFriction-row50").click();
    }],
  ]) {
    const tasks = await typed(studio, step, field);
    rows.push([name, String(tasks.length), tasks.length > 0 ? `${Math.max(...tasks).toFixed(0)} ms` : "none"]);
  }
  table(rows);
} finally {
  await browser.close();
  await server.close();
}
