// The studio's canvas, thread, plan, objective and token: what is missing is said where
// it is missing, and what is chosen reaches the model.

import { expectAccessible } from "../support/axe.mjs";
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

test("a stakeholder is put into the model, and a formula of a flow is checked where it is written", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.step("stakeholders");
  const [lenders, savers] = [await studio.add("Stakeholders"), await studio.add("Stakeholders")];
  await studio.field(`StakeholderLabel-${lenders}`).fill("Lenders");
  await studio.field(`StakeholderLabel-${savers}`).fill("Savings bank");
  await page.getByTestId(`make-populations-${lenders}`).click();
  await expect(studio.field(`StakeholderModel-${lenders}`)).toHaveValue("lenders");
  await expect(studio.field(`StakeholderModel-${lenders}`)).toBeFocused();
  await expect(page.getByTestId(`make-populations-${lenders}`)).toBeHidden();
  await expect(studio.undo).toHaveAccessibleName("Undo: add a population");
  await page.getByTestId(`make-accounts-${savers}`).click();
  await expect(studio.field(`StakeholderModel-${savers}`)).toHaveValue("savings_bank");
  await studio.step("agents");
  await expect(page.getByTestId("entry-populations.0")).toContainText("Lenders");
  await expect(page.getByTestId("entry-accounts.0")).toContainText("Savings bank");

  await studio.step("stakeholders");
  const flow = await studio.add("Flows");
  await studio.field(`FlowFrom-${flow}`).selectOption("Lenders");
  await studio.field(`FlowTo-${flow}`).selectOption("Savings bank");
  await studio.field(`FlowAsset-${flow}`).fill("attention");
  const amount = studio.field(`FlowAmount-${flow}`);
  await amount.fill("ten * 2");
  await expect(amount).toHaveAttribute("aria-invalid", "true");
  await expect(amount.locator("xpath=..").getByRole("status").filter({ hasText: "ten" })).toBeVisible();
  // The list of what is wrong opens the card and leads into the field.
  await studio.step("token");
  await page.getByTestId("problems").getByRole("button", { name: /ten/ }).click();
  await expect(amount).toBeFocused();
  await amount.fill("10 * 2");
  await expect(amount).not.toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page);
});

test("an empty project says what there is not yet, and leads on", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.step("thread");
  await expect(page.getByTestId("gaps")).toContainText("There is no thread yet");
  await studio.step("diagram");
  await expect(page.getByTestId("dg-play")).toBeHidden();
  await studio.step("report");
  await expect(page.getByText("Still simulating")).toBeHidden();
  await studio.step("simulate");
  await expect(page.getByTestId("way")).toContainText("To a model that runs");
  await expectAccessible(page);
  await page.getByTestId("way-0").click();
  await expect(page.getByTestId("step-token")).toHaveAttribute("aria-current", "step");
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(page.getByTestId("to-side")).toHaveText("↓ What to do next");
});

test("what the network is worth by its users becomes a metric, with its source", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200&at=objective");
  await page.getByTestId("network").click();
  const add = page.getByTestId("network-add");
  await expect(add).toBeDisabled();
  await page.getByTestId("network-users").selectOption({ label: "Collectors: users" });
  await expect(add).toBeEnabled();
  await page.getByTestId("network-law").selectOption("fitted");
  await expect(add, "an exponent needs figures").toBeDisabled();
  await page.getByTestId("network-figures").fill("10 ten");
  await expect(page.getByText("Two lines or more")).toBeVisible();
  await page.getByTestId("network-figures").fill("10 200\n20 800\n40 3200");
  await expect(page.getByTestId("network-fits").getByRole("listitem")).toHaveCount(4);
  await expect(page.getByTestId("network-fits")).toContainText("(b = 2)");
  await page.getByTestId("network-law").selectOption("square");
  await expect(page.getByTestId("network-a")).toHaveValue("2");
  await expectAccessible(page);
  await add.click();
  await expect(studio.undo).toHaveAccessibleName("Undo: add a network value");
  await expect(page.getByTestId("metrics.16.formula")).toHaveValue("2 * (sum(collectors.users)) ^ 2");
  await expect(page.getByTestId("metrics.16.about")).toHaveValue(/Zhang, Liu & Xu/);
  await expect(page.getByTestId("problems")).toBeHidden();
  // A goal like any other metric.
  await page.getByTestId("goal-of").selectOption({ label: "Network value" });
  await page.getByTestId("goal-add").click();
  await expect(page.getByTestId("card-Goals-4")).toContainText("Network value");
});

test("a figure of the field is measured with its definition, unit and source", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=40");
  await studio.step("objective");
  const measure = page.getByTestId("measure");
  await expect(measure.locator("optgroup").first()).toHaveAttribute("label", "Ready figures");
  await measure.selectOption({ label: "Market capitalisation of LOOKS" });
  const about = page.getByTestId("measure-about");
  await expect(about).toHaveText(/^Price times all tokens that exist\. Source: .* In usd\. Formula: pool\.price \* LOOKS\.supply\.$/);
  await expectAccessible(page);
  await page.getByTestId("measure-add").click();
  await expect(page.getByTestId("metrics.16.unit")).toHaveValue("usd");
  await expect(page.getByTestId("metrics.16.about")).toHaveValue(/Source: usual definition/);
  // What is measured is not offered again, and the new figure is simulated.
  await expect(measure.locator("option", { hasText: "Market capitalisation of LOOKS" })).toHaveCount(0);
  await expect(page.getByTestId("problems")).toBeHidden();
});
