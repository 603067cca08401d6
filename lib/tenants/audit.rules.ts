import type { AuditRecord, Json } from "./audit.model";

/** JSON with sorted keys: the same text before and after a trip through PostgreSQL's jsonb. */
export function canonicalJson(value: Json | undefined): string {
  if (value === undefined || value === null) return "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object") {
    const entries = Object.entries(value as { readonly [key: string]: Json }).sort(([a], [b]) =>
      a < b ? -1 : 1,
    );
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** The text that is hashed: every field of the entry and the hash of the one before (ADM-24). */
export function chainText(record: AuditRecord, previousHash: string): string {
  return canonicalJson({
    previousHash,
    clientId: record.clientId,
    at: record.at.toISOString(),
    actorUserId: record.actor.userId,
    actorName: record.actor.name,
    action: record.action,
    objectType: record.objectType,
    objectId: record.objectId,
    before: record.before ?? null,
    after: record.after ?? null,
    reason: record.reason ?? null,
    ipHash: record.ipHash ?? null,
  });
}
