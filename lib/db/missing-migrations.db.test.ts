import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "./database";
import { knownMigrations, missingMigrations } from "./missing-migrations";
import { createTestDatabase, type TestDatabase } from "./testing/test-database";

describe("REL-45: a process serves only on a database that has its migrations", () => {
  let database: TestDatabase;
  let db: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = openDatabase({ url: database.url });
  });
  afterAll(async () => {
    await db.close();
    await database.drop();
  });
  const missing = (known: readonly string[]) => db.withSystem((tx) => missingMigrations(tx, known));

  it("knows the folder, and a migrated database has all of it", async () => {
    expect(knownMigrations()).toContain("20261121000001_tables");
    expect(await missing(knownMigrations())).toEqual([]);
  });

  it("names what is missing", async () => {
    expect(await missing([...knownMigrations(), "29990101000000_later"])).toEqual(["29990101000000_later"]);
  });

  it("REL-36: a database that is ahead is no reason to stop", async () => {
    expect(await missing([])).toEqual([]);
  });
});
