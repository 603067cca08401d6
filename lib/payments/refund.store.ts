import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { Refund } from "@/lib/db/generated/client";
import { type Parameters, parametersFor } from "@/lib/tenants/parameters.model";
import { PAYMENT_EVENTS, type RefundState } from "./payment.model";
import { emitPayment, type PaymentRow, updatePayment } from "./payment.store";
import { intendCall } from "./psp-call.store";

export type RefundRow = Refund;

/** `requestedBy` of the refund that gives a prepaid driver the difference back. */
export const BY_SETTLEMENT = "settlement";
/** `requestedBy` of a refund that somebody made in the PSP's own portal. */
export const BY_PSP = "psp";

/** A refund to be asked for: reserved against the capture, with its intent and its job. The caller holds the row lock. */
export async function intendRefund(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  refund: { readonly amountMinor: number; readonly reason: string; readonly requestedBy: string },
): Promise<{ refundId: string; payment: PaymentRow }> {
  const refundId = context.ids.next();
  await tx.refund.create({
    data: {
      ...refund,
      id: refundId,
      clientId: payment.clientId,
      paymentId: payment.id,
      currency: payment.currency,
      createdAt: context.clock.now(),
    },
  });
  const reserved = await updatePayment(tx, payment, { refundedMinor: { increment: refund.amountMinor } });
  await intendCall(tx, context, payment, "REFUND", { amountMinor: refund.amountMinor }, refundId);
  await emitPayment(tx, payment, PAYMENT_EVENTS.refundDue, { payload: { refundId } });
  return { refundId, payment: reserved };
}

/** A refund that the PSP tells of and we did not ask for. */
export async function insertForeignRefund(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  found: { readonly pspRefundId: string; readonly amountMinor: number; readonly currency: string },
): Promise<RefundRow> {
  return tx.refund.create({
    data: {
      ...found,
      id: context.ids.next(),
      clientId: payment.clientId,
      paymentId: payment.id,
      reason: "made at the payment provider",
      requestedBy: BY_PSP,
      createdAt: context.clock.now(),
    },
  });
}

export async function refundsOf(tx: Tx, paymentId: string): Promise<RefundRow[]> {
  return tx.refund.findMany({ where: { paymentId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
}

export async function updateRefund(
  tx: Tx,
  refundId: string,
  set: { readonly state: RefundState; readonly pspRefundId?: string; readonly finishedAt?: Date | null },
): Promise<RefundRow> {
  return tx.refund.update({ where: { id: refundId }, data: set });
}

/**
 * How many refunds a user has asked for since the instant (SEC-58). Holds the user's lock until the end of the transaction, so
 * that two requests at once are counted one after the other.
 */
export async function countRefundsBy(tx: Tx, userId: string, since: Date): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`refunds:${userId}`}, 0))`;
  return tx.refund.count({ where: { requestedBy: userId, createdAt: { gte: since } } });
}

/** The CPO's limits for refunds. */
export async function parametersOf(tx: Tx, cpoId: string): Promise<Parameters> {
  return parametersFor(
    await tx.cpo.findUniqueOrThrow({ where: { id: cpoId }, select: { mode: true, parameters: true } }),
  );
}

export async function findRefund(tx: Tx, refundId: string): Promise<RefundRow | null> {
  return tx.refund.findUnique({ where: { id: refundId } });
}
