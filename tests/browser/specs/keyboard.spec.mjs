// Everything without a mouse.

import { Playground, tabTo } from "../support/playground.mjs";
import { expect, test } from "../support/test.mjs";

test("from the gallery to a shared link with the keyboard alone", async ({ page }) => {
  const playground = new Playground(page);
  await page.goto("./");
  const card = page.getByTestId("card-token-supply");
  await expect(card).toBeVisible();
  await tabTo(page, card.locator("a, button").or(card).and(page.locator("a, button")).first());
  await page.keyboard.press("Enter");
  await playground.settled();

  const hash = await playground.resultHash();
  const { slider } = await playground.firstParameter();
  await tabTo(page, slider);
  const before = Number(await slider.inputValue());
  await page.keyboard.press(before < Number(await slider.getAttribute("max")) ? "ArrowRight" : "ArrowLeft");
  expect(Number(await slider.inputValue())).not.toBe(before);
  await expect(playground.hash).not.toHaveAttribute("data-hash", hash);

  await tabTo(page, playground.share);
  await page.keyboard.press("Enter");
  await expect(playground.dialog).toBeVisible();
  expect(await playground.dialog.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  await expect(playground.dialog).toBeHidden();
  await expect(playground.share).toBeFocused();
});

test("the focus is always to be seen", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200");
  const seen = new Set();
  for (let press = 0; press < 25; press++) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
      const visible = (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
      return { name: element.outerHTML.slice(0, 120), visible };
    });
    if (focus === undefined) continue;
    seen.add(focus.name);
    expect(focus.visible, `focus on ${focus.name}`).toBe(true);
  }
  expect(seen.size).toBeGreaterThan(10);
});
