import type { Tx } from "@/lib/db/database";
import type { Prisma } from "@/lib/db/generated/client";

export async function insertImportRun(tx: Tx, row: Prisma.ImportRunUncheckedCreateInput): Promise<void> {
  await tx.importRun.create({ data: row });
}
