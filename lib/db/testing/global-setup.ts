import type { TestProject } from "vitest/node";
import { openTestRun } from "../../../scripts/lib/test-databases.mjs";

/**
 * Global setup of the vitest project "database": one template database per run, whose coordinates the test
 * files receive. Without a database the run fails; database tests are never skipped.
 * Returns the clean-up, which drops every database that the run has made.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { close, serverUrl, template, run } = await openTestRun();
  project.provide("testRun", { serverUrl, template, run });
  return close;
}

declare module "vitest" {
  export interface ProvidedContext {
    testRun: { serverUrl: string; template: string; run: string };
  }
}
