import { describe, expect, it } from "vitest";
import { pricePeriods } from "./price-periods.rules";
import { priceSession } from "./price-session.rules";
import type { PricingInput } from "./pricing.model";
import { tariffSchema } from "./tariff.model";

const T0 = new Date("2026-03-02T15:30:00Z");
const at = (minutes: number): Date => new Date(T0.getTime() + minutes * 60_000);

/** 0.30 per kWh until 17:00 in Amsterdam, 0.50 after; 3.00 per hour for standing. */
const TARIFF = tariffSchema.parse({
  currency: "EUR",
  taxIncluded: "YES",
  elements: [
    { components: [{ type: "ENERGY", price: "0.30", per: "KWH" }], restrictions: { endTime: "17:00" } },
    { components: [{ type: "ENERGY", price: "0.50", per: "KWH" }] },
    { components: [{ type: "PARKING_TIME", price: "3.00", per: "HOUR" }] },
  ],
});

const input = (more: Partial<PricingInput> = {}): PricingInput => ({
  tariff: TARIFF,
  timeZone: "Europe/Amsterdam",
  startedAt: T0,
  until: at(90),
  ended: true,
  readings: [0, 10, 20, 30, 40, 50, 60].map((minute) => ({
    at: at(minute),
    registerWh: 1_000 + minute * 100,
  })),
  ...more,
});

describe("pricePeriods", () => {
  it("begins a new period where a price changes and where the car ceases to take power", () => {
    const changes = [{ at: at(60), state: "SUSPENDED_EV" as const }];
    expect(pricePeriods(input({ changes }))).toEqual([
      { from: T0, energyWh: 3_000, chargingS: 1_800, parkingS: 0 },
      { from: at(30), energyWh: 3_000, chargingS: 1_800, parkingS: 0 },
      { from: at(60), energyWh: 0, chargingS: 0, parkingS: 1_800 },
    ]);
  });

  it("adds up to what is priced, however the meter was read", () => {
    for (const every of [1, 7, 60]) {
      const minutes = Array.from({ length: Math.floor(90 / every) + 1 }, (_, i) => i * every);
      const readings = minutes.map((minute) => ({ at: at(minute), registerWh: 5_000 + minute * 123 }));
      const asked = input({ readings, changes: [{ at: at(75), state: "IDLE" }] });
      const periods = pricePeriods(asked);
      const priced = priceSession(asked);
      const sum = (pick: (period: (typeof periods)[number]) => number) =>
        periods.reduce((all, each) => all + pick(each), 0);
      expect(Math.floor(sum(({ energyWh }) => energyWh))).toBe(priced.energyWh);
      expect(sum(({ chargingS }) => chargingS)).toBe(priced.chargingS);
      expect(sum(({ parkingS }) => parkingS)).toBe(priced.idleS);
    }
  });

  it("has one period when nothing was delivered, and when no time has passed", () => {
    const readings = [{ at: T0, registerWh: 1_000 }];
    expect(pricePeriods(input({ readings, until: at(5) }))).toEqual([
      { from: T0, energyWh: 0, chargingS: 300, parkingS: 0 },
    ]);
    expect(pricePeriods(input({ readings, until: T0 }))).toEqual([
      { from: T0, energyWh: 0, chargingS: 0, parkingS: 0 },
    ]);
  });
});
