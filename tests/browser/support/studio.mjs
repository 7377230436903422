// The studio as its user sees it, by the test ids that it promises.

import { expect } from "@playwright/test";

/** The forms of a project, and what can be done with it. */
export class Studio {
  constructor(page) {
    this.page = page;
    for (const id of ["undo", "redo", "saving", "projects", "notice", "tree"]) this[id] = page.getByTestId(id);
    this.nodes = page.getByTestId("node");
    this.mends = page.getByTestId("mend");
  }

  /** Opens a fragment such as `t=token-supply`, or an empty project. */
  async open(fragment = "") {
    await this.page.goto(`./#view=studio${fragment && "&"}${fragment}`);
    await expect(this.page.getByRole("navigation", { name: "Process" })).toBeVisible();
  }

  /** Goes to a step of the process. */
  async step(name) {
    await this.page.getByTestId(`step-${name}`).click();
    await expect(this.page.getByTestId(`step-${name}`)).toHaveAttribute("aria-current", "step");
  }

  /** The field of a place, such as `Question-` or `RowDesired-r1`. */
  field(place) {
    return this.page.getByTestId(place);
  }

  /** Waits until what was typed is stored. */
  async saved() {
    await expect(this.saving).toHaveText("Saved in this browser");
  }

  /** The logic tree as an outline: depth and text of each node that is shown. */
  async outline() {
    return this.nodes.evaluateAll((all) =>
      all.map((node) => ".".repeat(Number(node.getAttribute("aria-level")) - 1) + node.querySelector(".st-node-text").textContent),
    );
  }

  /** Replaces the tree by an outline. */
  async replace(outline) {
    await this.page.getByText("As an outline").click();
    await this.page.getByTestId("outline").fill(outline);
    await this.page.getByTestId("outline-read").click();
  }

  /** Adds an entry to a list, and gives back the id that it got. */
  async add(list) {
    const cards = this.page.locator(`[data-testid^="card-${list}-"]`);
    const before = await cards.count();
    await this.page.getByTestId(`add-${list}`).click();
    await expect(cards).toHaveCount(before + 1);
    return (await cards.last().getAttribute("data-testid")).slice(`card-${list}-`.length);
  }

  /** Two stakeholders, a flow with a part and a row of the canvas, whose id it gives back. */
  async fill() {
    const { page } = this;
    await this.step("stakeholders");
    for (const name of ["Lenders", "Curators"]) {
      const id = await this.add("Stakeholders");
      await this.field(`StakeholderLabel-${id}`).fill(name);
    }
    const flow = await this.add("Flows");
    await this.field(`FlowFrom-${flow}`).selectOption("Lenders");
    await this.field(`FlowTo-${flow}`).selectOption("Curators");
    await this.field(`FlowAsset-${flow}`).fill("usd");
    await page.getByRole("button", { name: "Add a part" }).click();
    await page.getByLabel("Part goes to").selectOption("Lenders");
    await page.getByLabel("Part in %").fill("20");
    await page.getByLabel("Part in %").press("Tab");
    await expect(page.getByTestId("settled")).toHaveText("Of 100: Lenders -80, Curators +80");
    await this.step("incentives");
    const row = await this.add("Rows");
    await this.field(`RowStakeholder-${row}`).selectOption("Lenders");
    await this.field(`RowDesired-${row}`).fill("Trade what they want to own");
    await this.field(`RowUndesired-${row}`).fill("Sell to themselves");
    return row;
  }
}
