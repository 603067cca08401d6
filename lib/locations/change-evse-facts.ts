import type { Tx } from "@/lib/db/database";
import { announceLocation } from "./announce-change";
import { lockEvse, updateEvse } from "./location.store";

/** Power and meter of an EVSE. */
export interface EvseFactsChange {
  readonly maxPowerW: number;
  readonly eichrecht: boolean;
  readonly timeApproval: string | null;
}

/**
 * Changes what an EVSE can do; returns what it was and whose it is, null when there is none. The caller asks whether its
 * prices stay lawful (lib/pricing/change-evse).
 */
export async function changeEvseFacts(
  tx: Tx,
  evseId: string,
  change: EvseFactsChange,
): Promise<(EvseFactsChange & { readonly cpoId: string }) | null> {
  if (!(await lockEvse(tx, evseId))) return null;
  const evse = await tx.evse.findUniqueOrThrow({
    where: { id: evseId },
    select: {
      clientId: true,
      locationId: true,
      maxPowerW: true,
      eichrecht: true,
      timeApproval: true,
      location: { select: { cpoId: true } },
    },
  });
  await updateEvse(tx, evseId, change);
  await announceLocation(tx, evse);
  const { location, clientId: _client, locationId: _location, ...before } = evse;
  return { ...before, cpoId: location.cpoId };
}
