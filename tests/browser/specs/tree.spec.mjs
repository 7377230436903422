// The logic tree: every check fires and its mend ends it, statements are dragged, what
// cannot be read is kept, and a large document stays quick.

import { Studio } from "../support/studio.mjs";
import { expect, test } from "../support/test.mjs";

/** Of each check: an outline that it finds, what it says, its mend, and what that makes. */
const CHECKS = {
  "two siblings share their words": {
    outline: "- Why?\n  - Buyers pay high fees\n  - High fees buyers pay now\n",
    says: "share",
    mend: "Merge the two",
    gives: ["Why?", ".Buyers pay high fees; High fees buyers pay now"],
  },
  "shares leave something out": {
    outline: "- Why?\n  - Buyers (60 %)\n  - Sellers (30 %)\n",
    says: "what is missing?",
    mend: "Add “Other…” with 10 %",
    gives: ["Why?", ".Buyers", ".Sellers", ".Other…"],
  },
  "the rest is too small": {
    outline: "- Why?\n  - Buyers (60 %)\n  - Other (10 %)\n",
    says: "not to 100 %",
    mend: "Set to 40 %",
    gives: ["Why?", ".Buyers", ".Other"],
  },
  "shares count something twice": {
    outline: "- Why?\n  - Buyers (90 %)\n  - Sellers (60 %)\n",
    says: "something is counted twice",
    mend: "Set to 60 %, 40 %",
    gives: ["Why?", ".Buyers", ".Sellers"],
  },
  "a split into one part": {
    outline: "- Why?\n  - Buyers\n    - Fees\n  - Sellers\n",
    says: "is split into one part",
    mend: "Join the two",
    gives: ["Why?", ".Buyers: Fees", ".Sellers"],
  },
  "parts that are told apart by different things": {
    outline: "- Why?\n  - Buyers [criterion: side]\n  - Sellers [criterion: side]\n  - Last year [criterion: time]\n",
    says: "told apart by",
    mend: "Tell all apart by “side”",
    gives: ["Why?", ".Buyers", ".Sellers", ".Last year"],
  },
  "the same statement in two places": {
    outline: "- Why?\n  - Buyers\n    - High fees\n    - Few offers\n  - Sellers\n    - High fees\n    - Few bids\n",
    says: "is in the tree twice",
    mend: "Rename to “High fees (Sellers)”",
    gives: ["Why?", ".Buyers", "..High fees", "..Few offers", ".Sellers", "..High fees (Sellers)", "..Few bids"],
  },
};

for (const [name, { outline, says, mend, gives }] of Object.entries(CHECKS)) {
  test(`found and mended: ${name}`, async ({ page }) => {
    const studio = new Studio(page);
    await studio.open();
    await studio.replace(outline);
    const before = await studio.outline();
    const found = studio.tree.locator(".st-node-findings").getByText(says);
    await expect(found).toBeVisible();
    await studio.tree.getByRole("button", { name: mend, exact: true }).click();
    await expect(found).toHaveCount(0);
    await expect.poll(() => studio.outline()).toEqual(gives);
    await page.keyboard.press("Control+z");
    await expect(found).toBeVisible();
    await expect.poll(() => studio.outline()).toEqual(before);
  });
}

test("found and mended: a part that nothing answers", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("t=token-supply&runs=64");
  await studio.replace("- Why?\n  - Buyers\n  - Sellers\n");
  const leaf = studio.nodes.nth(1);
  await expect(leaf).toContainText("Nothing answers it");
  // The statement that is selected offers it.
  await leaf.locator(".st-node-text").click();
  await leaf.getByRole("button", { name: "Choose a mechanism" }).click();
  await page.locator("#answers").getByRole("checkbox").first().check();
  await expect(leaf).not.toContainText("Nothing answers it");
});

test("a statement is dragged between two others and into one", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.replace("- Why?\n  - One\n    - Deep\n  - Two\n  - Three\n");
  /** Drags the grip of a row to a height of another, from 0 at its top to 1. */
  const drag = async (from, to, height) => {
    const grip = await studio.nodes.nth(from).getByTestId("grip").boundingBox();
    const goal = await studio.nodes.nth(to).boundingBox();
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
    await page.mouse.down();
    await page.mouse.move(goal.x + 80, goal.y + goal.height * height, { steps: 5 });
  };
  await drag(1, 4, 0.9);
  await expect(studio.nodes.nth(4)).toHaveAttribute("data-drop", "after");
  await page.mouse.up();
  await expect.poll(() => studio.outline()).toEqual(["Why?", ".Two", ".Three", ".One", "..Deep"]);
  await expect(studio.undo).toHaveAccessibleName("Undo: move “One”");
  await drag(3, 1, 0.5);
  await page.mouse.up();
  await expect.poll(() => studio.outline()).toEqual(["Why?", ".Two", "..One", "...Deep", ".Three"]);
  // Not into what is below it.
  await drag(1, 3, 0.5);
  await expect(studio.nodes.nth(3)).not.toHaveAttribute("data-drop");
  await page.mouse.up();
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect.poll(() => studio.outline()).toEqual(["Why?", ".One", "..Deep", ".Two", ".Three"]);
});

const BROKEN = {
  "is cut off": '{"version": 1, "title": "Half',
  "is not a document": "[1, 2, 3]",
  "has a field that nobody knows": '{"version": 1, "titel": "A token"}',
  "is of a version to come": '{"version": 99}',
  "is a picture": "\u0089PNG\r\n\u001a\n",
  "is empty": "",
};

test("a file that cannot be opened is refused in words, and nothing is lost", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.field("Question-").fill("Still here?");
  for (const [what, text] of Object.entries(BROKEN)) {
    await studio.projects.click();
    await page.getByTestId("import").setInputFiles({ name: `${what}.json`, mimeType: "application/json", buffer: Buffer.from(text) });
    await expect(studio.notice, what).toContainText("That file cannot be opened");
    await expect(studio.field("Question-")).toHaveValue("Still here?");
    await studio.notice.getByRole("button", { name: "Dismiss" }).click();
  }
});

test("a stored project that cannot be read is kept and explained", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.field("Question-").fill("What if?");
  await studio.saved();
  const key = await page.evaluate(() => {
    const key = Object.keys(localStorage).find((key) => key.startsWith("tokenwright.project."));
    localStorage.setItem(key, `${localStorage.getItem(key).split("\n")[0]}\n{"version": 99}`);
    return key;
  });
  await page.reload();
  await expect(studio.notice).toContainText("it is kept as it is");
  expect(await page.evaluate((key) => localStorage.getItem(key), key)).toContain('{"version": 99}');
  await studio.projects.click();
  await expect(page.getByText("A project that cannot be read")).toBeVisible();
});
