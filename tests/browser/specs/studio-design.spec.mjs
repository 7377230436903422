// The studio's canvas, thread, plan, objective and token: what is missing is said where
// it is missing, and what is chosen reaches the model.

import { Studio } from "../support/studio.mjs";
import { expect, test } from "../support/test.mjs";

test("a row of the canvas says what it lacks until it has it, and the thread follows", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.replace("- Why is trading low?\n  - Fake volume\n  - Few buyers\n");
  const id = await studio.fill();
  const row = page.getByTestId(`card-Rows-${id}`).locator("xpath=ancestor::*[contains(@class, 'st-card')][1]/..");
  await expect(row).toContainText("No mechanism is set against");
  await studio.step("thread");
  await expect(page.getByTestId("gaps")).toContainText("Nothing answers “Fake volume”");
  await page.getByTestId("gaps").getByRole("button", { name: "Go there" }).first().click();
  await expect(page.getByTestId("step-problem")).toHaveAttribute("aria-current", "step");

  await studio.step("incentives");
  await page.getByTestId(`card-Rows-${id}`).click();
  await studio.field(`RowMechanism-${id}`).selectOption("rewards");
  await studio.field(`RowMetric-${id}`).selectOption("wash_share");
  await studio.field(`RowLeaf-${id}`).selectOption("Fake volume");
  await expect(row).not.toContainText("No mechanism is set against");
  await studio.step("thread");
  await expect(page.getByTestId("gaps")).not.toContainText("Nothing answers “Fake volume”");
  await expect(page.getByTestId("gaps")).toContainText("Nothing answers “Few buyers”");
  await expect(page.getByTestId("thread")).toContainText("Trade what they want to own");
});

test("weights by order and by pairs reach the score, and shares must add up", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.step("objective");
  await page.getByTestId("by-order").click();
  await expect(page.getByTestId("card-Goals-0")).toContainText("52 %");
  await page.getByText("Compare in pairs").click();
  await page.getByTestId("pair-0-1").selectOption({ label: "extremely more" });
  await page.getByTestId("pair-1-2").selectOption({ label: "extremely more" });
  await page.getByTestId("pair-0-2").selectOption({ label: "extremely less" });
  await expect(page.getByTestId("consistency")).toContainText("Think again about");
  await page.getByTestId("by-pairs").click();
  await expect(studio.undo).toHaveAccessibleName("Undo: change weights");

  await studio.step("token");
  const total = page.getByTestId("total-share");
  await expect(total).toContainText("Trading rewards and Staking rewards mint the rest");
  const team = studio.field("mechanisms.0.buckets.2.share");
  const before = await team.inputValue();
  await team.fill("90%");
  await expect(total).toContainText("too much");
  await page.keyboard.press("Control+z");
  await expect(team).toHaveValue(before);
});

test("the plan is estimated, adjusted and covered", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.step("plan");
  await studio.field("PlanCategory-").selectOption("layer1");
  await studio.field("PlanSecurity-").selectOption("institutional");
  await expect(page.getByTestId("plan-total")).toHaveText("21.7 weeks in all, as estimated.");
  await page.getByTestId("weeks-problem").fill("10");
  await page.getByTestId("weeks-problem").press("Tab");
  await expect(page.getByTestId("plan-total")).toContainText("the estimate is 21.7");
  await page.getByTestId("person").fill("Ana");
  await page.getByTestId("person").press("Enter");
  await page.getByLabel("Ana: Statistics").selectOption("expert");
  await expect(page.getByRole("row", { name: /^Statistics thin/ })).toBeVisible();
  await studio.field("PlanSecurity-").selectOption("low");
  await expect(page.getByRole("row", { name: /^Statistics covered/ })).toBeVisible();
});
