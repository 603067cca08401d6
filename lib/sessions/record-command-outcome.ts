import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { raiseException } from "@/lib/db/raise-exception";
import { lockEvse } from "@/lib/locations/lock-evse";
import { appendEvent, lockSession, moveCommand, type SessionRow, updateSession } from "./session.store";
import { findSite } from "./site.queries";
import { after, failStart, sendStart } from "./start-flow";
import type { CommandOutcome } from "./station-facts.model";

/**
 * A gateway takes a queued command for sending. False when it is no longer to be sent: cancelled, past its deadline, or
 * taken by another gateway. Marked before the frame leaves, so that a crash never sends it twice.
 */
export async function markCommandSent(context: Context, commandId: string): Promise<boolean> {
  const now = context.clock.now();
  return context.db.withSystem(async (tx) => {
    const command = await tx.stationCommand.findUnique({ where: { id: commandId }, select: { deadlineAt: true } });
    if (!command || command.deadlineAt <= now) return false;
    return moveCommand(tx, commandId, ["QUEUED"], { state: "SENT", sentAt: now });
  });
}

/**
 * How a command ended. A rejected or unanswered start is tried again with a new idTag while attempts are left, then the
 * start has failed (REL-74). A rejected or unanswered stop is tried again by the watch (REL-86). Repeats do nothing.
 */
export async function recordCommandOutcome(context: Context, outcome: CommandOutcome): Promise<void> {
  const command = await context.db.withSystem((tx) => tx.stationCommand.findUnique({ where: { id: outcome.commandId } }));
  if (!command) return;
  await context.db.withClient(command.clientId, async (tx) => {
    const found = command.sessionId
      ? await tx.chargingSession.findUnique({ where: { id: command.sessionId }, select: { evseId: true } })
      : null;
    if (found) await lockEvse(tx, found.evseId);
    const session = command.sessionId ? await lockSession(tx, command.sessionId) : null;
    const first = await moveCommand(tx, command.id, ["QUEUED", "SENT"], {
      state: outcome.state,
      answeredAt: context.clock.now(),
      answer: JSON.parse(JSON.stringify(outcome.answer)),
    });
    if (!first || !session) return;
    await appendEvent(tx, context, session, {
      kind: `${command.kind.toLowerCase()}_${outcome.state.toLowerCase()}`,
      actor: outcome.state === "TIMEOUT" ? "timer" : "station",
      data: JSON.parse(JSON.stringify(outcome.answer)),
    });
    if (command.kind === "REMOTE_START") await afterStart(tx, context, session, command.id, outcome);
    if (command.kind === "REMOTE_STOP" && outcome.state !== "ACCEPTED") await updateSession(tx, session.id, {});
  });
}

async function afterStart(
  tx: Tx,
  context: Context,
  session: SessionRow,
  commandId: string,
  outcome: CommandOutcome,
): Promise<void> {
  const attempt = await tx.startAttempt.findUnique({ where: { commandId } });
  const site = await findSite(tx, session.evseId);
  if (!attempt || !site || attempt.evseId !== session.evseId) return;
  const waiting = session.state === "STARTING" || session.state === "AWAITING_PLUG";
  if (!waiting) return;
  if (outcome.state === "ACCEPTED") {
    // "Accepted" only means "will try" (OCPP 1.6 §5.11). The clock for the proof starts now.
    if (session.state !== "STARTING") return;
    await updateSession(tx, session.id, {
      startDeadlineAt: after(context.clock.now(), site.parameters.startConfirmTimeoutS),
    });
    return;
  }
  if (attempt.number < site.parameters.startAttempts) {
    await sendStart(tx, context, session, site);
    return;
  }
  if (session.state === "AWAITING_PLUG" && outcome.state === "REJECTED") {
    // A station that refuses without a cable may accept with one; the wait for the plug goes on.
    return;
  }
  const reason = outcome.state === "REJECTED" ? "station_refused" : "station_silent";
  await failStart(tx, context, session, site, reason);
}

/** Commands whose deadline has passed without an outcome: no gateway held the station, or it crashed (REL-30). */
export async function expireCommands(context: Context): Promise<number> {
  const now = context.clock.now();
  const late = await context.db.withSystem((tx) =>
    tx.stationCommand.findMany({
      where: { state: { in: ["QUEUED", "SENT"] }, deadlineAt: { lt: new Date(now.getTime() - GATEWAY_GRACE_MS) } },
      select: { id: true, state: true },
      orderBy: { deadlineAt: "asc" },
      take: 500,
    }),
  );
  for (const command of late) {
    await recordCommandOutcome(context, {
      commandId: command.id,
      state: "TIMEOUT",
      answer: { reason: command.state === "QUEUED" ? "station_not_connected" : "no_answer" },
    });
  }
  return late.length;
}

/** The gateway itself reports time-outs; the sweep waits this long for it. */
const GATEWAY_GRACE_MS = 2_000;

/** A stop that the station refused or did not answer, again and again: a person must know (REL-86). */
export async function raiseStopTrouble(tx: Tx, session: SessionRow): Promise<void> {
  await raiseException(tx, {
    clientId: session.clientId,
    code: "stop_unconfirmed",
    key: `stop_unconfirmed:${session.id}`,
    sessionId: session.id,
    stationId: session.stationId,
  });
}
