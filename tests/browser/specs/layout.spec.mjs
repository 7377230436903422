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

for (const [name, fragment] of Object.entries({ playground: "t=nft-marketplace&runs=50", studio: "view=studio&t=nft-marketplace&runs=50&at=diagram" })) {
  test(`another theme is there at once: ${name}`, async ({ page }) => {
    await page.goto(`./#${fragment}`);
    await expect(page.locator(".button:visible").first()).toBeVisible();
    // In the same task, so that it does not matter how many frames there are.
    const between = await page.evaluate(() => {
      document.documentElement.setAttribute("data-theme", "dark");
      const fading = document.getAnimations().filter((one) => /^(color|background-color|fill|opacity)$/.test(one.transitionProperty));
      return fading.map((one) => `${one.transitionProperty} of ${one.effect.target.outerHTML.slice(0, 80)}`);
    });
    expect(between, "what is read in colours of neither theme").toEqual([]);
  });
}

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
