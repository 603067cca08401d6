import path from "node:path";
import { defineConfig } from "vitest/config";

const DATABASE = {
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
          name: "unit",
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
