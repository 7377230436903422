// A worker that dies is replaced; without workers the page works all the same.

import { Playground } from "../support/playground.mjs";
import { expect, test } from "../support/test.mjs";

test("a crashed worker is replaced and nothing is lost", async ({ page, watched }) => {
  const playground = new Playground(page);
  await playground.open("t=nft-marketplace&runs=200");
  await playground.nudge();
  await playground.settled();
  const hash = await playground.resultHash();
  const { slider } = await playground.firstParameter();
  const value = await slider.inputValue();

  watched.expect(/unreachable|panicked|crash/i);
  const restarts = Number(await playground.root.getAttribute("data-restarts"));
  await playground.developer.locator("summary").click();
  await page.getByTestId("crash-worker").click();
  await expect.poll(async () => Number(await playground.root.getAttribute("data-restarts"))).toBeGreaterThan(restarts);

  await expect(slider).toHaveValue(value);
  await playground.settled();
  expect(await playground.resultHash()).toBe(hash);
  await playground.nudge();
  await expect(playground.hash).not.toHaveAttribute("data-hash", hash);
  await playground.settled();
});

test("without workers the result is the same", async ({ page, freshPage }) => {
  const playground = new Playground(page);
  await playground.open("t=nft-marketplace&runs=64&seed=3");
  const hash = await playground.resultHash();

  const { page: other } = await freshPage();
  await other.addInitScript(() => Object.defineProperty(globalThis, "Worker", { value: undefined }));
  const inline = new Playground(other);
  await inline.open("t=nft-marketplace&runs=64&seed=3");
  expect(await other.evaluate(() => typeof Worker)).toBe("undefined");
  expect(await inline.resultHash()).toBe(hash);
});
