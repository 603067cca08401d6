import type { Tx } from "@/lib/db/database";
import { updateStation } from "./location.store";

/** The station's configuration as it answered GetConfiguration (OCPP 1.6 §5.8). */
export async function recordConfiguration(
  tx: Tx,
  stationId: string,
  configuration: Readonly<Record<string, string>>,
): Promise<void> {
  await updateStation(tx, stationId, { configuration: { ...configuration } });
}
