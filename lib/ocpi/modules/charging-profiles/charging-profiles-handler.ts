import type { Tx } from "@/lib/db/database";
import { isOnline } from "@/lib/locations/location.rules";
import { smartChargingOf } from "@/lib/locations/smart-charging.rules";
import { findProfileTarget, type ProfileTarget } from "@/lib/sessions/find-profile-target";
import {
  PROFILE_ANSWER_S,
  type ProfileWish,
  profilePayload,
  sendProfileCommand,
} from "@/lib/sessions/send-profile-command";
import type {
  ProfileRequest,
  ProfileRequestType,
  ProfileResponse,
} from "../../canonical/charging-profile.model";
import { checkUrl } from "../../exchange/outbound/approved-url.rules";
import { isRowId } from "../../objects/row-id.rules";
import { policyOf } from "../../partner/open-partner";
import { noteTexts } from "../../server/answers.rules";
import type { Caller, OcpiAnswer, OcpiDeps, OcpiHandler, OcpiRequest } from "../../server/server.model";
import { codecOf } from "../../versions/registry";
import type { ChargingProfilesCodec } from "../../wire/codec.model";
import { NOTHING_FOLLOWS_S } from "../commands/record-command";
import { compareRecent } from "./profile-request.queries";
import { judgeProfileRequest, type ProfileVerdict } from "./profile-request.rules";
import { insertProfileRequest } from "./profile-request.store";

/** The station has its time; the rest is the way there and back. */
const TIMEOUT_S = PROFILE_ANSWER_S + 10;

const TYPES: Readonly<Partial<Record<OcpiRequest["method"], ProfileRequestType>>> = {
  PUT: "SET_CHARGING_PROFILE",
  GET: "GET_ACTIVE_CHARGING_PROFILE",
  DELETE: "CLEAR_CHARGING_PROFILE",
};

interface ProfileCall {
  readonly deps: OcpiDeps;
  readonly caller: Caller;
  readonly request: OcpiRequest;
  readonly codec: ChargingProfilesCodec;
  readonly type: ProfileRequestType;
  readonly sessionId: string;
}

/**
 * PUT, GET and DELETE /chargingprofiles/{session_id} (OCPI charging profiles, Receiver). The answer comes at once; what the
 * station says goes to `response_url` later, once. A session of somebody else does not exist (SEC-81), and an address outside
 * the approved hosts is an error before anything is done (SEC-40).
 */
export const handleChargingProfiles: OcpiHandler = async (deps, caller, request) => {
  const [sessionId, ...more] = request.segments;
  const codec = codecOf(request.version).chargingProfiles;
  if (sessionId === undefined || more.length > 0 || codec === null) return { situation: "no_such_resource" };
  const type = TYPES[request.method];
  if (type === undefined) return { situation: "method_not_allowed" };
  const call: ProfileCall = { deps, caller, request, codec, type, sessionId };
  return deps.context.db.withClient(caller.connection.clientId, (tx) => decide(tx, call));
};

async function decide(tx: Tx, call: ProfileCall): Promise<OcpiAnswer> {
  const { caller, codec, request, sessionId, type } = call;
  const { connection } = caller;
  const { subscriptionId } = connection;
  const target = isRowId(sessionId) ? await findProfileTarget(tx, { subscriptionId, sessionId }) : null;
  if (!target) return answer(call, { result: "UNKNOWN_SESSION", timeoutS: NOTHING_FOLLOWS_S }, {});
  const about = { sessionId: target.sessionId };
  const read = codec.readRequest(type, type === "SET_CHARGING_PROFILE" ? request.body : queryOf(request));
  const problems = noteTexts(read.notes);
  if (!read.ok) return { situation: "invalid", message: problems.join(", "), problems, ...about };
  if (!checkUrl(read.value.responseUrl, policyOf(connection)).ok)
    return {
      situation: "invalid",
      message: "response_url is not at an approved host",
      problems,
      ...about,
    };
  const wish = wishOf(read.value);
  const verdict = await judge(tx, call, target, read.value, wish);
  const response = await carryOut(tx, call, target, read.value, wish, verdict);
  const reasons = verdict.kind === "refuse" ? [verdict.reason] : [];
  return answer(call, response, { ...about, problems: [...problems, ...reasons] });
}

/** The query as an object; a name that stands twice counts once. */
function queryOf({ query }: OcpiRequest): Readonly<Record<string, string>> {
  return Object.fromEntries(query);
}

function wishOf(request: ProfileRequest): ProfileWish {
  switch (request.type) {
    case "SET_CHARGING_PROFILE": {
      const { start, durationS, unit, minRate, periods } = request.profile;
      return {
        kind: "SET_CHARGING_PROFILE",
        schedule: {
          unit,
          periods: [...periods],
          ...(start === undefined ? {} : { startAt: start.toISOString() }),
          ...(durationS === undefined ? {} : { durationS }),
          ...(minRate === undefined ? {} : { minRate }),
        },
      };
    }
    case "CLEAR_CHARGING_PROFILE":
      return { kind: "CLEAR_CHARGING_PROFILE" };
    case "GET_ACTIVE_CHARGING_PROFILE":
      return { kind: "GET_COMPOSITE_SCHEDULE", durationS: request.durationS };
  }
}

async function judge(
  tx: Tx,
  { caller, request: { now } }: ProfileCall,
  { sessionId, running }: ProfileTarget,
  request: ProfileRequest,
  wish: ProfileWish,
): Promise<ProfileVerdict> {
  const payload = running && profilePayload(running, wish);
  return judgeProfileRequest(request, {
    isAgreed: caller.connection.modules.includes("chargingprofiles"),
    isCharging: running !== null,
    isOnline: running !== null && isOnline(running.station, now),
    station: smartChargingOf(running?.station.configuration),
    recent: payload === null ? "none" : await compareRecent(tx, sessionId, request, payload, now),
  });
}

/** Sends what is to be sent and keeps the request with its answer among the partner's commands, in one transaction. */
async function carryOut(
  tx: Tx,
  { deps, caller, request }: ProfileCall,
  target: ProfileTarget,
  { type, responseUrl }: ProfileRequest,
  wish: ProfileWish,
  verdict: ProfileVerdict,
): Promise<ProfileResponse> {
  const { context } = deps;
  const { running } = target;
  const isSent = verdict.kind === "send" && running !== null;
  const sent = isSent ? await sendProfileCommand(tx, context, { ...target, running }, wish) : null;
  const response: ProfileResponse =
    verdict.kind === "refuse"
      ? { result: verdict.result, timeoutS: NOTHING_FOLLOWS_S }
      : { result: "ACCEPTED", timeoutS: TIMEOUT_S };
  await insertProfileRequest(tx, {
    id: context.ids.next(),
    clientId: caller.connection.clientId,
    subscriptionId: caller.connection.subscriptionId,
    type,
    responseUrl,
    receivedAt: request.now,
    sessionId: target.sessionId,
    stationCommandId: sent?.commandId ?? null,
    answer: response.result,
    reason: verdict.kind === "refuse" ? verdict.reason : verdict.kind === "repeat" ? "repeated" : null,
    timeoutS: response.timeoutS,
    resultState: sent === null ? "NONE" : "WAITING",
    requestId: request.message.requestId,
    correlationId: request.message.correlationId,
  });
  return response;
}

function answer(
  { codec }: ProfileCall,
  response: ProfileResponse,
  more: Pick<OcpiAnswer, "problems" | "sessionId">,
): OcpiAnswer {
  const encoded = codec.response(response);
  return encoded.ok ? { situation: "done", data: encoded.wire, ...more } : { situation: "failed" };
}
