// The studio on a phone: nothing is cut off without a way to it.

import { expectAccessible } from "../support/axe.mjs";
import { Studio } from "../support/studio.mjs";
import { expect, test } from "../support/test.mjs";

test.use({ viewport: { width: 360, height: 780 } });

test("rows of the allocation are blocks, and each field says what it is", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200&at=token");
  const share = studio.field("mechanisms.0.buckets.2.share");
  await expect(share).toBeVisible();
  const table = page.locator(".st-blocks");
  const [inner, outer] = await table.evaluate((element) => [element.scrollWidth, element.clientWidth]);
  expect(inner, "nothing to scroll sideways").toBeLessThanOrEqual(outer);
  const [box, label] = await share.evaluate((element) => {
    const cell = element.closest("td");
    return [element.getBoundingClientRect(), getComputedStyle(cell, "::before").content];
  });
  expect(box.right).toBeLessThanOrEqual(360);
  expect(label).toBe('"Share"');
  await page.getByTestId("delete-mechanisms.0.buckets.2").click();
  await expect(studio.field("mechanisms.0.buckets.4.share")).toHaveCount(0);
  await expectAccessible(page);
});

test("the title has a line of its own, and the bar shows the step that is open", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200&at=thread");
  const title = studio.field("Title-");
  await title.fill("A marketplace for works of art");
  const [inner, outer] = await title.evaluate((element) => [element.scrollWidth, element.clientWidth]);
  expect(inner, "the title is not cut").toBeLessThanOrEqual(outer);
  const open = page.getByTestId("step-thread");
  await expect(open).toBeInViewport({ ratio: 1 });
  await studio.step("problem");
  await expect(open).not.toBeInViewport();
  await expect(page.getByTestId("step-problem")).toBeInViewport({ ratio: 1 });
  const bar = page.getByRole("navigation", { name: "Process" });
  expect(await bar.evaluate((element) => getComputedStyle(element, "::after").content), "it goes on").toBe('"›"');
});

test("the simulation is one tap away from a long form, and the form from it", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200&at=problem");
  const [way, side] = [page.getByTestId("to-side"), page.getByRole("complementary", { name: "Simulation" })];
  await expect(way).toHaveText(/^↓ Simulation: score \d+$/);
  await expect(side).not.toBeInViewport();
  await way.click();
  await expect(side).toBeInViewport();
  await expect(side).toBeFocused();
  await expect(way).toHaveText("↑ Back to the form");
  await way.click();
  await expect(side).not.toBeInViewport();
  await expect(studio.field("Question-")).toBeInViewport();
  await expectAccessible(page);
  await studio.step("report");
  await expect(way).toBeHidden();
});
