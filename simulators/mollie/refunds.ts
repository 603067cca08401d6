import { money, subtractMoney } from "@/lib/core/money";
import type { PaymentRecord, RefundRecord } from "./payment.model";
import { capturedMinor, refundedMinor } from "./payment.rules";
import { ApiProblem, unprocessable } from "./problem.rules";
import {
  type Body,
  checkNoTokenParameters,
  checkParameters,
  readMetadata,
  readPartialAmount,
} from "./validation.rules";
import { announce } from "./webhooks";
import type { World } from "./world";

const HOUR_MS = 3_600_000;
const PARAMETERS: readonly string[] =
  "amount description metadata externalReference reverseRouting routingReversals testmode profileId".split(
    " ",
  );

/**
 * Starts a refund of a paid payment; it is executed two hours later.
 * Throws `ApiProblem`: 422 when it is not paid or more than remains, 409 on the same amount within the hour whatever the key.
 */
export function createRefund(world: World, payment: PaymentRecord, body: Body): RefundRecord {
  checkParameters(body, PARAMETERS);
  checkNoTokenParameters(body);
  if (payment.status !== "paid") throw unprocessable("The specified amount cannot be refunded", "amount");
  const captured = money(capturedMinor(payment), payment.amount.currency);
  const remaining = subtractMoney(captured, money(refundedMinor(payment), payment.amount.currency));
  const amount = readPartialAmount(body.amount, remaining);
  if (amount.minor < 1 || (amount.minor > remaining.minor && !world.settings.allowOverRefund)) {
    throw unprocessable("The specified amount cannot be refunded", "amount");
  }
  refuseDuplicate(world, payment, amount.minor);
  const description = body.description ?? "";
  if (typeof description !== "string") throw unprocessable("The description is invalid", "description");
  const refund: RefundRecord = {
    id: world.ids.next("re_"),
    minor: amount.minor,
    description: description.slice(0, 255),
    metadata: readMetadata(body.metadata),
    externalReference: readMetadata(body.externalReference),
    createdAt: world.time.now(),
    status: world.settings.balanceTooLow ? "queued" : "pending",
  };
  payment.refunds.push(refund);
  planStep(world, payment, refund, world.settings.refundProcessingAfterMs);
  world.changed();
  return refund;
}

function refuseDuplicate(world: World, payment: PaymentRecord, minor: number): void {
  const since = world.time.now() - HOUR_MS;
  const twin = payment.refunds.find(
    (refund) =>
      refund.minor === minor && refund.createdAt > since && !["failed", "canceled"].includes(refund.status),
  );
  if (twin !== undefined) throw new ApiProblem(409, "A duplicate refund has been detected");
}

function planStep(world: World, payment: PaymentRecord, refund: RefundRecord, afterMs: number): void {
  const at = world.time.now() + afterMs;
  world.time.schedule({ at, kind: "refund_step", paymentId: payment.id, ref: refund.id });
}

/** Takes back a refund that was not executed yet. Throws `ApiProblem` 422. */
export function cancelRefund(world: World, refund: RefundRecord): void {
  if (refund.status !== "queued" && refund.status !== "pending") {
    throw unprocessable("The refund cannot be canceled");
  }
  refund.status = "canceled";
  world.time.cancel("refund_step", refund.id);
  world.changed();
}

/** queued → pending → processing → refunded or failed. */
export function stepRefund(world: World, payment: PaymentRecord, refund: RefundRecord): void {
  const { balanceTooLow, refundProcessingAfterMs, refundDoneAfterMs, refundOutcome } = world.settings;
  if (refund.status === "queued") {
    if (!balanceTooLow) refund.status = "pending";
    planStep(world, payment, refund, Math.max(refundProcessingAfterMs, 60_000));
  } else if (refund.status === "pending") {
    refund.status = "processing";
    announce(world, payment, "refund processing");
    planStep(world, payment, refund, refundDoneAfterMs);
  } else if (refund.status === "processing") {
    refund.status = refundOutcome;
    announce(world, payment, `refund ${refundOutcome}`);
  }
  world.changed();
}
