import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { closeException } from "@/lib/billing/close-exception";
import { createSubscription, startAtTerminal } from "@/lib/billing/testing/terminal-visit";
import type { StateMachine } from "@/lib/core/state-machine";
import { PAYMENT_MACHINE } from "@/lib/payments/payment.model";
import { preparePayment } from "@/lib/payments/prepare-payment";
import { refreshPayment } from "@/lib/payments/refresh-payment";
import { requestRelease } from "@/lib/payments/request-release";
import { giveUp, retryStart } from "@/lib/sessions/retry-start";
import { SESSION_MACHINE } from "@/lib/sessions/session.model";
import { stopByDriver } from "@/lib/sessions/stop-by-driver";
import { createShop, createSites } from "./testing/site";
import type { Shop } from "./testing/site.model";
import type { TestStation } from "./testing/station";
import { charging, checkout, one, paid, scan, type Visit } from "./testing/visit";
import { World } from "./testing/world";

const MINUTE = 60_000;
const CAPTURES = "/v2/payments/*/captures";
let world: World;
let shop: Shop;

beforeAll(async () => {
  world = await World.open();
  shop = await createShop(world);
});
afterEach(() => world.mollie.control.clearFaults());
afterAll(() => world.close());

async function site(plugPolicy: "EITHER" | "PAY_FIRST" = "EITHER"): Promise<TestStation> {
  world.stations.length = 0;
  const [station] = await createSites(world, shop, 1, { plugPolicy });
  if (!station) throw new Error("no station");
  return station;
}

async function ended(station: TestStation): Promise<Visit> {
  const visit = await charging(station);
  await station.charge(10 * MINUTE, 10 * MINUTE);
  await station.end("Local");
  await world.run(4_000);
  return visit;
}

async function decide(visit: Visit, decision: "RETRY" | "ACCEPT" | "RELEASE"): Promise<void> {
  const { id } = one(
    await world.sql("SELECT id FROM exception_cases WHERE session_id = $1 AND state = 'OPEN'", [
      visit.sessionId,
    ]),
  );
  const { clientId } = shop;
  await closeException(world.context, {
    clientId,
    exceptionId: String(id),
    decision,
    note: "seen on site",
    userId: "00000000-0000-4000-8000-00000000abcd",
    userName: "Tess",
  });
  await world.run(4_000);
}

async function captureFailed(): Promise<Visit> {
  world.mollie.control.addFault({ kind: "capture_fails", path: CAPTURES });
  const visit = await ended(await site());
  await world.run(10_000);
  expect((await visit.payment()).state).toBe("CAPTURE_FAILED");
  return visit;
}

const releaseNow = (visit: Visit) =>
  world.context.db.withSystem((tx) =>
    requestRelease(tx, world.context, { paymentId: visit.paymentId, reason: "test" }),
  );

/** Small stories; together they take every edge of both tables. */
const STORIES: readonly [string, () => Promise<unknown>][] = [
  [
    "declined",
    async () => {
      const visit = await checkout(await site());
      await world.mollie.checkout(visit.pspId).decline("refused_by_issuer", true);
      await world.run(1_000);
    },
  ],
  [
    "cancelled",
    async () => {
      const visit = await checkout(await site());
      await world.mollie.checkout(visit.pspId).cancel();
      await world.run(1_000);
    },
  ],
  [
    "never paid",
    async () => {
      await checkout(await site());
      await world.pass(16 * MINUTE);
      await world.work();
    },
  ],
  [
    "refused at the PSP",
    async () => {
      world.mollie.control.addFault({ kind: "status", status: 422, method: "POST", path: "/v2/payments" });
      await checkout(await site());
      await world.work();
    },
  ],
  [
    "given up before it was created",
    async () => {
      const view = await scan(await site());
      if (view.state === "UNAVAILABLE") throw new Error("not available");
      await world.context.db.withClient(shop.clientId, async (tx) => {
        const { paymentId } = await preparePayment(tx, world.context, {
          ...{
            clientId: shop.clientId,
            cpoId: shop.cpoId,
            mode: "TEST",
            quoteId: view.quoteId,
            holdMinor: 1_000,
          },
          ...{ currency: "EUR", description: "x", locale: "en", redirectUrl: "https://charge.example/" },
          ...{ webhookBase: "https://charge.example", reference: "R" },
        });
        await requestRelease(tx, world.context, { paymentId, reason: "test" });
      });
    },
  ],
  [
    "plugged late, stopped by the driver",
    async () => {
      const station = await site();
      const visit = await paid(station);
      await station.plug();
      await world.work();
      await station.charge(10 * MINUTE, 10 * MINUTE);
      await stopByDriver(world.context, { token: visit.token });
      await world.run(4_000);
    },
  ],
  [
    "prepaid, plugged first",
    async () => {
      const station = await site();
      world.mollie.control.configure({ googlePayHolds: false });
      await charging(station, "googlepay");
      world.mollie.control.configure({ googlePayHolds: true });
      await station.charge(10 * MINUTE, 10 * MINUTE);
      await station.end("Local");
      await world.run(4_000);
    },
  ],
  [
    "charger goes offline, comes back, is waited for, given up",
    async () => {
      const station = await site();
      const visit = await checkout(station);
      await station.disconnect();
      await visit.pay();
      await world.run(1_000);
      await station.connect();
      await retryStart(world.context, { token: visit.token });
      await giveUp(world.context, { token: visit.token });
      await world.run(4_000);
    },
  ],
  [
    "not plugged in",
    async () => {
      await paid(await site());
      await world.run(7 * MINUTE, 4 * MINUTE);
    },
  ],
  [
    "refused, tried again, given up",
    async () => {
      const station = await site();
      station.onStart = "reject";
      await station.plug();
      const visit = await paid(station);
      station.onStart = "silent";
      await retryStart(world.context, { token: visit.token });
      await giveUp(world.context, { token: visit.token });
      await world.run(4_000);
    },
  ],
  [
    "started without a report of the plug",
    async () => {
      const station = await site("PAY_FIRST");
      const visit = await paid(station);
      await station.begin(await visit.idTag());
      await station.end("Local");
      await world.run(4_000);
    },
  ],
  [
    "started after all, then silent",
    async () => {
      const station = await site();
      station.begins = false;
      await station.plug();
      const visit = await paid(station);
      await world.run(80_000, 80_000);
      expect(await visit.state()).toBe("START_FAILED");
      await station.begin(await visit.idTag());
      station.onStop = "silent";
      await station.charge(10 * MINUTE, 10 * MINUTE);
      await stopByDriver(world.context, { token: visit.token });
      await world.pass(16 * MINUTE);
      await world.work();
    },
  ],
  [
    "closed at the end of the hold",
    async () => {
      const station = await site();
      const visit = await charging(station);
      await station.charge(10 * MINUTE, 10 * MINUTE);
      await world.sql("UPDATE charging_sessions SET settle_by = $2 WHERE id = $1", [
        visit.sessionId,
        world.now,
      ]);
      await world.run(40_000);
    },
  ],
  ...(["ACCEPT", "RELEASE"] as const).map((decision): [string, () => Promise<void>] => [
    `flagged, ${decision}`,
    async () => {
      const station = await site();
      const visit = await charging(station);
      station.meterWh += 50_000;
      await world.pass(MINUTE);
      await station.end("Local");
      await world.work();
      await decide(visit, decision);
    },
  ]),
  ...([true, false] as const).map((isPlugged): [string, () => Promise<void>] => [
    `a terminal starts with the cable ${isPlugged ? "in" : "out"}`,
    async () => {
      const station = await site();
      const subscriptionId = await createSubscription(world, shop.clientId);
      if (isPlugged) await station.plug();
      await startAtTerminal(station, subscriptionId);
      if (!isPlugged) await station.plug();
      await world.run(2_000);
      await station.charge(MINUTE, MINUTE);
      await station.end("Local");
      await world.run(2_000);
    },
  ]),
  ["the hold is lost before the plug", async () => (await paid(await site())).loseHold(shop.apiKey)],
  [
    "the hold is lost under the capture",
    async () => {
      world.mollie.control.addFault({ kind: "cut_before", path: CAPTURES, times: 0 });
      await (await ended(await site())).loseHold(shop.apiKey);
    },
  ],
  ["a failed capture, tried again", async () => decide(await captureFailed(), "RETRY")],
  [
    "a failed capture, released",
    async () => {
      await releaseNow(await captureFailed());
      await world.run(10_000);
    },
  ],
  ["a failed capture, the hold is lost", async () => (await captureFailed()).loseHold(shop.apiKey)],
  [
    "a failed capture, captured in the PSP's portal",
    async () => {
      const visit = await captureFailed();
      const { due_minor } = await visit.payment();
      const response = await fetch(`${world.mollie.apiUrl}payments/${visit.pspId}/captures`, {
        method: "POST",
        headers: { authorization: `Bearer ${shop.apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({ amount: { currency: "EUR", value: (Number(due_minor) / 100).toFixed(2) } }),
      });
      expect(response.ok).toBe(true);
      await world.run(2_000);
    },
  ],
  [
    "a release that the PSP forgets, until the hold ends by itself",
    async () => {
      world.mollie.control.addFault({ kind: "release_ignored", times: 0 });
      const visit = await paid(await site());
      await giveUp(world.context, { token: visit.token });
      await world.work();
      await world.pass(8 * 24 * 60 * MINUTE);
      await refreshPayment(world.context, world.psp, { paymentId: visit.paymentId, cause: "poll" });
    },
  ],
];

/** Edges of a table that no stored event stands for. */
async function missing<S extends string, E extends string>(
  machine: StateMachine<S, E>,
  sql: string,
): Promise<string[]> {
  const taken = new Set((await world.sql(sql)).map((row) => `${row.from} ${row.on} ${row.to}`));
  return machine.edges.map(({ from, on, to }) => `${from} ${on} ${to}`).filter((edge) => !taken.has(edge));
}

describe("REL-14: every edge of the tables is taken", () => {
  it.each(STORIES)("%s", async (_, play) => {
    await play();
    expect(await world.violations()).toEqual([]);
  });

  it("of the session's table", async () => {
    const sql = `SELECT DISTINCT "from", kind AS "on", "to" FROM session_events WHERE "from" IS NOT NULL`;
    expect(await missing(SESSION_MACHINE, sql)).toEqual([]);
  });

  it("of the payment's table", async () => {
    const sql = `SELECT DISTINCT "from", event AS "on", "to" FROM payment_events WHERE "from" IS NOT NULL`;
    expect(await missing(PAYMENT_MACHINE, sql)).toEqual([]);
  });
});
