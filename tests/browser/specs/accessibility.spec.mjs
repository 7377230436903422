// axe on every state of the page, in both themes.

import { expectAccessible } from "../support/axe.mjs";
import { Playground } from "../support/playground.mjs";
import { expect, test } from "../support/test.mjs";

for (const colorScheme of ["light", "dark"]) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("gallery", async ({ page }) => {
      await page.goto("./");
      await expect(page.getByTestId("card-nft-marketplace")).toBeVisible();
      await expectAccessible(page);
    });

    test("playground", async ({ page }) => {
      await new Playground(page).open("t=nft-marketplace&runs=200");
      await expectAccessible(page);
    });

    test("playground with a baseline, on a phone", async ({ page }) => {
      await page.setViewportSize({ width: 360, height: 740 });
      const playground = new Playground(page);
      await playground.open("t=token-supply&runs=200");
      await playground.pinBaseline.click();
      await playground.nudge();
      await playground.settled();
      await expectAccessible(page);
    });

    test("share dialog", async ({ page }) => {
      const playground = new Playground(page);
      await playground.open("t=nft-marketplace&runs=200");
      await playground.links();
      await expectAccessible(page);
    });

    test("a link that went wrong", async ({ page }) => {
      await page.goto("./#m=1.AAAA");
      await expect(page.getByTestId("notice").first()).toBeVisible();
      await expectAccessible(page);
    });
  });
}
