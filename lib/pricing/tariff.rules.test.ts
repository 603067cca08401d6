import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashTariff } from "./hash-tariff";
import { simpleTariff } from "./simple-tariff.rules";
import { tariffSchema } from "./tariff.model";
import { canonicalTariff, isFreeTariff } from "./tariff.rules";
import { checkTariff, isTariffValidAt } from "./tariff-check.rules";
import { arbitraryTariff } from "./testing/arbitraries";

const plain = { currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.59" };
const energy = (price: string) => ({ type: "ENERGY", price, per: "KWH" });
const tariff = (elements: unknown[], more = {}) =>
  tariffSchema.parse({ currency: "EUR", taxIncluded: "YES", elements, ...more });

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
}

describe("hashTariff", () => {
  it("REL-11: the same content has the same hash, whatever the order of keys and zeros in prices", () => {
    const a = simpleTariff(plain);
    expect(hashTariff(simpleTariff({ ...plain, perKwh: "0.590", vatPercent: "21.0" }))).toBe(hashTariff(a));
    expect(hashTariff({ ...a, altUrl: undefined })).toBe(hashTariff(a));
    expect(hashTariff(a)).toMatch(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(arbitraryTariff(), (content) => {
        expect(hashTariff(tariffSchema.parse(shuffled(JSON.parse(JSON.stringify(content)))))).toBe(
          hashTariff(content),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("REL-11: another price, order of elements or text has another hash", () => {
    const a = tariff([{ components: [energy("0.5")] }, { components: [energy("0.6")] }]);
    const b = tariff([{ components: [energy("0.6")] }, { components: [energy("0.5")] }]);
    const c = { ...a, altTexts: [{ language: "en", text: "Charge" }] };
    expect(new Set([a, b, c, { ...a, currency: "SEK" }].map(hashTariff)).size).toBe(4);
    expect(canonicalTariff(a)).not.toContain(" ");
  });
});

describe("tariffSchema", () => {
  it("takes canonical content as it is", () => {
    fc.assert(
      fc.property(arbitraryTariff(), (content) => {
        expect(tariffSchema.parse(content)).toEqual(content);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["a negative price", { elements: [{ components: [energy("-0.5")] }] }],
    ["a price in words", { elements: [{ components: [energy("free")] }] }],
    ["a float with exponent", { elements: [{ components: [energy("1e-3")] }] }],
    ["a price of a million", { elements: [{ components: [energy("1000000")] }] }],
    ["energy per minute", { elements: [{ components: [{ type: "ENERGY", price: "1", per: "MINUTE" }] }] }],
    ["a tax of 101 %", { elements: [{ components: [{ ...energy("1"), vatPercent: "101" }] }] }],
    ["no elements", { elements: [] }],
    ["an element without components", { elements: [{ components: [] }] }],
    ["a time of 24:00", { elements: [{ components: [energy("1")], restrictions: { startTime: "24:00" } }] }],
    [
      "30 February",
      { elements: [{ components: [energy("1")], restrictions: { startDate: "2026-02-30x" } }] },
    ],
    ["an unknown member", { elements: [{ components: [{ ...energy("1"), surcharge: "roaming" }] }] }],
    [
      "a limit with gross below net",
      { elements: [{ components: [energy("1")] }], maxPrice: { net: "2", gross: "1" } },
    ],
    ["a currency in lower case", { currency: "eur", elements: [{ components: [energy("1")] }] }],
  ])("LAW-21: refuses %s", (_, content) => {
    expect(tariffSchema.safeParse({ currency: "EUR", taxIncluded: "YES", ...content }).success).toBe(false);
  });
});

describe("checkTariff", () => {
  const codes = (...args: Parameters<typeof tariff>): string[] =>
    checkTariff(tariff(...args)).map(({ code }) => code);

  it("flags what is strange with a reason, and nothing else", () => {
    expect(checkTariff(simpleTariff(plain))).toEqual([]);
    expect(codes([{ components: [energy("59")] }])).toEqual(["absurd_price"]);
    expect(codes([{ components: [energy("59")] }], { currency: "HUF" })).toEqual([]);
    expect(codes([{ components: [energy("0.5")] }, { components: [energy("0.4")] }])).toEqual([
      "never_reached",
    ]);
    const window = { startTime: "08:00", endTime: "08:00" };
    expect(codes([{ components: [energy("0.5")], restrictions: window }])).toEqual([
      "window_reads_as_whole_day",
    ]);
    const impossible = { minKwh: "10", maxKwh: "10" };
    expect(codes([{ components: [energy("0.5")], restrictions: impossible }])).toEqual(["never_true"]);
    const many = Array.from({ length: 101 }, (_, i) => ({
      components: [energy("0.5")],
      restrictions: { minKwh: String(i + 1) },
    }));
    expect(codes(many)).toEqual(["many_elements"]);
  });

  it("knows when a tariff is valid", () => {
    const validity = { validFrom: "2026-01-01T00:00:00Z", validTo: "2026-02-01T00:00:00+01:00" };
    const dated = tariff([{ components: [energy("0.5")] }], validity);
    expect(isTariffValidAt(dated, new Date("2026-01-31T22:59:59Z"))).toBe(true);
    expect(isTariffValidAt(dated, new Date("2026-01-31T23:00:00Z"))).toBe(false);
    expect(isTariffValidAt(dated, new Date("2025-12-31T23:59:59Z"))).toBe(false);
    const reversed = { validFrom: validity.validTo, validTo: validity.validFrom };
    expect(codes([{ components: [energy("0.5")] }], reversed)).toEqual(["never_valid"]);
  });

  it("LAW-9: free is free of every price and of a least price", () => {
    expect(isFreeTariff(simpleTariff({ ...plain, perKwh: "0.00" }))).toBe(true);
    expect(isFreeTariff(simpleTariff(plain))).toBe(false);
    expect(isFreeTariff({ ...simpleTariff({ ...plain, perKwh: "0" }), minPrice: { gross: "1" } })).toBe(
      false,
    );
  });
});
