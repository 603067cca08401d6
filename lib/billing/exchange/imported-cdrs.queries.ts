import type { Tx } from "@/lib/db/database";
import { type ImportedCdr, importedContentSchema } from "./imported-cdr.model";

/** The CDRs of these ids that were imported before. */
export async function findImportedCdrs(
  tx: Tx,
  cpoId: string,
  externalIds: readonly string[],
): Promise<ImportedCdr[]> {
  const rows = await tx.importedCdr.findMany({ where: { cpoId, externalId: { in: [...externalIds] } } });
  return rows.map((row) => ({
    externalId: row.externalId,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    energyWh: row.energyWh,
    currency: row.currency,
    netMinor: row.netMinor,
    grossMinor: row.grossMinor,
    // Members come back in the order of the schema, so that equal contents are equal texts.
    content: importedContentSchema.parse(row.content),
  }));
}

/** The zone of the CPO's first location, for CDRs that name none. */
export async function findZoneOfCpo(tx: Tx, cpoId: string): Promise<string | null> {
  const location = await tx.location.findFirst({
    where: { cpoId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { timeZone: true },
  });
  return location?.timeZone ?? null;
}
