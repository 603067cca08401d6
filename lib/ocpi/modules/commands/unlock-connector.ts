import { lockEvse } from "@/lib/locations/lock-evse";
import { UNLOCK_ANSWER_S, unlockByPartner } from "@/lib/sessions/unlock-by-partner";
import type { OcpiCommand } from "../../canonical/command.model";
import type { OcpiAnswer } from "../../server/server.model";
import { findPlace, findUnlock } from "./command.queries";
import { type CommandCall, commandAnswer, recordCommand } from "./record-command";

const TIMEOUT_S = UNLOCK_ANSWER_S + 5;

/** UNLOCK_CONNECTOR: for the support desk of the partner whose session is, or just was, at the connector (SEC-81). */
export async function unlockConnector(
  call: CommandCall<Extract<OcpiCommand, { type: "UNLOCK_CONNECTOR" }>>,
): Promise<OcpiAnswer> {
  const { deps, caller, command, request, cpoIds } = call;
  const { clientId, subscriptionId } = caller.connection;
  return deps.context.db.withClient(clientId, async (tx) => {
    const place = await findPlace(tx, cpoIds, command.locationId, command.evseUid);
    if (place.location === null) return { situation: "unknown_location", message: "no such location" };
    const { evseId } = place;
    if (evseId === null) return { situation: "invalid", message: "no such EVSE at this location" };
    await lockEvse(tx, evseId);
    if (await findUnlock(tx, subscriptionId, command, request.now))
      return commandAnswer(call, { result: "ACCEPTED", timeoutS: TIMEOUT_S });
    const unlocked = await unlockByPartner(tx, deps.context, { subscriptionId, evseId });
    const result = unlocked === null ? "REJECTED" : "ACCEPTED";
    await recordCommand(tx, call, {
      answer: result,
      timeoutS: TIMEOUT_S,
      ...(unlocked === null
        ? { reason: "not_own_session" }
        : { sessionId: unlocked.sessionId, stationCommandId: unlocked.commandId, awaitsResult: true }),
    });
    return commandAnswer(call, { result, timeoutS: TIMEOUT_S });
  });
}
