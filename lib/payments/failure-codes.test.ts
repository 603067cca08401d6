import { describe, expect, it } from "vitest";
import { DECLINE_REASONS } from "@/simulators/mollie/catalogue.model";
import { FAILURE_CODES, MOLLIE_FAILURE_REASONS, mollieFailureCode } from "./failure-codes.model";

describe("failure codes", () => {
  it("UX-17: every reason of the PSP has a stable code, and none is left to chance", () => {
    expect(Object.keys(MOLLIE_FAILURE_REASONS).sort()).toEqual([...DECLINE_REASONS].sort());
    for (const reason of DECLINE_REASONS) expect(FAILURE_CODES).toContain(mollieFailureCode(reason));
  });

  it("UX-17: a new reason is unknown, none is none", () => {
    expect(mollieFailureCode("moon_phase")).toBe("unknown");
    expect(mollieFailureCode("constructor")).toBe("unknown");
    expect([mollieFailureCode(null), mollieFailureCode(undefined), mollieFailureCode("")]).toEqual([
      null,
      null,
      null,
    ]);
  });
});
