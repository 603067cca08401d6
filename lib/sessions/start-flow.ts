import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import { requestRelease } from "@/lib/payments/request-release";
import { answerPartner, outcomeOfFailure } from "./answer-partner";
import { queueCommand } from "./queue-command";
import { SESSION_EVENTS, type SessionReason, type SessionTrigger } from "./session.model";
import {
  type Actor,
  appendEvent,
  cancelCommands,
  insertAttempt,
  moveSession,
  type SessionRow,
  updateSession,
} from "./session.store";
import type { Site } from "./site.queries";
import { createIdTag } from "./tokens";

/** Seconds after `now`. */
export function after(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}

/** True when the connector reports a cable (OCPP 1.6 §4.9: Preparing). */
export function isPlugged(site: Site): boolean {
  return site.evse.status === "PREPARING";
}

/**
 * Puts a paid session on its way: straight to the start when the cable is in, otherwise to the wait for it. Hardware that
 * opens its socket only after payment gets the start command at once (UX-11).
 */
export async function proceedToStart(
  tx: Tx,
  context: Context,
  session: SessionRow,
  site: Site,
  triggers: { readonly plugged: SessionTrigger; readonly unplugged: SessionTrigger },
  actor: Actor,
): Promise<SessionRow> {
  const now = context.clock.now();
  const { parameters } = site;
  if (isPlugged(site)) {
    const moved = await moveSession(tx, context, session, {
      on: triggers.plugged,
      actor,
      set: {
        reason: null,
        retryUntil: null,
        authorisedAt: session.authorisedAt ?? now,
        plugDeadlineAt: null,
      },
    });
    return sendStart(tx, context, moved, site);
  }
  const plugDeadlineAt = after(now, parameters.plugInWindowS);
  const moved = await moveSession(tx, context, session, {
    on: triggers.unplugged,
    actor,
    set: {
      reason: null,
      retryUntil: null,
      authorisedAt: session.authorisedAt ?? now,
      plugDeadlineAt,
      startDeadlineAt: null,
    },
  });
  await emitDeadline(tx, moved, plugDeadlineAt);
  return site.evse.plugPolicy === "PAY_FIRST" ? sendStart(tx, context, moved, site) : moved;
}

/**
 * True while the hold stands, or the money is there: read in the transaction that writes the start (REL-5). At a terminal of
 * a partner the card was authorised there: its single-use token vouches for it.
 */
async function isCovered(tx: Tx, session: SessionRow, now: Date): Promise<boolean> {
  if (session.channel === "OCPI_TERMINAL") return session.subscriptionId !== null && session.token !== null;
  if (!session.paymentId) return session.channel !== "QR";
  const payment = await tx.payment.findUniqueOrThrow({ where: { id: session.paymentId } });
  if (payment.releaseRequestedAt !== null) return false;
  if (payment.prepaid) return payment.state === "CAPTURED";
  return payment.state === "AUTHORISED" && (payment.captureBefore === null || payment.captureBefore > now);
}

/** One more start command, with an idTag of its own. The payment and the tag are stored before the station can use them. */
export async function sendStart(
  tx: Tx,
  context: Context,
  session: SessionRow,
  site: Site,
): Promise<SessionRow> {
  const now = context.clock.now();
  if (!(await isCovered(tx, session, now)))
    return closeWithoutCharge(tx, context, session, "payment_expired", "system");
  const { parameters, evse } = site;
  const number = 1 + (await tx.startAttempt.count({ where: { sessionId: session.id } }));
  const idTag = createIdTag(context);
  const { commandId } = await queueCommand(tx, context, {
    clientId: session.clientId,
    stationId: evse.stationId,
    sessionId: session.id,
    payload: { kind: "REMOTE_START", ocppConnectorId: evse.ocppConnectorId, idTag },
    deadlineS: parameters.startAckTimeoutS,
    createdBy: "session",
  });
  await insertAttempt(tx, {
    id: context.ids.next(),
    clientId: session.clientId,
    sessionId: session.id,
    evseId: evse.id,
    number,
    idTag,
    commandId,
    createdAt: now,
  });
  await appendEvent(tx, context, session, { kind: "start_sent", actor: "system", data: { attempt: number } });
  if (session.state !== "STARTING") return session;
  const startDeadlineAt = after(now, parameters.startAckTimeoutS + parameters.startConfirmTimeoutS);
  await emitDeadline(tx, session, startDeadlineAt);
  return updateSession(tx, session.id, { startDeadlineAt });
}

/** The timer that ends the wait for a plug or a start; it lives in the database (REL-7, REL-41). */
export async function emitDeadline(tx: Tx, session: SessionRow, at: Date): Promise<void> {
  await emit(
    tx,
    { type: SESSION_EVENTS.startDeadline, payload: { clientId: session.clientId, sessionId: session.id } },
    { runAt: at, key: `start-deadline:${session.id}`, priority: PRIORITY.start },
  );
}

/**
 * The start has failed. The driver may try again on the same hold for a short while; then the hold goes back, so that the
 * release is always sent within a minute of this decision (REL-7, UX-13). A start from a partner's terminal is over at once:
 * another try is another tap, and the partner releases its own hold.
 */
export async function failStart(
  tx: Tx,
  context: Context,
  session: SessionRow,
  site: Site,
  reason: SessionReason,
  on: "start_failed" | "paid_but_refused" = "start_failed",
): Promise<SessionRow> {
  const now = context.clock.now();
  await cancelCommands(tx, session.id, "REMOTE_START", now);
  if (session.subscriptionId !== null) return endPartnerStart(tx, context, session, reason, on);
  const retryUntil = after(now, Math.min(site.parameters.releaseAfterFailureS, 60) * RETRY_SHARE);
  const moved = await moveSession(tx, context, session, {
    on,
    actor: "system",
    data: { reason },
    set: {
      reason,
      retryUntil,
      authorisedAt: session.authorisedAt ?? now,
      plugDeadlineAt: null,
      startDeadlineAt: null,
    },
  });
  await emit(
    tx,
    { type: SESSION_EVENTS.retryOver, payload: { clientId: session.clientId, sessionId: session.id } },
    { runAt: retryUntil, key: `retry-over:${session.id}`, priority: PRIORITY.money },
  );
  return moved;
}

async function endPartnerStart(
  tx: Tx,
  context: Context,
  session: SessionRow,
  reason: SessionReason,
  on: "start_failed" | "paid_but_refused",
): Promise<SessionRow> {
  const failed = await moveSession(tx, context, session, {
    on,
    actor: "system",
    data: { reason },
    set: { reason, plugDeadlineAt: null, startDeadlineAt: null },
  });
  return closeWithoutCharge(tx, context, failed, reason, "system");
}

/** The part of the time until the release in which "try again" is offered; the rest is for the worker to send it. */
const RETRY_SHARE = 0.75;

/** Nothing was delivered and nothing will be: the session ends and the whole hold goes back. */
export async function closeWithoutCharge(
  tx: Tx,
  context: Context,
  session: SessionRow,
  reason: SessionReason,
  actor: Actor,
  on: "given_up" | "nothing_delivered" = "given_up",
): Promise<SessionRow> {
  const now = context.clock.now();
  await cancelCommands(tx, session.id, "REMOTE_START", now);
  const closed = await moveSession(tx, context, session, {
    on,
    actor,
    data: { reason },
    set: {
      reason,
      endedAt: session.endedAt ?? now,
      retryUntil: null,
      plugDeadlineAt: null,
      startDeadlineAt: null,
    },
  });
  if (session.paymentId) await requestRelease(tx, context, { paymentId: session.paymentId, reason });
  if (on === "given_up") await answerPartner(tx, closed, "START_SESSION", outcomeOfFailure(reason));
  return closed;
}
