import type { Tx } from "@/lib/db/database";
import { emit } from "@/lib/db/emit";
import { PRICING_EVENTS } from "./pricing-events.model";

/** Tells the rooms above that prices of CPOs may have changed; null means all of the client's. One waiting event per CPO. */
export async function announcePriceChange(
  tx: Tx,
  clientId: string,
  cpoIds: readonly (string | null)[],
): Promise<void> {
  const all = cpoIds.includes(null)
    ? (await tx.cpo.findMany({ where: { clientId }, select: { id: true } })).map(({ id }) => id)
    : cpoIds;
  for (const cpoId of new Set(all)) {
    await emit(
      tx,
      { type: PRICING_EVENTS.priceChanged, payload: { clientId, cpoId } },
      { key: `${PRICING_EVENTS.priceChanged}:${cpoId}` },
    );
  }
}
