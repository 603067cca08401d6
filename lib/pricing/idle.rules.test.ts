import { describe, expect, it } from "vitest";
import { currentIdle, idlePrecisionS } from "./idle.rules";
import { priceSession } from "./price-session.rules";
import type { MeterReading, PricingInput, StateChange } from "./pricing.model";
import { simpleTariff } from "./simple-tariff.rules";
import type { Tariff } from "./tariff.model";

const start = new Date("2026-03-02T10:00:00Z");
const later = (minutes: number, from = start): Date => new Date(from.getTime() + minutes * 60_000);
const kwhOnly = { currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.50" };

function session(tariff: Tariff, more: Partial<PricingInput> = {}): PricingInput {
  return {
    tariff,
    timeZone: "Europe/Amsterdam",
    startedAt: start,
    until: later(60),
    ended: true,
    readings: [
      { at: start, registerWh: 0 },
      { at: later(60), registerWh: 20_000 },
    ],
    ...more,
  };
}

describe("idle time", () => {
  const tariff = simpleTariff({
    ...kwhOnly,
    idle: { perMinute: "0.10", graceMinutes: 10, capMinor: 200, hours: { start: "08:00", end: "20:00" } },
  });
  const idleAt = (minutes: number) => ({ at: later(minutes), state: "SUSPENDED_EV" as const });
  const parking = (input: PricingInput): number =>
    priceSession(input)
      .lines.filter(({ kind }) => kind === "PARKING_TIME" || kind === "IDLE_CAP")
      .reduce((sum, { grossMinor }) => sum + grossMinor, 0);

  it("LAW-17: the grace runs anew for each idle period, and not while the station itself pauses", () => {
    const changes = [
      idleAt(60),
      { at: later(75), state: "CHARGING" as const },
      idleAt(80),
      { at: later(88), state: "SUSPENDED_EVSE" as const },
    ];
    const input = session(tariff, { until: later(120), changes });
    const priced = priceSession(input);
    expect(priced).toMatchObject({ idleS: 23 * 60, billedIdleS: 5 * 60, chargingS: 97 * 60 });
    expect(parking(input)).toBe(50);
    const line = priced.lines.find(({ kind }) => kind === "PARKING_TIME");
    expect(line?.explanation).toContainEqual({ key: "free_idle", seconds: "1080" });
  });

  it("LAW-17: outside of its hours idling is free", () => {
    const startedAt = new Date("2026-03-02T18:30:00Z");
    const changes = [{ at: startedAt, state: "IDLE" as const }];
    // 19:30 local, grace until 19:40, the fee runs until 20:00.
    expect(parking(session(tariff, { startedAt, until: later(300, startedAt), changes, readings: [] }))).toBe(
      200,
    );
    expect(parking(session(tariff, { startedAt, until: later(20, startedAt), changes, readings: [] }))).toBe(
      100,
    );
  });

  it("UX-27: time in which the driver could not be told is not billed", () => {
    const outages = [{ from: later(75), to: later(80) }];
    const input = session(tariff, { until: later(85), changes: [idleAt(60)], outages });
    expect(parking(input)).toBe(100);
    expect(parking({ ...input, outages: [] })).toBe(150);
  });

  it("finds idle time from meter values, with one grace for neighbouring intervals, and names its precision", () => {
    const readings: MeterReading[] = [0, 15, 30, 45, 60, 75].map((minute) => ({
      at: later(minute),
      registerWh: Math.min(minute, 30) * 200,
    }));
    const idleDetection = { source: "METER" as const, belowW: 100 };
    const input = session(tariff, { until: later(80), readings, idleDetection });
    const priced = priceSession(input);
    // Idle from minute 30 to the end; ten minutes are free once.
    expect(priced).toMatchObject({ idleS: 50 * 60, billedIdleS: 40 * 60 });
    expect(parking(input)).toBe(200);
    expect(idlePrecisionS(input)).toBe(900);
    expect(idlePrecisionS({ ...input, idleDetection: { source: "STATUS" } })).toBe(0);
    // Live, nothing is assumed after the last reading.
    expect(priceSession({ ...input, ended: false }).billedIdleS).toBe(35 * 60);
  });

  it("LAW-17: idle time that the power in the readings has shown is as exact as they are, and the line says so", () => {
    const readings: MeterReading[] = [0, 15, 35, 60].map((minute) => ({ at: later(minute), registerWh: 0 }));
    const found = { ...idleAt(15), source: "METER" as const };
    const input = session(tariff, { until: later(60), readings, changes: [found] });
    expect(idlePrecisionS(input)).toBe(25 * 60);
    const steps = (changes: StateChange[]) =>
      priceSession({ ...input, changes }).lines.flatMap(({ explanation }) => explanation);
    expect(steps([found])).toContainEqual({ key: "idle_precision", seconds: "1500" });
    expect(steps([idleAt(15)]).map(({ key }) => key)).not.toContain("idle_precision");
    expect(idlePrecisionS({ ...input, changes: [{ ...found, state: "CHARGING" }] })).toBe(0);
  });

  it("UX-26: says since when the car is idle and when the fee starts", () => {
    const input = session(tariff, { until: later(65), changes: [idleAt(60)] });
    expect(currentIdle(input)).toEqual({ idleSince: later(60), feeStartsAt: later(70) });
    expect(currentIdle({ ...input, until: later(60) })).toEqual({
      idleSince: later(60),
      feeStartsAt: later(70),
    });
    expect(currentIdle({ ...input, until: later(59) })).toBeNull();
    expect(currentIdle({ ...input, tariff: simpleTariff(kwhOnly) })?.feeStartsAt).toBeNull();
  });
});
