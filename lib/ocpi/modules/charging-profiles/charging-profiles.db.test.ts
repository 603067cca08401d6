import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createShop, createSites } from "@/lib/jobs/testing/site";
import type { Shop } from "@/lib/jobs/testing/site.model";
import type { TestStation } from "@/lib/jobs/testing/station";
import { World } from "@/lib/jobs/testing/world";
import { expireCommand, recordCommandOutcome } from "@/lib/sessions/record-command-outcome";
import { type ConnectionOptions, FakePartner } from "../../testing/fake-partner";
import { type Answered, type Caller, openCaller } from "../../testing/our-server";

/** Charging profiles of partners (OCPI 2.2.1 and 2.3.0): from PUT, GET and DELETE to the station, and what the partner hears. */

const MINUTE = 60_000;
const MODULES = ["locations", "tariffs", "sessions", "cdrs", "chargingprofiles"];
const PROFILE = {
  duration: 1800,
  charging_rate_unit: "W",
  charging_profile_period: [
    { start_period: 0, limit: 5000 },
    { start_period: 900, limit: 2500.5 },
  ],
};

let world: World;
let partner: FakePartner;
let shop: Shop;
let station: TestStation;
let serial = 0;

beforeAll(async () => {
  world = await World.open({ partnerDeadlineMs: 500 });
  partner = await FakePartner.start();
}, 60_000);

afterAll(async () => {
  await partner.stop();
  await world.close();
});

beforeEach(async () => {
  world.stations.length = 0;
  shop = await createShop(world);
  [station] = (await createSites(world, shop, 1)) as [TestStation];
  await world.work();
  await configure({ SupportedFeatureProfiles: "Core,SmartCharging" });
  partner.forget();
});

const configure = (configuration: object) =>
  world.sql("UPDATE stations SET configuration = $2 WHERE id = $1", [
    station.site.stationId,
    JSON.stringify(configuration),
  ]);

const connect = (options: ConnectionOptions = {}) =>
  openCaller(world, shop, partner.url, {
    modules: MODULES,
    ...options,
    settings: { startWithoutTerminal: true },
  });

/** A card at a terminal of this partner, charging for a minute. Returns the session's id. */
async function charging(caller: Caller): Promise<string> {
  serial += 1;
  const [row] = await world.sql<{ mark: string }>(
    "SELECT token_prefix || token_separator AS mark FROM subscriptions WHERE id = $1",
    [caller.connection.subscriptionId],
  );
  await station.plug();
  await caller.module("commands/START_SESSION", {
    method: "POST",
    body: {
      response_url: `${partner.url}/starts/${serial}`,
      token: { uid: `${row?.mark}profile-card-${serial}`, type: "AD_HOC_USER" },
      location_id: shop.locationId,
      evse_uid: station.site.evseId,
    },
  });
  await world.work();
  await station.charge(MINUTE, MINUTE);
  const [session] = await world.sql<{ id: string }>(
    "SELECT id FROM charging_sessions WHERE client_id = $1 AND state = 'CHARGING'",
    [shop.clientId],
  );
  partner.seen.length = 0;
  return session?.id ?? "";
}

const url = (name: string) => `${partner.url}/results/${name}`;
const put = (caller: Caller, id: string, name = "set", profile: unknown = PROFILE) =>
  caller.module(`chargingprofiles/${id}`, {
    method: "PUT",
    body: { charging_profile: profile, response_url: url(name) },
  });
const get = (caller: Caller, id: string, name = "get", duration = "600") =>
  caller.module(`chargingprofiles/${id}`, { query: { duration, response_url: url(name) } });
const clear = (caller: Caller, id: string, name = "clear") =>
  caller.module(`chargingprofiles/${id}`, { method: "DELETE", query: { response_url: url(name) } });

const resultOf = ({ data }: Answered) => (data as { result?: string } | undefined)?.result;
const results = () => partner.of("results").map(({ path, body }) => [path.split("/")[2], body]);
const pushed = () => partner.of("chargingprofiles");
const commands = (kind = "%") =>
  world.sql<{ id: string; kind: string; state: string; payload: Record<string, unknown> }>(
    `SELECT id, kind, state, payload FROM station_commands
     WHERE client_id = $1 AND kind LIKE $2 AND kind ~ 'PROFILE|SCHEDULE' ORDER BY created_at, id`,
    [shop.clientId, kind],
  );

describe("a partner steers its session", () => {
  it.each(["2.2.1", "2.3.0"] as const)(
    "REL-32, %s: profile, reading and clearing each have their answer at once and one result; changes are told",
    async (version) => {
      const caller = await connect({ version });
      const id = await charging(caller);
      const answer = await put(caller, id);
      expect([answer.http, answer.ocpi, answer.data]).toEqual([
        200,
        1000,
        { result: "ACCEPTED", timeout: 35 },
      ]);
      await world.work();
      const transactionId = station.transaction?.id;
      expect((await commands("SET%"))[0]?.payload).toEqual({
        ocppConnectorId: station.site.connectorId,
        transactionId,
        profileId: transactionId,
        schedule: {
          unit: "W",
          durationS: 1800,
          periods: [
            { startS: 0, limit: 5000 },
            { startS: 900, limit: 2500.5 },
          ],
        },
      });
      expect(results()).toEqual([["set", { result: "ACCEPTED" }]]);
      const active = {
        start_date_time: world.now.toISOString(),
        charging_profile: PROFILE,
      };
      expect(pushed().map(({ method, path, body }) => [method, path, body])).toEqual([
        ["PUT", `/chargingprofiles/${id}`, active],
      ]);
      expect(pushed()[0]?.headers["ocpi-from-party-id"]).toBeDefined();

      expect((await get(caller, id)).data).toEqual({ result: "ACCEPTED", timeout: 35 });
      await world.work();
      expect(results().at(-1)).toEqual(["get", { result: "ACCEPTED", profile: active }]);

      await world.pass(MINUTE);
      expect((await clear(caller, id)).data).toEqual({ result: "ACCEPTED", timeout: 35 });
      await world.work();
      expect((await commands("CLEAR%"))[0]?.payload).toMatchObject({ profileId: transactionId });
      expect(results().at(-1)).toEqual(["clear", { result: "ACCEPTED" }]);
      const { maxPowerW } = await maxPower();
      expect(pushed()).toHaveLength(2);
      expect(pushed().at(-1)?.body).toMatchObject({
        charging_profile: {
          charging_rate_unit: "W",
          charging_profile_period: [{ start_period: 0, limit: maxPowerW }],
        },
      });
      expect(results()).toHaveLength(3);

      await world.pass(MINUTE);
      await clear(caller, id, "again");
      await world.work();
      expect(results().at(-1)).toEqual(["again", { result: "UNKNOWN" }]);
      expect(pushed()).toHaveLength(2);
    },
  );

  async function maxPower(): Promise<{ maxPowerW: number }> {
    const [row] = await world.sql<{ max_power_w: number }>("SELECT max_power_w FROM evses WHERE id = $1", [
      station.site.evseId,
    ]);
    return { maxPowerW: row?.max_power_w ?? 0 };
  }

  it("an absolute profile begins by the station's clock, also a wrong one (REL-85)", async () => {
    station.skewMs = -3 * 3_600_000;
    const caller = await connect();
    const id = await charging(caller);
    const start = new Date(world.now.getTime() + 10 * MINUTE);
    await put(caller, id, "set", { ...PROFILE, start_date_time: start.toISOString() });
    await world.work();
    const [sent] = await commands("SET%");
    const startAt = new Date(start.getTime() + station.skewMs).toISOString();
    expect(sent?.payload.schedule).toMatchObject({ startAt });
    const told = pushed()[0]?.body?.start_date_time as string;
    expect(Math.abs(Date.parse(told) - world.now.getTime())).toBeLessThan(1_000);
  });

  it("pays for the energy that flowed, and for nothing else; nothing of the profile is left afterwards", async () => {
    const caller = await connect();
    const id = await charging(caller);
    await put(caller, id);
    await world.work();
    station.powerW = 5_000;
    await station.charge(30 * MINUTE);
    await station.end("Local");
    await world.run(5 * MINUTE);
    const cdr = partner.of("cdrs")[0]?.body as { total_energy: number; total_cost: { incl_vat: number } };
    expect(cdr.total_energy).toBeCloseTo(11 / 60 + 2.5, 2);
    expect(cdr.total_cost.incl_vat).toBeCloseTo(cdr.total_energy * 0.5, 2);
    expect(await world.violations()).toEqual([]);
    const before = (await commands()).length;
    for (const answer of [
      await put(caller, id, "late"),
      await get(caller, id, "late"),
      await clear(caller, id, "late"),
    ])
      expect(resultOf(answer)).toBe("REJECTED");
    await world.work();
    expect(await commands()).toHaveLength(before);
    expect(results()).toEqual([["set", { result: "ACCEPTED" }]]);
  });

  it("changes while the partner is away are told once, as they are then; nothing is told of a session that is over", async () => {
    const caller = await connect();
    const id = await charging(caller);
    partner.answer = ({ path }) => (path.startsWith("/chargingprofiles") ? { status: 503 } : null);
    await put(caller, id, "one");
    await world.work();
    await world.pass(MINUTE);
    await put(caller, id, "two", {
      charging_rate_unit: "A",
      charging_profile_period: [{ start_period: 0, limit: 8 }],
    });
    await world.work();
    partner.forget();
    await world.run(10 * MINUTE);
    expect(pushed()).toHaveLength(1);
    expect(pushed()[0]?.body).toMatchObject({
      charging_profile: { charging_rate_unit: "A", duration: 3600 },
    });
    partner.answer = ({ path }) => (path.startsWith("/chargingprofiles") ? { status: 503 } : null);
    await put(caller, id, "three");
    await world.work();
    await station.end("Local");
    await world.work();
    partner.forget();
    await world.run(30 * MINUTE);
    expect(pushed()).toEqual([]);
  });

  it("a partner without an address for changes gets its results only", async () => {
    const caller = await connect();
    await world.sql("UPDATE subscriptions SET peer_endpoints = '[]' WHERE id = $1", [
      caller.connection.subscriptionId,
    ]);
    const id = await charging(caller);
    await put(caller, id);
    await world.work();
    expect(results()).toEqual([["set", { result: "ACCEPTED" }]]);
    expect(await commands("GET%")).toEqual([]);
    expect(pushed()).toEqual([]);
  });
});

describe("REL-32: one result, whatever the station does", () => {
  it.each([
    ["refuses", "reject"],
    ["never answers", "silent"],
  ] as const)("the station %s: REJECTED to each, and no change is told", async (_, obedience) => {
    const caller = await connect();
    const id = await charging(caller);
    station.onProfile = obedience;
    expect(resultOf(await put(caller, id))).toBe("ACCEPTED");
    expect(resultOf(await get(caller, id))).toBe("ACCEPTED");
    await world.run(2 * MINUTE);
    expect(results().sort()).toEqual([
      ["get", { result: "REJECTED" }],
      ["set", { result: "REJECTED" }],
    ]);
    expect(resultOf(await clear(caller, id))).toBe("ACCEPTED");
    await world.run(2 * MINUTE);
    expect(results().at(-1)?.[1]).toEqual({ result: obedience === "silent" ? "REJECTED" : "UNKNOWN" });
    expect(results()).toHaveLength(3);
    expect(pushed()).toEqual([]);
    expect(await commands("GET%")).toHaveLength(1);
  });

  it("an answer that comes late or twice changes nothing", async () => {
    const caller = await connect();
    const id = await charging(caller);
    station.onProfile = "silent";
    await put(caller, id);
    await world.run(2 * MINUTE);
    const [sent] = await commands("SET%");
    const late = { commandId: sent?.id ?? "", state: "ACCEPTED" as const, answer: { status: "Accepted" } };
    for (let i = 0; i < 2; i++) await recordCommandOutcome(world.context, late);
    await expireCommand(world.context, late.commandId);
    await world.run(2 * MINUTE);
    expect(results()).toEqual([["set", { result: "REJECTED" }]]);
    expect(pushed()).toEqual([]);
  });

  it("two wishes under way at once each get their own result", async () => {
    const caller = await connect();
    const id = await charging(caller);
    station.onProfile = "silent";
    await put(caller, id, "first");
    await world.work();
    await world.pass(11_000);
    station.onProfile = "accept";
    await put(caller, id, "second", { ...PROFILE, duration: 60 });
    await world.run(2 * MINUTE);
    expect(results().sort()).toEqual([
      ["first", { result: "REJECTED" }],
      ["second", { result: "ACCEPTED" }],
    ]);
  });
});

describe("what is not taken", () => {
  it("SEC-81: only sessions that this connection started exist", async () => {
    const caller = await connect();
    const id = await charging(caller);
    const otherShop = await createShop(world);
    const strangers = [
      await connect(),
      await openCaller(world, otherShop, partner.url, { modules: MODULES }),
    ];
    for (const stranger of strangers)
      for (const sessionId of [id, id.toUpperCase(), "11111111-1111-4111-8111-111111111111", "x' OR 1=1"])
        for (const answer of [
          await put(stranger, encodeURIComponent(sessionId)),
          await get(stranger, encodeURIComponent(sessionId)),
          await clear(stranger, encodeURIComponent(sessionId)),
        ])
          expect([answer.http, answer.ocpi, resultOf(answer)]).toEqual([200, 1000, "UNKNOWN_SESSION"]);
    await world.work();
    expect(await commands()).toEqual([]);
    expect(results()).toEqual([]);
  });

  it("SEC-40: a result goes to approved hosts only; else nothing is done", async () => {
    const caller = await connect();
    const id = await charging(caller);
    for (const responseUrl of ["https://evil.example/x", "http://10.0.0.1/x", "file:///etc/passwd", "x"]) {
      const query = { response_url: responseUrl, duration: "60" };
      const body = { charging_profile: PROFILE, response_url: responseUrl };
      for (const call of [
        { method: "PUT", body },
        { method: "GET", query },
        { method: "DELETE", query },
      ]) {
        const answer = await caller.module(`chargingprofiles/${id}`, call);
        expect([answer.http, answer.ocpi, answer.message]).toEqual([
          200,
          2001,
          "response_url is not at an approved host",
        ]);
      }
    }
    await world.work();
    expect(await commands()).toEqual([]);
  });

  const broken: readonly (readonly [string, unknown])[] = [
    ["no profile", null],
    ["no periods", { charging_rate_unit: "W", charging_profile_period: [] }],
    [
      "a negative limit",
      { charging_rate_unit: "W", charging_profile_period: [{ start_period: 0, limit: -1 }] },
    ],
    ["another unit", { ...PROFILE, charging_rate_unit: "kW" }],
    ["a duration without end", { ...PROFILE, duration: 1e15 }],
    [
      "ten thousand periods",
      {
        charging_rate_unit: "W",
        charging_profile_period: Array.from({ length: 10_000 }, (_, i) => ({ start_period: i, limit: 1 })),
      },
    ],
  ];
  it.each(broken)("2001: %s", async (_, profile) => {
    const caller = await connect();
    const id = await charging(caller);
    const answer = await put(caller, id, "set", profile);
    expect([answer.http, answer.ocpi, answer.data]).toEqual([200, 2001, undefined]);
    expect(await commands()).toEqual([]);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    [
      "NOT_SUPPORTED",
      "a station without smart charging",
      () => configure({ SupportedFeatureProfiles: "Core" }),
    ],
    ["NOT_SUPPORTED", "a station of which nothing is known", () => configure({})],
    ["REJECTED", "a station that is away", () => station.disconnect()],
    [
      "REJECTED",
      "a unit that the station does not take",
      () =>
        configure({
          SupportedFeatureProfiles: "SmartCharging",
          ChargingScheduleAllowedChargingRateUnit: "Current",
        }),
    ],
    [
      "REJECTED",
      "more periods than the station takes",
      () => configure({ SupportedFeatureProfiles: "SmartCharging", ChargingScheduleMaxPeriods: "1" }),
    ],
  ])("%s: %s", async (result, _, arrange) => {
    const caller = await connect();
    const id = await charging(caller);
    await arrange();
    expect((await put(caller, id)).data).toEqual({ result, timeout: 30 });
    await world.work();
    expect(await commands()).toEqual([]);
    expect(results()).toEqual([]);
  });

  it("NOT_SUPPORTED: a connection that did not agree on the module", async () => {
    const caller = await connect({ modules: MODULES.filter((module) => module !== "chargingprofiles") });
    const id = await charging(caller);
    for (const answer of [await put(caller, id), await get(caller, id), await clear(caller, id)])
      expect(answer.data).toEqual({ result: "NOT_SUPPORTED", timeout: 30 });
    expect(await commands()).toEqual([]);
  });

  it("REJECTED: a session that has not begun to charge", async () => {
    const caller = await connect();
    const id = await charging(caller);
    await world.sql("UPDATE ocpp_transactions SET stopped_at = $2 WHERE session_id = $1", [id, world.now]);
    expect(resultOf(await put(caller, id))).toBe("REJECTED");
  });

  it("other methods and longer paths do not exist", async () => {
    const caller = await connect();
    for (const method of ["POST", "PATCH"])
      expect((await caller.module("chargingprofiles/x", { method, body: {} })).http).toBe(405);
    for (const path of ["chargingprofiles", "chargingprofiles/x/y"])
      expect((await caller.module(path)).http).toBe(404);
  });
});

describe("SEC-82: the same again, and too often", () => {
  it("five copies at once are one profile with one result", async () => {
    const caller = await connect();
    const id = await charging(caller);
    const answers = await Promise.all(Array.from({ length: 5 }, () => put(caller, id)));
    expect(answers.map(resultOf)).toEqual(Array.from({ length: 5 }, () => "ACCEPTED"));
    await world.work();
    expect(await commands("SET%")).toHaveLength(1);
    expect(results()).toEqual([["set", { result: "ACCEPTED" }]]);
    // Also after the result was sent: nothing is done twice.
    expect(resultOf(await put(caller, id))).toBe("ACCEPTED");
    await world.work();
    expect(results()).toHaveLength(1);
  });

  it("another change within ten seconds is TOO_OFTEN; readings are counted apart", async () => {
    const caller = await connect();
    const id = await charging(caller);
    const other = { ...PROFILE, duration: 60 };
    await put(caller, id);
    expect(resultOf(await put(caller, id, "set", other))).toBe("TOO_OFTEN");
    expect(resultOf(await put(caller, id, "elsewhere"))).toBe("TOO_OFTEN");
    expect(resultOf(await clear(caller, id))).toBe("TOO_OFTEN");
    expect(resultOf(await get(caller, id))).toBe("ACCEPTED");
    expect(resultOf(await get(caller, id))).toBe("ACCEPTED");
    expect(resultOf(await get(caller, id, "get", "900"))).toBe("TOO_OFTEN");
    await world.work();
    expect(
      results()
        .map(([name]) => name)
        .sort(),
    ).toEqual(["get", "set"]);
    await world.pass(10_000);
    expect(resultOf(await put(caller, id, "set", other))).toBe("ACCEPTED");
    await world.work();
    expect(await commands("SET%")).toHaveLength(2);
  });

  it("a change that was refused does not count", async () => {
    const caller = await connect();
    const id = await charging(caller);
    await station.disconnect();
    expect(resultOf(await put(caller, id))).toBe("REJECTED");
    await station.comeBack();
    expect(resultOf(await put(caller, id))).toBe("ACCEPTED");
  });
});
