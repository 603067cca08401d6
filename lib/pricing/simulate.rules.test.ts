import { describe, expect, it } from "vitest";
import { exampleCost } from "./estimate.rules";
import { simpleTariff } from "./simple-tariff.rules";
import { simulateSession, todayAt } from "./simulate.rules";

const zone = "Europe/Amsterdam";
const content = simpleTariff({
  currency: "EUR",
  vatPercent: "21",
  taxIncluded: true,
  perKwh: "0.59",
  idle: { perMinute: "0.10", graceMinutes: 15, capMinor: 300 },
  timeBands: [{ start: "18:30", end: "22:00", perKwh: "0.79" }],
});

describe("simulateSession", () => {
  const startedAt = todayAt("18:00", new Date("2026-11-20T09:00:00Z"), zone);

  it("without idling it is the example of the driver's page", () => {
    const simulated = simulateSession(content, {
      energyWh: 20_000,
      minutes: 40,
      idleMinutes: 0,
      startedAt,
      timeZone: zone,
    });
    const example = exampleCost(content, { energyWh: 20_000, minutes: 40, at: startedAt, timeZone: zone });
    expect(simulated).toEqual(example);
    expect(simulated.lines.map(({ grossMinor }) => grossMinor)).toEqual([395, 885]);
  });

  it("bills idle minutes after the grace, up to the cap", () => {
    const at = (idleMinutes: number) =>
      simulateSession(content, { energyWh: 0, minutes: 0, idleMinutes, startedAt, timeZone: zone }).total
        .grossMinor;
    expect([0, 15, 25, 600].map(at)).toEqual([0, 0, 100, 300]);
  });
});

describe("todayAt", () => {
  it("is the wall clock of the zone, also in the night that leaves an hour out", () => {
    expect(todayAt("18:00", new Date("2026-11-20T23:30:00Z"), zone)).toEqual(
      new Date("2026-11-21T17:00:00Z"),
    );
    expect(todayAt("02:30", new Date("2026-03-29T12:00:00Z"), zone)).toEqual(
      new Date("2026-03-29T01:30:00Z"),
    );
  });
});
