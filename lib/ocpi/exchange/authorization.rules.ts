import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";

/** How a token stands in the Authorization header: OCPI 2.2 and later say Base64, 2.1.1 the token itself. */
export type TokenEncoding = "base64" | "raw";
/** A connection's setting. `auto` finds out, and remembers what worked. */
export type EncodingSetting = TokenEncoding | "auto";

const TOKEN = /^[\x21-\x7e]{1,64}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** At most 64 printable ASCII characters without blanks (OCPI credentials, token). */
export function isTokenText(text: string): boolean {
  return TOKEN.test(text);
}

/** A new token from at least 32 random bytes, as base64url (SEC-75). Throws a `RangeError` on fewer or more than 48 bytes. */
export function tokenFromBytes(bytes: Uint8Array): string {
  if (bytes.length < 32 || bytes.length > 48) throw new RangeError("a token needs 32 to 48 random bytes");
  return btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
}

/** The value of the Authorization header. Throws a `RangeError` when the text can not be a token: it would split headers. */
export function authorizationHeader(token: string, encoding: TokenEncoding): string {
  if (!isTokenText(token)) throw new RangeError("this text can not be an OCPI token");
  return `Token ${encoding === "base64" ? btoa(token) : token}`;
}

export interface TokenCandidate {
  readonly token: string;
  readonly encoding: TokenEncoding;
}

function decodeBase64(value: string): string | null {
  if (!BASE64.test(value)) return null;
  try {
    // The specification's own sample decodes to a token with a line feed at its end.
    const decoded = atob(value.replace(/=+$/, "")).trim();
    return isTokenText(decoded) ? decoded : null;
  } catch {
    return null;
  }
}

/**
 * The tokens that a header may mean, the literal reading first: look each up by its hash (SEC-75). Empty when the header is
 * not `Token <x>`. The scheme's case does not matter, padding may be missing.
 */
export function tokenCandidates(header: string | null): readonly TokenCandidate[] {
  const match = /^\s*token[ \t]+(\S{1,200})\s*$/i.exec(header ?? "");
  const value = match?.[1];
  if (value === undefined) return [];
  const decoded = decodeBase64(value);
  return [
    ...(isTokenText(value) ? [{ token: value, encoding: "raw" as const }] : []),
    ...(decoded === null ? [] : [{ token: decoded, encoding: "base64" as const }]),
  ];
}

export interface TokenMatch<T> {
  readonly connection: T;
  readonly encoding: TokenEncoding;
  readonly setting: EncodingSetting;
}

/**
 * The one connection that a header means. A connection with a fixed encoding is only reached in that encoding, and a header
 * that two connections would claim belongs to nobody (SEC-77: no double meaning). Null is 401.
 */
export function chooseMatch<T>(matches: readonly TokenMatch<T>[]): TokenMatch<T> | null {
  const allowed = matches.filter(({ setting, encoding }) => setting === "auto" || setting === encoding);
  return allowed.length === 1 ? (allowed[0] ?? null) : null;
}

/** How we write our token to this partner: as configured, as it last worked, or as the version says. */
export function outgoingEncoding(
  setting: EncodingSetting,
  version: OcpiVersion,
  remembered: TokenEncoding | null,
): TokenEncoding {
  if (setting !== "auto") return setting;
  return remembered ?? (version === "2.1.1" ? "raw" : "base64");
}

/** After a 401: the encoding of the single retry, or null when there is none. */
export function encodingAfterRefusal(setting: EncodingSetting, tried: TokenEncoding): TokenEncoding | null {
  if (setting !== "auto") return null;
  return tried === "raw" ? "base64" : "raw";
}
