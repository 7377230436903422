// The page at the width of a desk and of a phone, light and dark. It leaves
// pictures of each in results/screens/.

import { Playground } from "../support/playground.mjs";
import { expect, test } from "../support/test.mjs";

const WIDTHS = { wide: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } };

for (const colorScheme of ["light", "dark"]) {
  for (const [name, viewport] of Object.entries(WIDTHS)) {
    test(`${name}, ${colorScheme}: nothing is cut off sideways`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const playground = new Playground(page);
      const picture = async (what) => {
        await expectNoSidewaysScroll(page, what);
        await page.screenshot({ path: `results/screens/${what}-${name}-${colorScheme}.png`, fullPage: what !== "share" });
      };

      await page.goto("./");
      await expect(page.getByTestId("card-nft-marketplace")).toBeVisible();
      await picture("gallery");
      await playground.open("t=nft-marketplace&runs=200");
      await picture("playground");
      await playground.links();
      await picture("share");
    });
  }
}

test("dark is dark and light is light, and the toggle goes from one to the other", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("./");
  await expect(page.getByTestId("card-nft-marketplace")).toBeVisible();
  expect(await brightness(page)).toBeLessThan(0.35);
  await page.getByTestId("theme").click();
  await expect.poll(() => brightness(page)).toBeGreaterThan(0.65);
});

async function expectNoSidewaysScroll(page, what) {
  const { scroll, client } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scroll: scrollWidth, client: clientWidth };
  });
  expect(scroll, `width of the ${what}`).toBeLessThanOrEqual(client);
}

// Of the page's background, 0 to 1.
function brightness(page) {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d");
    for (const element of [document.documentElement, document.body]) {
      context.fillStyle = getComputedStyle(element).backgroundColor;
      context.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return (red + green + blue) / 3 / 255;
  });
}
