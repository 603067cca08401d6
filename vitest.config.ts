import path from "node:path";
import { defineConfig } from "vitest/config";

/** What happens soon on a quiet machine takes its time beside the journeys. */
const PATIENT = { expect: { poll: { timeout: 30_000, interval: 20 } } };

const DATABASE = {
  ...PATIENT,
  globalSetup: ["lib/db/testing/global-setup.ts"],
  testTimeout: 90_000,
  hookTimeout: 120_000,
};

const alias = { "@": path.resolve(import.meta.dirname) };

/**
 * `unit` touches no database; in `database` and `database-routes` every test file gets a fresh PostgreSQL database. Loading
 * every module once per worker instead of once per file saves a third to a half of the time; only the tests of routes, which
 * put other modules in the place of ours, need modules of their own.
 */
export default defineConfig({
  resolve: { alias },
  test: {
    // A test file mostly waits for a database, a socket or a timer.
    maxWorkers: "100%",
    projects: [
      {
        resolve: { alias },
        test: {
          ...PATIENT,
          name: "unit",
          isolate: false,
          include: ["{lib,app,components,server,simulators,scripts,bench}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts", "node_modules/**"],
          // Generous: the suite runs in the background of the journeys.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "database",
          isolate: false,
          include: ["{lib,server,simulators,scripts,bench}/**/*.db.test.ts"],
          ...DATABASE,
        },
      },
      {
        resolve: { alias },
        test: { name: "database-routes", include: ["app/**/*.db.test.ts"], ...DATABASE },
      },
    ],
  },
});
