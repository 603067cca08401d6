import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "./database";
import { emit } from "./emit";
import { createTestDatabase } from "./testing/test-database";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, poolMax: 6 });
});

afterAll(async () => {
  await db.close();
  await database.drop();
});

const jobs = async (key: string) =>
  (await db.pool.query("SELECT attempts, run_at FROM graphile_worker.jobs WHERE key = $1", [key])).rows;

describe("emit", () => {
  it("REL-15: the job is there with the fact, and gone with it", async () => {
    const kept = randomUUID();
    const lost = randomUUID();
    await db.withSystem((tx) => emit(tx, { type: "test.fact", payload: {} }, { key: kept }));
    await expect(
      db.withSystem(async (tx) => {
        await emit(tx, { type: "test.fact", payload: {} }, { key: lost });
        throw new Error("the fact did not happen");
      }),
    ).rejects.toThrow("the fact did not happen");
    expect(await jobs(kept)).toHaveLength(1);
    expect(await jobs(lost)).toHaveLength(0);
  });

  it("REL-41: a later timer with the same key replaces the earlier one", async () => {
    const key = randomUUID();
    const soon = new Date(Date.now() + 60_000);
    const later = new Date(Date.now() + 3_600_000);
    await db.withSystem((tx) => emit(tx, { type: "test.fact", payload: {} }, { key, runAt: soon }));
    await db.withSystem((tx) => emit(tx, { type: "test.fact", payload: {} }, { key, runAt: later }));
    const rows = await jobs(key);
    expect(rows).toHaveLength(1);
    expect(rows[0].run_at).toEqual(later);
  });
});

describe("transactions", () => {
  it("REL-100: a deadlock is tried again and both sides succeed", async () => {
    const ids = [randomUUID(), randomUUID()] as const;
    await db.withSystem((tx) =>
      tx.client.createMany({ data: ids.map((id, index) => ({ id, name: "x", slug: `deadlock-${index}` })) }),
    );
    const meet = barrier(2);
    const crossing = async (first: string, second: string, name: string) => {
      let attempt = 0;
      await db.withSystem(async (tx) => {
        attempt++;
        await tx.client.update({ where: { id: first }, data: { name } });
        if (attempt === 1) await meet();
        await tx.client.update({ where: { id: second }, data: { name } });
      });
      return attempt;
    };
    const attempts = await Promise.all([crossing(ids[0], ids[1], "one"), crossing(ids[1], ids[0], "two")]);
    expect(Math.max(...attempts)).toBeGreaterThan(1);
    const names = await db.withSystem((tx) =>
      tx.client.findMany({ where: { id: { in: [...ids] } }, select: { name: true } }),
    );
    expect(new Set(names.map((row) => row.name)).size).toBe(1);
  });
});

describe("listener", () => {
  it("hears notifications, survives the loss of its connection, and says that something may have been missed", async () => {
    const heard: string[] = [];
    const end = await db.listener.on("test_channel", (payload) => heard.push(payload));
    await db.pool.query("SELECT pg_notify('test_channel', 'one')");
    await expect.poll(() => heard).toEqual(["one"]);
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    const { rowCount } = await owner.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()",
    );
    await owner.end();
    expect(rowCount).toBe(1);
    await expect.poll(() => heard.includes(""), { timeout: 10_000 }).toBe(true);
    await db.pool.query("SELECT pg_notify('test_channel', 'two')");
    await expect.poll(() => heard).toContain("two");
    end();
    const before = heard.length;
    await db.pool.query("SELECT pg_notify('test_channel', 'three')");
    await db.pool.query("SELECT 1");
    expect(heard.length).toBe(before);
  });
});

/** Resolves for all once `count` callers have arrived. */
function barrier(count: number): () => Promise<void> {
  let arrived = 0;
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async () => {
    if (++arrived >= count) open();
    await opened;
  };
}
