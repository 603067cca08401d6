import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDecimal,
  canonicalDecimalText,
  compareDecimal,
  decimalFromInteger,
  decimalFromNumber,
  divideDecimal,
  divideExactly,
  divideHalfAway,
  formatDecimal,
  isDecimalText,
  multiplyDecimal,
  normaliseDecimal,
  parseDecimal,
  powerOfTen,
  roundDecimal,
  subtractDecimal,
} from "./decimal";

const decimal = fc.record({ units: fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), scale: fc.nat(12) });

describe("decimal", () => {
  it("REL-19: reads and writes plain decimals exactly", () => {
    expect(formatDecimal(parseDecimal("0.10"))).toBe("0.10");
    expect(formatDecimal(parseDecimal("-12.005"), 5)).toBe("-12.00500");
    expect(canonicalDecimalText("-0.00")).toBe("0");
    expect(canonicalDecimalText("007.50")).toBe("7.5");
    fc.assert(
      fc.property(decimal, (value) => {
        expect(parseDecimal(formatDecimal(value))).toEqual({ units: value.units, scale: value.scale });
      }),
    );
  });

  it.each([
    "",
    " 1",
    "1 ",
    "+1",
    "1e3",
    "1,5",
    ".5",
    "5.",
    "0x10",
    "NaN",
    "Infinity",
    "--1",
    "1.2.3",
    "٣",
    "1".repeat(21),
  ])("refuses %j", (text) => {
    expect(isDecimalText(text)).toBe(false);
    expect(() => parseDecimal(text)).toThrow(RangeError);
  });

  it("0.1 + 0.2 is 0.3", () => {
    expect(formatDecimal(addDecimal(parseDecimal("0.1"), parseDecimal("0.2")))).toBe("0.3");
    expect(formatDecimal(subtractDecimal(parseDecimal("0.3"), parseDecimal("0.10")))).toBe("0.20");
  });

  it.each([
    ["2.5", 0, "3"],
    ["-2.5", 0, "-3"],
    ["2.4999", 0, "2"],
    ["1.005", 2, "1.01"],
    ["-1.005", 2, "-1.01"],
    ["0.5", 4, "0.5"],
  ])("rounds %s to %i digits, half away from zero: %s", (text, digits, expected) => {
    expect(formatDecimal(roundDecimal(parseDecimal(text), digits))).toBe(expected);
  });

  it("divides with rounding, or exactly where the result is finite", () => {
    expect(formatDecimal(divideDecimal(parseDecimal("2.50"), parseDecimal("60"), 4))).toBe("0.0417");
    expect(divideExactly(parseDecimal("2.50"), decimalFromInteger(60))).toBeNull();
    expect(divideExactly(parseDecimal("6.00"), decimalFromInteger(60))).toEqual(parseDecimal("0.1"));
    expect(() => divideHalfAway(1n, 0n)).toThrow(RangeError);
  });

  it("takes the shortest text of a JSON number", () => {
    expect(formatDecimal(decimalFromNumber(0.1))).toBe("0.1");
    expect(formatDecimal(decimalFromNumber(1e-7))).toBe("0.0000001");
    expect(formatDecimal(decimalFromNumber(-1.5e-9))).toBe("-0.0000000015");
    expect(formatDecimal(decimalFromNumber(1e15))).toBe("1000000000000000");
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1e20, 1e300, 1e-300]) {
      expect(() => decimalFromNumber(bad)).toThrow(RangeError);
    }
  });

  it("obeys the laws of arithmetic", () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        const same = (x: typeof a, y: typeof a): boolean => compareDecimal(x, y) === 0;
        const ok =
          same(addDecimal(a, b), addDecimal(b, a)) &&
          same(subtractDecimal(addDecimal(a, b), b), a) &&
          same(
            multiplyDecimal(a, addDecimal(b, c)),
            addDecimal(multiplyDecimal(a, b), multiplyDecimal(a, c)),
          ) &&
          same(normaliseDecimal(a), a) &&
          compareDecimal(a, b) === -compareDecimal(b, a) + 0;
        expect(ok).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  it("rounds to the nearest, and away from zero on a tie", () => {
    fc.assert(
      fc.property(decimal, fc.nat(12), (value, digits) => {
        const rounded = roundDecimal(value, digits);
        const error = subtractDecimal(rounded, value);
        const half = { units: 5n, scale: digits + 1 };
        const size = { units: error.units < 0n ? -error.units : error.units, scale: error.scale };
        const order = compareDecimal(size, half);
        const away = order < 0 || rounded.units === 0n || rounded.units < 0n === error.units < 0n;
        expect(order <= 0 && away).toBe(true);
      }),
      { numRuns: 10_000 },
    );
    expect(powerOfTen(3)).toBe(1000n);
  });
});
