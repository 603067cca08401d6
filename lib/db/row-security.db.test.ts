import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "./database";
import { createTestDatabase } from "./testing/test-database";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;
let owner: pg.Client;
const a = randomUUID();
const b = randomUUID();

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, poolMax: 4 });
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await db.withSystem(async (tx) => {
    await tx.client.createMany({
      data: [
        { id: a, name: "A", slug: "a" },
        { id: b, name: "B", slug: "b" },
      ],
    });
    await tx.user.createMany({
      data: [a, b].map((clientId) => ({
        id: randomUUID(),
        clientId,
        email: `${clientId}@example.com`,
        name: "x",
        passwordHash: "x",
        role: "OWNER" as const,
      })),
    });
  });
});

afterAll(async () => {
  await db.close();
  await owner.end();
  await database.drop();
});

describe("row-level security", () => {
  it("SEC-52: is enabled and forced, with a policy, on every table that belongs to a client", async () => {
    const { rows } = await owner.query<{
      name: string;
      enabled: boolean;
      forced: boolean;
      policies: number;
    }>(`
      SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
             (SELECT count(*)::int FROM pg_policies p WHERE p.schemaname = 'public' AND p.tablename = c.relname) AS policies
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND (c.relname = 'clients' OR EXISTS (
        SELECT 1 FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'client_id' AND NOT t.attisdropped))`);
    expect(rows.length).toBeGreaterThan(25);
    expect(rows.filter((row) => !row.enabled || !row.forced || row.policies === 0)).toEqual([]);
  });

  it("every table without a client is known by name", async () => {
    const { rows } = await owner.query<{ name: string }>(`
      SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> 'clients' AND NOT EXISTS (
        SELECT 1 FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attname = 'client_id' AND NOT t.attisdropped)
      ORDER BY 1`);
    expect(rows.map((row) => row.name)).toEqual(["_prisma_migrations", "rate_counters", "unknown_stations"]);
  });

  it("SEC-51: a client sees and writes only its own rows", async () => {
    expect(await db.withClient(a, (tx) => tx.user.findMany({ select: { clientId: true } }))).toEqual([
      { clientId: a },
    ]);
    expect(await db.withClient(a, (tx) => tx.client.findMany({ select: { id: true } }))).toEqual([{ id: a }]);
    const moved = await db.withClient(a, (tx) =>
      tx.user.updateMany({ where: { clientId: b }, data: { name: "taken" } }),
    );
    expect(moved.count).toBe(0);
    await expect(
      db.withClient(a, (tx) =>
        tx.user.create({
          data: {
            id: randomUUID(),
            clientId: b,
            email: "evil@example.com",
            name: "x",
            passwordHash: "x",
            role: "OWNER",
          },
        }),
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it("SEC-52: raw SQL as the application's role sees nothing without a scope", async () => {
    const { rows } = await db.pool.query("SELECT * FROM users");
    expect(rows).toEqual([]);
    const { rows: who } = await db.pool.query("SELECT current_user AS name");
    expect(who[0]).toEqual({ name: "kerbwatt_app" });
  });

  it("the scope ends with its transaction", async () => {
    await db.withSystem((tx) => tx.user.count());
    const counts = await Promise.all(
      Array.from({ length: 8 }, () => db.pool.query("SELECT count(*)::int AS n FROM users")),
    );
    expect(counts.map((result) => result.rows[0].n)).toEqual(Array(8).fill(0));
  });

  it.each([
    "ledger_postings",
    "ledger_entries",
    "payment_events",
    "session_events",
    "audit_entries",
    "cdrs",
    "tariff_versions",
  ])("REL-1: %s can be neither changed nor emptied by the application", async (table) => {
    await expect(db.pool.query(`DELETE FROM ${table}`)).rejects.toThrow(/permission denied/);
    await expect(db.pool.query(`UPDATE ${table} SET client_id = client_id`)).rejects.toThrow(
      /permission denied/,
    );
  });

  it("SEC-72: the application's role can not change tables or policies", async () => {
    await expect(db.pool.query("ALTER TABLE users DISABLE ROW LEVEL SECURITY")).rejects.toThrow(
      /must be owner/,
    );
    await expect(db.pool.query("DROP POLICY tenant ON users")).rejects.toThrow(/must be owner/);
    await expect(db.pool.query("CREATE TABLE sneaky (id int)")).rejects.toThrow(/permission denied/);
  });
});
