import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";

/** Takes turns with every other import of this CPO's CDRs, until the transaction ends. */
export async function lockImports(tx: Tx, cpoId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`imported_cdrs:${cpoId}`}, 0))`;
}

export async function insertImportedCdrs(
  tx: Tx,
  rows: readonly Prisma.ImportedCdrCreateManyInput[],
): Promise<void> {
  await tx.importedCdr.createMany({ data: [...rows] });
}
