import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getSessionView } from "@/lib/sessions/get-session-view";
import { openCheckout } from "@/lib/sessions/open-checkout";
import { resolveReturn } from "@/lib/sessions/resolve-return";
import { createShop, createSite, createSites } from "./testing/site";
import type { TestStation } from "./testing/station";
import { charging, checkout, paid, scan, submit, type Visit, visitOf } from "./testing/visit";
import { World } from "./testing/world";

const MINUTE = 60_000;
let world: World;

beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

/** Long enough for every timer of a start, the release included. */
const settle = () => world.run(8 * MINUTE, 4 * MINUTE);

async function quoteOf(station: TestStation): Promise<string> {
  const view = await scan(station);
  if (view.state === "UNAVAILABLE") throw new Error(view.reason);
  return view.quoteId;
}

async function good(): Promise<void> {
  expect(await world.violations()).toEqual([]);
  expect(world.jobs.failures).toEqual([]);
}

describe("checkout", () => {
  it("REL-64, UX-16: the same quote submitted five times in parallel is one payment and one target", async () => {
    const station = await createSite(world);
    const quoteId = await quoteOf(station);
    const input = { quoteId, holdIndex: 0, locale: "en", deviceToken: "one device", network: "192.0.2.1" };
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => openCheckout(world.context, world.psp, input)));
    expect(new Set(all.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(all[0]?.kind).toBe("redirect");
    expect(await world.sql("SELECT id FROM payments WHERE quote_id = $1", [quoteId])).toHaveLength(1);
  });

  it("SEC-19: another device that submits the same quote gets neither tokens nor a second payment", async () => {
    const station = await createSite(world);
    const quoteId = await quoteOf(station);
    await submit(station, { quoteId, deviceToken: "mine", network: "192.0.2.2" });
    const thief = submit(station, { quoteId, deviceToken: "not mine", network: "192.0.2.3" });
    await expect(thief).rejects.toThrow();
    expect(await world.sql("SELECT id FROM payments WHERE quote_id = $1", [quoteId])).toHaveLength(1);
  });

  it.each([
    ["a quote that never was", { quoteId: "00000000-0000-4000-8000-000000000000" }, "quote_unknown"],
    ["no quote at all", { quoteId: "' OR 1=1" }, "quote_unknown"],
    ["a preset that was not offered", { holdIndex: 7 }, "quote_unknown"],
    ["half a preset", { holdIndex: 0.5 }, "quote_unknown"],
    ["a preset before the first", { holdIndex: -1 }, "quote_unknown"],
  ])("SEC-18: %s is refused", async (_, tampered, reason) => {
    const station = await createSite(world);
    const input = {
      quoteId: await quoteOf(station),
      holdIndex: 0,
      locale: "en",
      deviceToken: "d",
      network: "n",
    };
    const result = await openCheckout(world.context, world.psp, { ...input, ...tampered });
    expect(result).toEqual({ kind: "refused", reason });
  });

  it("SEC-18: a quote is paid within its time or not at all", async () => {
    const station = await createSite(world);
    const input = {
      quoteId: await quoteOf(station),
      holdIndex: 0,
      locale: "en",
      deviceToken: "d",
      network: "n",
    };
    await world.pass(10 * MINUTE);
    expect(await openCheckout(world.context, world.psp, input)).toEqual({
      kind: "refused",
      reason: "quote_expired",
    });
  });

  it("UX-42: a charger that goes offline between scan and pay is refused before the PSP is asked", async () => {
    const station = await createSite(world);
    const input = {
      quoteId: await quoteOf(station),
      holdIndex: 0,
      locale: "en",
      deviceToken: "x",
      network: "y",
    };
    await station.disconnect();
    const before = world.mollie.control.requests().length;
    expect(await openCheckout(world.context, world.psp, input)).toEqual({
      kind: "refused",
      reason: "offline",
    });
    expect(world.mollie.control.requests().length).toBe(before);
  });

  it("SEC-15: one device opens five checkouts an hour", async () => {
    const shop = await createShop(world);
    const stations = await createSites(world, shop, 6);
    const kinds: string[] = [];
    for (const [index, station] of stations.entries()) {
      const input = { quoteId: await quoteOf(station), holdIndex: 0, locale: "en", deviceToken: "greedy" };
      kinds.push(
        (await openCheckout(world.context, world.psp, { ...input, network: `198.51.100.${index}` })).kind,
      );
    }
    expect(kinds).toEqual(["redirect", "redirect", "redirect", "redirect", "redirect", "refused"]);
  });

  it("SEC-15, SEC-16: eight parallel checkouts of one EVSE leave three unfinished ones, none locks it, and a payer wins", async () => {
    const station = await createSite(world);
    await station.plug();
    const quotes = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(() => quoteOf(station)));
    const results = await Promise.all(
      quotes.map((quoteId, index) =>
        openCheckout(world.context, world.psp, {
          quoteId,
          holdIndex: 0,
          locale: "en",
          deviceToken: `crowd-${index}`,
          network: `203.0.113.${index}`,
        }),
      ),
    );
    expect(results.filter(({ kind }) => kind === "redirect")).toHaveLength(3);
    expect((await scan(station)).state).not.toBe("UNAVAILABLE");
    const winner = results.findIndex(({ kind }) => kind === "redirect");
    const result = results[winner];
    if (result?.kind !== "redirect") throw new Error("nobody won");
    const visit = await visitOf(world, quotes[winner] ?? "", result.controlToken);
    await visit.pay();
    await world.run(1_000);
    expect(await visit.state()).toBe("CHARGING");
    await station.end("Local");
    await settle();
    await good();
  });

  it("REL-98: a CPO without a working account sells nothing and says so", async () => {
    const station = await createSite(world);
    const input = {
      quoteId: await quoteOf(station),
      holdIndex: 0,
      locale: "en",
      deviceToken: "q",
      network: "q",
    };
    await world.sql("UPDATE psp_accounts SET disabled_at = now() WHERE cpo_id = $1", [
      station.site.shop.cpoId,
    ]);
    expect(await openCheckout(world.context, world.psp, input)).toEqual({
      kind: "refused",
      reason: "payments_down",
    });
  });
});

describe("from the bank back to the charger", () => {
  it("REL-67, UX-31: webhook lost for ever, the browser returns: the start proceeds at once", async () => {
    const station = await createSite(world);
    await station.plug();
    const visit = await checkout(station);
    world.webhooks = "lost";
    await visit.pay();
    await world.pass(0);
    await visit.comeBack();
    await world.work();
    world.webhooks = "up";
    expect(await visit.state()).toBe("CHARGING");
    expect((await visit.events()).filter((kind) => kind === "paid_start")).toHaveLength(1);
    await station.end("Local");
    await settle();
    await good();
  });

  it("REL-68, UX-31: the browser never returns, the webhook comes: the start proceeds", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    expect(visit.returnToken).not.toBe("");
    expect(await visit.state()).toBe("CHARGING");
    await station.end("Local");
    await settle();
  });

  it("UX-30: the way back works in another browser and an invented token opens nothing", async () => {
    const station = await createSite(world);
    const visit = await paid(station);
    const back = await resolveReturn(world.context, world.psp, { returnToken: visit.returnToken });
    expect(back).toMatchObject({ controlToken: visit.token });
    for (const returnToken of ["", "x", visit.token, "A".repeat(43), "'; DROP TABLE payments; --"])
      expect(await resolveReturn(world.context, world.psp, { returnToken })).toBeNull();
    await settle();
  });

  it("REL-66: ten webhooks, two returns and a sweep for one authorisation start once", async () => {
    const station = await createSite(world);
    await station.plug();
    const visit = await checkout(station);
    world.mollie.control.configure({ webhooks: { copies: 10 } });
    await visit.pay();
    await Promise.all([visit.comeBack(), visit.comeBack(), world.pass(0)]);
    await world.work();
    await world.sweep();
    world.mollie.control.configure({ webhooks: { copies: 1 } });
    expect(await visit.count("start_attempts")).toBe(1);
    expect(await visit.state()).toBe("CHARGING");
    await station.end("Local");
    await settle();
    await good();
  });

  it.each([
    [
      "declines",
      (visit: Visit) => world.mollie.checkout(visit.pspId).decline("insufficient_funds", true),
      "ABANDONED payment_declined FAILED 0",
    ],
    [
      "cancels",
      (visit: Visit) => world.mollie.checkout(visit.pspId).cancel(),
      "ABANDONED payment_canceled CANCELED 0",
    ],
    ["walks away", () => world.pass(16 * MINUTE), "ABANDONED payment_expired EXPIRED 0"],
  ] as const)("UX-17: the driver %s: nothing is reserved and the EVSE stays free", async (_, act, end) => {
    const station = await createSite(world);
    const visit = await checkout(station);
    await act(visit);
    await world.run(MINUTE);
    expect(await visit.end()).toBe(end);
    expect((await scan(station)).state).not.toBe("UNAVAILABLE");
    await good();
  });

  it("REL-70: an authorised amount that differs from the quote starts nothing, goes back, and is told", async () => {
    const station = await createSite(world);
    await station.plug();
    const visit = await checkout(station);
    await world.sql("UPDATE payments SET hold_minor = hold_minor + 1 WHERE id = $1", [visit.paymentId]);
    await visit.pay();
    await world.run(MINUTE);
    expect(await visit.end()).toBe("CLOSED amount_mismatch RELEASED 0");
    expect(await visit.count("start_attempts")).toBe(0);
    expect(await world.cases(visit.sessionId)).toEqual(["amount_mismatch"]);
    await good();
  });

  it("REL-71: authorised 14 minutes after the scan: it starts at the price that was shown", async () => {
    const station = await createSite(world);
    await station.plug();
    const visit = await checkout(station);
    await world.pass(14 * MINUTE);
    await visit.pay();
    await world.run(1_000);
    expect(await visit.state()).toBe("CHARGING");
    await station.end("Local");
    await settle();
  });

  it("REL-72, SEC-23, UX-43: two drivers pay for one EVSE at once: one charges, the other's hold goes back within 60 s", async () => {
    const station = await createSite(world);
    await station.plug();
    const visits = await Promise.all([checkout(station), checkout(station)]);
    await Promise.all(visits.map((visit) => visit.pay()));
    await Promise.all([...visits.map((visit) => visit.comeBack()), world.pass(0)]);
    await world.run(50_000);
    const states = await Promise.all(visits.map((visit) => visit.state()));
    expect([...states].sort()).toEqual(["CHARGING", "CLOSED"]);
    const loser = visits[states.indexOf("CLOSED")];
    expect(await loser?.end()).toBe("CLOSED taken_over RELEASED 0");
    const view = await getSessionView(world.context, { token: loser?.token ?? "" });
    expect(view).toMatchObject({ state: "CLOSED_NO_CHARGE", reason: "taken_over" });
    expect(view?.money.releaseSentAt).not.toBeNull();
    await station.end("Local");
    await settle();
    await good();
  });

  it("REL-5: a hold that ended while nobody looked starts nothing", async () => {
    const station = await createSite(world);
    const visit = await paid(station);
    expect(await visit.state()).toBe("AWAITING_PLUG");
    await world.sql("UPDATE payments SET capture_before = $2 WHERE id = $1", [visit.paymentId, world.now]);
    await world.pass(1_000);
    await station.plug();
    expect(await visit.count("start_attempts")).toBe(0);
    expect(await visit.state()).toBe("CLOSED");
    await world.run(MINUTE);
    expect(await visit.end()).toBe("CLOSED payment_expired RELEASED 0");
  });
});
