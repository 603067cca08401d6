import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divideHalfAway } from "@/lib/core/decimal";
import type { TaxGroup } from "./amounts.rules";
import { allocate, decimalToMinor, limitGroups, otherSide, scaleHalfAway } from "./amounts.rules";
import { mulDivFloor } from "./meter.rules";

describe("amounts", () => {
  it("REL-19: numbers give what bigints give", () => {
    const value = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
    fc.assert(
      fc.property(value, fc.nat(1_000_000), fc.integer({ min: 1, max: 3_600_000 }), (a, n, d) => {
        const exact = divideHalfAway(BigInt(a) * BigInt(n), BigInt(d));
        if (exact > 9_007_199_254_740_991n || exact < -9_007_199_254_740_991n) {
          expect(() => scaleHalfAway(a, n, d)).toThrow("minor units");
          return;
        }
        expect(scaleHalfAway(a, n, d)).toBe(Number(exact));
        expect(mulDivFloor(Math.abs(a), n, Math.max(n, d))).toBe(
          Number((BigInt(Math.abs(a)) * BigInt(n)) / BigInt(Math.max(n, d))),
        );
      }),
      { numRuns: 10_000 },
    );
    expect(scaleHalfAway(-1, 1, 3)).toBe(0);
    expect(scaleHalfAway(-5, 1, 2)).toBe(-3);
  });

  it("REL-19: parts add up to the whole and are never further than one from their share", () => {
    const weights = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), weights, (total, given) => {
        const parts = allocate(total, given);
        const sum = given.reduce((a, b) => a + b, 0);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        if (sum === 0) return;
        parts.forEach((part, i) => {
          expect(Math.abs(part - (total * (given[i] ?? 0)) / sum)).toBeLessThan(1);
        });
      }),
      { numRuns: 10_000 },
    );
  });

  it("converts between the sides of tax", () => {
    expect(otherSide(10_000, "21", "NET")).toBe(12_100);
    expect(otherSide(12_100, "21", "GROSS")).toBe(10_000);
    expect(otherSide(475, "5.2", "NET")).toBe(500);
    expect(otherSide(100, null, "NET")).toBe(100);
    expect(decimalToMinor("0.055", 2)).toBe(6);
    expect(decimalToMinor("12", 0)).toBe(12);
  });

  it("clamps net and gross each on its own, or one side with the tax of its rate", () => {
    const groups: TaxGroup[] = [
      { percent: "0", net: 500, gross: 500 },
      { percent: "20", net: 1000, gross: 1200 },
    ];
    expect(limitGroups(groups, { net: 2000, gross: 2200 }, "MAX")).toBeNull();
    // The untaxed group never gets a tax, nor a negative one.
    expect(limitGroups(groups, { net: 1000, gross: 1100 }, "MAX")).toEqual([
      { percent: "0", net: 333, gross: 333 },
      { percent: "20", net: 667, gross: 767 },
    ]);
    expect(limitGroups(groups, { net: null, gross: 3400 }, "MIN")).toEqual([
      { percent: "0", net: 1000, gross: 1000 },
      { percent: "20", net: 2000, gross: 2400 },
    ]);
  });
});
