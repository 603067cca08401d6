import type { Context } from "@/lib/db/context";
import {
  findStationCredentials,
  recordConnected,
  recordSeen,
  recordUnknownStation,
} from "@/lib/locations/station-presence";
import type { ConnectedStation } from "../connected-station.model";
import { findHolder } from "../station-sockets.queries";
import type { StationCodec } from "../versions/version.model";

/** Stands as gateway in the row of a station whose socket somebody else's fleet holds. */
export const FORWARDING_GATEWAY = "forwarded";

/**
 * The station that a trusted fleet speaks for, marked as present. The fleet has authenticated the station; whether it is known
 * and approved is still decided here (SEC-32). Null when it is not known or retired.
 */
export async function enterForwarded(
  context: Context,
  identity: string,
  codec: StationCodec,
): Promise<ConnectedStation | null> {
  const known = await findStationCredentials(context, identity);
  if (!known) {
    await recordUnknownStation(context, identity, "unknown_identity");
    return null;
  }
  if (known.state === "RETIRED") return null;
  const { stationId, clientId, state } = known;
  const holder = await findHolder(context, stationId);
  if (holder?.gatewayId === FORWARDING_GATEWAY && holder.ocppVersion === codec.version) {
    await recordSeen(context, [stationId], context.clock.now());
  } else {
    await recordConnected(context, { stationId, gatewayId: FORWARDING_GATEWAY, ocppVersion: codec.version });
  }
  return { stationId, clientId, identity, approval: state };
}
