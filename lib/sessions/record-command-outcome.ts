import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { raiseException } from "@/lib/db/raise-exception";
import { lockEvse } from "@/lib/locations/lock-evse";
import { recordConfiguration } from "@/lib/locations/record-configuration";
import { dropStationSecret } from "@/lib/locations/replace-station-secret";
import { answerPartner, outcomeOfAnswer, tellProfileAnswer } from "./answer-partner";
import { isProfileCommand } from "./charging-profile.model";
import { SECRET_KEY } from "./rotate-station-secret";
import type { SessionReason } from "./session.model";
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
    const command = await tx.stationCommand.findUnique({
      where: { id: commandId },
      select: { deadlineAt: true },
    });
    if (!command || command.deadlineAt <= now) return false;
    return moveCommand(tx, commandId, ["QUEUED"], { state: "SENT", sentAt: now });
  });
}

/**
 * How a command ended. A rejected or unanswered start is tried again with a new idTag while attempts are left, then the
 * start has failed (REL-74). A rejected or unanswered stop is tried again by the watch (REL-86). Repeats do nothing.
 */
export async function recordCommandOutcome(context: Context, outcome: CommandOutcome): Promise<void> {
  const command = await context.db.withSystem((tx) =>
    tx.stationCommand.findUnique({ where: { id: outcome.commandId } }),
  );
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
    if (!first) return;
    if (command.kind === "GET_CONFIGURATION" && outcome.state === "ACCEPTED") {
      await saveConfiguration(tx, command.stationId, outcome.answer);
    }
    if (isSecretChange(command) && outcome.state === "REJECTED")
      await dropStationSecret(tx, command.stationId);
    if (!session) return;
    await appendEvent(tx, context, session, {
      kind: `${command.kind.toLowerCase()}_${outcome.state.toLowerCase()}`,
      actor: outcome.state === "TIMEOUT" ? "timer" : "station",
      data: JSON.parse(JSON.stringify(outcome.answer)),
    });
    if (command.kind === "REMOTE_START") await afterStart(tx, context, session, command.id, outcome);
    else if (isProfileCommand(command.kind)) await tellProfileAnswer(tx, session, command.id);
    else await afterOther(tx, session, command.kind, outcome);
  });
}

/** True for the command that gives a station its next secret. */
function isSecretChange(command: { readonly kind: string; readonly payload: unknown }): boolean {
  return (
    command.kind === "CHANGE_CONFIGURATION" &&
    (command.payload as { key?: unknown } | null)?.key === SECRET_KEY
  );
}

/** Keeps what the station told about its configuration: intervals and time-outs that our own timers follow. */
async function saveConfiguration(
  tx: Tx,
  stationId: string,
  answer: Readonly<Record<string, unknown>>,
): Promise<void> {
  const values = answer.values;
  if (typeof values !== "object" || values === null) return;
  const texts = Object.entries(values).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  await recordConfiguration(tx, stationId, Object.fromEntries(texts));
}

/** A stop or an unlock has no second try here: the watch repeats stops, and a partner hears the first answer. */
async function afterOther(tx: Tx, session: SessionRow, kind: string, outcome: CommandOutcome): Promise<void> {
  await updateSession(tx, session.id, {});
  if (kind === "REMOTE_STOP") await answerPartner(tx, session, "STOP_SESSION", outcomeOfAnswer(outcome));
  if (kind === "UNLOCK") await answerPartner(tx, session, "UNLOCK_CONNECTOR", outcomeOfAnswer(outcome));
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
    await answerPartner(tx, session, "START_SESSION", "accepted");
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
  await failStart(tx, context, session, site, failureOf(outcome));
}

/** Refused, never reached, or not answered: the driver is told which (UX-18). */
function failureOf({ state, answer }: CommandOutcome): SessionReason {
  if (state === "REJECTED") return "station_refused";
  return answer.reason === "station_not_connected" ? "station_offline" : "station_silent";
}

/**
 * The deadline of a command has passed. Does nothing when it was answered; otherwise nobody held the station, or its gateway
 * crashed: the effect is unknown (REL-16, REL-30).
 */
export async function expireCommand(context: Context, commandId: string): Promise<void> {
  const command = await context.db.withSystem((tx) =>
    tx.stationCommand.findUnique({ where: { id: commandId }, select: { state: true, deadlineAt: true } }),
  );
  if (!command || (command.state !== "QUEUED" && command.state !== "SENT")) return;
  if (command.deadlineAt > context.clock.now()) return;
  const reason = command.state === "QUEUED" ? "station_not_connected" : "no_answer";
  await recordCommandOutcome(context, { commandId, state: "TIMEOUT", answer: { reason } });
}

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
