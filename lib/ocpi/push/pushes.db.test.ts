import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createShop, createSites } from "@/lib/jobs/testing/site";
import type { Shop } from "@/lib/jobs/testing/site.model";
import type { TestStation } from "@/lib/jobs/testing/station";
import { World } from "@/lib/jobs/testing/world";
import { readTimeline } from "@/lib/sessions/admin-timeline.queries";
import { startTerminalSession } from "@/lib/sessions/start-terminal-session";
import type { Principal } from "@/lib/tenants/access.model";
import { DEFAULT_LIMITS, type OutboundResult } from "../exchange/outbound/outbound.model";
import { createOutboundClient, type OutboundClient } from "../exchange/outbound/outbound-client";
import { PeerGate } from "../exchange/outbound/peer-gate";
import { listExchanges, type MessageFilter, readExchange } from "../partner/messages.queries";
import { type ConnectionOptions, connectPartner, FakePartner, PEER_TOKEN } from "../testing/fake-partner";
import { deliverPushes } from "./deliver-pushes";
import { pushPrices } from "./push-prices";
import { type PushSubject, queuePushes } from "./queue-push";
import { replayMessage } from "./replay-message";
import { replayPushes } from "./replay-push";
import { wakeStuckPushers } from "./wake-stuck-pushers";

const HOUR_MS = 3_600_000;

let world: World;
let partner: FakePartner;
let shop: Shop;
let station: TestStation;

beforeAll(async () => {
  world = await World.open({ partnerDeadlineMs: 400 });
  partner = await FakePartner.start();
}, 60_000);

afterAll(async () => {
  await partner.stop();
  await world.close();
});

/** A shop of its own per test: nobody hears of another's changes. */
beforeEach(async () => {
  world.stations.length = 0;
  await world.sql("UPDATE ocpi_pushes SET state = 'SUPERSEDED' WHERE state = 'PENDING'");
  shop = await createShop(world);
  [station] = (await createSites(world, shop, 1)) as [TestStation];
  await world.work();
  partner.forget();
});

const connect = (options: ConnectionOptions = {}) => connectPartner(world, shop, partner.url, options);

const queue = (subscriptionId: string, ...subjects: PushSubject[]) =>
  world.context.db.withClient(shop.clientId, (tx) =>
    queuePushes(tx, world.context, { clientId: shop.clientId, subscriptionId }, subjects),
  );

const evsePush = (): PushSubject => ({
  kind: "evse",
  objectId: station.site.evseId,
  parentId: shop.locationId,
});
const locationPush = (): PushSubject => ({ kind: "location", objectId: shop.locationId });

const rows = (subscriptionId: string, kind?: string) =>
  world.context.db.withClient(shop.clientId, (tx) =>
    tx.ocpiPush.findMany({ where: { subscriptionId, ...(kind ? { kind } : {}) }, orderBy: { id: "asc" } }),
  );

const journal = (subscriptionId: string) =>
  world.context.db.withClient(shop.clientId, (tx) =>
    tx.journalEntry.findMany({ where: { subscriptionId }, orderBy: { id: "asc" } }),
  );

const owner = (): Principal => ({
  userId: randomUUID(),
  clientId: shop.clientId,
  role: "OWNER",
  name: "Owner",
  email: "o@x.example",
});

/** A card was held at a terminal: the session runs as its provider's. */
async function startCard(subscriptionId: string, reference = "REF-0"): Promise<string> {
  const started = await world.context.db.withClient(shop.clientId, (tx) =>
    startTerminalSession(tx, world.context, {
      subscriptionId,
      evseId: station.site.evseId,
      connectorId: "1",
      terminalId: null,
      token: {
        uid: "T01-card-1",
        type: "AD_HOC_USER",
        contractId: "T01-card-1",
        countryCode: "DE",
        partyId: "P01",
      },
      authorizationReference: reference,
      language: null,
    }),
  );
  if (started.kind !== "started") throw new Error(`not started: ${started.reason}`);
  await world.work();
  return started.sessionId;
}

async function chargeToTheEnd(): Promise<void> {
  await station.plug();
  await world.work();
  await station.charge(600_000);
  await station.unplug();
  await world.run(HOUR_MS / 6);
}

describe("a session and its CDR", () => {
  it("REL-32: PUT from the start to COMPLETED, then one CDR, all with the card's reference and the token unchanged", async () => {
    const subscriptionId = await connect();
    const sessionId = await startCard(subscriptionId, "REF-1");
    await chargeToTheEnd();

    const sessions = partner.of("sessions");
    const cdrs = partner.of("cdrs");
    expect(new Set(sessions.map(({ method }) => method))).toEqual(new Set(["PUT"]));
    expect(sessions.at(-1)?.body).toMatchObject({
      id: sessionId,
      status: "COMPLETED",
      authorization_reference: "REF-1",
      cdr_token: { uid: "T01-card-1", type: "AD_HOC_USER" },
    });
    expect(sessions[0]?.path).toMatch(new RegExp(`^/sessions/NL/K..?/${sessionId}$`));
    expect(cdrs).toHaveLength(1);
    expect(cdrs[0]?.body).toMatchObject({ session_id: sessionId, authorization_reference: "REF-1" });
    const before = partner.seen.slice(
      0,
      partner.seen.findIndex(({ path }) => path === "/cdrs"),
    );
    expect(before.filter(({ path }) => path.startsWith("/sessions")).at(-1)?.body).toMatchObject({
      status: "COMPLETED",
    });
    expect((await rows(subscriptionId, "cdr")).map(({ state }) => state)).toEqual(["SENT"]);
    expect(await world.cases()).toEqual([]);
  }, 60_000);

  it("REL-105: a CDR whose acknowledgement is lost is sent again under its id, and 'already there' is done", async () => {
    const subscriptionId = await connect();
    await startCard(subscriptionId);
    const stored = new Set<unknown>();
    partner.answer = ({ path, body }) => {
      if (path !== "/cdrs") return null;
      const isNew = !stored.has(body?.id);
      stored.add(body?.id);
      return isNew
        ? { hangUp: true }
        : { status: 200, body: { status_code: 2001, status_message: "CDR already exists" } };
    };
    await chargeToTheEnd();
    expect(partner.of("cdrs").length).toBe(2);
    expect(stored.size).toBe(1);
    expect(await rows(subscriptionId, "cdr")).toMatchObject([{ state: "SENT", attempts: 2 }]);
  }, 60_000);

  it("REL-16: the process dies between the answer and its record: the CDR is posted again under the same id", async () => {
    const subscriptionId = await connect();
    await startCard(subscriptionId);
    await chargeToTheEnd();
    const [cdr] = await rows(subscriptionId, "cdr");
    partner.forget();
    await world.sql("UPDATE ocpi_pushes SET state = 'PENDING', finished_at = NULL WHERE id = $1", [cdr?.id]);
    const dying = {
      send: async (request: Parameters<typeof world.outbound.send>[0]) => {
        await world.outbound.send(request);
        throw new Error("the process died");
      },
    };
    const job = { clientId: shop.clientId, subscriptionId };
    await expect(deliverPushes({ context: world.context, outbound: dying }, job)).rejects.toThrow("died");
    await deliverPushes(world.deps, job);
    const ids = partner.of("cdrs").map(({ body }) => body?.id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    expect(await rows(subscriptionId, "cdr")).toMatchObject([{ state: "SENT" }]);
  }, 60_000);

  it("a CDR waits for its session's last state, but only for ten minutes", async () => {
    const subscriptionId = await connect();
    await startCard(subscriptionId);
    partner.answer = ({ path }) =>
      path.startsWith("/sessions") ? { body: { status_code: 2001, status_message: "no" } } : null;
    await station.plug();
    await world.work();
    await station.charge(600_000);
    await station.unplug();
    await world.run(300_000);
    expect(partner.of("cdrs")).toHaveLength(0);
    await world.run(600_000);
    expect(partner.of("cdrs")).toHaveLength(1);
  }, 60_000);

  it("as PATCH where the partner wants it: whole first, moving members between, whole at the end", async () => {
    const subscriptionId = await connect({ settings: { sessionsBy: "PATCH" } });
    await startCard(subscriptionId);
    await chargeToTheEnd();
    const sessions = partner.of("sessions");
    expect(sessions[0]?.method).toBe("PUT");
    expect(sessions.at(-1)).toMatchObject({ method: "PUT", body: { status: "COMPLETED" } });
    const patch = sessions.find(({ method }) => method === "PATCH");
    expect(Object.keys(patch?.body ?? {})).toEqual(expect.arrayContaining(["kwh", "status", "last_updated"]));
    expect(patch?.body).not.toHaveProperty("charging_periods");
  }, 60_000);
});

describe("the newest state counts", () => {
  it("SEC-47: 1,000 status changes while a partner is down end as one push per EVSE", async () => {
    const [second] = (await createSites(world, shop, 1)) as [TestStation];
    await world.work();
    const subscriptionId = await connect();
    const other = { ...evsePush(), objectId: second.site.evseId };
    partner.answer = () => ({ status: 503, body: null });
    for (let round = 0; round < 10; round++) {
      const changes = Array.from({ length: 100 }, (_, at) => (at % 2 ? evsePush() : other));
      await queue(subscriptionId, ...changes);
      await world.work();
      await world.pass(60_000);
    }
    // Down for ten minutes: tries at growing distances, whatever changes meanwhile.
    expect(partner.seen.length).toBeLessThanOrEqual(9);
    partner.forget();
    await world.run(HOUR_MS);
    expect(partner.story).toEqual(["PATCH locations", "PATCH locations"]);
    const states = (await rows(subscriptionId)).map(({ state }) => state);
    expect(states.filter((state) => state === "SENT")).toHaveLength(2);
    expect(states.filter((state) => state === "SUPERSEDED")).toHaveLength(998);
  }, 60_000);

  it("status by PATCH with its time; a station that reports or goes tells so by itself, and a repeated report says nothing", async () => {
    await connect();
    await station.report("FAULTED");
    await world.work();
    await station.report("FAULTED");
    await world.work();
    expect(partner.seen).toMatchObject([{ method: "PATCH", body: { status: "OUTOFORDER" } }]);
    expect(Object.keys(partner.seen[0]?.body ?? {}).sort()).toEqual(["last_updated", "status"]);
    expect(partner.seen[0]?.path).toMatch(
      new RegExp(`^/locations/NL/K..?/${shop.locationId}/${station.site.evseId}$`),
    );
    await station.disconnect();
    await world.work();
    expect(partner.seen.at(-1)?.body).toMatchObject({ status: "UNKNOWN" });
  });

  it("a station that falls silent behind an open socket is told once, and once when it is heard of again", async () => {
    await connect();
    // Its own heartbeats end with its socket; another process holds one now.
    await station.disconnect();
    await world.work();
    partner.forget();
    const seen = (at: Date) =>
      world.sql(
        "UPDATE stations SET gateway_id = 'elsewhere', last_seen_at = $2, heartbeat_interval_s = 60 WHERE id = $1",
        [station.site.stationId, at],
      );
    // Stations of the other tests fall silent too.
    const told = () =>
      partner.seen
        .filter(({ path }) => path.endsWith(station.site.evseId))
        .map(({ body }) => [body?.status, body?.last_updated]);
    await seen(world.now);
    await world.pass(120_000);
    await world.sweep("sweep.silences");
    expect(told()).toEqual([]);
    await world.pass(1_000);
    const silentAt = world.now;
    for (let turn = 0; turn < 3; turn++) await world.sweep("sweep.silences");
    expect(told()).toEqual([["UNKNOWN", silentAt.toISOString()]]);

    await world.pass(60_000);
    await seen(world.now);
    const backAt = world.now;
    for (let turn = 0; turn < 3; turn++) await world.sweep("sweep.silences");
    expect(told().slice(1)).toEqual([["AVAILABLE", backAt.toISOString()]]);
  });

  it("PATCH of an EVSE that the partner does not have becomes a PUT of its location", async () => {
    const subscriptionId = await connect();
    partner.answer = ({ method }) =>
      method === "PATCH" ? { status: 404, body: { status_code: 2003, status_message: "unknown" } } : null;
    await queue(subscriptionId, evsePush());
    await world.work();
    expect(partner.story).toEqual(["PATCH locations", "PUT locations"]);
    expect(partner.seen[1]?.body).toMatchObject({ id: shop.locationId });
  });

  it("a changed price: tariffs, then locations; a tariff that is gone is removed after them, once", async () => {
    const subscriptionId = await connect();
    const job = { clientId: shop.clientId, cpoId: shop.cpoId };
    await pushPrices(world.context, job);
    await world.work();
    expect(partner.story).toEqual(["PUT tariffs", "PUT locations"]);
    expect(partner.of("tariffs")[0]?.body).toMatchObject({ id: "MAIN", type: "AD_HOC_PAYMENT" });
    await world.sql("UPDATE tariffs SET code = 'OTHER' WHERE cpo_id = $1 AND kind = 'WHOLESALE'", [
      shop.cpoId,
    ]);
    partner.forget();
    await pushPrices(world.context, job);
    await pushPrices(world.context, job);
    await world.work();
    expect(partner.story).toEqual(["PUT tariffs", "PUT locations", "DELETE tariffs"]);
    expect(partner.seen.at(-1)?.path).toMatch(/\/MAIN$/);
    partner.forget();
    await pushPrices(world.context, job);
    await world.work();
    expect(partner.story).not.toContain("DELETE tariffs");
    expect((await rows(subscriptionId)).every(({ state }) => state !== "DEAD")).toBe(true);
  });
});

describe("what goes wrong", () => {
  it("SEC-47, ADM-7: back-off with jitter, dead after a day with a case for a person; replay sends it", async () => {
    const subscriptionId = await connect();
    partner.answer = () => ({ body: { status_code: 2001, status_message: "not this one" } });
    await queue(subscriptionId, locationPush());
    await world.work();
    const [first] = await rows(subscriptionId);
    const pauseMs = Number(first?.nextTryAt) - world.now.getTime();
    expect(first).toMatchObject({
      state: "PENDING",
      attempts: 1,
      lastStatus: 200,
      lastFault: "200 2001: not this one",
    });
    expect(pauseMs).toBeGreaterThanOrEqual(2_500);
    expect(pauseMs).toBeLessThanOrEqual(5_000);
    await world.run(25 * HOUR_MS, HOUR_MS);
    const [dead] = await rows(subscriptionId);
    expect(dead?.state).toBe("DEAD");
    expect(dead?.attempts).toBeGreaterThan(20);
    expect(await world.cases()).toEqual(["push_dead"]);

    partner.forget();
    const replay = { subscriptionId, pushId: dead?.id ?? 0n };
    expect(await replayPushes(world.context, owner(), replay)).toBe(1);
    await world.work();
    expect(partner.story).toEqual(["PUT locations"]);
    expect(await rows(subscriptionId)).toMatchObject([{ state: "SENT" }]);
    await expect(replayPushes(world.context, owner(), replay)).rejects.toMatchObject({
      code: "push_not_dead",
    });
    await expect(
      replayPushes(world.context, { ...owner(), role: "READ_ONLY" }, replay),
    ).rejects.toMatchObject({ code: "permission_missing" });
  }, 60_000);

  it("a module that is down does not hold up the others", async () => {
    const subscriptionId = await connect();
    partner.answer = ({ path }) => (path.startsWith("/locations") ? { status: 503, body: null } : null);
    const tariff: PushSubject = { kind: "tariff", objectId: "MAIN", parentId: shop.cpoId };
    await queue(subscriptionId, locationPush(), evsePush(), tariff);
    await world.work();
    expect(partner.story).toEqual(["PUT locations", "PUT tariffs"]);
  });

  it("401: the other spelling of the token is tried once, both are in the journal, and what worked is remembered", async () => {
    const subscriptionId = await connect();
    partner.answer = ({ headers }) =>
      headers.authorization === `Token ${PEER_TOKEN}` ? null : { status: 401, body: { status_code: 2000 } };
    await queue(subscriptionId, locationPush());
    await world.work();
    await queue(subscriptionId, locationPush());
    await world.work();
    expect(partner.story).toEqual(["PUT locations", "PUT locations", "PUT locations"]);
    const statuses = (await journal(subscriptionId)).map(({ status }) => status);
    expect(statuses).toEqual(["request", "401 2000", "request", "200 1000", "request", "200 1000"]);
  });

  it("SEC-66: the journal has each request with its answer, and no secret of either side", async () => {
    const subscriptionId = await connect();
    await queue(subscriptionId, locationPush());
    await world.work();
    const entries = await journal(subscriptionId);
    expect(entries.map(({ direction, action, status }) => [direction, action, status])).toEqual([
      ["OUT", "PUT locations", "request"],
      ["IN", "PUT locations", "200 1000"],
    ]);
    expect(entries[0]?.messageId).toBe(entries[1]?.messageId);
    expect(entries[1]?.latencyMs).toBeGreaterThanOrEqual(0);
    expect(entries[0]?.body).toContain("Authorization: Token [hidden]");
    for (const { body } of entries) {
      expect(body).not.toContain(PEER_TOKEN);
      expect(body).not.toContain(Buffer.from(PEER_TOKEN).toString("base64"));
    }
  });

  it("SEC-45: a redirect is an error and is not followed", async () => {
    const subscriptionId = await connect();
    partner.answer = () => ({ status: 307, headers: { location: `${partner.url}/elsewhere` }, body: null });
    await queue(subscriptionId, locationPush());
    await world.work();
    expect(partner.seen).toHaveLength(1);
    expect(await rows(subscriptionId)).toMatchObject([{ state: "PENDING", lastFault: "redirect" }]);
  });

  it("SEC-47: a slow partner does not delay another one", async () => {
    const slow = await connect();
    const quick = await connect();
    await queue(slow, locationPush());
    await queue(quick, locationPush());
    let giveUp = (): void => {};
    const silence = new Promise<OutboundResult>((resolve) => {
      giveUp = () => resolve({ ok: false, fault: "timeout", mayHaveArrived: true });
    });
    const hang: OutboundClient = {
      send: (request) => (request.peer === slow ? silence : world.outbound.send(request)),
    };
    const deliver = (subscriptionId: string) =>
      deliverPushes({ context: world.context, outbound: hang }, { clientId: shop.clientId, subscriptionId });
    const waiting = deliver(slow);
    await deliver(quick);
    expect(await rows(quick)).toMatchObject([{ state: "SENT" }]);
    giveUp();
    await waiting;
    expect(await rows(slow)).toMatchObject([{ state: "PENDING", lastFault: "timeout" }]);
  });

  it("REL-15: a push whose job was lost is found again by the sweep", async () => {
    const subscriptionId = await connect();
    await queue(subscriptionId, locationPush());
    await world.jobs.lose();
    await world.pass(120_000);
    expect(await wakeStuckPushers(world.context)).toBe(1);
    await world.work();
    expect(await rows(subscriptionId)).toMatchObject([{ state: "SENT" }]);
    expect(await wakeStuckPushers(world.context)).toBe(0);
  });
});

describe("command results", () => {
  async function command(subscriptionId: string, responseUrl: string): Promise<string> {
    const id = randomUUID();
    await world.context.db.withClient(shop.clientId, (tx) =>
      tx.ocpiCommand.create({
        data: {
          id,
          clientId: shop.clientId,
          subscriptionId,
          type: "START_SESSION",
          responseUrl,
          receivedAt: world.now,
          answer: "ACCEPTED",
          timeoutS: 30,
          result: "ACCEPTED",
          resultState: "WAITING",
          correlationId: "corr-1",
        },
      }),
    );
    await queue(subscriptionId, { kind: "command_result", objectId: id });
    return id;
  }
  const resultState = async (id: string) =>
    (await world.sql("SELECT result_state FROM ocpi_commands WHERE id = $1", [id]))[0]?.result_state;

  it("posted as it is, with our token and the command's correlation id", async () => {
    const subscriptionId = await connect();
    const id = await command(subscriptionId, `${partner.url}/results/1`);
    await world.work();
    expect(partner.seen).toMatchObject([
      { method: "POST", path: "/results/1", body: { result: "ACCEPTED" } },
    ]);
    expect(partner.seen[0]?.headers["x-correlation-id"]).toBe("corr-1");
    expect(await resultState(id)).toBe("SENT");
  });

  it("SEC-40: an address on a host that nobody approved gets no request, and a person hears of it", async () => {
    const subscriptionId = await connect();
    const touched: string[] = [];
    const outbound = createOutboundClient({
      dns: {
        addresses: (host) => {
          touched.push(host);
          return Promise.resolve(["93.184.216.34"]);
        },
      },
      sockets: {
        request: (request) => {
          touched.push(request.host);
          return Promise.reject(new Error("must not be opened"));
        },
      },
      gate: new PeerGate(),
      limits: DEFAULT_LIMITS,
    });
    const id = await command(subscriptionId, "https://evil.example/result");
    await deliverPushes({ context: world.context, outbound }, { clientId: shop.clientId, subscriptionId });
    await world.work();
    expect(touched).toEqual([]);
    expect(await rows(subscriptionId)).toMatchObject([
      { state: "DEAD", lastFault: "host_not_approved", attempts: 1 },
    ]);
    expect(await resultState(id)).toBe("FAILED");
    expect(await world.cases()).toContain("push_dead");
  });

  it("REL-104: tried while the partner waits, then given up; nothing else is delayed by it", async () => {
    const subscriptionId = await connect();
    partner.answer = ({ path }) => (path === "/results/2" ? { status: 500, body: null } : null);
    const id = await command(subscriptionId, `${partner.url}/results/2`);
    await queue(subscriptionId, locationPush());
    await world.work();
    expect(partner.of("locations")).toHaveLength(1);
    await world.run(300_000, 10_000);
    expect(partner.of("results").length).toBeGreaterThan(2);
    expect(await resultState(id)).toBe("FAILED");
  });
});

describe("ADM-6: the inspector", () => {
  const every = { direction: null, module: null, onlyFaults: false, text: null, since: null, before: null };
  const list = (subscriptionId: string, change: Partial<MessageFilter> = {}, clientId = shop.clientId) =>
    listExchanges(world.context, clientId, subscriptionId, { ...every, ...change }, 50);

  it("request and answer in one row in plain words, filters, pages, and nothing for another client", async () => {
    const subscriptionId = await connect();
    partner.answer = ({ method }) => (method === "PATCH" ? { body: { status_code: 2001 } } : null);
    await queue(subscriptionId, locationPush());
    await world.work();
    await station.report("FAULTED");
    await world.work();
    const { rows } = await list(subscriptionId);
    expect(rows.map(({ words, status }) => [words, status])).toEqual([
      [expect.stringMatching(/^\S+ is OUTOFORDER$/), "200 2001"],
      ["Location Kade, whole", "200 1000"],
    ]);
    expect((await list(subscriptionId, { onlyFaults: true })).rows.map(({ status }) => status)).toEqual(
      expect.arrayContaining(["200 2001"]),
    );
    expect((await list(subscriptionId, { module: "cdrs" })).rows).toEqual([]);
    expect((await list(subscriptionId, { direction: "IN" })).rows).toEqual([]);
    expect((await list(subscriptionId, { before: rows[0]?.id ?? null })).rows).toHaveLength(1);
    const foreign = await createShop(world);
    expect((await list(subscriptionId, {}, foreign.clientId)).rows).toEqual([]);
    const detail = await readExchange(world.context, shop.clientId, subscriptionId, rows[1]?.id ?? 0n);
    expect(detail?.request).toContain("PUT http");
    expect(detail?.answer).toContain("HTTP 200 1000");
    expect(await readExchange(world.context, foreign.clientId, subscriptionId, rows[1]?.id ?? 0n)).toBeNull();
  });

  it("sends a state again in acceptance only, and no command result", async () => {
    const subscriptionId = await connect();
    await queue(subscriptionId, locationPush());
    await world.work();
    const [row] = (await list(subscriptionId)).rows;
    const input = { subscriptionId, messageId: row?.id ?? 0n };
    partner.forget();
    await replayMessage(world.context, owner(), input);
    await world.work();
    expect(partner.story).toEqual(["PUT locations"]);
    await world.sql("UPDATE subscriptions SET environment = 'PRODUCTION' WHERE id = $1", [subscriptionId]);
    await expect(replayMessage(world.context, owner(), input)).rejects.toMatchObject({
      code: "replay_in_production",
    });
  });

  it("ADM-5: what was said about a session stands on its timeline, request and answer as one line", async () => {
    const subscriptionId = await connect();
    const sessionId = await startCard(subscriptionId);
    const scope = { clientId: shop.clientId, mode: "TEST" as const, cpoIds: [shop.cpoId] };
    const lines = await readTimeline(world.context, scope, { sessionId, paymentId: null }, true);
    const spoken = lines.filter(({ source }) => source === "partner");
    expect(spoken.length).toBeGreaterThan(0);
    expect(spoken[0]).toMatchObject({ name: "out PUT sessions", faulty: false });
    expect(spoken[0]?.raw).toContain("HTTP 200 1000");
  });
});

describe("whom nothing is sent to", () => {
  it.each<[string, ConnectionOptions, string]>([
    ["a module that the partner has not", { modules: ["sessions"] }, "not_offered"],
    ["a module that is not to be pushed", { settings: { noPush: ["locations"] } }, "not_wanted"],
  ])("%s", async (_, options, why) => {
    const subscriptionId = await connect(options);
    await queue(subscriptionId, locationPush());
    await world.work();
    expect(partner.seen).toHaveLength(0);
    expect(await rows(subscriptionId)).toMatchObject([{ state: "SUPERSEDED", lastFault: why }]);
  });

  it("a suspended connection hears nothing, and everything when it is open again", async () => {
    const subscriptionId = await connect({ state: "SUSPENDED" });
    await queue(subscriptionId, locationPush());
    await world.work();
    await world.pass(120_000);
    expect(await wakeStuckPushers(world.context)).toBe(0);
    expect(partner.seen).toHaveLength(0);
    await world.sql("UPDATE subscriptions SET state = 'LIVE' WHERE id = $1", [subscriptionId]);
    await wakeStuckPushers(world.context);
    await world.work();
    expect(partner.story).toEqual(["PUT locations"]);
  });

  it("ADM-20: an object of another CPO or client is gone for this connection", async () => {
    const subscriptionId = await connect();
    const foreign = await createShop(world);
    await queue(subscriptionId, { kind: "location", objectId: foreign.locationId });
    await queue(subscriptionId, { kind: "session", objectId: randomUUID() });
    await world.work();
    expect(partner.seen).toHaveLength(0);
    expect((await rows(subscriptionId)).map(({ lastFault }) => lastFault)).toEqual(["gone", "gone"]);
  });
});
