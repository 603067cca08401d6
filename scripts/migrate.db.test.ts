import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "@/lib/db/testing/test-database";
import { migrate } from "./migrate.mjs";

/** An own folder of migrations on an own database: the runner, not the product's schema, is under test. */

const migrationsDir = mkdtempSync(path.join(os.tmpdir(), "kerbwatt-migrations-"));
let databaseUrl: string;
let client: pg.Client;
let dropDatabase: () => Promise<void>;

function writeMigration(name: string, sql: string): void {
  mkdirSync(path.join(migrationsDir, name), { recursive: true });
  writeFileSync(path.join(migrationsDir, name, "migration.sql"), sql);
}

const run = () => migrate({ databaseUrl, migrationsDir });

async function tables(): Promise<string[]> {
  const { rows } = await client.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
  );
  return rows.map(({ tablename }) => tablename);
}

beforeAll(async () => {
  const database = await createTestDatabase();
  databaseUrl = database.url;
  dropDatabase = () => database.drop();
  client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await dropDatabase();
  rmSync(migrationsDir, { recursive: true });
});

describe("migrate", () => {
  it("applies what is new in the order of the names, once", async () => {
    writeMigration("0002_second", "ALTER TABLE runner_a ADD COLUMN second int;");
    writeMigration("0001_first", "CREATE TABLE runner_a (first int);");
    expect(await run()).toEqual({ applied: ["0001_first", "0002_second"] });
    expect(await run()).toEqual({ applied: [] });
  });

  it("applies each migration once when several processes start together", async () => {
    writeMigration("0003_together", "CREATE TABLE runner_b (id int);");
    const outcomes = await Promise.all([run(), run(), run()]);
    expect(outcomes.flatMap(({ applied }) => applied)).toEqual(["0003_together"]);
  });

  it("leaves nothing behind of a migration that fails", async () => {
    writeMigration("0004_broken", "CREATE TABLE runner_c (id int); SELECT no_such_function();");
    await expect(run()).rejects.toThrow(/0004_broken.*no_such_function/s);
    expect(await tables()).not.toContain("runner_c");
    writeMigration("0004_broken", "CREATE TABLE runner_c (id int);");
    expect(await run()).toEqual({ applied: ["0004_broken"] });
  });

  it("refuses a migration that was edited after it had been applied", async () => {
    writeMigration("0001_first", "CREATE TABLE runner_a (first bigint);");
    await expect(run()).rejects.toThrow("0001_first was edited");
  });

  it("gives the queue's tables to the application's role", async () => {
    const { rows } = await client.query(
      "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'graphile_worker'",
    );
    expect(rows).toEqual([{ tableowner: "kerbwatt_app" }]);
  });
});
