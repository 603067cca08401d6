import type { Tx } from "@/lib/db/database";
import type { AuditRecord } from "./audit.model";
import { appendAudit } from "./audit.store";

/**
 * Writes one act into the client's audit log, in the transaction of the act itself: either both are there or neither
 * (ADM-24). Take it as the last step of the transaction: it holds the client's audit lock until commit.
 */
export async function recordAudit(tx: Tx, record: AuditRecord): Promise<void> {
  await appendAudit(tx, record);
}
