import type { JsonObject } from "../exchange/codec.model";
import { endpointUrl } from "../exchange/endpoint-url.rules";
import type { Party } from "../exchange/headers.rules";
import type { OutboundMethod } from "../exchange/outbound/outbound.model";
import type { PushKind } from "../modules/push-coalescing.rules";

/** One request that tells a partner something. */
export interface PushRequest {
  readonly method: OutboundMethod;
  readonly url: string;
  readonly body?: JsonObject;
  /** Our party whose object this is, for the routing headers. */
  readonly from: Party | null;
  /** For the journal. */
  readonly module: string;
  readonly sessionId: string | null;
  /** Keeps the command and its result together; otherwise the request has an id of its own. */
  readonly correlationId?: string;
  /** What is sent when the partner turns out not to have the object that was patched. */
  readonly whole?: PushRequest;
}

/** What becomes of a row of the outbox when its turn has come. */
export type PreparedPush =
  | { readonly what: "send"; readonly request: PushRequest }
  /** Nothing to say: the partner has no such module or does not want it, or the object is gone. */
  | { readonly what: "nothing"; readonly why: string }
  /** The version can not say it: a person must know, a repetition does not help. */
  | { readonly what: "blocked"; readonly why: string };

/** The module that a push goes to; null for a command result, which goes to an address of its own. */
export function moduleOf(kind: PushKind): string | null {
  switch (kind) {
    case "location":
    case "evse":
      return "locations";
    case "tariff":
    case "tariff_removal":
      return "tariffs";
    case "session":
      return "sessions";
    case "cdr":
      return "cdrs";
    case "terminal":
      return "payments";
    case "charging_profile":
      return "chargingprofiles";
    case "command_result":
      return null;
  }
}

/** An object's address at a Receiver: `{endpoint}/{country_code}/{party_id}/{id}…` (OCPI transport, Client Owned Objects). */
export function ownedUrl(endpoint: string, owner: Party, ids: readonly string[]): string {
  return endpointUrl(endpoint, [owner.countryCode, owner.partyId, ...ids]);
}

/** Status and its time: what a status change of an EVSE is (OCPI locations, PATCH). */
export function evseStatusPatch(wire: JsonObject): JsonObject {
  return { status: wire.status, last_updated: wire.last_updated };
}

/** Members of a session that move while it runs. Charging periods are not among them: receivers append them wrongly. */
const MOVING = [
  "start_date_time",
  "start_datetime",
  "end_date_time",
  "end_datetime",
  "kwh",
  "authorization_reference",
  "total_cost",
  "status",
  "last_updated",
];
const ENDED: ReadonlySet<unknown> = new Set(["COMPLETED", "INVALID"]);

/**
 * The PATCH of a session for partners that asked for it; null when the whole must be PUT: the first time, and at the end,
 * when the charging periods must be complete.
 */
export function sessionPatch(wire: JsonObject, isKnown: boolean): JsonObject | null {
  if (!isKnown || ENDED.has(wire.status)) return null;
  return Object.fromEntries(MOVING.flatMap((name) => (wire[name] === undefined ? [] : [[name, wire[name]]])));
}
