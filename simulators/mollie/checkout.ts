import { type DeclineReason, MEANS, type PayWith } from "./catalogue.model";
import { movePayment } from "./move-payment";
import type { PaymentRecord } from "./payment.model";
import { asksForHold, canHold, declineIsFinal, magicDecline, offeredMeans } from "./payment.rules";
import { unprocessable } from "./problem.rules";
import type { World } from "./world";

const DAY_MS = 86_400_000;

export const CHALLENGE_ANSWERS = ["approve", "refuse", "abandon"] as const;
export type ChallengeAnswer = (typeof CHALLENGE_ANSWERS)[number];

function ensureOpen(payment: PaymentRecord): void {
  if (payment.status !== "open") throw unprocessable("The payment is not open any more");
}

/**
 * The payer presses a pay button. Cards stop at the 3-D Secure step, everything else is done at once.
 * Throws `ApiProblem` 422 when the payment is not open or the button is not offered.
 */
export function pay(world: World, payment: PaymentRecord, payWith: PayWith): void {
  ensureOpen(payment);
  if (!offeredMeans(payment, world.settings).includes(payWith)) {
    throw unprocessable("The payment method is not offered for this payment");
  }
  const forced = magicDecline(payment);
  if (forced !== null) {
    decline(world, payment, forced, payWith);
  } else if (MEANS[payWith].challenge) {
    payment.challenge = payWith;
    world.changed();
  } else {
    complete(world, payment, payWith);
  }
}

/** The payer answers the 3-D Secure step. Throws `ApiProblem` 422 when no card waits for it. */
export function answerChallenge(world: World, payment: PaymentRecord, answer: ChallengeAnswer): void {
  ensureOpen(payment);
  const payWith = payment.challenge;
  if (payWith === null) throw unprocessable("No card waits for 3-D Secure");
  if (answer === "approve") complete(world, payment, payWith);
  else
    decline(
      world,
      payment,
      answer === "refuse" ? "authentication_failed" : "authentication_abandoned",
      payWith,
    );
}

/** The bank refuses. With one fixed method that ends the payment, otherwise the payer may choose again; `final` always ends it. */
export function decline(
  world: World,
  payment: PaymentRecord,
  reason: DeclineReason,
  payWith: PayWith = "visa",
  final = false,
): void {
  ensureOpen(payment);
  payment.lastDecline = reason;
  payment.challenge = null;
  if (!final && !declineIsFinal(payment, world.settings)) {
    world.changed();
    return;
  }
  payment.method = MEANS[payWith].method;
  payment.details = { with: payWith, failure: reason };
  movePayment(world, payment, "decline");
}

/** The payer gives up. */
export function cancelInCheckout(world: World, payment: PaymentRecord): void {
  ensureOpen(payment);
  movePayment(world, payment, "cancel");
}

/** The time to pay is over, by the clock or by a button. */
export function expirePayment(world: World, payment: PaymentRecord): void {
  ensureOpen(payment);
  movePayment(world, payment, "expire");
}

/** Reserves the amount when that was asked for and the method can; takes it otherwise. */
function complete(world: World, payment: PaymentRecord, payWith: PayWith): void {
  const means = MEANS[payWith];
  payment.method = means.method;
  payment.details = { with: payWith, failure: null };
  if (!asksForHold(payment) || !canHold(means.button, world.settings)) {
    movePayment(world, payment, "pay");
    return;
  }
  const now = world.time.now();
  movePayment(world, payment, "authorize");
  payment.captureBefore = now + means.holdDays * DAY_MS;
  world.time.schedule({ at: payment.captureBefore, kind: "lapse", paymentId: payment.id, ref: payment.id });
  if (payment.captureDelayMs !== null) {
    const at = now + payment.captureDelayMs;
    world.time.schedule({ at, kind: "auto_capture", paymentId: payment.id, ref: payment.id });
  }
}
