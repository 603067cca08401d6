import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { displayPrice } from "@/lib/pricing/display.rules";
import { simpleTariff } from "@/lib/pricing/simple-tariff.rules";
import { simulateSession } from "@/lib/pricing/simulate.rules";
import { diffTariffs } from "@/lib/pricing/tariff-diff.rules";
import { FINDING_WORDS, findingProblem, findingRepair } from "./finding-words";
import { changeWords, explanationWords, priceInWords } from "./price-words";

const at = new Date("2026-11-20T11:00:00Z");
const timeZone = "Europe/Amsterdam";
const content = simpleTariff({
  currency: "EUR",
  vatPercent: "21",
  taxIncluded: true,
  perKwh: "0.59",
  startFee: "0.5",
  idle: { perMinute: "0.1", graceMinutes: 15, capMinor: 1200 },
  timeBands: [{ start: "22:00", end: "06:00", perKwh: "0.39" }],
});

describe("words of prices", () => {
  it("LAW-13: prices stand in the legal order, with their hours", () => {
    expect(priceInWords(displayPrice(content, { at, timeZone }))).toBe(
      "€0.39 per kWh (22:00 to 06:00) · €0.59 per kWh · €0.10 per minute occupancy · €0.50 per session start fee",
    );
  });

  it("every line of a simulation is explained", () => {
    const trial = { energyWh: 20_000, minutes: 40, idleMinutes: 30, startedAt: at, timeZone };
    const words = simulateSession(content, trial).lines.map((line) =>
      line.explanation.map((step) => explanationWords(step, line, "EUR")).join("; "),
    );
    expect(words[0]).toContain("measured: 20 kWh; at €0.59 per kWh exactly €11.80");
    expect(words.every((text) => text.length > 0)).toBe(true);
    expect(words.join()).not.toMatch(/undefined|NaN|null/);
  });

  it("differences name the price, when it applies, and both amounts", () => {
    const after = simpleTariff({ currency: "EUR", vatPercent: "21", taxIncluded: true, perKwh: "0.62" });
    const rows = diffTariffs(content, after).map((change) => changeWords(change, "EUR"));
    expect(rows).toContainEqual({
      what: "Energy",
      before: "€0.59 per kWh, 21 % VAT",
      after: "€0.62 per kWh, 21 % VAT",
    });
    expect(rows).toContainEqual({
      what: "Energy, 22:00–06:00",
      before: "€0.39 per kWh, 21 % VAT",
      after: "–",
    });
    expect(rows).toContainEqual({ what: "Cap of the occupancy fee", before: "€12.00", after: "–" });
  });
});

describe("words of findings", () => {
  const source = ["afir.rules.ts", "tariff-check.rules.ts"]
    .map((name) => readFileSync(path.resolve(import.meta.dirname, "../../../lib/pricing", name), "utf8"))
    .join("\n");
  const codes = [...source.matchAll(/(?:finding|warn)\(\s*"([a-z0-9_]+)"/g)].map(([, code]) => code ?? "");

  it("every finding of the checks has a problem and a repair in words", () => {
    expect(codes.length).toBeGreaterThan(15);
    expect([...new Set(codes)].filter((code) => !Object.hasOwn(FINDING_WORDS, code))).toEqual([]);
  });

  it("values are filled in; a finding that is not known is still readable", () => {
    expect(findingRepair("no_exact_price_per_minute", { perHour: "2.5", perMinute: "0.0417" })).toContain(
      "0.0417",
    );
    expect(findingProblem("something_new", {})).toBe("Something new");
  });
});
