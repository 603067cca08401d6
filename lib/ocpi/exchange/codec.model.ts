import type { ExchangeNote, OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";

/** Every version that is spoken, the newest first. */
export const OCPI_VERSIONS = ["2.3.0", "2.2.1", "2.1.1"] as const satisfies readonly OcpiVersion[];

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * One of our objects as a version writes it. `ok: false` means that it must not leave: the version can not say it, or the
 * result fails the version's own schema. What was left out or said in another way is in the notes in both cases.
 */
export type Encoded =
  | { readonly ok: true; readonly wire: JsonObject; readonly notes: readonly ExchangeNote[] }
  | { readonly ok: false; readonly notes: readonly ExchangeNote[] };

/** A partner's object in our words. Notes are problems of the partner's message; blocking ones made it unreadable. */
export type Decoded<T> =
  | { readonly ok: true; readonly value: T; readonly notes: readonly ExchangeNote[] }
  | { readonly ok: false; readonly notes: readonly ExchangeNote[] };

/** True for a JSON object; arrays and null are none. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
