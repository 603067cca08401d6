import { describe, expect, it } from "vitest";
import { simpleTariff } from "./simple-tariff.rules";
import { diffTariffs } from "./tariff-diff.rules";

const base = { currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.59" } as const;
const night = { start: "22:00", end: "06:00", perKwh: "0.39" } as const;
const noon = { start: "11:00", end: "14:00", perKwh: "0.45" } as const;

describe("diffTariffs", () => {
  it("says nothing of equal versions", () => {
    expect(diffTariffs(simpleTariff(base), simpleTariff(base))).toEqual([]);
  });

  it("names a changed price with both amounts", () => {
    const changes = diffTariffs(simpleTariff(base), simpleTariff({ ...base, perKwh: "0.62" }));
    expect(changes).toMatchObject([
      {
        of: "component",
        type: "ENERGY",
        restrictions: null,
        before: { price: "0.59" },
        after: { price: "0.62" },
      },
    ]);
  });

  it("names what is new and what is gone, with the time at which it applied", () => {
    const before = simpleTariff({ ...base, startFee: "0.5" });
    const after = simpleTariff({ ...base, timeBands: [night] });
    expect(diffTariffs(before, after)).toMatchObject([
      { type: "ENERGY", restrictions: { startTime: "22:00" }, before: null, after: { price: "0.39" } },
      { type: "FLAT", before: { price: "0.5" }, after: null },
    ]);
  });

  it("names the terms of the occupancy fee", () => {
    const idle = { perMinute: "0.1", graceMinutes: 15, capMinor: 1200 };
    const changes = diffTariffs(
      simpleTariff({ ...base, idle }),
      simpleTariff({ ...base, idle: { ...idle, graceMinutes: 30 } }),
    );
    expect(changes).toEqual([{ of: "term", term: "graceMinutes", before: "15", after: "30" }]);
  });

  it("names a changed order, because the first that fits counts", () => {
    const before = simpleTariff({ ...base, timeBands: [night, noon] });
    const after = simpleTariff({ ...base, timeBands: [noon, night] });
    expect(diffTariffs(before, after)).toEqual([{ of: "order" }]);
  });
});
