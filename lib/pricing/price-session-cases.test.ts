import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/core/errors";
import { priceSession } from "./price-session.rules";
import type { MeterReading, PricingInput } from "./pricing.model";
import { simpleTariff } from "./simple-tariff.rules";
import type { Tariff, TariffElement } from "./tariff.model";
import { MAX_ELEMENTS, tariffSchema } from "./tariff.model";

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

describe("time bands and clock changes", () => {
  const night = simpleTariff({ ...kwhOnly, timeBands: [{ start: "02:00", end: "03:00", perKwh: "0.20" }] });
  const steady = (from: string, hours: number): Partial<PricingInput> => {
    const startedAt = new Date(from);
    const until = later(hours * 60, startedAt);
    const readings = [
      { at: startedAt, registerWh: 0 },
      { at: until, registerWh: hours * 10_000 },
    ];
    return { startedAt, until, readings };
  };
  const energies = (more: Partial<PricingInput>): Record<string, string> =>
    Object.fromEntries(
      priceSession(session(night, more)).lines.map((line) => [line.unitPrice ?? "", line.quantity]),
    );

  it("REL-20: an ordinary night has one hour from 02:00 to 03:00", () => {
    expect(energies(steady("2026-03-01T23:00:00Z", 5))).toEqual({ "0.2": "10", "0.5": "40" });
  });

  it("REL-20: in spring that hour does not exist", () => {
    expect(energies(steady("2026-03-28T23:00:00Z", 5))).toEqual({ "0.5": "50" });
  });

  it("REL-20: in autumn it comes twice", () => {
    expect(energies(steady("2026-10-24T22:00:00Z", 5))).toEqual({ "0.2": "20", "0.5": "30" });
  });

  it("LAW-14: a session across 22:00 is split there, whatever the readings", () => {
    const evening = simpleTariff({
      ...kwhOnly,
      timeBands: [{ start: "22:00", end: "06:00", perKwh: "0.25" }],
    });
    const startedAt = new Date("2026-06-10T19:30:00Z");
    const readings = [
      { at: startedAt, registerWh: 7 },
      { at: later(60, startedAt), registerWh: 10_007 },
    ];
    const priced = priceSession(session(evening, { startedAt, until: later(60, startedAt), readings }));
    expect(priced.lines.map(({ quantity, grossMinor }) => [quantity, grossMinor])).toEqual([
      ["5", 125],
      ["5", 250],
    ]);
  });
});

describe("small sessions", () => {
  const fee = simpleTariff({ ...kwhOnly, startFee: "1.00" });

  it("REL-27: near-zero energy costs nothing, live and final, also where there is a start fee", () => {
    const readings = [
      { at: start, registerWh: 0 },
      { at: later(60), registerWh: 99 },
    ];
    for (const ended of [true, false]) {
      const priced = priceSession(session(fee, { readings, ended, waiveBelowWh: 100 }));
      expect(priced.total.grossMinor).toBe(0);
      expect(priced.warnings).toContain("waived_small_session");
    }
    expect(priceSession(session(fee, { readings })).total.grossMinor).toBe(105);
  });

  it("charges a least price also without energy when the tariff says so", () => {
    const least = tariffSchema.parse({ ...fee, minPrice: { gross: "3" } });
    expect(priceSession(session(least, { readings: [] })).total).toEqual({
      netMinor: 248,
      taxMinor: 52,
      grossMinor: 300,
    });
  });
});

describe("currencies", () => {
  it.each([
    ["JPY", 1000, 10],
    ["EUR", 1000, 1000],
    ["KWD", 1000, 10_000],
  ])("REL-19: %s has its own minor unit", (currency, energyWh, minor) => {
    const tariff = simpleTariff({ ...kwhOnly, currency, perKwh: "10" });
    const readings = [
      { at: start, registerWh: 0 },
      { at: later(60), registerWh: energyWh },
    ];
    expect(priceSession(session(tariff, { readings })).total.grossMinor).toBe(minor);
  });
});

describe("bad input", () => {
  const tariff = simpleTariff({ ...kwhOnly, perMinute: "0.01" });
  const withReadings = (readings: MeterReading[], more: Partial<PricingInput> = {}) =>
    priceSession(session(tariff, { readings, ...more }));

  it("never bills a register that is not a number, negative or falling, and says so", () => {
    const priced = withReadings([
      { at: start, registerWh: 1000 },
      { at: later(10), registerWh: Number.NaN },
      { at: later(20), registerWh: -5 },
      { at: later(30), registerWh: 500 },
      { at: new Date(Number.NaN), registerWh: 9_000_000 },
      { at: later(40), registerWh: 11_000 },
    ]);
    expect(priced.energyWh).toBe(10_000);
    expect(priced.warnings).toEqual(["readings_unusable"]);
  });

  it("takes readings in any order and moves stray times to the ends of the session", () => {
    const priced = withReadings([
      { at: later(200), registerWh: 21_000 },
      { at: later(-5), registerWh: 1000 },
    ]);
    expect(priced.energyWh).toBe(20_000);
    expect(priced.total.grossMinor).toBe(1060);
  });

  it("prices a session without readings, of no length, or with its end before its start", () => {
    expect(withReadings([]).energyWh).toBe(0);
    const none = withReadings(
      [
        { at: start, registerWh: 0 },
        { at: start, registerWh: 400 },
      ],
      { until: start },
    );
    expect(none).toMatchObject({ energyWh: 400, durationS: 0, total: { grossMinor: 20 } });
    expect(withReadings([], { until: later(-1) }).warnings).toContain("until_before_start");
  });

  it("refuses a session of more than a month and one without a valid time", () => {
    const code = (input: PricingInput): string => {
      try {
        priceSession(input);
        return "priced";
      } catch (error) {
        return error instanceof AppError ? error.code : "other";
      }
    };
    expect(code(session(tariff, { until: later(32 * 1440) }))).toBe("session_too_long");
    expect(code(session(tariff, { until: new Date(Number.NaN) }))).toBe("session_without_time");
    const huge = [
      { at: start, registerWh: 0 },
      { at: later(1), registerWh: 9e12 },
    ];
    const absurd = simpleTariff({ ...kwhOnly, perKwh: "999999" });
    expect(code(session(absurd, { readings: huge }))).toBe("amount_out_of_range");
    expect(code(session(tariff))).toBe("priced");
  });

  it("says when power or current is needed and not known", () => {
    const content = {
      currency: "EUR",
      taxIncluded: "YES",
      elements: [
        { components: [{ type: "ENERGY", price: "1", per: "KWH" }], restrictions: { minCurrent: "6" } },
        { components: [{ type: "TIME", price: "1", per: "HOUR" }], restrictions: { minPower: "1" } },
      ],
    };
    const blind = session(tariffSchema.parse(content), { readings: [{ at: start, registerWh: 0 }] });
    expect(priceSession(blind).warnings).toEqual(["power_unknown", "current_unknown"]);
    expect(priceSession(session(tariffSchema.parse(content))).warnings).toContain("no_price_for_energy");
  });

  it("prices a day of 2,880 readings under 10,000 elements, and gets it right", () => {
    const elements = Array.from({ length: MAX_ELEMENTS - 1 }, (_, i): TariffElement => {
      const minKwh = String(1_000_000 + i);
      return {
        components: [{ type: "ENERGY", price: "9", per: "KWH", stepSize: 1 }],
        restrictions: { minKwh },
      };
    });
    elements.push({ components: [{ type: "ENERGY", price: "0.5", per: "KWH", stepSize: 1 }] });
    const hostile = tariffSchema.parse({ currency: "EUR", taxIncluded: "YES", elements });
    const readings = Array.from({ length: 2881 }, (_, i) => ({
      at: later(i / 2),
      registerWh: i * 10,
      powerW: 1200,
    }));
    const priced = priceSession(session(hostile, { readings, until: later(1440) }));
    expect(priced.total.grossMinor).toBe(1440);
    expect(() => tariffSchema.parse({ ...hostile, elements: [...elements, ...elements] })).toThrow();
  });
});

describe("explanation", () => {
  it("LAW-37: every line can be followed from the meter to the cent", () => {
    const content = {
      currency: "EUR",
      taxIncluded: "NO",
      elements: [
        { components: [{ type: "ENERGY", price: "0.25", per: "KWH", vatPercent: "10", stepSize: 100 }] },
      ],
    };
    const readings = [
      { at: start, registerWh: 0 },
      { at: later(60), registerWh: 20_450 },
    ];
    const [line] = priceSession(session(tariffSchema.parse(content), { readings })).lines;
    expect(line).toMatchObject({
      quantity: "20.5",
      unit: "kWh",
      unitPrice: "0.25",
      exactAmount: "5.125",
      netMinor: 513,
    });
    expect(line?.explanation).toEqual([
      { key: "measured", quantity: "20.45", unit: "kWh" },
      { key: "step", stepSize: 100, added: "50", unit: "Wh" },
      { key: "exact", amount: "5.125" },
      { key: "rounded", minor: 513 },
    ]);
  });
});
