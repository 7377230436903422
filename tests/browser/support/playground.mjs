// The page as its user sees it, by the test ids that the page promises.

import { expect } from "@playwright/test";

export const TEMPLATES = ["nft-marketplace", "token-supply"];

/** What a playground shows, and what can be done in it. */
export class Playground {
  constructor(page) {
    this.page = page;
    this.root = page.getByTestId("playground");
    this.charts = page.locator('[data-testid^="chart-"][data-revision]');
    this.sliders = page.locator('[data-testid^="slider-"]');
    for (const id of ["score", "status", "runs-done", "hash", "ledger", "developer"]) this[camel(id)] = page.getByTestId(id);
    for (const id of ["run-more", "cancel", "reset", "pin-baseline", "clear-baseline", "share", "theme"]) {
      this[camel(id)] = page.getByTestId(id);
    }
    this.notices = page.getByTestId("notice");
    this.dialog = page.getByTestId("share-dialog");
  }

  /** Opens a fragment such as `t=token-supply&seed=7`, and waits for its last chart. */
  async open(fragment) {
    // Another fragment alone would not load the page anew.
    if (this.page.url() !== "about:blank") {
      // What is still being fetched would be cut off by leaving.
      await this.page.waitForLoadState("networkidle");
      await this.page.goto("about:blank");
    }
    await this.page.goto(`./#${fragment}`);
    await this.settled();
  }

  /** Waits until all charts show all runs. */
  async settled() {
    await expect(this.root).toBeVisible();
    await expect
      .poll(() => this.charts.evaluateAll((all) => all.length > 0 && all.every((chart) => chart.dataset.stage === "done")))
      .toBe(true);
  }

  /** How often the first chart was drawn. */
  async revision() {
    return Number(await this.charts.first().getAttribute("data-revision"));
  }

  /** The number of runs on show. */
  async runs() {
    return digits(await this.runsDone.innerText());
  }

  /** The hash of the result on show. */
  async resultHash() {
    const hash = await this.hash.getAttribute("data-hash");
    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    return hash;
  }

  /** The parameter of the first slider: its id, slider and number box. */
  async firstParameter() {
    const id = (await this.sliders.first().getAttribute("data-testid")).slice("slider-".length);
    return { id, slider: this.page.getByTestId(`slider-${id}`), number: this.page.getByTestId(`number-${id}`) };
  }

  /**
   * Moves the first slider towards its other end, by a few stops, with the
   * keyboard, and waits until a result of the new design is on show.
   */
  async nudge(presses = 3) {
    const hash = await this.resultHash();
    const { slider } = await this.firstParameter();
    const before = Number(await slider.inputValue());
    const [min, max] = await slider.evaluate((input) => [Number(input.min), Number(input.max)]);
    for (let press = 0; press < presses; press++) {
      await slider.press(before < (min + max) / 2 ? "ArrowRight" : "ArrowLeft");
    }
    expect(Number(await slider.inputValue())).not.toBe(before);
    await expect(this.hash).not.toHaveAttribute("data-hash", hash);
  }

  /** Opens the share dialog and reads both links. */
  async links() {
    await this.share.click();
    await expect(this.dialog).toBeVisible();
    const read = (id) => this.dialog.getByTestId(id);
    await expect(read("link-short")).not.toHaveValue("");
    await expect(read("link-full")).not.toHaveValue("");
    return { short: await read("link-short").inputValue(), full: await read("link-full").inputValue() };
  }
}

/** A number as people write it, "12,400 runs", without its separators. */
export function digits(text) {
  return Number(text.match(/\d[\d,.\s\u2009\u202f]*/)?.[0].replace(/\D/g, ""));
}

/** Presses Tab until the focus is on a locator's element. */
export async function tabTo(page, locator, presses = 120) {
  for (let press = 0; press < presses; press++) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the focus did not reach ${locator} with ${presses} presses of Tab`);
}

function camel(id) {
  return id.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
}
