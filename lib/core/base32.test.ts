import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CROCKFORD, encodeCrockford, normaliseCrockford } from "./base32";

describe("Crockford base32", () => {
  it("takes five bits a character, from the first byte on", () => {
    expect(encodeCrockford(new Uint8Array([0, 0, 0, 0, 0]), 8)).toBe("00000000");
    expect(encodeCrockford(new Uint8Array([255, 255, 255, 255, 255]), 8)).toBe("ZZZZZZZZ");
    expect(encodeCrockford(new Uint8Array([0b00001_000, 0b10_00011_0, 0b0100_0000]), 4)).toBe("1234");
  });

  it("every character depends on its own bits only", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), (bytes) => {
        const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
        const expected = Array.from(
          { length: 16 },
          (_, i) => CROCKFORD[Number.parseInt(bits.slice(i * 5, i * 5 + 5), 2)],
        );
        expect(encodeCrockford(bytes, 16)).toBe(expected.join(""));
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses to invent bits", () => {
    expect(() => encodeCrockford(new Uint8Array(4), 7)).toThrow(RangeError);
  });

  it.each([
    ["7kq2-m4xd", "7KQ2M4XD"],
    ["il oO", "1100"],
    ["  abc\n", "ABC"],
    ["U", null],
    ["", null],
    ["é", null],
    ["A_B", null],
  ])("UX-38: reads %j as %j", (typed, canonical) => {
    expect(normaliseCrockford(typed)).toBe(canonical);
  });
});
