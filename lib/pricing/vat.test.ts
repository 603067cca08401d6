import { describe, expect, it } from "vitest";
import { priceSession } from "./price-session.rules";
import { simpleTariff } from "./simple-tariff.rules";

const start = new Date("2026-03-02T10:00:00Z");
const end = new Date("2026-03-02T11:00:00Z");

/** 100 kWh at 1.19, 1.21 or 1.20 a kWh: net is 100.00 in each country. */
const priced = (vatPercent: string, perKwh: string) =>
  priceSession({
    tariff: simpleTariff({ currency: "EUR", vatPercent, taxIncluded: true, perKwh }),
    timeZone: "Europe/Berlin",
    startedAt: start,
    until: end,
    ended: true,
    readings: [
      { at: start, registerWh: 0 },
      { at: end, registerWh: 100_000 },
    ],
  }).total;

describe("LAW-47: the rate comes with the tariff and is never a constant", () => {
  it.each([
    ["DE", "19", "1.19", 1_900],
    ["NL", "21", "1.21", 2_100],
    ["FR", "20", "1.20", 2_000],
    ["a rate of its own", "5.5", "1.055", 550],
    ["none", "0", "1.00", 0],
  ])("%s, %s %%", (_where, vatPercent, perKwh, taxMinor) => {
    expect(priced(vatPercent, perKwh)).toEqual({
      netMinor: 10_000,
      taxMinor,
      grossMinor: 10_000 + taxMinor,
    });
  });
});
