import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import type { FailureCode } from "./failure-codes.model";
import { bookCapture, bookHold, bookPrepayment, bookRelease } from "./ledger.rules";
import { post } from "./ledger.store";
import { PAYMENT_EVENTS, type PaymentTrigger } from "./payment.model";
import { emitPayment, movePayment, type PaymentRow, recordOnce } from "./payment.store";
import type { PspPayment } from "./psp/psp.port";
import { intendCall, lastCall } from "./psp-call.store";
import { BY_SETTLEMENT, intendRefund } from "./refund.store";

/** One transaction's work on one locked payment, after a look at the PSP. */
export interface Look {
  readonly tx: Tx;
  readonly context: Context;
  readonly snapshot: PspPayment;
  /** Who looked, and why: "webhook", "return", "poll" … */
  readonly actor: string;
  /** The PSP's amount is not what the driver agreed to. */
  readonly mismatch: boolean;
}

/**
 * Makes one move that a look at the PSP has shown, with its fields, its booking and its event in one transaction.
 * Throws `IllegalTransition` for a move that the table does not allow.
 */
export async function makeMove(
  look: Look,
  payment: PaymentRow,
  trigger: PaymentTrigger,
): Promise<PaymentRow> {
  switch (trigger) {
    case "psp_authorised":
      return authorise(look, payment);
    case "psp_paid_at_once":
      return takePrepayment(look, payment);
    case "release_requested":
      return startRelease(look, payment, look.mismatch ? "amount_mismatch" : "requested_before_payment");
    case "psp_captured":
      return confirmCapture(look, payment);
    case "psp_refused_capture":
      return failCapture(look, payment, "the capture failed at the payment provider");
    case "psp_released":
    case "psp_lost_hold":
      return endHold(look, payment, trigger);
    case "psp_failed":
      return endUnpaid(look, payment, trigger, look.snapshot.failureCode ?? "unknown");
    case "psp_canceled":
      return endUnpaid(look, payment, trigger, "canceled");
    case "psp_expired":
      return endUnpaid(look, payment, trigger, "expired");
    default:
      return movePayment(look.tx, look.context, payment, trigger, { actor: look.actor });
  }
}

/** What can be booked in the currency of the driver's quote; money in another currency is a person's case. */
function bookableMinor({ snapshot }: Look, payment: PaymentRow): number {
  return snapshot.amount.currency === payment.currency ? snapshot.amount.minor : 0;
}

function cardFields({ snapshot }: Look) {
  return {
    method: snapshot.method,
    cardBrand: snapshot.cardBrand,
    cardLast4: snapshot.cardLast4,
    wallet: snapshot.wallet,
  };
}

async function authorise(look: Look, payment: PaymentRow): Promise<PaymentRow> {
  const { tx, context, snapshot } = look;
  const heldMinor = bookableMinor(look, payment);
  const moved = await movePayment(tx, context, payment, "psp_authorised", {
    actor: look.actor,
    data: { amount: snapshot.amount.minor, currency: snapshot.amount.currency },
    set: {
      ...cardFields(look),
      authorisedMinor: heldMinor,
      authorisedAt: context.clock.now(),
      captureBefore: snapshot.captureBefore,
    },
  });
  await post(tx, context, moved, bookHold(moved.id, heldMinor));
  if (!look.mismatch && moved.releaseRequestedAt === null) {
    await emitPayment(tx, moved, PAYMENT_EVENTS.authorised);
  }
  return moved;
}

/** A method that cannot hold: the whole amount is taken, and what is not used goes back at the end. */
async function takePrepayment(look: Look, payment: PaymentRow): Promise<PaymentRow> {
  const { tx, context, snapshot } = look;
  const takenMinor = bookableMinor(look, payment);
  const now = context.clock.now();
  const moved = await movePayment(tx, context, payment, "psp_paid_at_once", {
    actor: look.actor,
    data: { amount: snapshot.amount.minor, currency: snapshot.amount.currency },
    set: {
      ...cardFields(look),
      prepaid: true,
      authorisedMinor: takenMinor,
      capturedMinor: takenMinor,
      authorisedAt: now,
      capturedAt: now,
      ...(look.mismatch ? { releaseRequestedAt: payment.releaseRequestedAt ?? now } : {}),
    },
  });
  await post(tx, context, moved, bookPrepayment(moved.id, takenMinor));
  if (moved.releaseRequestedAt === null) {
    await emitPayment(tx, moved, PAYMENT_EVENTS.authorised);
    return moved;
  }
  return refundUnused(look, moved, takenMinor, look.mismatch ? "amount mismatch" : "not started");
}

/** Gives a prepaid driver the unused part back. */
export async function refundUnused(
  { tx, context }: Pick<Look, "tx" | "context">,
  payment: PaymentRow,
  amountMinor: number,
  reason: string,
): Promise<PaymentRow> {
  if (amountMinor === 0) return payment;
  const refund = { amountMinor, reason, requestedBy: BY_SETTLEMENT };
  return (await intendRefund(tx, context, payment, refund)).payment;
}

/** AUTHORISED or CAPTURE_FAILED → RELEASING, with the intent and the job. */
export async function startRelease(
  { tx, context, actor }: Pick<Look, "tx" | "context" | "actor">,
  payment: PaymentRow,
  reason: string,
): Promise<PaymentRow> {
  const moved = await movePayment(tx, context, payment, "release_requested", {
    actor,
    data: { reason },
    set: { releaseRequestedAt: payment.releaseRequestedAt ?? context.clock.now() },
  });
  await intendCall(tx, context, moved, "RELEASE", {});
  await emitPayment(tx, moved, PAYMENT_EVENTS.releaseDue);
  return moved;
}

async function confirmCapture(look: Look, payment: PaymentRow): Promise<PaymentRow> {
  const { tx, context, snapshot, actor } = look;
  const call = await lastCall(tx, payment.id, "CAPTURE");
  const asked = askedMinor(call?.request) ?? Math.min(payment.dueMinor ?? 0, payment.authorisedMinor);
  const takenMinor = Math.min(snapshot.capturedMinor, asked);
  const moved = await movePayment(tx, context, payment, "psp_captured", {
    actor,
    data: { amount: snapshot.capturedMinor },
    set: {
      capturedMinor: takenMinor,
      releasedMinor: payment.authorisedMinor - takenMinor,
      capturedAt: context.clock.now(),
      failureCode: null,
    },
  });
  await post(tx, context, moved, bookCapture(moved.id, payment.authorisedMinor, takenMinor));
  if (snapshot.capturedMinor !== asked) {
    const data = { asked, captured: snapshot.capturedMinor };
    if (await recordOnce(tx, context, moved, "captured_amount_differs", actor, data)) {
      await emitPayment(tx, moved, PAYMENT_EVENTS.diverged, { payload: { what: "captured_amount_differs" } });
    }
  }
  await emitPayment(tx, moved, PAYMENT_EVENTS.captured);
  return moved;
}

function askedMinor(request: unknown): number | null {
  const value = (request as { amountMinor?: unknown } | null | undefined)?.amountMinor;
  return typeof value === "number" ? value : null;
}

/** CAPTURING → CAPTURE_FAILED, for a person to decide (REL-93). */
export async function failCapture(
  { tx, context, actor }: Pick<Look, "tx" | "context" | "actor">,
  payment: PaymentRow,
  message: string,
): Promise<PaymentRow> {
  const failureCode: FailureCode = "capture_refused";
  const moved = await movePayment(tx, context, payment, "psp_refused_capture", {
    actor,
    data: { message: message.slice(0, 300) },
    set: { failureCode },
  });
  await emitPayment(tx, moved, PAYMENT_EVENTS.captureFailed);
  return moved;
}

/** The hold is gone: because we asked for it, or on its own. */
async function endHold(
  { tx, context, actor, snapshot }: Look,
  payment: PaymentRow,
  trigger: "psp_released" | "psp_lost_hold",
): Promise<PaymentRow> {
  const moved = await movePayment(tx, context, payment, trigger, {
    actor,
    data: { status: snapshot.status },
    set: { releasedMinor: payment.authorisedMinor, releasedAt: context.clock.now() },
  });
  await post(tx, context, moved, bookRelease(moved.id, payment.authorisedMinor));
  const type = moved.state === "RELEASED" ? PAYMENT_EVENTS.released : PAYMENT_EVENTS.holdLost;
  await emitPayment(tx, moved, type);
  return moved;
}

async function endUnpaid(
  { tx, context, actor }: Look,
  payment: PaymentRow,
  trigger: "psp_failed" | "psp_canceled" | "psp_expired",
  failureCode: FailureCode,
): Promise<PaymentRow> {
  const moved = await movePayment(tx, context, payment, trigger, {
    actor,
    data: { failureCode },
    set: { failureCode },
  });
  await emitPayment(tx, moved, PAYMENT_EVENTS.failed);
  return moved;
}
