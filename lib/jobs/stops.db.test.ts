import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { getSessionView } from "@/lib/sessions/get-session-view";
import { stopByDriver } from "@/lib/sessions/stop-by-driver";
import { stopByOperator } from "@/lib/sessions/stop-by-operator";
import { openTokens } from "@/lib/sessions/tokens";
import { createSite } from "./testing/site";
import { charging, paid } from "./testing/visit";
import { World } from "./testing/world";

const MINUTE = 60_000;
let world: World;

beforeAll(async () => {
  world = await World.open();
});
afterEach(() => world.mollie.control.clearFaults());
afterAll(() => world.close());

const settle = () => world.run(30_000);

async function good(): Promise<void> {
  expect(await world.violations()).toEqual([]);
  expect(world.jobs.failures).toEqual([]);
}

describe("stops", () => {
  it("REL-82, REL-13: a stop that is repeated five times is booked once", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    await station.end("Local");
    const stop = station.lastStop;
    if (!stop) throw new Error("no stop");
    await Promise.all([1, 2, 3, 4].map(() => station.sendStop(stop)));
    await settle();
    await station.sendStop(stop);
    await settle();
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    expect(await visit.count("cdrs")).toBe(1);
    expect(await visit.count("receipts")).toBe(1);
    expect(await world.cases(visit.sessionId)).toEqual([]);
    await good();
  });

  it("REL-82: two different stops at the same moment: the first counts, the other is told", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    const running = station.transaction;
    const stop = {
      transactionId: running?.id ?? 0,
      at: station.time,
      reason: null,
      idTag: null,
      samples: [],
    };
    await Promise.all([
      station.sendStop({ ...stop, meterStopWh: 101_833 }),
      station.sendStop({ ...stop, meterStopWh: 101_900 }),
    ]);
    station.transaction = null;
    await settle();
    expect(await visit.count("cdrs")).toBe(1);
    expect(await world.cases(visit.sessionId)).toEqual(["late_stop"]);
    const [cdr] = await world.sql("SELECT energy_wh FROM cdrs WHERE session_id = $1", [visit.sessionId]);
    const [kept] = await world.sql("SELECT meter_stop_wh FROM ocpp_transactions WHERE session_id = $1", [
      visit.sessionId,
    ]);
    expect(Number(kept?.meter_stop_wh)).toBe(100_000 + Number(cdr?.energy_wh));
    await good();
  });

  it.each([-1, 0, 2_000_000_000, 9e15])(
    "REL-82: a stop with the id %d is matched by its token",
    async (id) => {
      const station = await createSite(world);
      const visit = await charging(station);
      await station.charge(10 * MINUTE);
      await station.end("Local", { transactionId: id });
      await settle();
      expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
      expect(await visit.count("ocpp_transactions")).toBe(1);
      await good();
    },
  );

  it("REL-82: a stop that belongs to nothing becomes a case and no session", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    const stop = {
      transactionId: 1_999_999_999,
      meterStopWh: 5,
      at: station.time,
      reason: null,
      idTag: null,
      samples: [],
    };
    await station.sendStop(stop);
    await station.sendStop(stop);
    await world.work();
    expect(await visit.state()).toBe("CHARGING");
    const known = await world.sql("SELECT count FROM exception_cases WHERE station_id = $1", [
      station.site.stationId,
    ]);
    expect(known).toEqual([{ count: 1 }]);
    await station.charge(10 * MINUTE);
    await station.end("Local");
    await settle();
  });

  it("REL-83: the stop arrives before its start: one right session", async () => {
    const station = await createSite(world);
    await station.plug();
    station.begins = false;
    const late = await paid(station);
    const idTag = await late.idTag();
    const startedAt = station.time;
    await world.pass(10 * MINUTE);
    await station.sendStop({
      transactionId: -1,
      meterStopWh: 101_833,
      at: station.time,
      reason: "Local",
      idTag,
      samples: [],
    });
    await station.sendStart({
      ocppConnectorId: 1,
      idTag,
      meterStartWh: 100_000,
      at: startedAt,
      atText: startedAt.toISOString(),
    });
    await settle();
    expect(await late.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    await good();
  });

  it("REL-87: driver on two devices, operator and ceiling at once: one stop, one capture", async () => {
    const station = await createSite(world);
    const visit = await charging(station, "visa", 0);
    await station.charge(5 * MINUTE);
    const { clientId } = station.site;
    const operator = {
      clientId,
      sessionId: visit.sessionId,
      userId: "00000000-0000-4000-8000-000000000001",
      reason: "test",
    };
    station.meterWh += 200;
    await Promise.allSettled([
      stopByDriver(world.context, { token: visit.token }),
      stopByDriver(world.context, { token: visit.token }),
      stopByOperator(world.context, operator),
      station.read(),
    ]);
    await world.work();
    await stopByDriver(world.context, { token: visit.token });
    await settle();
    expect(await visit.commands("REMOTE_STOP")).toHaveLength(1);
    expect((await visit.events()).filter((kind) => kind === "stop_requested")).toHaveLength(1);
    expect((await visit.payment()).state).toBe("CAPTURED");
    expect(await visit.count("cdrs")).toBe(1);
    await good();
  });

  it("REL-28: the driver's stop works while the PSP is down; the money follows later", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    world.mollie.control.addFault({ kind: "cut_before", times: 0 });
    await stopByDriver(world.context, { token: visit.token });
    await world.work();
    expect(await visit.state()).toBe("BILLED");
    expect((await visit.payment()).state).toBe("CAPTURING");
    await world.run(5 * MINUTE, MINUTE);
    world.mollie.control.clearFaults();
    await world.run(20 * MINUTE, 5 * MINUTE);
    expect(await visit.end()).toBe("BILLED stopped_by_driver CAPTURED 92");
    await good();
  });

  it.each(["reject", "silent"] as const)(
    "REL-86, REL-22: a station that answers %s to stops: sent again, told to the driver and a person, closed at the last reading",
    async (onStop) => {
      const station = await createSite(world);
      const visit = await charging(station);
      station.onStop = onStop;
      await station.charge(10 * MINUTE);
      await stopByDriver(world.context, { token: visit.token });
      await world.run(2 * MINUTE);
      expect((await visit.commands("REMOTE_STOP")).length).toBeGreaterThan(3);
      expect((await getSessionView(world.context, { token: visit.token }))?.stopFailed).toBe(true);
      expect(await world.cases(visit.sessionId)).toEqual(["stop_unconfirmed"]);
      await world.run(16 * MINUTE, 4 * MINUTE);
      expect(await visit.end()).toBe("BILLED connection_lost CAPTURED 92");
      await good();
    },
  );

  it("SEC-20: the view link and invented tokens can not stop", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    const tokens = openTokens(world.context, String((await visit.session()).tokens_cipher));
    for (const token of [
      tokens.view,
      tokens.back,
      tokens.receipt,
      tokens.recovery,
      station.site.code,
      "",
      "A".repeat(43),
    ])
      await expect(stopByDriver(world.context, { token })).rejects.toMatchObject({ code: "session_unknown" });
    expect(await visit.state()).toBe("CHARGING");
    const view = await getSessionView(world.context, { token: tokens.view });
    expect(view).toMatchObject({ mayControl: false, recoveryCode: null, receipt: null, checkoutUrl: null });
    await station.charge(5 * MINUTE);
    await station.end("Local");
    await settle();
  });
});

describe("the ceiling", () => {
  it("REL-21: a session is stopped before its hold is used up", async () => {
    const station = await createSite(world, { currentType: "DC", maxPowerW: 150_000 });
    station.powerW = 120_000;
    const visit = await charging(station, "visa", 0);
    await station.charge(30 * MINUTE, 15_000);
    await settle();
    expect((await visit.session()).reason).toBe("stopped_at_ceiling");
    const payment = await visit.payment();
    expect(payment.state).toBe("CAPTURED");
    expect(Number(payment.captured_minor)).toBeLessThanOrEqual(1_000);
    expect(Number(payment.captured_minor)).toBeGreaterThan(700);
    expect(Number((await visit.session()).overshoot_minor)).toBe(0);
    await good();
  });

  it("REL-88: 400 kW with readings a minute apart: the capture is the hold, the rest is written off and counted", async () => {
    const station = await createSite(world, {
      currentType: "DC",
      maxPowerW: 400_000,
      price: { perKwh: "0.79" },
    });
    station.powerW = 400_000;
    station.onStop = "silent";
    const visit = await charging(station, "visa", 0);
    await station.charge(3 * MINUTE, MINUTE);
    await station.end("EmergencyStop");
    await settle();
    expect(await visit.end()).toBe("BILLED stopped_at_ceiling CAPTURED 1000");
    const [cdr] = await world.sql("SELECT gross_minor, charged_minor FROM cdrs WHERE session_id = $1", [
      visit.sessionId,
    ]);
    expect(cdr).toEqual({ gross_minor: 1_580, charged_minor: 1_000 });
    expect((await visit.session()).overshoot_minor).toBe(580);
    await good();
  });
});
