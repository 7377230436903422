// Nothing leaves the page after it has loaded.

import { Playground } from "../support/playground.mjs";
import { expect, test } from "../support/test.mjs";

test("no request after load, whatever one does", async ({ page, watched }) => {
  const playground = new Playground(page);
  await page.goto("./");
  await page.getByTestId("card-nft-marketplace").click();
  await playground.settled();
  watched.afterLoad();

  await playground.nudge();
  await playground.settled();
  await playground.pinBaseline.click();
  await playground.runMore.click();
  await playground.links();
  await page.keyboard.press("Escape");
  await playground.theme.click();
  await page.evaluate(() => {
    location.hash = "#t=token-supply&runs=200";
  });
  await playground.settled();
  expect(watched.requests.length).toBeGreaterThan(0);
});

test("the page asks for each file once", async ({ page, watched }) => {
  const playground = new Playground(page);
  await page.goto("./");
  await page.getByTestId("card-token-supply").click();
  await playground.settled();
  const files = watched.requests.filter((url) => !url.includes("/worker-"));
  expect(files.length).toBe(new Set(files).size);
});
