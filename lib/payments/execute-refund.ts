import { AppError } from "@/lib/core/errors";
import { money } from "@/lib/core/money";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { PAYMENT_EVENTS, type RefundState } from "./payment.model";
import { emitPayment, lockPayment, type PaymentRow, recordOnce } from "./payment.store";
import type { PspFault, PspRefund, PspRegistry } from "./psp/psp.port";
import { type CallRow, claimCall, findCall, finishCall, markNotSent, markUnknown } from "./psp-call.store";
import { scopeOf } from "./psp-scope";
import { applyFresh } from "./refresh-payment";
import { findRefund, type RefundRow } from "./refund.store";
import { OVERDUE_MS, retryDelayMs } from "./retry.rules";
import { acceptRefund, failRefund, recountRefunds } from "./sync-refunds";

interface Work {
  readonly payment: PaymentRow;
  readonly refund: RefundRow;
  readonly call: CallRow;
  readonly look: boolean;
}

/**
 * Refunds at the PSP: lock – call – record, job body of `payment.refund_due`. After a try without answer it lists the
 * payment's refunds first. When the PSP takes it for a duplicate of an equal refund within the hour, it waits and asks again.
 */
export async function executeRefund(
  context: Context,
  psp: PspRegistry,
  { paymentId, refundId }: { readonly paymentId: string; readonly refundId: string },
): Promise<{ state: RefundState }> {
  const step = await context.db.withSystem((tx) => begin(tx, context, paymentId, refundId));
  if (step.work === null) return { state: step.state };
  const { work } = step;
  if (work.look) {
    const seen = await lookFirst(context, psp, work);
    if (seen !== null) return { state: seen };
  }
  const { port, scope } = scopeOf(context, psp, work.payment);
  const answer = await port.refund(scope, {
    idempotencyKey: work.call.idempotencyKey,
    refundId,
    pspPaymentId: work.payment.pspPaymentId ?? "",
    amount: money(work.refund.amountMinor, work.refund.currency),
    description: work.payment.description,
  });
  if (answer.ok) return { state: await accept(context, work, answer.value) };
  return { state: await recordFault(context, psp, work, answer.fault) };
}

async function begin(
  tx: Tx,
  context: Context,
  paymentId: string,
  refundId: string,
): Promise<{ readonly state: RefundState; readonly work: Work | null }> {
  const payment = await lockPayment(tx, paymentId);
  const refund = await findRefund(tx, refundId);
  if (payment === null || refund === null || refund.paymentId !== paymentId) {
    throw new AppError("not_found", "refund", "no such refund", { paymentId, refundId });
  }
  if (refund.state !== "INTENDED") return { state: refund.state, work: null };
  const call = await findCall(tx, { paymentId, kind: "REFUND", subject: refundId });
  if (call === null)
    throw new AppError("internal", "intent_missing", "a refund without intent", { refundId });
  const claim = await claimCall(tx, context, call);
  if (claim.kind !== "claimed") return { state: refund.state, work: null };
  return { state: refund.state, work: { payment, refund, call: claim.call, look: claim.look } };
}

/** The refund's state when the PSP knows it or cannot be asked; null when it certainly has none and we may send. */
async function lookFirst(context: Context, psp: PspRegistry, work: Work): Promise<RefundState | null> {
  const { port, scope } = scopeOf(context, psp, work.payment);
  const answer = await port.get(scope, work.payment.pspPaymentId ?? "");
  if (!answer.ok) return later(context, work, true, answer.fault.message, null);
  await applyFresh(context, work.payment.id, answer.value, "refund");
  const refund = await context.db.withSystem((tx) => findRefund(tx, work.refund.id));
  return refund === null || refund.state === "INTENDED" ? null : refund.state;
}

async function accept(
  context: Context,
  { payment, refund, call }: Work,
  found: PspRefund,
): Promise<RefundState> {
  return context.db.withSystem(async (tx) => {
    const locked = await lockPayment(tx, payment.id);
    const current = await findRefund(tx, refund.id);
    if (locked === null || current === null) return refund.state;
    await finishCall(tx, context, call, "DONE", { refundId: found.id });
    const look = { tx, context, actor: "refund" };
    await acceptRefund(look, locked, current, found);
    await recountRefunds(look, locked);
    return (await findRefund(tx, refund.id))?.state ?? current.state;
  });
}

async function recordFault(
  context: Context,
  psp: PspRegistry,
  work: Work,
  fault: PspFault,
): Promise<RefundState> {
  if (fault.kind === "unknown") return later(context, work, true, fault.message, null);
  if (fault.kind === "unavailable") return later(context, work, work.look, fault.message, fault.retryAfterMs);
  // "No" after an earlier try without answer may mean "done already".
  const seen = await lookFirst(context, psp, work);
  if (seen !== null) return seen;
  return context.db.withSystem(async (tx) => {
    const payment = await lockPayment(tx, work.payment.id);
    const refund = await findRefund(tx, work.refund.id);
    if (payment === null || refund?.state !== "INTENDED") return refund?.state ?? "INTENDED";
    const look = { tx, context, actor: "refund" };
    await finishCall(tx, context, work.call, "REFUSED", { message: fault.message });
    await failRefund(look, payment, refund, fault.message);
    await recountRefunds(look, payment);
    return "FAILED";
  });
}

async function later(
  context: Context,
  { payment, refund, call }: Work,
  isUnknown: boolean,
  message: string,
  retryAfterMs: number | null,
): Promise<RefundState> {
  const now = context.clock.now().getTime();
  await context.db.withSystem(async (tx) => {
    const locked = await lockPayment(tx, payment.id);
    await (isUnknown ? markUnknown : markNotSent)(tx, call, message);
    if (locked === null) return;
    if (now - refund.createdAt.getTime() > 8 * OVERDUE_MS) {
      const isNew = await recordOnce(tx, context, locked, `refund_overdue:${refund.id}`, "refund");
      if (isNew) await emitPayment(tx, locked, PAYMENT_EVENTS.overdue, { payload: { what: "refund" } });
    }
    await emitPayment(tx, locked, PAYMENT_EVENTS.refundDue, {
      payload: { refundId: refund.id },
      runAt: new Date(now + (retryAfterMs ?? retryDelayMs(call.attempts))),
      key: `payment.refund:${refund.id}`,
    });
  });
  return "INTENDED";
}
