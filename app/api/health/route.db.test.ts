import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeRuntime } from "@/lib/db/runtime";
import { createTestDatabase, type TestDatabase } from "@/lib/db/testing/test-database";
import { GET as live } from "./live/route";
import { GET as ready } from "./route";

describe("REL-45: liveness is not readiness", () => {
  let database: TestDatabase;
  let owner: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    Object.assign(process.env, {
      KERBWATT_MODE: "test",
      LOG_LEVEL: "silent",
      DATABASE_URL: database.url,
      PUBLIC_URL: "https://charge.example",
      NEXTAUTH_URL: "https://charge.example",
      NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
      KERBWATT_ENCRYPTION_KEY: randomBytes(32).toString("base64"),
      KERBWATT_CODE_KEY: randomBytes(32).toString("base64"),
    });
  });
  afterAll(async () => {
    await closeRuntime();
    await database.drop();
  });

  it("is ready on a migrated database, not ready when a migration is missing, and alive in any case", async () => {
    expect((await ready()).status).toBe(200);
    await owner.query(
      "UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name LIKE '%_invariants'",
    );
    const answer = await ready();
    expect(answer.status).toBe(503);
    expect(await answer.text()).toBe('{"status":"unavailable"}');
    expect(live().status).toBe(200);
    await owner.query("UPDATE _prisma_migrations SET finished_at = now()");
    expect((await ready()).status).toBe(200);
  });

  it("SEC-67: is not ready without the database, and says nothing about it", async () => {
    await owner.end();
    await closeRuntime();
    await database.drop();
    const answer = await ready();
    expect(answer.status).toBe(503);
    expect(await answer.text()).toBe('{"status":"unavailable"}');
    expect(live().status).toBe(200);
  });
});
