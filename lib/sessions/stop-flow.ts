import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import { queueCommand } from "./queue-command";
import { SESSION_EVENTS, type SessionReason } from "./session.model";
import { type Actor, appendEvent, moveSession, type SessionRow } from "./session.store";
import { after } from "./start-flow";

/** Seconds that a station gets to answer one RemoteStop. */
const STOP_ANSWER_S = 15;

/**
 * Asks the station to stop. Needs neither PSP nor mail nor tariff (REL-28). Several wishes at once lead to one stop
 * (REL-87). Returns the session as it is afterwards.
 */
export async function requestStop(
  tx: Tx,
  context: Context,
  session: SessionRow,
  cause: SessionReason,
  actor: Actor,
): Promise<SessionRow> {
  if (session.state !== "CHARGING") return session;
  const now = context.clock.now();
  const moved = await moveSession(tx, context, session, {
    on: "stop_requested",
    actor,
    data: { cause },
    set: { stopRequestedAt: now, stopCause: cause },
  });
  await sendStop(tx, context, moved);
  return moved;
}

/** One RemoteStop for the session's running transaction, and the timer that looks whether it worked. */
export async function sendStop(tx: Tx, context: Context, session: SessionRow): Promise<void> {
  const transaction = await tx.ocppTransaction.findFirst({
    where: { sessionId: session.id, stoppedAt: null },
    select: { id: true, stationId: true },
  });
  if (!transaction) return;
  await queueCommand(tx, context, {
    clientId: session.clientId,
    stationId: transaction.stationId,
    sessionId: session.id,
    payload: { kind: "REMOTE_STOP", transactionId: transaction.id },
    deadlineS: STOP_ANSWER_S,
    createdBy: "session",
  });
  await appendEvent(tx, context, session, { kind: "stop_sent", actor: "system" });
  await scheduleWatch(tx, session, after(context.clock.now(), STOP_ANSWER_S + 2), PRIORITY.stop);
}

/** The next look at a running session. One timer per session: a new one replaces the old. */
export async function scheduleWatch(
  tx: Tx,
  session: SessionRow,
  at: Date,
  priority: number = PRIORITY.normal,
): Promise<void> {
  await emit(
    tx,
    { type: SESSION_EVENTS.watch, payload: { clientId: session.clientId, sessionId: session.id } },
    { runAt: at, key: `watch:${session.id}`, priority },
  );
}
