import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { JsonObject } from "./codec.model";
import { isJsonObject } from "./codec.model";
import { formatDateTime, parseDateTime } from "./dates.rules";

/** OCPI status codes (OCPI status_codes). 1xxx success, 2xxx the client's fault, 3xxx the server's, 4xxx a hub's. */
export const OCPI_STATUS = {
  OK: 1000,
  CLIENT_ERROR: 2000,
  INVALID: 2001,
  NOT_ENOUGH_INFORMATION: 2002,
  UNKNOWN_LOCATION: 2003,
  UNKNOWN_TOKEN: 2004,
  SERVER_ERROR: 3000,
  CLIENT_API_UNUSABLE: 3001,
  UNSUPPORTED_VERSION: 3002,
  MISSING_ENDPOINTS: 3003,
  HUB_ERROR: 4000,
  UNKNOWN_RECEIVER: 4001,
  HUB_TIMEOUT: 4002,
  HUB_CONNECTION: 4003,
} as const;
export type OcpiStatusCode = (typeof OCPI_STATUS)[keyof typeof OCPI_STATUS];

/**
 * Every way in which a request of a partner can end, with its HTTP and OCPI status. Once the JSON is parsed, the partner is
 * known and the resource exists, everything that is wrong with the meaning is HTTP 200 with 2xxx or 3xxx
 * (OCPI status_codes). A missing or wrong token is always 401, never 403; also token A outside versions and credentials.
 */
export const SITUATIONS = {
  done: { http: 200, ocpi: OCPI_STATUS.OK },
  created: { http: 201, ocpi: OCPI_STATUS.OK },
  not_json: { http: 400, ocpi: OCPI_STATUS.INVALID },
  too_large: { http: 413, ocpi: OCPI_STATUS.CLIENT_ERROR },
  unauthenticated: { http: 401, ocpi: OCPI_STATUS.CLIENT_ERROR },
  no_such_resource: { http: 404, ocpi: OCPI_STATUS.CLIENT_ERROR },
  no_such_location: { http: 404, ocpi: OCPI_STATUS.UNKNOWN_LOCATION },
  no_such_token: { http: 404, ocpi: OCPI_STATUS.UNKNOWN_TOKEN },
  /** A Client Owned URL with a country or party that is not the caller's. */
  foreign_owner: { http: 404, ocpi: OCPI_STATUS.INVALID },
  /** Charging preferences at an EVSE without the capability: 404 as the Sessions module writes. */
  preferences_not_possible: { http: 404, ocpi: OCPI_STATUS.INVALID },
  /** Also POST credentials when registered, PUT or DELETE credentials when not. */
  method_not_allowed: { http: 405, ocpi: OCPI_STATUS.CLIENT_ERROR },
  rate_limited: { http: 429, ocpi: OCPI_STATUS.CLIENT_ERROR },
  failed: { http: 500, ocpi: OCPI_STATUS.SERVER_ERROR },
  /** Missing or illegal members, ids in the URL that differ from the body, PATCH without last_updated. */
  invalid: { http: 200, ocpi: OCPI_STATUS.INVALID },
  not_enough_information: { http: 200, ocpi: OCPI_STATUS.NOT_ENOUGH_INFORMATION },
  unknown_location: { http: 200, ocpi: OCPI_STATUS.UNKNOWN_LOCATION },
  unknown_token: { http: 200, ocpi: OCPI_STATUS.UNKNOWN_TOKEN },
  /** The same request will do in a moment: nothing was changed, and nothing is wrong with it. */
  busy: { http: 200, ocpi: OCPI_STATUS.SERVER_ERROR },
  client_api_unusable: { http: 200, ocpi: OCPI_STATUS.CLIENT_API_UNUSABLE },
  unsupported_version: { http: 200, ocpi: OCPI_STATUS.UNSUPPORTED_VERSION },
  missing_endpoints: { http: 200, ocpi: OCPI_STATUS.MISSING_ENDPOINTS },
  unknown_receiver: { http: 200, ocpi: OCPI_STATUS.UNKNOWN_RECEIVER },
} as const satisfies Readonly<Record<string, { http: number; ocpi: OcpiStatusCode }>>;
export type Situation = keyof typeof SITUATIONS;

export interface OcpiReply {
  readonly http: number;
  readonly body: JsonObject;
}

/** 2.1.1 knows neither 2004 nor the codes of hubs. */
function codeFor(version: OcpiVersion, code: OcpiStatusCode): OcpiStatusCode {
  if (version !== "2.1.1") return code;
  if (code === OCPI_STATUS.UNKNOWN_TOKEN) return OCPI_STATUS.INVALID;
  return code >= OCPI_STATUS.HUB_ERROR ? OCPI_STATUS.CLIENT_ERROR : code;
}

/**
 * The answer to a partner: envelope and HTTP status. `data` is left out where the specification names none (PUT and PATCH
 * of objects) and for errors. An empty list stays `[]`: it is the answer, not an empty member.
 */
export function reply(
  version: OcpiVersion,
  situation: Situation,
  now: Date,
  content: { readonly data?: unknown; readonly message?: string } = {},
): OcpiReply {
  const { http, ocpi } = SITUATIONS[situation];
  return {
    http,
    body: {
      ...(content.data === undefined || content.data === null ? {} : { data: content.data }),
      status_code: codeFor(version, ocpi),
      ...(content.message === undefined ? {} : { status_message: content.message }),
      timestamp: formatDateTime(now, version),
    },
  };
}

export type ReadEnvelope =
  | {
      readonly ok: true;
      readonly data: unknown;
      readonly statusCode: number;
      readonly timestamp: Date | null;
    }
  | {
      readonly ok: false;
      /** http: plain HTTP error · status: OCPI error · no_envelope: 2xx without a readable envelope. */
      readonly reason: "http" | "status" | "no_envelope";
      readonly http: number;
      readonly statusCode: number | null;
      readonly message: string | null;
    };

/**
 * Reads a partner's answer. Success needs HTTP 2xx and an OCPI 1xxx code; 2xx with 2xxx, 4xx with an envelope and plain
 * 4xx or 5xx are all failures. A status code that arrives as text is understood.
 */
export function readEnvelope(http: number, body: unknown): ReadEnvelope {
  const envelope = isJsonObject(body) ? body : null;
  const code = envelope === null ? Number.NaN : Number(envelope.status_code ?? Number.NaN);
  const statusCode = Number.isInteger(code) ? code : null;
  const text = envelope?.status_message;
  const message = typeof text === "string" ? text.slice(0, 500) : null;
  const isHttpSuccess = http >= 200 && http < 300;
  if (!isHttpSuccess) return { ok: false, reason: "http", http, statusCode, message };
  if (envelope === null || statusCode === null)
    return { ok: false, reason: "no_envelope", http, statusCode, message };
  if (statusCode < 1000 || statusCode > 1999)
    return { ok: false, reason: "status", http, statusCode, message };
  const timestamp = typeof envelope.timestamp === "string" ? parseDateTime(envelope.timestamp) : null;
  return { ok: true, data: envelope.data ?? null, statusCode, timestamp };
}
