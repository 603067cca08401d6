import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { closeException } from "@/lib/billing/close-exception";
import { getReceiptView } from "@/lib/billing/get-receipt";
import { getSessionView } from "@/lib/sessions/get-session-view";
import { openTokens } from "@/lib/sessions/tokens";
import { createSite } from "./testing/site";
import type { TestStation } from "./testing/station";
import { charging, checkout, one, paid, type Visit } from "./testing/visit";
import { World } from "./testing/world";

const MINUTE = 60_000;
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

describe("crashes", () => {
  it("REL-30, REL-91, REL-13: the process dies after every single job of a visit: one start, one CDR, one capture, one receipt", async () => {
    const station = await createSite(world);
    await station.plug();
    const visit = await checkout(station);
    await visit.pay();
    await world.pass(0);
    const crashed = new Set<string>();
    const work = async () => {
      for (let round = 0; round < 200; round++) {
        const [job] = await world.jobs.due();
        if (job) {
          await world.jobs.run(job, { crash: !crashed.has(job.id) });
          crashed.add(job.id);
        } else if (!(await station.pump())) return;
      }
    };
    await work();
    expect(await visit.state()).toBe("CHARGING");
    await world.pass(10 * MINUTE);
    station.meterWh += 1_833;
    await station.end("Local");
    for (let second = 0; second < 15; second++) {
      await work();
      await world.pass(1_000);
    }
    await work();
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    expect(await visit.count("start_attempts")).toBe(1);
    expect(await visit.count("cdrs")).toBe(1);
    expect(await visit.count("receipts")).toBe(1);
    expect(crashed.size).toBeGreaterThan(4);
    await good();
  });

  it("REL-15, REL-41: all jobs are lost, at every stage of a visit: the sweeps finish it", async () => {
    const station = await createSite(world);
    await station.plug();
    const visit = await checkout(station);
    await visit.pay();
    const loseAll = async () => {
      await world.jobs.lose();
      await world.pass(3 * MINUTE);
      await world.sweep();
    };
    for (let round = 0; round < 3; round++) await loseAll();
    expect(await visit.state()).toBe("CHARGING");
    await world.pass(10 * MINUTE);
    station.meterWh += 1_833;
    await station.read();
    await station.end("Local");
    for (let round = 0; round < 3; round++) await loseAll();
    await settle();
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    await good();
  });

  it("REL-111: a job that always fails is reported as dead, and the others go on", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    const { clientId } = station.site;
    await world.sql(
      `SELECT graphile_worker.add_job('session.ended', json_build_object('clientId', $1::text, 'sessionId', 'poison'), max_attempts => 1)`,
      [clientId],
    );
    await world.work();
    world.jobs.failures.length = 0;
    await world.sweep("sweep.dead_jobs");
    await world.sweep("sweep.dead_jobs");
    const dead = await world.sql(
      "SELECT count FROM exception_cases WHERE client_id = $1 AND code = 'job_dead'",
      [clientId],
    );
    expect(dead).toEqual([{ count: 1 }]);
    await world.sql("DELETE FROM graphile_worker._private_jobs WHERE attempts >= max_attempts");
    await station.charge(10 * MINUTE);
    await station.end("Local");
    await settle();
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
  });
});

describe("captures", () => {
  it("REL-92: the capture's answer is lost after its effect: looked for, not sent again", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    const fault = { method: "POST", path: "/v2/payments/*/captures" } as const;
    world.mollie.control.addFault({ kind: "cut_after_executing", ...fault });
    await station.end("Local");
    await world.run(2 * MINUTE);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    expect(world.mollie.control.payment(visit.pspId).captures).toHaveLength(1);
    await good();
  });

  it("REL-93: a refused capture: no receipt, the page says so, a person's RETRY takes the money", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    world.mollie.control.addFault({ kind: "capture_fails", path: "/v2/payments/*/captures" });
    await station.end("Local");
    await world.run(2 * MINUTE);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURE_FAILED 0");
    expect(await visit.count("receipts")).toBe(0);
    expect((await getSessionView(world.context, { token: visit.token }))?.state).toBe("EXCEPTION");
    expect(await world.cases(visit.sessionId)).toEqual(["capture_failed"]);
    const closed = await decide(visit, "capture_failed", "RETRY", "bank is back");
    expect(closed).toEqual({
      state: "CLOSED",
      decision: "RETRY",
      note: "bank is back",
      closed_by: `user:${USER}`,
    });
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    expect(await visit.count("receipts")).toBe(1);
    await good();
  });

  it("REL-93: the hold is gone before the session ends: the station is stopped; a CDR, a case, no capture, no receipt", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    await visit.loseHold(station.site.shop.apiKey);
    expect((await visit.payment()).state).toBe("HOLD_LOST");
    await world.work();
    expect(await visit.events()).toEqual(expect.arrayContaining(["stop_requested", "stop_sent"]));
    await station.end("Local");
    await settle();
    expect(await visit.end()).toBe("BILLED hold_deadline HOLD_LOST 0");
    expect(await visit.count("cdrs")).toBe(1);
    expect(await visit.count("receipts")).toBe(0);
    expect(await world.cases(visit.sessionId)).toEqual(["hold_lost"]);
    expect((await getSessionView(world.context, { token: visit.token }))?.state).toBe("EXCEPTION");
    await good();
  });

  it("REL-5: the hold is gone before the plug: nothing starts", async () => {
    const station = await createSite(world);
    const visit = await paid(station);
    await visit.loseHold(station.site.shop.apiKey);
    await station.plug();
    await settle();
    expect(await visit.end()).toBe("CLOSED payment_expired HOLD_LOST 0");
    expect(await visit.count("start_attempts")).toBe(0);
  });

  it("REL-98: the PSP is away for half an hour: running sessions end, captures wait, everything settles", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    world.mollie.control.addFault({ kind: "status", status: 503, times: 0 });
    await station.charge(10 * MINUTE);
    await station.end("Local");
    await world.run(30 * MINUTE, 5 * MINUTE);
    expect((await visit.payment()).state).toBe("CAPTURING");
    world.mollie.control.clearFaults();
    await world.run(40 * MINUTE, 10 * MINUTE);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    await good();
  });
});

describe("methods that can not hold", () => {
  beforeAll(() => void world.mollie.control.configure({ googlePayHolds: false }));
  afterAll(() => void world.mollie.control.configure({ googlePayHolds: true }));

  it("a prepaid session keeps the price and refunds the difference; the receipt says so", async () => {
    const visit = await tenMinutes(await createSite(world), "googlepay");
    await world.run(2 * MINUTE);
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    const refunds = await world.sql("SELECT amount_minor, requested_by FROM refunds WHERE payment_id = $1", [
      visit.paymentId,
    ]);
    expect(refunds).toEqual([{ amount_minor: 2_908, requested_by: "settlement" }]);
    const receipt = await getReceiptView(world.context, { receiptToken: (await tokensOf(visit)).receipt });
    expect(receipt?.document).toMatchObject({
      kind: "RECEIPT",
      total: { grossMinor: 92 },
      money: { prepaid: true, chargedMinor: 92 },
    });
    await good();
  });

  it("a prepaid session that never starts gives all of it back, with proof", async () => {
    const visit = await paid(await createSite(world), "googlepay");
    await world.run(8 * MINUTE, 4 * MINUTE);
    expect(await visit.end()).toBe("CLOSED not_plugged_in CAPTURED 0");
    const receipt = await getReceiptView(world.context, { receiptToken: (await tokensOf(visit)).receipt });
    expect(receipt?.document.kind).toBe("RELEASE_NOTE");
    await good();
  });
});
