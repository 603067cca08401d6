import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";
import { findChromium } from "./scripts/lib/chromium.mjs";

const executablePath = findChromium();

/**
 * End-to-end tests in the system's Chromium: a driver's phone and an operator's desk.
 * e2e/world.ts starts the whole product on free ports, with a database of its own.
 */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  ...(existsSync("e2e/world.ts") ? { globalSetup: "./e2e/world.ts" } : {}),
  // Most of a test is waiting for a station or a bank, and the crash tests wait longest.
  workers: 3,
  forbidOnly: true,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use: {
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // Containers give the browser neither a sandbox nor much shared memory.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    },
    // A trace of every test costs half of its time; ask for one where it is needed: `npx playwright test --trace on`.
    trace: "off",
    screenshot: "only-on-failure",
  },
  projects: [
    // The longest first; it has a world of its own and mostly waits.
    { name: "crash", testMatch: "crash.spec.ts" },
    {
      name: "phone",
      testIgnore: ["crash.spec.ts", "admin.spec.ts", "prices.spec.ts"],
      use: { ...devices["Pixel 7"] },
    },
    {
      name: "desktop",
      testMatch: ["admin.spec.ts", "prices.spec.ts"],
      use: { ...devices["Desktop Chrome"] },
    },
  ],
});
