import type { EvseStatus } from "@/lib/locations/location.model";
import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { CommandResponse, CommandResult, OcpiCommand } from "../canonical/command.model";
import type { Situation } from "../exchange/envelope.rules";
import type { TokenMark } from "./ad-hoc-token.rules";
import { hasMark, isAdHocType } from "./ad-hoc-token.rules";

export type StartSession = Extract<OcpiCommand, { type: "START_SESSION" }>;

/** A repetition within this time gets the same answer and starts nothing (SEC-82). */
const REPEAT_MS = 60_000;

/** A start that this connection asked for before. */
export interface EarlierStart {
  readonly responseUrl: string;
  readonly tokenUid: string;
  readonly locationId: string;
  readonly evseUid: string | null;
  readonly authorizationReference: string | null;
  readonly receivedAt: Date;
  /** No result yet, or the session runs. */
  readonly isOpen: boolean;
}

/** What is known about a START_SESSION when it is judged. Looked up by the module, all within the caller's connection. */
export interface StartFacts {
  readonly version: OcpiVersion;
  readonly isLive: boolean;
  readonly isResponseUrlApproved: boolean;
  readonly mark: TokenMark;
  /** Null: no such location among the CPOs of the connection; a foreign one looks the same. */
  readonly location: { readonly isPublished: boolean; readonly hasAdHoc: boolean } | null;
  /** Null: the location has no such EVSE. Where none was given, the only EVSE of the location stands here. */
  readonly evse: {
    readonly status: EvseStatus;
    readonly isTerminalAssigned: boolean;
    readonly needsConnector: boolean;
    readonly connectorIds: readonly string[];
  } | null;
  readonly isTokenUsed: boolean;
}

export type StartVerdict =
  | { readonly kind: "start" }
  /** Asked before: answer ACCEPTED, start nothing. */
  | { readonly kind: "repeat" }
  /** An OCPI error; there is no CommandResponse. */
  | { readonly kind: "error"; readonly situation: Situation; readonly reason: StartFault }
  | { readonly kind: "refuse"; readonly result: "REJECTED"; readonly reason: StartFault };

export type StartFault =
  | "not_live"
  | "response_url"
  | "unknown_location"
  | "not_published"
  | "unknown_evse"
  | "terminal_not_assigned"
  | "evse_not_available"
  | "token_prefix"
  | "token_type"
  | "token_used"
  | "token_not_valid"
  | "connector_without_evse"
  | "unknown_connector"
  | "connector_missing";

const same = (a: string | null | undefined, b: string | null | undefined): boolean =>
  typeof a === "string" && typeof b === "string" && a.toLowerCase() === b.toLowerCase();

/**
 * True when the command repeats an earlier one of the same connection: the same authorisation reference, or the same token at
 * the same EVSE while that start is open or was asked within 60 seconds (OCPI commands; SEC-82).
 */
export function isRepeatedStart(command: StartSession, earlier: EarlierStart, now: Date): boolean {
  const age = now.getTime() - earlier.receivedAt.getTime();
  const isCurrent = earlier.isOpen || (age >= 0 && age <= REPEAT_MS);
  const isSamePlace =
    same(command.locationId, earlier.locationId) &&
    ((command.evseUid === undefined && earlier.evseUid === null) || same(command.evseUid, earlier.evseUid));
  const isSameToken = same(command.token.uid, earlier.tokenUid);
  const isSameReference = same(command.authorizationReference, earlier.authorizationReference);
  return isCurrent && isSameToken && (isSameReference || isSamePlace);
}

const refuse = (reason: StartFault): StartVerdict => ({ kind: "refuse", result: "REJECTED", reason });
const error = (situation: Situation, reason: StartFault): StartVerdict => ({
  kind: "error",
  situation,
  reason,
});

/** PREPARING: the cable is in. UNKNOWN: the station may be offline, which its silence will tell (TIMEOUT). */
const STARTABLE: readonly EvseStatus[] = ["AVAILABLE", "PREPARING", "UNKNOWN"];

function judgePlace({ location, evse }: StartFacts): StartVerdict | null {
  if (location === null) return error("unknown_location", "unknown_location");
  if (!location.isPublished || !location.hasAdHoc) return refuse("not_published");
  if (evse === null) return error("invalid", "unknown_evse");
  if (!evse.isTerminalAssigned) return refuse("terminal_not_assigned");
  return STARTABLE.includes(evse.status) ? null : refuse("evse_not_available");
}

function judgeToken({ token }: StartSession, facts: StartFacts): StartVerdict | null {
  if (!hasMark(token.uid, facts.mark)) return refuse("token_prefix");
  if (!isAdHocType(facts.version, token.type)) return refuse("token_type");
  if (facts.isTokenUsed) return refuse("token_used");
  return token.valid ? null : refuse("token_not_valid");
}

/** `connector_id` needs `evse_uid`, must exist, and is mandatory where the EVSE says so. 2.1.1 has no connector. */
function judgeConnector(command: StartSession, { version, evse }: StartFacts): StartVerdict | null {
  const { connectorId } = command;
  if (version === "2.1.1") return null;
  if (connectorId !== undefined && command.evseUid === undefined)
    return error("invalid", "connector_without_evse");
  if (connectorId === undefined)
    return evse?.needsConnector === true ? error("invalid", "connector_missing") : null;
  const isKnown = evse?.connectorIds.some((id) => same(id, connectorId)) ?? false;
  return isKnown ? null : error("invalid", "unknown_connector");
}

/**
 * Judges a START_SESSION, in the fixed order: connection live, response URL, repetition, location of a listed CPO, EVSE
 * public and free, prefix, type, unused, valid, connector (SEC-80). A repetition is recognised before anything that its own
 * first copy changed. The token is never authorised in real time (OCPI tokens, AD_HOC_USER). `repeated` comes from
 * `isRepeatedStart`.
 */
export function judgeStart(command: StartSession, facts: StartFacts, repeated: boolean): StartVerdict {
  if (!facts.isLive) return refuse("not_live");
  if (!facts.isResponseUrlApproved) return error("invalid", "response_url");
  if (repeated) return { kind: "repeat" };
  return (
    judgePlace(facts) ?? judgeToken(command, facts) ?? judgeConnector(command, facts) ?? { kind: "start" }
  );
}

/** The immediate answer to a judged start; null when the envelope's error says it all. */
export function startResponse(verdict: StartVerdict, timeoutS: number): CommandResponse | null {
  switch (verdict.kind) {
    case "error":
      return null;
    case "refuse":
      return { result: verdict.result, timeoutS };
    case "start":
    case "repeat":
      return { result: "ACCEPTED", timeoutS };
  }
}

/** How a station took an accepted command. */
export type StationOutcome =
  | "accepted"
  | "rejected"
  | "occupied"
  | "inoperative"
  | "no_answer"
  | "not_connected"
  | "not_supported"
  | "unknown_reservation"
  | "cancelled_reservation"
  | "failed";

const RESULTS: Readonly<Record<StationOutcome, CommandResult["result"]>> = {
  accepted: "ACCEPTED",
  rejected: "REJECTED",
  occupied: "EVSE_OCCUPIED",
  inoperative: "EVSE_INOPERATIVE",
  no_answer: "TIMEOUT",
  not_connected: "TIMEOUT",
  not_supported: "NOT_SUPPORTED",
  unknown_reservation: "UNKNOWN_RESERVATION",
  cancelled_reservation: "CANCELED_RESERVATION",
  failed: "FAILED",
};

/**
 * The one CommandResult of a command: what the station answered, not what became of it (a start that was accepted may still
 * give no session, and one that timed out may). 2.1.1's shorter list of words is its codec's matter.
 */
export function commandResultOf(outcome: StationOutcome): CommandResult {
  return { result: RESULTS[outcome] };
}

/** The answer to STOP_SESSION: only the connection that started the session may stop it; others do not learn that it exists (SEC-81). */
export function stopResponse(
  session: { readonly connectionId: string | null; readonly isEnded: boolean } | null,
  connectionId: string,
  timeoutS: number,
): CommandResponse {
  const isOwn = session !== null && session.connectionId === connectionId;
  if (!isOwn) return { result: "UNKNOWN_SESSION", timeoutS };
  return { result: session.isEnded ? "REJECTED" : "ACCEPTED", timeoutS };
}
