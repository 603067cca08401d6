import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { readSchedule } from "@/lib/sessions/read-schedule";
import { findAnsweredProfileCommand, wasProfileSet } from "@/lib/sessions/schedule.queries";
import { findConnection } from "@/lib/subscriptions/connection.queries";
import { endpointOf } from "../../partner/open-partner";
import { queuePush } from "../../push/queue-push";
import { resultOfAnswer } from "./active-profile.rules";
import { settleProfileRequest } from "./profile-request.store";

/**
 * The station has answered a command of smart charging, or will not. The partner who asked gets its one result; after a change
 * that was taken the station is asked what it means to give now, and that answer is told to the partner as well (OCPI charging
 * profiles, Sender PUT). Repeats do nothing: the first result stands.
 */
export async function recordProfileAnswer(
  context: Context,
  job: { readonly clientId: string; readonly sessionId: string; readonly commandId: string },
): Promise<void> {
  const { clientId, commandId } = job;
  await context.db.withClient(clientId, async (tx) => {
    const answer = await findAnsweredProfileCommand(tx, commandId);
    if (!answer) return;
    const { subscriptionId, sessionId } = answer;
    const isAccepted = answer.state === "ACCEPTED";
    if (answer.isOurReading) {
      if (isAccepted)
        await queuePush(tx, context, {
          clientId,
          subscriptionId,
          kind: "charging_profile",
          objectId: sessionId,
        });
      return;
    }
    const settled = await settleProfileRequest(tx, commandId, resultOfAnswer(answer), context.clock.now());
    if (!settled) return;
    await queuePush(tx, context, { clientId, subscriptionId, kind: "command_result", objectId: settled.id });
    const isChange = answer.kind !== "GET_COMPOSITE_SCHEDULE";
    if (isAccepted && isChange && (await isWanted(tx, subscriptionId, sessionId)))
      await readSchedule(tx, context, { subscriptionId, sessionId });
  });
}

/** A partner is told of changes when it has an address for that, and has set a profile of the session with success before. */
async function isWanted(tx: Tx, subscriptionId: string, sessionId: string): Promise<boolean> {
  const connection = await findConnection(tx, subscriptionId);
  if (!connection || endpointOf(connection, "chargingprofiles", "SENDER") === null) return false;
  return wasProfileSet(tx, sessionId);
}
