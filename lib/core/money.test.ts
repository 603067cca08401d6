import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addMoney,
  fromDecimalString,
  minMoney,
  minorDigits,
  money,
  subtractMoney,
  toDecimalString,
} from "./money";

describe("money", () => {
  it.each([
    [1234, "EUR", "12.34"],
    [5, "EUR", "0.05"],
    [-5, "EUR", "-0.05"],
    [0, "EUR", "0.00"],
    [500, "JPY", "500"],
    [-1, "JPY", "-1"],
    [1234, "KWD", "1.234"],
  ])("REL-19: %d minor units of %s are %s", (minor, currency, text) => {
    expect(toDecimalString(money(minor, currency))).toBe(text);
    expect(fromDecimalString(text, currency)).toEqual({ minor, currency });
  });

  it("REL-19: text and minor units are the same for every amount", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom("EUR", "JPY", "KWD"),
        (minor, currency) => {
          const amount = money(minor, currency);
          expect(fromDecimalString(toDecimalString(amount), currency)).toEqual(amount);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it.each([
    ["12.3", "EUR"],
    ["12", "EUR"],
    ["1,234.00", "EUR"],
    ["12.345", "EUR"],
    ["1e3", "EUR"],
    [" 1.00", "EUR"],
    ["249.00", "JPY"],
    ["", "EUR"],
    ["NaN", "EUR"],
    ["99999999999999.00", "EUR"],
  ])("refuses %j as an amount of %s", (text, currency) => {
    expect(() => fromDecimalString(text, currency)).toThrow(RangeError);
  });

  it("refuses what is not a whole number of minor units, and what is not a currency", () => {
    for (const minor of [0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => money(minor, "EUR")).toThrow(RangeError);
    }
    for (const currency of ["eur", "EURO", "", "E1R"]) expect(() => money(1, currency)).toThrow(RangeError);
  });

  it("never holds minus zero", () => {
    expect(Object.is(money(-0, "EUR").minor, 0)).toBe(true);
  });

  it("UX-52: adds, subtracts and compares only within one currency", () => {
    const euro = money(300, "EUR");
    expect(addMoney(euro, money(50, "EUR")).minor).toBe(350);
    expect(subtractMoney(euro, money(350, "EUR")).minor).toBe(-50);
    expect(minMoney(euro, money(299, "EUR")).minor).toBe(299);
    for (const mix of [addMoney, subtractMoney, minMoney])
      expect(() => mix(euro, money(1, "SEK"))).toThrow(RangeError);
  });

  it("knows the decimals of currencies", () => {
    expect(["EUR", "SEK", "JPY", "BHD"].map(minorDigits)).toEqual([2, 2, 0, 3]);
  });
});
