import type { Tx } from "@/lib/db/database";
import { announceEvse } from "./announce-change";
import type { EvseStatus } from "./location.model";
import { updateStatus } from "./location.store";

/**
 * Stores a reported status and returns the EVSEs it is about. Connector 0 speaks for the station as a whole: only
 * UNAVAILABLE and FAULTED are passed on to its EVSEs, the rest says nothing about them.
 */
export async function recordEvseStatus(
  tx: Tx,
  input: {
    stationId: string;
    ocppConnectorId: number;
    status: EvseStatus;
    errorCode: string | null;
    at: Date;
  },
): Promise<string[]> {
  const { stationId, ocppConnectorId, status, errorCode, at } = input;
  const data = { status, statusAt: at, errorCode };
  const isForAll = ocppConnectorId === 0;
  if (isForAll && status !== "UNAVAILABLE" && status !== "FAULTED") return [];
  const evses = await updateStatus(tx, isForAll ? { stationId } : { stationId, ocppConnectorId }, data);
  for (const { id, clientId, hasChanged } of evses)
    if (hasChanged) await announceEvse(tx, { clientId, evseId: id });
  return evses.map(({ id }) => id);
}
