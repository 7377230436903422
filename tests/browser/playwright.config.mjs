// The tests of the built page, in headless Chromium. `make test` builds the page
// and sets CHROMIUM to the browser it found; without it the system's is used, or
// else Playwright's own.

import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

const SYSTEM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export default defineConfig({
  testDir: "specs",
  outputDir: "results/artifacts",
  globalSetup: "./support/server.mjs",
  fullyParallel: true,
  // The page keeps every processor busy by itself: two at once would only wait for
  // each other.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["json", { outputFile: "results/report.json" }]],
  use: {
    // Set by the server's start, in this process; the test processes inherit it.
    baseURL: process.env.TOKENWRIGHT_URL,
    viewport: { width: 1440, height: 900 },
    // A trace doubles the time of a test: it is kept only when asked for.
    trace: process.env.TRACE ? "retain-on-failure" : "off",
    launchOptions: {
      executablePath: process.env.CHROMIUM || SYSTEM.find(existsSync),
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-quic",
      ],
    },
  },
});
