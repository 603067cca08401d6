import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/core/errors";
import { priceSession } from "./price-session.rules";
import type { MeterReading, PricingInput } from "./pricing.model";
import { type RawReading, type ReadingFinding, sanitiseReadings } from "./readings.rules";
import { simpleTariff } from "./simple-tariff.rules";
import { tariffSchema } from "./tariff.model";
import { checkTariff } from "./tariff-check.rules";

/**
 * What stations and people get wrong, each through both doors: `sanitiseReadings` names it and keeps it, and the engine, given the
 * same unsifted, neither breaks nor bills more than could have flowed (SEC-36, REL-84, REL-85).
 */
const start = new Date("2026-03-02T10:00:00Z");
const later = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);
const MAX_POWER_W = 11_000;
const HOUR_AT_MOST_WH = MAX_POWER_W * 1.1 + 10;
const limits = { startedAt: start, until: later(60), maxPowerW: MAX_POWER_W, intervalS: 600 };
const at = (minutes: number, registerWh: number, more: Partial<RawReading> = {}): RawReading => ({
  at: later(minutes),
  registerWh,
  ...more,
});
/** An honest hour at 6 kW with a reading every ten minutes. */
const honest = (base = 500_000): RawReading[] =>
  Array.from({ length: 7 }, (_, index) => at(index * 10, base + index * 1_000));
const spoilt = (index: number, reading: Partial<RawReading>): RawReading[] =>
  honest().map((good, i) => (i === index ? { ...good, ...reading } : good));

const tariff = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "1" });
const input = (readings: readonly MeterReading[]): PricingInput => ({
  tariff,
  timeZone: "Europe/Berlin",
  startedAt: start,
  until: later(60),
  ended: true,
  readings,
});

const NEVER = new Date(Number.NaN);
type Code = ReadingFinding["code"];

describe("bad readings", () => {
  it.each<[string, RawReading[], Code, number]>([
    ["NaN", spoilt(3, { registerWh: Number.NaN }), "not_a_number", 1],
    ["infinity", spoilt(3, { registerWh: Number.POSITIVE_INFINITY }), "not_a_number", 1],
    ["minus infinity", spoilt(3, { registerWh: Number.NEGATIVE_INFINITY }), "not_a_number", 1],
    ["a text", spoilt(3, { registerWh: "503000" as unknown as number }), "not_a_number", 1],
    ["nothing", spoilt(3, { registerWh: undefined as unknown as number }), "not_a_number", 1],
    ["negative", spoilt(3, { registerWh: -1 }), "negative_register", 1],
    ["a register that fell", spoilt(3, { registerWh: 400_000 }), "decreasing_register", 1],
    ["a register that began anew", spoilt(6, { registerWh: 0 }), "decreasing_register", 1],
    ["a jump of 10,000 kWh", spoilt(3, { registerWh: 10_503_000 }), "absurd_jump", 1],
    ["a register beyond the life of any meter", spoilt(3, { registerWh: 1e13 }), "absurd_register", 1],
    ["kWh for Wh", spoilt(3, { registerWh: 503 }), "unit_confusion", 1],
    ["Wh for kWh", spoilt(3, { registerWh: 503_000_000 }), "unit_confusion", 1],
    ["no time", spoilt(3, { at: NEVER }), "bad_timestamp", 1],
    ["the clock an hour ahead", spoilt(3, { at: later(90), receivedAt: later(30) }), "clock_skew", 1],
    ["a reading of last year", spoilt(3, { at: later(-525_600) }), "outside_session", 0],
    ["a reading of next year", spoilt(3, { at: later(525_600) }), "outside_session", 0],
  ])("SEC-36, REL-84: %s asks for a person, is kept, and is not billed", (_name, readings, code, refused) => {
    const { accepted, setAside, findings, billable } = sanitiseReadings(readings, limits);
    expect(findings.map((found) => found.code)).toContain(code);
    expect(billable).toBe(false);
    expect(accepted.length + setAside.length).toBe(readings.length);
    expect(setAside.length).toBeGreaterThanOrEqual(refused);
    expect(priceSession(input(accepted)).energyWh).toBeLessThanOrEqual(HOUR_AT_MOST_WH);
  });

  it.each<[string, RawReading[], Code | null, number]>([
    ["every reading twice", honest().flatMap((reading) => [reading, reading]), "duplicate", 7],
    ["ten times the same", Array.from({ length: 10 }, () => at(0, 500_000)), "duplicate", 9],
    ["the wrong order", [...honest()].reverse(), "out_of_order", 0],
    ["a gap of forty minutes", [at(0, 500_000), at(40, 504_000), at(60, 506_000)], "gap", 0],
    ["a delivery an hour late", spoilt(3, { receivedAt: later(90) }), "late", 0],
    ["nothing wrong", honest(), null, 0],
    ["no reading at all", [], null, 0],
  ])("REL-84: %s needs nobody: same energy, nothing lost", (_name, readings, code, refused) => {
    const { accepted, setAside, findings, billable } = sanitiseReadings(readings, limits);
    expect(billable).toBe(true);
    if (code === null) expect(findings).toEqual([]);
    else expect(findings.map((found) => found.code)).toContain(code);
    expect(setAside).toHaveLength(refused);
    const first = Math.min(...readings.map(({ registerWh }) => registerWh));
    const last = Math.max(...readings.map(({ registerWh }) => registerWh));
    const energyWh = readings.length === 0 ? 0 : last - first;
    expect(priceSession(input(accepted)).energyWh).toBe(energyWh);
    expect(priceSession(input(readings)).energyWh).toBe(energyWh);
  });

  it("REL-84: the engine itself skips what can not be a register, and says so", () => {
    for (const registerWh of [Number.NaN, Number.POSITIVE_INFINITY, -1, 400_000, 2 ** 60]) {
      const priced = priceSession(input(spoilt(3, { registerWh })));
      expect(priced.warnings).toContain("readings_unusable");
      expect(priced.energyWh).toBe(6_000);
    }
  });

  it("REL-84: 100,000 readings of one minute come to an end, and to the right energy", () => {
    const many = Array.from({ length: 100_000 }, (_, i) => ({
      at: new Date(start.getTime() + (i % 3_600) * 1000),
      registerWh: 500_000 + (i % 3_600),
    }));
    expect(sanitiseReadings(many, limits).accepted).toHaveLength(3_600);
    expect(priceSession(input(many.slice(0, 3_600))).energyWh).toBe(3_599);
  });
});

describe("absurd tariffs", () => {
  const outcome = (content: unknown): string => {
    const parsed = tariffSchema.safeParse(content);
    if (!parsed.success) return "refused";
    try {
      const priced = priceSession({ ...input(honest()), tariff: parsed.data });
      return Number.isSafeInteger(priced.total.grossMinor) ? "priced" : "not a number";
    } catch (error) {
      return error instanceof AppError ? error.code : "broken";
    }
  };
  const energy = (price: unknown, more: object = {}) => ({
    currency: "EUR",
    taxIncluded: "YES",
    elements: [{ components: [{ type: "ENERGY", price, per: "KWH", vatPercent: "21" }] }],
    ...more,
  });

  it.each<[string, unknown, string]>([
    ["a number for a price", energy(0.5), "refused"],
    ["NaN", energy("NaN"), "refused"],
    ["infinity", energy("Infinity"), "refused"],
    ["an exponent", energy("1e9"), "refused"],
    ["a comma", energy("0,59"), "refused"],
    ["a negative price", energy("-0.59"), "refused"],
    ["a price with 400 digits", energy("9".repeat(400)), "refused"],
    ["no elements", energy("1", { elements: [] }), "refused"],
    ["an unknown currency", energy("1", { currency: "EURO" }), "refused"],
    [
      "a per-minute energy",
      energy("1", { elements: [{ components: [{ type: "ENERGY", price: "1", per: "MINUTE" }] }] }),
      "refused",
    ],
    [
      "a time of 25:00",
      energy("1", {
        elements: [
          {
            components: [{ type: "FLAT", price: "1", per: "SESSION" }],
            restrictions: { startTime: "25:00" },
          },
        ],
      }),
      "refused",
    ],
    ["free of charge", energy("0"), "priced"],
    [
      "a least price above the greatest",
      energy("1", { minPrice: { gross: "50" }, maxPrice: { gross: "5" } }),
      "priced",
    ],
    ["nothing at all", null, "refused"],
    ["a list", [], "refused"],
  ])("REL-90: %s is refused or priced, never guessed", (_name, content, expected) => {
    expect(outcome(content)).toBe(expected);
  });

  it.each([
    ["absurd_price", energy("59")],
    ["least_above_greatest", energy("1", { minPrice: { gross: "50" }, maxPrice: { gross: "5" } })],
    ["never_valid", energy("1", { validFrom: "2026-02-01T00:00:00Z", validTo: "2026-01-01T00:00:00Z" })],
  ])("REL-90: %s is told before it is published", (code, content) => {
    expect(checkTariff(tariffSchema.parse(content)).map((found) => found.code)).toEqual([code]);
  });
});
