// The report in the studio: what it holds, that the command line says the same, and that
// it is what gets printed, copied and kept.

import { readFile } from "node:fs/promises";
import { expectAccessible } from "../support/axe.mjs";
import { report } from "../support/cli.mjs";
import { Studio } from "../support/studio.mjs";
import { expect, test } from "../support/test.mjs";

/** Opens the report of a template, and waits until all runs are in it. */
async function open(page, fragment) {
  const studio = new Studio(page);
  await studio.open(fragment);
  await studio.step("simulate");
  await expect(page.getByTestId("status")).toContainText("Done");
  const hash = await page.getByTestId("hash").getAttribute("data-hash");
  await studio.step("report");
  await expect(page.getByTestId("report")).toContainText(hash);
  // How sure the score is takes a moment longer.
  await expect(page.getByTestId("report").locator("#objective")).toContainText("After ± stands");
  return hash;
}

test("the report holds everything, and says the same as the command line", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const hash = await open(page, "t=nft-marketplace&runs=200&seed=11");
  const sheet = page.getByTestId("report");
  const parts = ["Problem", "Parts of the problem", "Stakeholders", "Value flows", "Incentives", "Token", "Diagram"];
  parts.push("Mechanisms", "Agents", "Objective", "Results", "Assumptions", "How to repeat it");
  for (const name of parts) await expect(sheet.getByRole("heading", { name, exact: true })).toBeVisible();
  await expect(sheet.locator("#canvas")).toContainText("Weak: “Trade what one wants to own”");
  await expect(sheet.locator("#origin")).toContainText("11");
  expect(await sheet.locator("#results svg").count()).toBeGreaterThan(2);
  await expect(sheet.locator("#diagram svg .node").first()).toBeVisible();
  // A large diagram stands there once more in parts, whose letters can be read.
  const drawings = sheet.locator("#diagram .part svg");
  expect(await drawings.count()).toBeGreaterThan(1);
  for (const part of await drawings.all()) {
    const [shown, drawn] = await part.evaluate((svg) => [svg.getBoundingClientRect().width, svg.viewBox.baseVal.width]);
    expect(shown / drawn, "pixels for each of the drawing").toBeGreaterThan(0.7);
  }

  await page.getByTestId("copy-markdown").click();
  await expect(page.getByRole("status").filter({ hasText: "Copied." })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(hash);
  expect(copied).toBe(await report("nft-marketplace", { runs: 200, seed: 11 }));
});

test("the file that is downloaded stands by itself", async ({ page, freshPage }) => {
  const hash = await open(page, "t=token-supply&runs=100");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("download-html").click()]);
  expect(download.suggestedFilename()).toBe("token-supply.html");
  const text = await readFile(await download.path(), "utf8");
  const { page: other } = await freshPage();
  await other.setContent(text);
  await expect(other.getByRole("main")).toContainText(hash);
  await expect(other.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expectAccessible(other);
});

test("only the report is printed, on white paper", async ({ page }) => {
  await page.addInitScript(() => {
    window.printed = 0;
    window.print = () => (window.printed += 1);
  });
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page, "t=token-supply&runs=100");
  await page.getByTestId("print").click();
  expect(await page.evaluate(() => window.printed)).toBe(1);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.getByTestId("report")).toBeVisible();
  for (const other of ["navigation", "banner", "toolbar", "complementary"]) {
    for (const found of await page.getByRole(other, { includeHidden: true }).all()) await expect(found).toBeHidden();
  }
  const colours = await page.evaluate(() =>
    [document.body, document.querySelector(".report")].map((element) => getComputedStyle(element).backgroundColor),
  );
  expect(colours).toEqual(["rgb(255, 255, 255)", "rgb(255, 255, 255)"]);
});

test("as a PDF it has pages of A4, whole charts and headings with what they head", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page, "t=nft-marketplace&runs=100");
  const made = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1");
  const pages = [...made.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
  expect(made.match(/\/Type \/Page\b/g), "a size for each page").toHaveLength(pages.length);
  for (const [, width, height] of pages) {
    expect(Math.abs(Number(width) - 595.3), "from the width of A4, in points").toBeLessThan(1.5);
    expect(Math.abs(Number(height) - 841.9), "from the height of A4, in points").toBeLessThan(1.5);
  }
  expect(pages.length, "as many as this document takes").toBeGreaterThan(8);
  expect(pages.length).toBeLessThan(17);

  // What must not be cut says so, and is no higher than a page.
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const sheet = page.getByTestId("report");
  const breaks = (found, side) => found.evaluateAll((all, side) => all.map((one) => getComputedStyle(one)[side]), side);
  expect(new Set(await breaks(sheet.locator("figure, tr"), "breakInside"))).toEqual(new Set(["avoid"]));
  expect(new Set(await breaks(sheet.getByRole("heading", { level: 2 }), "breakAfter"))).toEqual(new Set(["avoid"]));
  const high = await sheet.locator("figure, tr, .flows").evaluateAll((all) => Math.max(...all.map((one) => one.clientHeight)));
  expect(high, "px of a page between its margins").toBeLessThan((267 / 25.4) * 96);
});

test("a document without a model has a report too", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.field("Question-").fill("Who pays for <b>art</b>?");
  await studio.step("report");
  const sheet = page.getByTestId("report");
  await expect(sheet.locator("#problem")).toContainText("Who pays for <b>art</b>?");
  await expect(sheet.locator("#results")).toContainText("Not simulated");
});

for (const colorScheme of ["light", "dark"]) {
  test(`the report is accessible, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, "t=nft-marketplace&runs=100");
    await expectAccessible(page);
  });
}
