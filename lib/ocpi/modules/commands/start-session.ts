import { cardLast4In } from "@/lib/billing/financial-advice.rules";
import type { Tx } from "@/lib/db/database";
import { isUniqueViolation } from "@/lib/db/retry.rules";
import { lockEvse } from "@/lib/locations/lock-evse";
import { startTerminalSession } from "@/lib/sessions/start-terminal-session";
import { STARTING_STATES } from "@/lib/subscriptions/connection.model";
import type { CommandResult } from "../../canonical/command.model";
import { SITUATIONS } from "../../exchange/envelope.rules";
import { checkUrl } from "../../exchange/outbound/approved-url.rules";
import { policyOf } from "../../partner/open-partner";
import type { OcpiAnswer } from "../../server/server.model";
import { isRepeatedStart, judgeStart, type StartSession, type StartVerdict } from "../start-session.rules";
import {
  type FoundStart,
  findPlace,
  findStartFacts,
  findUsedToken,
  isAnswerPromised,
  type UsedToken,
} from "./command.queries";
import {
  type CommandCall,
  commandAnswer,
  type Decision,
  NOTHING_FOLLOWS_S,
  recordCommand,
} from "./record-command";

type StartCall = CommandCall<StartSession>;

/** Seconds beyond the station's own time until the partner must have its result: each attempt's timer may run late. */
const MARGIN_S = 10;

/**
 * START_SESSION of a terminal (SEC-80): judged, priced, stored and on its way to the station in one transaction. The same start
 * asked again, also five times at once, gets the same answer and starts nothing (SEC-82): the EVSE's lock puts copies in a
 * row, and where that does not reach, the unique key of the token decides.
 */
export async function startSession(call: StartCall): Promise<OcpiAnswer> {
  const { context } = call.deps;
  const decide = () => context.db.withClient(call.caller.connection.clientId, (tx) => decideStart(tx, call));
  try {
    return await decide();
  } catch (error) {
    // A copy, or another start at this EVSE, was a moment faster; now it can be seen.
    if (!isUniqueViolation(error)) throw error;
    return decide();
  }
}

async function decideStart(tx: Tx, call: StartCall): Promise<OcpiAnswer> {
  const { caller, command, request, cpoIds } = call;
  const { connection } = caller;
  const place = await findPlace(tx, cpoIds, command.locationId, command.evseUid);
  if (place.evseId !== null) await lockEvse(tx, place.evseId);
  const found = await findStartFacts(tx, connection, place, request.now);
  const used = await findUsedToken(tx, connection.subscriptionId, command);
  const verdict = judge(call, found, used);
  switch (verdict.kind) {
    case "repeat":
      return repeat(tx, call, used as UsedToken);
    case "error": {
      const answer = `${SITUATIONS[verdict.situation].ocpi}` as const;
      await recordCommand(tx, call, { answer, reason: verdict.reason, timeoutS: NOTHING_FOLLOWS_S });
      return { situation: verdict.situation, message: FAULTS[verdict.reason] ?? verdict.reason };
    }
    case "refuse":
      return refuse(tx, call, verdict.reason);
    case "start":
      return start(tx, call, place.evseId as string, found);
  }
}

/** What a partner is told about an error; never why one of its addresses was refused (SEC-46). */
const FAULTS: Readonly<Record<string, string>> = {
  response_url: "response_url is not at an approved host",
  unknown_location: "no such location",
  unknown_evse: "no such EVSE at this location",
  connector_without_evse: "connector_id needs evse_uid",
  unknown_connector: "no such connector at this EVSE",
  connector_missing: "connector_id is needed at this EVSE",
};

function judge(
  { caller, command, request }: StartCall,
  found: FoundStart,
  used: UsedToken | null,
): StartVerdict {
  const { connection } = caller;
  const { mark } = connection;
  const isOpen = mark !== null && STARTING_STATES.includes(connection.state);
  const repeated = used !== null && isRepeatedStart(command, used, request.now);
  return judgeStart(
    command,
    {
      version: request.version,
      // Without an agreed mark no token can be told from any other.
      isLive: isOpen,
      isResponseUrlApproved: checkUrl(command.responseUrl, policyOf(connection)).ok,
      mark: mark ?? { prefix: "", separator: "" },
      ...found.facts,
      isTokenUsed: used !== null,
    },
    repeated,
  );
}

async function refuse(tx: Tx, call: StartCall, reason: string): Promise<OcpiAnswer> {
  await recordCommand(tx, call, { answer: "REJECTED", reason, timeoutS: NOTHING_FOLLOWS_S });
  return commandAnswer(call, { result: "REJECTED", timeoutS: NOTHING_FOLLOWS_S }, { problems: [reason] });
}

/** The answer of the first copy. A copy with an address of its own gets the result there as well: one result per command. */
async function repeat(tx: Tx, call: StartCall, first: UsedToken): Promise<OcpiAnswer> {
  const { type, responseUrl } = call.command;
  const { sessionId, timeoutS } = first;
  const promised = await isAnswerPromised(tx, { type, sessionId, responseUrl }, call.request.now);
  const decision: Decision = {
    answer: "ACCEPTED",
    reason: "repeated",
    timeoutS,
    sessionId,
    ...(promised ? {} : { awaitsResult: true, result: first.result as CommandResult["result"] | null }),
  };
  await recordCommand(tx, call, decision);
  return commandAnswer(call, { result: "ACCEPTED", timeoutS }, { sessionId });
}

async function start(tx: Tx, call: StartCall, evseId: string, found: FoundStart): Promise<OcpiAnswer> {
  const { deps, caller, command } = call;
  const { token } = command;
  const started = await startTerminalSession(tx, deps.context, {
    subscriptionId: caller.connection.subscriptionId,
    evseId,
    connectorId: command.connectorId ?? found.facts.evse?.connectorIds[0] ?? null,
    terminalId: found.terminalId,
    token: {
      uid: token.uid,
      type: token.type,
      contractId: token.contractId,
      countryCode: token.countryCode,
      partyId: token.partyId,
    },
    authorizationReference: command.authorizationReference ?? null,
    language: token.language?.toLowerCase() ?? null,
    cardLast4: cardLast4In(token.visualNumber === undefined ? [] : [token.visualNumber]),
  });
  if (started.kind === "refused") return refuse(tx, call, started.reason);
  const timeoutS = started.answerWithinS + MARGIN_S;
  const { sessionId } = started;
  await recordCommand(tx, call, {
    answer: "ACCEPTED",
    timeoutS,
    sessionId,
    usedTokenKey: token.uid.toUpperCase(),
    awaitsResult: true,
  });
  return commandAnswer(call, { result: "ACCEPTED", timeoutS }, { sessionId });
}
