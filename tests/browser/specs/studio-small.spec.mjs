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

test("nothing that has the focus is behind the way to the simulation", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200&at=stakeholders");
  const way = page.getByTestId("to-side");
  await expect(way).toBeVisible();
  // By keys through the form: what has the focus is above the way, or the way is gone.
  await page.getByTestId("step-stakeholders").focus();
  let seen = 0;
  for (let press = 0; press < 40; press += 1) {
    await page.keyboard.press("Tab");
    const [focused, covered] = await page.evaluate(() => {
      const at = document.activeElement;
      const cover = document.querySelector("[data-testid=to-side]");
      const hidden = getComputedStyle(cover).visibility === "hidden";
      const [box, over] = [at.getBoundingClientRect(), cover.getBoundingClientRect()];
      return [at.dataset.testid ?? at.textContent, at !== cover && !hidden && box.height < 400 && box.bottom > over.top];
    });
    expect(covered, `${focused} is not covered`).toBe(false);
    seen += 1;
  }
  expect(seen).toBe(40);
  // Behind the end of the page there is room for it.
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  const [last, bar] = await page.evaluate(() => {
    const side = document.getElementById("side").getBoundingClientRect();
    return [side.bottom, document.querySelector("[data-testid=to-side]").getBoundingClientRect().top];
  });
  expect(last, "the end of the page is above it").toBeLessThanOrEqual(bar);
});

test("what is selected in the drawing comes into sight below it, with the focus", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200&at=diagram");
  const [frame, panel] = [page.getByTestId("diagram"), page.getByTestId("dg-panel")];
  await page.getByTestId("dg-node-fees").click();
  await expect(panel.getByRole("heading", { level: 2 })).toHaveText("Collected fees");
  await expect(panel.getByRole("heading", { level: 2 })).toBeInViewport({ ratio: 1 });
  await expect(panel).toBeFocused();
  // The drawing is still there, directly above it.
  const [above, below] = [await frame.boundingBox(), await panel.boundingBox()];
  expect(below.y - above.y - above.height).toBeLessThan(40);
  await expect(frame).toBeInViewport({ ratio: 0.5 });
  await page.keyboard.press("Tab");
  expect(await panel.evaluate((panel) => panel.contains(document.activeElement)), "its fields come next").toBe(true);
  // To an arrow from there, and back to the drawing.
  await panel.locator(".dg-list button").first().click();
  await expect(panel).toBeFocused();
  await expect(panel.getByRole("heading", { level: 2 })).toContainText("→");
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(frame).toBeFocused();
  await expectAccessible(page);
});
