import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { requestEmail } from "@/lib/billing/request-email";
import { createSite } from "./testing/site";
import { charging, scan } from "./testing/visit";
import { World } from "./testing/world";

const DAY = 86_400_000;

describe("LAW-49, REL-35: what points to a person is erased by schedule", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ mailDir: await mkdtemp(path.join(os.tmpdir(), "kerbwatt-mail-")) });
  });
  afterAll(() => world.close());

  const count = async (text: string) => Number((await world.sql(text))[0]?.count);
  const left = async () => ({
    addresses: await count(
      "SELECT count(*)::int AS count FROM email_requests WHERE address_cipher IS NOT NULL",
    ),
    marks: await count(
      "SELECT count(*)::int AS count FROM payments WHERE device_hash IS NOT NULL OR network_hash IS NOT NULL",
    ),
    counters: await count("SELECT count(*)::int AS count FROM rate_counters"),
    messages: await count(
      "SELECT count(*)::int AS count FROM journal_entries WHERE at < '2040-03-01T12:00:00Z'",
    ),
    unpaidQuotes: await count(
      "SELECT count(*)::int AS count FROM quotes q WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE p.quote_id = q.id)",
    ),
  });

  it("after 90 days nothing is left but the books and the receipt", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await requestEmail(world.context, { token: visit.token, address: "driver@example.org" });
    await station.charge(30 * 60_000);
    await station.end("Local");
    await station.unplug();
    await world.run(10_000);
    await scan(station);
    const fresh = await left();
    expect(fresh.addresses).toBe(1);
    expect(fresh.marks).toBe(1);
    expect(fresh.counters).toBeGreaterThan(0);
    expect(fresh.messages).toBeGreaterThan(0);
    expect(fresh.unpaidQuotes).toBeGreaterThan(0);

    await world.pass(89 * DAY);
    await world.sweep("sweep.retention");
    expect(await left()).toEqual({ ...fresh, counters: 0, unpaidQuotes: 0 });

    await world.pass(2 * DAY);
    await world.sweep("sweep.retention");
    expect(await left()).toEqual({ addresses: 0, marks: 0, counters: 0, messages: 0, unpaidQuotes: 0 });
    expect(await visit.count("receipts")).toBe(1);
    expect(await visit.count("cdrs")).toBe(1);
    expect(await world.violations()).toEqual([]);
  });
});
