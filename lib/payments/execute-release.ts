import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { PAYMENT_EVENTS, type PaymentState } from "./payment.model";
import { emitPayment, lockPayment, type PaymentRow, recordOnce } from "./payment.store";
import type { PspFault, PspRegistry } from "./psp/psp.port";
import {
  type CallRow,
  claimCall,
  findCall,
  finishCall,
  markNotSent,
  markUnknown,
  reopenCall,
} from "./psp-call.store";
import { scopeOf } from "./psp-scope";
import { refreshPayment } from "./refresh-payment";
import { OVERDUE_MS, RELEASE_RESEND_MS, releaseCheckDelayMs } from "./retry.rules";

type Step =
  | { readonly kind: "nothing"; readonly state: PaymentState }
  /** Accepted a moment ago: only the confirmation is missing. */
  | { readonly kind: "confirm"; readonly payment: PaymentRow }
  | { readonly kind: "send"; readonly payment: PaymentRow; readonly call: CallRow; readonly look: boolean };

/**
 * Releases a hold at the PSP and goes on until the PSP shows that it is gone, for days if need be (REL-94): job body of
 * `payment.release_due`. The PSP only accepts the wish and acts later, so the job looks, asks again after a while, and
 * tells a person when it takes longer than 15 minutes (REL-7).
 */
export async function executeRelease(
  context: Context,
  psp: PspRegistry,
  { paymentId }: { readonly paymentId: string },
): Promise<{ state: PaymentState }> {
  const step = await context.db.withSystem((tx) => begin(tx, context, paymentId));
  if (step.kind === "nothing") return { state: step.state };
  if (step.kind === "confirm" || step.look) {
    const { state, fresh } = await refreshPayment(context, psp, { paymentId, cause: "release" });
    if (state !== "RELEASING") return { state };
    if (step.kind === "confirm") return { state: await again(context, paymentId) };
    if (!fresh)
      return {
        state: await fail(context, step.call, "the payment provider cannot be asked", true, paymentId),
      };
  }
  const { payment, call, look } = step;
  const { port, scope } = scopeOf(context, psp, payment);
  const answer = await port.release(scope, {
    pspPaymentId: payment.pspPaymentId ?? "",
    idempotencyKey: `${call.idempotencyKey}.${call.attempts}`,
  });
  if (answer.ok) {
    await context.db.withSystem((tx) => finishCall(tx, context, call, "DONE", { accepted: true }));
    return { state: await again(context, paymentId) };
  }
  return refused(context, psp, payment, call, answer.fault, look);
}

async function begin(tx: Tx, context: Context, paymentId: string): Promise<Step> {
  const payment = await lockPayment(tx, paymentId);
  if (payment === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
  if (payment.state !== "RELEASING") return { kind: "nothing", state: payment.state };
  const call = await findCall(tx, { paymentId, kind: "RELEASE" });
  if (call === null)
    throw new AppError("internal", "intent_missing", "a release without intent", { paymentId });
  await alarmWhenOverdue(tx, context, payment);
  const sentAgo = context.clock.now().getTime() - (call.lastSentAt?.getTime() ?? 0);
  if (call.state === "DONE" && sentAgo < RELEASE_RESEND_MS) return { kind: "confirm", payment };
  const claim = await claimCall(tx, context, call.state === "DONE" ? await reopenCall(tx, call) : call);
  if (claim.kind !== "claimed") return { kind: "nothing", state: payment.state };
  return { kind: "send", payment, call: claim.call, look: claim.look };
}

async function alarmWhenOverdue(tx: Tx, context: Context, payment: PaymentRow): Promise<void> {
  const since = payment.releaseRequestedAt ?? payment.updatedAt;
  if (context.clock.now().getTime() - since.getTime() < OVERDUE_MS) return;
  if (await recordOnce(tx, context, payment, "release_overdue", "release")) {
    await emitPayment(tx, payment, PAYMENT_EVENTS.overdue, { payload: { what: "release" } });
  }
}

/** Looks again later, or asks again: the next job decides. */
async function again(context: Context, paymentId: string): Promise<PaymentState> {
  return context.db.withSystem(async (tx) => {
    const payment = await lockPayment(tx, paymentId);
    if (payment?.state !== "RELEASING") return payment?.state ?? "RELEASING";
    const now = context.clock.now().getTime();
    const age = now - (payment.releaseRequestedAt ?? payment.updatedAt).getTime();
    await emitPayment(tx, payment, PAYMENT_EVENTS.releaseDue, {
      runAt: new Date(now + releaseCheckDelayMs(age)),
      key: `payment.release:${payment.id}`,
    });
    return payment.state;
  });
}

async function fail(
  context: Context,
  call: CallRow,
  message: string,
  isUnknown: boolean,
  paymentId: string,
): Promise<PaymentState> {
  await context.db.withSystem((tx) => (isUnknown ? markUnknown : markNotSent)(tx, call, message));
  return again(context, paymentId);
}

/** "No" can mean that the hold is gone already: only the payment itself tells. Otherwise the wish stays and is repeated. */
async function refused(
  context: Context,
  psp: PspRegistry,
  payment: PaymentRow,
  call: CallRow,
  fault: PspFault,
  look: boolean,
): Promise<{ state: PaymentState }> {
  const paymentId = payment.id;
  if (fault.kind === "refused") {
    const { state } = await refreshPayment(context, psp, { paymentId, cause: "release" });
    if (state !== "RELEASING") return { state };
  }
  const isUnknown = fault.kind !== "unavailable" || look;
  return { state: await fail(context, call, fault.message, isUnknown, paymentId) };
}
