import { describe, expect, it } from "vitest";
import { boundsOf, PARAMETER_BOUNDS, PARAMETER_NAMES, parametersFor } from "./parameters.model";

const live = (parameters: unknown) => parametersFor({ mode: "LIVE", parameters });
const test = (parameters: unknown) => parametersFor({ mode: "TEST", parameters });

describe("parameters of a CPO", () => {
  it("REL-41: an empty override gives the documented defaults", () => {
    expect(live({})).toMatchObject({
      quoteTtlS: 600,
      plugInWindowS: 300,
      startAckTimeoutS: 15,
      startAttempts: 2,
      startConfirmTimeoutS: 60,
      captureSafetyMarginS: 86_400,
      maxSessionAcS: 86_400,
      maxSessionDcS: 10_800,
      zeroEnergyWh: 100,
      staleAfterAcS: 180,
      staleAfterDcS: 60,
    });
  });

  it.each(PARAMETER_NAMES)("%s: its default is inside its bounds in both modes", (name) => {
    const { fallback } = PARAMETER_BOUNDS[name];
    for (const mode of ["LIVE", "TEST"] as const) {
      expect(fallback).toBeGreaterThanOrEqual(boundsOf(name, mode).min);
      expect(fallback).toBeLessThanOrEqual(boundsOf(name, mode).max);
    }
  });

  it.each(PARAMETER_NAMES)("%s: one step outside the live bounds is refused", (name) => {
    const { min, max } = PARAMETER_BOUNDS[name];
    expect(() => live({ [name]: min - 1 })).toThrow("out of bounds");
    expect(() => live({ [name]: max + 1 })).toThrow("out of bounds");
  });

  it("a TEST CPO may be quick, but not instant, and not slower than a live one", () => {
    expect(test({ plugInWindowS: 1, startConfirmTimeoutS: 1 })).toMatchObject({ plugInWindowS: 1 });
    expect(() => test({ plugInWindowS: 0 })).toThrow("out of bounds");
    expect(() => test({ plugInWindowS: 901 })).toThrow("out of bounds");
    expect(() => live({ plugInWindowS: 1 })).toThrow("out of bounds");
  });

  it("SEC-65: refuses unknown names, fractions, texts and things that are no object", () => {
    for (const bad of [{ maxSession: 5 }, { quoteTtlS: 300.5 }, { quoteTtlS: "300" }, [], "x", 7]) {
      expect(() => live(bad)).toThrow("out of bounds");
    }
  });

  it("a flagged session gives its hold back unless the CPO has chosen otherwise", () => {
    expect(live({}).flaggedPolicy).toBe("RELEASE");
    expect(live({ flaggedPolicy: "CAPTURE" }).flaggedPolicy).toBe("CAPTURE");
    for (const bad of ["capture", "", 1, null])
      expect(() => live({ flaggedPolicy: bad })).toThrow("out of bounds");
  });

  it("refuses a smallest hold above the largest", () => {
    expect(() => live({ holdMinMinor: 6_000, holdMaxMinor: 5_000 })).toThrow("out of bounds");
  });
});
