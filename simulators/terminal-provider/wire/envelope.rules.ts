import type { OcpiVersion } from "./versions.rules";

/** Plain data as it came from JSON. */
export type Json = Record<string, unknown>;

export const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** The parts of a peer's answer. A field is null when the peer did not send it in a usable form. */
export interface Envelope {
  readonly statusCode: number | null;
  readonly statusMessage: string | null;
  readonly data: unknown;
}

/** Reads a response body (transport_and_format 4.1.7), and says what is wrong with it. */
export function readEnvelope(body: unknown): Envelope | null {
  if (!isRecord(body)) return null;
  const { status_code: code, status_message: message, data } = body;
  return { statusCode: typeof code === "number" ? code : null, statusMessage: text(message), data };
}

/** RFC 3339 in UTC (types 16.3): with milliseconds since 2.2, without for 2.1.1, which does not mention fractions. */
export function dateTime(at: Date, version: OcpiVersion): string {
  const iso = at.toISOString();
  return version === "2.1.1" ? `${iso.slice(0, 19)}Z` : iso;
}

/** The answer's body. `data` is left out when there is none. */
export function envelope(
  version: OcpiVersion,
  at: Date,
  statusCode: number,
  parts: { readonly message?: string; readonly data?: unknown } = {},
): Json {
  return {
    ...(parts.data !== undefined && { data: parts.data }),
    status_code: statusCode,
    ...(parts.message !== undefined && { status_message: parts.message }),
    timestamp: dateTime(at, version),
  };
}

/** The address behind `rel="next"` of a Link header; several links and unquoted forms are fine (3.2). */
export function nextLink(header: string | null, base: string): string | null {
  for (const part of (header ?? "").split(/,(?=\s*<)/)) {
    const match = /<([^>]*)>(.*)/.exec(part);
    if (match === null || !/;\s*rel\s*=\s*"?next"?/i.test(match[2] ?? "")) continue;
    const address = match[1] ?? "";
    return URL.canParse(address, base) ? new URL(address, base).href : null;
  }
  return null;
}

/** `target` with the fields of `patch` on top, as PATCH means it. Lists are replaced; charging periods are appended. */
export function patched(target: Json, patch: Json): Json {
  const { charging_periods: added, ...rest } = patch;
  const periods = Array.isArray(added)
    ? [...(Array.isArray(target.charging_periods) ? target.charging_periods : []), ...added]
    : target.charging_periods;
  return { ...target, ...rest, ...(periods !== undefined && { charging_periods: periods }) };
}
