import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createShop, createSites, type SiteOptions } from "@/lib/jobs/testing/site";
import type { Shop } from "@/lib/jobs/testing/site.model";
import type { TestStation } from "@/lib/jobs/testing/station";
import { World } from "@/lib/jobs/testing/world";
import { publishTariff } from "@/lib/pricing/publish-tariff";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import { findTerminalReceipts, findTerminalSession } from "@/lib/sessions/find-terminal-session";
import { getSessionView } from "@/lib/sessions/get-session-view";
import { CONNECTION_VERSIONS, type ConnectionVersion } from "@/lib/subscriptions/connection.model";
import { type ConnectionOptions, FakePartner } from "../../testing/fake-partner";
import { type Answered, type Caller, openCaller } from "../../testing/our-server";

/** Cards at terminals: from START_SESSION to the CDR, and everything that must not start, stop or be told. */

const MINUTE = 60_000;

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

async function newSite(options: SiteOptions = {}): Promise<void> {
  world.stations.length = 0;
  shop = await createShop(world);
  [station] = (await createSites(world, shop, 1, options)) as [TestStation];
  await world.work();
  partner.forget();
}

beforeEach(() => newSite());

const connect = (version: ConnectionVersion = "2.2.1", options: ConnectionOptions = {}) =>
  openCaller(world, shop, partner.url, {
    ...options,
    version,
    settings: { startWithoutTerminal: true, ...options.settings },
  });

async function markOf(caller: Caller): Promise<string> {
  const [row] = await world.sql<{ mark: string }>(
    "SELECT token_prefix || token_separator AS mark FROM subscriptions WHERE id = $1",
    [caller.connection.subscriptionId],
  );
  return row?.mark ?? "";
}

interface Start {
  readonly token?: object | null;
  readonly body?: object;
  readonly result?: string;
}

/** A START_SESSION of a new card at the station; `body` replaces members of it. */
async function startBody(
  caller: Caller,
  { token, body, result }: Start = {},
): Promise<Record<string, unknown>> {
  serial += 1;
  const uid = `${await markOf(caller)}card-with-a-long-uid-${serial}`;
  const type = caller.version === "2.1.1" ? "OTHER" : "AD_HOC_USER";
  return {
    response_url: `${partner.url}/results/${result ?? `start-${serial}`}`,
    token: token === undefined ? { uid, type } : token,
    location_id: shop.locationId,
    evse_uid: station.site.evseId,
    ...(caller.version === "2.1.1" ? {} : { connector_id: "1", authorization_reference: `REF-${serial}` }),
    ...body,
  };
}

const command = (caller: Caller, name: string, body: unknown) =>
  caller.module(`commands/${name}`, { method: "POST", body });
const resultOf = ({ data }: Answered) => (data as { result?: string } | undefined)?.result;

async function start(
  caller: Caller,
  options: Start = {},
): Promise<{ answer: Answered; body: Record<string, unknown> }> {
  const body = await startBody(caller, options);
  return { body, answer: await command(caller, "START_SESSION", body) };
}

const sessions = () =>
  world.sql<{ id: string; state: string; reason: string | null; cost_minor: number; ceiling_minor: number }>(
    "SELECT * FROM charging_sessions WHERE client_id = $1 ORDER BY created_at, id",
    [shop.clientId],
  );
const remote = (kind: string) =>
  world.sql<{ payload: Record<string, unknown> }>(
    "SELECT payload FROM station_commands WHERE client_id = $1 AND kind = $2",
    [shop.clientId, kind],
  );
/** What was posted to response URLs: last part of the path and result. */
const results = () => partner.of("results").map(({ path, body }) => [path.split("/")[2], body?.result]);

async function stop(caller: Caller, sessionId: string, result = "stop-1"): Promise<Answered> {
  return command(caller, "STOP_SESSION", {
    response_url: `${partner.url}/results/${result}`,
    session_id: sessionId,
  });
}

describe("a card at a terminal, from tap to CDR", () => {
  it.each(CONNECTION_VERSIONS)(
    "REL-32, %s: one result, the newest session, one CDR, all with the token as it was given",
    async (version) => {
      const caller = await connect(version);
      await station.plug();
      const { answer, body } = await start(caller);
      expect([answer.http, answer.ocpi]).toEqual([200, 1000]);
      expect(answer.data).toEqual(
        version === "2.1.1" ? { result: "ACCEPTED" } : { result: "ACCEPTED", timeout: 40 },
      );
      await world.work();
      const id = (await sessions())[0]?.id ?? "";
      const [sent] = await remote("REMOTE_START");
      expect(String(sent?.payload.idTag).length).toBeLessThanOrEqual(20);
      await station.charge(30 * MINUTE);
      expect(await stop(caller, id)).toMatchObject({ ocpi: 1000 });
      await world.run(5 * MINUTE);

      const uid = (body.token as { uid: string }).uid;
      const pushed = partner.of("sessions").map((request) => request.body);
      expect(pushed.at(-1)).toMatchObject({ id, status: "COMPLETED", kwh: 5.5, currency: "EUR" });
      const cdrs = partner.of("cdrs").map((request) => request.body);
      expect(cdrs).toHaveLength(1);
      // 5.5 kWh at 0.50 with 21 % inside: 2.75, net 2.27.
      const total = {
        "2.1.1": 2.27,
        "2.2.1": { excl_vat: 2.27, incl_vat: 2.75 },
        "2.3.0": { before_taxes: 2.27, taxes: [{ name: "VAT", percentage: 21, amount: 0.48 }] },
      }[version];
      for (const object of [cdrs[0], pushed.at(-1)]) {
        expect(object?.total_cost).toEqual(total);
        if (version === "2.1.1") expect(object?.auth_id).toBe(uid);
        else
          expect(object).toMatchObject({
            cdr_token: { uid, type: "AD_HOC_USER", contract_id: uid },
            auth_method: "COMMAND",
            authorization_reference: body.authorization_reference,
          });
      }
      const shared = {
        total_energy: 5.5,
        total_time: 0.5,
        charging_periods: [
          {
            dimensions: [
              { type: "ENERGY", volume: 5.5 },
              { type: "TIME", volume: 0.5 },
            ],
          },
        ],
      };
      expect(cdrs[0]).toMatchObject(shared);
      if (version !== "2.1.1")
        expect(cdrs[0]).toMatchObject({
          session_id: id,
          total_energy_cost: total,
          tariffs: [{ id: "MAIN", type: "AD_HOC_PAYMENT" }],
        });
      expect(results()).toEqual([
        [`start-${serial}`, "ACCEPTED"],
        ["stop-1", "ACCEPTED"],
      ]);
      const listed = await Promise.all(["sessions", "cdrs"].map((path) => caller.module(path)));
      expect(listed.map(({ data }) => (data as object[])[0])).toEqual([pushed.at(-1), cdrs[0]]);
      expect(await world.violations()).toEqual([]);
    },
  );

  it.each(CONNECTION_VERSIONS)(
    "%s: the driver's code is told at the start and in the CDR; with it the page opens, and by day and card the receipt",
    async (version) => {
      const { context } = world;
      const caller = await connect(version);
      await station.plug();
      const uid = `${await markOf(caller)}visual-${++serial}`;
      const type = version === "2.1.1" ? "OTHER" : "AD_HOC_USER";
      const card = String(7_000 + serial);
      const network = `10.9.${serial}.1`;
      await start(caller, { token: { uid, type, visual_number: `**** **** **** ${card}` } });
      await world.work();
      const code = String(partner.of("sessions").at(-1)?.body?.kerbwatt_reference);
      const found = await findTerminalSession(context, { code, network });
      if (found.kind !== "found") throw new Error(found.reason);
      const page = () => getSessionView(context, { token: found.viewToken });
      await station.charge(30 * MINUTE);
      // 5.5 kWh at the wholesale price, which the terminal shows too.
      expect(await page()).toMatchObject({ reference: code, state: "CHARGING", live: { costMinor: 275 } });
      await station.end("Local");
      await world.run(5 * MINUTE);
      expect(partner.of("cdrs")[0]?.body?.kerbwatt_reference).toBe(code);
      expect(await page()).toMatchObject({ state: "RECEIPT", money: { chargedMinor: 275 } });
      const search = { date: world.now.toISOString().slice(0, 10), last4: card, place: "", network };
      const receipts = await findTerminalReceipts(context, search);
      expect(receipts).toMatchObject({
        kind: "found",
        receipts: [{ receiptToken: (await page())?.receipt?.token }],
      });
    },
  );

  it("waits for the plug like a driver's phone does, and says how long that may take", async () => {
    const caller = await connect();
    const { answer } = await start(caller);
    expect(answer.data).toEqual({ result: "ACCEPTED", timeout: 340 });
    await world.work();
    expect(partner.of("sessions").at(-1)?.body).toMatchObject({ status: "PENDING", kwh: 0 });
    expect(partner.of("sessions").at(-1)?.body?.total_cost).toBeUndefined();
    expect(results()).toEqual([]);
    await station.plug();
    await world.work();
    expect(results()).toEqual([[`start-${serial}`, "ACCEPTED"]]);
    expect(partner.of("sessions").at(-1)?.body?.status).toBe("ACTIVE");
  });

  it("LAW, decision 0013: the terminal's price and limit are the wholesale tariff of the start, whatever is published later", async () => {
    const publish = (perKwh: string, preauthorizeAmount?: string) =>
      publishTariff(world.context, {
        clientId: shop.clientId,
        cpoId: shop.cpoId,
        code: "MAIN",
        name: "Main wholesale",
        kind: "WHOLESALE",
        content: {
          ...simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh }),
          ...(preauthorizeAmount ? { preauthorizeAmount } : {}),
        },
      });
    await publish("1.00", "5.00");
    await world.sql(
      "UPDATE billing_rules SET factor = 2, justification = 'test' WHERE client_id = $1 AND factor = 1",
      [shop.clientId],
    );
    await world.sql(
      `INSERT INTO billing_rule_revisions (client_id, rule_id, number, content, at, by_name)
       SELECT client_id, id, 9, '{"kind": "WHOLESALE_FACTOR", "factor": "2"}', $2, 'test' FROM billing_rules
       WHERE client_id = $1 AND factor = 2`,
      [shop.clientId, world.now],
    );
    const caller = await connect();
    await station.plug();
    await start(caller);
    await world.work();
    await publish("9.00");
    expect((await sessions())[0]?.ceiling_minor).toBe(500);
    station.powerW = 22_000;
    await station.charge(20 * MINUTE, MINUTE / 2);
    await world.run(5 * MINUTE);
    const last = partner.of("sessions").at(-1)?.body as { kwh: number; total_cost: { incl_vat: number } };
    expect(last).toMatchObject({ status: "COMPLETED" });
    expect(last.total_cost.incl_vat).toBeCloseTo(last.kwh, 1);
    expect(last.total_cost.incl_vat).toBeGreaterThan(4);
    expect(last.total_cost.incl_vat).toBeLessThanOrEqual(5);
    expect(partner.of("cdrs")[0]?.body?.total_cost).toEqual(last.total_cost);
    const [cdr] = await world.sql(
      "SELECT gross_minor, wholesale_gross_minor FROM cdrs WHERE client_id = $1",
      [shop.clientId],
    );
    expect(Math.abs(Number(cdr?.gross_minor) - 2 * Number(cdr?.wholesale_gross_minor))).toBeLessThanOrEqual(
      1,
    );
  });
});

describe("what must not start", () => {
  const cases: readonly (readonly [
    name: string,
    arrange: (caller: Caller) => Promise<Start>,
    expected: string | number,
  ])[] = [
    [
      "a location of nobody",
      async () => ({ body: { location_id: "11111111-1111-4111-8111-111111111111" } }),
      2003,
    ],
    ["a location that is no id", async () => ({ body: { location_id: "x' OR 1=1" } }), 2003],
    [
      "a location of another client",
      async () => ({ body: { location_id: (await createShop(world)).locationId } }),
      2003,
    ],
    ["an EVSE of nobody", async () => ({ body: { evse_uid: "11111111-1111-4111-8111-111111111111" } }), 2001],
    ["a connector of nobody", async () => ({ body: { connector_id: "9" } }), 2001],
    ["a connector without EVSE", async () => ({ body: { evse_uid: undefined } }), 2001],
    ["a response_url elsewhere", async () => ({ body: { response_url: "https://evil.example/x" } }), 2001],
    ["a response_url of this network", async () => ({ body: { response_url: "http://10.0.0.1/x" } }), 2001],
    [
      "a location that is not public",
      async () => {
        await world.sql("UPDATE locations SET is_public = false WHERE id = $1", [shop.locationId]);
        return {};
      },
      "REJECTED",
    ],
    [
      "an EVSE closed for ad-hoc payment",
      async () => {
        await world.sql("UPDATE evses SET ad_hoc_enabled = false WHERE id = $1", [station.site.evseId]);
        return {};
      },
      "REJECTED",
    ],
    [
      "an EVSE in use",
      async () => {
        await station.report("CHARGING");
        return {};
      },
      "REJECTED",
    ],
    [
      "a faulted EVSE",
      async () => {
        await station.report("FAULTED");
        return {};
      },
      "REJECTED",
    ],
    ["another prefix", async () => ({ token: { uid: "XYZ-card", type: "AD_HOC_USER" } }), "REJECTED"],
    [
      "the prefix alone",
      async (caller) => ({ token: { uid: await markOf(caller), type: "AD_HOC_USER" } }),
      "REJECTED",
    ],
    [
      "a token of another type",
      async (caller) => ({ token: { uid: `${await markOf(caller)}a`, type: "RFID" } }),
      "REJECTED",
    ],
    [
      "a token that is not valid",
      async (caller) => ({ token: { uid: `${await markOf(caller)}b`, type: "AD_HOC_USER", valid: false } }),
      "REJECTED",
    ],
    [
      "a token of another party",
      async (caller) => ({
        token: { uid: `${await markOf(caller)}c`, type: "AD_HOC_USER", country_code: "FR", party_id: "ABC" },
      }),
      2001,
    ],
    ["no token", async () => ({ token: null }), 2001],
    [
      "no price for terminals",
      async () => {
        await world.sql(
          "UPDATE billing_rules SET archived_at = now() WHERE client_id = $1 AND channel = 'OCPI_TERMINAL'",
          [shop.clientId],
        );
        return {};
      },
      "REJECTED",
    ],
    [
      "no wholesale tariff",
      async () => {
        await world.sql("UPDATE evses SET tariff_code = 'NONE' WHERE id = $1", [station.site.evseId]);
        return {};
      },
      "REJECTED",
    ],
    [
      "no agreed prefix",
      async (caller) => {
        await world.sql(
          "UPDATE subscriptions SET token_prefix = NULL, token_separator = NULL WHERE id = $1",
          [caller.connection.subscriptionId],
        );
        return {};
      },
      "REJECTED",
    ],
    [
      "a connection that is not tested yet",
      async (caller) => {
        await world.sql("UPDATE subscriptions SET state = 'CREDENTIALS_EXCHANGED' WHERE id = $1", [
          caller.connection.subscriptionId,
        ]);
        return {};
      },
      "REJECTED",
    ],
  ];

  it.each(cases)("SEC-80: %s", async (_, arrange, expected) => {
    const caller = await connect();
    const { answer } = await start(caller, await arrange(caller));
    if (typeof expected === "number")
      expect([answer.http, answer.ocpi, answer.data]).toEqual([200, expected, undefined]);
    else expect([answer.http, answer.ocpi, resultOf(answer)]).toEqual([200, 1000, expected]);
    await world.work();
    expect(await sessions()).toEqual([]);
    expect(await remote("REMOTE_START")).toEqual([]);
    expect(results()).toEqual([]);
  });

  it("SEC-80: an EVSE without a terminal of this connection; with one it starts and says what it can", async () => {
    const caller = await connect("2.2.1", { settings: { startWithoutTerminal: false } });
    const stranger = await connect("2.2.1", { settings: { startWithoutTerminal: false } });
    expect(resultOf((await start(caller)).answer)).toBe("REJECTED");
    const terminalId = await assignTerminal(stranger);
    expect(resultOf((await start(caller)).answer)).toBe("REJECTED");
    expect(resultOf((await start(stranger)).answer)).toBe("ACCEPTED");
    const [row] = await world.sql("SELECT terminal_id FROM charging_sessions WHERE client_id = $1", [
      shop.clientId,
    ]);
    expect(row?.terminal_id).toBe(terminalId);
    const [location] = (await caller.module("locations")).data as { evses: { capabilities: string[] }[] }[];
    expect(location?.evses[0]?.capabilities).toEqual(
      expect.arrayContaining(["PED_TERMINAL", "CREDIT_CARD_PAYABLE"]),
    );
  });

  async function assignTerminal(caller: Caller): Promise<string> {
    const { clientId, subscriptionId } = caller.connection;
    const [id, now] = [world.context.ids.next(), world.now];
    await world.context.db.withClient(clientId, async (tx) => {
      await tx.terminal.create({
        data: {
          id,
          clientId,
          subscriptionId,
          terminalId: "T-1",
          label: "T-1",
          createdAt: now,
          updatedAt: now,
        },
      });
      await tx.terminalAssignment.create({
        data: {
          id: world.context.ids.next(),
          clientId,
          terminalId: id,
          locationId: shop.locationId,
          evseId: station.site.evseId,
        },
      });
    });
    return id;
  }
});

describe("the same start again", () => {
  it("SEC-82, REL-104: five copies at once are one start with one answer; every address gets its one result", async () => {
    const caller = await connect();
    await station.plug();
    const body = await startBody(caller, { result: "a" });
    const other = { ...body, response_url: `${partner.url}/results/b` };
    const answers = await Promise.all(
      [body, body, other, body, other].map((each) => command(caller, "START_SESSION", each)),
    );
    expect(answers.map(({ data }) => data)).toEqual(
      Array.from({ length: 5 }, () => ({ result: "ACCEPTED", timeout: 40 })),
    );
    await world.work();
    expect(await sessions()).toHaveLength(1);
    expect(await remote("REMOTE_START")).toHaveLength(1);
    expect(results().sort()).toEqual([
      ["a", "ACCEPTED"],
      ["b", "ACCEPTED"],
    ]);
    // A late copy with an address of its own hears the result that is known.
    const late = await command(caller, "START_SESSION", {
      ...body,
      response_url: `${partner.url}/results/c`,
    });
    expect(resultOf(late)).toBe("ACCEPTED");
    await world.work();
    expect(results().at(-1)).toEqual(["c", "ACCEPTED"]);
    expect(await sessions()).toHaveLength(1);
  });

  it("two cards at one EVSE at once: one starts, the other is refused", async () => {
    const caller = await connect();
    await station.plug();
    const bodies = [await startBody(caller), await startBody(caller)];
    const answers = await Promise.all(bodies.map((body) => command(caller, "START_SESSION", body)));
    expect(answers.map(resultOf).sort()).toEqual(["ACCEPTED", "REJECTED"]);
    expect(await sessions()).toHaveLength(1);
  });

  it("SEC-80: a token works once, also in other letters, also after its session", async () => {
    const caller = await connect();
    await station.plug();
    const { body } = await start(caller);
    await world.work();
    await station.charge(10 * MINUTE);
    await station.unplug();
    await world.run(5 * MINUTE);
    const uid = (body.token as { uid: string }).uid;
    for (const again of [uid, uid.toLowerCase()]) {
      const answer = await command(caller, "START_SESSION", {
        ...body,
        token: { uid: again, type: "AD_HOC_USER" },
      });
      expect(resultOf(answer)).toBe("REJECTED");
    }
    expect(await sessions()).toHaveLength(1);
  });
});

describe("starts that come to nothing", () => {
  const failures: readonly (readonly [string, () => Promise<void>, string])[] = [
    ["REL-73: the station is offline", async () => station.disconnect(), "TIMEOUT"],
    [
      "REL-74: the station refuses",
      async () => {
        station.onStart = "reject";
      },
      "REJECTED",
    ],
    [
      "the station says nothing",
      async () => {
        station.onStart = "silent";
      },
      "TIMEOUT",
    ],
  ];
  it.each(failures)(
    "%s: one result, an INVALID session that costs nothing, no second chance",
    async (_, arrange, result) => {
      const caller = await connect();
      await station.plug();
      await arrange();
      const { answer } = await start(caller);
      expect(resultOf(answer)).toBe("ACCEPTED");
      await world.run(3 * MINUTE);
      expect(results()).toEqual([[`start-${serial}`, result]]);
      expect((await sessions())[0]?.state).toBe("CLOSED");
      expect(partner.of("sessions").at(-1)?.body).toMatchObject({
        status: "INVALID",
        total_cost: { excl_vat: 0, incl_vat: 0 },
      });
      expect(partner.of("cdrs")).toEqual([]);
      expect(await world.violations()).toEqual([]);
    },
  );

  it("nobody plugs in: TIMEOUT and INVALID when the time is over, and the EVSE is free again", async () => {
    const caller = await connect();
    await start(caller);
    await world.run(6 * MINUTE);
    expect(results()).toEqual([[`start-${serial}`, "TIMEOUT"]]);
    expect(partner.of("sessions").at(-1)?.body?.status).toBe("INVALID");
    expect(resultOf((await start(caller)).answer)).toBe("ACCEPTED");
  });

  it("REL-75: accepted and never begun: the result stays ACCEPTED, the session becomes INVALID", async () => {
    station.begins = false;
    const caller = await connect();
    await station.plug();
    await start(caller);
    await world.run(3 * MINUTE);
    expect(results()).toEqual([[`start-${serial}`, "ACCEPTED"]]);
    expect(partner.of("sessions").at(-1)?.body?.status).toBe("INVALID");
  });

  it("REL-73: a station that begins after its time is stopped at once and nothing is charged", async () => {
    station.onStart = "silent";
    const caller = await connect();
    await station.plug();
    await start(caller);
    await world.work();
    const [sent] = await remote("REMOTE_START");
    await world.run(3 * MINUTE);
    await station.begin(String(sent?.payload.idTag));
    await world.run(MINUTE);
    expect(station.answers.at(-1)?.verdict).toBe("INVALID");
    expect(station.transaction).toBeNull();
    expect(partner.of("sessions").at(-1)?.body?.status).toBe("INVALID");
    expect(partner.of("cdrs")).toEqual([]);
  });

  it("REL-104: a dead response_url keeps nothing from going on", async () => {
    partner.answer = ({ path }) => (path.startsWith("/results") ? { hangUp: true } : null);
    const caller = await connect();
    await station.plug();
    await start(caller);
    await world.work();
    await station.charge(10 * MINUTE);
    await station.unplug();
    await world.run(5 * MINUTE);
    expect(partner.of("cdrs")).toHaveLength(1);
  });
});

describe("stopping", () => {
  async function running(caller: Caller): Promise<string> {
    await station.plug();
    await start(caller);
    await world.work();
    await station.charge(10 * MINUTE);
    return (await sessions()).at(-1)?.id ?? "";
  }

  it("SEC-81: only the connection that started a session may stop it; for all others there is none", async () => {
    const caller = await connect();
    const id = await running(caller);
    const sameClient = await connect();
    const otherShop = await createShop(world);
    const otherClient = await openCaller(world, otherShop, partner.url);
    for (const stranger of [sameClient, otherClient])
      for (const sessionId of [
        id,
        id.toUpperCase(),
        "11111111-1111-4111-8111-111111111111",
        "x",
        "x' OR 1=1",
      ])
        expect(resultOf(await stop(stranger, sessionId))).toBe("UNKNOWN_SESSION");
    await world.work();
    expect((await sessions())[0]?.state).toBe("CHARGING");
    expect(await remote("REMOTE_STOP")).toEqual([]);
    for (const stranger of [sameClient, otherClient])
      for (const path of [`sessions/${id}`, `sessions/${id}/charging_preferences`]) {
        const answer = await stranger.module(path, {
          method: path.endsWith("preferences") ? "PUT" : "GET",
          body: {},
        });
        expect([answer.http, answer.ocpi]).toEqual([404, 2000]);
      }
    for (const list of ["sessions", "cdrs"])
      for (const stranger of [sameClient, otherClient])
        expect((await stranger.module(list)).data).toEqual([]);
  });

  it("REL-87, REL-105: asked again it is accepted again, the station is asked once; after the end it is refused", async () => {
    const caller = await connect();
    const id = await running(caller);
    partner.seen.length = 0;
    const answers = await Promise.all(["s", "s", "t"].map((name) => stop(caller, id, name)));
    expect(answers.map(resultOf)).toEqual(["ACCEPTED", "ACCEPTED", "ACCEPTED"]);
    await world.run(5 * MINUTE);
    expect(await remote("REMOTE_STOP")).toHaveLength(1);
    expect(results().sort()).toEqual([
      ["s", "ACCEPTED"],
      ["t", "ACCEPTED"],
    ]);
    expect((await sessions())[0]).toMatchObject({ state: "BILLED", reason: "stopped_at_terminal" });
    expect(resultOf(await stop(caller, id, "u"))).toBe("REJECTED");
    await world.work();
    expect(results()).toHaveLength(2);
    expect(partner.of("cdrs")).toHaveLength(1);
  });

  it("a session that has not begun is withdrawn: nothing starts, nothing costs", async () => {
    const caller = await connect();
    await start(caller);
    await world.work();
    const id = (await sessions())[0]?.id ?? "";
    expect(resultOf(await stop(caller, id))).toBe("ACCEPTED");
    await world.work();
    await station.plug();
    await world.run(MINUTE);
    expect(station.transaction).toBeNull();
    expect(results().sort()).toEqual([
      [`start-${serial}`, "FAILED"],
      ["stop-1", "ACCEPTED"],
    ]);
    expect(partner.of("sessions").at(-1)?.body?.status).toBe("INVALID");
  });

  it("a station that refuses to stop is what the result says", async () => {
    const caller = await connect();
    const id = await running(caller);
    station.onStop = "reject";
    partner.seen.length = 0;
    await stop(caller, id);
    await world.work();
    expect(results()).toEqual([["stop-1", "REJECTED"]]);
  });

  it("SEC-81: the cable is freed for the partner whose session is there, once per wish, and for nobody else", async () => {
    const caller = await connect();
    await running(caller);
    const stranger = await connect();
    const body = {
      response_url: `${partner.url}/results/unlock`,
      location_id: shop.locationId,
      evse_uid: station.site.evseId,
      connector_id: "1",
    };
    expect(resultOf(await command(stranger, "UNLOCK_CONNECTOR", body))).toBe("REJECTED");
    expect(await remote("UNLOCK")).toEqual([]);
    partner.seen.length = 0;
    for (let i = 0; i < 3; i++)
      expect(resultOf(await command(caller, "UNLOCK_CONNECTOR", body))).toBe("ACCEPTED");
    await world.work();
    expect(await remote("UNLOCK")).toHaveLength(1);
    expect(results()).toEqual([["unlock", "ACCEPTED"]]);
  });
});

describe("what we do not do", () => {
  it.each(CONNECTION_VERSIONS)(
    "%s: reservations, charging profiles and preferences are answered honestly",
    async (version) => {
      const caller = await connect(version);
      await station.plug();
      await start(caller);
      await world.work();
      const id = (await sessions())[0]?.id ?? "";
      const reserve = {
        response_url: `${partner.url}/r`,
        token: { uid: "x", type: "OTHER" },
        expiry_date: "2040-03-02T10:00:00Z",
        reservation_id: version === "2.1.1" ? 7 : "7",
        location_id: shop.locationId,
      };
      expect(resultOf(await command(caller, "RESERVE_NOW", reserve))).toBe("NOT_SUPPORTED");
      const cancel = await command(caller, "CANCEL_RESERVATION", {
        response_url: `${partner.url}/r`,
        reservation_id: "7",
      });
      const profile = await caller.module(`chargingprofiles/${id}`, {
        query: { duration: "60", response_url: `${partner.url}/r` },
      });
      const preferences = await caller.module(`sessions/${id}/charging_preferences`, {
        method: "PUT",
        body: { profile_type: "FAST" },
      });
      if (version === "2.1.1") {
        expect([cancel.http, profile.http, preferences.http]).toEqual([404, 404, 404]);
        return;
      }
      expect(resultOf(cancel)).toBe("NOT_SUPPORTED");
      expect(profile.data).toEqual({ result: "NOT_SUPPORTED", timeout: 30 });
      expect(resultOf(await caller.module("chargingprofiles/x", { method: "PUT", body: {} }))).toBe(
        "UNKNOWN_SESSION",
      );
      expect([preferences.http, preferences.ocpi]).toEqual([404, 2001]);
    },
  );

  it.each(CONNECTION_VERSIONS)(
    "SEC-83, %s: ad-hoc tokens are neither taken nor given by the Tokens module",
    async (version) => {
      const caller = await connect(version);
      const [row] = await world.sql<{ party: string }>(
        "SELECT party_id AS party FROM subscriptions WHERE id = $1",
        [caller.connection.subscriptionId],
      );
      const at = (uid: string, type?: string) =>
        [`tokens/DE/${row?.party}/${encodeURIComponent(uid)}`, type ? { query: { type } } : {}] as const;
      const body = (uid: string, type: string) => ({
        uid,
        type,
        auth_id: uid,
        contract_id: uid,
        issuer: "x",
        valid: true,
        whitelist: "NEVER",
        last_updated: "2040-03-01T10:00:00Z",
        ...(version === "2.1.1" ? {} : { country_code: "DE", party_id: row?.party }),
      });
      const adHoc = `${await markOf(caller)}card`;
      for (const [uid, type] of [
        [adHoc, "OTHER"],
        [adHoc.toLowerCase(), "RFID"],
        ["card", "AD_HOC_USER"],
      ] as const) {
        const [path, query] = at(uid, type);
        expect(
          (await caller.module(path, { ...query, method: "PUT", body: body(uid, type) })).ocpi,
          uid,
        ).toBe(2001);
        const read = await caller.module(path, query);
        expect([read.http, read.ocpi]).toEqual([404, version === "2.1.1" ? 2001 : 2004]);
      }
      const [path] = at("card 1");
      const put = () => caller.module(path, { method: "PUT", body: body("card 1", "RFID") });
      expect([(await put()).http, (await put()).http]).toEqual([201, 200]);
      expect((await caller.module(path)).data).toMatchObject({ uid: "card 1", valid: true });
      const patch = (change: object) =>
        caller.module(path, { method: "PATCH", body: { last_updated: "2040-03-01T11:00:00Z", ...change } });
      expect((await patch({ valid: false })).ocpi).toBe(1000);
      expect((await caller.module(path)).data).toMatchObject({ valid: false, issuer: "x" });
      for (const change of [{ uid: adHoc }, { type: "AD_HOC_USER" }])
        expect((await patch(change)).ocpi, JSON.stringify(change)).toBe(2001);
      expect(
        await world.sql("SELECT uid_key FROM ocpi_tokens WHERE subscription_id = $1", [
          caller.connection.subscriptionId,
        ]),
      ).toEqual([{ uid_key: "CARD 1" }]);
    },
  );

  it("keeps what a hub says about parties", async () => {
    const caller = await connect();
    const info = {
      party_id: "ABC",
      country_code: "FR",
      role: "EMSP",
      status: "CONNECTED",
      last_updated: "2040-03-01T10:00:00.000Z",
    };
    const put = (body: object, path = "hubclientinfo/FR/ABC") => caller.module(path, { method: "PUT", body });
    expect((await put(info)).http).toBe(201);
    expect((await put({ ...info, status: "OFFLINE", last_updated: "2040-03-01T11:00:00.000Z" })).http).toBe(
      200,
    );
    expect((await put({ ...info, status: "PLANNED" })).ocpi).toBe(1000);
    expect((await caller.module("hubclientinfo/fr/abc")).data).toEqual({
      ...info,
      status: "OFFLINE",
      last_updated: "2040-03-01T11:00:00.000Z",
    });
    expect((await put({ ...info, party_id: "XYZ" })).ocpi).toBe(2001);
    expect((await put({ ...info, status: "HAPPY" })).ocpi).toBe(2001);
    expect((await caller.module("hubclientinfo/FR/XYZ")).http).toBe(404);
  });
});
