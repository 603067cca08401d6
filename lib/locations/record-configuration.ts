import type { Tx } from "@/lib/db/database";
import { announceLocation } from "./announce-change";
import { updateStation } from "./location.store";
import { smartChargingOf } from "./smart-charging.rules";

/**
 * The station's configuration as it answered GetConfiguration (OCPP 1.6 §5.8). Whether it can be given charging profiles is
 * what partners see of it: that is told when it changes (OCPI locations, Capability).
 */
export async function recordConfiguration(
  tx: Tx,
  stationId: string,
  configuration: Readonly<Record<string, string>>,
): Promise<void> {
  const before = await tx.station.findUnique({
    where: { id: stationId },
    select: { clientId: true, locationId: true, configuration: true },
  });
  await updateStation(tx, stationId, { configuration: { ...configuration } });
  const could = smartChargingOf(before?.configuration).isSupported;
  if (before && could !== smartChargingOf(configuration).isSupported) await announceLocation(tx, before);
}
