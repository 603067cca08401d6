import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { priceSession } from "./price-session.rules";
import type { RawReading } from "./readings.rules";
import { sanitiseReadings } from "./readings.rules";
import { simpleTariff } from "./simple-tariff.rules";

const start = new Date("2026-03-02T10:00:00Z");
const later = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);
const limits = { startedAt: start, until: later(60), maxPowerW: 11_000, intervalS: 60 };
const at = (minutes: number, registerWh: number, more: Partial<RawReading> = {}): RawReading => ({
  at: later(minutes),
  registerWh,
  ...more,
});

function verdict(readings: readonly RawReading[]): unknown {
  const { accepted, findings, setAside, billable } = sanitiseReadings(readings, {
    ...limits,
    intervalS: 600,
  });
  return {
    accepted: accepted.map(({ registerWh }) => registerWh),
    findings: findings.map(({ code, index }) => `${code} ${index}`),
    setAside: setAside.length,
    billable,
  };
}

describe("sanitiseReadings", () => {
  it("takes good readings as they are", () => {
    expect(verdict([at(0, 1000), at(10, 2500), at(20, 2500)])).toEqual({
      accepted: [1000, 2500, 2500],
      findings: [],
      setAside: 0,
      billable: true,
    });
  });

  it.each([
    [
      "not a number",
      [at(0, 1000), at(10, Number.NaN), at(20, 2000)],
      [1000, 2000],
      ["not_a_number 1"],
      false,
    ],
    ["negative", [at(0, 1000), at(10, -1), at(20, 2000)], [1000, 2000], ["negative_register 1"], false],
    ["decreasing", [at(0, 1000), at(10, 900), at(20, 2000)], [1000, 2000], ["decreasing_register 1"], false],
    ["an absurd jump", [at(0, 1000), at(10, 90_000), at(20, 2000)], [1000, 2000], ["absurd_jump 1"], false],
    [
      "kWh among Wh",
      [at(0, 120_000), at(10, 121.5), at(20, 122_000)],
      [120_000, 122_000],
      ["unit_confusion 1"],
      false,
    ],
    [
      "no date",
      [at(0, 1000), { ...at(10, 1500), at: new Date(Number.NaN) }],
      [1000],
      ["bad_timestamp 1"],
      false,
    ],
    ["a repeated reading", [at(0, 1000), at(0, 1000), at(10, 1500)], [1000, 1500], ["duplicate 1"], true],
    [
      "a wrong order",
      [at(20, 2000), at(0, 1000), at(10, 1500)],
      [1000, 1500, 2000],
      ["out_of_order 1", "out_of_order 2"],
      true,
    ],
    ["a gap", [at(0, 1000), at(40, 5000)], [1000, 5000], ["gap 1"], true],
    [
      "a clock ahead",
      [at(0, 1000), at(30, 3000, { receivedAt: later(10) })],
      [1000, 3000],
      ["clock_skew 1"],
      false,
    ],
    [
      "a late delivery",
      [at(0, 1000), at(10, 2000, { receivedAt: later(50) })],
      [1000, 2000],
      ["late 1"],
      true,
    ],
    ["a clock jump", [at(0, 1000), at(90, 3000)], [1000, 3000], ["gap 1", "outside_session 1"], false],
  ] as const)(
    "SEC-36: %s is found, never billed blindly and never lost",
    (_, readings, accepted, findings, billable) => {
      const result = verdict(readings) as {
        accepted: number[];
        findings: string[];
        setAside: number;
        billable: boolean;
      };
      expect(result.accepted).toEqual(accepted);
      expect([...result.findings].sort()).toEqual([...findings].sort());
      expect(result.billable).toBe(billable);
      expect(result.accepted.length + result.setAside).toBe(readings.length);
    },
  );

  it("SEC-36: Δ up to Pmax · Δt · 1.1 is believed, more is not", () => {
    const most = (11_000 * 1.1) / 6 + 10;
    expect(sanitiseReadings([at(0, 0), at(10, Math.floor(most))], limits).accepted).toHaveLength(2);
    expect(sanitiseReadings([at(0, 0), at(10, Math.ceil(most) + 1)], limits).accepted).toHaveLength(1);
  });

  it("finds a whole session that was reported in kWh by the power beside it", () => {
    const readings = [0, 10, 20].map((minute) => at(minute, 100 + (minute * 11) / 60, { powerW: 11_000 }));
    const { findings, billable } = sanitiseReadings(readings, limits);
    expect(findings.map(({ code }) => code)).toContain("unit_confusion");
    expect(billable).toBe(false);
  });

  it("keeps every reading, hands on a register that never falls, and what is billed stays plausible", () => {
    const tariff = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "1" });
    const number = fc.oneof(
      fc.nat(30_000),
      fc.constantFrom(Number.NaN, -1, 1e12, Number.POSITIVE_INFINITY),
      fc.double(),
    );
    const reading = fc.record({ minutes: fc.integer({ min: -20, max: 90 }), registerWh: number });
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 12 }), (raw) => {
        const readings = raw.map(({ minutes, registerWh }) => at(minutes, registerWh));
        const { accepted, setAside, billable, findings } = sanitiseReadings(readings, limits);
        expect(accepted.length + setAside.length).toBe(readings.length);
        expect(billable).toBe(findings.every(({ severity }) => severity === "info"));
        for (let i = 1; i < accepted.length; i++) {
          expect((accepted[i] as RawReading).registerWh).toBeGreaterThanOrEqual(
            (accepted[i - 1] as RawReading).registerWh,
          );
        }
        const priced = priceSession({ ...limits, tariff, timeZone: "UTC", ended: true, readings: accepted });
        expect(priced.energyWh).toBeLessThanOrEqual((11_000 * 1.1 * 110) / 60 + 10 * accepted.length);
        expect(priced.warnings).not.toContain("readings_unusable");
        // The engine itself survives the same readings unsifted.
        expect(
          Number.isSafeInteger(
            priceSession({ ...limits, tariff, timeZone: "UTC", ended: true, readings }).total.grossMinor,
          ),
        ).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });
});
