import type { Money } from "@/lib/core/money";
import type { PaymentState, PaymentTrigger } from "./payment.model";

/** What our row says, as far as a re-read of the PSP's payment is judged by it. */
export interface PaymentFacts {
  readonly id: string;
  readonly reference: string | null;
  readonly mode: "TEST" | "LIVE";
  readonly state: PaymentState;
  readonly hold: Money;
  readonly pspPaymentId: string | null;
  readonly releaseRequested: boolean;
  /** The capture under way: our intent and, when known, the PSP's id of it. */
  readonly capture: { readonly callId: string; readonly pspCaptureId: string | null } | null;
}

/** The part of the PSP's answer that is judged. Same words as `PspPayment`. */
export interface Snapshot {
  readonly id: string;
  readonly mode: "TEST" | "LIVE";
  readonly status: "open" | "authorised" | "paid" | "canceled" | "expired" | "failed" | "other";
  readonly amount: Money;
  readonly paymentId: string | null;
  readonly reference: string | null;
  readonly captures: readonly {
    readonly id: string;
    readonly state: "pending" | "succeeded" | "failed";
    readonly callId: string | null;
  }[];
}

/** What a re-read means for us. */
export interface Verdict {
  /** Not our payment: nothing may be concluded from it (REL-69, SEC-87). */
  readonly foreign: string | null;
  /** Moves to make, in order. */
  readonly moves: readonly PaymentTrigger[];
  /** The amount or currency is not the one that the driver agreed to (REL-70). */
  readonly mismatch: boolean;
  /** A late or illegal fact, kept as an event and not applied (REL-14). */
  readonly ignored: string | null;
  /** The late fact is about money, so a person must look. */
  readonly diverged: boolean;
}

const NOTHING: Verdict = { foreign: null, moves: [], mismatch: false, ignored: null, diverged: false };
const HOLDING: readonly PaymentState[] = ["AUTHORISED", "CAPTURING", "CAPTURE_FAILED"];
const NEVER_PAID: readonly PaymentState[] = ["FAILED", "CANCELED", "EXPIRED"];

/**
 * Judges a fresh answer of the PSP. Statuses only grow there, so an older answer that arrives late never undoes
 * anything: it leads to no move, or to an ignored one.
 */
export function judgeSnapshot(payment: PaymentFacts, snapshot: Snapshot): Verdict {
  const foreign = whyForeign(payment, snapshot);
  if (foreign !== null) return { ...NOTHING, foreign };
  const { amount } = snapshot;
  const mismatch = amount.minor !== payment.hold.minor || amount.currency !== payment.hold.currency;
  switch (snapshot.status) {
    case "authorised":
      return { ...judgeAuthorised(payment, snapshot, mismatch), mismatch };
    case "paid":
      return { ...judgePaid(payment), mismatch };
    case "canceled":
    case "expired":
    case "failed":
      return { ...judgeEnded(payment, snapshot.status), mismatch };
    default:
      return { ...NOTHING, mismatch };
  }
}

function whyForeign(payment: PaymentFacts, snapshot: Snapshot): string | null {
  if (payment.pspPaymentId !== null && payment.pspPaymentId !== snapshot.id) return "other_payment";
  if (payment.mode !== snapshot.mode) return "other_mode";
  if (snapshot.paymentId !== payment.id) return "other_metadata";
  if (payment.reference !== null && snapshot.reference !== payment.reference) return "other_metadata";
  return null;
}

function judgeAuthorised(payment: PaymentFacts, snapshot: Snapshot, mismatch: boolean): Verdict {
  const { state, capture } = payment;
  if (state === "PENDING") {
    const giveBack = mismatch || payment.releaseRequested;
    return { ...NOTHING, moves: giveBack ? ["psp_authorised", "release_requested"] : ["psp_authorised"] };
  }
  if (state === "CAPTURING" && capture !== null) {
    const ours = snapshot.captures.find(
      ({ id, callId }) => callId === capture.callId || id === capture.pspCaptureId,
    );
    return ours?.state === "failed" ? { ...NOTHING, moves: ["psp_refused_capture"] } : NOTHING;
  }
  if (NEVER_PAID.includes(state) || state === "HOLD_LOST") {
    return { ...NOTHING, ignored: "ignored_psp_authorised", diverged: true };
  }
  return NOTHING;
}

function judgePaid({ state }: PaymentFacts): Verdict {
  if (state === "PENDING") return { ...NOTHING, moves: ["psp_paid_at_once"] };
  if (state === "CAPTURING" || state === "CAPTURE_FAILED") return { ...NOTHING, moves: ["psp_captured"] };
  if (state === "CAPTURED" || state === "CREATED") return NOTHING;
  return { ...NOTHING, ignored: "ignored_psp_paid", diverged: true };
}

function judgeEnded({ state }: PaymentFacts, status: "canceled" | "expired" | "failed"): Verdict {
  if (state === "PENDING") return { ...NOTHING, moves: [`psp_${status}`] };
  if (HOLDING.includes(state)) return { ...NOTHING, moves: ["psp_lost_hold"] };
  if (state === "RELEASING") {
    return { ...NOTHING, moves: [status === "canceled" ? "psp_released" : "psp_lost_hold"] };
  }
  if (state === "CAPTURED") return { ...NOTHING, ignored: `ignored_psp_${status}`, diverged: true };
  return NOTHING;
}
