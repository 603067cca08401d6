import { describe, expect, it } from "vitest";
import { type CapturedAdvice, capturedAbove, capturedForeign } from "./financial-advice.rules";

const advice = (grossMinor: number | null, change: Partial<CapturedAdvice> = {}): CapturedAdvice => ({
  captureStatus: "SUCCESS",
  currency: "EUR",
  netMinor: null,
  grossMinor,
  ...change,
});

describe("REL-33: captured is at most what was preauthorised", () => {
  it.each<[string, CapturedAdvice[], number | null, number | null]>([
    ["nothing is confirmed", [], 5000, null],
    ["less", [advice(4999)], 5000, null],
    ["equal", [advice(5000)], 5000, null],
    ["above by one minor unit", [advice(5001)], 5000, 5001],
    ["unknown preauthorised amount", [advice(999_999)], null, null],
    ["two that are above together", [advice(3000), advice(2001)], 5000, 5001],
    ["two that are equal together", [advice(3000), advice(2000)], 5000, null],
    ["a failed one does not count", [advice(5000), advice(5000, { captureStatus: "FAILED" })], 5000, null],
    ["a part counts", [advice(5000), advice(1, { captureStatus: "PARTIAL_SUCCESS" })], 5000, 5001],
    ["another word of a provider counts as taken", [advice(5001, { captureStatus: "DONE" })], 5000, 5001],
    ["another currency is not compared", [advice(9000, { currency: "CHF" })], 5000, null],
    ["of two currencies its own counts", [advice(9000, { currency: "CHF" }), advice(5001)], 5000, 5001],
    ["no amount", [advice(null)], 5000, null],
    ["only the amount without tax, above already", [advice(null, { netMinor: 5001 })], 5000, 5001],
    ["only the amount without tax, not above", [advice(null, { netMinor: 5000 })], 5000, null],
    ["with tax counts before without", [advice(5000, { netMinor: 9999 })], 5000, null],
    ["nothing was to be reserved", [advice(1)], 0, 1],
  ])("%s", (_, advices, preauthorisedMinor, captured) => {
    const found = capturedAbove(advices, { currency: "EUR", preauthorisedMinor });
    expect(found?.capturedMinor ?? null).toBe(captured);
    if (found) expect(found).toMatchObject({ preauthorisedMinor, currency: "EUR" });
  });
});

describe("REL-33: captured in the currency of the price", () => {
  it.each<[string, CapturedAdvice[], object | null]>([
    ["the same", [advice(1), advice(2)], null],
    [
      "another",
      [advice(92, { currency: "CHF" })],
      { capturedMinor: 92, capturedCurrency: "CHF", confirmations: 1 },
    ],
    [
      "two of another",
      [advice(92, { currency: "CHF" }), advice(8, { currency: "CHF" })],
      { capturedMinor: 100, confirmations: 2 },
    ],
    [
      "another beside the same",
      [advice(1), advice(92, { currency: "CHF" })],
      { capturedMinor: 92, confirmations: 1 },
    ],
    [
      "another that failed: nothing was taken, and the currency is wrong all the same",
      [advice(92, { currency: "CHF", captureStatus: "FAILED" })],
      { capturedMinor: 0, capturedCurrency: "CHF" },
    ],
    ["another without an amount", [advice(null, { currency: "CHF" })], { capturedMinor: null }],
  ])("%s", (_, advices, expected) => {
    const found = capturedForeign(advices, "EUR");
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject({ priceCurrency: "EUR", ...expected });
  });
});
