// Brings a database up to date: our own migrations first, then the tables of the job queue.
//   DATABASE_URL=postgresql://... node scripts/migrate.mjs
// Needs no Prisma package at run time. The bookkeeping is Prisma's own table, so `prisma migrate` agrees with it.
import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Logger, runMigrations } from "graphile-worker";
import pg from "pg";
import { isMain, ROOT } from "./lib/paths.mjs";

export const MIGRATIONS_DIR = path.join(ROOT, "prisma/migrations");

/** The role that the application works as. It owns nothing but the queue, so row-level security binds it. */
const APP_ROLE = "kerbwatt_app";

/** The number is Prisma's: its CLI waits for the same lock, so the two never migrate at once. */
const MIGRATION_LOCK = 72707369;

const BOOKKEEPING = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  )`;

/**
 * Creates the database when it is missing and applies what is new. Safe to call from several processes at once
 * and at every start.
 *
 * @param {{ databaseUrl: string, migrationsDir?: string }} options
 * @returns {Promise<{ applied: string[] }>} names of the migrations that were new
 */
export async function migrate({ databaseUrl, migrationsDir = MIGRATIONS_DIR }) {
  const client = await connectOrCreate(databaseUrl);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const applied = await applyNew(client, readMigrations(migrationsDir));
    await migrateQueue(databaseUrl);
    return { applied };
  } finally {
    // Closing the connection gives the lock back.
    await client.end();
  }
}

/**
 * All migrations on disk in the order in which they apply.
 * @param {string} [folder]
 * @returns {{ name: string, sql: string, checksum: string }[]}
 */
export function readMigrations(folder = MIGRATIONS_DIR) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

async function connectOrCreate(databaseUrl) {
  try {
    return await connect(databaseUrl);
  } catch (error) {
    if (error.code !== INVALID_CATALOG_NAME) throw error;
  }
  const target = new URL(databaseUrl);
  const name = decodeURIComponent(target.pathname.slice(1));
  target.pathname = "/postgres";
  const admin = await connect(target.href);
  try {
    await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // Another process that starts at the same moment may have been first.
    if (error.code !== DUPLICATE_DATABASE && error.code !== UNIQUE_VIOLATION) throw error;
  } finally {
    await admin.end();
  }
  return connect(databaseUrl);
}

const INVALID_CATALOG_NAME = "3D000";
const DUPLICATE_DATABASE = "42P04";
const UNIQUE_VIOLATION = "23505";

async function connect(connectionString) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client;
}

async function applyNew(client, migrations) {
  await client.query(BOOKKEEPING);
  const { rows } = await client.query(
    `SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  );
  const known = new Map(rows.map((row) => [row.migration_name, row]));
  const applied = [];
  for (const migration of migrations) {
    const earlier = known.get(migration.name);
    if (earlier) refuseChangedHistory(migration, earlier);
    else {
      await applyOne(client, migration);
      applied.push(migration.name);
    }
  }
  return applied;
}

function refuseChangedHistory(migration, earlier) {
  if (!earlier.finished_at)
    throw new Error(`Migration ${migration.name} failed earlier and was not resolved`);
  if (earlier.checksum !== migration.checksum) {
    throw new Error(`Migration ${migration.name} was edited after it had been applied to this database`);
  }
}

/** One transaction per migration: a broken one leaves nothing behind. */
async function applyOne(client, { name, sql, checksum }) {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ($1, $2, now(), $3, 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`Migration ${name} failed: ${error.message}`, { cause: error });
  }
}

/** The queue's tables belong to the application's role, because its workers change them at run time. */
async function migrateQueue(databaseUrl) {
  const asAppRole = new URL(databaseUrl);
  asAppRole.searchParams.set("options", `-c role=${APP_ROLE}`);
  await runMigrations({ connectionString: asAppRole.href, logger: new Logger(() => () => {}) });
}

if (isMain(import.meta.url)) {
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) throw new Error("DATABASE_URL is not set");
  const { applied } = await migrate({ databaseUrl });
  console.log(applied.length > 0 ? `Applied: ${applied.join(", ")}` : "The database is up to date");
}
