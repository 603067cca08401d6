import { describe, expect, it } from "vitest";
import { checkMachine, peekTransition } from "@/lib/core/state-machine";
import { SUBSCRIPTION_STATES, type SubscriptionState } from "./connection.model";
import { REGISTERED_STATES, SUBSCRIPTION_MACHINE, type SubscriptionTrigger } from "./subscription.model";

const stateAfter = (from: SubscriptionState, ...moves: SubscriptionTrigger[]) =>
  moves.reduce<SubscriptionState | null>(
    (state, on) => (state === null ? null : peekTransition(SUBSCRIPTION_MACHINE, state, on)),
    from,
  );

describe("the life of a subscription", () => {
  it("is a table without faults", () => {
    expect(checkMachine(SUBSCRIPTION_MACHINE)).toEqual([]);
  });

  it("ADM-18: leads from draft to live through review, handshake and test only", () => {
    const steps: SubscriptionTrigger[] = [
      "submitted",
      "review_begun",
      "approved",
      "registered",
      "test_begun",
      "test_passed",
      "went_live",
    ];
    expect(stateAfter("DRAFT", ...steps)).toBe("LIVE");
    for (const skipped of steps)
      expect(stateAfter("DRAFT", ...steps.filter((step) => step !== skipped)), skipped).not.toBe("LIVE");
  });

  it("goes back for changes and takes the corrected request", () => {
    expect(stateAfter("IN_REVIEW", "changes_requested", "submitted", "review_begun")).toBe("IN_REVIEW");
  });

  it("a test of a live connection leaves it live, whatever comes out", () => {
    for (const result of ["test_passed", "test_failed"] as const)
      expect(stateAfter("LIVE", "test_begun", result)).toBe("LIVE");
  });

  it("a new registration begins at APPROVED, from every registered state and no other", () => {
    const starts = SUBSCRIPTION_STATES.filter(
      (state) => stateAfter(state, "registration_reissued") === "APPROVED",
    );
    expect([...starts].sort()).toEqual([...REGISTERED_STATES].sort());
  });

  it("can be ended at any time, and never comes back", () => {
    for (const state of SUBSCRIPTION_STATES)
      expect(stateAfter(state, "terminated")).toBe(
        SUBSCRIPTION_MACHINE.final.includes(state) ? null : "TERMINATED",
      );
  });
});
