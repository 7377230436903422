// The studio: the process in forms, with everything undone, stored and found again.

import { readFile } from "node:fs/promises";
import { expectAccessible } from "../support/axe.mjs";
import { Playground } from "../support/playground.mjs";
import { Studio } from "../support/studio.mjs";
import { expect, test } from "../support/test.mjs";

test("a model opens in the studio and simulates beside the forms, with no request after that", async ({ page, watched }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200");
  const studio = new Studio(page);
  await page.getByTestId("open-studio").click();
  await expect(page.getByRole("navigation", { name: "Process" })).toBeVisible();
  await expect(page).toHaveURL(/view=studio/);
  await expect(page.getByTestId("runs-done")).toContainText("200");
  await page.waitForLoadState("networkidle");
  watched.afterLoad();
  await studio.step("simulate");
  await playground.nudge();
  await expect(studio.undo).toHaveAccessibleName(/^Undo: change “/);
  const hash = await playground.resultHash();
  await studio.undo.click();
  await expect(playground.hash).not.toHaveAttribute("data-hash", hash);
});

test("the worksheet is checked as it is typed, and a burst of typing is one step of undo", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  const question = studio.field("Question-");
  const box = page.getByTestId("box-0");
  await expect(box).toContainText("There is no question");
  await question.click();
  await question.pressSequentially("Raise honest trade");
  await expect(box).toContainText("It does not end in a question mark");
  await question.fill("How can honest trade rise to 60 % by June 2027?");
  await expect(box.locator(".st-finding")).toHaveCount(0);
  await expect(question).toBeFocused();
  await studio.field("Context-").fill("Rewards are paid for volume.");
  await expect(studio.undo).toHaveAccessibleName("Undo: change context");
  await page.keyboard.press("Control+z");
  await expect(studio.field("Context-")).toHaveValue("");
  await expect(studio.undo).toHaveAccessibleName("Undo: change key question");
  await page.keyboard.press("Control+z");
  await expect(question).toHaveValue("");
  await expect(studio.undo).toBeDisabled();
  await page.keyboard.press("Control+Shift+z");
  await expect(question).toHaveValue("How can honest trade rise to 60 % by June 2027?");
});

test("the logic tree is built with the keyboard, and a mend is applied and taken back", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await page.getByTestId("tree-start").click();
  await page.keyboard.type("Why is trading low?");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Few buyers");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Fees");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Few sellers");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Escape");
  expect(await studio.outline()).toEqual(["Why is trading low?", ".Few buyers", "..Fees", ".Few sellers"]);
  await expect(studio.nodes.nth(3)).toBeFocused();

  await page.keyboard.press("Alt+ArrowUp");
  await expect.poll(() => studio.outline()).toEqual(["Why is trading low?", ".Few sellers", ".Few buyers", "..Fees"]);
  await expect(studio.nodes.nth(1)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(studio.nodes.nth(2)).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(studio.nodes).toHaveCount(3);
  await expect(studio.nodes.nth(2)).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("ArrowRight");
  await expect(studio.nodes).toHaveCount(4);

  // A single child is found, and joined with its parent.
  await studio.nodes.nth(2).getByRole("button", { name: "Join the two" }).click();
  await expect.poll(() => studio.outline()).toEqual(["Why is trading low?", ".Few sellers", ".Few buyers: Fees"]);
  await page.keyboard.press("Control+z");
  await expect(studio.nodes).toHaveCount(4);
  await page.keyboard.press("End");
  await page.keyboard.press("Delete");
  await expect(studio.nodes).toHaveCount(3);
});

test("an outline is read, its shares are checked, and the rest is added", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.replace("- Why?\n  - Buyers (60 %)\n  - Sellers (30 %)\n");
  await page.getByRole("button", { name: "Add “Other…” with 10 %" }).click();
  await expect.poll(() => studio.outline()).toEqual(["Why?", ".Buyers", ".Sellers", ".Other…"]);
  await studio.page.getByTestId("outline").fill("- One\n- Two");
  await studio.page.getByTestId("outline-read").click();
  await expect(page.getByRole("alert").filter({ hasText: "Line 2" })).toBeVisible();
  await page.getByText("As a picture").click();
  await expect(page.locator(".st-picture rect")).toHaveCount(4);
});

test("work survives a reload, and goes out and in as a file", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=token-supply");
  await studio.field("Title-").fill("My token");
  await studio.field("Question-").fill("What if?");
  await studio.saved();
  await page.reload();
  await expect(studio.field("Question-")).toHaveValue("What if?");
  await studio.projects.click();
  const download = page.waitForEvent("download");
  await page.getByTestId("export").click();
  const text = await readFile(await (await download).path(), "utf8");
  expect(JSON.parse(text).discovery.worksheet.question).toBe("What if?");

  await studio.projects.click();
  await page.getByTestId("new-project").click();
  await expect(studio.field("Question-")).toHaveValue("");
  await studio.projects.click();
  await page.getByTestId("import").setInputFiles({ name: "a.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await expect(studio.field("Question-")).toHaveValue("What if?");
  await studio.projects.click();
  await page.getByTestId("import").setInputFiles({ name: "b.json", mimeType: "application/json", buffer: Buffer.from("{") });
  await expect(studio.notice).toContainText("That file cannot be opened");
  await expect(studio.field("Question-")).toHaveValue("What if?");

  // Both are in the list; one is deleted and had back.
  await studio.projects.click();
  await expect(page.getByRole("button", { name: "Delete “My token”" })).toHaveCount(2);
  await page.getByRole("button", { name: "Delete “My token”" }).first().click();
  await studio.notice.getByRole("button", { name: "Undo" }).click();
  await studio.projects.click();
  await expect(page.getByRole("button", { name: "Delete “My token”" })).toHaveCount(2);
});

test("two tabs on one project do not overwrite each other", async ({ page, context }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.field("Question-").fill("Mine?");
  await studio.saved();
  const other = new Studio(await context.newPage());
  await other.page.goto(page.url());
  await expect(other.field("Question-")).toHaveValue("Mine?");
  await other.field("Question-").fill("Theirs?");
  await other.saved();
  await expect(studio.notice).toContainText("changed in another tab");
  await expect(studio.field("Question-")).toHaveValue("Mine?");
  await studio.notice.getByRole("button", { name: "Keep mine as a copy" }).click();
  await studio.saved();
  await other.page.reload();
  await expect(other.field("Question-")).toHaveValue("Theirs?");
});

test("a full storage is said and loses nothing on screen", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await studio.field("Question-").fill("Still here?");
  await expect(studio.notice).toContainText("does not store");
  await expect(studio.field("Question-")).toHaveValue("Still here?");
});

const STEPS = ["problem", "stakeholders", "incentives", "token", "mechanisms", "objective", "agents", "plan", "thread", "simulate"];
const OUTLINE = "- Why is trading low? [split: side]\n  - Few buyers (60 %)\n    - Fees\n  - Few sellers (30 %) [by: market]\n";

/** Each step: nothing sticks out at the side, nobody is shut out. */
async function expectUsable(studio, steps, name) {
  const { page } = studio;
  for (const step of steps) {
    await studio.step(step);
    const { scroll, client } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scroll: scrollWidth, client: clientWidth };
    });
    expect(scroll, `width of ${step}`).toBeLessThanOrEqual(client);
    await page.screenshot({ path: `results/screens/studio-${step}-${name}.png`, fullPage: true });
    await expectAccessible(page);
  }
}

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries({ wide: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } })) {
    test.describe(`every step can be used by everyone: ${size}, ${colorScheme}`, () => {
      test.use({ viewport, colorScheme });
      // Many pages, each read in full by axe.
      test.setTimeout(240_000);

      test("a template as it is", async ({ page }) => {
        const studio = new Studio(page);
        await studio.open("t=nft-marketplace&runs=200");
        await expectUsable(studio, STEPS, `${size}-${colorScheme}`);
      });

      test("with entries open and findings shown", async ({ page }) => {
        const studio = new Studio(page);
        await studio.open("t=nft-marketplace&runs=200");
        await studio.field("Question-").fill("Honest trade");
        await studio.replace(OUTLINE);
        await page.getByText("As a picture").click();
        await expectUsable(studio, ["problem"], `findings-${size}-${colorScheme}`);
        await studio.fill();
        await expectUsable(studio, ["thread"], `findings-${size}-${colorScheme}`);
        for (const [step, card] of [["stakeholders", "Stakeholders"], ["stakeholders", "Flows"], ["incentives", "Rows"], ["objective", "Goals"]]) {
          await studio.step(step);
          await page.locator(`[data-testid^="card-${card}-"]`).last().click();
          await page.screenshot({ path: `results/screens/studio-open-${card}-${size}-${colorScheme}.png`, fullPage: true });
          await expectAccessible(page);
        }
        const inner = [["token", "assets.1"], ["mechanisms", "mechanisms.6"], ["mechanisms", "parameters.0"], ["agents", "populations.0"]];
        for (const [step, place] of inner) {
          await studio.step(step);
          await page.getByTestId(`entry-${place}`).click();
          for (const within of ["attributes.0", "strategies.0"]) {
            const entry = page.getByTestId(`entry-${place}.${within}`);
            if (await entry.count()) await entry.click();
          }
          await page.screenshot({ path: `results/screens/studio-open-${place}-${size}-${colorScheme}.png`, fullPage: true });
          await expectAccessible(page);
        }
      });

      test("an empty project", async ({ page }) => {
        const studio = new Studio(page);
        await studio.open();
        await expectUsable(studio, STEPS, `empty-${size}-${colorScheme}`);
      });
    });
  }
}
