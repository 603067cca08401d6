import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { getSessionView } from "@/lib/sessions/get-session-view";
import type { MeterSample } from "@/lib/sessions/station-facts.model";
import { stopByDriver } from "@/lib/sessions/stop-by-driver";
import { stopByOperator } from "@/lib/sessions/stop-by-operator";
import { openTokens } from "@/lib/sessions/tokens";
import { createShop, createSite, createSites } from "./testing/site";
import type { TestStation } from "./testing/station";
import { charging, paid, type Visit } from "./testing/visit";
import { World } from "./testing/world";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
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

function sample(station: TestStation, more: Partial<MeterSample>): MeterSample {
  return { at: station.time, registerWh: Math.round(station.meterWh), context: "Sample.Periodic", ...more };
}

async function energyOf(visit: Visit): Promise<number> {
  const [row] = await world.sql("SELECT energy_wh FROM cdrs WHERE session_id = $1", [visit.sessionId]);
  return Number(row?.energy_wh ?? 0);
}

describe("what is measured", () => {
  it("REL-27, REL-78: a car that takes nothing is charged nothing, and the whole hold goes back", async () => {
    const station = await createSite(world, { price: { startFee: "1.00" } });
    station.powerW = 0;
    const visit = await charging(station);
    await station.report("SUSPENDED_EV");
    await station.charge(10 * MINUTE);
    expect((await getSessionView(world.context, { token: visit.token }))?.state).toBe("SUSPENDED");
    await station.end("Local");
    await settle();
    expect(await visit.end()).toBe("CLOSED no_energy RELEASED 0");
    expect(await visit.count("cdrs")).toBe(0);
    await good();
  });

  const HONEST_WH = 1_833;
  it.each([
    ["the same reading ten times", (s: TestStation) => Array.from({ length: 10 }, () => sample(s, {})), true],
    ["a jump of 10,000 kWh", (s: TestStation) => [sample(s, { registerWh: s.meterWh + 1e7 })], false],
    ["a register below the start", (s: TestStation) => [sample(s, { registerWh: 10 })], false],
    ["a negative register", (s: TestStation) => [sample(s, { registerWh: -5 })], false],
    ["a register beyond all numbers", (s: TestStation) => [sample(s, { registerWh: 1e300 })], false],
    ["half a watt-hour", (s: TestStation) => [sample(s, { registerWh: s.meterWh + 0.5 })], false],
    ["not a number", (s: TestStation) => [sample(s, { registerWh: Number.NaN })], false],
    [
      "a reading from next year",
      (s: TestStation) => [sample(s, { at: new Date(s.time.getTime() + 365 * 24 * HOUR) })],
      true,
    ],
    [
      "a reading from last year",
      (s: TestStation) => [sample(s, { at: new Date(s.time.getTime() - 365 * 24 * HOUR) })],
      false,
    ],
    [
      "a sample that could not be decoded",
      (s: TestStation) => [sample(s, { problem: "unknown_unit" })],
      false,
    ],
    [
      "a list in the wrong order",
      (s: TestStation) => [
        sample(s, {}),
        sample(s, { at: new Date(s.time.getTime() - 60_000), registerWh: Math.round(s.meterWh) - 100 }),
      ],
      true,
    ],
    ["no samples", () => [], true],
  ] as const)("REL-84, SEC-36: %s never changes the bill", async (_, samples, plausible) => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(5 * MINUTE);
    await world.pass(1_000);
    await station.read(samples(station));
    await station.charge(5 * MINUTE);
    await station.end("Local");
    await settle();
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    expect(await energyOf(visit)).toBe(HONEST_WH);
    expect(await world.cases(visit.sessionId)).toEqual(plausible ? [] : ["implausible_meter"]);
  });

  it("REL-84: readings that come interleaved and late are taken in their own order", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    const early = sample(station, { at: new Date(station.time.getTime() + MINUTE), registerWh: 100_150 });
    await station.charge(5 * MINUTE);
    await station.read([early]);
    await station.charge(5 * MINUTE);
    await station.end("Local");
    await settle();
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 92");
    await good();
  });

  it.each([
    ["two hours behind", -2 * HOUR],
    ["two hours ahead", 2 * HOUR],
    ["at 1970", -70 * 365 * 24 * HOUR],
  ])("REL-85: a station's clock %s: duration and price are right, the offset is kept", async (_, skewMs) => {
    const station = await createSite(world, { price: { perMinute: "0.10" } });
    station.skewMs = skewMs;
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    await station.end("Local");
    await settle();
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 192");
    const [row] = await world.sql("SELECT clock_offset_ms FROM ocpp_transactions WHERE session_id = $1", [
      visit.sessionId,
    ]);
    expect(Math.abs(Number(row?.clock_offset_ms) + skewMs)).toBeLessThan(5_000);
    await good();
  });

  it("SEC-34: a station's words about another station's transaction change nothing", async () => {
    const shop = await createShop(world);
    const [station] = await createSites(world, shop, 1);
    const [liar] = await createSites(world, shop, 1);
    const stranger = await createSite(world);
    if (!station || !liar) throw new Error("two stations were expected");
    const visit = await charging(station);
    await station.charge(5 * MINUTE);
    const running = station.transaction;
    for (const other of [liar, stranger]) {
      other.transaction = running;
      other.meterWh = 999_000;
      await other.read();
      await other.sendStop({
        transactionId: running?.id ?? 0,
        meterStopWh: 999_000,
        at: other.time,
        reason: "Local",
        idTag: running?.idTag ?? null,
        samples: [],
      });
      other.transaction = null;
    }
    await world.work();
    expect(await visit.state()).toBe("CHARGING");
    expect(Number((await visit.session()).meter_last_wh)).toBeLessThan(110_000);
    await station.end("Local");
    await settle();
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 46");
    await good();
  });
});

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

describe("stations that vanish", () => {
  it("REL-79: offline for ten minutes: the page says so, the bill comes from the queued readings", async () => {
    const station = await createSite(world, { holds: [6_000] });
    const visit = await charging(station, "visa", 0);
    await station.charge(5 * MINUTE);
    await station.disconnect();
    await station.charge(10 * MINUTE);
    expect((await getSessionView(world.context, { token: visit.token }))?.connectionLostSince).not.toBeNull();
    await station.comeBack();
    await world.work();
    expect((await getSessionView(world.context, { token: visit.token }))?.connectionLostSince).toBeNull();
    await station.charge(5 * MINUTE);
    await station.end("Local");
    await settle();
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 183");
    expect(await visit.events()).toEqual(expect.arrayContaining(["connection_lost", "connection_back"]));
    await good();
  });

  it("REL-79, REL-25: offline for thirty hours: billed at the last reading; what comes later is told and changes nothing", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    await station.disconnect();
    await station.charge(30 * HOUR, 6 * HOUR);
    await world.run(30 * MINUTE, 10 * MINUTE);
    expect((await visit.payment()).state).toBe("CAPTURED");
    const end = await visit.end();
    await station.end("PowerLoss");
    await station.comeBack();
    await settle();
    expect(await visit.end()).toBe(end);
    expect(end).toMatch(/CAPTURED 92$/);
    expect(await world.cases(visit.sessionId)).toContain("late_stop");
    expect(await visit.count("cdrs")).toBe(1);
    await good();
  });

  it("REL-26: a session that still runs near the end of its hold is closed at the last reading and captured", async () => {
    const parameters = { maxSessionAcS: 72 * 3600, captureSafetyMarginS: 120 * 3600 };
    const station = await createSite(world, { parameters });
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    station.powerW = 0;
    await station.charge(60 * HOUR, 10 * HOUR);
    await settle();
    expect(await visit.end()).toBe("BILLED hold_deadline CAPTURED 92");
    const { capture_before, captured_at } = await visit.payment();
    expect((capture_before as Date).getTime() - (captured_at as Date).getTime()).toBeGreaterThan(24 * HOUR);
    await good();
  });

  it("REL-10, REL-25: readings that come after the bill are kept and change nothing", async () => {
    const station = await createSite(world, {
      price: { idle: { perMinute: "0.50", graceMinutes: 0, capMinor: 1_500 } },
    });
    const visit = await charging(station);
    await station.charge(5 * MINUTE);
    const late = sample(station, {
      at: new Date(station.time.getTime() - 150_000),
      registerWh: 100_001,
      powerW: 0,
    });
    const running = station.transaction;
    await station.charge(5 * MINUTE);
    await station.end("Local");
    await settle();
    station.transaction = running;
    await station.read([late]);
    station.transaction = null;
    const [kept] = await world.sql(
      "SELECT problem FROM meter_readings WHERE session_id = $1 AND register_wh = 100001",
      [visit.sessionId],
    );
    expect(kept).toEqual({ problem: "after_settlement" });
    expect(await world.repriced(station.site.clientId)).toEqual([]);
    const view = await getSessionView(world.context, { token: visit.token });
    expect(view?.live?.costMinor).toBe((await visit.payment()).captured_minor);
    await good();
  });

  it("REL-80: a reboot in the middle, a new transaction, the meter goes on: one bill without overlap", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    const idTag = station.transaction?.idTag ?? "";
    const old = station.transaction?.id ?? 0;
    await station.begin(idTag);
    expect(station.answers.at(-1)?.verdict).toBe("ACCEPTED");
    await station.charge(10 * MINUTE);
    await station.end("Local");
    await station.sendStop({
      transactionId: old,
      meterStopWh: 101_833,
      at: station.time,
      reason: "Reboot",
      idTag,
      samples: [],
    });
    await settle();
    expect(await visit.end()).toBe("BILLED stopped_at_station CAPTURED 183");
    expect(await visit.count("cdrs")).toBe(1);
    expect(await visit.count("ocpp_transactions")).toBe(2);
    await good();
  });

  it("REL-80: a reboot that ends the transaction ends the session; a new start with the old token is refused", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    const idTag = station.transaction?.idTag ?? "";
    await station.end("PowerLoss");
    await settle();
    await station.begin(idTag, { meterStartWh: 101_833 });
    await settle();
    expect(station.answers.at(-1)?.verdict).toBe("INVALID");
    expect(await visit.end()).toBe("BILLED power_loss CAPTURED 92");
    await good();
  });

  it.each([
    ["stays below", 5 * MINUTE],
    ["rises above the old register", 12 * HOUR],
  ])(
    "REL-81: the register is reset by a reboot and %s: flagged, no negative energy, nothing charged blindly",
    async (_, ms) => {
      const station = await createSite(world);
      station.meterWh = 5_000;
      const visit = await charging(station, "visa", 2);
      await station.charge(10 * MINUTE);
      const idTag = station.transaction?.idTag ?? "";
      station.meterWh = 0;
      await station.begin(idTag);
      station.powerW = 2_000;
      await station.charge(ms, ms);
      await station.end("Local");
      await settle();
      expect(await visit.state()).toBe("FLAGGED");
      expect((await visit.payment()).state).toBe("AUTHORISED");
      expect(await world.cases(visit.sessionId)).toEqual(
        expect.arrayContaining(["meter_reset", "session_flagged"]),
      );
      await good();
    },
  );
});
