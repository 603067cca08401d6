import { stopByPartner } from "@/lib/sessions/stop-by-partner";
import type { OcpiCommand } from "../../canonical/command.model";
import { isRowId } from "../../objects/row-id.rules";
import type { OcpiAnswer } from "../../server/server.model";
import { stopResponse } from "../start-session.rules";
import { isAnswerPromised } from "./command.queries";
import { type CommandCall, commandAnswer, recordCommand } from "./record-command";

/** The station has fifteen seconds; the rest is the way there and back. */
const TIMEOUT_S = 30;

/**
 * STOP_SESSION: only the connection that started the session may stop it; to all others it does not exist (SEC-81). A session
 * that has not begun is withdrawn. The same stop asked again is accepted again, and the station is asked once (REL-87).
 */
export async function stopSession(
  call: CommandCall<Extract<OcpiCommand, { type: "STOP_SESSION" }>>,
): Promise<OcpiAnswer> {
  const { deps, caller, command, request } = call;
  const { clientId, subscriptionId } = caller.connection;
  const { sessionId, responseUrl, type } = command;
  return deps.context.db.withClient(clientId, async (tx) => {
    const stop = isRowId(sessionId)
      ? await stopByPartner(tx, deps.context, { subscriptionId, sessionId })
      : "unknown";
    const session = stop === "unknown" ? null : { connectionId: subscriptionId, isEnded: stop === "ended" };
    const response = stopResponse(session, subscriptionId, TIMEOUT_S);
    const isAccepted = response.result === "ACCEPTED";
    const promised =
      isAccepted && (await isAnswerPromised(tx, { type, sessionId, responseUrl }, request.now));
    await recordCommand(tx, call, {
      answer: response.result,
      reason: stop,
      timeoutS: TIMEOUT_S,
      ...(session === null ? {} : { sessionId }),
      awaitsResult: isAccepted && !promised,
    });
    return commandAnswer(call, response, session === null ? {} : { sessionId });
  });
}
