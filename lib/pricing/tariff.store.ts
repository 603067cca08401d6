import type { Tx } from "@/lib/db/database";
import type { Tariff } from "./tariff.model";

/** Stores a version; the same content is stored once (REL-11). */
export async function insertVersion(tx: Tx, clientId: string, hash: string, content: Tariff): Promise<void> {
  await tx.tariffVersion.createMany({
    data: [{ clientId, hash, content: JSON.parse(JSON.stringify(content)) }],
    skipDuplicates: true,
  });
}

/** Makes the version the current one of the CPO's tariff of this code; creates the tariff when it is new. */
export async function upsertTariff(
  tx: Tx,
  row: {
    readonly id: string;
    readonly clientId: string;
    readonly cpoId: string;
    readonly code: string;
    readonly name: string;
    readonly kind: "RETAIL" | "WHOLESALE";
    readonly currentHash: string;
  },
): Promise<string> {
  const { name, currentHash } = row;
  const tariff = await tx.tariff.upsert({
    where: { cpoId_code: { cpoId: row.cpoId, code: row.code } },
    create: row,
    update: { name, currentHash },
    select: { id: true },
  });
  return tariff.id;
}
