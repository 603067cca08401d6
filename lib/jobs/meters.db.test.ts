import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { getSessionView } from "@/lib/sessions/get-session-view";
import type { MeterSample } from "@/lib/sessions/station-facts.model";
import { createShop, createSite, createSites } from "./testing/site";
import type { TestStation } from "./testing/station";
import { charging, type Visit } from "./testing/visit";
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

  it("LAW-17: idle time that only the readings show is billed, and page and receipt say how exactly it is known", async () => {
    const station = await createSite(world, {
      price: { idle: { perMinute: "0.10", graceMinutes: 5, capMinor: 500 } },
    });
    const visit = await charging(station);
    await station.charge(5 * MINUTE);
    station.powerW = 0;
    await station.charge(20 * MINUTE, 2 * MINUTE);
    const view = await getSessionView(world.context, { token: visit.token });
    // The longest interval: five minutes, and the second in which the start ran.
    expect(view?.live).toMatchObject({ suspendedBy: "vehicle", idlePrecisionS: 301 });
    await station.end("Local");
    await settle();
    const [receipt] = await world.sql("SELECT content FROM receipts WHERE session_id = $1", [
      visit.sessionId,
    ]);
    expect(receipt?.content).toMatchObject({ lines: [{}, { idlePrecisionS: 301 }] });
    expect(await world.repriced(station.site.clientId)).toEqual([]);
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
