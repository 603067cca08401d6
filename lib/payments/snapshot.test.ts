import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { money } from "@/lib/core/money";
import { checkMachine, peekTransition } from "@/lib/core/state-machine";
import { PAYMENT_MACHINE, PAYMENT_STATES, type PaymentState } from "./payment.model";
import { judgeSnapshot, type PaymentFacts, type Snapshot } from "./snapshot.rules";

const facts: PaymentFacts = {
  id: "p1",
  reference: "7KQ2",
  mode: "TEST",
  state: "PENDING",
  hold: money(3_000, "EUR"),
  pspPaymentId: "tr_1",
  releaseRequested: false,
  capture: null,
};
const snapshot: Snapshot = {
  id: "tr_1",
  mode: "TEST",
  status: "authorised",
  amount: money(3_000, "EUR"),
  paymentId: "p1",
  reference: "7KQ2",
  captures: [],
};
const STATUSES = ["open", "authorised", "paid", "canceled", "expired", "failed", "other"] as const;

describe("the table of moves", () => {
  it("REL-14: is sound", () => {
    expect(checkMachine(PAYMENT_MACHINE)).toEqual([]);
  });
});

describe("judging a re-read", () => {
  it("REL-14: never asks for an illegal move, in any state and for any answer", () => {
    const state = fc.constantFrom(...PAYMENT_STATES);
    const status = fc.constantFrom(...STATUSES);
    const capture = fc
      .constantFrom("pending", "succeeded", "failed")
      .map((state) => ({ id: "cpt_1", callId: "c1", state }));
    fc.assert(
      fc.property(
        state,
        status,
        fc.boolean(),
        fc.boolean(),
        fc.array(capture, { maxLength: 2 }),
        (from, to, given, wrong, captures) => {
          const verdict = judgeSnapshot(
            { ...facts, state: from, releaseRequested: given, capture: { callId: "c1", pspCaptureId: null } },
            {
              ...snapshot,
              status: to,
              amount: money(wrong ? 1 : 3_000, "EUR"),
              captures: captures as Snapshot["captures"],
            },
          );
          let at: PaymentState | null = from;
          for (const move of verdict.moves)
            at = at === null ? null : peekTransition(PAYMENT_MACHINE, at, move);
          expect(at).not.toBeNull();
          if (verdict.diverged) expect(verdict.ignored).not.toBeNull();
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it.each([
    [{ id: "tr_2" }, "other_payment"],
    [{ mode: "LIVE" }, "other_mode"],
    [{ paymentId: "p2" }, "other_metadata"],
    [{ paymentId: null }, "other_metadata"],
    [{ reference: "XXXX" }, "other_metadata"],
  ] as const)("REL-69, SEC-87: %j is not our payment", (change, why) => {
    const verdict = judgeSnapshot(facts, { ...snapshot, ...change });
    expect(verdict).toMatchObject({ foreign: why, moves: [] });
  });

  it("REL-70: another amount or currency goes back at once", () => {
    for (const amount of [money(2_999, "EUR"), money(3_000, "CHF"), money(300_000, "EUR")]) {
      const verdict = judgeSnapshot(facts, { ...snapshot, amount });
      expect(verdict).toMatchObject({ mismatch: true, moves: ["psp_authorised", "release_requested"] });
    }
  });

  it("REL-66: an older answer leads nowhere", () => {
    for (const state of ["CAPTURING", "CAPTURED", "RELEASING", "RELEASED"] as const) {
      for (const status of ["open", "authorised"] as const) {
        expect(judgeSnapshot({ ...facts, state }, { ...snapshot, status }).moves).toEqual([]);
      }
    }
  });

  it("REL-14: money after the end is kept and told", () => {
    for (const state of ["FAILED", "CANCELED", "EXPIRED", "HOLD_LOST"] as const) {
      const verdict = judgeSnapshot({ ...facts, state }, snapshot);
      expect(verdict).toMatchObject({ moves: [], ignored: "ignored_psp_authorised", diverged: true });
    }
    for (const state of ["RELEASED", "RELEASING", "AUTHORISED", "FAILED"] as const) {
      const verdict = judgeSnapshot({ ...facts, state }, { ...snapshot, status: "paid" });
      expect(verdict).toMatchObject({ moves: [], ignored: "ignored_psp_paid", diverged: true });
    }
  });

  it("REL-93: only our own capture's failure fails the capture", () => {
    const state = { ...facts, state: "CAPTURING" as const, capture: { callId: "c2", pspCaptureId: "cpt_9" } };
    const failed = { id: "cpt_1", callId: "c1", state: "failed" as const };
    expect(judgeSnapshot(state, { ...snapshot, captures: [failed] }).moves).toEqual([]);
    const ours = { ...failed, callId: "c2" };
    expect(judgeSnapshot(state, { ...snapshot, captures: [failed, ours] }).moves).toEqual([
      "psp_refused_capture",
    ]);
    const byId = { ...failed, id: "cpt_9", callId: null };
    expect(judgeSnapshot(state, { ...snapshot, captures: [byId] }).moves).toEqual(["psp_refused_capture"]);
  });
});
