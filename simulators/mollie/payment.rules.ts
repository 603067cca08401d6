import { type Money, minorDigits, toDecimalString } from "@/lib/core/money";
import {
  type DeclineReason,
  MAGIC_AMOUNTS,
  MEANS,
  METHODS,
  type MethodId,
  PAY_WITH,
  type PayWith,
} from "./catalogue.model";
import type { CaptureRecord, PaymentRecord } from "./payment.model";
import type { Settings } from "./settings.model";

/** The capture that counts: pending or succeeded. A payment has at most one. */
export function standingCapture(payment: PaymentRecord): CaptureRecord | null {
  return payment.captures.find((capture) => capture.status !== "failed") ?? null;
}

/** What was really taken, in minor units. */
export function capturedMinor(payment: PaymentRecord): number {
  const capture = payment.captures.find((candidate) => candidate.status === "succeeded");
  if (capture !== undefined) return capture.minor;
  return payment.status === "paid" ? payment.amount.minor : 0;
}

/** What was given back or is on its way back, in minor units. */
export function refundedMinor(payment: PaymentRecord): number {
  return payment.refunds
    .filter((refund) => refund.status !== "failed" && refund.status !== "canceled")
    .reduce((sum, refund) => sum + refund.minor, 0);
}

/** What the bank took back and did not return, in minor units. */
export function chargedBackMinor(payment: PaymentRecord): number {
  return payment.chargebacks
    .filter((chargeback) => chargeback.reversedAt === null)
    .reduce((sum, chargeback) => sum + chargeback.minor, 0);
}

/** True when the shop asked for an authorisation first, captured later by itself or after `captureDelay`. */
export function asksForHold(payment: PaymentRecord): boolean {
  return payment.captureMode === "manual" || payment.captureDelayMs !== null;
}

/** True when paying through this button reserves the amount and does not take it. */
export function canHold(button: MethodId, settings: Settings): boolean {
  return METHODS[button].holds && (button !== "googlepay" || settings.googlePayHolds);
}

/**
 * The means that the checkout shows. Google Pay comes with cards: it is no method of its own at creation.
 * Apple Pay is shown when no method was asked for, or when it was asked for by name.
 */
export function offeredMeans(payment: PaymentRecord, settings: Settings): PayWith[] {
  const allowed = payment.allowedMethods;
  return PAY_WITH.filter((payWith) => {
    const { button } = MEANS[payWith];
    if (!settings.enabledMethods.includes(button)) return false;
    if (asksForHold(payment) && !METHODS[button].holds && !settings.offerUnholdable) return false;
    if (allowed === null) return true;
    return allowed.includes(button === "googlepay" ? "creditcard" : button);
  });
}

/** True when a refused attempt ends the payment; otherwise the payer may choose again. */
export function declineIsFinal(payment: PaymentRecord, settings: Settings): boolean {
  return settings.declineEnds === "always" || payment.allowedMethods?.length === 1;
}

/** The failure that a magic amount of the test mode forces. */
export function magicDecline(payment: PaymentRecord): DeclineReason | null {
  if (payment.mode !== "test") return null;
  const whole = 10 ** minorDigits(payment.amount.currency);
  return MAGIC_AMOUNTS[payment.amount.minor / whole] ?? null;
}

/** `{ currency, value }` as the API writes amounts. */
export function amountJson(amount: Money): { currency: string; value: string } {
  return { currency: amount.currency, value: toDecimalString(amount) };
}
