import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ChangeWatch, watchChanges } from "./change-watch";
import { type Database, openDatabase } from "./database";
import { createTestDatabase } from "./testing/test-database";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;
let other: pg.Client;
let forgotten: string[];
let watch: ChangeWatch;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url });
  other = new pg.Client({ connectionString: database.url });
  await other.connect();
});

afterAll(async () => {
  await other.end();
  await db.close();
  await database.drop();
});

beforeEach(() => {
  forgotten = [];
  watch = watchChanges(db.listener, "test_changes", (payload) => forgotten.push(payload));
});

const tell = (payload: string) => other.query("SELECT pg_notify('test_changes', $1)", [payload]);

/** Ends the listener's connection from outside. */
async function cut(): Promise<void> {
  await other.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND (query LIKE 'LISTEN%' OR query = 'SELECT 1')`,
  );
}

describe("watchChanges", () => {
  it("what was committed before the question is forgotten when it is answered, every time", async () => {
    expect(await watch.isCurrent()).toBe(true);
    for (let n = 1; n <= 300; n++) {
      await tell(String(n));
      expect(await watch.isCurrent()).toBe(true);
      expect(forgotten.at(-1)).toBe(String(n));
    }
  });

  it("callers that come together are all answered, and none before what it saw was told", async () => {
    await watch.isCurrent();
    await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        await tell(`together ${n}`);
        await watch.isCurrent();
        expect(forgotten).toContain(`together ${n}`);
      }),
    );
  });

  it("a change that is not committed is not told; a change that is rolled back never", async () => {
    await watch.isCurrent();
    await other.query("BEGIN");
    await tell("open");
    expect(await watch.isCurrent()).toBe(true);
    expect(forgotten).not.toContain("open");
    await other.query("ROLLBACK");
    expect(await watch.isCurrent()).toBe(true);
    expect(forgotten).not.toContain("open");
  });

  it("a reading knows what was told while it was under way, and nothing else", async () => {
    await watch.isCurrent();
    await tell("before");
    await watch.isCurrent();
    const reading = watch.begin();
    await tell("a");
    await watch.isCurrent();
    expect([reading.isFresh("a"), reading.isFresh("b"), reading.isFresh("b", "a")]).toEqual([
      false,
      true,
      false,
    ]);
    expect(reading.isFresh("before")).toBe(true);
    await tell("");
    await watch.isCurrent();
    expect(reading.isFresh("b")).toBe(false);
    reading.end();
    expect(watch.begin().isFresh("a", "b", "")).toBe(true);
  });

  it("without its connection nothing is current; with the next one everything is forgotten first", async () => {
    expect(await watch.isCurrent()).toBe(true);
    await cut();
    await expect.poll(() => watch.isCurrent(), { interval: 1 }).toBe(false);
    await tell("missed");
    await expect.poll(() => watch.isCurrent(), { timeout: 10_000 }).toBe(true);
    expect(forgotten).toContain("");
    await tell("heard again");
    expect(await watch.isCurrent()).toBe(true);
    expect(forgotten.at(-1)).toBe("heard again");
  });

  it("also when the next connection is opened by somebody who watches something else; and there is only one", async () => {
    const told: string[] = [];
    const mine = watchChanges(db.listener, "test_changes", (payload) => told.push(payload));
    expect(await mine.isCurrent()).toBe(true);
    await cut();
    await expect.poll(() => mine.isCurrent(), { interval: 1 }).toBe(false);
    await tell("missed");
    const elsewhere = watchChanges(db.listener, "test_elsewhere", () => {});
    expect(await elsewhere.isCurrent()).toBe(true);
    expect(told).toEqual([""]);
    // The timer that was to connect again finds a connection.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await tell("heard again");
    expect(await mine.isCurrent()).toBe(true);
    expect(told).toEqual(["", "heard again"]);
  });
});
