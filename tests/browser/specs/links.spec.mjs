// Links: what is shared opens elsewhere with the same result, and whatever is
// wrong with a link ends in words.

import { HOSTILE } from "../support/hostile.mjs";
import { Playground } from "../support/playground.mjs";
import { expect, test } from "../support/test.mjs";

for (const kind of ["short", "full"]) {
  test(`a ${kind} link reproduces the result in a fresh profile`, async ({ page, baseURL, freshPage }) => {
    const playground = new Playground(page);
    await playground.open("t=nft-marketplace&runs=200&seed=7");
    await playground.nudge();
    await playground.settled();
    const hash = await playground.resultHash();
    const { slider } = await playground.firstParameter();
    const value = await slider.inputValue();
    const link = (await playground.links())[kind];
    expect(link.startsWith(`${baseURL}#`)).toBe(true);

    const { page: other } = await freshPage();
    const opened = new Playground(other);
    await other.goto(link);
    await opened.settled();
    expect(await opened.resultHash()).toBe(hash);
    await expect(opened.hash).toHaveAttribute("data-reproduced", "exact");
    await expect((await opened.firstParameter()).slider).toHaveValue(value);
    await expect(opened.notices).toHaveCount(0);
  });
}

test("the short link is short and readable, and fits a QR code", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=nft-marketplace&runs=200");
  const { short } = await playground.links();
  expect(new URL(short).hash).toMatch(/^#t=nft-marketplace/);
  expect(new URL(short).hash.length).toBeLessThan(200);
  await expect(playground.dialog.getByTestId("qr")).toBeVisible();
});

test("links are copied", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200");
  const { short, full } = await playground.links();
  for (const [kind, link] of [["short", short], ["full", full]]) {
    await playground.dialog.getByTestId(`copy-${kind}`).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  }
});

test("another result than the sender's is said", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200&hash=0123456789abcdef");
  await expect(playground.hash).toHaveAttribute("data-reproduced", "differs");
});

test("a link without a hash claims nothing", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200");
  await expect(playground.hash).toHaveAttribute("data-reproduced", "none");
});

test("a value out of range is clamped, and said", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200");
  const { id } = await playground.firstParameter();
  await playground.open(`t=token-supply&runs=200&p.${id}=1e15`);
  await expect(playground.notices.first()).toBeVisible();
  const { slider } = await playground.firstParameter();
  expect(await slider.inputValue()).toBe(await slider.evaluate((input) => String(Number(input.max))));
});

test("a link that is opened in the running page opens beside one's own work", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200");
  await playground.nudge();
  await playground.settled();
  const hash = await playground.resultHash();
  await page.evaluate(() => {
    location.hash = "#t=nft-marketplace&runs=200";
  });
  await expect(playground.hash).not.toHaveAttribute("data-hash", hash);
  await playground.settled();
  await expect(playground.notices.first()).toBeVisible();
});

test("a cut link says so and offers something that works", async ({ page, freshPage }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200");
  const { full } = await playground.links();
  const { page: other } = await freshPage();
  await other.goto(full.slice(0, full.indexOf("#") + Math.floor((full.length - full.indexOf("#")) / 2)));
  await expect(other.getByTestId("notice").first()).toContainText(/cut/i);
  await expectSomethingThatWorks(other);
});

test("a broken link says so and offers something that works", async ({ page, freshPage }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200");
  const { full } = await playground.links();
  const at = full.length - 40;
  const { page: other } = await freshPage();
  await other.goto(full.slice(0, at) + (full[at] === "A" ? "B" : "A") + full.slice(at + 1));
  await expect(other.getByTestId("notice").first()).toContainText(/broken/i);
  await expectSomethingThatWorks(other);
});

test("a link whose document cannot run says why, and leaves one's own work on screen", async ({ page }) => {
  const playground = new Playground(page);
  await playground.open("t=token-supply&runs=200");
  await playground.nudge();
  await playground.settled();
  const hash = await playground.resultHash();
  const address = new URL(page.url()).hash;
  await page.evaluate((fragment) => {
    location.hash = fragment;
  }, HOSTILE["a document with a formula of nothing"]);
  const notice = playground.notices.first();
  await expect(notice).toContainText("metrics.m");
  await expect(notice).toContainText("nobody");
  await playground.settled();
  await expect(playground.hash).toHaveAttribute("data-hash", hash);
  expect(new URL(page.url()).hash).toBe(address);
});

for (const [name, fragment] of Object.entries(HOSTILE)) {
  test(`hostile link: ${name}`, async ({ page }) => {
    page.on("dialog", (dialog) => {
      throw new Error(`the link opened a dialog: ${dialog.message()}`);
    });
    await page.goto("./");
    await expect(page.getByTestId("card-token-supply")).toBeVisible();
    await page.evaluate((fragment) => {
      location.hash = fragment;
    }, fragment);
    await expect(page.getByTestId("notice").first()).toBeVisible();
    await expect(page.getByTestId("notice").first()).not.toBeEmpty();
    await expectSomethingThatWorks(page);
  });
}

// Either the document is open, or a template is one click away.
async function expectSomethingThatWorks(page) {
  const playground = new Playground(page);
  if (!(await playground.root.isVisible())) await page.getByTestId("card-token-supply").click();
  await playground.settled();
}
