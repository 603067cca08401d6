import type { Tx } from "@/lib/db/database";
import { type Tariff, tariffSchema } from "@/lib/pricing/tariff.model";

/** Parsed versions by content hash. Content never changes, so entries never get stale; the size is bounded. */
const parsed = new Map<string, Tariff>();
const PARSED_MAX = 500;

/** The stored content of a tariff version, checked once per process. */
export function parseTariff(hash: string, content: unknown): Tariff {
  const known = parsed.get(hash);
  if (known) return known;
  const tariff = tariffSchema.parse(content);
  if (parsed.size >= PARSED_MAX) parsed.clear();
  parsed.set(hash, tariff);
  return tariff;
}

/** The frozen tariff of a session. Read from the database once per process and hash. */
export async function findFrozenTariff(tx: Tx, clientId: string, hash: string): Promise<Tariff> {
  const known = parsed.get(hash);
  if (known) return known;
  const version = await tx.tariffVersion.findUniqueOrThrow({ where: { clientId_hash: { clientId, hash } } });
  return parseTariff(hash, version.content);
}
