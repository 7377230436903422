// The built folder as a host sees it: no address that only works at one place,
// no name that stays the same when its content changes.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "../support/test.mjs";

const root = process.env.TOKENWRIGHT_DIST || fileURLToPath(new URL("../../../dist", import.meta.url));
const html = readFileSync(join(root, "index.html"), "utf8");

// The values of attributes, which an optimised page may write without quotes.
function values(text, names) {
  const attributes = text.matchAll(new RegExp(`[\\s"](?:${names})=(?:"([^"]*)"|([^\\s>"]+))`, "g"));
  return [...attributes].map(([, quoted, bare]) => quoted ?? bare);
}

test("every address in the page is relative and leads to a file", () => {
  const named = [...html.matchAll(/<meta[^>]*tokenwright-\w+[^>]*>/g)].flatMap(([tag]) => values(tag, "content|data-style"));
  const addresses = [...values(html, "href|src|data-wasm"), ...named].filter((address) => !address.startsWith("data:"));
  expect(named).toHaveLength(5);
  expect(addresses.length).toBeGreaterThan(5);
  for (const address of addresses) {
    expect(address).toMatch(/^\.\//);
    expect(existsSync(join(root, address)), address).toBe(true);
  }
});

test("code and styles have names that change with their content", () => {
  const named = readdirSync(root, { recursive: true })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\.(js|css|wasm)$/.test(path) && !path.startsWith("snippets/"));
  expect(named.length).toBeGreaterThanOrEqual(6);
  for (const path of named) expect(path).toMatch(/-[0-9a-f]{14,16}/);
});

test("no script, style or handler is inline", () => {
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
});
