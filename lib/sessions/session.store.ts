import { transition } from "@/lib/core/state-machine";
import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { emit } from "@/lib/db/emit";
import { type ChargingSession, Prisma } from "@/lib/db/generated/client";
import { SESSION_EVENTS, SESSION_MACHINE, type SessionTrigger } from "./session.model";

export type SessionRow = ChargingSession;

/** Who did it: `driver`, `station`, `psp`, `partner` (a terminal's provider), `timer`, `system`, or `user:<id>`. */
export type Actor = "driver" | "station" | "psp" | "partner" | "timer" | "system" | `user:${string}`;

/** Takes the session's row lock. Null when it does not exist or belongs to another client. */
export async function lockSession(tx: Tx, sessionId: string): Promise<SessionRow | null> {
  const rows = await tx.$queryRaw<
    SessionRow[]
  >`SELECT ${SESSION_COLUMNS} FROM charging_sessions WHERE id = ${sessionId}::uuid FOR UPDATE`;
  return rows[0] ?? null;
}

/** Every column under its name in `SessionRow`. Named one by one: a `*` would break running processes when a column is added. */
const SESSION_COLUMNS = Prisma.raw(
  Object.keys(Prisma.ChargingSessionScalarFieldEnum)
    .map((field) => `${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} AS "${field}"`)
    .join(", "),
);

export async function insertSession(
  tx: Tx,
  context: Context,
  row: Prisma.ChargingSessionUncheckedCreateInput,
  data: Prisma.InputJsonObject,
  actor: Actor = "driver",
): Promise<SessionRow> {
  const session = await tx.chargingSession.create({ data: row });
  await appendEvent(tx, context, session, { kind: "opened", to: "CHECKOUT", actor, data });
  return session;
}

/** Moves a locked session along its table; throws `IllegalTransition` when the table has no such edge. */
export async function moveSession(
  tx: Tx,
  context: Context,
  session: SessionRow,
  move: {
    readonly on: SessionTrigger;
    readonly actor: Actor;
    readonly set?: Prisma.ChargingSessionUncheckedUpdateInput;
    readonly data?: Prisma.InputJsonObject;
  },
): Promise<SessionRow> {
  const to = transition(SESSION_MACHINE, session.state, move.on);
  const moved = await tx.chargingSession.update({
    where: { id: session.id },
    data: { ...move.set, state: to, version: { increment: 1 } },
  });
  await tellPartner(tx, moved);
  await appendEvent(tx, context, session, {
    kind: move.on,
    from: session.state,
    to,
    actor: move.actor,
    ...(move.data ? { data: move.data } : {}),
  });
  return moved;
}

/** Changes facts of a locked session without moving it. */
export async function updateSession(
  tx: Tx,
  sessionId: string,
  set: Prisma.ChargingSessionUncheckedUpdateInput,
): Promise<SessionRow> {
  const data = { ...set, version: { increment: 1 } };
  const session = await tx.chargingSession.update({ where: { id: sessionId }, data });
  await tellPartner(tx, session);
  return session;
}

/** A session that a partner started is shown to it whenever something of it changes. */
async function tellPartner(tx: Tx, session: SessionRow): Promise<void> {
  const { id, clientId, subscriptionId } = session;
  if (subscriptionId === null) return;
  const event = { type: SESSION_EVENTS.partnerChanged, payload: { clientId, sessionId: id } };
  await emit(tx, event, { key: `partner-changed:${id}` });
}

/** Appends to the timeline of a locked session (ADM-5, REL-23). */
export async function appendEvent(
  tx: Tx,
  context: Context,
  session: { readonly id: string; readonly clientId: string },
  event: {
    readonly kind: string;
    readonly from?: SessionRow["state"];
    readonly to?: SessionRow["state"];
    readonly actor: Actor;
    readonly data?: Prisma.InputJsonObject;
  },
): Promise<void> {
  const { kind, from = null, to = null, actor, data = {} } = event;
  await tx.$executeRaw`
    INSERT INTO session_events (client_id, session_id, seq, at, kind, "from", "to", actor, data)
    SELECT ${session.clientId}::uuid, ${session.id}::uuid, COALESCE(max(seq), 0) + 1, ${context.clock.now()}::timestamptz,
           ${kind}, ${from}::session_state, ${to}::session_state, ${actor}, ${JSON.stringify(data)}::jsonb
    FROM session_events WHERE session_id = ${session.id}::uuid`;
}

export async function insertQuote(tx: Tx, row: Prisma.QuoteUncheckedCreateInput): Promise<void> {
  await tx.quote.create({ data: row });
}

export async function insertAttempt(tx: Tx, row: Prisma.StartAttemptUncheckedCreateInput): Promise<void> {
  await tx.startAttempt.create({ data: row });
}

/** Marks the attempt's idTag as used; false when it was used before (SEC-35). */
export async function claimAttempt(tx: Tx, attemptId: string, at: Date): Promise<boolean> {
  const { count } = await tx.startAttempt.updateMany({
    where: { id: attemptId, usedAt: null },
    data: { usedAt: at },
  });
  return count === 1;
}

export async function insertPhase(
  tx: Tx,
  session: SessionRow,
  phase: {
    readonly at: Date;
    readonly state: "CHARGING" | "SUSPENDED_EV" | "SUSPENDED_EVSE" | "FINISHING";
    readonly source: string;
  },
): Promise<void> {
  await tx.sessionPhase.createMany({
    data: [{ clientId: session.clientId, sessionId: session.id, ...phase }],
    skipDuplicates: true,
  });
}

export async function insertCommand(tx: Tx, row: Prisma.StationCommandUncheckedCreateInput): Promise<void> {
  await tx.stationCommand.create({ data: row });
}

/** Moves a command from one of `from` to `to`; false when it was not in one of them (somebody else was first). */
export async function moveCommand(
  tx: Tx,
  commandId: string,
  from: readonly ("QUEUED" | "SENT")[],
  set: Prisma.StationCommandUncheckedUpdateManyInput,
): Promise<boolean> {
  const { count } = await tx.stationCommand.updateMany({
    where: { id: commandId, state: { in: [...from] } },
    data: set,
  });
  return count === 1;
}

/** Commands of a session that have not left yet are not sent any more. */
export async function cancelCommands(tx: Tx, sessionId: string, kind: string, at: Date): Promise<void> {
  await tx.stationCommand.updateMany({
    where: { sessionId, kind, state: "QUEUED" },
    data: { state: "CANCELED", answeredAt: at },
  });
}

/** Counts a mail of the session up to a limit; false when the limit is reached. */
export async function takeEmail(tx: Tx, sessionId: string, limit: number): Promise<boolean> {
  const { count } = await tx.chargingSession.updateMany({
    where: { id: sessionId, emailsSent: { lt: limit } },
    data: { emailsSent: { increment: 1 }, version: { increment: 1 } },
  });
  return count === 1;
}

/** Deletes quotes without a payment or session that ended before the instant. */
export async function removeOldQuotes(tx: Tx, before: Date): Promise<number> {
  const { count } = await tx.quote.deleteMany({
    where: { expiresAt: { lt: before }, session: null, payments: { none: {} } },
  });
  return count;
}
