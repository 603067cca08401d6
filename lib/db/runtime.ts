import { randomBytes, randomUUID } from "node:crypto";
import pino from "pino";
import { env } from "@/lib/env";
import type { Context } from "./context";
import { openDatabase } from "./database";
import { createSecrets } from "./secrets";

/** Fields that never reach a log line, wherever they stand (SEC-66). */
const REDACTED = [
  "token",
  "authorization",
  "password",
  "apiKey",
  "recoveryCode",
  "email",
  "address",
  "phone",
];

const slot = Symbol.for("kerbwatt.context");
const holder = globalThis as { [slot]?: Context };

/**
 * The process-wide context on the real clock, random source and database. Next's bundles and the servers hold separate
 * copies of a module, hence the slot on `globalThis`: one pool per process.
 */
export function runtime(): Context {
  holder[slot] ??= createRuntime();
  return holder[slot];
}

/** Closes the process-wide context, for a clean end of a server. */
export async function closeRuntime(): Promise<void> {
  const current = holder[slot];
  delete holder[slot];
  await current?.db.close();
}

function createRuntime(): Context {
  const { DATABASE_URL, DB_POOL_MAX, KERBWATT_ENCRYPTION_KEY, LOG_LEVEL } = env();
  return {
    db: openDatabase({ url: DATABASE_URL, poolMax: DB_POOL_MAX }),
    clock: { now: () => new Date() },
    random: { bytes: (length) => randomBytes(length) },
    ids: { next: () => randomUUID() },
    secrets: createSecrets(KERBWATT_ENCRYPTION_KEY),
    log: pino({
      level: LOG_LEVEL,
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), censor: "[redacted]" },
    }),
  };
}
