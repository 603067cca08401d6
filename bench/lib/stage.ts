import { randomBytes } from "node:crypto";
import path from "node:path";
import pg from "pg";
import type { Context } from "@/lib/db/context";
import { closeRuntime, runtime } from "@/lib/db/runtime";
import { databaseStatus, eraseDatabase, startDatabase } from "../../scripts/database.mjs";
import { DATA_DIR } from "../../scripts/lib/paths.mjs";
import { freePort } from "../../scripts/lib/ports.mjs";
import { migrate } from "../../scripts/migrate.mjs";

/** KERBWATT_BENCH_NAME=other: a folder of its own, for two runs at once. A run erases what stands in its folder. */
export const BENCH_DIR = path.join(DATA_DIR, process.env.KERBWATT_BENCH_NAME || "bench");
export const LOGS = path.join(BENCH_DIR, "logs");

/** Where the parts play: a PostgreSQL of our own that really writes to disk, and the environment of all processes. */
export interface Stage {
  readonly databaseUrl: string;
  /** The server's first process: its processor time and that of its children is PostgreSQL's. */
  readonly databasePid: number;
  readonly ports: {
    readonly gateway: number;
    readonly web: number;
    readonly bare: number;
    readonly mollie: number;
  };
  readonly env: NodeJS.ProcessEnv;
  /** The domain in this process, for setting the scene. */
  readonly context: Context;
  /** As the database's owner: for setting the scene and for counting what was stored. */
  readonly owner: pg.Pool;
  close(): Promise<void>;
}

const SERVER = { dataDir: path.join(BENCH_DIR, "pg"), port: 55_442, disposable: false, maxConnections: 100 };

/** Builds the stage from nothing. What a killed run left behind goes first. */
export async function openStage(): Promise<Stage> {
  await eraseDatabase(SERVER);
  const server = await startDatabase(SERVER);
  try {
    return await furnish(server.url);
  } catch (error) {
    await eraseDatabase(SERVER);
    throw error;
  }
}

async function furnish(serverUrl: string): Promise<Stage> {
  const databaseUrl = `${serverUrl}kerbwatt_bench`;
  await migrate({ databaseUrl });
  const ports = {
    gateway: await freePort(),
    web: await freePort(),
    bare: await freePort(),
    mollie: await freePort(),
  };
  const env = environment(databaseUrl, ports);
  // The domain in this process reads the same settings as the processes that it starts.
  Object.assign(process.env, env);
  const owner = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  const context = runtime();
  const close = async () => {
    await closeRuntime();
    await owner.end();
    await eraseDatabase(SERVER);
  };
  return { databaseUrl, databasePid: databaseStatus(SERVER)?.pid ?? 0, ports, env, context, owner, close };
}

function environment(databaseUrl: string, ports: Stage["ports"]): NodeJS.ProcessEnv {
  const publicUrl = `http://localhost:${ports.web}`;
  return {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    KERBWATT_MODE: "demo",
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: publicUrl,
    NEXTAUTH_URL: publicUrl,
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
    KERBWATT_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    KERBWATT_CODE_KEY: randomBytes(32).toString("base64"),
    WEBHOOK_URL: publicUrl,
    MOLLIE_API_URL: `http://127.0.0.1:${ports.mollie}/v2/`,
    GATEWAY_HOST: "127.0.0.1",
    GATEWAY_PORT: String(ports.gateway),
    TRUSTED_PROXIES: "1",
    MAIL_DIR: path.join(BENCH_DIR, "mail"),
    LOG_LEVEL: "info",
  };
}
