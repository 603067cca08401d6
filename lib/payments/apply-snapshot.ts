import { money } from "@/lib/core/money";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { type Look, makeMove } from "./make-move";
import { PAYMENT_EVENTS } from "./payment.model";
import { emitPayment, type PaymentRow, recordOnce, updatePayment } from "./payment.store";
import type { PspPayment } from "./psp/psp.port";
import { findCall, lastCall } from "./psp-call.store";
import { judgeSnapshot, type PaymentFacts } from "./snapshot.rules";
import { syncRefunds } from "./sync-refunds";

/**
 * Applies a fresh answer of the PSP to the locked payment: moves, bookings, events. Applying the same answer again, or an
 * older one later, changes nothing (REL-13, REL-66). What the table of moves forbids is kept as an event (REL-14).
 */
export async function applySnapshot(
  tx: Tx,
  context: Context,
  payment: PaymentRow,
  snapshot: PspPayment,
  actor: string,
): Promise<PaymentRow> {
  const verdict = judgeSnapshot(await factsOf(tx, payment), snapshot);
  if (verdict.foreign !== null) {
    const data = { found: snapshot.id, why: verdict.foreign };
    if (await recordOnce(tx, context, payment, "ignored_foreign_payment", actor, data)) {
      context.log.warn(
        { security: true, event: "payment_foreign", paymentId: payment.id, ...data },
        "a payment that is not ours was ignored",
      );
    }
    return payment;
  }
  const look: Look = { tx, context, snapshot, actor, mismatch: verdict.mismatch };
  let current = payment;
  for (const trigger of verdict.moves) current = await makeMove(look, current, trigger);
  if (verdict.mismatch && verdict.moves.length > 0 && current.authorisedAt !== null)
    await raiseMismatch(look, current);
  if (verdict.ignored !== null) await keepIgnored(look, current, verdict.ignored, verdict.diverged);
  current = await keepDeadline(look, current);
  return syncRefunds(look, current);
}

async function factsOf(tx: Tx, payment: PaymentRow): Promise<PaymentFacts> {
  const created = await findCall(tx, { paymentId: payment.id, kind: "CREATE" });
  const reference = (created?.request as { reference?: unknown } | null | undefined)?.reference;
  const capture = payment.state === "CAPTURING" ? await lastCall(tx, payment.id, "CAPTURE") : null;
  const captureId = (capture?.answer as { captureId?: unknown } | null | undefined)?.captureId;
  return {
    id: payment.id,
    reference: typeof reference === "string" ? reference : null,
    mode: payment.mode,
    state: payment.state,
    hold: money(payment.holdMinor, payment.currency),
    pspPaymentId: payment.pspPaymentId,
    releaseRequested: payment.releaseRequestedAt !== null,
    capture:
      capture === null
        ? null
        : { callId: capture.id, pspCaptureId: typeof captureId === "string" ? captureId : null },
  };
}

/** REL-70: the driver agreed to another amount; nothing starts, everything goes back, a person is told. */
async function raiseMismatch({ tx, context, snapshot, actor }: Look, payment: PaymentRow): Promise<void> {
  const data = {
    expected: `${payment.holdMinor} ${payment.currency}`,
    found: `${snapshot.amount.minor} ${snapshot.amount.currency}`,
  };
  if (await recordOnce(tx, context, payment, "amount_mismatch", actor, data)) {
    context.log.error(
      { security: true, event: "payment_amount", paymentId: payment.id, ...data },
      "the PSP's amount is not the agreed one",
    );
    await emitPayment(tx, payment, PAYMENT_EVENTS.amountMismatch);
  }
}

async function keepIgnored(look: Look, payment: PaymentRow, name: string, diverged: boolean): Promise<void> {
  const { tx, context, actor, snapshot } = look;
  const isNew = await recordOnce(tx, context, payment, name, actor, { status: snapshot.status });
  if (isNew && diverged) await emitPayment(tx, payment, PAYMENT_EVENTS.diverged, { payload: { what: name } });
}

/** The PSP may tell the end of the hold later than the hold itself. */
async function keepDeadline({ tx, snapshot }: Look, payment: PaymentRow): Promise<PaymentRow> {
  const { captureBefore } = snapshot;
  if (snapshot.status !== "authorised" || captureBefore === null) return payment;
  if (payment.captureBefore?.getTime() === captureBefore.getTime()) return payment;
  return updatePayment(tx, payment, { captureBefore });
}
