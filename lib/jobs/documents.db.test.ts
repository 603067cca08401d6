import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { closeException } from "@/lib/billing/close-exception";
import { getReceiptPdf } from "@/lib/billing/get-receipt";
import { requestRefund } from "@/lib/payments/request-refund";
import { getSessionView } from "@/lib/sessions/get-session-view";
import { openTokens } from "@/lib/sessions/tokens";
import { handleEvent } from "./handlers";
import { createShop, createSite, createSites } from "./testing/site";
import type { TestStation } from "./testing/station";
import { charging, checkout, one, type Visit } from "./testing/visit";
import { World } from "./testing/world";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const USER = "00000000-0000-4000-8000-00000000abcd";
let world: World;

beforeAll(async () => {
  world = await World.open();
});
afterEach(() => {
  world.mollie.control.clearFaults();
  world.jobs.failures.length = 0;
});
afterAll(() => world.close());

const settle = () => world.run(30_000);

async function good(): Promise<void> {
  expect(await world.violations()).toEqual([]);
  expect(world.jobs.failures).toEqual([]);
}

/** Ten minutes at 11 kW: 1.833 kWh, 0.92 EUR. */
async function tenMinutes(station: TestStation, payWith: "visa" | "googlepay" = "visa"): Promise<Visit> {
  const visit = await charging(station, payWith);
  await station.charge(10 * MINUTE);
  await station.end("Local");
  return visit;
}

/** Ends a session so that it can not be billed without a look: more energy than the EVSE can give. */
async function flagged(): Promise<{ visit: Visit; station: TestStation }> {
  const station = await createSite(world);
  const visit = await charging(station);
  await station.charge(10 * MINUTE);
  station.meterWh += 20_000;
  await station.end("Local");
  await settle();
  expect(await visit.state()).toBe("FLAGGED");
  expect((await visit.payment()).state).toBe("AUTHORISED");
  expect((await getSessionView(world.context, { token: visit.token }))?.state).toBe("EXCEPTION");
  return { visit, station };
}

async function decide(visit: Visit, code: string, decision: "RETRY" | "ACCEPT" | "RELEASE", note: string) {
  const { id, client_id } = one(
    await world.sql(
      "SELECT id, client_id FROM exception_cases WHERE session_id = $1 AND code = $2 AND state = 'OPEN'",
      [visit.sessionId, code],
    ),
  );
  await closeException(world.context, {
    clientId: String(client_id),
    exceptionId: String(id),
    decision,
    note,
    userId: USER,
    userName: "Tess",
  });
  await settle();
  return one(
    await world.sql("SELECT state, decision, note, closed_by FROM exception_cases WHERE id = $1", [
      String(id),
    ]),
  );
}

async function tokensOf(visit: Visit) {
  return openTokens(world.context, String((await visit.session()).tokens_cipher));
}

describe("flagged sessions", () => {
  it("SEC-36, REL-31, ADM-9: what was measured can not be tried again, only believed: ACCEPT bills it, with name and note", async () => {
    const { visit } = await flagged();
    await expect(decide(visit, "session_flagged", "RETRY", "again")).rejects.toMatchObject({
      code: "decision_not_allowed",
    });
    expect(await visit.state()).toBe("FLAGGED");
    const closed = await decide(visit, "session_flagged", "ACCEPT", "seen on site");
    expect(closed).toEqual({
      state: "CLOSED",
      decision: "ACCEPT",
      note: "seen on site",
      closed_by: `user:${USER}`,
    });
    expect(await visit.end()).toBe("BILLED implausible_meter CAPTURED 1092");
    await good();
  });

  it("REL-31: RELEASE gives the whole hold back", async () => {
    const { visit } = await flagged();
    expect(await decide(visit, "session_flagged", "RELEASE", "broken meter")).toMatchObject({
      decision: "RELEASE",
      note: "broken meter",
    });
    expect(await visit.end()).toBe("CLOSED implausible_meter RELEASED 0");
    await good();
  });

  it("REL-6, REL-26: when nobody decides, the hold goes back before it dies, and not long before", async () => {
    const { visit } = await flagged();
    const captureBefore = ((await visit.payment()).capture_before as Date).getTime();
    await world.pass(captureBefore - 2 * DAY - world.clock.now);
    await world.work();
    expect(await visit.state()).toBe("FLAGGED");
    await world.pass(DAY + MINUTE);
    await settle();
    expect(await visit.end()).toBe("CLOSED implausible_meter RELEASED 0");
    expect(await world.cases(visit.sessionId)).not.toContain("session_flagged");
    await good();
  });

  it("REL-90: a frozen tariff that nobody can read: no capture, a case, the hold can go back", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    const { clientId } = station.site;
    await world.sql(
      "INSERT INTO tariff_versions (client_id, hash, content, created_at) VALUES ($1, $2, '{}', now())",
      [clientId, "f".repeat(64)],
    );
    await world.sql("UPDATE charging_sessions SET tariff_hash = $2 WHERE id = $1", [
      visit.sessionId,
      "f".repeat(64),
    ]);
    await station.end("Local");
    await settle();
    expect(await visit.end()).toBe("FLAGGED price_failed AUTHORISED 0");
    await decide(visit, "session_flagged", "RELEASE", "no price");
    expect(await visit.payment()).toMatchObject({ state: "RELEASED" });
    expect(await visit.count("receipts")).toBe(1);
    await good();
  });
});

describe("documents", () => {
  it("REL-24: twenty captures confirmed at the same moment get twenty numbers without a gap", async () => {
    const shop = await createShop(world);
    const stations = await createSites(world, shop, 20);
    for (const station of stations) {
      await station.plug();
      const visit = await checkout(station);
      await visit.pay();
    }
    await world.run(1_000);
    await world.pass(10 * MINUTE);
    for (const station of stations) {
      station.meterWh += 1_833;
      await station.end("Local");
    }
    const captured: { type: string; payload: unknown }[] = [];
    for (let second = 0; second < 10; second++) {
      await world.pass(1_000);
      for (let [job] = await world.jobs.due(); job; [job] = await world.jobs.due()) {
        if (job.type === "payment.captured") {
          captured.push(job);
          await world.sql("DELETE FROM graphile_worker._private_jobs WHERE id = $1", [job.id]);
        } else await world.jobs.run(job);
      }
    }
    expect(captured).toHaveLength(20);
    const { deps } = world;
    await Promise.all(
      [...captured, ...captured.slice(0, 5)].map(({ type, payload }) => handleEvent(deps, type, payload)),
    );
    const rows = await world.sql(
      "SELECT number FROM receipts WHERE cpo_id = $1 AND kind = 'RECEIPT' ORDER BY number",
      [shop.cpoId],
    );
    const expected = Array.from({ length: 20 }, (_, index) => String(index + 1).padStart(6, "0"));
    expect(rows.map(({ number }) => String(number).slice(-6))).toEqual(expected);
    await good();
  }, 90_000);

  it("LAW-45: the PDF has the same bytes whenever and however often it is fetched", async () => {
    const visit = await tenMinutes(await createSite(world));
    await settle();
    const receiptToken = (await tokensOf(visit)).receipt;
    const all = await Promise.all([1, 2, 3].map(() => getReceiptPdf(world.context, { receiptToken })));
    await world.pass(DAY);
    all.push(await getReceiptPdf(world.context, { receiptToken }));
    const texts = new Set(all.map((pdf) => Buffer.from(pdf?.bytes ?? []).toString("base64")));
    expect(texts.size).toBe(1);
    expect([...texts][0]?.length).toBeGreaterThan(1_000);
    await expect(
      world.sql("UPDATE receipts SET pdf = '\\x00' WHERE session_id = $1", [visit.sessionId]),
    ).rejects.toThrow(/final/);
  });

  it("LAW-48, REL-96: refunds get credit notes with numbers of their own; more than was taken is refused", async () => {
    const station = await createSite(world);
    const visit = await tenMinutes(station);
    await settle();
    const { clientId } = station.site;
    const refund = (amountMinor: number, userId = USER) =>
      requestRefund(world.context, {
        clientId,
        paymentId: visit.paymentId,
        amountMinor,
        reason: "cable",
        userId,
      });
    await refund(40);
    const both = await Promise.allSettled([refund(50), refund(50)]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await world.run(5 * MINUTE, MINUTE);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 2");
    const rows = await world.sql(
      "SELECT number, content->'total' AS total, content->>'corrects' AS corrects FROM receipts WHERE session_id = $1 AND kind = 'CREDIT_NOTE' ORDER BY number",
      [visit.sessionId],
    );
    expect(rows.map(({ number }) => String(number).slice(-6))).toEqual(["000002", "000003"]);
    expect(rows.map(({ total }) => (total as { grossMinor: number }).grossMinor).sort()).toEqual([-40, -50]);
    expect(String(rows[0]?.corrects).slice(-6)).toBe("000001");
    await good();
  });
});
