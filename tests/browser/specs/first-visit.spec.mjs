// What a stranger meets: the gallery, one click, and something that moves.

import { Playground, TEMPLATES } from "../support/playground.mjs";
import { expect, test } from "../support/test.mjs";

test("the gallery shows every template and nothing in the way", async ({ page }) => {
  await page.goto("./");
  for (const id of TEMPLATES) await expect(page.getByTestId(`card-${id}`)).toBeVisible();
  await expect(page.locator("#boot")).toHaveCount(0);
  await expect(page).toHaveTitle(/Tokenwright/);
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

for (const id of TEMPLATES) {
  test(`one click on ${id} and it runs`, async ({ page }) => {
    const playground = new Playground(page);
    await page.goto("./");
    await page.getByTestId(`card-${id}`).click();
    await playground.settled();
    expect(await playground.charts.count()).toBeGreaterThanOrEqual(3);
    expect(await playground.runs()).toBeGreaterThan(0);
    await expect(playground.score).toHaveText(/\d/);
    await expect(playground.ledger).toHaveText(/balance/i);
    await expect(playground.notices).toHaveCount(0);
  });
}

test("without WebAssembly the page says so", async ({ page }) => {
  await page.addInitScript(() => delete globalThis.WebAssembly);
  await page.goto("./");
  await expect(page.locator('[data-boot="unsupported"]')).toBeVisible();
  await expect(page.locator('[data-boot="failed"]')).toBeHidden();
});

test("when a file does not arrive the page says so", async ({ page, watched }) => {
  watched.expect(/_bg\.wasm|Failed|failed/);
  await page.route("**/page-*_bg.wasm", (route) => route.abort());
  await page.goto("./");
  await expect(page.locator('[data-boot="failed"]')).toBeVisible();
});
