import type { JsonObject } from "../../rpc/frame.model";

/** Largest register that is believed: 1 TWh in Wh, still exact as a number. */
const MAX_NUMBER = 1e12;

const NUMBER = /^[+-]?\d{1,15}(\.\d{1,12})?([eE][+-]?\d{1,2})?$/;

/** Characters that neither PostgreSQL's text nor a log line should meet. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** A text without control characters, cut to `max`; null when there is none. Numbers count as text. */
export function text(payload: JsonObject, key: string, max: number): string | null {
  const value = own(payload, key);
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "string" ? clean(value, max) : null;
}

/** A text as a database column takes it: no control characters, no half of a surrogate pair, not longer than `max`. */
export function clean(value: string, max: number): string {
  return value
    .replace(CONTROL, "")
    .slice(0, max)
    .replace(/\p{Surrogate}/gu, "\uFFFD");
}

/** A whole number, also when it came as a text or with decimals (rounded); null when it is none. */
export function integer(payload: JsonObject, key: string): number | null {
  const value = decimal(own(payload, key));
  return value === null ? null : Math.round(value);
}

/** A 32-bit number such as a connector or transaction id; null when it is none. */
export function id(payload: JsonObject, key: string): number | null {
  const value = integer(payload, key);
  return value !== null && Math.abs(value) < 2 ** 31 ? value : null;
}

/**
 * A number from a JSON number or a plain decimal text ("12.30", " 12.3 ", "1.2e3"); null for all else.
 * A comma is not read: "1,234" may mean two very different things, and nothing is billed on a guess (REL-84).
 */
export function decimal(value: unknown): number | null {
  const number =
    typeof value === "number"
      ? value
      : typeof value === "string" && NUMBER.test(value.trim())
        ? Number(value)
        : null;
  return number !== null && Number.isFinite(number) && Math.abs(number) <= MAX_NUMBER ? number : null;
}

/** The objects of a list field; everything that is no object is left out. */
export function objects(payload: JsonObject, key: string): JsonObject[] {
  const value = own(payload, key);
  if (!Array.isArray(value)) return [];
  return value.filter(
    (item): item is JsonObject => typeof item === "object" && item !== null && !Array.isArray(item),
  );
}

/** An own field: a station can not reach the prototype by naming a field `constructor`. */
export function own(payload: JsonObject, key: string): unknown {
  return Object.hasOwn(payload, key) ? payload[key] : undefined;
}
