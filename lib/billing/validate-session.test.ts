import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { priceSession } from "@/lib/pricing/price-session.rules";
import type { MeterReading, PricedSession } from "@/lib/pricing/pricing.model";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import { type Tariff, tariffSchema } from "@/lib/pricing/tariff.model";
import type { SessionFacts, SessionPrices } from "./session-facts.model";
import { validateSession } from "./validate-session.rules";
import { type Category, FINDING_CATEGORIES, type FindingCode } from "./validation.model";

const HOUR = 3_600_000;
const START = new Date("2026-03-02T08:00:00Z");
const hours = (count: number) => new Date(START.getTime() + count * HOUR);
const TARIFF = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.50" });
const SELLER = {
  name: "Kade Laden",
  legalName: "Kade Laden B.V.",
  street: "Kade 1",
  postalCode: "1011 AA",
  city: "Amsterdam",
  country: "NL",
  vatId: "NL000000000B01",
};

/** 10 kWh in an hour at 22 kW, by QR code. */
const SOUND: SessionFacts = {
  now: hours(2),
  channel: "QR",
  currency: "EUR",
  paymentCurrency: "EUR",
  hasSubscription: false,
  seller: SELLER,
  maxPowerW: 22_000,
  createdAt: START,
  startedAt: START,
  endedAt: hours(1),
  meterStartWh: 100_000,
  meterStopWh: 110_000,
  readings: [
    { at: hours(0.25), registerWh: 102_500, powerW: 10_000 },
    { at: hours(0.75), registerWh: 107_500, powerW: 10_000 },
  ],
  meterReset: false,
  overlapsWith: null,
  ruleId: "rule",
  rule: { kind: "FIXED", factor: null },
  retail: TARIFF,
  wholesaleHash: null,
  wholesale: null,
  ceilingMinor: 3_000,
  zeroEnergyWh: 100,
  signedData: null,
};

const TERMINAL: Partial<SessionFacts> = {
  channel: "OCPI_TERMINAL",
  paymentCurrency: null,
  hasSubscription: true,
  rule: { kind: "WHOLESALE_FACTOR", factor: "1" },
  wholesaleHash: "w",
  wholesale: TARIFF,
};

function price(facts: SessionFacts, tariff: Tariff | null): PricedSession | null {
  if (!tariff || !facts.startedAt || !facts.endedAt) return null;
  try {
    return priceSession({
      tariff,
      timeZone: "Europe/Amsterdam",
      startedAt: facts.startedAt,
      until: facts.endedAt,
      ended: true,
      readings: [
        { at: facts.startedAt, registerWh: facts.meterStartWh ?? Number.NaN },
        ...facts.readings,
        { at: facts.endedAt, registerWh: facts.meterStopWh ?? Number.NaN },
      ],
      waiveBelowWh: facts.zeroEnergyWh,
    });
  } catch {
    return null;
  }
}

function codesOf(change: Partial<SessionFacts>, prices?: Partial<SessionPrices>): string[] {
  const facts = { ...SOUND, ...change };
  const computed = { retail: price(facts, facts.retail), wholesale: price(facts, facts.wholesale) };
  return validateSession(facts, { ...computed, ...prices }).map(({ code }) => code);
}

const reading = (at: number, registerWh: number, powerW?: number): MeterReading => ({
  at: hours(at),
  registerWh,
  ...(powerW === undefined ? {} : { powerW }),
});
const paid = (change: object): PricedSession => ({ ...(price(SOUND, TARIFF) as PricedSession), ...change });
const parsed = (change: object): Tariff => tariffSchema.parse({ ...TARIFF, ...change });
const MANY = parsed({ elements: Array.from({ length: 10_000 }, () => TARIFF.elements[0]) });

type Case = readonly [FindingCode, string, Partial<SessionFacts>, Partial<SessionPrices>?];
const CASES: readonly Case[] = [
  ["evse_incomplete", "the EVSE is gone", { maxPowerW: null }],
  ["evse_incomplete", "an EVSE without power", { maxPowerW: 0 }],
  ["seller_incomplete", "a seller without a VAT number", { seller: { ...SELLER, vatId: " " } }],
  ["seller_incomplete", "no seller", { seller: null }],
  ["seller_incomplete", "a seller that is a text", { seller: "Kade Laden" }],
  ["currency_unknown", "a currency that is none", { currency: "euro" }],
  ["payment_missing", "a QR session without a payment", { paymentCurrency: null }],
  ["subscription_missing", "a terminal session without a provider", { ...TERMINAL, hasSubscription: false }],
  ["tariff_unreadable", "a tariff that is none", { retail: null }],
  [
    "tax_unknown",
    "a price without a rate",
    { retail: parsed({ elements: [{ components: [{ type: "ENERGY", price: "0.5", per: "KWH" }] }] }) },
  ],
  ["times_missing", "no start", { startedAt: null }],
  ["times_missing", "a start that is no date", { startedAt: new Date(Number.NaN) }],
  ["times_missing", "no register", { meterStopWh: null }],
  ["end_before_start", "an end before the start", { endedAt: hours(-1) }],
  ["clock_jumped", "an end in the future", { endedAt: hours(5), readings: [] }],
  ["clock_jumped", "a start long before the visit", { createdAt: hours(30), now: hours(31) }],
  ["too_long", "forty days", { endedAt: hours(960), now: hours(961), readings: [] }],
  ["not_a_number", "a register that is no number", { meterStopWh: Number.NaN }],
  ["not_a_number", "a reading without end", { readings: [reading(0.5, Number.POSITIVE_INFINITY)] }],
  ["register_negative", "a register below zero", { meterStartWh: -5 }],
  ["register_negative", "a reading below zero", { readings: [reading(0.5, -1)] }],
  ["meter_below_start", "a stop below the start", { meterStopWh: 99_000, readings: [] }],
  ["meter_below_reading", "a stop below a reading", { readings: [reading(0.5, 110_500)] }],
  ["register_fell", "a register that falls", { readings: [reading(0.25, 105_000), reading(0.5, 104_000)] }],
  ["register_fell", "a register that began anew", { meterReset: true }],
  [
    "readings_out_of_order",
    "readings out of order",
    { readings: [reading(0.5, 104_000), reading(0.25, 105_000)] },
  ],
  ["reading_gap", "a day and a half without a reading", { endedAt: hours(36), now: hours(37), readings: [] }],
  ["unit_confused", "kWh for Wh at the stop", { meterStartWh: 100_000, meterStopWh: 110, readings: [] }],
  ["unit_confused", "Wh for kWh at the stop", { meterStopWh: 110_000_000, readings: [] }],
  [
    "unit_confused",
    "a register that counts kWh as Wh",
    {
      meterStartWh: 100,
      meterStopWh: 111,
      readings: [reading(0.01, 100, 11_000), reading(0.5, 105, 11_000), reading(0.99, 110, 11_000)],
    },
  ],
  ["energy_exceeds_power", "more than the EVSE gives", { meterStopWh: 180_000 }],
  ["intervals_overlap", "somebody else's time", { overlapsWith: "7KQ2-M4XD" }],
  ["signed_data_missing", "no signed values", { signedData: { code: "signed_data_missing", reasons: [] } }],
  [
    "signed_data_invalid",
    "a wrong signature",
    { signedData: { code: "signed_data_invalid", reasons: ["signature_wrong"] } },
  ],
  ["no_rule", "no billing rule", { ruleId: null, rule: null }],
  ["rule_gone", "a rule that is gone", { rule: null }],
  [
    "wholesale_missing",
    "a terminal without a wholesale price",
    { ...TERMINAL, wholesaleHash: null, wholesale: null },
  ],
  ["wholesale_unreadable", "a wholesale price that is none", { ...TERMINAL, wholesale: null }],
  ["factor_differs", "another factor", { ...TERMINAL, rule: { kind: "WHOLESALE_FACTOR", factor: "1.1" } }],
  [
    "factor_differs",
    "another wholesale price",
    {
      ...TERMINAL,
      wholesale: simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.49" }),
    },
  ],
  [
    "currency_differs",
    "a wholesale price in francs",
    { ...TERMINAL, wholesale: parsed({ currency: "CHF" }) },
  ],
  ["currency_differs", "a payment in francs", { paymentCurrency: "CHF" }],
  ["cost_not_computable", "an engine that gave up", {}, { retail: null }],
  [
    "cost_not_computable",
    "a sum beyond all numbers",
    {},
    { retail: paid({ total: { grossMinor: 1e21, netMinor: 1e21, taxMinor: 0 } }) },
  ],
  [
    "cost_negative",
    "a sum below zero",
    {},
    { retail: paid({ total: { grossMinor: -5, netMinor: -4, taxMinor: -1 } }) },
  ],
  [
    "cost_implausible",
    "a sum far above the hold",
    {},
    { retail: paid({ total: { grossMinor: 200_000, netMinor: 165_289, taxMinor: 34_711 } }) },
  ],
  [
    "price_per_kwh_implausible",
    "59 euros per kWh",
    { retail: simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "59" }) },
  ],
  [
    "cost_zero",
    "energy for nothing",
    {},
    { retail: paid({ lines: [], taxLines: [], total: { grossMinor: 0, netMinor: 0, taxMinor: 0 } }) },
  ],
  ["tariff_oversized", "10,000 elements", { retail: MANY }],
  ["tax_sums_wrong", "tax lines that do not add up", {}, { retail: paid({ taxLines: [] }) }],
];

describe("ADM-9: validation of a session", () => {
  it("finds nothing in a sound session of each way to pay", () => {
    expect(codesOf({})).toEqual([]);
    expect(codesOf(TERMINAL)).toEqual([]);
  });

  it.each(CASES.map(([code, what, change, prices]) => ({ code, what, change, prices })))(
    "$code: $what",
    ({ code, change, prices }) => {
      expect(codesOf(change, prices)).toContain(code);
    },
  );

  it("has a case for every code, and puts every code into its category", () => {
    const tested = new Set<string>(CASES.map(([code]) => code));
    expect([...tested].sort()).toEqual(Object.keys(FINDING_CATEGORIES).sort());
    const facts = { ...SOUND, seller: null, meterReset: true, ruleId: null, rule: null, maxPowerW: null };
    const found = validateSession(facts, { retail: paid({ taxLines: [] }), wholesale: null });
    expect(new Set(found.map(({ category }) => category))).toEqual(
      new Set<Category>(["CONFIGURATION", "FEASIBILITY", "BILLING_RULE", "FINAL_COST"]),
    );
  });

  it("what is unusual but sound is not flagged: nothing delivered, a free tariff, a long pause, a full 10,000 hold", () => {
    expect(codesOf({ meterStopWh: 100_000, readings: [] })).toEqual([]);
    expect(
      codesOf({
        retail: simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0" }),
      }),
    ).toEqual([]);
    const paused = { endedAt: hours(40), now: hours(41), readings: [reading(1, 110_000)] };
    expect(codesOf(paused)).toEqual([]);
  });
});

describe("hostile numbers", () => {
  const hostile = fc.oneof(
    fc.constantFrom(Number.NaN, Infinity, -Infinity, -1, 0, -0, 1e21, -1e21, 1e300, 0.5, 2 ** 53, 5e-324),
    fc.double(),
    fc.integer(),
  );
  const instant = fc.oneof(
    hostile.map((ms) => new Date(ms)),
    fc.constant(null),
  );
  const anything = fc.record({
    startedAt: instant,
    endedAt: instant,
    meterStartWh: fc.oneof(hostile, fc.constant(null)),
    meterStopWh: fc.oneof(hostile, fc.constant(null)),
    maxPowerW: fc.oneof(hostile, fc.constant(null)),
    ceilingMinor: hostile,
    zeroEnergyWh: hostile,
    seller: fc.anything(),
    currency: fc.string(),
    readings: fc.array(
      fc.record({ at: hostile.map((ms) => new Date(ms)), registerWh: hostile, powerW: hostile }),
      { maxLength: 20 },
    ),
    retail: fc.constantFrom(TARIFF, MANY, null),
    rule: fc.constantFrom(null, { kind: "WHOLESALE_FACTOR" as const, factor: "not a number" }, SOUND.rule),
    wholesale: fc.constantFrom(TARIFF, null),
  });
  const sums = fc.record({ grossMinor: hostile, netMinor: hostile, taxMinor: hostile });

  it("REL-84, SEC-36: never throw, and a register that is no number is never passed", () => {
    fc.assert(
      fc.property(anything, sums, hostile, (change, total, energyWh) => {
        const facts = { ...SOUND, wholesaleHash: "w", ...change };
        const codes = validateSession(facts, { retail: paid({ total, energyWh }), wholesale: null }).map(
          ({ code }) => code,
        );
        const isSound = (value: number | null) => value !== null && Number.isFinite(value) && value >= 0;
        if (!isSound(facts.meterStartWh) || !isSound(facts.meterStopWh))
          expect(codes.length).toBeGreaterThan(0);
        if (!Object.values(total).every(Number.isSafeInteger) && facts.retail)
          expect(codes).toContain("cost_not_computable");
      }),
      { numRuns: 2_000 },
    );
  });

  it("10,000 readings and 10,000 elements are looked at in a moment", () => {
    const readings = Array.from({ length: 10_000 }, (_, index) => reading(index / 10_000, 100_000 + index));
    const began = performance.now();
    expect(codesOf({ readings, retail: MANY })).toEqual(["tariff_oversized"]);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
