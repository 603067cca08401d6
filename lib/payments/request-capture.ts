import { AppError } from "@/lib/core/errors";
import { peekTransition } from "@/lib/core/state-machine";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { bookSale, bookSettlement, bookWriteOff } from "./ledger.rules";
import { post } from "./ledger.store";
import { refundUnused } from "./make-move";
import { PAYMENT_EVENTS, PAYMENT_MACHINE } from "./payment.model";
import {
  emitPayment,
  lockPayment,
  movePayment,
  type PaymentRow,
  recordEvent,
  updatePayment,
} from "./payment.store";
import { intendCall, lastCall } from "./psp-call.store";
import { requestRelease } from "./request-release";
import { type Settlement, settle } from "./settlement.rules";

export interface RequestCaptureInput {
  readonly paymentId: string;
  /** Price of the session, gross minor units; the capture is `min(due, authorised)` (REL-2, REL-4). */
  readonly dueMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  /** The part of the price above the ceiling (REL-21). */
  readonly writeOffMinor: number;
  /** Shown in the CPO's balance report: the session's reference. */
  readonly description: string;
}

/**
 * Decides the capture of a session's price in the caller's transaction: state, bookings, intent and job together or not at
 * all (REL-91). For a prepaid payment the unused part is refunded instead; a price of nothing releases. Asking again with
 * the same price does nothing, also while the capture is under way; after a refused capture it tries once more.
 * Throws `conflict/capture_differs` for another price (REL-25), `precondition/no_hold` when there is nothing to capture from,
 * `validation/price_contradicts` when net, tax and write-off do not add up.
 */
export async function requestCapture(tx: Tx, context: Context, input: RequestCaptureInput): Promise<void> {
  const { paymentId, dueMinor } = input;
  const payment = await lockPayment(tx, paymentId);
  if (payment === null) throw new AppError("not_found", "payment", "no such payment", { paymentId });
  if (dueMinor === 0) return requestRelease(tx, context, { paymentId, reason: "nothing_to_charge" });
  if (payment.dueMinor !== null && payment.dueMinor !== dueMinor) {
    throw new AppError("conflict", "capture_differs", "the capture was asked for with another price", {
      paymentId,
      before: payment.dueMinor,
      now: dueMinor,
    });
  }
  const settlement = settled(payment, input);
  if (payment.prepaid) return settlePrepaid(tx, context, payment, input, settlement);
  if (payment.state === "CAPTURING" || payment.state === "CAPTURED") return;
  if (peekTransition(PAYMENT_MACHINE, payment.state, "capture_requested") === null) {
    throw new AppError("precondition", "no_hold", `a ${payment.state} payment cannot be captured`, {
      paymentId,
    });
  }
  await startCapture(tx, context, payment, input, settlement);
}

function settled(payment: PaymentRow, input: RequestCaptureInput): Settlement {
  try {
    return settle({
      authorisedMinor: payment.prepaid ? payment.capturedMinor : payment.authorisedMinor,
      dueMinor: input.dueMinor,
      netMinor: input.netMinor,
      taxMinor: input.taxMinor,
      writeOffMinor: input.writeOffMinor,
    });
  } catch (cause) {
    throw new AppError(
      "validation",
      "price_contradicts",
      String(cause),
      { paymentId: payment.id },
      { cause },
    );
  }
}

async function startCapture(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  input: RequestCaptureInput,
  settlement: Settlement,
): Promise<void> {
  const { chargedMinor, writeOffMinor } = settlement;
  const moved = await movePayment(tx, context, payment, "capture_requested", {
    actor: "billing",
    data: { due: input.dueMinor, amount: chargedMinor, writeOff: writeOffMinor },
    set: {
      dueMinor: input.dueMinor,
      captureRequestedAt: payment.captureRequestedAt ?? context.clock.now(),
      failureCode: null,
    },
  });
  await bookPrice(tx, context, moved, input, writeOffMinor);
  const before = await lastCall(tx, payment.id, "CAPTURE");
  const subject = before === null ? "" : `again:${before.id}`;
  const request = { amountMinor: chargedMinor, description: input.description.slice(0, 255) };
  await intendCall(tx, context, moved, "CAPTURE", request, subject);
  await emitPayment(tx, moved, PAYMENT_EVENTS.captureDue);
}

async function bookPrice(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  { netMinor, taxMinor }: RequestCaptureInput,
  writeOffMinor: number,
): Promise<void> {
  await post(tx, context, payment, bookSale(payment.id, netMinor, taxMinor));
  await post(tx, context, payment, bookWriteOff(payment.id, writeOffMinor));
}

/** The money is there already: the price is paid out of it and the rest goes back. */
async function settlePrepaid(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  input: RequestCaptureInput,
  { chargedMinor, writeOffMinor }: Settlement,
): Promise<void> {
  if (payment.dueMinor !== null) return;
  if (payment.releaseRequestedAt !== null) {
    throw new AppError("precondition", "no_hold", "a prepaid payment that goes back cannot be charged", {
      paymentId: payment.id,
    });
  }
  const now = context.clock.now();
  const marked = await updatePayment(tx, payment, { dueMinor: input.dueMinor, captureRequestedAt: now });
  await recordEvent(tx, context, marked, {
    name: "settled",
    from: payment.state,
    actor: "billing",
    data: { due: input.dueMinor, amount: chargedMinor, writeOff: writeOffMinor },
  });
  await bookPrice(tx, context, marked, input, writeOffMinor);
  await post(tx, context, marked, bookSettlement(payment.id, chargedMinor));
  const unused = Math.max(0, payment.capturedMinor - payment.refundedMinor - chargedMinor);
  await refundUnused({ tx, context }, marked, unused, "unused part of the prepayment");
  await emitPayment(tx, marked, PAYMENT_EVENTS.captured);
}
