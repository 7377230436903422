// The page computes what the command line computes, bit for bit.

import { simulate, template } from "../support/cli.mjs";
import { Playground, TEMPLATES } from "../support/playground.mjs";
import { expect, test } from "../support/test.mjs";

for (const id of TEMPLATES) {
  test(`${id}: the same hash in the browser and natively`, async ({ page }) => {
    const playground = new Playground(page);
    await playground.open(`t=${id}&seed=7&runs=200`);
    expect(await playground.runs()).toBe(200);
    const native = await simulate(await template(id), { seed: 7, runs: 200 });
    expect(native.runs).toBe(200);
    expect(await playground.resultHash()).toBe(native.hash);
  });
}
