// Checks the size of the first load: everything that the page and its worker
// fetch before the first live chart, compressed as hosts compress it.
//
//   node scripts/size.mjs [dist]

import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { gzipSync } from "node:zlib";

// The goal, and what may not be exceeded on the way there: the size that was
// reached last, which only shrinks.
const GOAL = 400 * 1024;
const LIMIT = 815 * 1024;
const LOADED = [".html", ".css", ".js", ".wasm", ".svg", ".json"];

const root = process.argv[2] ?? "dist";
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && LOADED.includes(extname(entry.name)))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .map((path) => {
    const content = readFileSync(path);
    return { path: relative(root, path), raw: content.length, packed: gzipSync(content, { level: 9 }).length };
  })
  .sort((a, b) => b.packed - a.packed);

const kb = (bytes) => (bytes / 1024).toFixed(1).padStart(8);
const total = (key) => files.reduce((sum, file) => sum + file[key], 0);

console.log("     raw    gzip   KB");
for (const file of files) console.log(`${kb(file.raw)}${kb(file.packed)}   ${file.path}`);
console.log(`${kb(total("raw"))}${kb(total("packed"))}   first load; goal ${GOAL / 1024} KB, limit ${LIMIT / 1024} KB compressed`);

if (total("packed") > GOAL) console.log("The goal is not reached yet.");
if (total("packed") > LIMIT) {
  console.error("The first load has grown: make it smaller again.");
  process.exit(1);
}
