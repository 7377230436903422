// A headless browser with the flags of the browser tests, and their Playwright.

import { createRequire } from "node:module";
import config from "../../tests/browser/playwright.config.mjs";

const { chromium } = createRequire(new URL("../../tests/browser/package.json", import.meta.url))("@playwright/test");

/** Starts Chromium. */
export function launch() {
  return chromium.launch(config.use.launchOptions);
}

/** The median. */
export function median(values) {
  return quantile(values, 0.5);
}

/** A quantile, linear between order statistics. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** Prints rows of text as columns. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column])).join("   ").trimEnd());
}
