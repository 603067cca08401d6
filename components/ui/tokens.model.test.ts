import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { contrast, parseColour } from "./colour.rules";
import { type ColourToken, THEMES } from "./tokens.model";

const TEXT_PAIRS: readonly (readonly [ColourToken, ColourToken])[] = [
  ["ink", "paper"],
  ["ink", "sunken"],
  ["muted", "paper"],
  ["muted", "surface"],
  ["muted", "sunken"],
  ["accent-text", "surface"],
  ["accent-text", "accent-soft"],
  ["ink", "accent-soft"],
  ["amber", "surface"],
  ["amber", "amber-soft"],
  ["ink", "amber-soft"],
  ["red", "surface"],
  ["red", "red-soft"],
  ["ink", "red-soft"],
];

/** Price and main button, read in sunlight (UX-36). */
const SUNLIGHT_PAIRS: readonly (readonly [ColourToken, ColourToken])[] = [
  ["ink", "surface"],
  ["ink", "paper"],
  ["on-accent", "accent"],
];

const PICTURE_PAIRS: readonly (readonly [ColourToken, ColourToken])[] = [
  ["charge", "surface"],
  ["edge", "surface"],
  ["edge", "paper"],
  ["focus", "surface"],
  ["focus", "paper"],
];

describe.each(["light", "dark"] as const)("UX-36: contrast of the %s theme", (name) => {
  const theme = THEMES[name];
  it.each(TEXT_PAIRS)("%s on %s is at least 4.5:1", (front, back) => {
    expect(contrast(theme[front], theme[back])).toBeGreaterThanOrEqual(4.5);
  });
  it.each(SUNLIGHT_PAIRS)("%s on %s is at least 7:1", (front, back) => {
    expect(contrast(theme[front], theme[back])).toBeGreaterThanOrEqual(7);
  });
  it.each(PICTURE_PAIRS)("%s beside %s is at least 3:1", (front, back) => {
    expect(contrast(theme[front], theme[back])).toBeGreaterThanOrEqual(3);
  });
});

describe("colour arithmetic", () => {
  it("knows the ends of the scale", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("oklch(1 0 0)", "#ffffff")).toBeCloseTo(1, 3);
  });
  it("refuses what is not a colour", () => {
    expect(parseColour("red; background: url(//evil.example)")).toBeNull();
    expect(() => contrast("transparent", "#000000")).toThrow(RangeError);
  });
});

it("globals.css carries the same colours as the tokens", () => {
  const css = readFileSync(path.resolve(import.meta.dirname, "../../app/globals.css"), "utf8");
  for (const theme of Object.values(THEMES)) {
    for (const [name, value] of Object.entries(theme)) expect(css).toContain(`--${name}: ${value};`);
  }
});
