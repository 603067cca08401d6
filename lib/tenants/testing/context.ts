import { randomBytes, randomUUID } from "node:crypto";
import type { Context } from "@/lib/db/context";
import { openDatabase } from "@/lib/db/database";
import { createSecrets } from "@/lib/db/secrets";
import { createTestDatabase } from "@/lib/db/testing/test-database";

export interface TestContext {
  readonly context: Context;
  /** The owner's address, for acts that the application's role must not do. */
  readonly ownerUrl: string;
  /** Moves the clock. */
  advance(seconds: number): void;
  close(): Promise<void>;
}

/** A context on a fresh database, with a clock that stands until it is moved. */
export async function openTestContext(): Promise<TestContext> {
  const database = await createTestDatabase();
  const db = openDatabase({ url: database.url });
  let now = Date.parse("2026-03-02T09:00:00Z");
  return {
    ownerUrl: database.url,
    context: {
      db,
      clock: { now: () => new Date(now) },
      random: { bytes: (length) => randomBytes(length) },
      ids: { next: () => randomUUID() },
      secrets: createSecrets(randomBytes(32).toString("base64")),
      log: { info() {}, warn() {}, error() {} },
    },
    advance(seconds) {
      now += seconds * 1000;
    },
    async close() {
      await db.close();
      await database.drop();
    },
  };
}
