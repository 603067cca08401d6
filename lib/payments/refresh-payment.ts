import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { applySnapshot } from "./apply-snapshot";
import { tryCreate } from "./create-at-psp";
import { PAYMENT_EVENTS, type PaymentState } from "./payment.model";
import { emitPayment, findPayment, lockPayment, type PaymentRow } from "./payment.store";
import type { PspFault, PspPayment, PspRegistry } from "./psp/psp.port";
import { scopeOf } from "./psp-scope";
import { retryDelayMs } from "./retry.rules";

/** Why somebody looks; becomes the actor of the events that follow. */
export type RefreshCause =
  | "webhook"
  | "return"
  | "poll"
  | "capture"
  | "release"
  | "refund"
  | "cancel"
  | "reconcile";

export interface RefreshResult {
  readonly state: PaymentState;
  readonly failureCode: string | null;
  readonly prepaid: boolean;
  /** False when the PSP could not be asked: the state is what we knew before. */
  readonly fresh: boolean;
}

/**
 * Reads the payment at the PSP and applies what it says. Webhook, browser return and poller all come here, in any order and
 * number (REL-65 to REL-69, SEC-87, SEC-88). When the PSP does not answer, a job looks again later.
 * Throws `not_found/payment` only.
 */
export async function refreshPayment(
  context: Context,
  psp: PspRegistry,
  { paymentId, cause }: { readonly paymentId: string; readonly cause: RefreshCause },
): Promise<RefreshResult> {
  const payment = await known(context, psp, paymentId);
  if (payment.pspPaymentId === null) {
    if (payment.state === "CREATED") await lookLater(context, payment, 1);
    return resultOf(payment, false);
  }
  const { port, scope } = scopeOf(context, psp, payment);
  const answer = await port.get(scope, payment.pspPaymentId);
  if (!answer.ok) {
    await noteFault(context, payment, answer.fault);
    return resultOf(payment, false);
  }
  return resultOf(await applyFresh(context, payment.id, answer.value, cause), true);
}

/** Applies an answer under the payment's lock, in a transaction of its own. */
export async function applyFresh(
  context: Context,
  paymentId: string,
  snapshot: PspPayment,
  actor: string,
): Promise<PaymentRow> {
  return context.db.withSystem(async (tx) => {
    const locked = await lockPayment(tx, paymentId);
    if (locked === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
    return applySnapshot(tx, context, locked, snapshot, actor);
  });
}

/** The row; when the PSP's id is still missing because a webhook was faster than our record, creation is finished first (REL-65). */
async function known(context: Context, psp: PspRegistry, paymentId: string): Promise<PaymentRow> {
  const read = () => context.db.withSystem((tx) => findPayment(tx, paymentId));
  let payment = await read();
  if (payment?.state === "CREATED") {
    await tryCreate(context, psp, paymentId);
    payment = await read();
  }
  if (payment === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
  return payment;
}

async function noteFault(context: Context, payment: PaymentRow, fault: PspFault): Promise<void> {
  if (fault.kind !== "refused") return lookLater(context, payment, 2);
  const { status, message } = fault;
  context.log.error({ paymentId: payment.id, status, message }, "the PSP refuses to show a payment");
}

async function lookLater(context: Context, payment: PaymentRow, attempts: number): Promise<void> {
  const runAt = new Date(context.clock.now().getTime() + retryDelayMs(attempts));
  await context.db.withSystem((tx) =>
    emitPayment(tx, payment, PAYMENT_EVENTS.refreshDue, {
      runAt,
      key: `payment.refresh:${payment.id}:later`,
    }),
  );
}

function resultOf({ state, failureCode, prepaid }: PaymentRow, fresh: boolean): RefreshResult {
  return { state, failureCode, prepaid, fresh };
}
