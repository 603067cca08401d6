import type { HeaderBag } from "../exchange/headers.rules";
import { parseJson } from "../exchange/json.rules";

/** What stands where something secret was. */
export const HIDDEN = "[hidden]";

/** The only headers whose values are kept (SEC-66: by allow-list). */
export const KEPT_HEADERS = [
  "Content-Type",
  "X-Request-ID",
  "X-Correlation-ID",
  "OCPI-from-country-code",
  "OCPI-from-party-id",
  "OCPI-to-country-code",
  "OCPI-to-party-id",
  "Link",
  "Location",
  "X-Total-Count",
  "X-Limit",
  "Retry-After",
] as const;

/** Members whose text is a secret or points to a person, in whatever object they stand. */
const SECRET_MEMBER =
  /^(token|authorization|password|secret|api_?key|.*_token|e-?mail|contact_email|phone|pan|card_?number|cvc|cvv|track\d?)$/i;
/** Card numbers in free text, such as receipt lines: all but the last four digits. */
const LONG_NUMBER = /\b\d(?:[ -]?\d){10,18}\b/g;
/** Something that may be a token in a text that is no JSON. */
const TOKEN_LIKE = /[A-Za-z0-9+/_=-]{20,}/g;
/** Longest text that is kept of a body that is no JSON. */
const NO_JSON_MAX = 500;

/** Headers worth keeping, the token hidden. */
export function maskedHeaders(headers: HeaderBag): Record<string, string> {
  const kept = KEPT_HEADERS.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, name === "Link" || name === "Location" ? maskedUrl(value) : value]];
  });
  const hasToken = headers.get("Authorization") !== null;
  return { ...(hasToken ? { Authorization: `Token ${HIDDEN}` } : {}), ...Object.fromEntries(kept) };
}

/** A URL without what may be secret in it: user info goes, and the values of queries that name a token or key. */
export function maskedUrl(url: string): string {
  return url
    .replace(/\/\/[^/?#\s]*@/, `//${HIDDEN}@`)
    .replace(/([?&][^=&\s]*(?:token|key|secret|sig|auth|pass)[^=&\s]*=)[^&\s>"]*/gi, `$1${HIDDEN}`);
}

/** A JSON body as it may be stored: secrets hidden, pretty-printed by whoever shows it. Empty for no body. */
export function maskedBody(text: string): string {
  if (text.trim() === "") return "";
  const parsed = parseJson(text);
  if (parsed === null) return text.slice(0, NO_JSON_MAX).replace(TOKEN_LIKE, HIDDEN);
  return JSON.stringify(maskedValue(parsed.value));
}

/** The same for a value that was parsed already. */
export function maskedValue(value: unknown): unknown {
  if (typeof value === "string") return value.replace(LONG_NUMBER, lastFour);
  if (Array.isArray(value)) return value.map(maskedValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]): [string, unknown] => {
      // A `token` may be an object (START_SESSION): only a text is a secret.
      if (typeof member === "string" && SECRET_MEMBER.test(name)) return [name, HIDDEN];
      if (typeof member === "string" && /url$/i.test(name)) return [name, maskedUrl(member)];
      return [name, maskedValue(member)];
    }),
  );
}

function lastFour(digits: string): string {
  return `…${digits.replace(/\D/g, "").slice(-4)}`;
}
