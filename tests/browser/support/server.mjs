// Serves the built page below a path, as project pages on shared hosts are: an
// address that starts at the root of the host would fail here.

import { fileURLToPath } from "node:url";
import { serve } from "../../../scripts/serve.mjs";

export default async function start() {
  const root = process.env.TOKENWRIGHT_DIST || fileURLToPath(new URL("../../../dist", import.meta.url));
  const { url, close } = await serve({ root, base: "/some/folder/" });
  process.env.TOKENWRIGHT_URL = url;
  return close;
}
