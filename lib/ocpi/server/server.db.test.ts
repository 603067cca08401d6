import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashToken } from "@/lib/db/secrets";
import { createShop, createSites } from "@/lib/jobs/testing/site";
import type { Shop } from "@/lib/jobs/testing/site.model";
import { World } from "@/lib/jobs/testing/world";
import { CONNECTION_VERSIONS, type ConnectionVersion } from "@/lib/subscriptions/connection.model";
import { FakePartner } from "../testing/fake-partner";
import { type Answered, type Call, type Caller, giveToken, openCaller } from "../testing/our-server";
import { drainRequestJournal } from "./journal-request";

/** Who may call, what an answer looks like, and what is written down: the same for every module. */

let world: World;
let partner: FakePartner;
let shop: Shop;
const callers = new Map<ConnectionVersion, Caller>();

beforeAll(async () => {
  world = await World.open();
  partner = await FakePartner.start();
  shop = await createShop(world);
  await createSites(world, shop, 1);
  for (const version of CONNECTION_VERSIONS)
    callers.set(version, await openCaller(world, shop, partner.url, { version }));
}, 60_000);

afterAll(async () => {
  await partner.stop();
  await world.close();
});

const callerOf = (version: ConnectionVersion): Caller => callers.get(version) as Caller;
const caller = (): Caller => callerOf("2.2.1");
const idsOf = (answer: Answered | undefined) =>
  ((answer?.data ?? []) as { id: string }[]).map(({ id }) => id);
const statusOf = ({ http, ocpi }: Answered) => [http, ocpi];

/** Modules with the path under which they answer, and the methods that exist there. */
const MODULES: readonly (readonly [path: string, methods: readonly string[]])[] = [
  ["locations", ["GET"]],
  ["tariffs", ["GET"]],
  ["sessions", ["GET"]],
  ["sessions/x/charging_preferences", ["PUT"]],
  ["cdrs", ["GET"]],
  ["tokens/DE/XXX/uid", ["GET", "PUT", "PATCH"]],
  ["commands/START_SESSION", ["POST"]],
  ["commands/STOP_SESSION", ["POST"]],
  ["chargingprofiles/x", ["GET", "PUT", "DELETE"]],
  ["hubclientinfo/DE/XXX", ["GET", "PUT"]],
];
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

describe("who may call", () => {
  it("SEC-75, SEC-76: without a good token every address gives one and the same 401", async () => {
    const revoked = await giveToken(world, caller().connection);
    await world.sql("UPDATE ocpi_credentials SET revoked_at = now() WHERE token_hash = $1", [
      hashToken(revoked),
    ]);
    const authorizations = [
      null,
      "",
      "Token",
      "Bearer x",
      "Token nobody",
      `Token ${"x".repeat(300)}`,
      "Token \u0000",
      `Token ${revoked}`,
    ];
    const bodies = new Set<string>();
    for (const [path] of [
      ["2.2.1/locations"],
      ["versions"],
      ["2.2.1"],
      ["2.2.1/credentials"],
      ["nothing"],
    ] as const)
      for (const authorization of authorizations) {
        const answer = await caller().call({ path, authorization, remote: `198.51.100.${bodies.size}` });
        expect(statusOf(answer), `${path} ${authorization}`).toEqual([401, 2000]);
        bodies.add(answer.text);
      }
    expect(bodies.size).toBe(1);
  });

  it("SEC-76: a registration token opens versions and credentials, and nothing else in any version", async () => {
    const token = await giveToken(world, caller().connection, "REGISTRATION");
    for (const path of ["versions", "2.2.1", "2.3.0", "2.2.1/credentials"]) {
      const answer = await caller().call({ path, authorization: `Token ${token}` });
      expect(answer.http, path).toBe(200);
    }
    for (const [path] of MODULES) {
      const answer = await caller().module(path, { authorization: `Token ${token}` });
      expect(statusOf(answer), path).toEqual([401, 2000]);
    }
  });

  it.each(["SUSPENDED", "TERMINATED", "REJECTED"])(
    "a connection that is %s does not exist",
    async (state) => {
      const other = await openCaller(world, shop, partner.url);
      expect((await other.module("locations")).http).toBe(200);
      await world.sql("UPDATE subscriptions SET state = $1::subscription_state WHERE id = $2", [
        state,
        other.connection.subscriptionId,
      ]);
      for (const path of ["2.2.1/locations", "versions", "2.2.1/credentials"])
        expect(statusOf(await other.call({ path })), path).toEqual([401, 2000]);
    },
  );

  it("SEC-77: a token is understood as it is and in Base64; with a fixed encoding only in that one", async () => {
    const { token } = caller();
    const spellings = [token, btoa(token), btoa(token).replace(/=+$/, ""), btoa(`${token}\n`)];
    for (const spelling of spellings)
      expect((await caller().module("tariffs", { authorization: `token ${spelling}` })).http).toBe(200);
    const fixed = await openCaller(world, shop, partner.url, { tokenEncoding: "base64" });
    expect((await fixed.module("tariffs")).http).toBe(200);
    expect((await fixed.module("tariffs", { authorization: `Token ${fixed.token}` })).http).toBe(401);
  });

  it("versions are public only while a connection wants them so", async () => {
    const look = () => caller().call({ path: "versions", authorization: null });
    expect((await look()).http).toBe(401);
    const open = await openCaller(world, shop, partner.url, { settings: { publicVersions: true } });
    expect((await look()).http).toBe(200);
    expect((await caller().call({ path: "2.2.1", authorization: null })).http).toBe(200);
    for (const call of [{ path: "2.2.1/locations" }, { path: "versions", method: "POST" }])
      expect((await caller().call({ ...call, authorization: null })).http).toBe(401);
    await world.sql("UPDATE subscriptions SET state = 'TERMINATED' WHERE id = $1", [
      open.connection.subscriptionId,
    ]);
    expect((await look()).http).toBe(401);
  });

  it("SEC-85: a partner that calls too often waits, the others do not", async () => {
    const busy = await openCaller(world, shop, partner.url);
    busy.limits = { perConnection: { limit: 3, windowS: 60 }, badTokens: { limit: 3, windowS: 60 } };
    const answers = [];
    for (let i = 0; i < 5; i++) answers.push(await busy.module("tariffs"));
    expect(answers.map(({ http }) => http)).toEqual([200, 200, 200, 429, 429]);
    expect(answers[4]?.ocpi).toBe(2000);
    expect(Number(answers[4]?.headers["Retry-After"])).toBeGreaterThan(0);
    expect((await caller().module("tariffs")).http).toBe(200);
    await world.pass(61_000);
    expect((await busy.module("tariffs")).http).toBe(200);
  });

  it("SEC-85: a flood of invented tokens is kept out, and harms no partner behind the same address", async () => {
    const flooder = callerOf("2.3.0");
    const known = await openCaller(world, shop, partner.url);
    const limits = { perConnection: { limit: 100, windowS: 60 }, badTokens: { limit: 3, windowS: 60 } };
    for (const each of [flooder, known]) each.limits = limits;
    const remote = "192.0.2.99";
    expect((await known.module("tariffs", { remote })).http).toBe(200);
    const flood: number[] = [];
    for (let i = 0; i < 6; i++)
      flood.push((await flooder.module("tariffs", { remote, authorization: `Token guess-${i}` })).http);
    expect(flood).toEqual([401, 401, 401, 401, 429, 429]);
    expect((await known.module("tariffs", { remote })).http).toBe(200);
    expect(
      (await flooder.module("tariffs", { remote: "192.0.2.100", authorization: "Token guess" })).http,
    ).toBe(401);
    flooder.limits = undefined;
  });
});

describe("versions", () => {
  it("lists what is mounted, and of each version its endpoints once with our role", async () => {
    const list = (await caller().call({ path: "versions" })).data as { version: string; url: string }[];
    expect(list.map(({ version }) => version)).toEqual(["2.3.0", "2.2.1", "2.1.1"]);
    for (const { version, url } of list) {
      expect(url).toBe(`https://charge.example/api/ocpi/${version}`);
      const details = (await caller().call({ path: version })).data as {
        endpoints: { identifier: string; role?: string; url: string }[];
      };
      const identifiers = details.endpoints.map(({ identifier }) => identifier);
      expect(new Set(identifiers).size).toBe(identifiers.length);
      expect(identifiers.includes("payments")).toBe(version === "2.3.0");
      expect(identifiers.includes("hubclientinfo")).toBe(version !== "2.1.1");
      for (const { identifier, url: address, role } of details.endpoints) {
        expect(address).toBe(`${url}/${identifier}`);
        expect(role === undefined).toBe(version === "2.1.1");
      }
    }
  });

  it("payments are on 2.2.1 only where Direct Payment is switched on", async () => {
    const direct = await openCaller(world, shop, partner.url, { directPayment: true });
    const names = async (who: Caller) =>
      ((await who.call({ path: "2.2.1" })).data as { endpoints: { identifier: string }[] }).endpoints.map(
        ({ identifier }) => identifier,
      );
    expect(await names(direct)).toContain("payments");
    expect(await names(caller())).not.toContain("payments");
    expect(statusOf(await caller().module("payments/terminals/x"))).toEqual([404, 2000]);
  });

  it.each(CONNECTION_VERSIONS)(
    "a connection of %s is served in that version; credentials in all",
    async (version) => {
      for (const other of CONNECTION_VERSIONS.filter((known) => known !== version)) {
        expect(statusOf(await callerOf(version).call({ path: `${other}/locations` }))).toEqual([404, 2000]);
        expect((await callerOf(version).call({ path: `${other}/credentials` })).http).toBe(200);
      }
    },
  );
});

describe("every module in every version", () => {
  const served = (version: ConnectionVersion) =>
    MODULES.filter(([path]) => version !== "2.1.1" || !/^(charging|hub|sessions\/x)/.test(path));

  it.each(CONNECTION_VERSIONS)("%s: methods that do not exist are 405, in the envelope", async (version) => {
    const { subscriptionId } = callerOf(version).connection;
    const [row] = await world.sql<{ party: string }>(
      "SELECT party_id AS party FROM subscriptions WHERE id = $1",
      [subscriptionId],
    );
    for (const [path, methods] of served(version))
      for (const method of METHODS) {
        const at = path.replace("XXX", row?.party ?? "");
        const answer = await callerOf(version).module(at, { method, body: {} });
        if (methods.includes(method)) expect(answer.http, `${method} ${path}`).not.toBe(405);
        else expect(statusOf(answer), `${method} ${path}`).toEqual([405, 2000]);
      }
  });

  it.each(CONNECTION_VERSIONS)("%s: what is nowhere is 404, never a redirect", async (version) => {
    for (const path of [
      "nothing",
      "locations/x/y/z/a",
      "tariffs/x/y",
      "cdrs/x",
      "sessions/x",
      "commands/DANCE",
      "commands/START_SESSION/x",
      "tokens/DE",
      "locations/%00",
      "sessions/' OR 1=1",
    ])
      expect((await callerOf(version).module(path)).http, path).toBe(404);
    for (const path of ["", "2.0", "2.2", "versions/x", "..", "__proto__"])
      expect((await callerOf(version).call({ path })).http, path).toBe(404);
    expect(statusOf(await callerOf(version).module("locations/x"))).toEqual([404, 2003]);
  });

  it.each(CONNECTION_VERSIONS)(
    "SEC-62, %s: hostile bodies are refused with a word, and change nothing",
    async (version) => {
      const hostile: readonly (readonly [Partial<Call>, number, number])[] = [
        [{ raw: "{" }, 400, 2001],
        [{ raw: "\u0000" }, 400, 2001],
        [{ raw: "[".repeat(40) }, 400, 2001],
        [{ raw: null }, 413, 2000],
        [{ raw: "" }, 200, 2001],
        [{ body: [] }, 200, 2001],
        [{ body: "text" }, 200, 2001],
        [{ body: 7 }, 200, 2001],
        [{ body: {} }, 200, 2001],
        [{ body: { session_id: { $ne: 1 }, response_url: 7 } }, 200, 2001],
        [{ body: { session_id: "x".repeat(5_000), response_url: "x".repeat(5_000) } }, 200, 2001],
        [{ raw: '{"__proto__":{"response_url":"http://x","session_id":"y"}}' }, 200, 2001],
      ];
      for (const [call, http, ocpi] of hostile)
        for (const command of ["START_SESSION", "STOP_SESSION", "UNLOCK_CONNECTOR", "RESERVE_NOW"]) {
          const answer = await callerOf(version).module(`commands/${command}`, { method: "POST", ...call });
          expect(statusOf(answer), JSON.stringify(call).slice(0, 80)).toEqual([http, ocpi]);
        }
      expect(await world.sql("SELECT 1 FROM ocpi_commands")).toEqual([]);
    },
  );
});

describe("ids and routing", () => {
  it("echoes message ids, makes them where they are missing, and turns sender and receiver round", async () => {
    const { countryCode, partyId } = await ownParty();
    const headers = {
      "x-request-id": "request-1",
      "X-CORRELATION-ID": "correlation-1",
      "ocpi-to-country-code": countryCode.toLowerCase(),
      "OCPI-to-party-id": partyId,
      "OCPI-from-country-code": "DE",
      "OCPI-from-party-id": await peerParty(),
    };
    const answer = await caller().module("tariffs", { headers });
    expect(answer.headers).toMatchObject({
      "X-Request-ID": "request-1",
      "X-Correlation-ID": "correlation-1",
      "OCPI-from-country-code": countryCode,
      "OCPI-from-party-id": partyId,
      "OCPI-to-country-code": "DE",
      "OCPI-to-party-id": headers["OCPI-from-party-id"],
    });
    const bare = await caller().module("tariffs");
    expect(bare.headers["X-Request-ID"]).toMatch(/^[\x21-\x7e]{8,}$/);
    expect(bare.headers["OCPI-from-party-id"]).toBe(partyId);
    const configuration = await caller().call({ path: "versions", headers });
    expect(Object.keys(configuration.headers).filter((name) => name.startsWith("OCPI"))).toEqual([]);
  });

  it("SEC-79: a message for somebody else is 4001, one from somebody else 2001, on every functional module; nothing is read", async () => {
    const modules = [
      "locations",
      "tariffs",
      "sessions",
      "cdrs",
      "commands/STOP_SESSION",
      "chargingprofiles/x",
    ];
    const to = { "OCPI-to-country-code": "FR", "OCPI-to-party-id": "ABC" };
    const from = { "OCPI-from-country-code": "FR", "OCPI-from-party-id": "ABC" };
    for (const path of modules) {
      const method = path.startsWith("commands") ? "POST" : "GET";
      expect(statusOf(await caller().module(path, { method, headers: to })), path).toEqual([200, 4001]);
      expect(statusOf(await caller().module(path, { method, headers: from })), path).toEqual([200, 2001]);
    }
    // 2.1.1 has no routing: the headers mean nothing there.
    expect((await callerOf("2.1.1").module("tariffs", { headers: { ...to, ...from } })).ocpi).toBe(1000);
  });

  it("SEC-79: tokens of another party are refused in URL and body", async () => {
    const party = await peerParty();
    const token = {
      uid: "card-1",
      type: "RFID",
      contract_id: "c",
      issuer: "x",
      valid: true,
      whitelist: "NEVER",
      last_updated: "2040-03-01T10:00:00Z",
    };
    const put = (path: string, body: object) => caller().module(path, { method: "PUT", body });
    expect(statusOf(await put("tokens/FR/ABC/card-1", token))).toEqual([404, 2001]);
    expect(
      statusOf(await put(`tokens/DE/${party}/card-1`, { ...token, party_id: "ABC", country_code: "FR" })),
    ).toEqual([200, 2001]);
    expect(statusOf(await put(`tokens/DE/${party}/card-2`, token))).toEqual([200, 2001]);
    expect(await world.sql("SELECT 1 FROM ocpi_tokens")).toEqual([]);
  });

  async function ownParty(): Promise<{ countryCode: string; partyId: string }> {
    const [row] = await world.sql<{ country_code: string; party_id: string }>(
      "SELECT country_code, party_id FROM cpos WHERE id = $1",
      [shop.cpoId],
    );
    return { countryCode: row?.country_code ?? "", partyId: row?.party_id ?? "" };
  }
  async function peerParty(): Promise<string> {
    const [row] = await world.sql<{ party_id: string }>("SELECT party_id FROM subscriptions WHERE id = $1", [
      caller().connection.subscriptionId,
    ]);
    return row?.party_id ?? "";
  }
});

describe("what is written down", () => {
  it("SEC-66, SEC-67: request and answer are journaled under one id, without secrets; a failure says only a reference", async () => {
    const correlation = "corr-journal-1";
    const headers = { "X-Correlation-ID": correlation };
    await caller().module("commands/STOP_SESSION", {
      method: "POST",
      headers,
      body: { response_url: "https://evil.example/?token=abc", session_id: "x", password: "hunter2" },
    });
    await drainRequestJournal(world.context);
    const rows = await world.sql<{
      direction: string;
      body: string;
      status: string;
      message_id: string;
      subscription_id: string;
      action: string;
    }>("SELECT * FROM journal_entries WHERE correlation_id = $1 ORDER BY id", [correlation]);
    expect(rows.map(({ direction, status, action }) => [direction, status, action])).toEqual([
      ["IN", "request", "POST commands"],
      ["OUT", "200 2001", "POST commands"],
    ]);
    expect(rows[0]?.message_id).toBe(rows[1]?.message_id);
    expect(rows[0]?.subscription_id).toBe(caller().connection.subscriptionId);
    const text = rows.map(({ body }) => body).join();
    for (const secret of [caller().token, btoa(caller().token), "hunter2", "token=abc"])
      expect(text).not.toContain(secret);
  });

  it("SEC-67, REL: what fails inside is 3000 with a reference and no detail, and is logged", async () => {
    const [location] = await world.sql<{ country: string }>("SELECT country FROM locations WHERE id = $1", [
      shop.locationId,
    ]);
    await world.sql("UPDATE locations SET country = 'ZZ' WHERE id = $1", [shop.locationId]);
    const answer = await caller().module("locations", { headers: { "X-Correlation-ID": "corr-broken" } });
    await world.sql("UPDATE locations SET country = $2 WHERE id = $1", [shop.locationId, location?.country]);
    expect(statusOf(answer)).toEqual([500, 3000]);
    expect(answer.message).toBe("unexpected error, reference corr-broken");
    expect(answer.text).not.toMatch(/ZZ|RangeError|at .*\.ts/);
    expect(world.logs.some((row) => row.correlationId === "corr-broken")).toBe(true);
  });

  it("SEC-31: the identity of a station is in no answer", async () => {
    const [{ identity } = { identity: "?" }] = await world.sql<{ identity: string }>(
      "SELECT identity FROM stations",
    );
    for (const version of CONNECTION_VERSIONS)
      for (const path of ["locations", "tariffs", "sessions", "cdrs", `locations/${shop.locationId}`]) {
        const { text, http } = await callerOf(version).module(path);
        expect(http).toBe(200);
        expect(text, path).not.toContain(identity);
        // OCPI: no nulls and no empty lists, the list itself excepted.
        expect(text.replace('"data":[]', ""), path).not.toMatch(/null|\[\]/);
      }
  });
});

describe("a client sees nothing of another", () => {
  it.each(CONNECTION_VERSIONS)("SEC-51, %s: every endpoint, asked with the other's ids", async (version) => {
    const foreign = await createShop(world);
    const stranger = await openCaller(world, foreign, partner.url, { version });
    const [evse] = await world.sql<{ id: string }>("SELECT id FROM evses WHERE location_id = $1", [
      shop.locationId,
    ]);
    for (const path of [
      `locations/${shop.locationId}`,
      `locations/${shop.locationId}/${evse?.id}`,
      `locations/${shop.locationId}/${evse?.id}/1`,
    ])
      expect(statusOf(await stranger.module(path)), path).toEqual([404, 2003]);
    const lists = await Promise.all(
      ["locations", "tariffs", "sessions", "cdrs"].map((path) => stranger.module(path)),
    );
    for (const list of lists) expect(list.text).not.toMatch(new RegExp(`${shop.locationId}|${evse?.id}`));
    expect(idsOf(lists[0])).toEqual([foreign.locationId]);
    const body = {
      response_url: `${partner.url}/r`,
      location_id: shop.locationId,
      evse_uid: evse?.id,
      connector_id: "1",
    };
    const unlock = await stranger.module("commands/UNLOCK_CONNECTOR", { method: "POST", body });
    expect(statusOf(unlock)).toEqual([200, 2003]);
  });
});
