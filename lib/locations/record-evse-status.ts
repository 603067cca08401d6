import type { Tx } from "@/lib/db/database";
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
  if (ocppConnectorId !== 0) return updateStatus(tx, { stationId, ocppConnectorId }, data);
  return status === "UNAVAILABLE" || status === "FAULTED" ? updateStatus(tx, { stationId }, data) : [];
}
