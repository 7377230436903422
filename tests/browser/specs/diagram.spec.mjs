// The diagram of the studio: it shows the model, is edited by hand and by keys, and what
// is changed in it is changed in the forms.

import { readFileSync } from "node:fs";
import { expectAccessible } from "../support/axe.mjs";
import { Studio } from "../support/studio.mjs";
import { expect, test } from "../support/test.mjs";

/** The diagram as its user sees it. */
class Diagram extends Studio {
  constructor(page) {
    super(page);
    this.frame = page.getByTestId("diagram");
    this.panel = page.getByTestId("dg-panel");
  }

  async openTemplate() {
    await this.open("t=nft-marketplace&runs=200&at=diagram");
    await expect(this.node("market")).toBeVisible();
    // All of it is in reach of the mouse.
    await this.page.getByTestId("dg-fit").click();
  }

  node(key) {
    return this.page.getByTestId(`dg-node-${key}`);
  }

  arrow(from, to) {
    return this.page.getByTestId(`dg-arrow-${from}-${to}`);
  }

  /** Where a node is in the drawing. */
  async place(key) {
    return this.node(key).getAttribute("transform");
  }

  /** Takes a node and lets it go somewhere else. */
  async drag(key, x, y) {
    const box = await this.node(key).boundingBox();
    const [from, to] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.page.mouse.move(from, to);
    await this.page.mouse.down();
    await this.page.mouse.move(from + x / 2, to + y / 2);
    await this.page.mouse.move(from + x, to + y);
    await this.page.mouse.up();
  }
}

test("the template is drawn, and a formula that is changed there is changed in the form", async ({ page }) => {
  const diagram = new Diagram(page);
  await diagram.openTemplate();
  await expect(diagram.frame.getByRole("option", { name: "NFT marketplace, Marketplace with fee and royalty" })).toBeVisible();
  await expect(diagram.arrow("market", "fees")).toHaveAttribute("aria-label", "fees = fee, from NFT marketplace to Collected fees");

  // By keys alone: to the first, along to others, and into the fields of one.
  await diagram.frame.focus();
  await page.keyboard.press("Home");
  await expect(diagram.frame.locator("[aria-selected=true]")).toHaveCount(1);
  const first = await diagram.frame.getAttribute("aria-activedescendant");
  await page.keyboard.press("ArrowRight");
  await expect(diagram.frame).not.toHaveAttribute("aria-activedescendant", first);
  await page.keyboard.press("Escape");
  await expect(diagram.frame.locator("[aria-selected=true]")).toHaveCount(0);

  await diagram.node("market").click();
  await expect(diagram.panel.getByRole("heading", { name: "NFT marketplace" })).toBeVisible();
  await diagram.panel.getByRole("button", { name: "to Collected fees" }).click();
  await expect(diagram.panel.getByRole("heading", { name: "NFT marketplace → Collected fees" })).toBeVisible();
  await expect(diagram.panel.getByTestId("dg-moved")).toContainText("usd: ");
  await diagram.frame.focus();
  await page.keyboard.press("Enter");
  const market = (await diagram.arrow("market", "fees").getAttribute("id")).match(/mechanisms-(\d+)/)[1];
  const field = page.getByTestId(`mechanisms.${market}.fee`);
  await expect(field).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("fee / 2");
  await expect(diagram.arrow("market", "fees")).toHaveAttribute("aria-label", /fees = fee \/ 2/);
  await diagram.panel.getByTestId("dg-form").click();
  await expect(page.getByTestId("step-mechanisms")).toHaveAttribute("aria-current", "step");
  await expect(field).toHaveValue("fee / 2");
  await page.keyboard.press("Control+z");
  await expect(field).toHaveValue("fee");
});

test("a node stays where it is put, by hand and by keys, and goes back", async ({ page }) => {
  const diagram = new Diagram(page);
  await diagram.openTemplate();
  const [before, other] = [await diagram.place("pool"), await diagram.place("market")];
  await diagram.drag("market", 40, 90);
  const dragged = await diagram.place("market");
  expect(dragged).not.toBe(other);
  expect(await diagram.place("pool"), "nothing else moves").toBe(before);
  await expect(diagram.undo).toHaveAccessibleName("Undo: move “NFT marketplace”");
  await diagram.undo.click();
  await expect(diagram.node("market")).toHaveAttribute("transform", other);
  await diagram.redo.click();
  await expect(diagram.node("market")).toHaveAttribute("transform", dragged);

  await diagram.node("market").click();
  for (let times = 0; times < 3; times += 1) await page.keyboard.press("Alt+ArrowDown");
  expect(await diagram.place("market")).not.toBe(dragged);
  await diagram.undo.click();
  await expect(diagram.node("market"), "keys in a row are one step").toHaveAttribute("transform", dragged);

  // It is a part of the document: a reload finds it there.
  await diagram.saved();
  await page.reload();
  await expect(diagram.node("market")).toHaveAttribute("transform", dragged);
  await page.getByTestId("dg-layout").click();
  await expect(diagram.node("market")).toHaveAttribute("transform", other);
});

test("nodes are added, connected and deleted by mouse", async ({ page }) => {
  const diagram = new Diagram(page);
  await diagram.openTemplate();
  await page.getByTestId("dg-what").selectOption("account");
  await page.getByTestId("dg-add").click();
  await expect(diagram.node("new_account")).toBeVisible();
  const name = diagram.panel.getByLabel("Name", { exact: true });
  await expect(name).toBeFocused();
  await name.fill("Rainy days");
  await expect(diagram.node("rainy_days")).toContainText("Rainy days");

  await page.getByTestId("dg-fit").click();
  await diagram.node("treasury").click();
  await page.getByTestId("dg-connect").click();
  await diagram.node("rainy_days").click();
  await expect(diagram.arrow("treasury", "rainy_days")).toHaveAttribute("aria-selected", "true");
  await expect(diagram.panel.getByRole("heading", { name: "Treasury → Rainy days" })).toBeVisible();
  await page.getByTestId("dg-delete").click();
  await expect(diagram.arrow("treasury", "rainy_days")).toHaveCount(0);
  await diagram.undo.click();
  await expect(diagram.arrow("treasury", "rainy_days")).toHaveCount(1);
  await diagram.node("rainy_days").click();
  await page.getByTestId("dg-delete").click();
  await expect(diagram.node("rainy_days")).toHaveCount(0);
});

test("nodes are added, connected and deleted by keys", async ({ page }) => {
  const diagram = new Diagram(page);
  await diagram.open("at=diagram");
  const add = async (what, key) => {
    await page.getByTestId("dg-what").focus();
    await page.getByTestId("dg-what").selectOption(what);
    await page.keyboard.press("Tab");
    await expect(page.getByTestId("dg-add")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(diagram.node(key)).toHaveAttribute("aria-selected", "true");
    await expect(diagram.panel.getByLabel("Name", { exact: true })).toBeFocused();
  };
  await diagram.step("token");
  await page.getByTestId("add-assets").click();
  await diagram.step("diagram");
  await add("account", "new_account");
  await add("population", "new_agents");
  await diagram.frame.focus();
  await page.keyboard.press("Home");
  await expect(diagram.node("new_agents")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("c");
  await expect(diagram.frame).toHaveAttribute("data-connecting", "");
  await page.keyboard.press("End");
  await expect(diagram.node("new_account")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(diagram.arrow("new_agents", "new_account")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Delete");
  await expect(diagram.arrow("new_agents", "new_account")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(diagram.arrow("new_agents", "new_account")).toHaveCount(1);
});

test("a run is played back, and arrows are as wide as what moves", async ({ page }) => {
  const diagram = new Diagram(page);
  await diagram.openTemplate();
  const width = (from, to) => diagram.arrow(from, to).locator(".dg-line").getAttribute("stroke-width");
  await expect.poll(() => width("market", "fees")).not.toBe("1.5");
  const whole = await width("market", "fees");
  await page.getByTestId("dg-time").fill("3");
  await expect(diagram.frame.locator(".dg-line").first()).toBeVisible();
  await expect.poll(() => width("market", "fees")).not.toBe(whole);
  await page.getByTestId("dg-whole").click();
  await expect.poll(() => width("market", "fees")).toBe(whole);
  await page.getByTestId("dg-play").click();
  await expect(page.getByTestId("dg-play")).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => page.getByTestId("dg-time").inputValue()).not.toBe("0");
});

test("an arrow shows its formula, and its fan over the runs as far as sliders go", async ({ page }) => {
  const diagram = new Diagram(page);
  await diagram.openTemplate();
  await diagram.arrow("market", "fees").locator(".dg-target").dispatchEvent("pointerdown", { button: 0, pointerId: 1, clientX: 5, clientY: 5 });
  await diagram.arrow("market", "fees").locator(".dg-target").dispatchEvent("pointerup", { button: 0, pointerId: 1, clientX: 5, clientY: 5 });
  const [fan, runs] = [page.getByTestId("dg-fan"), page.getByTestId("dg-fan-runs")];
  await expect(fan).toHaveAttribute("data-done", "");
  await expect(runs).toHaveText("Over 100 runs, the first of the simulation’s 200.");
  const chart = page.getByTestId("chart-moved-usd");
  const median = async () => Number((await chart.locator(".chart-readout").textContent()).match(/median ([\d.]+)/)[1]);
  const before = await chart.locator(".chart-readout").textContent();
  expect(await median()).toBeGreaterThan(0);
  await chart.locator(".chart-plot").focus();
  await page.keyboard.press("Home");
  await expect(chart.locator(".chart-readout"), "read off at the first step").not.toHaveText(before);
  await page.keyboard.press("Escape");

  // Half the fee: the fan is made again.
  const market = (await diagram.arrow("market", "fees").getAttribute("id")).match(/mechanisms-(\d+)/)[1];
  await page.getByTestId(`mechanisms.${market}.fee`).fill("fee / 2");
  await expect(chart.locator(".chart-readout")).not.toHaveText(before);
  await expect(fan).toHaveAttribute("data-done", "");
  const halved = await chart.locator(".chart-readout").textContent();
  await page.getByText("Parameters", { exact: true }).click();
  await page.getByTestId("slider-fee").press("ArrowRight");
  await expect(chart.locator(".chart-readout"), "and as a slider moves").not.toHaveText(halved);
  await expectAccessible(page);
});

test("a flow is drawn from the handle of a node to another, and ends where nothing is", async ({ page }) => {
  const diagram = new Diagram(page);
  await diagram.openTemplate();
  await diagram.node("treasury").click();
  await expect(diagram.panel).toBeVisible();
  await page.getByTestId("dg-fit").click();
  const middle = async (at) => {
    const box = await at.boundingBox();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const handle = diagram.node("treasury").locator(".dg-reach");
  const draw = async (to, look) => {
    await page.mouse.move(...(await middle(handle)));
    await page.mouse.down();
    await page.mouse.move(to[0] - 10, to[1]);
    await page.mouse.move(...to);
    if (look) await look();
    await page.mouse.up();
  };
  const [x, y] = await middle(handle);
  await draw([x, y + 40]);
  await expect(diagram.frame).not.toHaveAttribute("data-connecting", "");
  await draw(await middle(diagram.node("stakers")), async () => {
    await expect(diagram.node("stakers")).toHaveAttribute("data-to", "");
    await expect(diagram.frame).toHaveAttribute("data-connecting", "");
  });
  await expect(diagram.arrow("treasury", "stakers")).toHaveAttribute("aria-selected", "true");
  await expect(diagram.undo).toHaveAccessibleName("Undo: connect “Treasury” with “Stakers”");
  await diagram.undo.click();
  await expect(diagram.arrow("treasury", "stakers")).toHaveCount(0);
  // What was drawn moved nothing.
  await expect(diagram.undo).toHaveAccessibleName("Undo");
});

test("the drawing is a file with all nodes, in both formats", async ({ page }) => {
  const diagram = new Diagram(page);
  await diagram.openTemplate();
  const file = async (id) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId(id).click()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };
  const svg = await file("dg-svg");
  expect(svg.name).toBe("nft-marketplace-diagram.svg");
  const text = svg.bytes.toString();
  const names = await diagram.frame.locator(".dg-name").allTextContents();
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(text).toContain(`>${name}</text>`);
  const png = await file("dg-png");
  expect([...png.bytes.subarray(1, 4)]).toEqual([..."PNG"].map((letter) => letter.charCodeAt(0)));
  expect(png.bytes.readUInt32BE(16), "two pixels for each").toBeGreaterThan(2000);
});

test("it is accessible in both themes, and fits a narrow screen", async ({ page }) => {
  const diagram = new Diagram(page);
  await diagram.openTemplate();
  await diagram.node("market").click();
  await expectAccessible(page);
  await page.evaluate(() => document.documentElement.setAttribute("data-theme", "dark"));
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 780 });
  await expect(diagram.frame).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(360);
  await expectAccessible(page);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 780 }, hasTouch: true });

  test("a flow is drawn by a finger", async ({ page, context }) => {
    const diagram = new Diagram(page);
    await diagram.open("t=token-supply&runs=50&at=diagram");
    await page.getByTestId("dg-fit").tap();
    const middle = async (at) => {
      const box = await at.boundingBox();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    const from = await middle(diagram.node("team"));
    await page.touchscreen.tap(from.x, from.y);
    await expect(diagram.node("team")).toHaveAttribute("aria-selected", "true");
    await diagram.frame.scrollIntoViewIfNeeded();
    const [start, end] = [await middle(diagram.node("team").locator(".dg-reach")), await middle(diagram.node("investors"))];
    const hand = await context.newCDPSession(page);
    const finger = (type, ...touchPoints) => hand.send("Input.dispatchTouchEvent", { type, touchPoints });
    await finger("touchStart", start);
    await finger("touchMove", { x: end.x, y: end.y - 10 });
    await finger("touchMove", end);
    await expect(diagram.node("investors")).toHaveAttribute("data-to", "");
    await finger("touchEnd");
    await expect(diagram.undo).toHaveAccessibleName("Undo: connect “Team” with “Investors”");
  });
});
