// The `test` that all specs use: every test fails on what support/watch.mjs notices.

import { test as base, expect } from "@playwright/test";
import { watch } from "./watch.mjs";

export { expect };

export const test = base.extend({
  /** What the test's own context has done so far; see support/watch.mjs. */
  watched: [
    async ({ context, baseURL }, use) => {
      const watched = watch(context, new URL(baseURL).origin);
      await use(watched);
      expect(watched.unexpected(), "problems noticed while the test ran").toEqual([]);
    },
    { auto: true },
  ],

  /** Opens a page in a fresh profile, watched as the test's own is. */
  freshPage: async ({ browser, baseURL }, use) => {
    const opened = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ baseURL, ...options });
      const watched = watch(context, new URL(baseURL).origin);
      opened.push({ context, watched });
      return { page: await context.newPage(), watched };
    });
    for (const { context, watched } of opened) {
      await context.close();
      expect(watched.unexpected(), "problems noticed in a fresh profile").toEqual([]);
    }
  },
});
