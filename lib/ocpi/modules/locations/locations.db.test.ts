import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createShop, createSites } from "@/lib/jobs/testing/site";
import type { Shop } from "@/lib/jobs/testing/site.model";
import type { TestStation } from "@/lib/jobs/testing/station";
import { World } from "@/lib/jobs/testing/world";
import { FakePartner } from "../../testing/fake-partner";
import { type Caller, openCaller } from "../../testing/our-server";

/** Partners and written locations are remembered by a process: nothing that is remembered may be old. */

let world: World;
let partner: FakePartner;
let shop: Shop;
let station: TestStation;
let caller: Caller;

beforeAll(async () => {
  world = await World.open();
  partner = await FakePartner.start();
  shop = await createShop(world);
  [station] = (await createSites(world, shop, 1)) as [TestStation];
  caller = await openCaller(world, shop, partner.url);
}, 60_000);

afterAll(async () => {
  await partner.stop();
  await world.close();
});

/** A list remembers; one object is always built anew. */
async function listAndObject(): Promise<[unknown, unknown]> {
  const list = (await caller.module("locations")).data as unknown[];
  return [list[0], (await caller.module(`locations/${shop.locationId}`)).data];
}

describe("a location in a list is what it is on its own, also when nothing says when it changed", () => {
  it.each([
    ["its name", "UPDATE locations SET name = 'Other' WHERE id = $1"],
    [
      "its opening times",
      `UPDATE locations SET opening_times = '[{"weekday":1,"begin":"08:00","end":"18:00"}]' WHERE id = $1`,
    ],
    [
      "the name of its operator",
      "UPDATE cpos SET name = 'Other' WHERE id = (SELECT cpo_id FROM locations WHERE id = $1)",
    ],
    ["the label of an EVSE", "UPDATE evses SET label = 'Z-1' WHERE location_id = $1"],
    ["the state of an EVSE", "UPDATE evses SET status = 'FAULTED' WHERE location_id = $1"],
    [
      "a connector",
      "UPDATE connectors SET max_amperage_a = 16 WHERE evse_id IN (SELECT id FROM evses WHERE location_id = $1)",
    ],
    ["the socket of its station", "UPDATE stations SET gateway_id = NULL WHERE location_id = $1"],
    ["the socket, again there", "UPDATE stations SET gateway_id = 'again' WHERE location_id = $1"],
    [
      "what its station can be told",
      `WITH told AS (UPDATE stations SET configuration = '{"SupportedFeatureProfiles":"Core,SmartCharging"}' WHERE location_id = $1)
       UPDATE locations SET updated_at = now() WHERE id = $1`,
    ],
    ["the end of its station", "UPDATE stations SET state = 'RETIRED' WHERE location_id = $1"],
    ["its station, back in use", "UPDATE stations SET state = 'ACTIVE' WHERE location_id = $1"],
    [
      "the wholesale tariff of its code",
      "UPDATE tariffs SET code = 'GONE' WHERE kind = 'WHOLESALE' AND cpo_id = (SELECT cpo_id FROM locations WHERE id = $1)",
    ],
    [
      "a new EVSE",
      `WITH fresh AS (
         INSERT INTO evses SELECT r.* FROM evses e, jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid(),
           'evse_id', 'NL*KRB*ENEW', 'ocpp_connector_id', 9)) r WHERE e.location_id = $1 LIMIT 1 RETURNING id
       ) INSERT INTO connectors SELECT r.* FROM fresh, connectors k JOIN evses e ON e.id = k.evse_id,
           jsonb_populate_record(k, jsonb_build_object('id', gen_random_uuid(), 'evse_id', fresh.id)) r WHERE e.location_id = $1`,
    ],
  ])("%s", async (_what, sql) => {
    const [before] = await listAndObject();
    await world.sql(sql, [shop.locationId]);
    const [list, object] = await listAndObject();
    expect(list).toEqual(object);
    expect(list).not.toEqual(before);
  });

  it("a payment terminal that is assigned, and taken away again", async () => {
    const [before] = await listAndObject();
    const terminalId = world.context.ids.next();
    await world.sql(
      `INSERT INTO terminals (id, client_id, subscription_id, terminal_id, label, created_at, updated_at)
       VALUES ($1, $2, $3, 'T-1', 'T', now(), now())`,
      [terminalId, shop.clientId, caller.connection.subscriptionId],
    );
    await world.sql(
      "INSERT INTO terminal_assignments (id, client_id, terminal_id, location_id) VALUES ($1, $2, $1, $3)",
      [terminalId, shop.clientId, shop.locationId],
    );
    const [assigned, object] = await listAndObject();
    expect(assigned).toEqual(object);
    expect(JSON.stringify(assigned)).toContain("PED_TERMINAL");
    await world.sql("DELETE FROM terminal_assignments WHERE id = $1", [terminalId]);
    expect((await listAndObject())[0]).toEqual(before);
  });

  it("a station that is not heard of any more: only the time has changed", async () => {
    // Its gateway has died with it: nobody said that it has gone.
    await station.disconnect();
    await world.sql("UPDATE evses SET status = 'AVAILABLE'");
    await world.sql("UPDATE stations SET gateway_id = 'dead', heartbeat_interval_s = 60, last_seen_at = $1", [
      world.now,
    ]);
    const [before] = await listAndObject();
    expect(JSON.stringify(before)).not.toContain("UNKNOWN");
    await world.pass(121_000);
    const [list, object] = await listAndObject();
    expect(list).toEqual(object);
    expect(list).not.toEqual(before);
    expect(JSON.stringify(list)).toContain("UNKNOWN");

    // Heard of again: its row changes with every message, and only this one is told.
    await world.sql("UPDATE stations SET last_seen_at = $1", [world.now]);
    const [again, anew] = await listAndObject();
    expect(again).toEqual(anew);
    expect(JSON.stringify(again)).not.toContain("UNKNOWN");
  });

  it("a partner with other settings hears it in its own words", async () => {
    await world.sql("UPDATE stations SET last_seen_at = $1", [world.now]);
    await world.sql("UPDATE evses SET status = 'PREPARING'");
    const other = await openCaller(world, shop, partner.url, { settings: { preparingAs: "AVAILABLE" } });
    expect(JSON.stringify((await caller.module("locations")).data)).not.toContain('"status":"AVAILABLE"');
    expect(JSON.stringify((await other.module("locations")).data)).toContain('"status":"AVAILABLE"');
  });
});

describe("SEC-75: a remembered partner is let in as long as nothing has changed, and not one request longer", () => {
  const set = (what: string) =>
    world.sql(`UPDATE subscriptions SET ${what} WHERE id = $1`, [caller.connection.subscriptionId]);
  const status = async () => (await caller.module("locations")).http;

  it("is suspended, and resumed", async () => {
    expect(await status()).toBe(200);
    await set("state = 'SUSPENDED'");
    expect(await status()).toBe(401);
    await set("state = 'LIVE'");
    expect(await status()).toBe(200);
  });

  it("loses a CPO, and has it again", async () => {
    const total = async () => (await caller.module("locations")).headers["X-Total-Count"];
    const { clientId, subscriptionId } = caller.connection;
    expect(await total()).toBe("1");
    await world.sql("DELETE FROM subscription_cpos WHERE subscription_id = $1", [subscriptionId]);
    expect(await total()).toBe("0");
    await world.sql(
      "INSERT INTO subscription_cpos (client_id, subscription_id, cpo_id, added_at) VALUES ($1, $2, $3, now())",
      [clientId, subscriptionId, shop.cpoId],
    );
    expect(await total()).toBe("1");
  });

  it("its token expires within the minute, and is revoked", async () => {
    const token = (what: string) =>
      world.sql(`UPDATE ocpi_credentials SET ${what} WHERE subscription_id = $1`, [
        caller.connection.subscriptionId,
      ]);
    await token(`expires_at = '${new Date(world.clock.now + 10_000).toISOString()}'`);
    expect(await status()).toBe(200);
    await world.pass(10_000);
    expect(await status()).toBe(401);
    await token("expires_at = NULL");
    expect(await status()).toBe(200);
    await token("revoked_at = now()");
    expect(await status()).toBe(401);
  });
});
