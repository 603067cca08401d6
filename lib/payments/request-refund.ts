import { AppError } from "@/lib/core/errors";
import { DAY_MS } from "@/lib/core/time";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { lockPayment, type PaymentRow, recordEvent } from "./payment.store";
import { countRefundsBy, intendRefund, parametersOf } from "./refund.store";
import { refundableMinor } from "./settlement.rules";

export interface RequestRefundInput {
  readonly clientId: string;
  readonly paymentId: string;
  /** Minor units of the payment's currency; at most what is captured and not yet given back (REL-3). */
  readonly amountMinor: number;
  readonly reason: string;
  readonly userId: string;
  /** A second person, needed above the CPO's limit for one alone (SEC-58). */
  readonly approvedBy?: string;
}

/**
 * Asks for a full or partial refund to the card that paid. The amount is reserved in the same transaction, so two users at
 * once never exceed the capture (REL-96). Throws `not_found/payment`, `validation/refund_amount`,
 * `precondition/not_captured`, `precondition/refund_exceeds_captured`, `precondition/refund_needs_second_person`,
 * `rate_limited/refund_daily_limit`.
 */
export async function requestRefund(
  context: Context,
  input: RequestRefundInput,
): Promise<{ refundId: string }> {
  return context.db.withClient(input.clientId, (tx) => requestRefundIn(tx, context, input));
}

/** The same in the caller's transaction, for a refund that belongs to another fact, such as a corrected bill. */
export async function requestRefundIn(
  tx: Tx,
  context: Context,
  input: RequestRefundInput,
): Promise<{ refundId: string }> {
  const { paymentId, amountMinor } = input;
  if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) {
    throw new AppError("validation", "refund_amount", "a refund is a positive amount", { amountMinor });
  }
  const payment = await lockPayment(tx, paymentId);
  if (payment === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
  checkRefundable(payment, amountMinor);
  await checkPeople(tx, context, payment, input);
  const reason = input.reason.slice(0, 500);
  const { refundId } = await intendRefund(tx, context, payment, {
    amountMinor,
    reason,
    requestedBy: input.userId,
  });
  await recordEvent(tx, context, payment, {
    name: "refund_requested",
    from: payment.state,
    actor: `user:${input.userId}`,
    data: { refundId, amount: amountMinor, reason, approvedBy: input.approvedBy ?? null },
  });
  return { refundId };
}

function checkRefundable(payment: PaymentRow, amountMinor: number): void {
  const isOpen = payment.prepaid && payment.dueMinor === null;
  if (payment.state !== "CAPTURED" || isOpen) {
    throw new AppError("precondition", "not_captured", "only what was taken can be refunded", {
      paymentId: payment.id,
      state: payment.state,
    });
  }
  const leftMinor = refundableMinor(payment);
  if (amountMinor > leftMinor) {
    throw new AppError("precondition", "refund_exceeds_captured", "more than is left of the capture", {
      paymentId: payment.id,
      amountMinor,
      leftMinor,
    });
  }
}

async function checkPeople(
  tx: Tx,
  context: Context,
  { cpoId }: PaymentRow,
  { userId, amountMinor, approvedBy }: RequestRefundInput,
): Promise<void> {
  const { refundAloneMaxMinor, refundsPerUserPerDay } = await parametersOf(tx, cpoId);
  const hasSecond = approvedBy !== undefined && approvedBy !== userId;
  if (amountMinor > refundAloneMaxMinor && !hasSecond) {
    throw new AppError("precondition", "refund_needs_second_person", "this amount needs a second person", {
      aboveMinor: refundAloneMaxMinor,
    });
  }
  const since = new Date(context.clock.now().getTime() - DAY_MS);
  if ((await countRefundsBy(tx, userId, since)) >= refundsPerUserPerDay) {
    throw new AppError("rate_limited", "refund_daily_limit", "too many refunds by one user today", {
      limit: refundsPerUserPerDay,
    });
  }
}
