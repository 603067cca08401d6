import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createShop, createSites } from "@/lib/jobs/testing/site";
import type { Shop } from "@/lib/jobs/testing/site.model";
import type { TestStation } from "@/lib/jobs/testing/station";
import { World } from "@/lib/jobs/testing/world";
import { startTerminalSession } from "@/lib/sessions/start-terminal-session";
import { FakePartner } from "../testing/fake-partner";
import { type Caller, openCaller } from "../testing/our-server";

/** Lists: edges of pages, filters, and that a crawl sees every object exactly once while others come and change. */

let world: World;
let partner: FakePartner;
let shop: Shop;
let stations: TestStation[];
let caller: Caller;

beforeAll(async () => {
  world = await World.open();
  partner = await FakePartner.start();
  shop = await createShop(world);
  stations = await createSites(world, shop, 3);
  caller = await openCaller(world, shop, partner.url);
  for (const station of stations) await finishedSession(station);
  await addTariffs(4);
  await addLocations(24);
}, 60_000);

afterAll(async () => {
  await partner.stop();
  await world.close();
});

let cards = 0;
/** A card charges for a while; three of them give three sessions and three CDRs. */
async function finishedSession(station: TestStation): Promise<void> {
  cards += 1;
  await station.plug();
  await world.context.db.withClient(shop.clientId, (tx) =>
    startTerminalSession(tx, world.context, {
      subscriptionId: caller.connection.subscriptionId,
      evseId: station.site.evseId,
      connectorId: "1",
      terminalId: null,
      token: {
        uid: `card-${cards}`,
        type: "AD_HOC_USER",
        contractId: `card-${cards}`,
        countryCode: "DE",
        partyId: "P01",
      },
      authorizationReference: `REF-${cards}`,
      language: null,
    }),
  );
  await world.work();
  await station.charge(600_000);
  await station.unplug();
  await world.run(60_000);
}

/** Locations at one instant and at others: the id decides where the time is the same. */
const addLocations = (count: number) =>
  world.sql(
    `INSERT INTO locations (id, client_id, cpo_id, name, street, postal_code, city, country, time_zone, latitude, longitude, created_at, updated_at)
     SELECT gen_random_uuid(), $1, $2, 'L' || n, 'Kade', '1011', 'A', 'NL', 'Europe/Amsterdam', 52, 4,
            $3::timestamptz + make_interval(secs => n / 3), $3::timestamptz + make_interval(secs => n)
     FROM generate_series(1, $4) n`,
    [shop.clientId, shop.cpoId, world.now, count],
  );
const addTariffs = (count: number) =>
  world.sql(
    `INSERT INTO tariffs (id, client_id, cpo_id, code, name, kind, current_hash, created_at, updated_at)
     SELECT gen_random_uuid(), client_id, cpo_id, 'T' || n, 'T', 'WHOLESALE', current_hash, $2, $2
     FROM tariffs, generate_series(1, $3) n WHERE cpo_id = $1 AND kind = 'WHOLESALE' AND code = 'MAIN'`,
    [shop.cpoId, world.now, count],
  );

const ids = (data: unknown) => (data as { id: string }[]).map(({ id }) => id);

describe.each([
  ["locations", 25],
  ["tariffs", 5],
  ["sessions", 3],
  ["cdrs", 3],
])("%s, of which there are %d", (module, count) => {
  it("pages of every size give each object once, in one order", async () => {
    const whole = ids((await caller.module(module)).data);
    expect(whole).toHaveLength(count);
    expect(new Set(whole).size).toBe(count);
    for (const limit of [1, 2, count - 1, count, count + 1, 100]) {
      const pages = await caller.crawl(module, { limit: String(limit) });
      expect(pages.flatMap(ids), `limit ${limit}`).toEqual(whole);
      expect(pages.length, `limit ${limit}`).toBe(Math.ceil(count / limit));
    }
  });

  it("X-Total-Count, X-Limit and Link are right on every page", async () => {
    const first = await caller.module(module, { query: { limit: "2", date_from: "2020-01-01T00:00:00Z" } });
    expect(first.headers).toMatchObject({ "X-Total-Count": String(count), "X-Limit": "100" });
    expect(first.headers.Link).toMatch(new RegExp(`^<https://charge.example/api/ocpi/2.2.1/${module}\\?`));
    expect(first.headers.Link).toContain("date_from=2020-01-01T00%3A00%3A00Z");
    expect(first.headers.Link).toContain("limit=2");
    const all = await caller.module(module, { query: { limit: "9999999" } });
    expect(all.headers).toMatchObject({ "X-Total-Count": String(count), "X-Limit": "100" });
    expect(all.headers.Link).toBeUndefined();
  });

  it("offset counts from the first object, and beyond the last one there is nothing", async () => {
    const whole = ids((await caller.module(module)).data);
    const second = await caller.module(module, { query: { offset: "1", limit: "1" } });
    expect(ids(second.data)).toEqual(whole.slice(1, 2));
    const beyond = await caller.module(module, { query: { offset: String(count) } });
    expect([beyond.http, beyond.data, beyond.headers.Link]).toEqual([200, [], undefined]);
    expect(beyond.headers["X-Total-Count"]).toBe(String(count));
  });

  it("date_from is inclusive, date_to exclusive, both on last_updated", async () => {
    const objects = (await caller.module(module)).data as { id: string; last_updated: string }[];
    const moment = objects[1]?.last_updated ?? "";
    const at = (text: string) => new Date(text).getTime();
    const want = (keep: (updated: number) => boolean) =>
      objects.filter((object) => keep(at(object.last_updated))).map(({ id }) => id);
    const list = async (query: Record<string, string>) => ids((await caller.module(module, { query })).data);
    expect(await list({ date_from: moment })).toEqual(want((updated) => updated >= at(moment)));
    expect(await list({ date_to: moment })).toEqual(want((updated) => updated < at(moment)));
    expect(await list({ date_from: moment, date_to: moment })).toEqual([]);
    const counted = await caller.module(module, { query: { date_from: moment, limit: "1" } });
    expect(counted.headers["X-Total-Count"]).toBe(String(want((updated) => updated >= at(moment)).length));
  });

  it("a query that can not be read is 2001, whatever it is", async () => {
    for (const query of [
      { limit: "0" },
      { limit: "-1" },
      { limit: "x" },
      { offset: "1e9" },
      { date_from: "yesterday" },
      { date_to: "2040-13-01" },
      { cursor: "x" },
      { cursor: `zzzzzzzz.${"a".repeat(70)}` },
      { cursor: "1.' OR 1=1" },
    ]) {
      const answer = await caller.module(module, { query });
      expect([answer.http, answer.ocpi], JSON.stringify(query)).toEqual([200, 2001]);
    }
  });
});

describe("a crawl while the world goes on", () => {
  it("sees every object that was there exactly once, whatever is added and changed meanwhile", async () => {
    const before = ids((await caller.module("locations")).data);
    let round = 0;
    const pages = await caller.crawl("locations", { limit: "3" }, async () => {
      round += 1;
      if (round > 6) return;
      await addLocations(2);
      await world.sql("UPDATE locations SET updated_at = $1, name = name || '!' WHERE cpo_id = $2", [
        new Date(world.clock.now + round * 1_000),
        shop.cpoId,
      ]);
    });
    const seen = pages.flatMap(ids);
    expect(new Set(seen).size).toBe(seen.length);
    expect(before.filter((id) => !seen.includes(id))).toEqual([]);
  });

  it("a location has changed when one of its EVSEs, or the connection of its station, has", async () => {
    const later = new Date(world.clock.now + 3_600_000);
    const changed = async () =>
      ids((await caller.module("locations", { query: { date_from: later.toISOString() } })).data);
    expect(await changed()).toEqual([]);
    const [station] = stations as [TestStation];
    await world.pass(3_700_000);
    await station.disconnect();
    expect(await changed()).toEqual([shop.locationId]);
    const location = (await caller.module(`locations/${shop.locationId}`)).data as {
      last_updated: string;
      evses: { uid: string; status: string }[];
    };
    expect(new Date(location.last_updated)).toEqual(world.now);
    // The three EVSEs are of one station.
    expect(location.evses.map(({ status }) => status)).toEqual(["UNKNOWN", "UNKNOWN", "UNKNOWN"]);
    await station.connect();
  });
});

describe("what is in a list", () => {
  it("SEC-84: no retail price, whoever asks; a tariff's id is the code of the wholesale tariff", async () => {
    await world.sql("UPDATE tariffs SET code = 'RETAIL-ONLY' WHERE cpo_id = $1 AND kind = 'RETAIL'", [
      shop.cpoId,
    ]);
    const list = await caller.module("tariffs");
    expect(ids(list.data).sort()).toEqual(["MAIN", "T1", "T2", "T3", "T4"]);
    expect((await caller.module("tariffs/RETAIL-ONLY")).http).toBe(404);
    expect((await caller.module("tariffs/MAIN")).data).toEqual(
      (list.data as { id: string }[]).find(({ id }) => id === "MAIN"),
    );
  });

  it("several CPOs of one connection are one list; with an addressee only that one", async () => {
    const second = await createShop(world);
    await world
      .sql("UPDATE cpos SET client_id = $1 WHERE id = $2", [shop.clientId, second.cpoId])
      .catch(() => []);
    const both = await openCaller(world, shop, partner.url);
    await world.sql(
      "INSERT INTO subscription_cpos (client_id, subscription_id, cpo_id, added_at) SELECT client_id, $1, id, now() FROM cpos WHERE id = $2",
      [both.connection.subscriptionId, second.cpoId],
    );
    await world.sql("UPDATE subscription_cpos SET client_id = $1", [shop.clientId]);
    await world.sql("UPDATE locations SET client_id = $1 WHERE cpo_id = $2", [shop.clientId, second.cpoId]);
    const [party] = await world.sql<{ country: string; party: string }>(
      "SELECT country_code AS country, party_id AS party FROM cpos WHERE id = $1",
      [second.cpoId],
    );
    const union = (await both.crawl("locations", { limit: "7" })).flatMap(ids);
    expect(union).toContain(second.locationId);
    expect(union).toContain(shop.locationId);
    expect(new Set(union).size).toBe(union.length);
    const headers = { "OCPI-to-country-code": party?.country ?? "", "OCPI-to-party-id": party?.party ?? "" };
    expect(ids((await both.module("locations", { headers })).data)).toEqual([second.locationId]);
    expect((await both.module(`locations/${shop.locationId}`, { headers })).http).toBe(404);
    for (const list of ["sessions", "cdrs"]) expect((await caller.module(list, { headers })).ocpi).toBe(4001);
  });

  it("small CDRs only where the connection wants all of them; sessions without date_from unless it is strict", async () => {
    const strict = await openCaller(world, shop, partner.url, {
      publishAllCdrs: false,
      settings: { strictDateFrom: true },
    });
    const { subscriptionId } = strict.connection;
    await world.sql("UPDATE charging_sessions SET subscription_id = $1", [subscriptionId]);
    await world.sql("ALTER TABLE cdrs DISABLE TRIGGER USER");
    await world.sql("UPDATE cdrs SET is_small = true WHERE number = (SELECT min(number) FROM cdrs)");
    await world.sql("ALTER TABLE cdrs ENABLE TRIGGER USER");
    const cdrs = await strict.module("cdrs");
    expect([ids(cdrs.data).length, cdrs.headers["X-Total-Count"]]).toEqual([2, "2"]);
    expect((await strict.module("sessions")).ocpi).toBe(2001);
    expect(
      ids((await strict.module("sessions", { query: { date_from: "2000-01-01T00:00:00Z" } })).data),
    ).toHaveLength(3);
  });
});
