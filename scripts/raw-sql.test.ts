import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./lib/paths.mjs";

/**
 * SQL by hand stands where people look for it, and every value in it is a parameter (SEC-69). Prisma's tagged templates and pg's
 * value lists make parameters; what does not is on one of the short lists below, each line reviewed.
 */

/** Use-cases with one statement of their own, beside stores, queries and lib/db. */
const REVIEWED = [
  "lib/billing/issue-credit-note.ts", // wakes the pages that watch the session
  "lib/billing/issue-receipt.ts", // wakes the pages that watch the session
  "lib/jobs/sweeps.ts", // reads the queue's dead jobs
  "lib/sessions/sweep-sessions.ts", // reads whether a job waits
];

/** `Prisma.raw` puts text into SQL as it is; here the text is a constant list of our own column names. */
const CONSTANT_TEXT = ["lib/sessions/session.store.ts"];

/** Connections outside Prisma, with statements written out and values beside them. */
const OWN_CONNECTION = ["lib/db/listener.ts", "lib/journal/batch-writer.ts", "server/worker/lease.ts"];

const sources = ["app", "components", "lib", "server"].flatMap((folder) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|\/testing\/|\/generated\//.test(file)),
);
const filesWith = (pattern: RegExp) =>
  sources.filter((file) => pattern.test(readFileSync(path.join(ROOT, file), "utf8")));

describe("SEC-69: SQL takes values as parameters only", () => {
  it("sees the product", () => {
    expect(sources.length).toBeGreaterThan(300);
    expect(filesWith(/\$queryRaw/).length).toBeGreaterThan(10);
  });

  it("nobody uses the interfaces that take SQL as a string", () => {
    expect(filesWith(/\$(queryRaw|executeRaw)Unsafe|\$(queryRaw|executeRaw)\(/)).toEqual([]);
    expect(filesWith(/\bPrisma\.raw\(/).filter((file) => !CONSTANT_TEXT.includes(file))).toEqual([]);
    expect(filesWith(/\.query\(/).filter((file) => !OWN_CONNECTION.includes(file))).toEqual([]);
  });

  it("stands in stores, queries and lib/db, or in a file of the reviewed list", () => {
    const elsewhere = filesWith(/\$(queryRaw|executeRaw)/).filter(
      (file) => !/\.(store|queries)\.ts$|^lib\/db\//.test(file),
    );
    expect(elsewhere.sort()).toEqual(REVIEWED);
  });
});
