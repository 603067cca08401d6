import { describe, expect, it } from "vitest";
import { negotiateLocale } from "./negotiate.rules";

describe("UX-34: the language of a browser", () => {
  it.each([
    ["de-AT,de;q=0.9,en;q=0.8", "de"],
    ["pl,fr;q=0.5,nl;q=0.7", "nl"],
    ["en;q=0.1, fr-CA", "fr"],
    ["nl;q=0, en;q=0.1", "en"],
    ["pl-PL", "en"],
    ["", "en"],
    [null, "en"],
    ["*;q=x,,;;,de;q=1", "de"],
    ["x".repeat(100_000), "en"],
  ] as const)("%s", (header, locale) => {
    expect(negotiateLocale(header)).toBe(locale);
  });
});
