import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { abandonCreation, cancelAtPsp } from "./adopt-psp-payment";
import { refundUnused, startRelease } from "./make-move";
import { lockPayment, type PaymentRow, recordEvent, updatePayment } from "./payment.store";
import { findCall } from "./psp-call.store";

/**
 * Gives a hold back in full, in the caller's transaction (REL-6, REL-7). Before the payment is authorised it is cancelled at
 * the PSP, and if somebody pays in that very moment, the hold is released as soon as it stands. A prepaid payment is
 * refunded in full. Asking again does nothing, nor does asking for a payment that holds nothing any more.
 * Throws `conflict/capture_requested` when a capture is under way or done.
 */
export async function requestRelease(
  tx: Tx,
  context: Context,
  { paymentId, reason }: { readonly paymentId: string; readonly reason: string },
): Promise<void> {
  const payment = await lockPayment(tx, paymentId);
  if (payment === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
  switch (payment.state) {
    case "CREATED":
      return giveUpCreation(tx, context, payment, reason);
    case "PENDING":
      return giveUpCheckout(tx, context, payment, reason);
    case "AUTHORISED":
    case "CAPTURE_FAILED":
      await startRelease({ tx, context, actor: "sessions" }, payment, reason);
      return;
    case "CAPTURING":
      throw captureRequested(payment);
    case "CAPTURED":
      return returnPrepayment(tx, context, payment, reason);
    default:
      return;
  }
}

function captureRequested(payment: PaymentRow): AppError {
  return new AppError(
    "conflict",
    "capture_requested",
    "a payment that is being captured cannot be released",
    {
      paymentId: payment.id,
    },
  );
}

async function giveUpCreation(tx: Tx, context: Context, payment: PaymentRow, reason: string): Promise<void> {
  if (payment.releaseRequestedAt !== null) return;
  const call = await findCall(tx, { paymentId: payment.id, kind: "CREATE" });
  const marked = await markGivenUp(tx, context, payment, reason);
  if (call !== null && call.attempts === 0) await abandonCreation(tx, context, marked, call);
}

async function giveUpCheckout(tx: Tx, context: Context, payment: PaymentRow, reason: string): Promise<void> {
  if (payment.releaseRequestedAt !== null) return;
  await cancelAtPsp(tx, context, await markGivenUp(tx, context, payment, reason));
}

async function markGivenUp(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  reason: string,
): Promise<PaymentRow> {
  const marked = await updatePayment(tx, payment, { releaseRequestedAt: context.clock.now() });
  await recordEvent(tx, context, marked, {
    name: "given_up",
    from: payment.state,
    actor: "sessions",
    data: { reason },
  });
  return marked;
}

async function returnPrepayment(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  reason: string,
): Promise<void> {
  if (!payment.prepaid || payment.dueMinor !== null) throw captureRequested(payment);
  if (payment.releaseRequestedAt !== null) return;
  const marked = await markGivenUp(tx, context, payment, reason);
  await refundUnused({ tx, context }, marked, payment.capturedMinor - payment.refundedMinor, reason);
}
