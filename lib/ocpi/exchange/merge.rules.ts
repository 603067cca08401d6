import type { OcpiVersion } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { JsonObject } from "./codec.model";
import { parseDateTime } from "./dates.rules";

export type Patched =
  | { readonly ok: true; readonly object: JsonObject }
  | { readonly ok: false; readonly reason: "empty" | "last_updated_missing" | "identity_changed" };

/**
 * A PATCH on a stored object: members replace members, null removes one, what is not named stays
 * (OCPI transport_and_format, Client Owned Objects). From 2.2 on `last_updated` is mandatory. Identity can not be patched.
 */
export function applyPatch(
  version: OcpiVersion,
  stored: JsonObject,
  patch: JsonObject,
  identity: readonly string[],
): Patched {
  if (Object.keys(patch).length === 0) return { ok: false, reason: "empty" };
  const updated = patch.last_updated;
  const isDated = typeof updated === "string" && parseDateTime(updated) !== null;
  if (version !== "2.1.1" && !isDated) return { ok: false, reason: "last_updated_missing" };
  for (const name of identity) {
    if (patch[name] !== undefined && !sameId(patch[name], stored[name]))
      return { ok: false, reason: "identity_changed" };
  }
  const merged = new Map(Object.entries(stored));
  for (const [name, value] of Object.entries(patch)) {
    if (identity.includes(name)) continue;
    if (value === null) merged.delete(name);
    else merged.set(name, value);
  }
  return { ok: true, object: Object.fromEntries(merged) };
}

function sameId(a: unknown, b: unknown): boolean {
  return typeof a === "string" && typeof b === "string" && a.toLowerCase() === b.toLowerCase();
}

/**
 * True when ids of the URL and of the body agree (otherwise 2001). Only members that are in both are compared, as CiStrings;
 * a PATCH need not repeat them.
 */
export function agreesWithUrl(url: Readonly<Record<string, string>>, body: JsonObject): boolean {
  return Object.entries(url).every(([name, id]) => body[name] === undefined || sameId(body[name], id));
}

export type PushBody =
  | { readonly kind: "nothing" }
  | { readonly kind: "patch"; readonly body: JsonObject }
  /** A member disappeared: a PATCH can not say that, the whole object must be PUT. */
  | { readonly kind: "put"; readonly body: JsonObject };

/**
 * What must be pushed so that a partner who has `before` gets `after`. `last_updated` alone is no change.
 * Charging periods of a session are always PUT: receivers append what a PATCH brings, or do not (OCPI sessions, PATCH).
 */
export function pushBody(before: JsonObject | null, after: JsonObject): PushBody {
  if (before === null) return { kind: "put", body: after };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => name !== "last_updated" && !sameJson(before[name], after[name]));
  if (changed.length === 0) return { kind: "nothing" };
  const needsPut = changed.some((name) => after[name] === undefined || name === "charging_periods");
  if (needsPut) return { kind: "put", body: after };
  const body = Object.fromEntries(changed.map((name) => [name, after[name]]));
  return { kind: "patch", body: { ...body, last_updated: after.last_updated } };
}

function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && sameJson(value, right.get(key)))
  );
}
