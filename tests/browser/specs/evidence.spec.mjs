// What the simulation says, in the studio's forms: verdicts beside the incentive canvas,
// the end of the thread, how sure figures are and what more precision costs.

import { expectAccessible } from "../support/axe.mjs";
import { simulate, template } from "../support/cli.mjs";
import { Studio } from "../support/studio.mjs";
import { expect, test } from "../support/test.mjs";

/** The row of the canvas about traders who sell to themselves. */
const WASH = "r1";

/** Moves a slider of the panel beside the form to the end of its range. */
async function slide(page, parameter, key) {
  const slider = page.getByTestId(`slider-${parameter}`);
  if (!(await slider.isVisible())) await page.locator(".st-side summary", { hasText: "Parameters" }).click();
  await slider.press(key);
}

test("the verdict on an incentive follows a slider", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.step("incentives");
  const verdict = page.getByTestId(`verdict-${WASH}`);
  const evidence = page.getByTestId(`evidence-${WASH}`);
  await expect(verdict).toHaveText("weak");
  await expect(evidence).toContainText(/Wash-trade a little: \d+ % \(\d+ to \d+\)/);
  const drawn = await evidence.locator("path").first().getAttribute("d");
  // Without a fee, trading with oneself costs nothing; with royalties it costs too much.
  await slide(page, "fee", "Home");
  await expect(verdict).toHaveText("fails");
  await slide(page, "royalty", "End");
  await expect(verdict).toHaveText("works");
  expect(await evidence.locator("path").first().getAttribute("d")).not.toBe(drawn);
  await studio.undo.click();
  await expect(verdict).toHaveText("fails");
  // A row about nothing in the model is not judged.
  await expect(page.getByTestId("evidence-r7")).toContainText("No verdict");
});

test("a row is judged as soon as it names a strategy of the model", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.step("incentives");
  const row = await studio.add("Rows");
  await expect(page.getByTestId(`evidence-${row}`)).toContainText("No verdict");
  await studio.field(`RowUndesiredStrategy-${row}`).selectOption("traders.wash");
  await expect(page.getByTestId(`verdict-${row}`)).toHaveText("weak");
});

test("the thread ends in evidence, and leads to where it comes from", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.step("thread");
  const strand = page.getByTestId("thread").locator("tbody tr", { hasText: "Trade what one wants to own" }).first();
  await expect(strand.locator("td").last()).toHaveText(/^weak [\d.]+ ± [\d.]+ % \(\d/);
  await slide(page, "trading_rewards", "Home");
  await expect(strand.locator("td").last()).toHaveText(/^works /);
  await strand.getByRole("button").nth(1).click();
  await expect(page.getByTestId("step-incentives")).toHaveAttribute("aria-current", "step");
  await expect(page.getByTestId(`card-Rows-${WASH}`)).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByTestId(`card-Rows-${WASH}`)).toBeFocused();
});

test("where the thread is torn, it leads to the part of the problem", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.replace("- Why is trading low?\n  - Fake volume\n  - Few buyers\n");
  await studio.step("thread");
  const gap = page.getByTestId("gaps").locator("li", { hasText: "Few buyers" });
  await gap.getByRole("button", { name: "Go there" }).click();
  const node = studio.nodes.filter({ hasText: "Few buyers" });
  await expect(node).toHaveAttribute("aria-selected", "true");
  await expect(node).toBeFocused();
});

test("a mechanism that answers nothing is torn from the other side, and leads to what it could answer", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.step("thread");
  await expect(page.getByTestId("gaps")).toContainText("nothing is torn");
  await studio.step("mechanisms");
  await page.getByTestId("catalogue").click();
  await page.getByTestId("catalogue-burn").click();
  const added = page.locator('[data-testid^="entry-mechanisms."]').last();
  const name = await added.locator(".st-card-name").innerText();
  await studio.step("thread");
  const gap = page.getByTestId("gaps").locator("li", { hasText: name });
  await gap.getByRole("button", { name: "Go there" }).click();
  await expect(page.getByTestId("step-incentives")).toHaveAttribute("aria-current", "step");
});

test("figures say how sure they are, and more runs make them surer", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=token-supply&runs=100");
  await studio.step("simulate");
  await expect(page.getByTestId("status")).toContainText("Done");
  await expect(page.getByTestId("ruin")).toContainText("None of 100 runs broke: with 95 % confidence, the chance");
  const cost = page.getByTestId("cost");
  await page.getByTestId("wish").selectOption({ label: "± 0.1 %" });
  await expect(cost).toContainText("At most 100,000 can be run here.");
  await expect(page.getByTestId("pay")).toBeHidden();
  await page.getByTestId("wish").selectOption({ label: "± 10 %" });
  await expect(cost).toContainText("more runs");
  const pay = page.getByTestId("pay");
  const wanted = (await pay.innerText()).replace("Run ", "");
  const price = page.locator('[data-testid^="sure-"]', { hasText: "Price" });
  const before = await price.innerText();
  await pay.click();
  await expect(page.getByTestId("runs-done")).toHaveText(wanted);
  await expect(page.getByTestId("ruin")).toContainText(`None of ${wanted} runs broke`);
  expect(await price.innerText()).not.toBe(before);
  // The score and its goals, too, as soon as all runs are there.
  const score = page.getByTestId("score-sure");
  await expect(score).toContainText(/^The score of [\d,]+ runs is sure to ±\s[\d.]+ of 100, as 400 of them tell\./);
  const goals = page.getByTestId("goals-sure").locator("tbody tr");
  await expect(goals).toHaveText([/^The price grows.*±\s[\d.]+.* of 50±\s[\d.]+$/, /^No deep falls/, /^Supply stays scarce/]);
  const told = await score.innerText();
  await page.getByTestId("slider-burn_fee").press("ArrowRight");
  await expect(score).toContainText("is sure to");
  await expect(score).not.toHaveText(told);
});

test("what may be lost is said with how sure it is, as the command line says it", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=token-supply&runs=200");
  await studio.step("simulate");
  await expect(page.getByTestId("status")).toContainText("Done");
  const losses = page.getByTestId("losses");
  const price = losses.getByRole("row", { name: /^Price/ });
  const { precision } = await simulate(await template("token-supply"), { runs: 200 });
  /** The numbers of a cell, to the three digits that are shown. */
  const numbers = async (cell) => (await cell.innerText()).match(/-?[\d.]+(e-?\d+)?/g)?.map(Number) ?? [];
  const close = (shown, told) => {
    expect(shown.length).toBe(told.length);
    told.forEach((value, at) => expect(Math.abs(shown[at] - value), `${shown[at]} for ${value}`).toBeLessThanOrEqual(0.006 * Math.abs(value)));
  };
  for (const [at, { level, value_at_risk, interval, conditional, standard_error }] of precision.metrics.price_usd.at_risk.entries()) {
    await page.getByTestId("level").selectOption({ index: at });
    await expect(losses).toContainText(`In one run of ${Math.round(1 / (1 - level))} it loses`);
    const cells = price.getByRole("cell");
    close(await numbers(cells.nth(1)), [value_at_risk]);
    close(await numbers(cells.nth(2)), interval ? [interval.low, interval.high] : []);
    close(await numbers(cells.nth(3)), [conditional]);
    close(await numbers(cells.nth(4)), standard_error === null ? [] : [1.959964 * standard_error]);
  }
  await expectAccessible(page);
});

test("what a change does is said figure by figure, under the same luck", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=token-supply&runs=200");
  await studio.step("simulate");
  await expect(page.getByTestId("status")).toContainText("Done");
  const luck = page.getByTestId("luck");
  await page.getByTestId("pin-baseline").click();
  await expect(page.getByTestId("clear-baseline")).toBeVisible();
  await expect(luck).toBeHidden();
  await page.getByTestId("slider-burn_fee").press("End");
  await expect(luck).toBeVisible();
  const row = (figure) => page.getByTestId(`luck-${figure}`).locator("td");
  // A higher fee burns more.
  await expect(row("supply").nth(0)).toContainText("− ");
  await expect(row("supply").nth(1)).toContainText(/±\s/);
  await expect(row("price_usd").nth(0)).toContainText("+ ");
  // The price is the same luck twice: far fewer runs show the difference.
  const saved = async () => Number((await row("price_usd").nth(2).innerText()).replace(" %", ""));
  await expect.poll(saved).toBeGreaterThan(50);
  await expectAccessible(page);
  await page.getByTestId("clear-baseline").click();
  await expect(luck).toBeHidden();
});

test("a goal is fragile to a number that bends what it comes to", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=token-supply&runs=100");
  await studio.step("simulate");
  const [number, ask] = ["fragile-number", "fragile-ask"].map((id) => page.getByTestId(id));
  const [card, status] = ["fragile", "fragile-status"].map((id) => page.getByTestId(id));
  await number.selectOption({ label: "Inflation of the first year" });
  await ask.click();
  await expect(status).toContainText("Over 100 futures");
  // Inflation compounds: too much of it adds more tokens than too little saves.
  const supply = card.locator("tbody tr", { hasText: "supply" });
  await expect(supply).toContainText(/worse by [\d.,]+ [kM]? ?\S+ \(±\s/);
  await expect(supply.locator("td").last()).toHaveText("fragile");
  await expect(status).toContainText("makes it worse, on average: price, total supply.");
  await expectAccessible(page);
  // What was found is about the design that was asked about.
  await page.getByTestId("slider-burn_fee").press("ArrowRight");
  await expect(status).toBeEmpty();
  await expect(supply).toHaveCount(0);
  await number.selectOption({ label: "Bull market" });
  await ask.click();
  await expect(status).toContainText("It stands at an end of its slider.");
});

test("a limit that the design breaks is said beside the score, until it is kept", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.step("objective");
  const limits = page.getByTestId("limits");
  await page.getByTestId("card-Goals-0").click();
  await studio.field("GoalLimit-0").fill("0.2");
  await expect(limits).toContainText(/^Limit broken: Little wash trading must be at most 20 %, and is \d\d\.?\d? %\.$/);
  await expectAccessible(page);
  await slide(page, "royalty", "End");
  await expect(limits).toBeEmpty();
  await slide(page, "royalty", "Home");
  await expect(limits).toContainText("Limit broken");
  await studio.step("report");
  await expect(page.locator("#objective")).toContainText("Limit broken: Little wash trading must be at most 20 %");
});

test("judgements of goals are kept, and stay with the goals that they are about", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.step("objective");
  await page.getByText("Compare in pairs").click();
  await page.getByTestId("pair-0-1").selectOption({ label: "much more" });
  await expect(studio.undo).toHaveAccessibleName("Undo: change a judgement");
  await studio.saved();
  await page.reload();
  await page.getByText("Compare in pairs").click();
  const chosen = (pair) => page.getByTestId(pair).evaluate((select) => select.selectedOptions[0].text);
  await expect.poll(() => chosen("pair-0-1")).toBe("much more");
  // The first two goals change places.
  const first = page.locator(".st-card", { has: page.getByTestId("card-Goals-0") });
  await first.getByRole("button", { name: "Move down" }).click();
  await expect.poll(() => chosen("pair-0-1")).toBe("much less");
  await studio.undo.click();
  await expect.poll(() => chosen("pair-0-1")).toBe("much more");
});

for (const colorScheme of ["light", "dark"]) {
  test(`evidence is accessible, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const studio = new Studio(page);
    await studio.open("t=nft-marketplace&runs=200");
    await studio.step("incentives");
    await expect(page.getByTestId(`verdict-${WASH}`)).toHaveText("weak");
    await page.getByText("When does an incentive work?").click();
    await expectAccessible(page);
    await studio.step("thread");
    await expectAccessible(page);
    await studio.step("simulate");
    await expect(page.getByTestId("ruin")).toBeVisible();
    await expectAccessible(page);
  });
}

test("evidence fits on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  for (const step of ["incentives", "thread", "simulate", "report"]) {
    await studio.step(step);
    await expect(page.locator("#main")).toContainText(/fails|Ruin|broke/i);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), step).toBeLessThanOrEqual(360);
  }
  await expectAccessible(page);
});
