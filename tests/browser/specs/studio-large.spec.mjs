// A document as large as they get. How long the page is busy while one types into it is
// measured by benches/browser/studio.mjs.

import { readFileSync } from "node:fs";
import { Studio } from "../support/studio.mjs";
import { expect, test } from "../support/test.mjs";

/** The template with 300 statements, 60 flows and 100 rows of the canvas. */
function large() {
  const file = new URL("../../../src/template/gallery/nft-marketplace.json", import.meta.url);
  const project = JSON.parse(readFileSync(file, "utf8"));
  const { discovery } = project;
  const more = (list, count, one) => {
    for (let at = list.length; at < count; at += 1) list.push(one(at));
  };
  more(discovery.tree, 300, (at) => ({ id: `t${at}`, text: `Statement ${at} of a long tree`, depth: at % 10 === 0 ? 1 : 2 }));
  more(discovery.flows, 60, (at) => ({ ...discovery.flows[at % 9], id: `f${at}`, purpose: `Purpose ${at}` }));
  more(discovery.canvas, 100, (at) => ({ ...discovery.canvas[at % 10], id: `c${at}` }));
  project.meta.title = "A large project";
  return JSON.stringify(project);
}

/** Types a text letter by letter at the end of a field; none may be lost on the way. */
async function typed(field, text) {
  await field.click();
  await field.press("Control+End");
  const before = await field.inputValue();
  await field.pressSequentially(text);
  await expect(field).toHaveValue(before + text);
}

test("what is typed into a large document arrives whole and in order", async ({ page }) => {
  test.setTimeout(120_000);
  const studio = new Studio(page);
  await studio.open();
  await studio.projects.click();
  const buffer = Buffer.from(large());
  await page.getByTestId("import").setInputFiles({ name: "large.json", mimeType: "application/json", buffer });
  await expect(studio.field("Title-")).toHaveValue("A large project");
  await expect(studio.nodes).toHaveCount(300);
  await typed(studio.field("Question-"), " and why");
  await studio.nodes.nth(200).click();
  await typed(page.locator('[data-testid^="NodeText-"]:visible').first(), " and more");
  await studio.step("stakeholders");
  await page.getByTestId("card-Flows-f40").click();
  await typed(studio.field("FlowPurpose-f40"), " and more");
  await studio.step("incentives");
  await page.getByTestId("card-Rows-c70").click();
  await typed(studio.field("RowFriction-c70"), " and more");
  await studio.step("objective");
  await page.getByTestId("entry-metrics.0").click();
  await typed(page.getByTestId("metrics.0.label"), " and more");
  await studio.undo.click();
  await expect(page.getByTestId("metrics.0.label")).not.toHaveValue(/ and more$/);
});
