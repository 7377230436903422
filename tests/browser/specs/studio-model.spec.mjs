// From an empty project to a model that runs, in the forms alone: once with the mouse,
// once without it. Then all of it is taken back and made again.

import { expectAccessible } from "../support/axe.mjs";
import { Playground } from "../support/playground.mjs";
import { Studio } from "../support/studio.mjs";
import { expect, test } from "../support/test.mjs";

/** Who owns what at the start: the owner's place, asset, amount. */
const HOLDINGS = [
  ["populations.0", "us_dollar", "1000"],
  ["populations.1", "token", "1000"],
  ["accounts.0", "us_dollar", "50000"],
  ["accounts.0", "token", "100k"],
];

/** Does each thing as a hand with a mouse does it. */
class Mouse {
  constructor(studio) {
    this.studio = studio;
    this.page = studio.page;
  }

  async press(id) {
    await this.page.getByTestId(id).click();
  }

  async write(id, text) {
    await this.page.getByTestId(id).fill(text);
  }

  async choose(id, value) {
    await this.page.getByTestId(id).selectOption(value);
  }

  async step(name) {
    await this.studio.step(name);
  }
}

/** Does each thing with keys alone: from where the focus is, to where it has to be. */
class Keys extends Mouse {
  async reach(id) {
    // New entries are built a moment after they are asked for.
    const goal = this.page.getByTestId(id);
    await expect(goal).toBeVisible();
    // One looks where it is, and goes that way.
    const way = () =>
      goal.evaluate((goal) => {
        const at = document.activeElement;
        if (at === goal) return "";
        return at === document.body || at.compareDocumentPosition(goal) & Node.DOCUMENT_POSITION_FOLLOWING ? "Tab" : "Shift+Tab";
      });
    for (let presses = 0; presses < 400; presses += 1) {
      const key = await way();
      if (!key) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`no key leads to ${id}`);
  }

  async press(id) {
    await this.reach(id);
    await this.page.keyboard.press("Enter");
  }

  async write(id, text) {
    await this.reach(id);
    await this.page.keyboard.press("Control+a");
    await this.page.keyboard.type(text);
  }

  async choose(id, value) {
    await this.reach(id);
    const select = this.page.getByTestId(id);
    const options = await select.evaluate((select) => [...select.options].map((option) => option.value));
    await this.page.keyboard.press("Home");
    for (let at = 0; at < options.indexOf(value); at += 1) await this.page.keyboard.press("ArrowDown");
    await expect(select).toHaveValue(value);
  }

  async step(name) {
    await this.press(`step-${name}`);
    await expect(this.page.getByTestId(`step-${name}`)).toHaveAttribute("aria-current", "step");
  }
}

/** Buyers and sellers meet on a market: made in the order that the guide proposes. */
async function make(hand) {
  await hand.step("token");
  for (const [at, name] of ["US dollar", "Token"].entries()) {
    await hand.press("add-assets");
    await hand.write(`assets.${at}.label`, name);
  }
  await hand.step("agents");
  for (const [at, name] of ["Buyers", "Sellers"].entries()) {
    await hand.press("add-populations");
    await hand.write(`populations.${at}.label`, name);
  }
  await hand.press("add-accounts");
  await hand.write("accounts.0.label", "Pool");
  const count = {};
  for (const [owner, asset, amount] of HOLDINGS) {
    const place = `${owner}.initial.${(count[owner] = (count[owner] ?? -1) + 1)}`;
    await hand.press(`add-${owner}.initial`);
    await hand.choose(`${place}.asset`, asset);
    await hand.write(`${place}.amount`, amount);
  }
  await hand.step("mechanisms");
  await hand.press("catalogue-constant_product");
  await hand.write("mechanisms.0.label", "Market");
  await hand.choose("mechanisms.0.base", "token");
  await hand.choose("mechanisms.0.quote", "us_dollar");
  await hand.press("slide-mechanisms.0.fee");
  await hand.step("agents");
  for (const [at, [name, port]] of [["Buy", "buy"], ["Sell", "sell"]].entries()) {
    const place = `populations.${at}.strategies`;
    await hand.press(`add-${place}`);
    await hand.write(`${place}.0.label`, name);
    await hand.press(`add-${place}.0.actions`);
    await hand.choose(`${place}.0.actions.0.do`, port);
    await hand.write(`${place}.0.actions.0.amount`, at === 0 ? "2" : "3");
  }
  await hand.step("objective");
}

/** The document, as it is stored. */
async function stored(page) {
  await expect(page.getByTestId("saving")).toHaveText("Saved in this browser");
  const texts = await page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith("tokenwright.project.")));
  return JSON.parse(texts.at(-1)[1].split("\n").slice(1).join("\n"));
}

for (const [name, Hand] of Object.entries({ "the mouse": Mouse, "the keyboard alone": Keys })) {
  test(`an empty project becomes a model that runs, with ${name}`, async ({ page }) => {
    test.setTimeout(180_000);
    const studio = new Studio(page);
    await studio.open();
    await expect(page.getByTestId("guide")).toContainText("To a model that runs");
    await expect(page.getByTestId("guide-0")).toHaveAttribute("data-state", "next");
    const hand = new Hand(studio);
    await make(hand);
    await hand.choose("measure", "market.price");
    await hand.press("measure-add");
    await expect(page.getByTestId("entry-metrics.0")).toContainText("Market: price");
    await hand.choose("goal-of", "market_price");
    await hand.press("goal-add");
    await expect(page.getByTestId("problems")).toBeHidden();
    await expect(page.getByTestId("guide")).toBeHidden();
    const playground = new Playground(page);
    await expect(page.getByTestId("runs-done")).toContainText("1,000");
    await hand.step("simulate");
    const hash = await playground.resultHash();

    const end = await stored(page);
    expect(end.populations[0].strategies[0].actions[0]).toEqual({ at: "market", do: "buy", amount: "2" });
    let steps = 0;
    while (await studio.undo.isEnabled()) {
      await page.keyboard.press("Control+z");
      steps += 1;
    }
    expect(steps).toBeGreaterThan(30);
    await expect.poll(async () => (await stored(page)).assets).toBeUndefined();
    while (await studio.redo.isEnabled()) await page.keyboard.press("Control+Shift+z");
    await expect.poll(() => stored(page)).toEqual(end);
    await expect(playground.hash).toHaveAttribute("data-hash", hash);
  });
}

test("a problem is said beside its field, listed, and found again", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.step("agents");
  await page.getByTestId("entry-populations.0").click();
  const reward = page.getByTestId("populations.0.reward");
  const before = await reward.inputValue();
  await reward.fill("rewrd * 2");
  await expect(reward).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByTestId("problems")).toContainText("rewrd");
  await studio.step("token");
  await page.getByTestId("problems").getByRole("button").first().click();
  await expect(page.getByTestId("step-agents")).toHaveAttribute("aria-current", "step");
  await expect(reward).toBeFocused();
  await reward.fill(before);
  await expect(page.getByTestId("problems")).toBeHidden();
});

test("the catalogue explains a rule, adds it, and its numbers become sliders", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.step("mechanisms");
  await page.getByTestId("catalogue").click();
  // A building block too: its rule, its fields, and what it would answer in this model.
  const market = page.locator(".st-offer").filter({ has: page.getByTestId("catalogue-constant_product") });
  await market.getByText("Its rule, and where it comes from").click();
  await expect(market).toContainText("bought = x * a / (y + a), where a = paid * (1 - fee)");
  await expect(market).toContainText("usually 0 to 0.05");
  await expect(market.getByTestId("response")).toContainText("Price after a purchase");
  const curve = page.locator(".st-offer").filter({ has: page.getByTestId("catalogue-bancor_curve") });
  await curve.getByText("Its rule, and where it comes from").click();
  await expect(curve).toContainText("supply * ((1 + net / before) ^ ratio - 1)");
  await expect(curve).toContainText("usually 1% to 100%");
  await expectAccessible(page);
  await page.getByTestId("catalogue-bancor_curve").click();
  const entry = page.locator('[data-testid^="mechanisms."][data-testid$=".with.ratio"]');
  const id = await entry.getAttribute("data-testid");
  await expect(entry).toHaveAttribute("placeholder", "50%");
  await entry.fill("40%");
  await page.getByTestId(`slide-${id}`).click();
  await expect(entry).toHaveValue(/ratio/);
  await expect(studio.undo).toHaveAccessibleName("Undo: make “Bonding curve: Ratio” a slider");
  await expect(page.getByTestId("problems")).toBeHidden();
  await page.getByTestId(`delete-${id.split(".with")[0]}`).click();
  await expect(studio.notice).toContainText("Deleted");
});

test("an allocation is made from nothing, and its supply is drawn", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.step("token");
  await page.getByTestId("add-assets").click();
  await page.getByTestId("assets.0.label").fill("Token");
  await page.getByTestId("add-allocation").click();
  const place = "mechanisms.0.buckets.0";
  await expect(page.getByTestId("assets.0.issuers-allocation")).toBeChecked();
  await page.getByTestId(`${place}.label`).fill("Team");
  await page.getByTestId(`new-${place}.to`).click();
  await expect(page.getByTestId(`${place}.to`)).toHaveValue("treasury");
  await page.getByTestId(`${place}.share`).fill("30%");
  await page.getByTestId(`${place}.duration`).fill("300");
  await expect(page.getByTestId("total-share")).toContainText("70 % missing");
  await page.getByTestId("add-mechanisms.0.buckets").click();
  await expect(page.getByTestId("mechanisms.0.buckets.1.share")).toHaveValue("70%");
  await expect(page.getByTestId("total-share")).toHaveText("The shares add up to 100 %.");
  const [arc, ring] = await page.locator(".st-donut").evaluate((donut) => {
    const wide = (at) => getComputedStyle(donut.querySelector(at)).strokeWidth;
    return [wide("path"), wide("circle")];
  });
  expect(arc, "parts are as wide as the ring").toBe(ring);
  await expect(page.getByTestId("supply")).toContainText("70,000,000 at the start, 100,000,000 after 365 days");
});

test("agents are drawn, and what they choose is followed", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.step("agents");
  await page.getByTestId("entry-populations.0").click();
  await page.getByTestId("add-populations.0.attributes").click();
  const drawn = page.getByTestId("histogram");
  await expect(drawn).toContainText("Among the agents: least");
  await page.getByTestId("populations.0.attributes.0.value").fill("3");
  await expect(drawn).toContainText("The same for all: 3.");
  await page.getByTestId("entry-populations.0.strategies.0").click();
  await expect(page.getByTestId("entry-populations.0.strategies.0").locator("xpath=ancestor::*[contains(@class, 'st-card')][1]/..")).toContainText(
    /Chosen by \d+ % of the agents/,
  );
  const rule = page.getByTestId("populations.0.learning");
  await rule.selectOption("fermi");
  await expect(page.getByTestId("populations.0.learning.beta")).toBeVisible();
  await expect(studio.undo).toHaveAccessibleName(/^Undo: change how they choose of “/);
  await studio.step("mechanisms");
  await page.getByTestId("entry-mechanisms.8").click();
  await expect(page.getByTestId("response")).toContainText("Price after a purchase");
});

test("what is deleted says who used it, and comes back", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200");
  await studio.step("agents");
  const name = await page.getByTestId("entry-accounts.0").locator(".st-card-name").innerText();
  await page.getByTestId("delete-accounts.0").click();
  await expect(studio.notice).toContainText("Deleted, but it is used by");
  await expect(page.getByTestId("problems")).toBeVisible();
  await expect(studio.undo).toHaveAccessibleName(`Undo: delete an account “${name}”`);
  await page.keyboard.press("Control+z");
  await expect(page.getByTestId("problems")).toBeHidden();
  await expect(studio.notice, "what was said of it is over").toBeHidden();
});

test("a population that is called otherwise is followed by all that is told of it", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200&at=agents");
  await page.getByTestId("entry-populations.0").click();
  await page.getByTestId("populations.0.label").fill("Whales");
  await studio.step("objective");
  await expect(page.getByTestId("entry-metrics.15")).toContainText("sum(market.volume_by.whales)");
  await expect(page.getByTestId("problems")).toBeHidden();
  // However much is pasted into a name, a line stays a line.
  await studio.step("agents");
  await page.getByTestId("populations.0.label").fill("X".repeat(3000));
  await expect(page.getByTestId("entry-populations.0")).toContainText("XXX");
  expect((await page.getByTestId("entry-populations.0").boundingBox()).height).toBeLessThan(200);
});

test("a formula is completed where the caret is, and the rest of it stays", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=nft-marketplace&runs=200&at=objective");
  await page.getByTestId("entry-metrics.0").click();
  const field = page.getByTestId("metrics.0.formula");
  const offers = page.getByTestId("offer").filter({ visible: true });
  await expect(field).toBeVisible();
  await field.fill("1 + fee * 2");
  await field.press("Escape");
  // A word in the middle of it, by keys.
  await field.evaluate((input) => input.setSelectionRange(4, 4));
  await field.pressSequentially("enf");
  await expect(field).toHaveAttribute("aria-expanded", "true");
  await expect(offers.first()).toHaveText(/^enforcement/);
  await expectAccessible(page);
  await field.press("ArrowDown");
  await expect(offers.first()).toHaveAttribute("aria-selected", "true");
  await field.press("Enter");
  await expect(field).toHaveValue("1 + enforcementfee * 2");
  await expect(field).toHaveAttribute("aria-expanded", "false");
  // The caret is behind the name: one types on there.
  await field.pressSequentially(" * ");
  await expect(field).toHaveValue("1 + enforcement * fee * 2");
  // A function around what is there, by the mouse; the parenthesis that is there is its own.
  await field.fill("1 + (fee)");
  await field.evaluate((input) => input.setSelectionRange(4, 4));
  await field.pressSequentially("ab");
  await offers.filter({ hasText: "abs(" }).click();
  await expect(field).toHaveValue("1 + abs(fee)");
  await expect(field).toBeFocused();
  // Escape closes the list and leaves what was typed; an arrow opens it anywhere.
  await field.pressSequentially("x");
  await field.press("Escape");
  await expect(offers).toHaveCount(0);
  await field.fill("");
  await field.press("ArrowDown");
  await expect(offers.first()).toBeVisible();
  // It is in the window, also at its lower end and in a narrow one.
  await page.setViewportSize({ width: 360, height: 640 });
  await field.press("Escape");
  await field.press("ArrowDown");
  const box = await page.locator(".st-names:visible").boundingBox();
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(360);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThanOrEqual(640);
});
