// Trunk's last build step: gives the worker and the studio names that change with
// their content.
//
// A browser may keep the worker of an earlier build while it loads the page of
// this one, and the two speak different protocols. So the worker goes into a
// folder that is named by its content, and the page reads the name from its own
// HTML, which servers revalidate. Relative addresses throughout: `dist/` works
// from any path.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const staging = process.env.TRUNK_STAGING_DIR;
const index = join(staging, "index.html");
const worker = ["worker.js", "worker_bg.wasm"];

// A start that fails must reach the page as an error event: a rejected promise would not.
const loader = `importScripts("./worker.js");
wasm_bindgen({ module_or_path: "./worker_bg.wasm" }).catch((error) => setTimeout(() => { throw error; }));
`;

// Where workers cannot be had, the page loads worker.js and this into itself.
const inline = `wasm_bindgen({ module_or_path: new URL("./worker_bg.wasm", document.currentScript.src) });
`;

// What the bindings say to people, and their indentation, is not sent to browsers.
// (Trunk's own minifier does not understand them.) Only whole lines go.
for (const name of readdirSync(staging).filter((name) => /^(page-.*|studio|worker)\.js$/.test(name))) {
  const path = join(staging, name);
  const text = readFileSync(path, "utf8");
  const bare = text.replace(/^\s*\/\*\*[^]*?\*\/\n/gm, "").replace(/^\s*\/\/.*\n/gm, "").replace(/^[ \t]+/gm, "");
  writeFileSync(path, bare);
}

// The bindings' names are long and end in hashes, which cannot be compressed: numbers of
// the same length take their place, in the script and in the code.
for (const [script, code] of [[/^page-.*\.js$/, /^page-.*\.wasm$/], [/^studio\.js$/, /^studio_bg\.wasm$/], [/^worker\.js$/, /^worker_bg\.wasm$/]]) {
  const [js, wasm] = [script, code].map((name) => join(staging, readdirSync(staging).find((file) => name.test(file))));
  let [text, bytes] = [js, wasm].map((path) => readFileSync(path, "latin1"));
  const names = new Set(text.match(/\b\w*_h?[0-9a-f]{16}\b/g));
  [...names].forEach((name, number) => {
    const short = `_${number.toString().padStart(name.length - 1, "0")}`;
    [text, bytes] = [text, bytes].map((content) => content.replaceAll(name, short));
  });
  writeFileSync(js, text, "latin1");
  writeFileSync(wasm, bytes, "latin1");
}

const hash = createHash("sha256").update(loader).update(inline);
for (const name of worker) hash.update(readFileSync(join(staging, name)));
const folder = `worker-${hash.digest("hex").slice(0, 16)}`;

mkdirSync(join(staging, folder), { recursive: true });
for (const name of worker) renameSync(join(staging, name), join(staging, folder, name));
writeFileSync(join(staging, folder, "loader.js"), loader);
writeFileSync(join(staging, folder, "inline.js"), inline);

// The studio stays where the page is, because both import the same snippets.
// Beside it, under the same name, the published results that one of its views recomputes.
const results = readdirSync(join(staging, "published")).map((name) => JSON.parse(readFileSync(join(staging, "published", name), "utf8")));
writeFileSync(join(staging, "published.json"), JSON.stringify(results));
rmSync(join(staging, "published"), { recursive: true });
const studio = {
  content: ["studio.js", "js"],
  "data-wasm": ["studio_bg.wasm", "wasm"],
  "data-style": ["studio.css", "css"],
  "data-published": ["published.json", "json"],
};
const studioHash = createHash("sha256");
for (const [name] of Object.values(studio)) studioHash.update(readFileSync(join(staging, name)));
const studioName = `studio-${studioHash.digest("hex").slice(0, 16)}`;
const studioFiles = Object.entries(studio).map(([attribute, [name, ending]]) => {
  renameSync(join(staging, name), join(staging, `${studioName}.${ending}`));
  return `${attribute}="./${studioName}.${ending}"`;
});

// The templates in a folder of their own, by their content too.
const templatesHash = createHash("sha256");
for (const name of readdirSync(join(staging, "templates")).sort()) {
  const path = join(staging, "templates", name);
  // Without the white space that people need.
  const text = JSON.stringify(JSON.parse(readFileSync(path, "utf8")));
  writeFileSync(path, text);
  templatesHash.update(text);
}
const templates = `templates-${templatesHash.digest("hex").slice(0, 16)}`;
renameSync(join(staging, "templates"), join(staging, templates));

let html = readFileSync(index, "utf8");
// An optimised build has the HTML without the quotes and attributes that it can do without.
function fill(name, attributes) {
  const placeholder = new RegExp(`name="?${name}"?( content="")?`);
  if (!placeholder.test(html)) throw new Error(`index.html lacks <meta name="${name}" content="">`);
  html = html.replace(placeholder, `name="${name}" ${attributes}`);
}

fill("tokenwright-worker", `content="./${folder}/loader.js"`);
fill("tokenwright-templates", `content="./${templates}/"`);
fill("tokenwright-studio", studioFiles.join(" "));
// What is loaded depends on the fragment, which static/boot.js reads: nothing may
// be loaded before that.
html = html.replace(/<link[^>]*rel="?(module)?preload"?[^>]*>/g, "");
writeFileSync(index, html);
