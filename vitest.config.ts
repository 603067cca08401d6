import path from "node:path";
import { defineConfig } from "vitest/config";

const alias = { "@": path.resolve(import.meta.dirname) };

/** Two projects: `unit` touches no database, `database` gets a fresh PostgreSQL database per test file. */
export default defineConfig({
  resolve: { alias },
  test: {
    // A test file mostly waits for a database, a socket or a timer.
    maxWorkers: "100%",
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          // Unit tests share no state that could leak; loading every module once per worker saves half of the time.
          isolate: false,
          include: ["{lib,app,components,server,simulators,scripts,bench}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts", "node_modules/**"],
          // Generous: the suite runs in the background of the journeys.
          testTimeout: 180_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "database",
          include: ["{lib,app,server,simulators,scripts,bench}/**/*.db.test.ts"],
          globalSetup: ["lib/db/testing/global-setup.ts"],
          testTimeout: 90_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
