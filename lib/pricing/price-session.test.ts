import { describe, expect, it } from "vitest";
import { priceSession } from "./price-session.rules";
import { simpleTariff } from "./simple-tariff.rules";

const start = new Date("2026-03-02T10:00:00Z");
const later = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000);

describe("priceSession, simple ad-hoc tariff", () => {
  const tariff = simpleTariff({
    currency: "EUR",
    vatPercent: "21",
    taxIncluded: true,
    perKwh: "0.59",
    perMinute: "0.05",
    startFee: "0.50",
    idle: { perMinute: "0.10", graceMinutes: 15, capMinor: 300 },
  });
  const base = {
    tariff,
    timeZone: "Europe/Amsterdam",
    startedAt: start,
    readings: [
      { at: start, registerWh: 1_000_000 },
      { at: later(40), registerWh: 1_020_345 },
    ],
  };

  it("LAW-13: prices energy, minutes and start fee in the legal order, gross", () => {
    const priced = priceSession({ ...base, until: later(40), ended: true });
    expect(priced.lines.map(({ kind, grossMinor }) => [kind, grossMinor])).toEqual([
      ["ENERGY", 1200],
      ["TIME", 200],
      ["FLAT", 50],
    ]);
    expect(priced.total).toEqual({ netMinor: 1198, taxMinor: 252, grossMinor: 1450 });
    expect(priced.energyWh).toBe(20_345);
  });

  it("LAW-17: bills idle time after the grace and never above the cap", () => {
    const changes = [{ at: later(40), state: "SUSPENDED_EV" as const }];
    const at = (minutes: number) =>
      priceSession({ ...base, changes, until: later(minutes), ended: true }).total.grossMinor;
    expect(at(40)).toBe(1450);
    expect(at(55)).toBe(1450);
    expect(at(56)).toBe(1460);
    expect(at(85)).toBe(1750);
    expect(at(600)).toBe(1750);
  });
});
