import type { Tx } from "@/lib/db/database";
import { lockEvse as lockRow } from "./location.store";

/** Serialises everything that decides who may use the EVSE (REL-12). False when there is no such EVSE. */
export async function lockEvse(tx: Tx, evseId: string): Promise<boolean> {
  return lockRow(tx, evseId);
}
