import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { FailureCode } from "./failure-codes.model";
import { PAYMENT_EVENTS } from "./payment.model";
import { emitPayment, movePayment, type PaymentRow, recordOnce, updatePayment } from "./payment.store";
import type { PspPayment } from "./psp/psp.port";
import { type CallRow, finishCall, intendCall } from "./psp-call.store";

/**
 * CREATED → PENDING with the PSP's id and checkout page. Recording the same answer twice changes nothing; another id than
 * the one that we know is a second payment at the PSP, which a person must see.
 */
export async function adoptPspPayment(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  call: CallRow,
  found: PspPayment,
  actor: string,
): Promise<PaymentRow> {
  if (payment.state !== "CREATED") {
    if (payment.pspPaymentId !== null && payment.pspPaymentId !== found.id) {
      await recordOnce(tx, context, payment, "second_psp_payment", actor, { found: found.id });
      await emitPayment(tx, payment, PAYMENT_EVENTS.diverged, { payload: { what: "second_psp_payment" } });
    }
    return payment;
  }
  const moved = await movePayment(tx, context, payment, "psp_created", {
    actor,
    data: { pspPaymentId: found.id },
    set: { pspPaymentId: found.id, checkoutUrl: found.checkoutUrl, expiresAt: found.expiresAt },
  });
  await finishCall(tx, context, call, "DONE", { pspPaymentId: found.id });
  // A driver must never see a page with another amount than the one on our button (LAW-51).
  const isWrong = found.amount.minor !== moved.holdMinor || found.amount.currency !== moved.currency;
  if (isWrong || moved.releaseRequestedAt !== null) return cancelAtPsp(tx, context, moved);
  // The answer to a repeated call is the first answer, so the payment may have gone on since.
  if (found.status !== "open" || found.checkoutUrl === null || call.attempts > 1) {
    await emitPayment(tx, moved, PAYMENT_EVENTS.refreshDue, { key: `payment.refresh:${moved.id}` });
  }
  return moved;
}

/** Asks for the end of a payment that nobody has paid yet; if somebody does before, the hold is released at once. */
export async function cancelAtPsp(tx: Tx, context: Context, payment: PaymentRow): Promise<PaymentRow> {
  const marked =
    payment.releaseRequestedAt === null
      ? await updatePayment(tx, payment, { releaseRequestedAt: context.clock.now() })
      : payment;
  await intendCall(tx, context, marked, "CANCEL", {});
  await emitPayment(tx, marked, PAYMENT_EVENTS.cancelDue);
  return marked;
}

/** CREATED → FAILED: the PSP has no such payment and will not get one. */
export async function failCreation(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  call: CallRow,
  failureCode: FailureCode,
): Promise<PaymentRow> {
  await finishCall(tx, context, call, "REFUSED", { failureCode });
  const moved = await movePayment(tx, context, payment, "psp_refused_create", {
    actor: "create",
    data: { failureCode },
    set: { failureCode },
  });
  await emitPayment(tx, moved, PAYMENT_EVENTS.failed);
  return moved;
}

/** CREATED → CANCELED: given up before anything was sent, so there is nothing to take back. */
export async function abandonCreation(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  call: CallRow,
): Promise<PaymentRow> {
  const failureCode: FailureCode = "canceled";
  await finishCall(tx, context, call, "REFUSED", { failureCode });
  const moved = await movePayment(tx, context, payment, "abandoned", {
    actor: "create",
    set: { failureCode },
  });
  await emitPayment(tx, moved, PAYMENT_EVENTS.failed);
  return moved;
}
