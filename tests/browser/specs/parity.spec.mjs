// The page computes what the command line computes, bit for bit.

import { simulate, template } from "../support/cli.mjs";
import { readdirSync } from "node:fs";
import { Playground } from "../support/playground.mjs";
import { expect, test } from "../support/test.mjs";

const gallery = readdirSync(new URL("../../../src/template/gallery/", import.meta.url));
const ids = gallery.filter((name) => !name.includes(".preview.")).map((name) => name.replace(".json", ""));

for (const id of ids) {
  test(`${id}: the same hash in the browser and natively`, async ({ page }) => {
    const playground = new Playground(page);
    await playground.open(`t=${id}&seed=7&runs=200`);
    expect(await playground.runs()).toBe(200);
    const native = await simulate(await template(id), { seed: 7, runs: 200 });
    expect(native.runs).toBe(200);
    expect(await playground.resultHash()).toBe(native.hash);
  });
}
