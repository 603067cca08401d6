import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Endpoint } from "../../canonical/connection.model";
import type { TokenEncoding } from "../../exchange/authorization.rules";

/** What can go wrong between two platforms that get to know each other; words in `handshake-words.rules`. */
export type HandshakeFaultCode =
  /** The request did not get there, or what came back could not be read; `detail` has the fault of the outbound client. */
  | "unreachable"
  | "host_not_approved"
  /** 401 in both spellings. */
  | "token_refused"
  /** 405: the partner believes that we are registered, or not registered. */
  | "wrong_state_there"
  | "http_error"
  /** 2xxx or 3xxx. */
  | "ocpi_error"
  | "not_ocpi"
  | "versions_unreadable"
  | "no_common_version"
  | "details_unreadable"
  | "no_credentials_endpoint"
  | "modules_missing"
  | "credentials_unreadable"
  | "wrong_party"
  /** The partner came while another handshake was under way: it is told to try again. */
  | "handshake_running"
  /** Another handshake has begun, or the registration has ended, while this one was waiting. */
  | "handshake_overtaken";

export interface HandshakeFault {
  readonly code: HandshakeFaultCode;
  /** The step of the handshake, as people call it: "GET versions". */
  readonly step: string;
  /** What was met: a status, a fault, the partner's own words. */
  readonly detail: string;
  /** False when the partner can not have acted on the request. */
  readonly mayHaveArrived: boolean;
}

/** A partner's platform as its versions endpoint tells. */
export interface PeerPlatform {
  readonly version: OcpiVersion;
  readonly endpoints: readonly Endpoint[];
  readonly encoding: TokenEncoding | null;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: HandshakeFault };

/** How a handshake that a person has started ended; sentences for that person. */
export type HandshakeResult =
  | { readonly ok: true; readonly sentence: string }
  | { readonly ok: false; readonly sentence: string; readonly advice: string };
