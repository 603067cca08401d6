import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { getSessionView } from "@/lib/sessions/get-session-view";
import type { MeterSample } from "@/lib/sessions/station-facts.model";
import { createSite } from "./testing/site";
import type { TestStation } from "./testing/station";
import { charging } from "./testing/visit";
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

  it("REL-80: a station that forgot its transaction and reports a free connector: billed at the last reading, after the wait", async () => {
    const station = await createSite(world);
    const visit = await charging(station);
    await station.charge(10 * MINUTE);
    await world.run(MINUTE, MINUTE / 2);
    await station.report("AVAILABLE");
    await world.run(10 * MINUTE, MINUTE);
    expect((await getSessionView(world.context, { token: visit.token }))?.state).toMatch(
      /CHARGING|SUSPENDED/,
    );
    await world.run(10 * MINUTE, MINUTE);
    expect(await visit.end()).toBe("BILLED connection_lost CAPTURED 92");
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
      price: { idle: { perMinute: "0.50", graceMinutes: 5, capMinor: 500 } },
    });
    const visit = await charging(station);
    await station.charge(5 * MINUTE);
    const late = sample(station, {
      at: new Date(station.time.getTime() - 150_000),
      registerWh: 100_001,
      powerW: 0,
    });
    const running = station.transaction;
    await station.charge(20 * MINUTE);
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
