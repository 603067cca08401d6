import { createHash } from "node:crypto";
import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";
import { type AuditRecord, CHAIN_START } from "./audit.model";
import { chainText } from "./audit.rules";

/** Appends to the client's chain. The lock makes two writers take turns, so that the chain never forks. */
export async function appendAudit(tx: Tx, record: AuditRecord): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${record.clientId}`}, 0))`;
  const last = await tx.auditEntry.findFirst({
    where: { clientId: record.clientId },
    orderBy: { id: "desc" },
    select: { hash: true },
  });
  const previousHash = last?.hash ?? CHAIN_START;
  await tx.auditEntry.create({
    data: {
      clientId: record.clientId,
      at: record.at,
      actorUserId: record.actor.userId,
      actorName: record.actor.name,
      action: record.action,
      objectType: record.objectType,
      objectId: record.objectId,
      ...(record.before === undefined ? {} : { before: record.before as Prisma.InputJsonValue }),
      ...(record.after === undefined ? {} : { after: record.after as Prisma.InputJsonValue }),
      reason: record.reason ?? null,
      ipHash: record.ipHash ?? null,
      previousHash,
      hash: chainHash(record, previousHash),
    },
  });
}

/** SHA-256 over the entry and the hash of the one before. */
export function chainHash(record: AuditRecord, previousHash: string): string {
  return createHash("sha256").update(chainText(record, previousHash)).digest("hex");
}
