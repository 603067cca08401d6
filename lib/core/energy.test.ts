import { describe, expect, it } from "vitest";
import { kwhTextToWh, whToKwhText } from "./energy";

describe("energy", () => {
  it("turns Wh into kWh text and back", () => {
    expect(whToKwhText(12_345)).toBe("12.345");
    expect(whToKwhText(0)).toBe("0.000");
    expect(kwhTextToWh("12.345")).toBe(12_345);
    expect(kwhTextToWh("12.3450")).toBe(12_345);
    expect(kwhTextToWh("7")).toBe(7000);
  });

  it("refuses what is finer than a Wh or no number", () => {
    for (const text of ["0.0001", "abc", "1e3", "99999999999999999999"])
      expect(() => kwhTextToWh(text)).toThrow(RangeError);
    for (const wh of [0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => whToKwhText(wh)).toThrow(RangeError);
  });
});
