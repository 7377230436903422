// The command line, which runs the same documents natively.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Prints a template's document. */
export async function template(id) {
  return (await tokenwright("template", id)).stdout;
}

/** What the published results come to natively. */
export async function published() {
  return JSON.parse((await tokenwright("published", "--format", "json")).stdout);
}

/** Runs a document; `options` become flags: `{ seed: 7 }` is `--seed 7`. */
export async function simulate(document, options) {
  return JSON.parse(await about("run", document, { format: "json", ...options }));
}

/** The report on a template as Markdown, with the same options. */
export async function report(id, options) {
  return about("report", await template(id), options);
}

async function about(command, document, options) {
  const folder = await mkdtemp(join(tmpdir(), "tokenwright-"));
  try {
    const file = join(folder, "project.json");
    await writeFile(file, document);
    const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    return (await tokenwright(command, file, ...flags)).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

function tokenwright(...args) {
  const binary = process.env.TOKENWRIGHT_CLI;
  if (!binary) throw new Error("TOKENWRIGHT_CLI does not name the command line; make test sets it");
  return run(binary, args, { maxBuffer: 256 * 1024 * 1024 });
}
