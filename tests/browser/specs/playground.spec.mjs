// Sliders, charts, runs, baseline.

import { expectAccessible } from "../support/axe.mjs";
import { Playground } from "../support/playground.mjs";
import { expect, test } from "../support/test.mjs";

test("a slider redraws the charts and changes the result", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=nft-marketplace&runs=200");
  const [hash, revision] = [await playground.resultHash(), await playground.revision()];
  await playground.nudge();
  await expect.poll(() => playground.revision()).toBeGreaterThan(revision);
  await playground.settled();
  await expect(playground.hash).not.toHaveAttribute("data-hash", hash);
});

test("reset goes back to the model's own design, with the same result as before", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply");
  const hash = await playground.resultHash();
  await playground.nudge();
  await playground.reset.click();
  await expect(playground.hash).toHaveAttribute("data-hash", hash);
});

test("a value can be typed", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200");
  const hash = await playground.resultHash();
  const { slider, number } = await playground.firstParameter();
  const before = await slider.inputValue();
  await number.fill(await slider.evaluate((input) => input.max));
  await number.press("Enter");
  await expect(slider).not.toHaveValue(before);
  await expect(playground.hash).not.toHaveAttribute("data-hash", hash);
  await playground.settled();
});

test("a drag with many values ends with the last one", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=nft-marketplace&runs=200");
  const { slider } = await playground.firstParameter();
  const values = await slider.evaluate((input) => {
    const [min, max] = [Number(input.min), Number(input.max)];
    return Array.from({ length: 40 }, (_, at) => String(min + ((max - min) * at) / 39));
  });
  await slider.evaluate(async (input, values) => {
    for (const value of values) {
      input.value = value;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      await new Promise(requestAnimationFrame);
    }
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, values);
  await playground.settled();
  const dragged = await playground.resultHash();

  await playground.open("t=nft-marketplace&runs=200");
  const { slider: again } = await playground.firstParameter();
  const opened = await playground.resultHash();
  await again.fill(values.at(-1));
  await expect(playground.hash).not.toHaveAttribute("data-hash", opened);
  await playground.settled();
  expect(await playground.resultHash()).toBe(dragged);
});

test("a scenario is a slider for its probability", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200");
  const price = page.getByTestId("figure-price_usd");
  const group = page.getByRole("group", { name: "What may happen" });
  await expect(group.getByRole("slider")).toHaveCount(6);
  const [hash, before] = [await playground.resultHash(), await price.innerText()];
  const odds = group.getByRole("slider", { name: "Demand collapses" });
  await expect(odds).toHaveValue("0");
  await odds.press("End");
  await expect(playground.hash).not.toHaveAttribute("data-hash", hash);
  await playground.settled();
  expect(await price.innerText()).not.toBe(before);
  await expectAccessible(page);
});

test("more runs, and cancel", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=nft-marketplace&runs=200");
  await expect(playground.cancel).toBeHidden();
  const few = await playground.runs();
  await playground.runMore.click();
  await expect.poll(() => playground.runs()).toBeGreaterThan(few);

  // Ask for so many that there is something to cancel.
  await playground.open("t=nft-marketplace&runs=200&seed=2");
  for (let press = 0; press < 3 && (await playground.cancel.isHidden()); press++) await playground.runMore.click();
  await playground.cancel.click();
  await expect(playground.cancel).toBeHidden();
  const left = await playground.runs();
  await page.waitForTimeout(1000);
  expect(await playground.runs()).toBe(left);

  // The page is as alive as before.
  const revision = await playground.revision();
  await playground.nudge();
  await expect.poll(() => playground.revision()).toBeGreaterThan(revision);
});

test("a baseline stays while the design changes", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200");
  await expect(playground.clearBaseline).toBeHidden();
  await playground.pinBaseline.click();
  await expect(playground.clearBaseline).toBeVisible();
  const hash = await playground.resultHash();
  await playground.nudge();
  await expect(playground.hash).not.toHaveAttribute("data-hash", hash);
  await playground.settled();
  await expect(playground.clearBaseline).toBeVisible();
  await playground.clearBaseline.click();
  await expect(playground.clearBaseline).toBeHidden();
});
