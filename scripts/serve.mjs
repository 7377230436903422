// A small static server for `dist/`: right types, honest caching, nothing else.
//
//   node scripts/serve.mjs [--root dist] [--base /] [--port 8080]
//
// `--base` serves the folder under a path, as many hosts do. If the port is
// taken, the next free one is used. The browser tests use `serve` directly.

import { createReadStream, existsSync, realpathSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

// Names that carry a hash of the content: trunk's, and the worker's folder. The
// names of wasm-bindgen's snippets carry one of something else.
const HASHED = /^(?!.*snippets).*-[0-9a-f]{14,}/;

const HOST = "127.0.0.1";
const PORTS_TO_TRY = 20;

/** Serves `root` under the path `base`; port 0 means any. Resolves to `{ url, close }`. */
export async function serve({ root, base = "/", port = 0 }) {
  if (!existsSync(join(root, "index.html"))) throw new Error(`there is no page in ${root}: run make build first`);
  const server = createServer((request, response) => answer(resolve(root), base, request, response));
  await listen(server, port, port === 0 ? 1 : PORTS_TO_TRY);
  return {
    url: `http://${HOST}:${server.address().port}${base}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

function listen(server, port, attempts) {
  return new Promise((done, failed) => {
    server.once("error", (error) => {
      if (error.code !== "EADDRINUSE" || attempts <= 1) failed(error);
      else listen(server, port + 1, attempts - 1).then(done, failed);
    });
    server.listen(port, HOST, done);
  });
}

function answer(root, base, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") return plain(response, 405, "only GET and HEAD");
  const path = decode(request.url.split("?")[0]);
  if (path === undefined) return plain(response, 400, "malformed path");
  if (`${path}/` === base) return plain(response, 301, "moved", { Location: base });
  if (!path.startsWith(base)) return plain(response, 404, "not found");
  const file = locate(root, path.slice(base.length));
  if (file === undefined) return plain(response, 404, "not found");
  response.writeHead(200, {
    "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
    "Content-Length": statSync(file).size,
    "Cache-Control": HASHED.test(file.slice(root.length)) ? "public, max-age=31536000, immutable" : "no-cache",
    "X-Content-Type-Options": "nosniff",
  });
  if (request.method === "HEAD") response.end();
  else createReadStream(file).pipe(response);
}

function decode(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

// The file for a path, or nothing if it is not inside of root.
function locate(root, path) {
  if (path.includes("\0")) return undefined;
  let file = join(root, path);
  if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
  if (!existsSync(file) || !realpathSync(file).startsWith(realpathSync(root) + sep)) return undefined;
  return file;
}

function plain(response, status, text, headers = {}) {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", ...headers });
  response.end(`${text}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      root: { type: "string", default: "dist" },
      base: { type: "string", default: "/" },
      port: { type: "string", default: "8080" },
    },
  });
  const { url } = await serve({ root: values.root, base: values.base, port: Number(values.port) });
  console.log(`\n  Tokenwright is at ${url}   (Ctrl-C ends it)\n`);
}
