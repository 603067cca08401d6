import { describe, expect, it } from "vitest";
import { priceSession } from "./price-session.rules";
import type { PricingInput, StateChange } from "./pricing.model";
import { simpleTariff } from "./simple-tariff.rules";
import { type TariffInput, type TariffRestrictions, tariffSchema } from "./tariff.model";

/** Nights in which clocks or calendars do something, in the zone of the charger (REL-20, REL-85, LAW-14). */
const HOUR_MS = 3_600_000;

/** 1.00 per kWh where the restrictions hold, 0.10 elsewhere; 1 kWh per hour, so that hours can be counted in cents. */
function banded(restrictions: TariffRestrictions): TariffInput {
  const energy = (price: string) => [
    { type: "ENERGY" as const, price, per: "KWH" as const, vatPercent: "19" },
  ];
  return {
    currency: "EUR",
    taxIncluded: "YES",
    elements: [{ components: energy("1"), restrictions }, { components: energy("0.1") }],
  };
}

function charge(from: string, hours: number, timeZone = "Europe/Berlin"): Omit<PricingInput, "tariff"> {
  const startedAt = new Date(from);
  const until = new Date(startedAt.getTime() + hours * HOUR_MS);
  const readings = [
    { at: startedAt, registerWh: 1_000 },
    { at: until, registerWh: 1_000 + hours * 1_000 },
  ];
  return { timeZone, startedAt, until, ended: true, readings };
}

/** Hours at the dear price. */
function dearHours(restrictions: TariffRestrictions, session: Omit<PricingInput, "tariff">): number {
  const priced = priceSession({ ...session, tariff: tariffSchema.parse(banded(restrictions)) });
  return Number(priced.lines.find(({ unitPrice }) => unitPrice === "1")?.quantity ?? 0);
}

describe("midnights and calendars", () => {
  it.each<[string, TariffRestrictions, string, number, number]>([
    ["a band up to midnight", { startTime: "22:00", endTime: "00:00" }, "2026-06-10T19:00:00Z", 6, 2],
    ["a band from midnight", { startTime: "00:00", endTime: "02:00" }, "2026-06-10T19:00:00Z", 8, 2],
    ["a band over midnight", { startTime: "23:00", endTime: "01:00" }, "2026-06-10T19:00:00Z", 8, 2],
    ["a whole day", { dayOfWeek: ["THURSDAY"] }, "2026-06-10T20:00:00Z", 48, 24],
    ["a day of 23 hours", { dayOfWeek: ["SUNDAY"] }, "2026-03-28T12:00:00Z", 48, 23],
    ["a day of 25 hours", { dayOfWeek: ["SUNDAY"] }, "2026-10-24T12:00:00Z", 48, 25],
    [
      "a quarter hour in the hour that comes twice",
      { startTime: "02:15", endTime: "02:30" },
      "2026-10-24T22:00:00Z",
      6,
      0.5,
    ],
    [
      "a quarter hour in the hour that never comes",
      { startTime: "02:15", endTime: "02:30" },
      "2026-03-28T22:00:00Z",
      6,
      0,
    ],
    [
      "a band around the hour that never comes",
      { startTime: "01:30", endTime: "03:30" },
      "2026-03-28T22:00:00Z",
      6,
      1,
    ],
    ["a leap day", { startDate: "2028-02-29", endDate: "2028-03-01" }, "2028-02-28T12:00:00Z", 60, 24],
    ["the day after February in a year without", { startDate: "2027-03-01" }, "2027-02-28T12:00:00Z", 24, 13],
    ["the turn of the year", { startDate: "2027-01-01" }, "2026-12-31T20:00:00Z", 6, 3],
  ])("REL-20: %s", (_name, restrictions, from, hours, expected) => {
    expect(dearHours(restrictions, charge(from, hours))).toBe(expected);
  });

  it.each([
    ["Asia/Kolkata", 5.5],
    ["Australia/Lord_Howe", 11],
    ["America/St_Johns", -3.5],
  ])("REL-20: the day is that of the charger in %s", (zone, east) => {
    const midnight = Date.parse("2026-01-15T00:00:00Z") - east * HOUR_MS;
    const session = charge(new Date(midnight - 2 * HOUR_MS).toISOString(), 6, zone);
    expect(dearHours({ startDate: "2026-01-15" }, session)).toBe(4);
  });

  it("REL-20, LAW-17: idle minutes are real minutes in the night in which clocks go back", () => {
    const tariff = simpleTariff({
      currency: "EUR",
      vatPercent: "19",
      taxIncluded: true,
      perKwh: "0",
      idle: { perMinute: "0.10", graceMinutes: 30, capMinor: 10_000 },
    });
    const session = charge("2026-10-24T23:00:00Z", 4);
    const changes: StateChange[] = [{ at: session.startedAt, state: "SUSPENDED_EV" }];
    const priced = priceSession({ ...session, tariff, changes });
    expect(priced).toMatchObject({ idleS: 4 * 3600, billedIdleS: 3.5 * 3600 });
    expect(priced.total.grossMinor).toBe(2_100);
  });

  it("REL-85: a leap second does not exist for the clock, so nothing is billed for it", () => {
    const session = charge("2016-12-31T23:59:00Z", 1, "UTC");
    expect(dearHours({ startDate: "2017-01-01" }, session)).toBeCloseTo(1 - 1 / 60, 3);
  });
});
