import type { Tx } from "@/lib/db/database";
import { parsedTariff, parseTariff } from "@/lib/pricing/parse-tariff";
import type { Tariff } from "@/lib/pricing/tariff.model";

/** The frozen tariff of a session. Read from the database once per process and hash. */
export async function findFrozenTariff(tx: Tx, clientId: string, hash: string): Promise<Tariff> {
  const known = parsedTariff(hash);
  if (known) return known;
  const version = await tx.tariffVersion.findUniqueOrThrow({ where: { clientId_hash: { clientId, hash } } });
  return parseTariff(hash, version.content);
}
