import { describe, expect, it } from "vitest";
import { readArguments } from "./arguments.rules";
import { percentile, sortedNumbers } from "./measure";
import { reaches, table } from "./report";

const KNOWN = ["gateway", "memory", "pricing"];

describe("arguments of the benchmark", () => {
  it("runs everything unless told otherwise, and always in the same order", () => {
    expect(readArguments([], KNOWN)).toMatchObject({ kind: "run", parts: KNOWN, sessions: 1_000_000 });
    expect(readArguments(["--only", "pricing,gateway"], KNOWN)).toMatchObject({
      kind: "run",
      parts: ["gateway", "pricing"],
    });
    expect(readArguments(["memory", "--sessions", "5", "gateway"], KNOWN)).toMatchObject({
      parts: ["gateway", "memory"],
      sessions: 5,
    });
    expect(readArguments(["--only", "pricing", "--only", "memory", "--sessions", "5"], KNOWN)).toEqual({
      kind: "run",
      parts: ["memory", "pricing"],
      sessions: 5,
    });
  });

  it.each([
    [["--only"]],
    [["--olny", "gateway"]],
    [["gatewya"]],
    [["--only", "nothing"]],
    [["--sessions", "0"]],
    [["--sessions"]],
  ])("refuses %j", (words) => {
    expect(readArguments(words, KNOWN).kind).toBe("mistake");
  });
});

describe("figures of the benchmark", () => {
  it("takes percentiles of sorted numbers, and none of nothing", () => {
    const numbers = sortedNumbers(Array.from({ length: 100 }, (_, index) => 100 - index));
    expect(percentile(numbers, 0.5)).toBe(51);
    expect(percentile(numbers, 0.95)).toBe(96);
    expect(percentile([7], 0.95)).toBe(7);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it("judges a figure by its aim only", () => {
    const figure = { name: "x", value: 49, unit: "ms" };
    expect(reaches(figure)).toBeNull();
    expect(reaches({ ...figure, aim: { below: 50 } })).toBe(true);
    expect(reaches({ ...figure, aim: { atLeast: 50 } })).toBe(false);
    expect(reaches({ ...figure, value: Number.NaN, aim: { below: 50 } })).toBeNull();
  });

  it("shows what misses its aim", () => {
    const figures = [{ name: "p95", value: 80, unit: "ms", aim: { below: 50 } }];
    const text = table([{ part: "gateway", seconds: 1, figures }]);
    expect(text).toMatch(/gateway\s+p95\s+80\.0\s+ms\s+< 50\.0\s+MISSED/);
  });
});
