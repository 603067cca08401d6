import type { Tx } from "@/lib/db/database";

/** Notes the EVSEs whose mouths differ now, keeps the time of those that are known, and forgets the rest of the client's. */
export async function replaceMismatches(
  tx: Tx,
  clientId: string,
  evseIds: readonly string[],
  at: Date,
): Promise<{ readonly gone: string[] }> {
  const ended = { clientId, evseId: { notIn: [...evseIds] } };
  const gone = await tx.priceMismatch.findMany({ where: ended, select: { evseId: true } });
  await tx.priceMismatch.deleteMany({ where: ended });
  await tx.priceMismatch.createMany({
    data: evseIds.map((evseId) => ({ evseId, clientId, since: at })),
    skipDuplicates: true,
  });
  return { gone: gone.map(({ evseId }) => evseId) };
}
