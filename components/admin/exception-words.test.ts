import { describe, expect, it } from "vitest";
import { exceptionSentence } from "./exception-words";

describe("REL-33: a case says both figures in words", () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    [
      "advice_above_preauthorised",
      { capturedMinor: 5001, preauthorisedMinor: 5000, currency: "EUR" },
      ["€50.01", "€50.00", "€0.01 more"],
    ],
    [
      "advice_above_preauthorised",
      { capturedMinor: 900, preauthorisedMinor: 800, currency: "HUF" },
      ["9.00", "8.00"],
    ],
    [
      "advice_currency",
      { capturedMinor: 92, capturedCurrency: "CHF", priceCurrency: "EUR" },
      ["CHF", "0.92", "in EUR"],
    ],
    [
      "advice_currency",
      { capturedMinor: null, capturedCurrency: "CHF", priceCurrency: "EUR" },
      ["captured CHF", "in EUR"],
    ],
  ])("%s %j", (code, detail, said) => {
    const sentence = exceptionSentence(code, detail);
    for (const part of said) expect(sentence?.replaceAll("\u00a0", " ")).toContain(part);
  });

  it("is silent where nothing is known", () => {
    expect(exceptionSentence("advice_above_preauthorised", {})).toBeNull();
    expect(exceptionSentence("advice_currency", null)).toBeNull();
    expect(exceptionSentence("late_stop", { capturedMinor: 1 })).toBeNull();
  });
});
