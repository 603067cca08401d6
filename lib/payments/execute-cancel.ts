import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { PAYMENT_EVENTS, type PaymentState } from "./payment.model";
import { emitPayment, lockPayment, type PaymentRow } from "./payment.store";
import type { PspRegistry } from "./psp/psp.port";
import { type CallRow, claimCall, findCall, finishCall, markUnknown } from "./psp-call.store";
import { scopeOf } from "./psp-scope";
import { refreshPayment } from "./refresh-payment";
import { retryDelayMs } from "./retry.rules";

/**
 * Ends a payment at the PSP that the driver has given up before paying: job body of `payment.cancel_due`. When the PSP
 * says that it cannot be cancelled any more, the payment is read again; one that was paid meanwhile is released by that.
 */
export async function executeCancel(
  context: Context,
  psp: PspRegistry,
  { paymentId }: { readonly paymentId: string },
): Promise<{ state: PaymentState }> {
  const step = await context.db.withSystem((tx) => begin(tx, context, paymentId));
  if (step.call === null) return { state: step.payment.state };
  const { payment, call } = step;
  const { port, scope } = scopeOf(context, psp, payment);
  const answer = await port.cancel(scope, {
    pspPaymentId: payment.pspPaymentId ?? "",
    idempotencyKey: call.idempotencyKey,
  });
  await context.db.withSystem(async (tx) => {
    if (answer.ok) return finishCall(tx, context, call, "DONE", {});
    const { kind, message } = answer.fault;
    if (kind === "refused") return finishCall(tx, context, call, "REFUSED", { message });
    await markUnknown(tx, call, message);
    await emitPayment(tx, payment, PAYMENT_EVENTS.cancelDue, {
      runAt: new Date(context.clock.now().getTime() + retryDelayMs(call.attempts)),
      key: `payment.cancel:${payment.id}`,
    });
  });
  const { state } = await refreshPayment(context, psp, { paymentId, cause: "cancel" });
  return { state };
}

async function begin(
  tx: Tx,
  context: Context,
  paymentId: string,
): Promise<{ readonly payment: PaymentRow; readonly call: CallRow | null }> {
  const payment = await lockPayment(tx, paymentId);
  if (payment === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
  const call = await findCall(tx, { paymentId, kind: "CANCEL" });
  if (payment.state !== "PENDING" || call === null) return { payment, call: null };
  const claim = await claimCall(tx, context, call);
  return { payment, call: claim.kind === "claimed" ? claim.call : null };
}
