import type { Context } from "@/lib/db/context";
import { raiseException } from "@/lib/db/raise-exception";
import type { StationIdentity } from "@/lib/sessions/station-facts.model";

/** A second device knows the password of a station that is alive: a person must find out which one is real (SEC-28, SEC-73). */
export async function reportDuplicateStation(
  context: Context,
  { stationId, clientId }: StationIdentity,
): Promise<void> {
  context.log.error(
    { event: "duplicate_station", stationId, clientId },
    "second connection for a live station held off",
  );
  await context.db.withClient(clientId, (tx) =>
    raiseException(tx, {
      clientId,
      code: "duplicate_station",
      key: `duplicate_station:${stationId}`,
      stationId,
    }),
  );
}
