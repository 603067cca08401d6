import { inject } from "vitest";
import { cloneTemplate } from "../../../scripts/lib/test-databases.mjs";

/** A database of the test file's own, with all migrations applied and no rows. */
export type TestDatabase = {
  readonly url: string;
  /** Drops it, closing connections that are still open. Optional: the end of the run drops what is left. */
  drop(): Promise<void>;
};

/**
 * Copies the run's template database. Call it in `beforeAll`, once per test file.
 * The connection is that of the server's owner; code under test takes the application's role itself.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  return cloneTemplate(inject("testRun"));
}
