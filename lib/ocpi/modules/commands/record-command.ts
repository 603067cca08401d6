import type { Tx } from "@/lib/db/database";
import type { CommandResponse, CommandResult, OcpiCommand } from "../../canonical/command.model";
import { queuePush } from "../../push/queue-push";
import type { Caller, OcpiAnswer, OcpiDeps, OcpiRequest } from "../../server/server.model";
import { codecOf } from "../../versions/registry";
import { insertCommand, type NewCommandRow } from "./command.store";

/** What an answer says about time when nothing follows: seconds are mandatory, and zero is none. */
export const NOTHING_FOLLOWS_S = 30;

/** One command under way. */
export interface CommandCall<C extends OcpiCommand = OcpiCommand> {
  readonly deps: OcpiDeps;
  readonly caller: Caller;
  readonly request: OcpiRequest;
  readonly command: C;
  /** CPOs that the message is for. */
  readonly cpoIds: readonly string[];
}

/** How a command was answered at once, and what of it is kept. */
export interface Decision {
  readonly answer: CommandResponse["result"] | `${number}`;
  readonly reason?: string;
  readonly timeoutS: number;
  readonly sessionId?: string;
  readonly usedTokenKey?: string;
  readonly stationCommandId?: string;
  /** A result will be posted to the command's `response_url`. */
  readonly awaitsResult?: boolean;
  /** The result, where it is known already. */
  readonly result?: CommandResult["result"] | null;
}

function columnsOf(command: OcpiCommand): Partial<NewCommandRow> {
  switch (command.type) {
    case "START_SESSION":
    case "RESERVE_NOW":
      return {
        locationId: command.locationId,
        evseUid: command.evseUid ?? null,
        connectorId: command.type === "START_SESSION" ? (command.connectorId ?? null) : null,
        tokenUid: command.token.uid,
        authorizationReference: command.authorizationReference ?? null,
      };
    case "UNLOCK_CONNECTOR":
      return {
        locationId: command.locationId,
        evseUid: command.evseUid,
        connectorId: command.connectorId,
      };
    case "STOP_SESSION":
    case "CANCEL_RESERVATION":
      return {};
  }
}

/** Keeps the command with its answer, in the transaction that decided it; a result that is known is on its way at once. */
export async function recordCommand(
  tx: Tx,
  { deps, caller, request, command }: CommandCall,
  decision: Decision,
): Promise<void> {
  const { clientId, subscriptionId } = caller.connection;
  const id = deps.context.ids.next();
  const result = decision.result ?? null;
  await insertCommand(tx, {
    id,
    clientId,
    subscriptionId,
    type: command.type,
    responseUrl: command.responseUrl,
    receivedAt: request.now,
    ...columnsOf(command),
    usedTokenKey: decision.usedTokenKey ?? null,
    sessionId: decision.sessionId ?? null,
    stationCommandId: decision.stationCommandId ?? null,
    answer: decision.answer,
    reason: decision.reason ?? null,
    timeoutS: decision.timeoutS,
    result,
    resultAt: result === null ? null : request.now,
    resultState: decision.awaitsResult === true ? "WAITING" : "NONE",
    requestId: request.message.requestId,
    correlationId: request.message.correlationId,
  });
  if (decision.awaitsResult === true && result !== null)
    await queuePush(tx, deps.context, { clientId, subscriptionId, kind: "command_result", objectId: id });
}

/** The immediate answer on the wire of the caller's version. */
export function commandAnswer(
  { request }: Pick<CommandCall, "request">,
  response: CommandResponse,
  more: Pick<OcpiAnswer, "problems" | "sessionId"> = {},
): OcpiAnswer {
  const encoded = codecOf(request.version).commandResponse(response);
  return encoded.ok ? { situation: "done", data: encoded.wire, ...more } : { situation: "failed" };
}
