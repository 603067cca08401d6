import type { CommandType, OcpiCommand } from "../../canonical/command.model";
import { isPartyOfConnection, partyOf } from "../../exchange/headers.rules";
import { checkUrl } from "../../exchange/outbound/approved-url.rules";
import { policyOf } from "../../partner/open-partner";
import { addressedCpos } from "../../server/addressed.rules";
import { noteTexts } from "../../server/answers.rules";
import { rolesOf } from "../../server/parties.rules";
import type { Caller, OcpiAnswer, OcpiHandler, OcpiRequest } from "../../server/server.model";
import { codecOf } from "../../versions/registry";
import { type CommandCall, commandAnswer, NOTHING_FOLLOWS_S, recordCommand } from "./record-command";
import { startSession } from "./start-session";
import { stopSession } from "./stop-session";
import { unlockConnector } from "./unlock-connector";

/** Owner of a token that names none: the connection's party, else the party of the message. */
function ownerOf({ connection }: Caller, { message }: OcpiRequest) {
  const own = partyOf(connection.countryCode, connection.partyId);
  return own ?? message.from ?? { countryCode: "", partyId: "" };
}

/**
 * POST /commands/{COMMAND} (OCPI commands). The answer comes at once; what the station says goes to `response_url` later, once.
 * A `response_url` outside the approved hosts is an error before anything is done (SEC-40).
 */
export const handleCommands: OcpiHandler = async (deps, caller, request) => {
  const [name = "", ...more] = request.segments;
  const codec = codecOf(request.version);
  const type = codec.manifest.commands.find((known) => known === name.toUpperCase());
  if (type === undefined || more.length > 0)
    return { situation: "no_such_resource", message: "no such command in this version" };
  if (request.method !== "POST") return { situation: "method_not_allowed" };
  const read = codec.readCommand(type, request.body, ownerOf(caller, request));
  const problems = noteTexts(read.notes);
  if (!read.ok) return { situation: "invalid", message: problems.join(", "), problems };
  // SEC-79: nobody's cards but the partner's own.
  const token = "token" in read.value ? read.value.token : null;
  if (
    token !== null &&
    !isPartyOfConnection(partyOf(token.countryCode, token.partyId), rolesOf(caller.connection))
  )
    return { situation: "invalid", message: "the token is of a party that is not yours", problems };
  const cpoIds = addressedCpos(caller.connection, request.message.to);
  const answer = await run({ deps, caller, request, cpoIds, command: read.value }, type);
  return { ...answer, problems: [...problems, ...(answer.problems ?? [])] };
};

async function run(call: CommandCall, type: CommandType): Promise<OcpiAnswer> {
  const { command, caller } = call;
  // A start is judged with it, in its own order.
  if (type !== "START_SESSION" && !checkUrl(command.responseUrl, policyOf(caller.connection)).ok)
    return { situation: "invalid", message: "response_url is not at an approved host" };
  switch (command.type) {
    case "START_SESSION":
      return startSession({ ...call, command });
    case "STOP_SESSION":
      return stopSession({ ...call, command });
    case "UNLOCK_CONNECTOR":
      return unlockConnector({ ...call, command });
    case "RESERVE_NOW":
    case "CANCEL_RESERVATION":
      return notSupported({ ...call, command });
  }
}

/** Nobody reserves for a card that is not there yet. */
async function notSupported(call: CommandCall<OcpiCommand>): Promise<OcpiAnswer> {
  const { deps, caller } = call;
  await deps.context.db.withClient(caller.connection.clientId, (tx) =>
    recordCommand(tx, call, { answer: "NOT_SUPPORTED", timeoutS: NOTHING_FOLLOWS_S }),
  );
  return commandAnswer(call, { result: "NOT_SUPPORTED", timeoutS: NOTHING_FOLLOWS_S });
}
