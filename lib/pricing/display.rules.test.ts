import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { displayLine, displayPrice, priceTable } from "./display.rules";
import { energyForBudget, exampleCost } from "./estimate.rules";
import { priceSession } from "./price-session.rules";
import { projectedCost, shouldStop } from "./project-limit.rules";
import { simpleTariff } from "./simple-tariff.rules";
import type { Tariff } from "./tariff.model";
import { tariffSchema } from "./tariff.model";
import { arbitraryTariff } from "./testing/arbitraries";

const context = { at: new Date("2026-06-10T14:00:00Z"), timeZone: "Europe/Amsterdam" };
const full = simpleTariff({
  currency: "EUR",
  vatPercent: "21",
  taxIncluded: true,
  perKwh: "0.59",
  perMinute: "0.05",
  startFee: "0.50",
  idle: { perMinute: "0.10", graceMinutes: 15, capMinor: 1200 },
  timeBands: [{ start: "22:00", end: "06:00", perKwh: "0.29" }],
});

describe("displayPrice", () => {
  it("LAW-13: shows kWh, minute, session, whatever the order of the tariff", () => {
    fc.assert(
      fc.property(arbitraryTariff(), fc.nat(10), (tariff, shift) => {
        const { elements } = tariff;
        const k = shift % elements.length;
        const turned: Tariff = { ...tariff, elements: [...elements.slice(k), ...elements.slice(0, k)] };
        const { components } = displayPrice(turned, context);
        const rank = { kWh: 0, minute: 1, hour: 1, session: 2 };
        const ranks = components.map(({ unit }) => rank[unit]);
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      }),
      { numRuns: 10_000 },
    );
  });

  it("LAW-14: shows all bands, marks the one that applies now, and names the next change", () => {
    const shown = displayPrice(full, context);
    const energy = shown.components.filter(({ kind }) => kind === "ENERGY");
    expect(
      energy.map(({ amountGross, active, conditions }) => [
        amountGross,
        active,
        conditions?.startTime ?? null,
      ]),
    ).toEqual([
      ["0.29", false, "22:00"],
      ["0.59", true, null],
    ]);
    expect(shown.nextChange).toEqual(new Date("2026-06-10T20:00:00Z"));
    expect(energy[0]?.nextChange).toEqual(new Date("2026-06-10T20:00:00Z"));
    const table = priceTable(full, context);
    expect(table.map(({ from }) => from.toISOString())).toEqual([
      "2026-06-10T14:00:00.000Z",
      "2026-06-10T20:00:00.000Z",
      "2026-06-11T04:00:00.000Z",
    ]);
    expect(table[1]?.components.find(({ kind }) => kind === "ENERGY")?.amountGross).toBe("0.29");
  });

  it("LAW-17: names grace, cap and price of idling", () => {
    const idle = displayPrice(full, context).components.find(({ kind }) => kind === "PARKING_TIME");
    expect(idle).toMatchObject({ amountGross: "0.1", unit: "minute", graceMinutes: 15, capGrossMinor: 1200 });
  });

  it("LAW-15, LAW-16: shows hourly net prices gross and per minute, exactly", () => {
    const content = {
      currency: "EUR",
      taxIncluded: "NO",
      minPrice: { net: "1" },
      maxPrice: { gross: "60" },
      elements: [
        {
          components: [
            { type: "ENERGY", price: "0.25", per: "KWH", vatPercent: "10" },
            { type: "TIME", price: "6", per: "HOUR", vatPercent: "10" },
            { type: "PARKING_TIME", price: "2.50", per: "HOUR", vatPercent: "10" },
          ],
        },
      ],
    };
    const shown = displayPrice(tariffSchema.parse(content), context);
    expect(shown.components.map(({ amountGross, unit }) => `${amountGross}/${unit}`)).toEqual([
      "0.275/kWh",
      "0.11/minute",
      "2.75/hour",
    ]);
    expect(shown).toMatchObject({ minGrossMinor: 110, maxGrossMinor: 6000, taxKnown: true, isFree: false });
  });

  it("LAW-9: knows a free tariff", () => {
    const free = tariffSchema.parse({
      currency: "EUR",
      taxIncluded: "NO",
      elements: [{ components: [{ type: "FLAT", price: "0.00", per: "SESSION", stepSize: 0 }] }],
    });
    expect(displayPrice(free, context)).toMatchObject({ isFree: true, taxKnown: false });
  });

  it("UX-46: a line of the bill counts minutes and shows the gross unit price", () => {
    const priced = exampleCost(full, { ...context, energyWh: 20_000, minutes: 40 });
    expect(priced.lines.map((line) => displayLine(line, full))).toMatchObject([
      { kind: "ENERGY", quantity: "20", unit: "kWh", unitPriceGross: "0.59", grossMinor: 1180 },
      { kind: "TIME", quantity: "40", unit: "min", unitPriceGross: "0.05", grossMinor: 200 },
      { kind: "FLAT", quantity: "1", unit: "session", unitPriceGross: "0.5", grossMinor: 50 },
    ]);
  });
});

describe("estimates", () => {
  it("UX-8: the example is the engine's own price", () => {
    expect(exampleCost(full, { ...context, energyWh: 20_000, minutes: 40 }).total.grossMinor).toBe(1430);
  });

  it("UX-10: the energy for a budget fits into it, and one Wh more does not", () => {
    const budget = { ...context, powerW: 50_000 };
    for (const hold of [0, 49, 51, 1000, 2000, 4000, 6000]) {
      const wh = energyForBudget(full, hold, budget) ?? -1;
      const cost = (energyWh: number): number =>
        exampleCost(full, { ...context, energyWh, minutes: (energyWh * 60) / 50_000 }).total.grossMinor;
      if (wh > 0) expect(cost(wh)).toBeLessThanOrEqual(hold);
      expect(cost(wh + 1)).toBeGreaterThan(hold);
    }
    const free = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0" });
    expect(energyForBudget(free, 1000, budget)).toBeNull();
    expect(energyForBudget(full, 1000, { ...budget, powerW: 0 })).toBe(0);
    expect(energyForBudget(full, 1_000_000, { ...budget, maxMinutes: 60 })).toBe(50_000);
  });
});

describe("stop before the ceiling", () => {
  const at = (seconds: number): Date => new Date(context.at.getTime() + seconds * 1000);
  const tariff = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.79" });
  const live = (registerWh: number) => ({
    tariff,
    timeZone: "UTC",
    startedAt: at(0),
    until: at(600),
    ended: false,
    readings: [
      { at: at(0), registerWh: 0 },
      { at: at(590), registerWh },
    ],
  });
  const question = { holdMinor: 2000, maxPowerW: 150_000, intervalS: 30, stopLatencyS: 10 };

  it("REL-21: looks one interval and one stop ahead, from the last reading on", () => {
    // 50 s at 150 kW are 2,084 Wh, €1.65.
    expect(projectedCost(live(10_000), at(640), 150_000).total.grossMinor).toBe(955);
    expect(shouldStop({ ...question, input: live(23_000), nowPowerW: 150_000 })).toBe(false);
    expect(shouldStop({ ...question, input: live(23_300), nowPowerW: 150_000 })).toBe(true);
  });

  it("REL-21: assumes the greatest power when none is known, and allows for a rise", () => {
    const input = live(23_300);
    expect(shouldStop({ ...question, input, nowPowerW: null })).toBe(true);
    expect(shouldStop({ ...question, input, nowPowerW: 50_000 })).toBe(false);
    const priced = priceSession(live(26_000));
    expect(shouldStop({ ...question, input: live(26_000), priced, nowPowerW: 0 })).toBe(true);
  });
});
