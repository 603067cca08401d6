import { AppError } from "@/lib/core/errors";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import { PAYMENT_EVENTS } from "@/lib/payments/payment.model";
import { requestCapture } from "@/lib/payments/request-capture";
import { STANDING_CDR } from "@/lib/sessions/session.model";
import type { Charge } from "./billing.rules";
import { closeCase } from "./billing.store";
import { decideValidation } from "./decide-validation";
import { decisionsFor, type ExceptionDecision } from "./exception.model";
import type { ValidationAction } from "./validation.model";

/**
 * A person's decision about an exception (REL-31). A flagged session is decided by `decideValidation`, where RELEASE drops it;
 * RETRY of a capture or a release sends it again; the others only record. The caller checks the permission and writes
 * the audit entry. Errors: `exception_unknown`, `exception_closed`, `decision_not_allowed`.
 */
export async function closeException(
  context: Context,
  input: {
    readonly clientId: string;
    readonly exceptionId: string;
    readonly decision: ExceptionDecision;
    readonly note: string;
    readonly userId: string;
    readonly userName: string;
  },
): Promise<void> {
  const { clientId, decision } = input;
  const found = await context.db.withClient(clientId, (tx) =>
    tx.exceptionCase.findUnique({ where: { id: input.exceptionId } }),
  );
  if (!found) throw new AppError("not_found", "exception_unknown", "no such exception");
  if (found.state === "CLOSED")
    throw new AppError("conflict", "exception_closed", "somebody has decided already");
  if (!decisionsFor(found.code).includes(decision)) {
    throw new AppError(
      "validation",
      "decision_not_allowed",
      `${decision} is not a decision about ${found.code}`,
    );
  }
  const action = ACTION_OF[decision];
  if (found.code === "session_flagged" && found.sessionId && action) {
    await decideValidation(context, {
      clientId,
      sessionId: found.sessionId,
      action,
      reason: input.note,
      actor: { userId: input.userId, name: input.userName },
    });
    return;
  }
  await context.db.withClient(clientId, async (tx) => {
    if (decision === "RETRY" && found.paymentId)
      await tryAgain(tx, context, { ...found, paymentId: found.paymentId });
    await closeCase(
      tx,
      { id: found.id },
      { closedAt: context.clock.now(), closedBy: `user:${input.userId}`, decision, note: input.note },
    );
  });
}

/** A flagged session is decided in one place, by the words of the CDR validation; its exception closes with it. */
const ACTION_OF: Readonly<Partial<Record<ExceptionDecision, ValidationAction>>> = {
  RETRY: "RETRY",
  ACCEPT: "ACCEPT",
  RELEASE: "DROP",
};

/** Sends the work again that was refused or never confirmed. */
async function tryAgain(
  tx: Tx,
  context: Context,
  found: { code: string; clientId: string; paymentId: string },
): Promise<void> {
  const { code, clientId, paymentId } = found;
  if (code === "release_unconfirmed") {
    await emit(
      tx,
      { type: PAYMENT_EVENTS.releaseDue, payload: { clientId, paymentId } },
      { priority: PRIORITY.money },
    );
  }
  if (code !== "capture_failed") return;
  const cdr = await tx.cdr.findFirst({
    where: { session: { paymentId }, ...STANDING_CDR },
    include: { session: { select: { reference: true } } },
  });
  if (!cdr) return;
  const { charge } = cdr.content as unknown as { charge: Charge };
  await requestCapture(tx, context, {
    paymentId,
    dueMinor: charge.grossMinor,
    netMinor: charge.netMinor,
    taxMinor: charge.taxMinor,
    writeOffMinor: charge.writtenOffMinor,
    description: cdr.session.reference,
  });
}
