import type { StateMachine } from "@/lib/core/state-machine";

export const PAYMENT_STATES = [
  "CREATED",
  "PENDING",
  "AUTHORISED",
  "CAPTURING",
  "CAPTURED",
  "RELEASING",
  "RELEASED",
  "CAPTURE_FAILED",
  "HOLD_LOST",
  "FAILED",
  "CANCELED",
  "EXPIRED",
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** A refund on its way: asked for, accepted by the PSP, done, or refused. The PSP may tell of a failure days later. */
export const REFUND_STATES = ["INTENDED", "PENDING", "REFUNDED", "FAILED"] as const;
export type RefundState = (typeof REFUND_STATES)[number];

/** What moves a payment. Most are what a re-read of the PSP's payment tells; a webhook is only a hint. */
export type PaymentTrigger =
  | "psp_created"
  | "psp_refused_create"
  | "abandoned"
  | "psp_authorised"
  | "psp_paid_at_once"
  | "psp_failed"
  | "psp_canceled"
  | "psp_expired"
  | "capture_requested"
  | "psp_captured"
  | "psp_refused_capture"
  | "release_requested"
  | "psp_released"
  | "psp_lost_hold";

/** Life of a payment: one hold and what became of it (REL-14). Rendered in docs/state-machines.md. */
export const PAYMENT_MACHINE: StateMachine<PaymentState, PaymentTrigger> = {
  name: "payment",
  initial: "CREATED",
  states: PAYMENT_STATES,
  final: ["RELEASED", "HOLD_LOST", "FAILED", "CANCELED", "EXPIRED", "CAPTURED"],
  edges: [
    { from: "CREATED", on: "psp_created", to: "PENDING" },
    { from: "CREATED", on: "psp_refused_create", to: "FAILED" },
    { from: "CREATED", on: "abandoned", to: "CANCELED" },
    { from: "PENDING", on: "psp_authorised", to: "AUTHORISED" },
    { from: "PENDING", on: "psp_paid_at_once", to: "CAPTURED" },
    { from: "PENDING", on: "psp_failed", to: "FAILED" },
    { from: "PENDING", on: "psp_canceled", to: "CANCELED" },
    { from: "PENDING", on: "psp_expired", to: "EXPIRED" },
    { from: "AUTHORISED", on: "capture_requested", to: "CAPTURING" },
    { from: "AUTHORISED", on: "release_requested", to: "RELEASING" },
    { from: "AUTHORISED", on: "psp_lost_hold", to: "HOLD_LOST" },
    { from: "CAPTURING", on: "psp_captured", to: "CAPTURED" },
    { from: "CAPTURING", on: "psp_refused_capture", to: "CAPTURE_FAILED" },
    { from: "CAPTURING", on: "psp_lost_hold", to: "HOLD_LOST" },
    { from: "CAPTURE_FAILED", on: "capture_requested", to: "CAPTURING" },
    { from: "CAPTURE_FAILED", on: "psp_captured", to: "CAPTURED" },
    { from: "CAPTURE_FAILED", on: "release_requested", to: "RELEASING" },
    { from: "CAPTURE_FAILED", on: "psp_lost_hold", to: "HOLD_LOST" },
    { from: "RELEASING", on: "psp_released", to: "RELEASED" },
    { from: "RELEASING", on: "psp_lost_hold", to: "RELEASED" },
  ],
};

/**
 * Events of this room (lib/db/emit). Payload: `{ clientId, paymentId }`, for refunds also `refundId`.
 * Each is emitted in the transaction of the move that it tells of, so exactly once per move.
 */
export const PAYMENT_EVENTS = {
  /** The hold stands (or, for a prepaid payment, the money is there): the session may start. */
  authorised: "payment.authorised",
  /** Declined, cancelled or expired: nothing is reserved. `failureCode` on the payment says why. */
  failed: "payment.failed",
  /** The price has been taken. For a prepaid payment: the price is settled, the difference is on its way back. */
  captured: "payment.captured",
  captureFailed: "payment.capture_failed",
  released: "payment.released",
  /** The hold ended without our doing: before a capture, or instead of it. */
  holdLost: "payment.hold_lost",
  /** The PSP has accepted a refund. */
  refunded: "payment.refunded",
  /** A refund was refused, or failed after it had been accepted. */
  refundFailed: "payment.refund_failed",
  chargedBack: "payment.charged_back",
  /** Amount or currency at the PSP differ from the quote (REL-70): never started, given back in full, for a person to see. */
  amountMismatch: "payment.amount_mismatch",
  /** The PSP tells of money that our table of moves does not allow (payload `what`): for a person to decide (REL-17). */
  diverged: "payment.diverged",
  /** A capture, release or refund waits too long for its confirmation (payload `what`) (REL-7, REL-94). */
  overdue: "payment.overdue",
  /** Less than the safety margin is left until the hold can no longer be captured (REL-26). */
  holdDeadline: "payment.hold_deadline",
  /** Work for this room itself. */
  createDue: "payment.create_due",
  refreshDue: "payment.refresh_due",
  captureDue: "payment.capture_due",
  releaseDue: "payment.release_due",
  refundDue: "payment.refund_due",
  cancelDue: "payment.cancel_due",
} as const;
export type PaymentEventType = (typeof PAYMENT_EVENTS)[keyof typeof PAYMENT_EVENTS];

/** Accounts of the double-entry ledger. Debit positive, credit negative; a posting sums to zero (REL-1). */
export const LEDGER_ACCOUNTS = {
  /** What the PSP has reserved on the driver's card and we may take. */
  holdReceivable: "hold_receivable",
  /** The counter-account of holds: what we owe back until it is captured or released. */
  holdLiability: "hold_liability",
  /** Money the PSP has taken and owes to the CPO. */
  pspClearing: "psp_clearing",
  /** What drivers owe for energy and time, gross. */
  driverReceivable: "driver_receivable",
  /** Sales, net of VAT. */
  revenue: "revenue",
  /** VAT owed. */
  vat: "vat",
  /** Price above the ceiling that is never charged (REL-21). */
  writeOff: "write_off",
  /** Money taken in full at once that is owed back (prepaid). */
  driverCredit: "driver_credit",
  /** Money that banks took back from the CPO. */
  chargebacks: "chargebacks",
} as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[keyof typeof LEDGER_ACCOUNTS];
