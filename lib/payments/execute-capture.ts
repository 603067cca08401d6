import { AppError } from "@/lib/core/errors";
import { money } from "@/lib/core/money";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { applySnapshot } from "./apply-snapshot";
import { failCapture } from "./make-move";
import { PAYMENT_EVENTS, type PaymentState } from "./payment.model";
import { emitPayment, lockPayment, type PaymentRow } from "./payment.store";
import type { PspCapture, PspPayment, PspRegistry, PspResult } from "./psp/psp.port";
import { type CallRow, claimCall, finishCall, lastCall, markNotSent, markUnknown } from "./psp-call.store";
import { scopeOf } from "./psp-scope";
import { refreshPayment } from "./refresh-payment";
import { retryDelayMs } from "./retry.rules";

/** The PSP confirms a capture a little after it accepted it. */
const CONFIRM_AFTER_MS = 2_000;

type Step =
  | { readonly kind: "nothing"; readonly state: PaymentState }
  | { readonly kind: "send"; readonly payment: PaymentRow; readonly call: CallRow; readonly look: boolean };

/**
 * Captures at the PSP: lock – call – record, job body of `payment.capture_due`. After a try without answer it looks before
 * it sends again, so there is never a second capture (REL-92, REL-95). A refusal ends in CAPTURE_FAILED (REL-93);
 * everything else is tried again by a later job.
 */
export async function executeCapture(
  context: Context,
  psp: PspRegistry,
  { paymentId }: { readonly paymentId: string },
): Promise<{ state: PaymentState }> {
  const step = await context.db.withSystem((tx) => begin(tx, context, paymentId));
  if (step.kind === "nothing") return { state: step.state };
  const { payment, call, look } = step;
  if (look) {
    const seen = await lookFirst(context, psp, payment, call);
    if (seen !== null) return { state: seen };
  }
  const { port, scope } = scopeOf(context, psp, payment);
  const request = call.request as { amountMinor: number; description: string };
  const answer = await port.capture(scope, {
    idempotencyKey: call.idempotencyKey,
    callId: call.id,
    pspPaymentId: payment.pspPaymentId ?? "",
    amount: money(request.amountMinor, payment.currency),
    description: request.description,
  });
  if (answer.ok) return { state: await confirm(context, psp, payment.id, call, answer.value) };
  if (answer.fault.kind !== "refused") {
    const { kind, message } = answer.fault;
    return { state: await later(context, payment.id, call, kind === "unknown" || look, message) };
  }
  return refuse(context, psp, payment, call, answer.fault.message);
}

async function begin(tx: Tx, context: Context, paymentId: string): Promise<Step> {
  const payment = await lockPayment(tx, paymentId);
  if (payment === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
  if (payment.state !== "CAPTURING") return { kind: "nothing", state: payment.state };
  const call = await lastCall(tx, paymentId, "CAPTURE");
  if (call === null)
    throw new AppError("internal", "intent_missing", "a capture without intent", { paymentId });
  const claim = await claimCall(tx, context, call);
  if (claim.kind !== "claimed") return { kind: "nothing", state: payment.state };
  return { kind: "send", payment, call: claim.call, look: claim.look };
}

/** The state when the PSP knows the capture or cannot be asked; null when it certainly has none and we may send. */
async function lookFirst(
  context: Context,
  psp: PspRegistry,
  payment: PaymentRow,
  call: CallRow,
): Promise<PaymentState | null> {
  const { port, scope } = scopeOf(context, psp, payment);
  const answer = await port.get(scope, payment.pspPaymentId ?? "");
  if (!answer.ok) return later(context, payment.id, call, true, answer.fault.message);
  return context.db.withSystem(async (tx) => {
    const state = await applyLook(tx, context, payment.id, call, answer.value);
    const isKnown = answer.value.captures.some(({ callId }) => callId === call.id);
    return state === "CAPTURING" && !isKnown ? null : state;
  });
}

/** Takes over what a look has shown: the capture itself, or the end of the payment. */
async function applyLook(
  tx: Tx,
  context: Context,
  paymentId: string,
  call: CallRow,
  snapshot: PspPayment,
): Promise<PaymentState> {
  const payment = await lockPayment(tx, paymentId);
  if (payment === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
  const ours = snapshot.captures.find(({ callId }) => callId === call.id);
  if (ours !== undefined) await finishCall(tx, context, call, "DONE", { captureId: ours.id });
  const applied = await applySnapshot(tx, context, payment, snapshot, "capture");
  if (ours !== undefined && applied.state === "CAPTURING") await confirmSoon(tx, context, applied);
  return applied.state;
}

async function confirmSoon(tx: Tx, context: Context, payment: PaymentRow): Promise<void> {
  await emitPayment(tx, payment, PAYMENT_EVENTS.refreshDue, {
    runAt: new Date(context.clock.now().getTime() + CONFIRM_AFTER_MS),
    key: `payment.refresh:${payment.id}:capture`,
  });
}

async function confirm(
  context: Context,
  psp: PspRegistry,
  paymentId: string,
  call: CallRow,
  capture: PspCapture,
): Promise<PaymentState> {
  const state = await context.db.withSystem(async (tx) => {
    const payment = await lockPayment(tx, paymentId);
    await finishCall(tx, context, call, "DONE", { captureId: capture.id });
    if (payment?.state === "CAPTURING") await confirmSoon(tx, context, payment);
    return payment?.state ?? "CAPTURING";
  });
  if (capture.state === "pending" || state !== "CAPTURING") return state;
  return (await refreshPayment(context, psp, { paymentId, cause: "capture" })).state;
}

async function later(
  context: Context,
  paymentId: string,
  call: CallRow,
  isUnknown: boolean,
  message: string,
): Promise<PaymentState> {
  return context.db.withSystem(async (tx) => {
    const payment = await lockPayment(tx, paymentId);
    await (isUnknown ? markUnknown : markNotSent)(tx, call, message);
    if (payment?.state !== "CAPTURING") return payment?.state ?? "CAPTURING";
    await emitPayment(tx, payment, PAYMENT_EVENTS.captureDue, {
      runAt: new Date(context.clock.now().getTime() + retryDelayMs(call.attempts)),
      key: `payment.capture:${payment.id}`,
    });
    return payment.state;
  });
}

/** "No" may also mean "done already" or "the hold is gone": only the payment itself tells. */
async function refuse(
  context: Context,
  psp: PspRegistry,
  payment: PaymentRow,
  call: CallRow,
  message: string,
): Promise<{ state: PaymentState }> {
  const { port, scope } = scopeOf(context, psp, payment);
  const seen: PspResult<PspPayment> = await port.get(scope, payment.pspPaymentId ?? "");
  if (!seen.ok && seen.fault.kind !== "refused") {
    return { state: await later(context, payment.id, call, true, seen.fault.message) };
  }
  return context.db.withSystem(async (tx) => {
    if (seen.ok) {
      const state = await applyLook(tx, context, payment.id, call, seen.value);
      const isKnown = seen.value.captures.some(({ callId }) => callId === call.id);
      if (state !== "CAPTURING" || isKnown) return { state };
    }
    const locked = await lockPayment(tx, payment.id);
    if (locked?.state !== "CAPTURING") return { state: locked?.state ?? payment.state };
    await finishCall(tx, context, call, "REFUSED", { message });
    const failed = await failCapture({ tx, context, actor: "capture" }, locked, message);
    return { state: failed.state };
  });
}
