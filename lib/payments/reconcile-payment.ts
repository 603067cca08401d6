import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import { balanceOf } from "./ledger.store";
import { LEDGER_ACCOUNTS, PAYMENT_EVENTS } from "./payment.model";
import { emitPayment, findPayment, lockPayment, type PaymentRow, recordEvent } from "./payment.store";
import type { PspPayment, PspRegistry } from "./psp/psp.port";
import { scopeOf } from "./psp-scope";
import { applyFresh } from "./refresh-payment";

export interface Reconciliation {
  /** False when the PSP could not be asked. */
  readonly compared: boolean;
  /** Taken minus given back, as the PSP tells it; minor units. */
  readonly pspMinor: number;
  /** The same by our books. */
  readonly ledgerMinor: number;
  readonly problems: readonly string[];
}

/**
 * Compares one payment's books with the PSP (REL-17). First applies what the PSP says by the ordinary moves; what still
 * differs is told as `payment.diverged` and never corrected silently. Throws `not_found/payment`.
 */
export async function reconcilePayment(
  context: Context,
  psp: PspRegistry,
  { paymentId }: { readonly paymentId: string },
): Promise<Reconciliation> {
  const payment = await context.db.withSystem((tx) => findPayment(tx, paymentId));
  if (payment === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
  const nothing: Reconciliation = { compared: false, pspMinor: 0, ledgerMinor: 0, problems: [] };
  if (payment.pspPaymentId === null) return nothing;
  const { port, scope } = scopeOf(context, psp, payment);
  const answer = await port.get(scope, payment.pspPaymentId);
  if (!answer.ok) return nothing;
  await applyFresh(context, paymentId, answer.value, "reconcile");
  return context.db.withSystem(async (tx) => {
    const locked = await lockPayment(tx, paymentId);
    if (locked === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
    const ledgerMinor = await balanceOf(tx, paymentId, LEDGER_ACCOUNTS.pspClearing);
    const heldMinor = await balanceOf(tx, paymentId, LEDGER_ACCOUNTS.holdReceivable);
    const pspMinor = balanceAtPsp(answer.value);
    const problems = compare(locked, answer.value, { ledgerMinor, heldMinor, pspMinor });
    if (problems.length > 0) {
      await recordEvent(tx, context, locked, {
        name: "reconcile_difference",
        from: locked.state,
        actor: "reconcile",
        data: { psp: pspMinor, ledger: ledgerMinor, problems: problems.join(", ") },
      });
      await emitPayment(tx, locked, PAYMENT_EVENTS.diverged, { payload: { what: "reconcile_difference" } });
    }
    return { compared: true, pspMinor, ledgerMinor, problems };
  });
}

function balanceAtPsp({ status, capturedMinor, amount, refunds, chargebacks }: PspPayment): number {
  const tookAll = status === "paid" && capturedMinor === 0;
  const taken = tookAll ? amount.minor : capturedMinor;
  const refunded = refunds
    .filter(({ state }) => state !== "failed")
    .reduce((sum, { minor }) => sum + minor, 0);
  const lost = chargebacks.filter(({ reversed }) => !reversed).reduce((sum, { minor }) => sum + minor, 0);
  return taken - refunded - lost;
}

function compare(
  payment: PaymentRow,
  snapshot: PspPayment,
  sums: { readonly ledgerMinor: number; readonly heldMinor: number; readonly pspMinor: number },
): string[] {
  const problems: string[] = [];
  if (sums.ledgerMinor !== sums.pspMinor) problems.push("balance_differs");
  const isHeldThere = snapshot.status === "authorised";
  if (isHeldThere !== sums.heldMinor > 0) problems.push("hold_differs");
  if (payment.refundedMinor > payment.capturedMinor) problems.push("refunds_exceed_capture");
  return problems;
}
