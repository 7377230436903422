// Checks the size of the first load: everything that the page and its worker
// fetch before the first live chart, compressed as hosts compress it: with Brotli,
// which every browser that runs the page reads, or with gzip where a host has
// nothing better.
//
// The studio, which is loaded only when it is opened, is counted apart, and so are
// the templates that are not shown.
//
//   node scripts/size.mjs [dist]

import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

// The most that the first load may be.
const LIMIT = 400 * 1024;
// With gzip it is more than that still. What was reached last may only shrink.
const GZIP_LIMIT = 460 * 1024;
const LOADED = [".html", ".css", ".js", ".wasm", ".svg", ".json"];

const root = process.argv[2] ?? "dist";
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && LOADED.includes(extname(entry.name)))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .map((path) => {
    const content = readFileSync(path);
    return { path: relative(root, path), raw: content.length, packed: brotliCompressSync(content).length, gzip: gzipSync(content, { level: 9 }).length };
  })
  .sort((a, b) => b.packed - a.packed);

// Of the templates one is shown, and the others come after it: the largest counts.
const named = (path) => path.match(/^templates-\w+\/([^.]+)/)?.[1];
const weight = (id) => files.filter(({ path }) => named(path) === id).reduce((sum, { packed }) => sum + packed, 0);
const largest = [...new Set(files.map(({ path }) => named(path)).filter(Boolean))].sort((a, b) => weight(b) - weight(a))[0];
const first = files.filter(({ path }) => !path.startsWith("studio-") && (!named(path) || named(path) === largest));
const studio = files.filter(({ path }) => path.startsWith("studio-"));

const kb = (bytes) => (bytes / 1024).toFixed(1).padStart(8);
const total = (files, key) => files.reduce((sum, file) => sum + file[key], 0);

console.log("     raw  brotli    gzip   KB");
for (const file of first) console.log(`${kb(file.raw)}${kb(file.packed)}${kb(file.gzip)}   ${file.path}`);
const sums = (files) => ["raw", "packed", "gzip"].map((key) => kb(total(files, key))).join("");
console.log(`${sums(first)}   first load; at most ${LIMIT / 1024} KB, and ${GZIP_LIMIT / 1024} KB with gzip`);
console.log(`${sums(studio)}   the studio, when it is opened`);

if (total(first, "packed") > LIMIT || total(first, "gzip") > GZIP_LIMIT) {
  console.error("The first load has grown: make it smaller again.");
  process.exit(1);
}
