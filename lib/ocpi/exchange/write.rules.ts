import type { z } from "zod";
import type { ExchangeNote } from "@/lib/pricing/exchange/ocpi-tariff.model";
import type { Encoded, JsonObject } from "./codec.model";
import { withoutEmpties } from "./json.rules";

/** Most problems that are listed for one object; the first ones tell the story. */
const MAX_PROBLEMS = 50;

/** The path of a member as it is shown to people: "evses[0].connectors[1].id". */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) =>
      typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`,
    "",
  );
}

/** What a schema of a version has against a wire object; `blocking` says how bad that is for the caller. */
export function schemaNotes(schema: z.ZodType, wire: unknown, blocking: boolean): ExchangeNote[] {
  const result = schema.safeParse(wire);
  if (result.success) return [];
  return result.error.issues.slice(0, MAX_PROBLEMS).map((issue) => ({
    path: pathText(issue.path),
    kind: "invalid",
    blocking,
    code: issue.code === "unrecognized_keys" ? "unknown_member" : "schema",
  }));
}

/**
 * The strict writer: takes away nulls and empty arrays, and lets an object leave only when it passes the schema of its
 * version and no note blocks it. A failure here is our own mistake or something that the version can not say.
 */
export function finishWire(
  schema: z.ZodType,
  wire: JsonObject,
  notes: readonly ExchangeNote[],
  keepEmpty: readonly string[] = [],
): Encoded {
  const cleaned = withoutEmpties(wire, keepEmpty);
  const all = [...notes, ...schemaNotes(schema, cleaned, true)];
  return all.some(({ blocking }) => blocking)
    ? { ok: false, notes: all }
    : { ok: true, wire: cleaned, notes: all };
}
