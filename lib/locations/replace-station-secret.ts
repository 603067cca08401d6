import type { Context } from "@/lib/db/context";
import type { Tx } from "@/lib/db/database";
import { confirmSecret, updateStation } from "./location.store";

/** From now on the station may log in with its old secret and with the new one (SEC-29). False when there is no such station. */
export async function proposeStationSecret(
  tx: Tx,
  stationId: string,
  passwordHash: string,
): Promise<boolean> {
  return (await updateStation(tx, stationId, { pendingPasswordHash: passwordHash })) === 1;
}

/** The station has logged in with the new secret: the old one ends. */
export async function confirmStationSecret(context: Context, stationId: string): Promise<void> {
  await context.db.withSystem((tx) => confirmSecret(tx, stationId));
}

/** The station refused the new secret: it goes on with the old one. */
export async function dropStationSecret(tx: Tx, stationId: string): Promise<void> {
  await updateStation(tx, stationId, { pendingPasswordHash: null });
}
