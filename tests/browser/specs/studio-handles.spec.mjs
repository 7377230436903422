// What is changed in pictures of the studio: the matrix of value flows, what a goal is
// worth, the bars of the plan. By mouse and by keys, and the same as in the fields.

import { expectAccessible } from "../support/axe.mjs";
import { Studio } from "../support/studio.mjs";
import { expect, test } from "../support/test.mjs";

/** Takes a handle and lets it go so far away. */
async function drag(page, handle, x, y = 0) {
  await handle.scrollIntoViewIfNeeded();
  const box = await handle.boundingBox();
  const [from, to] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(from, to);
  await page.mouse.down();
  await page.mouse.move(from + x / 2, to + y / 2);
  await page.mouse.move(from + x, to + y);
  await page.mouse.up();
}

test("a cell of the matrix adds a flow and opens those there are", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200&at=stakeholders");
  const cards = page.locator('[data-testid^="card-Flows-"]');
  const before = await cards.count();
  await page.getByTestId("matrix-sellers-creators").click();
  await expect(cards).toHaveCount(before + 1);
  const id = (await cards.last().getAttribute("data-testid")).slice("card-Flows-".length);
  await expect(studio.field(`FlowAsset-${id}`)).toBeFocused();
  await expect(studio.field(`FlowFrom-${id}`)).toHaveValue("sellers");
  await expect(studio.field(`FlowTo-${id}`)).toHaveValue("creators");
  await page.keyboard.type("attention");
  const own = page.getByRole("gridcell").getByRole("button", { name: "attention, from Sellers to Creators" });
  await expect(own).toBeVisible();
  await expect(studio.undo).toHaveAccessibleName(/asset/);

  // By keys: one cell is in reach of Tab, the arrows go on from there.
  await own.focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByTestId("matrix-sellers-creators")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByTestId("matrix-creators-creators")).toBeFocused();
  await expect(page.getByRole("gridcell").locator('[tabindex="0"]')).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(cards).toHaveCount(before + 2);
  await own.click();
  await expect(studio.field(`FlowAsset-${id}`)).toBeFocused();
  // Whoever changes the table changes the matrix.
  await studio.field(`FlowTo-${id}`).selectOption("Traders");
  await expect(page.getByRole("button", { name: "attention, from Sellers to Traders" })).toBeVisible();
  await expectAccessible(page);
});

test("what a goal is worth is dragged, and moved by keys", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200&at=objective");
  await page.getByTestId("card-Goals-1").click();
  const [worst, best, shape] = ["worst-1", "best-1", "shape-1"].map((id) => page.getByTestId(id));
  await expect(best).toHaveAttribute("aria-valuenow", "6000000");
  await expect(page.getByTestId("utility-now")).toContainText("worth");
  const plane = await page.getByTestId("utility-1").boundingBox();
  await drag(page, best, -plane.width / 6);
  const dragged = Number(await studio.field("GoalBest-1").inputValue());
  expect(dragged, "a quarter of the way from worst to best").toBeGreaterThan(4_200_000);
  expect(dragged).toBeLessThan(4_800_000);
  await expect(best).toHaveAttribute("aria-valuenow", String(dragged));
  await expect(studio.undo).toHaveAccessibleName("Undo: change best value of “Real sales”");
  await studio.undo.click();
  await expect(studio.field("GoalBest-1"), "a drag is one step").toHaveValue("6000000");

  await worst.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  expect(Number(await studio.field("GoalWorst-1").inputValue())).toBeGreaterThan(0);

  // A straight line that is bent is another curve, with its number.
  await expect(studio.field("GoalCurve-1")).toHaveValue("0");
  await drag(page, shape, 0, -plane.height / 5);
  await expect(studio.field("GoalCurve-1")).toHaveValue("1");
  const bend = Number(await studio.field("curve-0-1").inputValue());
  expect(bend).toBeGreaterThan(0.5);
  await shape.focus();
  for (let times = 0; times < 5; times += 1) await page.keyboard.press("ArrowUp");
  expect(Number(await studio.field("curve-0-1").inputValue())).toBeGreaterThan(bend);
  await studio.field("GoalCurve-1").selectOption({ label: "S: most of it around one value" });
  await expect(studio.field("curve-1-1")).toHaveValue("0.5");
  await shape.focus();
  await page.keyboard.press("ArrowRight");
  await expect(studio.field("curve-1-1")).toHaveValue("0.52");
  await expectAccessible(page);
});

test("the end of a bar of the plan is dragged, and moved by keys", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("at=plan");
  const [end, field] = [page.getByTestId("end-problem"), page.getByTestId("weeks-problem")];
  const before = Number(await field.inputValue());
  await drag(page, end, 120);
  const after = Number(await field.inputValue());
  expect(after).toBeGreaterThan(before);
  await expect(end).toHaveAttribute("aria-valuenow", String(after));
  await expect(page.getByTestId("plan-total")).toContainText("the estimate is");
  await studio.undo.click();
  await expect(field, "a drag is one step").toHaveValue(before.toFixed(1));
  await end.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(field).toHaveValue((Math.round(before * 10) / 10 + 1.1).toFixed(1));
  await expectAccessible(page);
});
