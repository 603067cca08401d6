import type { Context } from "@/lib/db/context";
import { type AuditRecord, CHAIN_START, type ChainVerdict, type Json } from "./audit.model";
import { chainHash } from "./audit.store";
import { type AuditRow, auditPage } from "./tenants.queries";

const PAGE = 1_000;

/**
 * Walks a client's audit chain from its first entry and recomputes every hash (ADM-24). Tells the first entry that was
 * changed, inserted or lost its predecessor.
 */
export async function verifyAuditChain(context: Context, clientId: string): Promise<ChainVerdict> {
  let previousHash = CHAIN_START;
  let entries = 0;
  let after = 0n;
  for (;;) {
    const rows = await auditPage(context, clientId, after, PAGE);
    for (const row of rows) {
      if (row.previousHash !== previousHash || row.hash !== chainHash(recordOf(row), previousHash)) {
        return { intact: false, entries, brokenAt: String(row.id) };
      }
      previousHash = row.hash;
      entries += 1;
      after = row.id;
    }
    if (rows.length < PAGE) return { intact: true, entries };
  }
}

function recordOf(row: AuditRow): AuditRecord {
  return {
    clientId: row.clientId,
    at: row.at,
    actor: { userId: row.actorUserId, name: row.actorName },
    action: row.action,
    objectType: row.objectType,
    objectId: row.objectId,
    ...(row.before === null ? {} : { before: row.before as Json }),
    ...(row.after === null ? {} : { after: row.after as Json }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.ipHash === null ? {} : { ipHash: row.ipHash }),
  };
}
