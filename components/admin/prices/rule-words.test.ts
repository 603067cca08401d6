import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { EXCHANGE_WORDS } from "./exchange-words";
import { RULE_FINDING_WORDS, ruleChangeWords, scopeWords, windowsWords } from "./rule-words";

const source = (file: string) =>
  readFileSync(path.resolve(import.meta.dirname, "../../../lib/pricing", file), "utf8");

describe("words of billing rules", () => {
  it("every finding of a rule says what is wrong and how to repair it", () => {
    for (const [code, [problem, repair]] of Object.entries(RULE_FINDING_WORDS))
      expect(
        [problem.length, repair.length].every((length) => length > 10),
        code,
      ).toBe(true);
  });

  it("every note about a tariff on its way to a partner has words", () => {
    const codes = [
      ...source("exchange/encode-ocpi-tariff.rules.ts").matchAll(/"([a-z][a-z0-9]*(?:_[a-z0-9]+)+)"/g),
    ]
      .map(([, code]) => code ?? "")
      .filter(
        (code) =>
          !/^(min_price|max_price|start_date_time|tax_included|preauthorize_amount|country_code|before_taxes|after_taxes|excl_vat|incl_vat|price_components|tariff_alt_\w+|energy_mix|last_updated|step_size)$/.test(
            code,
          ),
      );
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !(code in EXCHANGE_WORDS))).toEqual([]);
  });

  it.each([
    [null, "always"],
    [[{ days: ["MONDAY", "TUESDAY", "WEDNESDAY"], start: "08:00", end: "00:00" }], "Mon–Wed 08:00–24:00"],
    [[{ days: ["SUNDAY", "MONDAY"], start: "00:00", end: "00:00" }], "Mon, Sun"],
    [
      [
        { days: ["SATURDAY"], start: "22:00", end: "06:00" },
        {
          days: ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"],
          start: "06:00",
          end: "07:00",
        },
      ],
      "Sat 22:00–06:00; every day 06:00–07:00",
    ],
  ] as const)("hours %#", (windows, words) => {
    expect(windowsWords(windows as Parameters<typeof windowsWords>[0])).toBe(words);
  });

  it("a scope names what restricts it", () => {
    expect(scopeWords({ tariffCode: null })).toBe("All operators");
    expect(
      scopeWords({
        cpo: { name: "Kade" },
        locationGroup: { name: "City" },
        evse: { label: "A1" },
        tariffCode: "AC",
      }),
    ).toBe("Kade · group City · code AC · charger A1");
  });

  it("a difference is a row for people, with names instead of ids", () => {
    const words = (change: Parameters<typeof ruleChangeWords>[0]) =>
      ruleChangeWords(change, (id) => `name of ${id}`, "Europe/Amsterdam");
    expect(words({ term: "cpoId", before: null, after: "x" })).toEqual({
      what: "Operator",
      before: "–",
      after: "name of x",
    });
    expect(words({ term: "channel", before: "QR", after: null })).toMatchObject({ before: "QR page" });
    expect(words({ term: "validTo", before: null, after: "2026-06-10T12:00:00.000Z" }).after).toContain(
      "10 Jun",
    );
    expect(words({ term: "archived", before: false, after: true })).toMatchObject({ after: "yes" });
  });
});
