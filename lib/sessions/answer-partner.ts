import type { Tx } from "@/lib/db/database";
import { emit, PRIORITY } from "@/lib/db/emit";
import type { PartnerCommand, PartnerOutcome } from "./partner-command.model";
import { SESSION_EVENTS, type SessionReason } from "./session.model";
import type { SessionRow } from "./session.store";
import type { CommandOutcome } from "./station-facts.model";

/**
 * Tells the rooms above how a partner's command ended. The first answer counts and later ones change nothing, so that this may
 * be said at every fact that proves an outcome (REL-32). Nothing for sessions that no partner started.
 */
export async function answerPartner(
  tx: Tx,
  session: SessionRow,
  command: PartnerCommand,
  outcome: PartnerOutcome,
): Promise<void> {
  if (session.subscriptionId === null) return;
  const payload = { clientId: session.clientId, sessionId: session.id, command, outcome };
  await emit(tx, { type: SESSION_EVENTS.commandAnswered, payload }, { priority: PRIORITY.start });
}

/**
 * Tells the rooms above that a command of smart charging has its answer. Each names its own command, because several of one
 * session may be under way. Nothing for sessions that no partner started.
 */
export async function tellProfileAnswer(tx: Tx, session: SessionRow, commandId: string): Promise<void> {
  if (session.subscriptionId === null) return;
  const payload = { clientId: session.clientId, sessionId: session.id, commandId };
  await emit(tx, { type: SESSION_EVENTS.profileAnswered, payload }, { priority: PRIORITY.start });
}

/** The outcome of a start that came to nothing. Without a plug the station was never asked: that is no answer. */
export function outcomeOfFailure(reason: SessionReason): PartnerOutcome {
  switch (reason) {
    case "station_refused":
      return "rejected";
    case "station_offline":
      return "not_connected";
    case "evse_unavailable":
      return "inoperative";
    case "station_silent":
    case "not_plugged_in":
    case "no_transaction":
      return "no_answer";
    default:
      return "failed";
  }
}

/** The outcome of one command as its station, or the silence of it, has answered. */
export function outcomeOfAnswer({ state, answer }: CommandOutcome): PartnerOutcome {
  if (state === "ACCEPTED") return "accepted";
  if (state === "REJECTED") return "rejected";
  return answer.reason === "station_not_connected" ? "not_connected" : "no_answer";
}
