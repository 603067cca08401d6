import { describe, expect, it } from "vitest";
import { charge, powerW } from "./power.rules";

const car = (socPercent: number, batteryWh = 80_000, maxPowerW = 250_000) => ({
  socPercent,
  batteryWh,
  maxPowerW,
});

describe("power", () => {
  it("AC ramps up, holds its maximum, tapers at the end", () => {
    expect(powerW("AC", 11_000, car(50), 0)).toBe(1_100);
    expect(powerW("AC", 11_000, car(50), 60)).toBe(11_000);
    expect(powerW("AC", 11_000, car(98), 60)).toBeLessThan(6_000);
  });

  it("DC never rises again once it tapers", () => {
    const curve = [45, 55, 65, 75, 85, 95, 99].map((soc) => powerW("DC", 300_000, car(soc), 600));
    expect(curve[0]).toBe(250_000);
    expect(curve).toEqual([...curve].sort((a, b) => b - a));
  });

  it("the weaker of car and connector decides; a full car takes nothing", () => {
    expect(powerW("DC", 150_000, car(30), 600)).toBe(150_000);
    expect(powerW("DC", 300_000, car(30, 80_000, 100_000), 600)).toBe(100_000);
    expect(powerW("DC", 300_000, car(100), 600)).toBe(0);
  });
});

describe("charge", () => {
  it("puts exactly the missing energy into the car, however long it hangs", () => {
    const full = car(50);
    expect(charge("DC", 150_000, full, 0, 24 * 3600)).toBeCloseTo(40_000, 0);
    expect(full.socPercent).toBe(100);
    expect(charge("DC", 150_000, full, 0, 3600)).toBe(0);
  });

  it("one hour at 11 kW is about 11 kWh", () => {
    expect(charge("AC", 11_000, car(20), 0, 3600)).toBeGreaterThan(10_950);
    expect(charge("AC", 11_000, car(20), 0, 3600)).toBeLessThan(11_001);
  });

  it("no time, no energy", () => {
    expect(charge("AC", 11_000, car(20), 10, 0)).toBe(0);
  });
});
