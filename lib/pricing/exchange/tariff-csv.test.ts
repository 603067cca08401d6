import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine } from "@/lib/core/csv";
import { simpleTariff } from "../simple-tariff.rules";
import { type Tariff, tariffSchema } from "../tariff.model";
import { arbitraryTariff } from "../testing/arbitraries";
import { decodeTariffCsv } from "./decode-tariff-csv.rules";
import { encodeTariffCsv, TARIFF_CSV_HEAD } from "./encode-tariff-csv.rules";
import { TARIFF_HEADER } from "./tariff-csv.model";

const read = (text: string) => [...decodeTariffCsv(text)];
const codes = (text: string) =>
  read(text).flatMap(({ remarks }) => remarks.map(({ code, field }) => `${code} ${field}`.trim()));

const SIMPLE = "tariff_id,currency,tax_included,type,price,per,vat_percent\r\n";
const row = (over: Readonly<Record<string, string>> = {}) => {
  const cells = {
    id: "A",
    currency: "EUR",
    tax: "YES",
    type: "ENERGY",
    price: "0.59",
    per: "KWH",
    vat: "21",
  };
  return csvLine(Object.values({ ...cells, ...over }));
};

/** Everything that the columns can say beyond what the arbitraries make. */
const FULL: Tariff = tariffSchema.parse({
  currency: "EUR",
  taxIncluded: "NO",
  type: "REGULAR",
  elements: [
    {
      components: [{ type: "TIME", price: "2.123456789012", per: "MINUTE", vatPercent: "5.5", stepSize: 60 }],
      restrictions: {
        startDate: "2026-01-01",
        endDate: "2027-01-01",
        minCurrent: "6.5",
        maxCurrent: "32",
        dayOfWeek: ["SATURDAY", "SUNDAY"],
        reservation: "RESERVATION_EXPIRES",
      },
    },
  ],
  validFrom: "2026-01-01T00:00:00Z",
  validTo: "2026-12-31T23:59:59Z",
  altTexts: [{ language: "de", text: '=1+1; "so", und\nso' }],
  altUrl: "https://example.com/price?a=1,2",
  preauthorizeAmount: "50",
  energyMix: { is_green_energy: true, sources: [{ source: "SOLAR", percentage: 60.5 }] },
  minPrice: { net: "1" },
  maxPrice: { gross: "99.9" },
  occupancy: { graceMinutes: 15, capMinor: 1205 },
});

describe("tariffs as CSV", () => {
  it("is lossless: what goes out comes back the same", () => {
    const tariffs = fc.array(arbitraryTariff(), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(tariffs, (list) => {
        const text =
          TARIFF_CSV_HEAD + list.map((tariff, i) => encodeTariffCsv(`T-${i}`, `Name ${i}`, tariff)).join("");
        const back = read(text);
        expect(back.map(({ tariff }) => tariff)).toEqual(list);
        expect(back.map(({ id, name }) => [id, name])).toEqual(list.map((_, i) => [`T-${i}`, `Name ${i}`]));
      }),
      { numRuns: 2_000 },
    );
  });

  it("is lossless for every column, formulas and line ends included", () => {
    const [back] = read(TARIFF_CSV_HEAD + encodeTariffCsv("FULL", "=cmd()", FULL));
    expect(back).toMatchObject({ id: "FULL", name: "=cmd()", at: "row 2", remarks: [] });
    expect(back?.tariff).toEqual(FULL);
    expect(encodeTariffCsv("FULL", "=cmd()", FULL)).toContain("'=cmd()");
  });

  it("reads what people write: semicolons, columns in any order, values of the tariff only in its first row", () => {
    const text = [
      "\uFEFFPrice;Type;Per;tariff_id;currency;tax_included;vat_percent;start_time;end_time;element",
      "0.39;ENERGY;KWH;CITY;EUR;YES;21;22:00;06:00;1",
      "0.59;ENERGY;KWH;CITY;;;21;;;2",
      "0.05;TIME;MINUTE;CITY;;;21;;;2",
    ].join("\r\n");
    const [back] = read(text);
    const energy = (price: string) => ({ type: "ENERGY", price, per: "KWH", vatPercent: "21", stepSize: 1 });
    expect(back).toMatchObject({ at: "rows 2 to 4", id: "CITY", rows: 3 });
    expect(back?.tariff?.elements).toEqual([
      { components: [energy("0.39")], restrictions: { startTime: "22:00", endTime: "06:00" } },
      { components: [energy("0.59"), { ...energy("0.05"), type: "TIME", per: "MINUTE" }] },
    ]);
  });

  it.each([
    ["a decimal comma", row({ price: "0,59" }), "decimal_comma row 2, price"],
    ["a unit", row({ price: "0.59 €" }), "not_a_number row 2, price"],
    ["an exponent", row({ price: "5e-1" }), "not_a_number row 2, price"],
    ["a negative price", row({ price: "-0.5" }), "invalid_value row 2, price"],
    ["a price beyond belief", row({ price: "59000000" }), "invalid_value row 2, price"],
    ["no price", row({ price: "" }), "value_missing row 2, price"],
    ["no id", row({ id: "" }), "value_missing tariff_id"],
    ["an unknown unit", row({ per: "KW" }), "invalid_value row 2, per"],
    ["energy per minute", row({ per: "MINUTE" }), "invalid_value row 2"],
    ["an unknown type", row({ type: "POWER" }), "invalid_value row 2, type"],
    [
      "another currency in the next row",
      row() + row({ currency: "CHF" }),
      "differs_in_tariff row 3, currency",
    ],
    ["too many cells", `${row().trimEnd()},1,2\r\n`, "cells_too_many"],
    ["a NUL", row({ vat: "2" }).replace("2\r", "2\0\r"), "nul_in_text"],
    ["an endless quote", `"${row()}`, "quote_not_closed"],
  ])("SEC-62: refuses %s and says where", (_, rows, expected) => {
    const back = read(SIMPLE + rows);
    expect(back.map(({ tariff }) => tariff)).not.toContainEqual(expect.objectContaining({ currency: "EUR" }));
    expect(codes(SIMPLE + rows)).toContain(expected);
  });

  it.each([
    ["", "file_empty"],
    ["tariff_id,price\r\nA,1", "column_missing type"],
    [SIMPLE.replace("price", "per"), "column_twice per"],
  ])("refuses the whole file %j", (text, expected) => {
    expect(read(text).every(({ at, tariff }) => at === "file" && tariff === null)).toBe(true);
    expect(codes(text)).toContain(expected);
  });

  it("a decimal comma is answered with the right spelling", () => {
    const [back] = read(SIMPLE + row({ price: "0,59" }).replace(",0,59,", ',"0,59",'));
    expect(back?.remarks[0]).toMatchObject({ code: "decimal_comma", repair: "Write 0.59." });
  });

  it("a broken row takes the tariffs on both sides with it, and no other", () => {
    const rows = [row({ id: "A" }), row({ id: "B" }), 'C"x,EUR\r\n', row({ id: "D" }), row({ id: "E" })];
    const back = read(SIMPLE + rows.join(""));
    expect(back.map(({ id, tariff }) => `${id} ${tariff === null ? "refused" : "read"}`).sort()).toEqual([
      "A read",
      "B refused",
      "D refused",
      "E read",
      "null refused",
    ]);
  });

  it("columns without a meaning are named once", () => {
    const text = SIMPLE.replace("\r\n", ",colour\r\n") + row() + row({ id: "B" });
    expect(codes(text)).toEqual(["column_unknown colour"]);
  });

  it("every column has a place of its own", () => {
    expect(new Set(TARIFF_HEADER).size).toBe(TARIFF_HEADER.length);
    const text = encodeTariffCsv(
      "A",
      "A",
      simpleTariff({
        currency: "JPY",
        vatPercent: "10",
        taxIncluded: true,
        perKwh: "50",
        idle: { perMinute: "5", graceMinutes: 5, capMinor: 99 },
      }),
    );
    expect(read(TARIFF_CSV_HEAD + text)[0]?.tariff?.occupancy).toEqual({ graceMinutes: 5, capMinor: 99 });
  });
});
