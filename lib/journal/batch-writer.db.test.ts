import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestContext, type TestContext } from "@/lib/tenants/testing/context";
import { createJournalWriter, type JournalWriter } from "./batch-writer";
import type { JournalMessage } from "./journal.model";

let test: TestContext;
let writer: JournalWriter;

beforeAll(async () => {
  test = await openTestContext();
  writer = createJournalWriter(test.context);
});

afterAll(async () => {
  await writer.close();
  await test.close();
});

const message = (body: string, more: Partial<JournalMessage> = {}): JournalMessage => ({
  clientId: null,
  at: new Date("2026-03-01T12:00:00Z"),
  channel: "OCPP",
  direction: "IN",
  peer: "station",
  body,
  ...more,
});

const stored = (peer: string) =>
  test.context.db.withSystem((tx) => tx.journalEntry.findMany({ where: { peer }, orderBy: { id: "asc" } }));

describe("createJournalWriter", () => {
  it("writes what arrives together in the order of arrival, and each promise means durable", async () => {
    const bodies = Array.from({ length: 1_200 }, (_, at) => `frame ${at}`);
    await Promise.all(bodies.map((body) => writer.write(message(body, { peer: "many" }))));
    expect((await stored("many")).map(({ body }) => body)).toEqual(bodies);
  });

  it("keeps every field, and repairs texts that no column takes", async () => {
    const [stationId, subscriptionId] = [randomUUID(), randomUUID()];
    await writer.write(
      message("a\u0000b", {
        peer: "fields",
        stationId,
        subscriptionId,
        correlationId: "c1",
        action: "Boot\u0000",
        messageId: "m1",
        status: "result",
        latencyMs: 7,
        problems: ["time: missing"],
      }),
    );
    expect(await stored("fields")).toMatchObject([
      {
        body: "a\uFFFDb",
        stationId,
        subscriptionId,
        correlationId: "c1",
        action: "Boot\uFFFD",
        messageId: "m1",
        status: "result",
        latencyMs: 7,
        problems: ["time: missing"],
      },
    ]);
  });

  it("a row that the database refuses fails alone", async () => {
    const results = await Promise.allSettled([
      writer.write(message("good 1", { peer: "mixed" })),
      writer.write(message("bad", { peer: "mixed", stationId: "no uuid" })),
      writer.write(message("good 2", { peer: "mixed" })),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect((await stored("mixed")).map(({ body }) => body)).toEqual(["good 1", "good 2"]);
  });

  it("gives its connection back between bursts when it is told so, without the scope of the system", async () => {
    const modest = createJournalWriter(test.context, { keepConnection: false });
    for (const burst of [1, 2])
      await Promise.all([1, 2, 3].map((n) => modest.write(message(`${burst}.${n}`, { peer: "modest" }))));
    await modest.drain();
    expect((await stored("modest")).map(({ body }) => body)).toEqual([
      "1.1",
      "1.2",
      "1.3",
      "2.1",
      "2.2",
      "2.3",
    ]);
    const { pool } = test.context.db;
    // The other writer of this file keeps its own.
    await expect.poll(() => pool.totalCount - pool.idleCount).toBe(1);
    const scopes = await Promise.all(
      Array.from({ length: pool.idleCount }, () =>
        pool.query("SELECT current_setting('app.scope', true) AS scope"),
      ),
    );
    expect(scopes.flatMap(({ rows }) => rows.map(({ scope }) => scope ?? ""))).not.toContain("system");
  });

  it("survives the loss of its connection", async () => {
    await writer.write(message("before", { peer: "cut" }));
    const owner = new pg.Client({ connectionString: test.ownerUrl });
    await owner.connect();
    await owner.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    await owner.end();
    await writer.write(message("after", { peer: "cut" }));
    expect((await stored("cut")).map(({ body }) => body)).toEqual(["before", "after"]);
  });
});
