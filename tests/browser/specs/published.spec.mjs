// Published results are recomputed in the browser, and come to what the command line says.

import { expectAccessible } from "../support/axe.mjs";
import { published } from "../support/cli.mjs";
import { Playground } from "../support/playground.mjs";
import { expect, test } from "../support/test.mjs";

/** Opens the view and waits until every result is there. */
async function open(page) {
  await page.goto("./#published");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Published results, recomputed by your browser");
  await expect(page.getByTestId("published-status")).toContainText("numbers agree", { timeout: 60_000 });
}

/** What a card's table says: label, published, here, difference. */
function figures(card) {
  return card.locator("tbody tr:not(.pb-case)").evaluateAll((rows) =>
    rows.map((row) => {
      const [label, published, here, difference] = [...row.children].map((cell) => cell.textContent);
      return { label, published, here, difference };
    }),
  );
}

test("the numbers of the command line, digit by digit", async ({ page }) => {
  test.setTimeout(120_000);
  await open(page);
  const native = await published();
  const all = native.flatMap(({ figures }) => figures);
  await expect(page.getByTestId("published-status")).toHaveText(
    new RegExp(`^${all.filter(({ agrees }) => agrees).length} of ${all.length} numbers agree\\. Your browser took \\d+\\.\\d s\\.$`),
  );
  await expect(page.locator("main section")).toHaveCount(native.length);
  for (const result of native) {
    const card = page.getByTestId(`published-${result.id}`);
    await expect(card.getByTestId("verdict")).toContainText(result.verdict);
    await expect(card.getByRole("link", { name: result.source.text })).toHaveAttribute("href", result.source.address);
    const expected = result.figures.map(({ label, published, here, difference }) => ({ label, published, here, difference }));
    expect(await figures(card), result.id).toEqual(expected);
  }
});

test("a long table unfolds with the keyboard", async ({ page }) => {
  await open(page);
  const card = page.getByTestId("published-bonding-curve");
  await expect(card.getByRole("table")).toBeHidden();
  await card.getByText("Show all 45 numbers").focus();
  await page.keyboard.press("Enter");
  await expect(card.getByRole("rowheader", { name: "TEC handed out" }).first()).toBeVisible();
  await expect(card.getByRole("table", { name: "A bonding curve, order by order: published and recomputed" })).toBeVisible();
});

test("from the gallery to a result, and on to its model", async ({ page }) => {
  await page.goto("./");
  // What is left too early cuts off what it still fetches.
  await page.waitForLoadState("networkidle");
  await page.getByRole("link", { name: "Reproduces published results" }).click();
  await expect(page.getByTestId("published-status")).toContainText("numbers agree", { timeout: 60_000 });
  const card = page.getByTestId("published-plasma-supply");
  await page.waitForLoadState("networkidle");
  await card.getByRole("link", { name: /^Run this model/ }).click();
  await new Playground(page).settled();
  await page.waitForLoadState("networkidle");
  await expect(page).toHaveTitle(/^A supply whose inflation falls by half a point a year/);

  await page.goBack();
  await expect(page.getByTestId("published-status")).toContainText("numbers agree", { timeout: 60_000 });
  await page.waitForLoadState("networkidle");
  await card.getByRole("link", { name: /^Look inside, in the studio/ }).click();
  await expect(page.getByRole("navigation", { name: "Process" })).toBeVisible();
  await expect(page.getByLabel("Title of the project")).toHaveValue("A supply whose inflation falls by half a point a year");
});

test("what cannot be loaded is said", async ({ page, watched }) => {
  watched.expect(/studio-\w+\.json/);
  await page.route(/studio-\w+\.json$/, (route) => route.abort());
  await page.goto("./#published");
  await expect(page.getByTestId("published-status")).toHaveText("The results could not be loaded. Check the connection, and try again.");
});

for (const colorScheme of ["light", "dark"]) {
  for (const [name, viewport] of Object.entries({ wide: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } })) {
    test(`${name}, ${colorScheme}: accessible, and nothing is cut off sideways`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await open(page);
      for (const fold of await page.locator("summary").all()) await fold.click();
      await expectAccessible(page);
      await page.screenshot({ path: `results/screens/published-${name}-${colorScheme}.png`, fullPage: true });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide).toBeLessThanOrEqual(0);
    });
  }
}
